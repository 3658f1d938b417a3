"""Small pieces of English that the suggestions are built of."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.utils.formats import date_format


def day(date: datetime.date) -> str:
    """Return a date as papers print it."""
    return date_format(date, "j F Y")


def counted(number: int, noun: str) -> str:
    """Return a number with its noun.

    Examples
    --------
    >>> counted(1, "recommendation"), counted(0, "challenge")
    ('1 recommendation', 'no challenges')
    """
    if number == 0:
        return f"no {noun}s"
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def listed(words: Sequence[str]) -> str:
    """Return words as a list in a sentence.

    Examples
    --------
    >>> listed(["1(a)", "2", "3"])
    '1(a), 2 and 3'
    """
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def is_or_are(number: int) -> str:
    """Return the verb that agrees with a number."""
    return "is" if number == 1 else "are"


def have_or_has(number: int) -> str:
    """Return the verb that agrees with a number."""
    return "has" if number == 1 else "have"
