"""First and last day of a period, as the identity of a table writes it."""

from __future__ import annotations

import calendar
import re
from datetime import date

_QUARTER = re.compile(r"(\d{4})-Q([1-4])")
_FINANCIAL = re.compile(r"(\d{4})/(\d{2})")
_DATE = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")
_BETWEEN = re.compile(r"(\S+?)(?: to |/|\.\.)(\d{4}\S*)")

Days = tuple[date, date]


def days_of(period: str) -> Days | None:
    """Return the first and last day of a period; None for what is no period.

    Parameters
    ----------
    period : str
        A year, a financial year (``2025/26``, April to March), a quarter, a month, a day, two of
        them with ``/``, ``to`` or ``..`` between, or several with ``+`` between.

    Examples
    --------
    >>> for text in ("2025/26", "2025-04-01/2026-03-31", "2026-Q1", "2026-02", "2025 + 2026"):
    ...     print(*days_of(text))
    2025-04-01 2026-03-31
    2025-04-01 2026-03-31
    2026-01-01 2026-03-31
    2026-02-01 2026-02-28
    2025-01-01 2026-12-31
    >>> days_of("first") is None
    True
    """
    found = [_one(part.strip()) for part in period.split(" + ")]
    known = [days for days in found if days is not None]
    if len(known) < len(found):
        return None
    return min(first for first, _ in known), max(last for _, last in known)


def _one(text: str) -> Days | None:
    try:
        if days := _part(text):
            return days
        if between := _BETWEEN.fullmatch(text):
            first, last = _part(between[1]), _part(between[2])
            return (first[0], last[1]) if first and last else None
    except ValueError:  # a month or day that is not there
        return None
    return None


def _part(text: str) -> Days | None:
    if found := _FINANCIAL.fullmatch(text):
        year = int(found[1])
        follows = (year + 1) % 100 == int(found[2])
        return (date(year, 4, 1), date(year + 1, 3, 31)) if follows else None
    if found := _QUARTER.fullmatch(text):
        year, last = int(found[1]), 3 * int(found[2])
        return date(year, last - 2, 1), _end(year, last)
    if found := _DATE.fullmatch(text):
        year, month, day = int(found[1]), found[2], found[3]
        if day:
            return (date(year, int(month), int(day)),) * 2
        return date(year, int(month or 1), 1), _end(year, int(month or 12))
    return None


def _end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])
