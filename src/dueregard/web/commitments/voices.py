"""Statements as the two voices of a timeline."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone

from dueregard.web.accounts.permissions import Permission
from dueregard.web.commitments.access import may_on, may_see
from dueregard.web.commitments.models import (
    Answer,
    Challenge,
    Closure,
    Commitment,
    Entry,
    Evidence,
    ExtensionRequest,
    HandBack,
)
from dueregard.web.commitments.queries.people import named, spoken_by
from dueregard.web.commitments.states import (
    ClosureKind,
    ClosureState,
    EntryKind,
    RequestState,
    Visibility,
    Voice,
)
from dueregard.web.core.components import Link, SummaryRow, Tag, TimelineRound, VoiceEntry
from dueregard.web.core.components import Voice as VoiceName
from dueregard.web.core.dates import write_date
from dueregard.web.core.text import excerpt

if TYPE_CHECKING:
    from dueregard.web.accounts.models import User
    from dueregard.web.commitments.queries.story import RoundStory

_VOICES: dict[str, VoiceName] = {
    Voice.DELIVERER: "deliverer",
    Voice.SCRUTINEER: "scrutineer",
}


def timeline_round(part: RoundStory) -> TimelineRound:
    """Return one round of a story, its statements in the order they were made."""
    entries = sorted(_voices(part), key=lambda entry: entry.date or datetime.date.min)
    return TimelineRound(
        title=part.title, entries=entries, closed=part.is_closed, period=part.period
    )


def _voices(part: RoundStory) -> Iterator[VoiceEntry]:
    for entry in part.entries:
        yield entry_voice(entry, part.user)
    for evidence in part.evidence:
        yield evidence_voice(evidence)
    for challenge in part.challenges:
        yield challenge_voice(challenge, part)
    for answer in part.answers:
        yield answer_voice(answer, to=True)
    for request in part.extensions:
        yield extension_voice(request, part.user)
    for hand_back in part.hand_backs:
        yield hand_back_voice(hand_back, part.user)
    for closure in part.closures:
        yield closure_voice(closure, part.user)


def entry_voice(entry: Entry, user: User | None) -> VoiceEntry:
    """Return progress, a next step or a note."""
    facts: list[SummaryRow] = []
    if entry.owner_post is not None:
        facts.append(SummaryRow("By whom", entry.owner_post.title))
    if entry.due_on is not None:
        facts.append(SummaryRow("By when", write_date(entry.due_on)))
    if entry.corrects is not None:
        facts.append(SummaryRow("Corrected from", entry.corrects.text))
    state = Tag("Says nothing of its own", "warning") if entry.points_elsewhere else None
    return VoiceEntry(
        voice=_VOICES[entry.voice],
        kind=str(EntryKind(entry.kind).label),
        text=entry.text,
        author=spoken_by(entry),
        date=entry.said_on,
        state=state,
        anchor=f"entry-{entry.pk}",
        facts=facts,
        actions=_entry_actions(entry, user),
    )


def _entry_actions(entry: Entry, user: User | None) -> list[Link]:
    from dueregard.web.commitments.services import may_correct

    if user is None or not may_correct(user, entry):
        return []
    return [Link("Correct", reverse("commitments:correct_entry", args=[entry.pk]))]


def challenge_voice(challenge: Challenge, part: RoundStory | None = None) -> VoiceEntry:
    """Return a challenge with its answers of the same round."""
    answers = list(challenge.answers.all())
    user = part.user if part else None
    here = [each for each in answers if part is None or each.round_id == challenge.round_id]
    facts: list[SummaryRow] = []
    if part is not None and user is not None:
        others = [c for c in challenge.commitments.all() if c.pk != part.commitment.pk]
        seen = ", ".join(each.reference for each in others if may_see(user, each))
        if seen:
            facts.append(SummaryRow("Also asked about", seen))
    later = next((each for each in answers if each not in here), None)
    if later is not None:
        where = later.round.name if later.round else write_date(later.said_on)
        facts.append(SummaryRow("Answered in", where, href=f"#answer-{later.pk}"))
    return VoiceEntry(
        voice="scrutineer",
        kind="Challenge",
        text=challenge.text,
        author=spoken_by(challenge),
        date=challenge.raised_on,
        state=challenge_state(challenge),
        anchor=f"challenge-{challenge.pk}",
        facts=facts,
        actions=_challenge_actions(challenge, part),
        replies=[answer_voice(answer) for answer in here],
    )


def challenge_state(challenge: Challenge) -> Tag:
    """Return whether a challenge has been answered, as a tag."""
    if challenge.answered_at is not None:
        return Tag("Answered", "answered")
    return Tag("Not yet answered", "unanswered")


def _challenge_actions(challenge: Challenge, part: RoundStory | None) -> list[Link]:
    if part is None or part.user is None:
        return []
    actions = []
    if may_on(part.user, Permission.ANSWER, part.commitment):
        text = "Answer" if challenge.answered_at is None else "Add to the answer"
        actions.append(Link(text, reverse("commitments:answer_challenge", args=[challenge.pk])))
    actions.append(Link("Open", reverse("commitments:challenge", args=[challenge.pk])))
    return actions


def answer_voice(answer: Answer, *, to: bool = False) -> VoiceEntry:
    """Return an answer; ``to`` says which challenge, where the challenge is elsewhere."""
    facts = []
    if to:
        challenge = answer.challenge
        facts.append(
            SummaryRow("To", excerpt(challenge.text, 14), href=f"#challenge-{challenge.pk}")
        )
    return VoiceEntry(
        voice="deliverer",
        kind="Answer",
        text=answer.text,
        author=spoken_by(answer),
        date=answer.said_on,
        anchor=f"answer-{answer.pk}",
        facts=facts,
    )


def evidence_voice(evidence: Evidence) -> VoiceEntry:
    """Return that evidence was added."""
    state = None
    if evidence.withdrawn_at is not None:
        state = Tag("Withdrawn", "withdrawn")
    elif evidence.visibility != Visibility.INTERNAL:
        label = str(Visibility(evidence.visibility).label)
        state = Tag(label, "restricted" if evidence.visibility == Visibility.RESTRICTED else "open")
    return VoiceEntry(
        voice="deliverer",
        kind="Evidence",
        text=evidence.title,
        author=named(evidence.created_by),
        date=timezone.localdate(evidence.created_at),
        state=state,
        anchor=f"evidence-{evidence.pk}",
        actions=[Link("Open", reverse("commitments:evidence", args=[evidence.pk]), evidence.title)],
    )


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
    reported = closure.verified_by is None and closure.batch is not None
    facts = [SummaryRow("How", str(ClosureKind(closure.kind).label))]
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
        kind="Reported complete" if reported else "Closure proposed",
        text=closure.statement,
        author=named(closure.proposed_by),
        date=closure.effective_on,
        state=closure_state(closure),
        anchor=f"closure-{closure.pk}",
        facts=facts,
        actions=[Link("Open", reverse("commitments:decide_closure", args=[closure.pk]))]
        if waits and user is not None
        else [],
        replies=list(_closure_replies(closure)),
    )


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
    allowed = may_on(user, Permission.DECIDE_REQUESTS, commitment)
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
