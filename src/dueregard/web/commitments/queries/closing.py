"""What closing a commitment takes, and what a verifier must see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from dueregard.web.accounts.permissions import Permission
from dueregard.web.commitments.access import may_on
from dueregard.web.commitments.models import Closure, Commitment, Evidence
from dueregard.web.commitments.queries.challenges import open_challenges
from dueregard.web.commitments.queries.evidence import describe_version, evidence_of, evidence_tag
from dueregard.web.core.clock import today
from dueregard.web.core.components import SummaryRow, Tag, Task

if TYPE_CHECKING:
    from dueregard.web.accounts.models import User


def closing_tasks(commitment: Commitment, user: User) -> list[Task]:
    """Return what to do before closure can be verified, as a task list."""
    on = today()
    pieces = [each for each in evidence_of(commitment, user) if each.withdrawn_at is None]
    good = [each for each in pieces if each.expires_on is None or each.expires_on >= on]
    asked = commitment.evidence_requests.filter(met_at=None, withdrawn_at=None).count()
    tasks = [
        Task(
            "Add evidence that it was done",
            reverse("commitments:add_evidence", args=[commitment.pk]),
            hint=_pieces(len(good), len(pieces)),
            status=_state(bool(good), "Needed"),
        )
    ]
    if asked:
        tasks.append(
            Task(
                "Give the evidence asked for",
                f"{reverse('commitments:add_evidence', args=[commitment.pk])}",
                hint=f"{asked} request{'' if asked == 1 else 's'} not met",
                status=Tag("Open", "warning"),
            )
        )
    number = commitment.open_challenges
    tasks.append(
        Task(
            "Answer the challenges",
            _challenges_href(commitment, user) if number else "",
            hint="Closing with challenges unanswered is possible, but it is flagged."
            if number
            else "",
            status=_state(not number, f"{number} unanswered"),
        )
    )
    tasks.append(
        Task(
            "Say how it ends and what differs",
            "#id_statement",
            hint="The form below. Another person then verifies it.",
            status=Tag("To do", "to-do"),
        )
    )
    return tasks


def _challenges_href(commitment: Commitment, user: User) -> str:
    """Return the first challenge to answer, or the list for who may not answer."""
    first = open_challenges(user, commitment=commitment).first()
    if first is None or not may_on(user, Permission.ANSWER, commitment):
        return f"{reverse('commitments:challenge_list')}?state=unanswered"
    return reverse("commitments:answer_challenge", args=[first.pk])


def _pieces(good: int, total: int) -> str:
    if not total:
        return "None yet"
    expired = f", {total - good} expired" if good < total else ""
    return f"{total} piece{'' if total == 1 else 's'}{expired}"


def _state(done: bool, otherwise: str) -> Tag:
    return Tag("Completed", "completed") if done else Tag(otherwise, "warning")


def evidence_rows(closure: Closure, user: User) -> list[SummaryRow]:
    """Return the evidence a closure rests on, what the item has besides after it."""
    chosen = set(closure.evidence.values_list("pk", flat=True))
    pieces = list(evidence_of(closure.commitment, user))
    pieces.sort(key=lambda each: (each.pk not in chosen, each.title))
    return [evidence_row(each, named=each.pk in chosen) for each in pieces]


def evidence_row(evidence: Evidence, *, named: bool = True) -> SummaryRow:
    """Return a piece of evidence as a row: title, what it is, how it stands."""
    versions = list(evidence.versions.all())
    parts = [describe_version(versions[0])] if versions else []
    if len(versions) > 1:
        parts.append(f"version {len(versions)}")
    if not named:
        parts.append("not named in the closure")
    what = ", ".join(parts)
    return SummaryRow(
        key=what[:1].upper() + what[1:],
        value=evidence.title,
        href=reverse("commitments:evidence", args=[evidence.pk]),
        tag=evidence_tag(evidence),
    )
