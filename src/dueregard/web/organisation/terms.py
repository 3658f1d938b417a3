"""Terms in words, and terms that would overlap."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from typing import TypeVar

from django.db.models import Q

from dueregard.web.core.dates import write_date
from dueregard.web.core.exceptions import Refused
from dueregard.web.organisation.models import Dated

D = TypeVar("D", bound=Dated)


def term(starts_on: datetime.date, ends_on: datetime.date | None) -> str:
    """Return a term in words.

    Examples
    --------
    >>> term(datetime.date(2026, 3, 1), None)
    'from 1 March 2026, with no end date'
    >>> term(datetime.date(2026, 3, 1), datetime.date(2026, 5, 31))
    'from 1 March 2026 to 31 May 2026'
    """
    until = "with no end date" if ends_on is None else f"to {write_date(ends_on)}"
    return f"from {write_date(starts_on)}{',' if ends_on is None else ''} {until}"


def overlapping(starts_on: datetime.date, ends_on: datetime.date | None) -> Q:
    """Return the filter of terms that share at least one day with this one."""
    shares = Q(ends_on__isnull=True) | Q(ends_on__gte=starts_on)
    return shares if ends_on is None else shares & Q(starts_on__lte=ends_on)


def refuse_backwards(starts_on: datetime.date, ends_on: datetime.date | None) -> None:
    """Raise ``Refused`` when a term would end before it starts."""
    if ends_on is not None and ends_on < starts_on:
        raise Refused(
            f"The last day, {write_date(ends_on)}, is before the first, {write_date(starts_on)}. "
            "Give a last day on or after the first.",
            field="ends_on",
        )


def refuse_overlap(terms: Iterable[D], *, who: Callable[[D], str], advice: str) -> None:
    """Raise ``Refused`` naming the first of ``terms`` that stand in the way, with its dates."""
    for other in terms:
        raise Refused(
            f"{who(other)} {term(other.starts_on, other.ends_on)}. The two terms would overlap. "
            f"{advice}",
            field="starts_on",
        )


def refuse_outside(
    *, starts_on: datetime.date, ends_on: datetime.date | None, outer: Dated, name: str
) -> None:
    """Raise ``Refused`` when a term is not within the term of what it belongs to."""
    _refuse_not_there(starts_on, outer, name)
    if outer.ends_on is not None and (ends_on is None or ends_on > outer.ends_on):
        raise Refused(
            f"{name} ends on {write_date(outer.ends_on)}. Give a last day on or before that.",
            field="ends_on",
        )


def refuse_ending(*, starts_on: datetime.date, outer: Dated, name: str, field: str) -> None:
    """Raise ``Refused`` when something lasting is placed in what is to end, or is not there yet."""
    _refuse_not_there(starts_on, outer, name)
    if outer.ends_on is not None:
        raise Refused(
            f"{name} ends on {write_date(outer.ends_on)}, so nothing new can be placed in it. "
            "Choose another.",
            field=field,
        )


def _refuse_not_there(starts_on: datetime.date, outer: Dated, name: str) -> None:
    if starts_on < outer.starts_on:
        raise Refused(
            f"{name} begins only on {write_date(outer.starts_on)}. Give that day or a later one.",
            field="starts_on",
        )
    if outer.ends_on is not None and starts_on > outer.ends_on:
        raise Refused(f"{name} ended on {write_date(outer.ends_on)}.", field="starts_on")
