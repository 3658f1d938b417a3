"""Dates as people write them: ``1 March 2026``, ``1/3/2026``, ``2026-03-01``."""

from __future__ import annotations

import datetime
import re

_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_BRITISH = re.compile(r"(\d{1,2})[\s./-]+([A-Za-z]{3,9}\.?|\d{1,2})[\s./,-]+(\d{4})", re.ASCII)
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b", re.IGNORECASE)


def read_month(text: str) -> int | None:
    """Return the number of a month given as a number or an English name.

    Examples
    --------
    >>> read_month("3"), read_month("Sept"), read_month("Febuary")
    (3, 9, None)
    """
    word = text.strip().rstrip(".").lower()
    if word.isascii() and word.isdigit() and len(word) <= 2:
        number = int(word)
        return number if 1 <= number <= 12 else None
    if len(word) < 3:
        return None
    found = [n for n, month in enumerate(_MONTHS, start=1) if month.startswith(word)]
    if not found and word == "sept":
        return 9
    return found[0] if len(found) == 1 else None


def split_date(text: str) -> tuple[str, str, str] | None:
    """Return day, month and year as written, or None when ``text`` has no such shape.

    Examples
    --------
    >>> split_date("1st March 2026")
    ('1', 'March', '2026')
    """
    plain = _ORDINAL.sub("", text.strip())
    if match := _ISO.fullmatch(plain):
        return match[3].lstrip("0") or "0", match[2].lstrip("0") or "0", match[1]
    if match := _BRITISH.fullmatch(plain):
        return match[1], match[2], match[3]
    return None


def read_date(text: str) -> datetime.date | None:
    """Return the date that ``text`` writes, or None when it writes none.

    Examples
    --------
    >>> read_date("01/03/2026"), read_date("31 February 2026")
    (datetime.date(2026, 3, 1), None)
    """
    parts = split_date(text)
    if parts is None:
        return None
    month = read_month(parts[1])
    if month is None:
        return None
    try:
        return datetime.date(int(parts[2]), month, int(parts[0]))
    except ValueError:
        return None


def write_date(value: datetime.date) -> str:
    """Return ``value`` in words.

    Examples
    --------
    >>> write_date(datetime.date(2026, 3, 1))
    '1 March 2026'
    """
    return f"{value.day} {_MONTHS[value.month - 1].title()} {value.year}"
