"""Each group beside the reference group, in every cell: counts as flat arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dueregard.tables import Dimension

from .cells import Cells, Codes, Floats, Known
from .columns import Coded, Flags
from .groups import Groups
from .states import OF_KNOWN, State


@dataclass(frozen=True)
class Pairs:
    """Counts of comparison groups (1) and of the reference group (2), one row per pair.

    Rows run through the groups, and within each through the cells of ``by``.

    Parameters
    ----------
    events_1, total_1, events_2, total_2 : ndarray of float
        Counts; ``nan`` where not known.
    unknown_events, unknown_total : ndarray of float
        Events and people whose group is not known; ``nan`` where that is hidden.
    state : ndarray of int
        `State` of each row, as far as the counts alone tell.
    group : Coded
        Code of the group compared.
    by : dict of str to Coded
        Where the row is.
    groups : int
        How many groups there are.
    """

    events_1: Floats
    total_1: Floats
    events_2: Floats
    total_2: Floats
    unknown_events: Floats
    unknown_total: Floats
    state: npt.NDArray[np.int8]
    group: Coded
    by: dict[str, Coded]
    groups: int

    def __repr__(self) -> str:
        return f"<Pairs of {self.state.size} rows>"

    @property
    def usable(self) -> Flags:
        """Rows whose counts can be computed with."""
        return np.asarray(self.state <= State.BOUND_ONLY)


def pairs_of(
    numerator: Cells,
    denominator: Cells,
    groups: Groups,
    *,
    minimum_n: float,
    people: bool,
    ratio: bool = True,
    scales: tuple[float, float] = (1.0, 1.0),
) -> Pairs:
    """Return the pairs of two tables on the same levels.

    Parameters
    ----------
    numerator, denominator : Cells
        Events and people or exposure, by characteristic and whatever the rows are by.
    groups : Groups
        Which levels are which.
    minimum_n : float
        Fewest people in a group.
    people : bool
        Whether events are people, of whom there cannot be more than people.
    ratio : bool
        Whether a ratio is wanted, which needs an event in one of the groups.
    scales : (float, float)
        What one unit of each table stands for.
    """
    top, bottom = _Axis(numerator, groups, scales[0]), _Axis(denominator, groups, scales[1])
    x1, n1 = top.compared.ravel(), bottom.compared.ravel()
    x2, n2 = top.reference.ravel(), bottom.reference.ravel()
    known = np.maximum.reduce([part.ravel() for part in (*top.known, *bottom.known)])
    state = np.array([OF_KNOWN[Known(code)] for code in range(len(Known))], dtype=np.int8)[known]
    for wrong, what in _problems(x1, n1, x2, n2, minimum_n, people, ratio):
        state = np.where((state == State.COMPUTED) & wrong, what, state).astype(np.int8)
    return Pairs(
        events_1=x1,
        total_1=n1,
        events_2=x2,
        total_2=n2,
        unknown_events=np.tile(top.unknown.ravel(), len(groups.compared)),
        unknown_total=np.tile(bottom.unknown.ravel(), len(groups.compared)),
        state=state,
        group=Coded(
            tuple(groups.codes[i] for i in groups.compared),
            np.repeat(np.arange(len(groups.compared)), top.size),
        ),
        by=places(numerator.dimensions[1:], len(groups.compared)),
        groups=len(groups.compared),
    )


def _problems(
    x1: Floats, n1: Floats, x2: Floats, n2: Floats, minimum_n: float, people: bool, ratio: bool
) -> list[tuple[Flags, State]]:
    few = (n1 < minimum_n) | (n2 < minimum_n)
    found = [((n1 == 0) | (n2 == 0), State.EMPTY_GROUP)]
    if people:
        found.append(((x1 > n1) | (x2 > n2), State.INCONSISTENT))
    found.append((few, State.TOO_FEW))
    return [*found, (x1 + x2 == 0, State.NO_EVENTS)] if ratio else found


class _Axis:
    """Comparison groups, reference group and unknown of one table, without the totals of by."""

    def __init__(self, cells: Cells, groups: Groups, scale: float) -> None:
        inner = (slice(None), *[slice(None, -1)] * (cells.values.ndim - 1))
        values, known = cells.values[inner] * scale, cells.known[inner]
        self.size = int(np.prod(values.shape[1:]))
        self.compared = values[list(groups.compared)]
        states = known[list(groups.compared)]
        self.unknown = _sum_unknown(values, known, groups.unknown)
        if groups.reference >= 0:
            reference, state = values[groups.reference], known[groups.reference]
            self.reference = np.broadcast_to(reference, self.compared.shape)
            self.known = (states, np.broadcast_to(state, self.compared.shape))
            return
        shares = list(groups.known)
        whole = values[shares].sum(axis=0)
        worst = known[shares].max(axis=0)
        self.reference = whole - self.compared
        self.known = (states, np.broadcast_to(worst, self.compared.shape))


def _sum_unknown(values: Floats, known: Codes, places: Sequence[int]) -> Floats:
    """People whose group is not known: none where a table has no level for them."""
    rows = values[list(places)]
    absent = known[list(places)] == Known.NOT_IN_TABLE
    return np.asarray(np.where(absent, 0.0, rows).sum(axis=0))


def everybody(cells: Cells, groups: Groups, rows: int = 0, *, scale: float = 1.0) -> Floats:
    """Return for each row how many are in its cell, of known groups or not.

    Parameters
    ----------
    cells : Cells
        Counts, by characteristic and whatever the rows are by.
    groups : Groups
        Which levels are which.
    rows : int
        How many groups have rows, where that is not those compared.
    scale : float
        What one unit of the table stands for.
    """
    inner = (slice(None), *[slice(None, -1)] * (cells.values.ndim - 1))
    levels = [*groups.known, *groups.unknown]
    absent = cells.known[inner][levels] == Known.NOT_IN_TABLE
    whole = np.where(absent, 0.0, cells.values[inner][levels] * scale).sum(axis=0)
    return np.tile(whole.ravel(), rows or len(groups.compared))


def places(dimensions: Sequence[Dimension], groups: int) -> dict[str, Coded]:
    """Return where each row is, for rows that run through groups and then through cells."""
    shape = [len(dimension.levels) for dimension in dimensions]
    size = int(np.prod(shape))
    index = np.unravel_index(np.tile(np.arange(size), groups), shape) if shape else ()
    return {
        dimension.name: Coded(dimension.levels, np.asarray(at, dtype=np.intp))
        for dimension, at in zip(dimensions, index, strict=True)
    }
