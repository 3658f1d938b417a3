"""What of a return was expected, what came, and what did not: a missing month is no zero."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

import pyarrow as pa

from dueregard.exceptions import UsageError

from .period import Period
from .problems import Problem
from .schema_model import Schema

Place = tuple[str, ...]
_SHOWN = 10
COVERAGE_RULES = frozenset({"submission_missing", "submission_not_expected"})


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

    @property
    def unexpected(self) -> tuple[Place, ...]:
        """What came and was not expected."""
        return tuple(sorted({*self.received} - {*self.expected}))

    def problems(self) -> tuple[Problem, ...]:
        """What is missing, and what came beside it, as warnings."""
        told = []
        if self.missing:
            message = (
                f"{len(self.missing)} of {len(self.expected)} submissions are not there: "
                f"{_shown(self.missing)}. They are not zero"
            )
            remedy = "Ask for them, or declare them nil"
            told.append(self._warning("submission_missing", message, remedy))
        if self.unexpected:
            message = (
                f"{len(self.unexpected)} submissions are there that were not expected: "
                f"{_shown(self.unexpected)}. Their rows are kept"
            )
            remedy = "Check how they are written, and the period, or expect them"
            told.append(self._warning("submission_not_expected", message, remedy))
        return tuple(told)

    def _warning(self, rule: str, message: str, remedy: str) -> Problem:
        place = ", ".join(self.fields)
        return Problem(rule, place, 0, (), message, remedy=remedy, severity="warning")

    def as_dict(self) -> dict[str, Any]:
        """Plain values, for manifests."""
        return {
            "fields": list(self.fields),
            "expected": [list(place) for place in self.expected],
            "received": [list(place) for place in self.received],
            "nil": [list(place) for place in self.nil],
            "missing": [list(place) for place in self.missing],
        }


def _shown(places: tuple[Place, ...]) -> str:
    more = len(places) - _SHOWN
    listed = "; ".join(" ".join(place) for place in places[:_SHOWN])
    return listed + (f" and {more} more" if more > 0 else "")


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

    Raises
    ------
    UsageError
        When an expected field is none of those a submission is told by, or what is declared nil
        has the wrong length, is outside the period or what is expected, or has rows.
    """
    names = [name for name in schema.coverage if name in table.column_names]
    by_month = schema.period == "interval" and "month" in table.column_names
    fields = (*names, *(["month"] if by_month else []))
    _check_expected(expected or {}, names, schema)
    if not fields:
        _check_nil(nil, Coverage((), (), ()), {})
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
    found = Coverage(tuple(fields), tuple(product(*levels)), tuple(received))
    allowed = {name: set(map(str, values)) for name, values in wanted.items()}
    if by_month:
        allowed["month"] = set(period.months)
    return replace(found, nil=_check_nil(nil, found, allowed))


def _check_expected(
    expected: Mapping[str, Sequence[str]], names: Sequence[str], schema: Schema
) -> None:
    for name, values in expected.items():
        if name not in names:
            told = ", ".join(names) or "no field"
            raise UsageError(
                f"expected, {name}: submissions of {schema.id} are told by {told} here, and by "
                "the months of the period"
            )
        if isinstance(values, str):
            raise UsageError(f"expected, {name}: a list of values is needed, not one text")


def _check_nil(
    nil: Iterable[Sequence[str]], found: Coverage, allowed: Mapping[str, set[str]]
) -> tuple[Place, ...]:
    """What is declared nil, sorted, after seeing that it can be."""
    declared: set[Place] = set()
    told = ", ".join(found.fields) or "nothing"
    for given in [nil] if isinstance(nil, str) else nil:
        if isinstance(given, str) or len(given) != len(found.fields):
            raise UsageError(
                f"nil: a submission of this return is told by {told}; give each of them, as in "
                f"({', '.join(repr(name) for name in found.fields)},)"
            )
        place = tuple(map(str, given))
        shown = " ".join(place)
        for name, value in zip(found.fields, place, strict=True):
            if name in allowed and value not in allowed[name]:
                what = "in the period" if name == "month" else "among what is expected"
                raise UsageError(f"nil, {shown}: the {name} {value} is not {what}")
        if place in found.received:
            raise UsageError(f"nil, {shown}: there are rows of it; take it off what is nil")
        declared.add(place)
    return tuple(sorted(declared))
