"""Text as it is printed: dates in words, and what is known joined with commas."""

from __future__ import annotations

from datetime import date

from dueregard.papers.assembly import printable

# Not from the calendar module: its names follow the language of the machine.
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def date_in_words(day: date) -> str:
    """Return a date as the house layout prints it.

    Examples
    --------
    >>> date_in_words(date(2011, 5, 26))
    '26 May 2011'
    """
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def joined(*parts: str | date | None) -> str:
    """Join what is known with commas: a post, a date, a round.

    Examples
    --------
    >>> joined("Director of People", None, date(2011, 5, 26))
    'Director of People, 26 May 2011'
    """
    words = [
        date_in_words(part) if isinstance(part, date) else printable(part) for part in parts if part
    ]
    return ", ".join(word for word in words if word)
