"""Days as law and standards state them, periods of time, and months added to a day."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

_STATED = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")


def add_months(day: date, months: int) -> date:
    """Return the same day of a month later on, or that month's last day if it is shorter.

    The calendar ends with the year 9999; what would lie after it is its last day.

    Examples
    --------
    >>> add_months(date(2024, 2, 29), 12)
    datetime.date(2025, 2, 28)
    >>> add_months(date(2026, 8, 31), 6)
    datetime.date(2027, 2, 28)
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > date.max.year:
        return date.max
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def first_day(stated: str) -> date:
    """Return the first day that a year, month or day may mean.

    Raises
    ------
    ValueError
        When it is no year, month or day, or one that the calendar does not have.

    Examples
    --------
    >>> first_day("2021"), first_day("2021-04")
    (datetime.date(2021, 1, 1), datetime.date(2021, 4, 1))
    """
    return date(*(part or 1 for part in _parts(stated)))


def last_day(stated: str) -> date:
    """Return the last day that a year, month or day may mean.

    Examples
    --------
    >>> last_day("2012"), last_day("2012-02")
    (datetime.date(2012, 12, 31), datetime.date(2012, 2, 29))
    """
    year, month, day = _parts(stated)
    month = month or 12
    return date(year, month, day or calendar.monthrange(year, month)[1])


def _parts(stated: str) -> tuple[int, int, int]:
    match = _STATED.fullmatch(stated)
    if match is None:
        raise ValueError(f"{stated} is not a year, month or day")
    year, month, day = (int(part) if part else 0 for part in match.groups())
    date(year, month or 1, day or 1)
    return year, month, day


@dataclass(frozen=True)
class Period:
    """From a first day to a last day, both included; ``None`` is open.

    Parameters
    ----------
    from_, to : date or None
        The first and the last day. Where only a year or month is known, its first day and its
        last.
    from_stated, to_stated : str
        The same to the precision that is known, such as ``"2009"``.

    Examples
    --------
    >>> Period.stated("2001", "2009-03-31").contains(date(2009, 3, 31))
    True
    >>> Period.stated("2001", "2009-03-31").contains(date(2009, 4, 1))
    False
    """

    from_: date | None = None
    to: date | None = None
    from_stated: str = ""
    to_stated: str = ""

    @classmethod
    def stated(cls, from_: str = "", to: str = "") -> Period:
        """Return the period between two days, months or years as stated."""
        return cls(first_day(from_) if from_ else None, last_day(to) if to else None, from_, to)

    def contains(self, day: date) -> bool:
        """Say whether the day lies in the period."""
        return (self.from_ is None or self.from_ <= day) and (self.to is None or day <= self.to)

    def within(self, other: Period) -> bool:
        """Say whether no day of this period lies outside the other."""
        starts = other.from_ is None or (self.from_ is not None and self.from_ >= other.from_)
        ends = other.to is None or (self.to is not None and self.to <= other.to)
        return starts and ends


#: Open at both ends.
ALWAYS = Period()
