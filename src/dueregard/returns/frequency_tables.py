"""From counted cells to a confidential table: levels, what was not collected, identity."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from dueregard.tables import Dimension, FrequencyTable, Identity, UnusableTable, dimension_of
from dueregard.vocabulary import classification

from .calendar_periods import period_of_month
from .cells import Cells
from .coarsening import Coarsening
from .conditions import Condition, FieldTest
from .counted_rows import CountedRows
from .tabulation import Tabulation

LARGEST = 2_000_000


def frequency_table(
    tabulation: Tabulation,
    cells: Cells,
    rows: CountedRows,
    where: Condition,
    coarse: Sequence[Coarsening | None],
    *,
    additive: bool,
) -> FrequencyTable:
    """Return the confidential table of a tabulation.

    Parameters
    ----------
    tabulation : Tabulation
        What was asked for.
    cells : Cells
        The counts, with an axis for each dimension.
    rows : CountedRows
        What is known of the rows.
    where : Condition
        Which rows were counted.
    coarse : sequence of Coarsening or None
        The groups of each dimension.
    additive : bool
        Whether margins are sums of cells.
    """
    expected = _Expected(tabulation, cells, rows, where)
    dimensions = [
        _dimension(tabulation, name, cells.levels[axis], expected.levels(axis), known)
        for axis, (name, known) in enumerate(
            zip(tabulation.by, _known(tabulation, cells, rows, coarse), strict=True)
        )
    ]
    leaves = [[x for x in d.levels if x not in d.sums] for d in dimensions]
    shape = tuple(len(some) for some in leaves)
    if np.prod(shape, dtype=np.float64) > LARGEST:
        raise tabulation.unusable(f"by: the table would have more than {LARGEST:,} cells")
    values = np.zeros(shape, dtype=np.int64)
    places = []
    for name, some, levels, codes in zip(
        tabulation.by, leaves, cells.levels, cells.codes, strict=True
    ):
        place = {level: number for number, level in enumerate(some)}
        if any(level not in place for level in levels):
            raise tabulation.unusable(
                f"levels, {name}: the rows have codes beside those declared; declare them, or "
                "leave their rows out with where"
            )
        places.append(np.array([place[level] for level in levels], dtype=np.int64)[codes])
    values[tuple(places)] = cells.values
    return FrequencyTable.from_arrays(
        tabulation.name,
        dimensions,
        values,
        identity=tabulation.identity or _identity(tabulation, rows, coarse),
        totals=additive,
        not_collected=expected.not_collected(leaves),
    )


def _known(
    tabulation: Tabulation,
    cells: Cells,
    rows: CountedRows,
    coarse: Sequence[Coarsening | None],
) -> Iterable[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Of each dimension, the levels it has even when no row does, and its kinds of missing."""
    for key, groups in zip(cells.keys, coarse, strict=True):
        column = key[0]
        if groups is not None:
            yield groups.codes, groups.missing
        elif column in rows.classifications and not key[1]:
            known = classification(rows.classifications[column])
            yield known.codes, tuple(one.code for one in known.missing)
        else:
            yield rows.codes.get(column, ()), ()


def _dimension(
    tabulation: Tabulation,
    name: str,
    found: Sequence[str],
    expected: Sequence[str],
    known: tuple[tuple[str, ...], tuple[str, ...]],
) -> Dimension:
    hierarchy = tabulation.hierarchies.get(name)
    declared = tabulation.levels.get(name)
    every = {*found, *expected}
    if declared is None and hierarchy:
        parts = {part for parts in hierarchy.values() for part in parts}
        every |= parts - set(hierarchy)
    if declared is None and known[0]:
        declared = [*known[0], *(level for level in known[1] if level in every)]
        declared += sorted(every - set(declared))
    if declared is None and not every:
        raise tabulation.unusable(
            f"by, {name}: no row is counted, so its levels are not known; declare them in levels"
        )
    try:
        return dimension_of(name, every, hierarchy, declared)
    except UnusableTable as error:
        raise tabulation.unusable(str(error)) from None


def _identity(
    tabulation: Tabulation, rows: CountedRows, coarse: Sequence[Coarsening | None]
) -> Identity:
    if not rows.snapshot:
        return Identity(tabulation.name)
    count = tabulation.count
    told = count if isinstance(count, str) else json.dumps(dict(count), sort_keys=True)
    where = json.dumps(tabulation.where, sort_keys=True, default=str) if tabulation.where else ""
    return Identity(
        f"{rows.statistic}, {told}",
        population=where,
        classification="; ".join(f"{c.dimension} in {c.to}" for c in coarse if c),
        period=rows.period,
        snapshot=rows.snapshot,
    )


class _Expected:
    """What the coverage of a snapshot says about the cells of a tabulation."""

    def __init__(
        self, tabulation: Tabulation, cells: Cells, rows: CountedRows, where: Condition
    ) -> None:
        self._axes: list[tuple[int, str, str]] = []
        fields = set(rows.expected[0]) if rows.expected else set()
        for axis, (column, grain, _) in enumerate(cells.keys):
            if grain and "month" in fields:
                self._axes.append((axis, "month", grain))
            elif column in fields and not tabulation.coarsen.get(tabulation.by[axis]):
                self._axes.append((axis, column, ""))
        missing = {tuple(sorted(entry.items())) for entry in rows.missing}
        self._there: dict[tuple[str, ...], bool] = {}
        for entry in rows.expected:
            if all(_allows(test, entry) for test in where.tests):
                at = tuple(self._level(entry[field], grain) for _, field, grain in self._axes)
                lost = tuple(sorted(entry.items())) in missing
                self._there[at] = self._there.get(at, False) or not lost

    @staticmethod
    def _level(value: str, grain: str) -> str:
        if not grain:
            return value
        return period_of_month(int(value[:4]) * 12 + int(value[5:7]) - 1, grain)

    def levels(self, axis: int) -> tuple[str, ...]:
        """The levels that were expected on an axis."""
        for place, (number, _, _) in enumerate(self._axes):
            if number == axis:
                return tuple(dict.fromkeys(at[place] for at in self._there))
        return ()

    def not_collected(self, leaves: Sequence[Sequence[str]]) -> npt.NDArray[np.bool_] | None:
        """Where everything that was expected is missing; None where nothing is."""
        lost = [at for at, there in self._there.items() if not there]
        if not lost:
            return None
        mask = np.zeros([len(some) for some in leaves], dtype=bool)
        for at in lost:
            index: list[int | slice] = [slice(None)] * len(leaves)
            for (axis, _, _), level in zip(self._axes, at, strict=True):
                if level not in leaves[axis]:
                    break
                index[axis] = list(leaves[axis]).index(level)
            else:
                mask[tuple(index)] = True
        return mask


def _allows(test: FieldTest, entry: Mapping[str, str]) -> bool:
    """Whether rows of a submission can pass a test; the others of its fields are not known."""
    if test.field not in entry or test.is_range:
        return True
    return (entry[test.field] in test.values) != test.excluded
