"""Where commitments stand: computed from dates, entries and closures, never typed."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

from django.db.models import Count, Q, QuerySet

from dueregard.web.commitments.models import Commitment
from dueregard.web.commitments.states import CLOSING_STATES, ClosureKind, ClosureState, Status
from dueregard.web.core.components import Tag
from dueregard.web.core.dates import write_date

#: The kinds of closure that mean: what was asked has been done.
COMPLETING = frozenset({ClosureKind.AS_MADE, ClosureKind.DIFFERENTLY})
_OTHERWISE = frozenset({ClosureKind.MERGED, ClosureKind.SUPERSEDED, ClosureKind.TRANSFERRED})
_CLOSED = Q(closure_state__in=CLOSING_STATES)
_NUMBERS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]


def is_closed(commitment: Commitment) -> bool:
    """Return whether a closure, verified or reported, stands."""
    return commitment.closure_state in CLOSING_STATES


def status_of(commitment: Commitment) -> Status:
    """Return where a commitment stands."""
    if commitment.is_pointer:
        return Status.POINTER
    if is_closed(commitment):
        if commitment.closure_kind in COMPLETING:
            return Status.COMPLETED
        rejected = commitment.closure_kind == ClosureKind.REJECTED
        return Status.REJECTED if rejected else Status.CLOSED
    return Status.IN_PROGRESS if commitment.has_progress else Status.NOT_STARTED


def in_status(status: Status) -> Q:
    """Return the filter of commitments that stand so."""
    if status == Status.POINTER:
        return Q(is_pointer=True)
    states = {
        Status.COMPLETED: _CLOSED & Q(closure_kind__in=COMPLETING),
        Status.REJECTED: _CLOSED & Q(closure_kind=ClosureKind.REJECTED),
        Status.CLOSED: _CLOSED & Q(closure_kind__in=_OTHERWISE),
        Status.IN_PROGRESS: ~_CLOSED & Q(has_progress=True),
        Status.NOT_STARTED: ~_CLOSED & Q(has_progress=False),
    }
    return Q(is_pointer=False) & states[Status(status)]


def still_open() -> Q:
    """Return the filter of leaves that are neither closed nor answered elsewhere."""
    return Q(is_leaf=True, is_pointer=False) & ~_CLOSED


def overdue(today: datetime.date) -> Q:
    """Return the filter of open leaves whose due date has passed."""
    return still_open() & Q(due_on__lt=today)


def is_overdue(commitment: Commitment, today: datetime.date) -> bool:
    """Return whether an open leaf's due date has passed."""
    return (
        commitment.is_leaf
        and not commitment.is_pointer
        and not is_closed(commitment)
        and commitment.due_on is not None
        and commitment.due_on < today
    )


def sentence(commitment: Commitment, today: datetime.date) -> str:
    """Return where a commitment stands as a sentence.

    ``In progress. Overdue since 1 March 2026; two challenges unanswered.``
    """
    clauses = _clauses(commitment, today)
    first = f"{_standing(commitment)}."
    if not clauses:
        return first
    further = "; ".join(clauses)
    return f"{first} {further[0].upper()}{further[1:]}."


def _standing(commitment: Commitment) -> str:
    if not commitment.is_leaf:
        return "Stands through its parts"
    status = status_of(commitment)
    if status == Status.POINTER:
        return "Answered at another item"
    if not is_closed(commitment):
        return str(status.label)
    on = f" on {write_date(commitment.closed_on)}" if commitment.closed_on else ""
    verified = commitment.closure_state == ClosureState.VERIFIED
    if status == Status.COMPLETED:
        how = " in another way" if commitment.closure_kind == ClosureKind.DIFFERENTLY else ""
        if verified:
            return f"Completed{how}{on} and verified"
        return f"Reported completed{how}{on}, not yet verified"
    words = str(ClosureKind(commitment.closure_kind).label)
    return f"{words}{on}" if verified else f"{words}{on}, not yet verified"


def _clauses(commitment: Commitment, today: datetime.date) -> list[str]:
    clauses = []
    if is_overdue(commitment, today) and commitment.due_on:
        clauses.append(f"overdue since {write_date(commitment.due_on)}")
    elif commitment.due_on and commitment.is_leaf and _waits(commitment):
        clauses.append(f"due on {write_date(commitment.due_on)}")
    if commitment.closure_state == ClosureState.PROPOSED:
        clauses.append("closure waits to be verified")
    if commitment.open_challenges:
        number = commitment.open_challenges
        clauses.append(f"{_number(number)} challenge{'' if number == 1 else 's'} unanswered")
    if commitment.is_leaf and commitment.owner_post_id is None and _waits(commitment):
        clauses.append("nobody answers for it yet")
    return clauses


def _waits(commitment: Commitment) -> bool:
    return not (commitment.is_pointer or is_closed(commitment))


def _number(number: int) -> str:
    return _NUMBERS[number] if number < len(_NUMBERS) else str(number)


def status_tag(commitment: Commitment, today: datetime.date) -> Tag:
    """Return the status as a tag; overdue comes first, since it asks for something."""
    if not commitment.is_leaf:
        return Tag("See its parts", "pointer")
    if is_overdue(commitment, today):
        return Tag("Overdue", "overdue")
    status = status_of(commitment)
    if status == Status.COMPLETED:
        verified = commitment.closure_state == ClosureState.VERIFIED
        return Tag("Completed", "verified") if verified else Tag("Reported completed", "completed")
    if commitment.closure_state == ClosureState.PROPOSED:
        return Tag("Closure proposed", "proposed")
    return Tag(str(status.label), status.value.replace("_", "-"))


@dataclass(frozen=True, slots=True)
class StatusCounts:
    """How many leaves stand where; ``verified`` are among ``completed``.

    Examples
    --------
    >>> counts = StatusCounts(total=4, completed=1, in_progress=3) + StatusCounts(
    ...     total=1, pointer=1
    ... )
    >>> counts.total, counts.open, counts.sentence()
    (5, 3, '1 of 5 completed, 3 in progress, 1 answered at another item')
    """

    total: int = field(default=0)
    completed: int = field(default=0)
    verified: int = field(default=0)
    in_progress: int = field(default=0)
    not_started: int = field(default=0)
    rejected: int = field(default=0)
    pointer: int = field(default=0)
    closed: int = field(default=0)
    overdue: int = field(default=0)

    def __add__(self, other: StatusCounts) -> StatusCounts:
        return StatusCounts(
            *(getattr(self, name) + getattr(other, name) for name in self.__dataclass_fields__)
        )

    @property
    def open(self) -> int:
        """How many leaves still wait."""
        return self.in_progress + self.not_started

    def sentence(self) -> str:
        """Return the counts in words, what is nil left out."""
        parts = [f"{self.completed} of {self.total} completed"]
        named = (
            (self.in_progress, "in progress"),
            (self.not_started, "not started"),
            (self.rejected, "rejected"),
            (self.closed, "closed otherwise"),
            (self.pointer, "answered at another item"),
        )
        parts += [f"{number} {words}" for number, words in named if number]
        late = f"; {self.overdue} overdue" if self.overdue else ""
        return ", ".join(parts) + late


def counts_of(commitment: Commitment, today: datetime.date) -> StatusCounts:
    """Return the counts of one leaf; those of a branch are nil: its leaves are counted."""
    if not commitment.is_leaf:
        return StatusCounts()
    status = status_of(commitment)
    verified = status == Status.COMPLETED and commitment.closure_state == ClosureState.VERIFIED
    late = is_overdue(commitment, today)
    return StatusCounts(total=1, verified=int(verified), overdue=int(late), **{status.value: 1})


def count(queryset: QuerySet[Commitment], today: datetime.date) -> StatusCounts:
    """Count the leaves of ``queryset`` by where they stand (one query)."""
    leaves = queryset.filter(is_leaf=True).order_by()
    counted = {
        status.value: Count("pk", filter=in_status(status), distinct=True) for status in Status
    }
    verified = in_status(Status.COMPLETED) & Q(closure_state=ClosureState.VERIFIED)
    numbers = leaves.aggregate(
        total=Count("pk", distinct=True),
        verified=Count("pk", filter=verified, distinct=True),
        overdue=Count("pk", filter=overdue(today), distinct=True),
        **counted,
    )
    return StatusCounts(**numbers)
