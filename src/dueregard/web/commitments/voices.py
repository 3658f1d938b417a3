"""Statements as the two voices of a timeline."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone

from dueregard.web.accounts.permissions import Permission
from dueregard.web.commitments.access import may_on, may_see
from dueregard.web.commitments.ending_voices import closure_voice, extension_voice, hand_back_voice
from dueregard.web.commitments.models import (
    Answer,
    Challenge,
    Entry,
    Evidence,
)
from dueregard.web.commitments.queries.people import named, spoken_by
from dueregard.web.commitments.states import (
    EntryKind,
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
_ANSWERED = {
    True: Tag("Answered", "answered"),
    False: Tag("Not yet answered", "unanswered"),
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


def challenge_voice(
    challenge: Challenge, part: RoundStory | None = None, *, on: datetime.date | None = None
) -> VoiceEntry:
    """Return a challenge with its answers of the same round; ``on`` a day, as it stood then."""
    answers = [each for each in challenge.answers.all() if on is None or each.said_on <= on]
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
        state=challenge_state(challenge) if on is None else _ANSWERED[bool(answers)],
        anchor=f"challenge-{challenge.pk}",
        facts=facts,
        actions=_challenge_actions(challenge, part),
        replies=[answer_voice(answer) for answer in here],
    )


def challenge_state(challenge: Challenge) -> Tag:
    """Return whether a challenge has been answered, as a tag."""
    return _ANSWERED[challenge.answered_at is not None]


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
