"""Checks of the record: what the services keep must be so, and what people forget."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import F
from django.urls import reverse

from dueregard.web.commitments.facts import wrong_facts
from dueregard.web.commitments.files import path_of
from dueregard.web.commitments.models import (
    Challenge,
    Closure,
    Commitment,
    Evidence,
    EvidenceVersion,
    StoredFile,
)
from dueregard.web.commitments.pages import own_href
from dueregard.web.commitments.states import ClosureState
from dueregard.web.commitments.status import COMPLETING, still_open
from dueregard.web.core.clock import today
from dueregard.web.core.registry import RecordProblem


def problems() -> Iterator[RecordProblem]:
    """Yield what is wrong or doubtful about commitments."""
    yield from _facts()
    yield from _files()
    yield from _closures()
    yield from _owners()
    yield from _challenges()


def _facts() -> Iterator[RecordProblem]:
    for commitment, names in wrong_facts():
        yield RecordProblem(
            code="facts-differ",
            sentence=f"{commitment.reference}: {', '.join(names).replace('_', ' ')} disagree with "
            "what its entries, challenges and closures say.",
            href=own_href(commitment.pk),
            severity="error",
        )


def _files() -> Iterator[RecordProblem]:
    for stored in StoredFile.objects.order_by("pk").iterator():
        path = path_of(stored)
        if path.is_file() and path.stat().st_size == stored.size:
            continue
        version = EvidenceVersion.objects.filter(file=stored).select_related("evidence").first()
        name = f"of “{version.evidence.title}”" if version else stored.sha256[:12]
        yield RecordProblem(
            code="file-missing",
            sentence=f"The content of the file {name} is missing or cut short. "
            "Restore it from the backup.",
            href=reverse("commitments:evidence", args=[version.evidence_id]) if version else "",
            severity="error",
        )


def _closures() -> Iterator[RecordProblem]:
    verified = Closure.objects.filter(state=ClosureState.VERIFIED).select_related("commitment")
    for closure in verified.filter(challenges_open__gt=0, commitment__open_challenges__gt=0):
        yield RecordProblem(
            code="closed-while-challenged",
            sentence=f"{closure.commitment.reference} is closed while challenges are unanswered.",
            href=own_href(closure.commitment_id),
        )
    good = Evidence.objects.filter(withdrawn_at=None)
    done = verified.filter(kind__in=COMPLETING)
    for closure in done.exclude(commitment__evidence__in=good).exclude(evidence__in=good):
        yield RecordProblem(
            code="closed-without-evidence",
            sentence=f"{closure.commitment.reference} is verified, but its evidence is withdrawn.",
            href=own_href(closure.commitment_id),
        )
    own = verified.filter(verified_by=F("proposed_by"))
    for closure in own:
        yield RecordProblem(
            code="verified-by-proposer",
            sentence=f"{closure.commitment.reference} was verified by the person who proposed it.",
            href=own_href(closure.commitment_id),
            severity="error",
        )


def _owners() -> Iterator[RecordProblem]:
    ended = Commitment.objects.filter(still_open(), owner_post__ends_on__lt=today())
    for commitment in ended.select_related("owner_post").order_by("pk"):
        assert commitment.owner_post is not None
        yield RecordProblem(
            code="owner-ended",
            sentence=f"{commitment.reference} belongs to {commitment.owner_post.title}, "
            "a post that is no more.",
            href=reverse("commitments:assign", args=[commitment.pk]),
        )


def _challenges() -> Iterator[RecordProblem]:
    unowned = Challenge.objects.filter(answered_at=None, commitments__owner_post=None)
    for challenge in unowned.exclude(commitments__owner_post__isnull=False).distinct():
        yield RecordProblem(
            code="challenge-nobody-answers",
            sentence="A challenge waits on an item that nobody answers for.",
            href=reverse("commitments:challenge", args=[challenge.pk]),
        )
