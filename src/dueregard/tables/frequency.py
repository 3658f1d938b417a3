"""Confidential counts: a table that does arithmetic for `disclosure` and tells nobody else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NoReturn, final

import numpy as np

from . import margins
from .dimension import Dimension, natural
from .identity import Identity
from .margins import BoolArray, IntArray
from .problems import Confidential, UnusableTable
from .records import NOT_APPLICABLE, NOT_AVAILABLE, Record, checked, say
from .seal import READING, Capability

LARGEST = 2_000_000


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


@final
class FrequencyTable:
    """Counts of people or events that have not been through disclosure control.

    It cannot be printed, formatted, iterated, turned into JSON, pickled or copied: whatever would
    put a count on a page raises `Confidential`. Its dimensions and identity are public.

    Parameters
    ----------
    name : str
        What the table is called; the stem of its file.
    dimensions : sequence of Dimension
        The dimensions, in order.
    records : iterable of Record
        One per cell. Margins are computed where not given and checked where given; a combination
        of levels that is in no record is empty.
    identity : Identity, optional
        What the counts are counts of; the table's name when not given.

    Raises
    ------
    UnusableTable
        With the place of every unknown level, duplicate cell, negative count and margin that is
        not the sum of its parts.

    Examples
    --------
    >>> sex = Dimension("sex", ("Men", "Women"))
    >>> table = FrequencyTable("officers", [sex], [Record(("Men",), 7), Record(("Women",), 3)])
    >>> table
    <FrequencyTable officers: sex (2 levels); confidential>
    >>> str(table)
    Traceback (most recent call last):
        ...
    dueregard.tables.problems.Confidential: The table officers has not been through disclosure \
control and cannot be shown. Use dueregard.disclosure.protect.
    """

    __slots__ = ("__counts", "dimensions", "identity", "name")

    def __init__(
        self,
        name: str,
        dimensions: Sequence[Dimension],
        records: Iterable[Record],
        identity: Identity | None = None,
    ) -> None:
        self.name = name
        self.dimensions = tuple(dimensions)
        self.identity = identity or Identity(name)
        _check_dimensions(self.dimensions)
        self.__counts = _counts(self.dimensions, checked(records, self.dimensions))

    @classmethod
    def from_records(
        cls,
        records: Iterable[Mapping[str, str | int]],
        *,
        name: str = "table",
        hierarchies: Mapping[str, Mapping[str, Sequence[str]]] | None = None,
        identity: Identity | None = None,
    ) -> FrequencyTable:
        """Make a table of mappings: dimension names to levels, and ``count`` to the count.

        Examples
        --------
        >>> FrequencyTable.from_records([{"sex": "Men", "count": 7}, {"sex": "Women", "count": 3}])
        <FrequencyTable table: sex (2 levels); confidential>
        """
        rows = [dict(row) for row in records]
        if not rows:
            raise UnusableTable(["there are no counts"])
        names = [key for key in rows[0] if key not in ("count", "largest_1", "largest_2")]
        found = [
            Record(
                tuple(str(row[key]) for key in names),
                int(row["count"]),
                largest=(int(row["largest_1"]), int(row["largest_2"]))
                if "largest_1" in row
                else None,
                place=f"record {number}",
            )
            for number, row in enumerate(rows, start=1)
        ]
        dimensions = [
            dimension_of(key, (r.levels[i] for r in found), (hierarchies or {}).get(key))
            for i, key in enumerate(names)
        ]
        return cls(name, dimensions, found, identity)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the dimensions."""
        return tuple(dimension.name for dimension in self.dimensions)

    @property
    def shape(self) -> tuple[int, ...]:
        """How many levels each dimension has, its total included."""
        return tuple(len(dimension.all_levels) for dimension in self.dimensions)

    def _confidential(self, capability: Capability) -> Counts:
        """Return the counts to `disclosure` and `measures`, which hold the right to read them."""
        if capability is not READING:
            raise self._refusal()
        return self.__counts

    def _refusal(self) -> Confidential:
        return Confidential(
            f"The table {self.name} has not been through disclosure control and cannot be shown. "
            "Use dueregard.disclosure.protect."
        )

    def __repr__(self) -> str:
        told = ", ".join(f"{d.name} ({len(d.levels)} levels)" for d in self.dimensions)
        return f"<FrequencyTable {self.name}: {told}; confidential>"

    def __str__(self) -> str:
        raise self._refusal()

    def __format__(self, spec: str) -> NoReturn:
        raise self._refusal()

    def __iter__(self) -> NoReturn:
        raise self._refusal()

    def __len__(self) -> NoReturn:
        raise self._refusal()

    def __bool__(self) -> bool:
        return True

    def __getitem__(self, key: object) -> NoReturn:
        raise self._refusal()

    def __contains__(self, key: object) -> NoReturn:
        raise self._refusal()

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise self._refusal()

    def __init_subclass__(cls) -> NoReturn:
        raise Confidential("A confidential table has no subclasses.")


def dimension_of(
    name: str,
    levels: Iterable[str],
    hierarchy: Mapping[str, Sequence[str]] | None = None,
    declared: Sequence[str] | None = None,
    total: str = "Total",
) -> Dimension:
    """Return a dimension with the levels found, in an order that no order of rows can change."""
    found = {level for level in levels if level != total}
    ordered = list(declared) if declared else sorted(found, key=natural)
    tree = {parent: tuple(parts) for parent, parts in (hierarchy or {}).items()}
    # A parent that is in no row is computed.
    ordered += sorted({p for p in tree if p != total} - set(ordered), key=natural)
    return Dimension(name, tuple(ordered), tree or None, total)


def _check_dimensions(dimensions: Sequence[Dimension]) -> None:
    names = [dimension.name for dimension in dimensions]
    problems = [f"dimension {n}: it is there twice" for n in set(names) if names.count(n) > 1]
    size = int(np.prod([len(d.all_levels) for d in dimensions], dtype=np.float64))
    if size > LARGEST:
        problems.append(f"the table has {size:,} cells; at most {LARGEST:,} can be protected")
    if not names:
        problems.append("there is no dimension beside the count")
    if problems:
        raise UnusableTable(problems)


def _counts(dimensions: Sequence[Dimension], records: dict[tuple[str, ...], Record]) -> Counts:
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
        _keys(dimensions, shape, [(index[k], r.cell_key) for k, r in records.items()]),
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
    shape: Sequence[int],
    found: Sequence[tuple[tuple[int, ...], int | None]],
) -> IntArray | None:
    if all(key is None for _, key in found):
        return None
    array = np.zeros(shape, dtype=np.int64)
    known = np.ones(shape, dtype=bool)
    for axis, parent, _ in margins.sums(dimensions):
        known[(slice(None),) * axis + (parent,)] = False
    for at, key in found:
        if key is not None:
            array[at], known[at] = key, True
    margins.fill(array, known, dimensions)
    return array
