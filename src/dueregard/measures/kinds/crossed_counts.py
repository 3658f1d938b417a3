"""Counts of events and people by characteristic and other dimensions at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dueregard.measures.cells import Cells, Codes, Floats, Known, Table, aligned, read
from dueregard.measures.columns import Coded
from dueregard.measures.definition import Population, Source
from dueregard.measures.groups import Groups, groups_of
from dueregard.measures.kinds.registry import Request
from dueregard.measures.pairs import places
from dueregard.measures.problems import UnusableCounts
from dueregard.measures.states import OF_KNOWN, State
from dueregard.tables import Dimension

TABLES = ("numerator", "denominator")


@dataclass(frozen=True)
class Crossed:
    """Counts on axes for the characteristic, for each further dimension, and for places.

    Confidential when its tables are.

    Parameters
    ----------
    events, total : ndarray of float
        Counts; levels that are sums of others are left out of the further dimensions.
    known : ndarray of int
        `Known` of each, the worse of the two tables.
    groups : Groups
        Which levels of the first axis are which.
    levels : tuple of tuple of str
        Levels of the further dimensions.
    by : tuple of Dimension
        What the last axis runs through.
    everybody : tuple of ndarray
        Events, people and what is known of them, over all groups.
    """

    events: Floats
    total: Floats
    known: Codes
    groups: Groups
    levels: tuple[tuple[str, ...], ...]
    by: tuple[Dimension, ...]
    everybody: tuple[Floats, Floats, Codes]

    def __repr__(self) -> str:
        return f"<Crossed counts of {self.events.ndim - 1} dimensions>"

    @property
    def places(self) -> int:
        """How many places there are."""
        return int(self.events.shape[-1])

    def where(self, times: int) -> dict[str, Coded]:
        """Return where rows are that run through the places again and again."""
        return places(self.by, times)

    def of(self, group: int) -> tuple[Floats, Floats, Codes]:
        """Return events, people and what is known of one group."""
        return self.events[group], self.total[group], self.known[group]

    def reference(self, group: int) -> tuple[Floats, Floats, Codes]:
        """Return those of the group it is held against: a group, or all others known."""
        if self.groups.reference >= 0:
            return self.of(self.groups.reference)
        others = [i for i in self.groups.known if i != group]
        known = self.known[others].max(axis=0, initial=0)
        return self.events[others].sum(axis=0), self.total[others].sum(axis=0), known


def crossed(request: Request, further: Sequence[str], *, spread: Sequence[str] = ()) -> Crossed:
    """Return the two tables of a request by characteristic, further dimensions and places.

    The option ``absent`` of the measure says what a level is that the numerator lacks and the
    denominator has: ``zero`` where both are counted from complete returns.

    Parameters
    ----------
    request : Request
        Its tables are ``numerator`` and ``denominator``.
    further : sequence of str
        Dimensions that both tables must have.
    spread : sequence of str
        Those among them that the denominator may lack: it then holds for every level.

    Raises
    ------
    UnusableCounts
        Naming each table that lacks one of them.
    """
    cells = [read(_table(request, name), name) for name in TABLES]
    missing = [
        f"table {name}: it has no dimension {one}; there are {', '.join(each.names)}"
        for name, each in zip(TABLES, cells, strict=True)
        for one in further
        if one not in each.names[1:] and not (name == TABLES[1] and one in spread)
    ]
    if missing:
        raise UnusableCounts(missing)
    by = [one for one in request.by if one not in further]
    top, bottom = aligned(cells, (*further, *by))
    axes = top.dimensions[1 : 1 + len(further)]
    leaves = [[i for i, x in enumerate(axis.levels) if x not in axis.sums] for axis in axes]
    x, known_x = _kept(top, leaves)
    n, known_n = _kept(bottom, leaves)
    if request.measure.options.get("absent") == "zero":
        nought = (known_x == Known.NOT_IN_TABLE) & (known_n == Known.COUNTED)
        x, known_x = np.where(nought, 0.0, x), np.where(nought, Known.COUNTED, known_x)
    scales = [one.scale if isinstance(one, Source) else 1.0 for one in _sources(request)]
    x, n, known = x * scales[0], n * scales[1], np.maximum(known_x, known_n).astype(np.int8)
    return Crossed(
        x[:-1],
        n[:-1],
        known[:-1],
        groups_of(top.dimensions[0], request.measure),
        tuple(tuple(axis.levels[i] for i in kept) for axis, kept in zip(axes, leaves, strict=True)),
        top.dimensions[1 + len(further) :],
        (x[-1], n[-1], known[-1]),
    )


def state_of(known: Codes, *wrong: tuple[bool, State]) -> State:
    """Return the state of a row that rests on these counts, by the first thing wrong with it."""
    worst = Known(int(np.max(known, initial=0)))
    if worst is not Known.COUNTED:
        return OF_KNOWN[worst]
    return next((state for is_so, state in wrong if is_so), State.COMPUTED)


def _sources(request: Request) -> tuple[Source | Population | None, ...]:
    return request.measure.numerator, request.measure.denominator


def _kept(cells: Cells, leaves: Sequence[Sequence[int]]) -> tuple[Floats, Codes]:
    """Levels without parts of the further axes, without their totals, and places last."""
    rest = cells.values.ndim - 1 - len(leaves)
    inner = (slice(None), *[slice(None)] * len(leaves), *[slice(None, -1)] * rest)
    values, known = cells.values[inner], cells.known[inner]
    for axis, kept in enumerate(leaves, start=1):
        values, known = np.take(values, kept, axis), np.take(known, kept, axis)
    shape = (*values.shape[: 1 + len(leaves)], -1)
    return values.reshape(shape), known.reshape(shape)


def _table(request: Request, name: str) -> Table:
    return request.tables[name]  # type: ignore[return-value]  # `read` refuses what is no table
