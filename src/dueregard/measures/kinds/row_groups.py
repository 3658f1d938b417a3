"""Rows of people by group and place, for kinds that are not computed of counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt

from dueregard.measures.columns import Coded, Flags
from dueregard.measures.definition import Measure
from dueregard.measures.groups import Groups, groups_of
from dueregard.measures.kinds.registry import Request
from dueregard.measures.problems import UnusableCounts
from dueregard.measures.states import State
from dueregard.tables import Dimension, Observations
from dueregard.tables.dimension import natural
from dueregard.tables.seal import READING

Column = npt.NDArray[Any]
NOT_RECORDED = "not_recorded"


@dataclass(frozen=True)
class Pair:
    """People of a group and of the group they are held against, in one place.

    Parameters
    ----------
    row : int
        Place of its finding: rows run through the groups, then through the places.
    first, second : ndarray of bool
        Who is in the comparison group, who in the reference group.
    """

    row: int
    first: Flags
    second: Flags

    def __repr__(self) -> str:
        return f"<Pair {self.row}; confidential>"


class GroupedRows:
    """Rows about people by the groups of a measure. Confidential.

    Parameters
    ----------
    columns : mapping of str to ndarray
        Columns of one length: that of the characteristic, of what rows are broken down by, and
        whatever the kind computes with.
    measure : Measure
        The measure.
    by : sequence of str
        Columns to break the findings down by.

    Raises
    ------
    UnusableCounts
        When a column or a group is not there.
    """

    def __init__(self, columns: Mapping[str, Column], measure: Measure, by: Sequence[str]) -> None:
        _check([measure.field, *by], columns, "rows")
        self.columns = columns
        self.by = tuple(by)
        levels, self._member = _coded(columns[measure.field])
        self.groups: Groups = groups_of(Dimension(measure.field, levels), measure)
        self.compared = self.groups.compared
        coded = [_coded(columns[name]) for name in by]
        self.levels = tuple(levels for levels, _ in coded)
        self._codes = tuple(codes for _, codes in coded)
        self._known = np.isin(self._member, list(self.groups.known))

    def __repr__(self) -> str:
        return f"<GroupedRows {', '.join(self.columns)}; confidential>"

    @property
    def places(self) -> int:
        """How many places there are."""
        return int(np.prod([len(levels) for levels in self.levels]))

    @property
    def size(self) -> int:
        """How many pairs there are."""
        return self.places * len(self.compared)

    def pairs(self) -> Iterator[Pair]:
        """Yield every group beside the reference group, in every place."""
        inside = list(self._places())
        row = 0
        for group in self.compared:
            member = self._member == group
            reference = self.groups.reference
            other = self._member == reference if reference >= 0 else self._known & ~member
            for here in inside:
                yield Pair(row, member & here, other & here)
                row += 1

    def everybody(self) -> Iterator[tuple[int, int, Flags]]:
        """Yield the group, the place and the people, for every group whose people are known."""
        inside = list(self._places())
        for group in self.groups.known:
            for place, here in enumerate(inside):
                yield group, place, (self._member == group) & here

    def group_of(self) -> Coded:
        """Return the code of the group of each pair."""
        codes = tuple(self.groups.codes[i] for i in self.compared)
        return Coded(codes, np.repeat(np.arange(len(self.compared)), self.places))

    def where(self, places: npt.NDArray[np.intp]) -> dict[str, Coded]:
        """Return the levels of places, by their numbers."""
        shape = tuple(len(levels) for levels in self.levels)
        index = np.unravel_index(places, shape) if shape else ()
        return {
            name: Coded(levels, np.asarray(at, dtype=np.intp))
            for name, levels, at in zip(self.by, self.levels, index, strict=True)
        }

    def where_pairs(self) -> dict[str, Coded]:
        """Return where each pair is."""
        return self.where(np.tile(np.arange(self.places), len(self.compared)))

    @property
    def labels(self) -> tuple[str, ...]:
        """What the groups compared are called."""
        return tuple(self.groups.labels[i] for i in self.compared)

    def _places(self) -> Iterator[Flags]:
        everywhere = np.ones(self._member.shape, dtype=bool)
        for at in product(*(range(len(levels)) for levels in self.levels)):
            here = everywhere
            for code, codes in zip(at, self._codes, strict=True):
                here = here & (codes == code)
            yield here


def rows_of(request: Request, name: str, columns: Sequence[str]) -> dict[str, Column]:
    """Return columns of confidential rows.

    Raises
    ------
    UnusableCounts
        When it is no `Observations`, or a column is missing.
    """
    table = request.tables[name]
    if not isinstance(table, Observations):
        raise UnusableCounts(
            [f"{name}: rows (Observations) are wanted, not {type(table).__name__}"]
        )
    found = table._confidential(READING)
    _check(columns, found, name)
    return dict(found)


def states_of(first: npt.ArrayLike, second: npt.ArrayLike, minimum_n: float) -> np.ndarray:
    """Return the state of pairs with so many people in each group."""
    least = np.minimum(np.asarray(first), np.asarray(second))
    return np.select(
        [least == 0, least < minimum_n], [State.EMPTY_GROUP, State.TOO_FEW], State.COMPUTED
    ).astype(np.int8)


def amounts(column: Column, name: str) -> npt.NDArray[np.float64]:
    """Return a column of numbers as floats.

    Raises
    ------
    UnusableCounts
        When it is no column of numbers.
    """
    if column.dtype.kind not in "biuf":
        raise UnusableCounts([f"column {name}: numbers are wanted, not {column.dtype}"])
    return column.astype(np.float64)


def _check(wanted: Sequence[str], columns: Mapping[str, Column], name: str) -> None:
    if missing := [one for one in wanted if one not in columns]:
        there = ", ".join(columns)
        raise UnusableCounts(
            [f"{name}: column {one} is missing; there are {there}" for one in missing]
        )


def _coded(column: Column) -> tuple[tuple[str, ...], npt.NDArray[np.intp]]:
    if column.dtype.kind == "f":
        blank = np.isnan(column)
        whole = bool((column[~blank] == np.floor(column[~blank])).all())
        words = np.array(
            [_word(v, whole) if not b else NOT_RECORDED for v, b in zip(column, blank, strict=True)]
        )
    else:
        words = column.astype(str)
    levels, codes = np.unique(words, return_inverse=True)
    order = sorted(range(levels.size), key=lambda i: natural(str(levels[i])))
    place = np.empty(levels.size, dtype=np.intp)
    place[order] = np.arange(levels.size)
    return tuple(str(levels[i]) for i in order), place[codes].astype(np.intp)


def _word(value: float, whole: bool) -> str:
    return f"{value:.0f}" if whole else f"{value:g}"
