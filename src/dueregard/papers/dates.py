"""Dates as papers print them, read to the precision printed."""

from __future__ import annotations

import datetime
import re

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sept sep",
            "october oct",
            "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}
_MONTH = "(?:" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\b\.?"
_MONTH_TIGHT = "(?:" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\.?"
DAY_MONTH_YEAR = re.compile(
    rf"\b(\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?[\s-]*({_MONTH_TIGHT}),?[\s-]*(\d{{4}}|\d{{2}})\b",
    re.I,
)
_MONTH_DAY_YEAR = re.compile(
    rf"\b({_MONTH_TIGHT})\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})\b", re.I
)
_NUMERIC = re.compile(r"\b(\d{1,2})[/.](\d{1,2})[/.](\d{4}|\d{2})\b")
_ISO = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
_MONTH_YEAR = re.compile(rf"\b({_MONTH_TIGHT}),?[\s-]*(\d{{4}})\b", re.I)
_SHORT_MONTH_YEAR = re.compile(rf"^({_MONTH})[\s'’-]+(\d{{2}})$", re.I)
_YEAR = re.compile(r"^(\d{4})$")
NUMERIC_ONLY = re.compile(r"^(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})$")


def _full_year(text: str) -> int:
    year = int(text)
    if len(text) > 2:
        return year
    return 2000 + year if year < 70 else 1900 + year


def _month(text: str) -> int:
    return _MONTHS[text.rstrip(".").lower()]


def exists(year: int, month: int, day: int) -> bool:
    """Tell whether the calendar has this day."""
    try:
        datetime.date(year, month, day)
    except ValueError:
        return False
    return True


def read_date(text: str) -> str | None:
    """Return the first date in a text as ISO, to the precision printed, or ``None``.

    A day that the calendar does not have gives ``None``.

    Examples
    --------
    >>> read_date("14 October2010"), read_date("09 Jun 05"), read_date("October 2023")
    ('2010-10-14', '2005-06-09', '2023-10')
    >>> read_date("31/11/2011") is None
    True
    """
    found: list[tuple[int, str]] = []
    for pattern, order in (
        (_ISO, (1, 2, 3)),
        (DAY_MONTH_YEAR, (3, 2, 1)),
        (_MONTH_DAY_YEAR, (3, 1, 2)),
        (_NUMERIC, (3, 2, 1)),
    ):
        match = pattern.search(text)
        if match is None:
            continue
        year = _full_year(match[order[0]])
        printed = match[order[1]]
        month = int(printed) if printed.isdigit() else _month(printed)
        day = int(match[order[2]])
        if exists(year, month, day):
            found.append((match.start(), f"{year:04d}-{month:02d}-{day:02d}"))
    if found:
        return min(found)[1]
    stripped = text.strip().rstrip(".")
    if match := _MONTH_YEAR.search(text):
        return f"{int(match[2]):04d}-{_month(match[1]):02d}"
    if match := _SHORT_MONTH_YEAR.match(stripped):
        return f"{_full_year(match[2]):04d}-{_month(match[1]):02d}"
    if _YEAR.match(stripped) and 1900 <= int(stripped) <= 2100:
        return stripped
    return None


def is_date(text: str) -> bool:
    """Tell whether a text is a date and nothing else (a weekday may stand before it)."""
    cleaned = _WEEKDAY.sub("", text.strip().rstrip(".")).strip(" ,")
    return bool(_WHOLE.fullmatch(cleaned))


_WEEKDAY = re.compile(r"^(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b,?", re.I)
_WHOLE = re.compile(
    rf"\d{{1,2}}(?:st|nd|rd|th)?(?:\s+of)?[\s-]*{_MONTH_TIGHT},?[\s-]*(?:\d{{4}}|\d{{2}})?"
    rf"|{_MONTH_TIGHT}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}"
    rf"|{_MONTH_TIGHT},?[\s'’-]*(?:\d{{4}}|\d{{2}})"
    r"|\d{1,2}[/.]\d{1,2}[/.](?:\d{4}|\d{2})|\d{4}-\d{2}-\d{2}|\d{4}-\d{2}",
    re.I,
)
