"""The counts inside a confidential table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from . import margins
from .dimension import Dimension
from .margins import BoolArray, IntArray
from .problems import UnusableTable
from .records import MOST_KEY, NOT_APPLICABLE, NOT_AVAILABLE, Record, say

#: Counts are added up in doubles when intervals are worked out: exact up to here.
LARGEST_SUM = 2**53


@dataclass(frozen=True)
class Counts:
    """What is inside a confidential table: only `disclosure` and `measures` ever hold it.

    Each array has one axis per dimension, over its levels with the total last.

    Parameters
    ----------
    values : array of int
        Counts, margins included.
    given : array of bool
        The cells that were in the records; the others were computed or empty.
    applicable : array of bool
        False where there can be nobody.
    collected : array of bool
        False where nothing was collected, so that no count is known.
    largest : array of int, two in its last axis, optional
        The two largest contributions to each count; -1 where unknown.
    cell_keys : array of int, optional
        Sum of the record keys of the people in each cell; -1 where unknown.
    """

    values: IntArray
    given: BoolArray
    applicable: BoolArray
    collected: BoolArray
    largest: IntArray | None = None
    cell_keys: IntArray | None = None


def counts_from_records(
    dimensions: Sequence[Dimension], records: Mapping[tuple[str, ...], Record]
) -> Counts:
    """Return the counts of checked records, with every margin that can be computed.

    Raises
    ------
    UnusableTable
        For margins that are not the sum of their parts, or that cannot be computed, each with
        its place.
    """
    shape = [len(dimension.all_levels) for dimension in dimensions]
    values = np.zeros(shape, dtype=np.int64)
    known, given = np.zeros(shape, dtype=bool), np.zeros(shape, dtype=bool)
    applicable, collected = np.ones(shape, dtype=bool), np.ones(shape, dtype=bool)
    # A combination of levels that is in no record holds nobody; margins are worked out below.
    known[
        tuple(np.ix_(*([d.place[x] for x in d.levels if x not in d.sums] for d in dimensions)))
    ] = True
    index = {levels: _index(dimensions, levels) for levels in records}
    for levels, record in records.items():
        at = index[levels]
        given[at] = True
        values[at] = record.count or 0
        known[at] = record.count is not None or record.mark == NOT_APPLICABLE
        applicable[at] = record.mark != NOT_APPLICABLE
        collected[at] = record.mark != NOT_AVAILABLE
    if values.sum(dtype=np.float64) > LARGEST_SUM:
        raise UnusableTable([f"column count: the counts add up to more than {LARGEST_SUM:,}"])
    margins.fill(values, known, dimensions)
    places = {levels: record.place for levels, record in records.items()}
    if problems := list(margins.mismatches(values, known, dimensions, places)):
        raise UnusableTable(problems)
    lost = [
        f"{record.place}, column count: {say([d.name for d in dimensions], levels)} cannot be "
        "computed, because a part of it was not collected"
        for levels, record in records.items()
        if not known[index[levels]] and collected[index[levels]]
    ]
    if lost:
        raise UnusableTable(lost)
    return Counts(
        values,
        given,
        applicable,
        collected & known,
        _extra(shape, [(index[k], r.largest) for k, r in records.items()], 2),
        _keys(dimensions, values, [(index[k], r) for k, r in records.items()]),
    )


def _index(dimensions: Sequence[Dimension], levels: Sequence[str]) -> tuple[int, ...]:
    return tuple(d.place[level] for d, level in zip(dimensions, levels, strict=True))


def _extra(
    shape: Sequence[int],
    found: Sequence[tuple[tuple[int, ...], tuple[int, int] | None]],
    width: int,
) -> IntArray | None:
    if all(pair is None for _, pair in found):
        return None
    array = np.full([*shape, width], -1, dtype=np.int64)
    for at, pair in found:
        if pair is not None:
            array[at] = pair
    return array


def _keys(
    dimensions: Sequence[Dimension],
    values: IntArray,
    records: Sequence[tuple[tuple[int, ...], Record]],
) -> IntArray | None:
    """Return the cell keys, margins computed; refuse those that are missing or do not add up."""
    if all(record.cell_key is None for _, record in records):
        return None
    array = np.zeros(values.shape, dtype=np.int64)
    known = np.ones(values.shape, dtype=bool)
    for axis, parent, _ in margins.sums(dimensions):
        known[(slice(None),) * axis + (parent,)] = False
    inner = known.copy()
    for at, record in records:
        if inner[at]:
            known[at] = record.cell_key is not None or record.count in (0, None)
            array[at] = record.cell_key or 0
    margins.fill(array, known, dimensions)
    problems = []
    for at, record in records:
        where = f"{record.place}, column cell_key"
        if record.cell_key is None:
            if not known[at] and values[at]:
                problems.append(f"{where}: it is empty; give the sum of the record keys")
        elif known[at] and (array[at] - record.cell_key) % (MOST_KEY + 1):
            problems.append(
                f"{where}: {record.cell_key} is not the sum of the keys of its parts, {array[at]}"
            )
        else:
            array[at], known[at] = record.cell_key, True
    if problems:
        raise UnusableTable(problems)
    return array
