"""The tables an outsider thinks possible: unknown counts, their bounds, and rows that tie them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from dueregard.exceptions import UnusableDocument

from .facts import INFINITY, Fact, Knowledge

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
TOLERANCE = 1e-6


@dataclass(frozen=True)
class Row:
    """``lower <= coefficients · counts[columns] <= upper``, and the fact it comes from."""

    columns: tuple[int, ...]
    coefficients: tuple[float, ...]
    lower: float
    upper: float
    fact: int


@dataclass
class Polytope:
    """All unknown counts of all releases.

    Parameters
    ----------
    quantities : list of int
        Number of the quantity behind each column.
    lower, upper : arrays
        What is known of each column before any sum is done.
    rows : list of Row
    choices : frozenset of int
        Columns that are no counts but choices between combinations of counts.
    """

    quantities: list[int]
    lower: Floats
    upper: Floats
    rows: list[Row]
    choices: frozenset[int] = frozenset()

    def components(self) -> list[Ints]:
        """Return the columns of each connected component, in order of their first column."""
        if not self.quantities:
            return []
        at = [(i, c) for i, row in enumerate(self.rows) for c in row.columns]
        shape = (max(len(self.rows), 1), len(self.quantities))
        if at:
            pairs = np.array(at)
            matrix = csr_array((np.ones(len(at)), (pairs[:, 0], pairs[:, 1])), shape=shape)
        else:
            matrix = csr_array(shape)
        count, labels = connected_components(matrix.T @ matrix, directed=False)
        order = np.argsort(labels, kind="stable")
        return [part for part in np.split(order, np.cumsum(np.bincount(labels))[:-1]) if count]


def build(
    knowledge: Knowledge, told: Callable[[Fact], str], facts: Sequence[Fact] | None = None
) -> Polytope:
    """Put known counts in and keep what is unknown.

    Raises
    ------
    UnusableDocument
        When published numbers contradict each other, with the sentence ``told`` gives.
    """
    columns: dict[int, int] = {}
    for number, quantity in enumerate(knowledge.quantities):
        if not quantity.known:
            columns[number] = len(columns)
    rows = []
    contradictions = []
    for f, fact in enumerate(knowledge.facts if facts is None else facts):
        unknown: dict[int, float] = {}
        known = 0.0
        for number, coefficient in fact.terms:
            if number in columns:
                column = columns[number]
                unknown[column] = unknown.get(column, 0.0) + coefficient
            else:
                known += coefficient * knowledge.quantities[number].lower
        unknown = {column: c for column, c in unknown.items() if c}
        lower, upper = fact.lower - known, fact.upper - known
        if unknown:
            rows.append(Row(tuple(unknown), tuple(unknown.values()), lower, upper, f))
        elif lower > TOLERANCE or upper < -TOLERANCE:
            contradictions.append(told(fact))
    if contradictions:
        raise UnusableDocument(
            "The releases contradict themselves:\n"
            + "\n".join(f"– {sentence}" for sentence in contradictions[:20])
        )
    numbers = list(columns)
    return Polytope(
        numbers,
        np.array([knowledge.quantities[n].lower for n in numbers], dtype=np.float64),
        np.array([knowledge.quantities[n].upper for n in numbers], dtype=np.float64),
        rows,
        frozenset(column for n, column in columns.items() if knowledge.quantities[n].choice),
    )


@dataclass(frozen=True)
class Step:
    """One step of propagation: ``row`` moved one bound of ``column`` to ``value``."""

    column: int
    upper: bool
    value: float
    row: int


class Propagation:
    """Bounds tightened row by row, as a patient reader with a pencil would, in whole counts.

    Parameters
    ----------
    lower, upper : arrays
        Bounds to start from; copied.
    rows : sequence of Row
    most : int
        How often a row is looked at, at most.

    Attributes
    ----------
    lower, upper : arrays
        The tightened bounds.
    steps : list of Step
        Every tightening in order, for telling why.
    conflict : int or None
        A row that cannot hold.
    """

    def __init__(self, lower: Floats, upper: Floats, rows: Sequence[Row], most: int = 30) -> None:
        self.lower, self.upper, self.rows = lower.copy(), upper.copy(), rows
        self.steps: list[Step] = []
        self.conflict: int | None = None
        # When each bound was moved, for finding what it rested on at a given step.
        self._times: dict[tuple[int, bool], list[int]] = {}
        touching: dict[int, list[int]] = {}
        for i, row in enumerate(rows):
            for column in row.columns:
                touching.setdefault(column, []).append(i)
        waiting = list(range(len(rows)))
        looks = [0] * len(rows)
        while waiting and self.conflict is None:
            again: dict[int, None] = {}
            for i in waiting:
                looks[i] += 1
                for column in self._tighten(i):
                    again.update((j, None) for j in touching[column] if looks[j] < most)
            waiting = sorted(again)

    def _tighten(self, i: int) -> list[int]:
        row = self.rows[i]
        lows, highs = [], []
        for column, c in zip(row.columns, row.coefficients, strict=True):
            low, high = c * self.lower[column], c * self.upper[column]
            lows.append(min(low, high))
            highs.append(max(low, high))
        least, most = sum(lows), sum(highs)
        if least > row.upper + TOLERANCE or most < row.lower - TOLERANCE:
            self.conflict = i
            return []
        moved = []
        for k, (column, c) in enumerate(zip(row.columns, row.coefficients, strict=True)):
            rest_low = least - lows[k] if least > -INFINITY else _rest(lows, k)
            rest_high = most - highs[k] if most < INFINITY else _rest(highs, k)
            low, high = row.lower - rest_high, row.upper - rest_low
            low, high = (low / c, high / c) if c > 0 else (high / c, low / c)
            if low > -INFINITY and np.ceil(low - TOLERANCE) > self.lower[column]:
                self._move(column, False, float(np.ceil(low - TOLERANCE)), i)
                moved.append(column)
            if high < INFINITY and np.floor(high + TOLERANCE) < self.upper[column]:
                self._move(column, True, float(np.floor(high + TOLERANCE)), i)
                moved.append(column)
            if self.lower[column] > self.upper[column]:
                self.conflict = i
        return moved

    def _move(self, column: int, upper: bool, value: float, row: int) -> None:
        self._times.setdefault((column, upper), []).append(len(self.steps))
        self.steps.append(Step(column, upper, value, row))
        (self.upper if upper else self.lower)[column] = value

    def reasons(self, wanted: Sequence[tuple[int, bool]]) -> tuple[set[int], set[tuple[int, bool]]]:
        """Return the rows, and the bounds known from the start, that the wanted bounds rest on."""
        rows: set[int] = set()
        starts: set[tuple[int, bool]] = set()
        stack = [(column, upper, len(self.steps)) for column, upper in wanted]
        seen = set()
        while stack:
            column, upper, before = stack.pop()
            times = self._times.get((column, upper), ())
            place = bisect_left(times, before)
            if not place:
                starts.add((column, upper))
                continue
            if (time := times[place - 1]) in seen:
                continue
            seen.add(time)
            row = self.rows[self.steps[time].row]
            rows.add(self.steps[time].row)
            own = dict(zip(row.columns, row.coefficients, strict=True))[column]
            for other, c in zip(row.columns, row.coefficients, strict=True):
                if other != column:
                    # An upper bound rests on the lowest of the others when signs agree.
                    stack.append((other, (c * own > 0) != upper, time))
        return rows, starts


def _rest(values: Sequence[float], without: int) -> float:
    return sum(value for k, value in enumerate(values) if k != without)
