"""Where each recommendation stood at the end of a round."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils import timezone

from dueregard.papers.assembly import STATUS_WORDS
from dueregard.papers.model import Status
from dueregard.web.audit.queries import states_at
from dueregard.web.commitments.models import Challenge, Closure
from dueregard.web.commitments.states import (
    CLOSING_STATES,
    ClosureKind,
    ClosureState,
    EntryKind,
)
from dueregard.web.governance.assembling.moments import Moment
from dueregard.web.governance.assembling.record import Item, Record

_OTHERWISE = {
    ClosureKind.MERGED: "Merged into another",
    ClosureKind.SUPERSEDED: "Superseded",
    ClosureKind.TRANSFERRED: "Transferred to another body",
}
NOT_VERIFIED = "Completed, not yet verified"
#: The order in which a paper counts its recommendations.
COUNTING_ORDER = (
    STATUS_WORDS["completed"],
    NOT_VERIFIED,
    STATUS_WORDS["in_progress"],
    STATUS_WORDS["overdue"],
    STATUS_WORDS["not_started"],
    STATUS_WORDS["rejected"],
    *_OTHERWISE.values(),
    STATUS_WORDS["pointer"],
)


@dataclass(frozen=True, slots=True)
class Standing:
    """A status, in the paper's code and in the words printed."""

    status: Status | None
    words: str

    @property
    def is_completed(self) -> bool:
        """Whether what was asked has been done, as far as is reported."""
        return self.status == "completed"


@dataclass(frozen=True, slots=True)
class Earlier:
    """What only the audit record knows of an earlier day: due dates, and closures refused since."""

    due: Mapping[int, datetime.date | None]
    closed: frozenset[int]


def read_earlier(record: Record, moment: Moment) -> Earlier:
    """Read the due dates and closures that have changed since ``moment`` (two queries)."""
    at = datetime.datetime.combine(moment.until, datetime.time.max, timezone.get_current_timezone())
    moved = [
        item.commitment.pk
        for item in record.items()
        if item.commitment.due_on != item.commitment.original_due_on
    ]
    # A closure that was refused may have been reported, and so believed, before.
    refused = [
        closure.pk
        for item in record.items()
        for closure in item.closures
        if closure.state == ClosureState.REFUSED
    ]
    due = states_at("commitments.commitment", moved, at) if moved else {}
    closures = states_at("commitments.closure", refused, at) if refused else {}
    return Earlier(
        due={pk: _date(state["due_on"]) for pk, state in due.items() if "due_on" in state},
        closed=frozenset(pk for pk, s in closures.items() if s.get("state") in CLOSING_STATES),
    )


def _date(value: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(value) if value else None


def standing(item: Item, moment: Moment, earlier: Earlier | None = None) -> Standing:
    """Return where an item stood at ``moment``; ``earlier`` when that is not the present one."""
    if item.commitment.is_pointer:
        return _plain("pointer")
    closed = _closed(item, moment, earlier)
    if closed is not None:
        return _closed_standing(closed, moment)
    due = due_on(item, earlier)
    if due is not None and due < moment.until:
        return _plain("overdue")
    begun = any(
        entry.kind == EntryKind.PROGRESS and moment.knows(entry.round, entry.said_on)
        for entry in item.entries
    )
    return _plain("in_progress" if begun else "not_started")


def due_on(item: Item, earlier: Earlier | None = None) -> datetime.date | None:
    """Return when an item is, or was then, due."""
    if earlier is not None and item.commitment.pk in earlier.due:
        return earlier.due[item.commitment.pk]
    return item.commitment.due_on


def _closed(item: Item, moment: Moment, earlier: Earlier | None) -> Closure | None:
    for closure in reversed(item.closures):
        if _was_alive(closure, moment, earlier) and moment.knows(
            closure.round, closure.effective_on
        ):
            return closure
    return None


def _was_alive(closure: Closure, moment: Moment, earlier: Earlier | None) -> bool:
    if closure.state in CLOSING_STATES:
        return True
    if earlier is None:
        return False
    if closure.state == ClosureState.REOPENED and closure.reopened_at is not None:
        return timezone.localdate(closure.reopened_at) > moment.until
    return closure.pk in earlier.closed


def _closed_standing(closure: Closure, moment: Moment) -> Standing:
    kind = ClosureKind(closure.kind)
    if kind == ClosureKind.REJECTED:
        return _plain("rejected")
    if kind in _OTHERWISE:
        return Standing(None, _OTHERWISE[kind])
    verified = closure.state == ClosureState.VERIFIED and (
        moment.is_last
        or closure.decided_at is None
        or timezone.localdate(closure.decided_at) <= moment.until
    )
    return _plain("completed") if verified else Standing("completed", NOT_VERIFIED)


def _plain(status: Status) -> Standing:
    return Standing(status, STATUS_WORDS[status])


def is_answered(challenge: Challenge, moment: Moment) -> bool:
    """Return whether a challenge had an answer at ``moment``."""
    return any(moment.knows(each.round, each.said_on) for each in challenge.answers.all())


def open_challenges(item: Item, moment: Moment) -> Sequence[Challenge]:
    """Return the challenges on an item that nobody had answered at ``moment``."""
    return [
        challenge
        for challenge in item.challenges
        if moment.knows(challenge.round, challenge.raised_on) and not is_answered(challenge, moment)
    ]
