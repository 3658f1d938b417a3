"""What changed since the last report: one round compared with the one before."""

from __future__ import annotations

from dataclasses import dataclass

from dueregard.papers.assembly import Change
from dueregard.web.commitments.models import Round
from dueregard.web.commitments.states import EntryKind
from dueregard.web.governance.assembling.moments import Moment, moment_of, round_before
from dueregard.web.governance.assembling.record import Item, Record
from dueregard.web.governance.assembling.standing import (
    is_answered,
    open_challenges,
    read_earlier,
    standing,
)


@dataclass(frozen=True, slots=True)
class Changes:
    """The references of what is new since the round before; ``before`` is None at the first."""

    before: Round | None
    statuses: tuple[Change, ...] = ()
    completed: tuple[str, ...] = ()
    overdue: tuple[str, ...] = ()
    reopened: tuple[str, ...] = ()
    challenged: tuple[str, ...] = ()
    answered: tuple[str, ...] = ()
    reported: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()


def changes_since_last(record: Record, round_: Round, now: Moment) -> Changes:
    """Compare the end of ``round_`` with the end of the round before."""
    before = round_before(round_, record.rounds)
    if before is None:
        return Changes(before=None)
    then = moment_of(before, record.rounds, now.until)
    earlier = read_earlier(record, then)
    pairs = [(leaf, standing(leaf, then, earlier), standing(leaf, now)) for leaf in record.leaves()]
    items = record.items()
    return Changes(
        before=before,
        statuses=tuple(
            Change(leaf.reference, was.words, is_.words)
            for leaf, was, is_ in pairs
            if was.words != is_.words
        ),
        completed=tuple(
            leaf.reference for leaf, was, is_ in pairs if is_.is_completed and not was.is_completed
        ),
        overdue=tuple(
            leaf.reference
            for leaf, was, is_ in pairs
            if is_.status == "overdue" and was.status != "overdue"
        ),
        reopened=tuple(
            leaf.reference for leaf, was, is_ in pairs if was.is_completed and not is_.is_completed
        ),
        challenged=tuple(each.reference for each in items if _newly_challenged(each, then, now)),
        answered=tuple(each.reference for each in items if _newly_answered(each, then, now)),
        reported=tuple(leaf.reference for leaf, _, _ in pairs if _has_reported(leaf, now)),
        silent=tuple(
            leaf.reference
            for leaf, _, is_ in pairs
            if is_.status in ("in_progress", "not_started", "overdue")
            and not _has_reported(leaf, now)
        ),
    )


def _newly_challenged(item: Item, then: Moment, now: Moment) -> bool:
    return any(
        now.knows(challenge.round, challenge.raised_on)
        and not then.knows(challenge.round, challenge.raised_on)
        for challenge in item.challenges
    )


def _newly_answered(item: Item, then: Moment, now: Moment) -> bool:
    waiting = open_challenges(item, then)
    raised_since = [each for each in item.challenges if not then.knows(each.round, each.raised_on)]
    return any(is_answered(challenge, now) for challenge in (*waiting, *raised_since))


def _has_reported(item: Item, now: Moment) -> bool:
    return any(
        entry.kind == EntryKind.PROGRESS and now.holds(entry.round) for entry in item.entries
    )
