"""The one thing a person should do next about a recommendation, if anything."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.urls import reverse

from dueregard.web.accounts.models import User
from dueregard.web.accounts.permissions import Permission
from dueregard.web.commitments.access import may_on
from dueregard.web.commitments.models import (
    Challenge,
    Closure,
    Commitment,
    Entry,
    EvidenceRequest,
    ExtensionRequest,
    HandBack,
)
from dueregard.web.commitments.scopes import open_round_of
from dueregard.web.commitments.states import ClosureState, EntryKind, RequestState
from dueregard.web.commitments.status import is_closed
from dueregard.web.core.dates import write_date
from dueregard.web.recommendations.models import Link, Recommendation, Response
from dueregard.web.recommendations.states import RESOLVING_LINKS, ResponseKind


@dataclass(frozen=True, slots=True)
class NextAction:
    """What to do, why, and where it is done."""

    text: str
    why: str
    href: str


def next_action(recommendation: Recommendation, user: User) -> NextAction | None:
    """Return the most pressing thing ``user`` may do, or None when nothing waits for them."""
    commitment = recommendation.commitment
    for permission, find in _STEPS:
        if may_on(user, permission, commitment):
            for action in find(recommendation, commitment, user):
                return action
    return None


Finder = Callable[[Recommendation, Commitment, User], Iterator[NextAction]]


def _verify(item: Recommendation, commitment: Commitment, user: User) -> Iterator[NextAction]:
    if commitment.closure_state not in (ClosureState.PROPOSED, ClosureState.REPORTED):
        return
    waiting = Closure.objects.filter(
        commitment=commitment, state__in=[ClosureState.PROPOSED, ClosureState.REPORTED]
    ).exclude(proposed_by=user)
    for closure in waiting[:1]:
        yield NextAction(
            "Verify the closure",
            f"It was {'reported' if closure.state == ClosureState.REPORTED else 'proposed'} as "
            f"done on {write_date(closure.effective_on)} and waits for a second person.",
            reverse("commitments:decide_closure", args=[closure.pk]),
        )


def _answer(item: Recommendation, commitment: Commitment, user: User) -> Iterator[NextAction]:
    if not commitment.open_challenges:
        return
    waiting = Challenge.objects.filter(items__commitment=commitment, answered_at=None)
    for challenge in waiting.order_by("raised_on", "pk")[:1]:
        more = commitment.open_challenges - 1
        others = f" {more} more wait{'s' if more == 1 else ''}." if more else ""
        yield NextAction(
            "Answer the challenge",
            f"A challenge has waited since {write_date(challenge.raised_on)}.{others}",
            reverse("commitments:answer_challenge", args=[challenge.pk]),
        )


def _evidence(item: Recommendation, commitment: Commitment, user: User) -> Iterator[NextAction]:
    asked = EvidenceRequest.objects.filter(
        commitment=commitment, met_at=None, withdrawn_at=None
    ).exclude(requested_by=user)
    for request in asked.order_by("due_on", "pk")[:1]:
        by = f" by {write_date(request.due_on)}" if request.due_on else ""
        yield NextAction(
            "Give the evidence asked for",
            f"Wanted{by}: {request.what}",
            reverse("commitments:meet_evidence_request", args=[request.pk]),
        )


def _decide(item: Recommendation, commitment: Commitment, user: User) -> Iterator[NextAction]:
    hand_backs = HandBack.objects.filter(commitment=commitment, state=RequestState.WAITING)
    for hand_back in hand_backs.exclude(handed_back_by=user)[:1]:
        yield NextAction(
            "Decide on the hand-back",
            "The owner says that this is not theirs to deliver.",
            reverse("commitments:decide_hand_back", args=[hand_back.pk]),
        )
    extensions = ExtensionRequest.objects.filter(commitment=commitment, state=RequestState.WAITING)
    for request in extensions.exclude(requested_by=user)[:1]:
        yield NextAction(
            "Decide on more time",
            f"The owner asks for a new due date: {write_date(request.to_date)}.",
            reverse("commitments:decide_extension", args=[request.pk]),
        )


def _point(item: Recommendation, commitment: Commitment, user: User) -> Iterator[NextAction]:
    onward = Link.objects.filter(origin=item, kind__in=list(RESOLVING_LINKS))
    if commitment.is_pointer and not onward.exists():
        yield NextAction(
            "Say where it is answered",
            "It is recorded as answered at another recommendation, but not at which.",
            reverse("recommendations:link", args=[item.pk]),
        )


def _name_owner(item: Recommendation, commitment: Commitment, user: User) -> Iterator[NextAction]:
    if _is_open_leaf(commitment) and commitment.owner_post_id is None:
        yield NextAction(
            "Name an owner",
            "Nobody answers for it yet, so nobody will report on it.",
            reverse("commitments:assign", args=[commitment.pk]),
        )


def _report(item: Recommendation, commitment: Commitment, user: User) -> Iterator[NextAction]:
    if not _is_open_leaf(commitment) or commitment.closure_state == ClosureState.PROPOSED:
        return
    round_ = open_round_of(commitment)
    if round_ is None:
        return
    said = Entry.objects.filter(commitment=commitment, round=round_, kind=EntryKind.PROGRESS)
    if not said.exists():
        due = f", due on {write_date(round_.due_on)}" if round_.due_on else ""
        yield NextAction(
            "Report progress",
            f"Nothing has been said in the round {round_.name}{due}.",
            reverse("commitments:add_progress", args=[commitment.pk]),
        )


def _close_rejected(
    item: Recommendation, commitment: Commitment, user: User
) -> Iterator[NextAction]:
    if not _is_open_leaf(commitment) or commitment.closure_state:
        return
    said = set(Response.objects.filter(recommendation=item).values_list("kind", flat=True))
    if said == {ResponseKind.REJECTED}:
        yield NextAction(
            "Propose to close it as rejected",
            "It was rejected, but it is still open. A second person confirms the closure.",
            f"{reverse('commitments:propose_closure', args=[commitment.pk])}?kind=rejected",
        )


def _is_open_leaf(commitment: Commitment) -> bool:
    return commitment.is_leaf and not commitment.is_pointer and not is_closed(commitment)


#: The most pressing first.
_STEPS: tuple[tuple[Permission, Finder], ...] = (
    (Permission.VERIFY_CLOSURE, _verify),
    (Permission.ANSWER, _answer),
    (Permission.ADD_EVIDENCE, _evidence),
    (Permission.DECIDE_REQUESTS, _decide),
    (Permission.MANAGE_SOURCES, _point),
    (Permission.ASSIGN, _name_owner),
    (Permission.PROPOSE_CLOSURE, _close_rejected),
    (Permission.REPORT, _report),
)
