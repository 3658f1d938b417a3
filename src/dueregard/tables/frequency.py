"""Confidential counts: a table that does arithmetic for `disclosure` and tells nobody else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NoReturn, final

import numpy as np
import numpy.typing as npt

from .arrays import CountArrays, counts_from_arrays
from .counts import Counts, counts_from_records
from .dimension import Dimension, dimension_of
from .identity import Identity
from .mappings import records_of
from .problems import Confidential, UnusableTable
from .records import Record, checked
from .seal import READING, Capability

LARGEST = 2_000_000


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
        self.__counts = counts_from_records(self.dimensions, checked(records, self.dimensions))

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
        found = records_of(records)
        names = found.names
        dimensions = [
            dimension_of(key, (r.levels[i] for r in found.records), (hierarchies or {}).get(key))
            for i, key in enumerate(names)
        ]
        return cls(name, dimensions, found.records, identity)

    @classmethod
    def from_arrays(
        cls,
        name: str,
        dimensions: Sequence[Dimension],
        values: npt.ArrayLike,
        *,
        identity: Identity | None = None,
        totals: bool = True,
        not_applicable: npt.ArrayLike | None = None,
        not_collected: npt.ArrayLike | None = None,
        record_keys: npt.ArrayLike | None = None,
        contributors: npt.ArrayLike | None = None,
    ) -> FrequencyTable:
        """Make a table of an array of counts, without a loop over its cells.

        Parameters
        ----------
        name : str
            What the table is called; the stem of its file.
        dimensions : sequence of Dimension
            The dimensions, in the order of the axes.
        values : array of whole numbers, one axis per dimension
            Each axis holds the levels without parts, all levels, or all levels and then the
            total, in the order of its dimension. Margins that are not there are computed, those
            that are there are checked.
        identity : Identity, optional
            What the counts are counts of; the table's name when not given.
        totals : bool
            Whether computed margins are cells of the table, to be published; if not, they are in
            no row.
        not_applicable, not_collected : array of bool, optional
            Of the shape of `values`: where there can be nobody, and where nothing was collected.
        record_keys : array of int, optional
            Of the shape of `values`: sum of the record keys of the people in each cell.
        contributors : array of int, optional
            The shape of `values` and 2: the two largest contributions to each count, -1 where
            unknown. Those of a margin cannot be computed: give them too.

        Raises
        ------
        UnusableTable
            For a shape that fits no choice of levels, counts that cannot be and margins that are
            not the sum of their parts, each with its cell.

        Examples
        --------
        >>> import numpy as np
        >>> sex, grade = Dimension("sex", ("Men", "Women")), Dimension("grade", ("A", "B", "C"))
        >>> FrequencyTable.from_arrays("officers", [sex, grade], np.array([[7, 3, 0], [4, 5, 9]]))
        <FrequencyTable officers: sex (2 levels), grade (3 levels); confidential>
        >>> FrequencyTable.from_arrays("officers", [sex], [7, 3, 11])
        Traceback (most recent call last):
            ...
        dueregard.tables.problems.UnusableTable: values, column count: sex Total is 11, but \
its parts by sex add up to 10
        """
        given = CountArrays(
            np.asarray(values), not_applicable, not_collected, record_keys, contributors
        )
        table = cls.__new__(cls)
        table.name = name
        table.dimensions = tuple(dimensions)
        table.identity = identity or Identity(name)
        _check_dimensions(table.dimensions)
        table.__counts = counts_from_arrays(table.dimensions, given, totals=totals)
        return table

    def renamed(
        self,
        name: str,
        dimensions: Mapping[str, str],
        levels: Mapping[str, Mapping[str, str]] | None = None,
    ) -> FrequencyTable:
        """Return the same counts under other names: an area of a census is a police force.

        Parameters
        ----------
        name : str
            What the table is to be called.
        dimensions : mapping of str to str
            Dimension to its new name; one that is left out keeps its own.
        levels : mapping of str to mapping of str to str, optional
            Dimension, by its old name, to its levels and their new names.

        Raises
        ------
        UnusableTable
            When two dimensions or two levels would have one name.

        Examples
        --------
        >>> area = Dimension("area", ("Ash Valley", "Elm"))
        >>> people = FrequencyTable.from_arrays("residents", [area], [41, 25])
        >>> people.renamed("residents", {"area": "force"}, {"area": {"Ash Valley": "ash"}})
        <FrequencyTable residents: force (2 levels); confidential>
        """
        table = type(self).__new__(type(self))
        table.name, table.identity = name, self.identity
        table.dimensions = tuple(
            dimension.renamed(dimensions.get(dimension.name), (levels or {}).get(dimension.name))
            for dimension in self.dimensions
        )
        _check_dimensions(table.dimensions)
        table.__counts = self.__counts
        return table

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

    def __getstate__(self) -> NoReturn:
        raise self._refusal()

    def __init_subclass__(cls) -> NoReturn:
        raise Confidential("A confidential table has no subclasses.")


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
