"""The tree of recommendations of a paper, in the two voices of the register."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from enum import StrEnum

from dueregard.papers.assembly import (
    Challenge,
    ChallengeAnswer,
    NextStep,
    ProgressEntry,
    TrackedNode,
    status_in_words,
)
from dueregard.web.commitments import models
from dueregard.web.commitments.states import EntryKind
from dueregard.web.governance.assembling.moments import Moment
from dueregard.web.governance.assembling.phrases import day
from dueregard.web.governance.assembling.record import Item, Record
from dueregard.web.governance.assembling.standing import is_answered, standing


class Statements(StrEnum):
    """How much of what was said a paper repeats."""

    LATEST = "latest"
    ALL = "all"


def tracked_nodes(record: Record, now: Moment, statements: Statements) -> tuple[TrackedNode, ...]:
    """Return the tree as it stands at ``now``."""
    return tuple(_node(item, now, statements) for item in record.tree)


def leaves_of(tracked: tuple[TrackedNode, ...]) -> tuple[TrackedNode, ...]:
    """Return the nodes that have a status."""
    return tuple(node for top in tracked for node in top.walk() if status_in_words(node))


def _node(item: Item, now: Moment, statements: Statements) -> TrackedNode:
    is_leaf = not item.children and item.commitment.is_leaf
    stands = standing(item, now) if is_leaf else None
    recommendation = item.recommendation
    text = " ".join(part for part in (recommendation.text, recommendation.stem) if part)
    return TrackedNode(
        ref=item.reference,
        text=text,
        owner=_owner(item),
        status=stands.status if stands else None,
        status_words=stands.words if stands else None,
        due=item.commitment.due_on if is_leaf else None,
        progress=tuple(_progress(e) for e in _entries(item, EntryKind.PROGRESS, now, statements)),
        challenges=tuple(_challenge(c, now) for c in _challenges(item, now, statements)),
        next_steps=tuple(_step(e) for e in _entries(item, EntryKind.NEXT_STEP, now, statements)),
        children=tuple(_node(child, now, statements) for child in item.children),
    )


def _owner(item: Item) -> str | None:
    """Return who answers: the post, else the body named for this item, else the words printed."""
    if item.commitment.owner_post is not None:
        return item.commitment.owner_post.title
    body = item.recommendation.owner_body
    if body is not None and item.recommendation.owner_printed:
        return body.name
    return item.recommendation.owner_printed or None


def _entries(
    item: Item, kind: EntryKind, now: Moment, statements: Statements
) -> Sequence[models.Entry]:
    """Return the entries of a kind: all known, or those of the last round in which there are any.

    Entries outside every round count to the round that was running; so they are shown together
    with the latest ones when they are no older.
    """
    known = [e for e in item.entries if e.kind == kind and now.knows(e.round, e.said_on)]
    if statements is Statements.ALL or not known:
        return known
    positions = [e.round.position for e in known if e.round is not None]
    if not positions:
        return [e for e in known if e.said_on == known[-1].said_on]
    latest = max(positions)
    since = min(e.said_on for e in known if e.round is not None and e.round.position == latest)
    return [
        e
        for e in known
        if (e.round.position == latest if e.round is not None else e.said_on >= since)
    ]


def _challenges(item: Item, now: Moment, statements: Statements) -> list[models.Challenge]:
    """Return what is unanswered, what was asked or answered in this round, or all there was."""
    return [
        challenge
        for challenge in item.challenges
        if now.knows(challenge.round, challenge.raised_on)
        and (
            statements is Statements.ALL
            or not is_answered(challenge, now)
            or now.holds(challenge.round)
            or any(now.holds(answer.round) for answer in challenge.answers.all())
        )
    ]


def _progress(entry: models.Entry) -> ProgressEntry:
    speaker = _speaker(entry)
    round_name = entry.round.name if entry.round is not None else None
    return ProgressEntry(
        paragraphs=(entry.text,),
        date=_unless_said(entry.said_on, speaker),
        author=speaker,
        # A paper that was read in is both who spoke and the round.
        round=None if round_name and speaker and round_name in speaker else round_name,
    )


def _challenge(challenge: models.Challenge, now: Moment) -> Challenge:
    speaker = _speaker(challenge)
    return Challenge(
        text=challenge.text,
        date=_unless_said(challenge.raised_on, speaker),
        asked_by=speaker,
        answers=tuple(
            _answer(answer)
            for answer in challenge.answers.all()
            if now.knows(answer.round, answer.said_on)
        ),
    )


def _answer(answer: models.Answer) -> ChallengeAnswer:
    speaker = _speaker(answer)
    return ChallengeAnswer(answer.text, _unless_said(answer.said_on, speaker), speaker)


def _unless_said(on: datetime.date, speaker: str | None) -> datetime.date | None:
    """Return a date, unless who spoke is a paper named with that very date."""
    return None if speaker and day(on) in speaker else on


def _step(entry: models.Entry) -> NextStep:
    post = entry.owner_post
    return NextStep(entry.text, post.title if post is not None else None, entry.due_on)


def _speaker(said: models.Entry | models.Challenge | models.Answer) -> str | None:
    """Return the post that speaks, or who a paper said spoke. People are not named in papers."""
    return said.author_post.title if said.author_post is not None else said.attribution or None
