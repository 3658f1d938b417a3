"""How long rows are kept: until the end of a period and so many months after it."""

from __future__ import annotations

import calendar
import datetime

from .period import Period


def kept_until(end: datetime.date, months: int) -> datetime.date:
    """Return the last day on which rows are kept, so many months after the end of their period.

    Examples
    --------
    >>> kept_until(datetime.date(2024, 2, 29), 12), kept_until(datetime.date(2024, 1, 15), 1)
    (datetime.date(2025, 2, 28), datetime.date(2024, 2, 15))
    """
    number = end.year * 12 + end.month - 1 + months
    year, month = number // 12, number % 12 + 1
    last = calendar.monthrange(year, month)[1]
    whole = end.day == calendar.monthrange(end.year, end.month)[1]
    return datetime.date(year, month, last if whole else min(end.day, last))


def short_name(period: Period) -> str:
    """Return a period as people write it: a year, a quarter, a month or a day where it is one.

    Examples
    --------
    >>> short_name(Period.parse("2025-04-01 to 2026-03-31")), short_name(Period.parse("2026-Q1"))
    ('2025/26', '2026-Q1')
    >>> short_name(Period.parse("2026-01-05 to 2026-02-07"))
    '2026-01-05/2026-02-07'
    """
    start = period.start
    names = (
        f"{start.year:04d}",
        f"{start.year:04d}/{(start.year + 1) % 100:02d}",
        f"{start.year:04d}-Q{(start.month + 2) // 3}",
        f"{start:%Y-%m}",
        f"{start}",
    )
    return next((name for name in names if Period.parse(name) == period), str(period))
