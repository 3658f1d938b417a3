"""The period a return is of, and its months."""

from __future__ import annotations

import calendar
import datetime
import re
from dataclasses import dataclass

from dueregard.exceptions import UsageError

_YEAR = re.compile(r"(\d{4})")
_MONTH = re.compile(r"(\d{4})-(\d{2})")
_QUARTER = re.compile(r"(\d{4})-Q([1-4])")
_FINANCIAL = re.compile(r"(\d{4})/(\d{2})")
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_BETWEEN = re.compile(r"(\S+)(?: to |/|\.\.)(\d{4}-\S+|\d{4})")


@dataclass(frozen=True)
class Period:
    """From one day to another, both included.

    Parameters
    ----------
    start, end : date
        First and last day.

    Raises
    ------
    UsageError
        When it ends before it starts.

    Examples
    --------
    >>> Period.parse("2019-12 to 2020-02").months
    ('2019-12', '2020-01', '2020-02')
    >>> print(Period.parse("2024/25"))
    2024-04-01/2025-03-31
    """

    start: datetime.date
    end: datetime.date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise UsageError(f"The period {self} ends before it starts")

    def __str__(self) -> str:
        return f"{self.start}/{self.end}"

    @property
    def months(self) -> tuple[str, ...]:
        """Its months as ``2020-01``, parts of months too."""
        first = self.start.year * 12 + self.start.month - 1
        last = self.end.year * 12 + self.end.month - 1
        return tuple(f"{m // 12:04d}-{m % 12 + 1:02d}" for m in range(first, last + 1))

    @classmethod
    def parse(cls, given: str | datetime.date | Period) -> Period:
        """Read a period as people write it.

        Parameters
        ----------
        given : str or date or Period
            ``2020``, ``2020-01``, ``2020-Q1``, ``2019/20`` (April to March), ``2020-01-31``,
            or two of them: ``2019-12 to 2020-02``.

        Raises
        ------
        UsageError
            Saying which forms are allowed.

        Examples
        --------
        >>> Period.parse("2020-Q1").end
        datetime.date(2020, 3, 31)
        """
        if isinstance(given, Period):
            return given
        if isinstance(given, datetime.date):
            return cls(given, given)
        text = given.strip()
        try:
            if part := _part(text):
                return cls(*part)
            if found := _BETWEEN.fullmatch(text):
                first, last = _part(found[1]), _part(found[2])
                if first and last:
                    return cls(first[0], last[1])
        except ValueError as error:
            raise UsageError(
                f"The period “{text}” names a day or month that is not there"
            ) from error
        raise UsageError(
            f"The period “{text}” cannot be read; write 2020, 2020-01, 2020-Q1, 2019/20, "
            "2020-01-31 or two of them with “to” between"
        )


def _part(text: str) -> tuple[datetime.date, datetime.date] | None:
    if found := _YEAR.fullmatch(text):
        return _months(int(found[1]), 1, 12)
    if found := _MONTH.fullmatch(text):
        return _months(int(found[1]), int(found[2]), 1)
    if found := _QUARTER.fullmatch(text):
        return _months(int(found[1]), int(found[2]) * 3 - 2, 3)
    if (found := _FINANCIAL.fullmatch(text)) and (int(found[1]) + 1) % 100 == int(found[2]):
        return _months(int(found[1]), 4, 12)
    if found := _DAY.fullmatch(text):
        day = datetime.date(int(found[1]), int(found[2]), int(found[3]))
        return day, day
    return None


def _months(year: int, month: int, count: int) -> tuple[datetime.date, datetime.date]:
    last = year * 12 + month - 1 + count - 1
    end_year, end_month = last // 12, last % 12 + 1
    days = calendar.monthrange(end_year, end_month)[1]
    return datetime.date(year, month, 1), datetime.date(end_year, end_month, days)
