"""Counts of tables as arrays, with why a count is not known: hidden, not collected, not there."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from dueregard.tables import CellState, Dimension, FrequencyTable, ReleasableTable
from dueregard.tables.seal import READING

from .problems import UnusableCounts

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int8]

Table = FrequencyTable | ReleasableTable


class Known(IntEnum):
    """Why a count is known or not; the greater of two is what a comparison of both says."""

    COUNTED = 0
    NOT_APPLICABLE = 1
    NOT_IN_TABLE = 2
    NOT_COLLECTED = 3
    HIDDEN = 4


_STATES = {
    CellState.CONFIDENTIAL: Known.HIDDEN,
    CellState.NOT_APPLICABLE: Known.NOT_APPLICABLE,
    CellState.NOT_AVAILABLE: Known.NOT_COLLECTED,
}


@dataclass(frozen=True)
class Cells:
    """Counts of one table. Confidential when the table is.

    Parameters
    ----------
    dimensions : tuple of Dimension
        The dimensions, in the order of the axes.
    values : array of float
        Counts, ``nan`` where not known; one axis per dimension, its total last.
    known : array of int
        `Known` for each.
    confidential : bool
        Whether they have not been through disclosure control.
    policy : str
        Name and version of the policy that released them; empty for confidential ones.
    """

    dimensions: tuple[Dimension, ...]
    values: Floats
    known: Codes
    confidential: bool
    policy: str = ""

    def __repr__(self) -> str:
        told = ", ".join(dimension.name for dimension in self.dimensions)
        return f"<Cells {told}{'; confidential' if self.confidential else ''}>"

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the dimensions."""
        return tuple(dimension.name for dimension in self.dimensions)


def read(table: Table, name: str) -> Cells:
    """Return the counts of a table.

    Parameters
    ----------
    table : FrequencyTable or ReleasableTable
        The table.
    name : str
        What it is to the measure, for messages.

    Raises
    ------
    UnusableCounts
        When it is no table of counts.
    """
    if isinstance(table, FrequencyTable):
        counts = table._confidential(READING)
        known = np.zeros(counts.values.shape, dtype=np.int8)
        known[~counts.applicable] = Known.NOT_APPLICABLE
        known[~counts.collected] = Known.NOT_COLLECTED
        values = np.where(known == Known.COUNTED, counts.values, np.nan)
        return Cells(table.dimensions, values, known, confidential=True)
    if isinstance(table, ReleasableTable):
        return _released(table)
    raise UnusableCounts([f"{name}: a table of counts is wanted, not {type(table).__name__}"])


def _released(table: ReleasableTable) -> Cells:
    shape = [len(dimension.all_levels) for dimension in table.dimensions]
    values = np.full(shape, np.nan)
    known = np.full(shape, Known.NOT_IN_TABLE, dtype=np.int8)
    places = [dimension.place for dimension in table.dimensions]
    for cell in table.cells:
        at = tuple(place[level] for place, level in zip(places, cell.levels, strict=True))
        known[at] = _STATES.get(cell.state, Known.COUNTED)
        if cell.value is not None:
            values[at] = cell.value
    return Cells(table.dimensions, values, known, confidential=False, policy=table.policy)


#: Policies of the library that hide and never round: round counts are then as they are.
NEVER_ROUND = ("internal", "published")


def rounded(tables: Iterable[object]) -> bool:
    """Return whether released tables look rounded: all their counts are multiples of one number.

    A released table does not say what its policy did. Exact counts of a policy that nobody knows
    here, which happen to be multiples of one number, are taken for rounded ones: that claims less.
    """
    released = [table for table in tables if isinstance(table, ReleasableTable)]
    unknown = [one for one in released if one.policy.split()[0] not in NEVER_ROUND]
    counts = [cell.value for one in unknown for cell in one.cells if cell.value]
    whole = all(float(count).is_integer() for count in counts)
    return bool(counts) and whole and math.gcd(*(int(count) for count in counts)) > 1


def along(cells: Cells, by: Sequence[str]) -> Cells:
    """Return the counts by characteristic and by the dimensions named, the others at their total.

    The first dimension is the characteristic. A dimension named that the table does not have is
    left out: its counts then hold for every level of it.

    Raises
    ------
    UnusableCounts
        When a dimension is named twice, or is the characteristic.
    """
    first, *others = cells.names
    if wrong := [each for each in by if by.count(each) > 1 or each == first]:
        raise UnusableCounts([f"by, {wrong[0]}: it is the characteristic or is named twice"])
    order = [0, *(cells.names.index(each) for each in by if each in others)]
    rest = [axis for axis in range(len(cells.names)) if axis not in order]
    values = np.transpose(cells.values, [*order, *rest])
    known = np.transpose(cells.known, [*order, *rest])
    at_total: tuple[slice | int, ...] = (*[slice(None)] * len(order), *[-1] * len(rest))
    kept = tuple(cells.dimensions[axis] for axis in order)
    return Cells(kept, values[at_total], known[at_total], cells.confidential, cells.policy)


def united(*dimensions: Dimension) -> Dimension:
    """Return a dimension with the levels of several of one name, those of the first first.

    Examples
    --------
    >>> united(Dimension("sex", ("F", "M")), Dimension("sex", ("F", "M", "U"))).levels
    ('F', 'M', 'U')
    """
    first = dimensions[0]
    if all(each.levels == first.levels for each in dimensions):
        return max(dimensions, key=lambda each: len(each.sums))
    levels: dict[str, None] = {}
    tree: dict[str, tuple[str, ...]] = {}
    for each in dimensions:
        levels |= dict.fromkeys(each.levels)
        tree |= {parent: parts for parent, parts in each.sums.items() if parent != each.total}
    return Dimension(first.name, tuple(levels), tree or None, first.total)


def fitted(cells: Cells, dimensions: Sequence[Dimension]) -> Cells:
    """Return the counts at the levels of other dimensions, in their order.

    A level the table does not have is `Known.NOT_IN_TABLE`: not a zero. A dimension the table
    does not have is spread over all its levels. The first dimension is the characteristic,
    whatever the two tables call it.
    """
    values, known = cells.values, cells.known
    for axis, dimension in enumerate(dimensions):
        if axis and dimension.name not in cells.names:
            size = len(dimension.all_levels)
            values = np.repeat(np.expand_dims(values, axis), size, axis)
            known = np.repeat(np.expand_dims(known, axis), size, axis)
            continue
        own = cells.dimensions[0 if axis == 0 else cells.names.index(dimension.name)]
        if own.all_levels != dimension.all_levels:
            places = [_place(own, dimension, level) for level in dimension.all_levels]
            values, known = _taken(values, known, axis, places)
    return Cells(tuple(dimensions), values, known, cells.confidential, cells.policy)


def aligned(tables: Sequence[Cells], by: Sequence[str]) -> list[Cells]:
    """Return several tables by characteristic and the dimensions named, on the same levels.

    Raises
    ------
    UnusableCounts
        When no table has a dimension that is named.
    """
    kept = [along(cells, by) for cells in tables]
    dimensions = [united(*(cells.dimensions[0] for cells in kept))]
    for name in by:
        having = [d for cells in kept for d in cells.dimensions[1:] if d.name == name]
        if not having:
            there = ", ".join(sorted({n for cells in tables for n in cells.names[1:]})) or "none"
            raise UnusableCounts([f"by, {name}: no table has this dimension; there are {there}"])
        dimensions.append(united(*having))
    return [fitted(cells, dimensions) for cells in kept]


def _place(own: Dimension, wanted: Dimension, level: str) -> int:
    if level == wanted.total:
        return len(own.levels)
    return own.place.get(level, -1) if level != own.total else -1


def _taken(values: Floats, known: Codes, axis: int, places: Sequence[int]) -> tuple[Floats, Codes]:
    found = np.take(values, [max(place, 0) for place in places], axis=axis)
    states = np.take(known, [max(place, 0) for place in places], axis=axis)
    absent = [i for i, place in enumerate(places) if place < 0]
    at: tuple[slice | list[int], ...] = (*[slice(None)] * axis, absent)
    found[at], states[at] = np.nan, Known.NOT_IN_TABLE
    return found, states
