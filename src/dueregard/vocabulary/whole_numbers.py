"""Counts that were given as numbers: whole and from 0, or refused."""

from __future__ import annotations

from numbers import Integral

from dueregard.exceptions import UsageError


def check_count(count: object, classification: str, code: str) -> None:
    """Refuse what is no count.

    Parameters
    ----------
    count : object
        What was given.
    classification, code : str
        Where, for the message.

    Raises
    ------
    UsageError
        When it is not a whole number from 0.

    Examples
    --------
    >>> check_count(3.5, "sex.female_male@1", "F")
    Traceback (most recent call last):
        ...
    dueregard.exceptions.UsageError: sex.female_male@1, code F: a count is a whole number from 0
    """
    if isinstance(count, bool) or not isinstance(count, Integral) or int(count) < 0:
        raise UsageError(f"{classification}, code {code}: a count is a whole number from 0")
