"""What a person may do on an item now, and who answers for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

from dueregard.web.accounts.permissions import Permission
from dueregard.web.commitments.access import may_decide_on, may_on, owns
from dueregard.web.commitments.facts import ALIVE
from dueregard.web.commitments.models import Commitment
from dueregard.web.commitments.states import ClosureState
from dueregard.web.commitments.status import is_closed, is_overdue
from dueregard.web.core.clock import today
from dueregard.web.core.components import Link, SummaryRow, Tag
from dueregard.web.core.dates import write_date
from dueregard.web.organisation.access import access_of
from dueregard.web.organisation.models import Post
from dueregard.web.organisation.queries import holders_of, post_label

if TYPE_CHECKING:
    from dueregard.web.accounts.models import User


@dataclass(frozen=True)
class Actions:
    """Links to what may be done: a few as buttons, the rest folded away."""

    main: list[Link]
    more: list[Link]


def actions_for(commitment: Commitment, user: User) -> Actions:
    """Return what a person may do on an item, the most pressing first."""
    main: list[Link] = []
    more: list[Link] = []

    def offer(shown: list[Link], permission: Permission, name: str, text: str, *args: int) -> None:
        if may_on(user, permission, commitment):
            shown.append(Link(text, reverse(f"commitments:{name}", args=args or [commitment.pk])))

    works = commitment.is_leaf and not commitment.is_pointer
    closed = is_closed(commitment)
    waits = commitment.closure_state in (ClosureState.PROPOSED, ClosureState.REPORTED)
    if waits:
        closure = commitment.closures.filter(state__in=ALIVE).first()
        if closure is not None and closure.proposed_by_id != user.pk:
            offer(main, Permission.VERIFY_CLOSURE, "decide_closure", "Verify closure", closure.pk)
        elif closure is not None:
            offer(more, Permission.VIEW, "decide_closure", "See the closure", closure.pk)
    if works and not closed:
        offer(main, Permission.REPORT, "add_progress", "Report progress")
        offer(main, Permission.REPORT, "add_next_step", "Add a next step")
    offer(main, Permission.CHALLENGE, "raise_challenge", "Raise a challenge")
    if works and not closed and not waits:
        offer(main, Permission.PROPOSE_CLOSURE, "propose_closure", "Propose closure")
    offer(more, Permission.ADD_EVIDENCE, "add_evidence", "Add evidence")
    offer(more, Permission.REQUEST_EVIDENCE, "request_evidence", "Ask for evidence")
    _offer_ownership(commitment, user, more, works=works and not closed)
    if closed:
        offer(more, Permission.REOPEN, "reopen", "Reopen it")
    speaks = (Permission.REPORT, Permission.CHALLENGE, Permission.VERIFY_CLOSURE)
    if any(may_on(user, permission, commitment) for permission in speaks):
        offer(more, Permission.VIEW, "add_note", "Add a note")
    offer(more, Permission.VIEW, "history", "See its history")
    offer(more, Permission.VIEW, "as_at", "See it as it stood on a day")
    return Actions(main[:3], main[3:] + more)


def _offer_ownership(commitment: Commitment, user: User, more: list[Link], *, works: bool) -> None:
    if may_decide_on(user, Permission.ASSIGN, commitment):
        more.append(Link("Name who answers", reverse("commitments:assign", args=[commitment.pk])))
        if works:
            address = reverse("commitments:set_due_date", args=[commitment.pk])
            more.append(Link("Set the due date", address))
    if not works or not owns(access_of(user), commitment):
        return
    if commitment.due_on is not None:
        address = reverse("commitments:request_extension", args=[commitment.pk])
        more.append(Link("Ask for more time", address))
    more.append(Link("Hand it back", reverse("commitments:hand_back", args=[commitment.pk])))


def owner_rows(commitment: Commitment, user: User) -> list[SummaryRow]:
    """Return who answers for an item and by when, with links to change it."""
    assigns = may_decide_on(user, Permission.ASSIGN, commitment)
    address = reverse("commitments:assign", args=[commitment.pk])
    posts = [post for post in (commitment.owner_post, commitment.deputy_post) if post is not None]
    holders = holders_of(posts, today())
    rows = []
    for name, post in (("Owner", commitment.owner_post), ("Deputy", commitment.deputy_post)):
        if post is None and name == "Deputy":
            continue
        holder = holders.get(post.pk) if post else None
        vacant = "The post is vacant" if post else ""
        rows.append(
            SummaryRow(
                name,
                post_label(post) if post else "Nobody yet",
                hint=_held_by(holder, post) if holder else vacant,
                actions=[Link("Change", address, name.lower())] if assigns else [],
            )
        )
    rows.append(_due_row(commitment, may_change=assigns))
    rows.append(SummaryRow("Unit", commitment.unit.name))
    if commitment.restricted:
        rows.append(SummaryRow("Seen by", "", tag=Tag("Restricted", "restricted")))
    return rows


def _held_by(holder: User, post: Post | None) -> str:
    return "" if post is not None and holder.name == post.title else holder.name


def _due_row(commitment: Commitment, *, may_change: bool) -> SummaryRow:
    moved = commitment.original_due_on and commitment.original_due_on != commitment.due_on
    first = write_date(commitment.original_due_on) if commitment.original_due_on else ""
    change = reverse("commitments:set_due_date", args=[commitment.pk])
    works = commitment.is_leaf and not is_closed(commitment)
    return SummaryRow(
        "Due",
        write_date(commitment.due_on) if commitment.due_on else "No date",
        hint=f"At first: {first}" if moved else "",
        tag=Tag("Overdue", "overdue") if is_overdue(commitment, today()) else None,
        actions=[Link("Change", change, "due date")] if may_change and works else [],
    )
