"""What of a return was expected, what came, and what did not: a missing month is no zero."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import pyarrow as pa

from .period import Period
from .problems import Problem
from .schema_model import Schema

Place = tuple[str, ...]


@dataclass(frozen=True)
class Coverage:
    """Which submissions were expected and which came.

    Parameters
    ----------
    fields : tuple of str
        What a submission is told by, such as ``("force", "month")``.
    expected, received, nil : tuple of tuple of str
        One entry a submission; `nil` are those declared to have no row.

    Examples
    --------
    >>> found = Coverage(
    ...     ("force", "month"), (("ash", "2020-01"), ("elm", "2020-01")), (("ash", "2020-01"),)
    ... )
    >>> found.missing, found.complete
    ((('elm', '2020-01'),), False)
    """

    fields: tuple[str, ...]
    expected: tuple[Place, ...]
    received: tuple[Place, ...]
    nil: tuple[Place, ...] = ()

    @property
    def missing(self) -> tuple[Place, ...]:
        """What was expected, did not come and was not declared nil."""
        there = {*self.received, *self.nil}
        return tuple(place for place in self.expected if place not in there)

    @property
    def complete(self) -> bool:
        """Whether nothing expected is missing."""
        return not self.missing

    def problem(self) -> Problem:
        """What is missing, as a warning."""
        shown = "; ".join(" ".join(place) for place in self.missing[:10])
        more = len(self.missing) - 10
        return Problem(
            "submission_missing",
            ", ".join(self.fields),
            0,
            (),
            f"{len(self.missing)} of {len(self.expected)} submissions are not there: "
            f"{shown}{f' and {more} more' if more > 0 else ''}. They are not zero",
            remedy="Ask for them, or declare them nil",
            severity="warning",
        )

    def as_dict(self) -> dict[str, Any]:
        """Plain values, for manifests."""
        return {
            "fields": list(self.fields),
            "expected": [list(place) for place in self.expected],
            "received": [list(place) for place in self.received],
            "nil": [list(place) for place in self.nil],
            "missing": [list(place) for place in self.missing],
        }


def find_coverage(
    schema: Schema,
    table: pa.Table,
    period: Period,
    expected: Mapping[str, Sequence[str]] | None,
    nil: Iterable[Place] = (),
) -> Coverage:
    """Compare the submissions in a table with those expected.

    Parameters
    ----------
    schema : Schema
        Its coverage fields, by month where rows have one.
    table : pyarrow.Table
        The rows kept.
    period : Period
        Its months are expected of everybody.
    expected : mapping of str to sequence of str, optional
        Coverage field to the values expected; where it is not given, the values that came.
    nil : iterable of tuple of str
        Submissions declared to have no row.
    """
    names = [name for name in schema.coverage if name in table.column_names]
    by_month = schema.period == "interval" and "month" in table.column_names
    fields = (*names, *(["month"] if by_month else []))
    if not fields:
        return Coverage((), (), ())
    distinct = table.select(list(fields)).group_by(list(fields)).aggregate([])
    received = sorted({tuple(str(value) for value in row.values()) for row in distinct.to_pylist()})
    wanted = dict(expected or {})
    levels = [
        sorted(map(str, wanted[name]))
        if name in wanted
        else sorted({row[place] for row in received})
        for place, name in enumerate(names)
    ]
    if by_month:
        levels.append(sorted(period.months))
    declared = tuple(sorted(tuple(map(str, place)) for place in nil))
    return Coverage(tuple(fields), tuple(product(*levels)), tuple(received), declared)
