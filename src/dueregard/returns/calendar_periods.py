"""Dates as months, quarters and years: numbers for the engines, names for people."""

from __future__ import annotations

from typing import Any

#: Month in which a financial year begins.
APRIL = 4


def period_number(column: Any, grain: str) -> Any:
    """Return an ibis expression that numbers the periods of a column of dates or months.

    Parameters
    ----------
    column : ibis column
        Dates, or months as text (``2026-03``).
    grain : {"month", "quarter", "year", "financial_year"}
        Length of the periods.
    """
    if column.type().is_string():
        year, month = column.substr(0, 4).cast("int32"), column.substr(5, 2).cast("int32")
    else:
        year, month = column.year().cast("int32"), column.month().cast("int32")
    # Whole numbers throughout: engines differ in what dividing them gives.
    if grain == "month":
        number = year * 12 + month - 1
    elif grain == "quarter":
        number = year * 4 + sum((month >= first).cast("int32") for first in (4, 7, 10))
    elif grain == "year":
        number = year
    else:
        number = year - (month < APRIL).cast("int32")
    # Half the memory where rows are prepared; enough until the year 2730.
    return number.cast("int16")


def period_name(number: int, grain: str) -> str:
    """Return what people call the period of a number.

    Examples
    --------
    >>> period_name(2026 * 12 + 2, "month"), period_name(2026 * 4, "quarter")
    ('2026-03', '2026-Q1')
    >>> period_name(2025, "financial_year")
    '2025/26'
    """
    if grain == "month":
        return f"{number // 12:04d}-{number % 12 + 1:02d}"
    if grain == "quarter":
        return f"{number // 4:04d}-Q{number % 4 + 1}"
    if grain == "year":
        return f"{number:04d}"
    return f"{number:04d}/{(number + 1) % 100:02d}"


def periods_between(first: str, last: str, grain: str) -> tuple[str, ...]:
    """Return the names of the periods that hold the months from one to another.

    Examples
    --------
    >>> periods_between("2025-11", "2026-02", "month")
    ('2025-11', '2025-12', '2026-01', '2026-02')
    >>> periods_between("2025-11", "2026-04", "financial_year")
    ('2025/26', '2026/27')
    """
    start, end = (int(month[:4]) * 12 + int(month[5:7]) - 1 for month in (first, last))
    found = (period_of_month(number, grain) for number in range(start, end + 1))
    return tuple(dict.fromkeys(found))


def period_of_month(number: int, grain: str) -> str:
    """Return the name of the period that holds a month, given as year times 12 plus month less 1.

    Examples
    --------
    >>> period_of_month(2026 * 12 + 1, "financial_year")
    '2025/26'
    """
    year, month = number // 12, number % 12 + 1
    numbers = {
        "month": number,
        "quarter": year * 4 + (month - 1) // 3,
        "year": year,
        "financial_year": year - (month < APRIL),
    }
    return period_name(numbers[grain], grain)
