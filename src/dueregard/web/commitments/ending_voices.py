"""Closures and what owners ask for, as statements of the two voices."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone

from dueregard.web.accounts.permissions import Permission
from dueregard.web.commitments.access import may_decide_on, may_see
from dueregard.web.commitments.models import Closure, Commitment, ExtensionRequest, HandBack
from dueregard.web.commitments.queries.people import named
from dueregard.web.commitments.states import ClosureKind, ClosureState, RequestState
from dueregard.web.core.components import Link, SummaryRow, Tag, VoiceEntry
from dueregard.web.core.dates import write_date

if TYPE_CHECKING:
    from dueregard.web.accounts.models import User


_CLOSURE_TAGS = {
    ClosureState.PROPOSED: Tag("Waits to be verified", "proposed"),
    ClosureState.REPORTED: Tag("Not yet verified", "proposed"),
    ClosureState.VERIFIED: Tag("Verified", "verified"),
    ClosureState.REFUSED: Tag("Refused", "rejected"),
    ClosureState.REOPENED: Tag("Reopened", "changed"),
    ClosureState.WITHDRAWN: Tag("Withdrawn", "withdrawn"),
}


def closure_state(closure: Closure) -> Tag:
    """Return how far a closure has come, as a tag."""
    return _CLOSURE_TAGS[ClosureState(closure.state)]


def closure_voice(closure: Closure, user: User | None) -> VoiceEntry:
    """Return a closure with what became of it."""
    facts = [SummaryRow("How", _how(closure))]
    if closure.merged_into is not None and user is not None and may_see(user, closure.merged_into):
        facts.append(SummaryRow("Into", closure.merged_into.reference))
    if closure.transferred_to is not None:
        facts.append(SummaryRow("To", closure.transferred_to.name))
    if closure.challenges_open:
        number = closure.challenges_open
        facts.append(SummaryRow("Unanswered challenges then", str(number)))
    waits = closure.state in (ClosureState.PROPOSED, ClosureState.REPORTED)
    return VoiceEntry(
        voice="deliverer",
        kind="Reported complete" if closure.is_reported else "Closure proposed",
        text=closure.statement,
        author=_reported_by(closure),
        date=closure.effective_on,
        state=closure_state(closure),
        anchor=f"closure-{closure.pk}",
        facts=facts,
        actions=[Link("Open", reverse("commitments:decide_closure", args=[closure.pk]))]
        if waits and user is not None
        else [],
        replies=list(_closure_replies(closure)),
    )


def _how(closure: Closure) -> str:
    # A paper that reports an item complete seldom says whether it was done as it was asked.
    if closure.batch is not None and closure.kind == ClosureKind.AS_MADE:
        return "The paper does not say how"
    return str(ClosureKind(closure.kind).label)


def _reported_by(closure: Closure) -> str:
    """Return who said so: of an import the paper, never the officer who took it in."""
    if closure.attribution:
        return closure.attribution
    if closure.batch is not None:
        return f"Paper of the round “{closure.round.name}”" if closure.round else "A paper taken in"
    return named(closure.proposed_by)


def _closure_replies(closure: Closure) -> Iterator[VoiceEntry]:
    if closure.decided_at is not None:
        refused = closure.state == ClosureState.REFUSED
        withdrawn = closure.state == ClosureState.WITHDRAWN
        kind = "Closure refused" if refused else "Closure verified"
        if withdrawn:
            kind = "Closure withdrawn"
        yield VoiceEntry(
            voice="deliverer" if withdrawn else "scrutineer",
            kind=kind,
            text=closure.decision_reason,
            author=named(closure.verified_by or (closure.proposed_by if withdrawn else None)),
            date=timezone.localdate(closure.decided_at),
        )
    if closure.reopened_at is not None:
        yield VoiceEntry(
            voice="scrutineer",
            kind="Reopened",
            text=closure.reopen_reason,
            author=named(closure.reopened_by),
            date=timezone.localdate(closure.reopened_at),
        )


def extension_voice(request: ExtensionRequest, user: User | None) -> VoiceEntry:
    """Return a request for more time with its decision."""
    facts = [SummaryRow("New date asked for", write_date(request.to_date))]
    if request.from_date is not None:
        facts.insert(0, SummaryRow("Due until then", write_date(request.from_date)))
    url = reverse("commitments:decide_extension", args=[request.pk])
    return VoiceEntry(
        voice="deliverer",
        kind="More time asked for",
        text=request.reason,
        author=named(request.requested_by),
        date=timezone.localdate(request.requested_at),
        state=request_state(request),
        facts=facts,
        actions=_decide_action(request.state, url, request.commitment, user),
        replies=_decision(request),
    )


def hand_back_voice(hand_back: HandBack, user: User | None) -> VoiceEntry:
    """Return a hand-back with its decision."""
    url = reverse("commitments:decide_hand_back", args=[hand_back.pk])
    return VoiceEntry(
        voice="deliverer",
        kind="Handed back",
        text=hand_back.reason,
        author=named(hand_back.handed_back_by, hand_back.post),
        date=timezone.localdate(hand_back.handed_back_at),
        state=request_state(hand_back),
        actions=_decide_action(hand_back.state, url, hand_back.commitment, user),
        replies=_decision(hand_back),
    )


def request_state(request: ExtensionRequest | HandBack) -> Tag:
    """Return what became of a request, as a tag."""
    kinds = {
        RequestState.WAITING: "proposed",
        RequestState.GRANTED: "accepted",
        RequestState.DECLINED: "rejected",
    }
    state = RequestState(request.state)
    return Tag(str(state.label), kinds[state])


def _decide_action(state: str, url: str, commitment: Commitment, user: User | None) -> list[Link]:
    if state != RequestState.WAITING or user is None:
        return []
    allowed = may_decide_on(user, Permission.DECIDE_REQUESTS, commitment)
    return [Link("Decide", url)] if allowed else []


def _decision(request: ExtensionRequest | HandBack) -> list[VoiceEntry]:
    if request.decided_at is None:
        return []
    return [
        VoiceEntry(
            voice="neutral",
            kind=str(RequestState(request.state).label),
            text=request.decision_reason,
            author=named(request.decided_by),
            date=timezone.localdate(request.decided_at),
        )
    ]
