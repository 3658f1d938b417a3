"""How long rows are kept: until the end of a period and so many months after it."""

from __future__ import annotations

import calendar
import datetime
import re

from dueregard.exceptions import UsageError

_QUARTER = re.compile(r"(\d{4})-Q([1-4])")
_MONTH = re.compile(r"(\d{4})-(\d{2})")
_FINANCIAL_YEAR = re.compile(r"(\d{4})/(\d{2})")
_SEPARATOR = re.compile(r"\s+to\s+|\.\.|(?<=\d)/(?=\d{4}-)")


def last_day(period: str) -> datetime.date:
    """Return the last day of a period.

    Parameters
    ----------
    period : str
        A day, a month (``2026-03``), a quarter (``2026-Q1``), a year, a financial year
        (``2025/26``: April to March), or two of these with ``/``, ``..`` or ``to`` between.

    Raises
    ------
    UsageError
        For anything else.

    Examples
    --------
    >>> last_day("2025/26"), last_day("2024-01/2024-02")
    (datetime.date(2026, 3, 31), datetime.date(2024, 2, 29))
    """
    end = _SEPARATOR.split(period.strip())[-1]
    try:
        if found := _QUARTER.fullmatch(end):
            return _end_of_month(int(found[1]), int(found[2]) * 3)
        if found := _MONTH.fullmatch(end):
            return _end_of_month(int(found[1]), int(found[2]))
        if found := _FINANCIAL_YEAR.fullmatch(end):
            return _end_of_month(int(found[1]) + 1, 3)
        if re.fullmatch(r"\d{4}", end):
            return _end_of_month(int(end), 12)
        return datetime.date.fromisoformat(end)
    except ValueError:
        raise UsageError(
            f"The period “{period}” has no end that can be read. A day, a month (2026-03), a "
            "quarter (2026-Q1), a year, a financial year (2025/26) or two with / between is "
            "allowed."
        ) from None


def _end_of_month(year: int, month: int) -> datetime.date:
    if not 1 <= month <= 12:
        raise ValueError(month)
    return datetime.date(year, month, calendar.monthrange(year, month)[1])


def kept_until(period: str, months: int) -> datetime.date:
    """Return the last day on which the rows of a period are kept.

    Examples
    --------
    >>> kept_until("2024-02-29", 12)
    datetime.date(2025, 2, 28)
    """
    end = last_day(period)
    number = end.year * 12 + end.month - 1 + months
    last = _end_of_month(number // 12, number % 12 + 1)
    return (
        last
        if end == _end_of_month(end.year, end.month)
        else last.replace(day=min(end.day, last.day))
    )
