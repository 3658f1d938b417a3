"""When a requirement is due: stated dates, dates of each year, and intervals of review."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from dueregard.exceptions import UsageError

from .periods import Period, add_months
from .verification import Verified

#: How a date is meant: ``before`` ends the day before it.
RULES = ("by", "not_later_than", "before")
#: What an interval runs from: the day it was last done, or the day it was last due.
COUNTED_FROM = ("last_done", "due_date")


@dataclass(frozen=True)
class Due:
    """A day by which something is due, once or each year.

    Parameters
    ----------
    day : date or None
        The stated day; ``None`` for one of each year or a rule in words.
    rule : {"by", "not_later_than", "before"}
        Whether the day itself still counts.
    every : tuple of int, optional
        Month and day of each year.
    first : date or None
        The first of each year's days.
    text : str
        The rule in words.
    """

    day: date | None = None
    rule: str = "by"
    every: tuple[int, int] | None = None
    first: date | None = None
    text: str = ""
    note: str = ""
    verified: Verified = Verified.YES
    unverified: str = ""

    @property
    def last_day(self) -> date | None:
        """The last day on which a stated date is kept."""
        if self.day is None:
            return None
        return self.day - timedelta(days=1) if self.rule == "before" else self.day

    def in_year(self, year: int) -> date | None:
        """Return the day of one year; 29 February is the 28th of a common year."""
        if self.every is None:
            return None
        month, day = self.every
        return add_months(date(2024, month, day), (year - 2024) * 12)


@dataclass(frozen=True)
class Review:
    """How often something is done again.

    Parameters
    ----------
    frequency : str
        In words: ``annual``, ``continuous``.
    months : int or None
        The interval; ``None`` when no number is set.
    not_over_months : int or None
        The longest interval allowed, where a shorter one may be chosen.
    counted_from : {"last_done", "due_date"}
        What the interval runs from.
    basis : str
        Why so.
    """

    frequency: str
    months: int | None = None
    not_over_months: int | None = None
    counted_from: str = "last_done"
    basis: str = ""

    @property
    def interval(self) -> int | None:
        """The months after which it must be done again at the latest."""
        return self.months or self.not_over_months


def next_due(
    due: tuple[Due, ...],
    review: Review | None,
    in_force: Period,
    *,
    last_done: date | None,
    on: date,
    met: date | None = None,
) -> date | None:
    """Return the day by which something is next due; a day before `on` is overdue.

    Parameters
    ----------
    due, review, in_force
        Of the requirement.
    last_done : date or None
        When it was last done; ``None`` for never: then the first date ever set stands.
    on : date
        The day on which the question is asked. What has ceased to be in force is not due.
    met : date, optional
        The due date that was met by it. Without it, something done counts for the due date that
        is nearest to the day it was done: a day late is that of the day before, not of the next
        round.

    Raises
    ------
    UsageError
        When `met` is no due date, naming those around it.

    Returns
    -------
    date or None
        ``None`` when nothing sets a day: a continuous duty, or one that has ended.

    Examples
    --------
    >>> annual = Review("annual", 12)
    >>> first = (Due(date(2018, 3, 30), "not_later_than"),)
    >>> rule = {"due": first, "review": annual, "in_force": Period.stated("2017-03-31")}
    >>> next_due(**rule, last_done=None, on=date(2020, 1, 1))
    datetime.date(2018, 3, 30)
    >>> next_due(**rule, last_done=date(2024, 2, 29), on=date(2024, 6, 1))
    datetime.date(2025, 2, 28)
    """
    if in_force.to is not None and on > in_force.to:
        return None
    interval = review.interval if review else None
    by_dates = any(each.every for each in due) or (
        review is not None and review.counted_from == "due_date"
    )
    fixed = sorted({day for each in due if (day := each.last_day) is not None})
    if last_done is None:
        answer = _first(due, fixed, in_force)
    elif interval and not by_dates:
        answer = add_months(last_done, interval)
    else:
        if met is not None:
            _check_met(met, due, fixed, interval)
        answer = _after(met or _met(due, fixed, interval, last_done), due, fixed, interval)
    if answer is None or (in_force.to is not None and answer > in_force.to):
        return None
    return answer


def _first(due: tuple[Due, ...], fixed: list[date], in_force: Period) -> date | None:
    starts = [*fixed]
    for each in due:
        begins = each.first or in_force.from_
        if each.every and begins:
            starts.append(_on_or_after((each,), begins))
    return min(starts, default=None)


def _met(due: tuple[Due, ...], fixed: list[date], interval: int | None, done: date) -> date | None:
    """Return the due date that something done on a day counts for: the nearest."""
    around = _around(done, due, fixed, interval)
    return min(around, key=lambda day: (abs((day - done).days), day), default=None)


def _around(day: date, due: tuple[Due, ...], fixed: list[date], interval: int | None) -> list[date]:
    """Return the last due date before a day and the first on or after it."""
    before = [one for one in fixed if one < day]
    ahead = [one for one in fixed if one >= day]
    yearly = tuple(each for each in due if each.every)
    if yearly:
        ahead.append(_on_or_after(yearly, day))
        before += _yearly_before(yearly, day)
    elif not ahead and fixed and interval:
        following = _step(fixed[-1], interval, day)
        ahead.append(following)
        back = add_months(following, -interval)
        before += [back] if back > fixed[-1] else []
    return [*([max(before)] if before else []), *([min(ahead)] if ahead else [])]


def _yearly_before(yearly: tuple[Due, ...], day: date) -> list[date]:
    found = []
    for each in yearly:
        years = [year for year in (day.year, day.year - 1) if year >= date.min.year]
        days = [each.in_year(year) for year in years]
        found += [
            one
            for one in days
            if one is not None and one < day and (each.first is None or one >= each.first)
        ]
    return found


def _check_met(met: date, due: tuple[Due, ...], fixed: list[date], interval: int | None) -> None:
    around = _around(met, due, fixed, interval)
    if met not in around:
        told = " and ".join(str(day) for day in around) or "none"
        raise UsageError(f"met: {met} is no due date; those around it are {told}.")


def _after(
    met: date | None, due: tuple[Due, ...], fixed: list[date], interval: int | None
) -> date | None:
    """Return the due date that follows the one met."""
    if met is None:
        return None
    ahead = [day for day in fixed if day > met]
    yearly = tuple(each for each in due if each.every)
    if yearly:
        ahead.append(_on_or_after(yearly, _day_after(met)))
    elif not ahead and fixed and interval:
        ahead.append(_step(fixed[-1], interval, _day_after(met)))
    return min(ahead, default=None)


def _day_after(day: date) -> date:
    return min(day, date.max - timedelta(days=1)) + timedelta(days=1)


def _on_or_after(yearly: tuple[Due, ...], day: date) -> date:
    """Return the first of the days of each year on or after a day."""
    found = []
    for each in yearly:
        begins = max(day, each.first) if each.first else day
        days = (each.in_year(begins.year), each.in_year(begins.year + 1))
        found += [one for one in days if one is not None and one >= begins][:1]
    return min(found, default=date.max)


def _step(start: date, interval: int, day: date) -> date:
    """Return the first date on or after a day that lies whole intervals after the start."""
    months = (day.year - start.year) * 12 + day.month - start.month
    count = max(1, months // interval)
    # Counted from the start each time, so that a short month does not shorten the ones after it.
    while add_months(start, count * interval) < day:
        count += 1
    return add_months(start, count * interval)
