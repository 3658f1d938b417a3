"""Mappings of dimensions to levels, with their counts, on their way into a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from .problems import UnusableTable
from .records import Record

NOT_DIMENSIONS = ("count", "largest_1", "largest_2")


@dataclass(frozen=True)
class NamedRecords:
    """Records, and the dimensions their levels are of, in order."""

    names: tuple[str, ...]
    records: tuple[Record, ...]


def records_of(given: Iterable[Mapping[str, Any]]) -> NamedRecords:
    """Return mappings as records; the keys of the first are the dimensions.

    Raises
    ------
    UnusableTable
        With every record that lacks a key or has another one, and every level that is nothing.

    Examples
    --------
    >>> records_of([{"area": "Ash", "count": 3}]).names
    ('area',)
    >>> records_of([{"area": "Ash", "count": 3}, {"count": 4}])
    Traceback (most recent call last):
        ...
    dueregard.tables.problems.UnusableTable: record 2: it has no area
    """
    rows = [dict(row) for row in given]
    if not rows:
        raise UnusableTable(["there are no counts"])
    keys = tuple(rows[0])
    problems = [
        problem
        for number, row in enumerate(rows, start=1)
        for problem in _problems(row, ("count", *(k for k in keys if k != "count")), number)
    ]
    if problems:
        raise UnusableTable(problems)
    names = tuple(key for key in keys if key not in NOT_DIMENSIONS)
    return NamedRecords(
        names,
        tuple(
            Record(
                tuple(str(row[name]) for name in names),
                row["count"],
                largest=(row["largest_1"], row["largest_2"]) if "largest_1" in keys else None,
                place=f"record {number}",
            )
            for number, row in enumerate(rows, start=1)
        ),
    )


def _problems(row: Mapping[str, Any], keys: tuple[str, ...], number: int) -> Iterable[str]:
    for key in keys:
        if key not in row:
            yield f"record {number}: it has no {key}"
        elif key not in NOT_DIMENSIONS and (row[key] is None or row[key] != row[key]):
            yield f"record {number}, column {key}: no level is given"
    for key in row:
        if key not in keys:
            yield f"record {number}: {key} is in no earlier record"
