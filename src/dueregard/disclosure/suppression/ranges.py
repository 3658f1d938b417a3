"""The moves known in a pattern, and which of them each unsafe cell relies on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from .moves import WHOLE
from .problem import BoolArray, FloatArray, IntArray, Problem

ROOM = 256
# What a range may fall short by for rounding.
NEARLY = 1e-5


class Ranges:
    """For every unsafe cell a move up and a move down that together make its range.

    A move counts for every unsafe cell in it, and stands as long as the cells that move stay
    hidden.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.sensitive: IntArray = problem.sensitive
        count = len(self.sensitive)
        self.place = np.full(problem.n, -1, dtype=np.int64)
        self.place[self.sensitive] = np.arange(count)
        self.own = np.minimum(problem.slack[self.sensitive], problem.width[self.sensitive]).astype(
            np.float64
        )
        self.width = problem.width[self.sensitive].astype(np.float64)
        self.by = np.zeros((count, ROOM))
        self.stands = np.zeros(ROOM, dtype=bool)
        self.size = 1  # The first move is to stand still.
        self.stands[0] = True
        self.load = np.zeros(ROOM)
        self.whole = np.ones(ROOM, dtype=bool)
        self.using: dict[int, list[int]] = defaultdict(list)
        self.up = np.zeros(count, dtype=np.int64)
        self.down = np.zeros(count, dtype=np.int64)

    def add(self, cells: IntArray, move: FloatArray, needed: BoolArray) -> None:
        """Keep a move; cells that are needed anyway do not weigh on it."""
        if self.size == len(self.stands):
            self.by = np.hstack([self.by, np.zeros_like(self.by)])
            self.stands = np.concatenate([self.stands, np.zeros_like(self.stands)])
            self.load = np.concatenate([self.load, np.zeros_like(self.load)])
            self.whole = np.concatenate([self.whole, np.ones_like(self.whole)])
        number = self.size
        self.size += 1
        moving = move != 0.0
        cells, move = cells[moving], move[moving]
        for cell in cells[self.problem.candidate[cells]].tolist():
            self.using[cell].append(number)
        self.whole[number] = np.abs(move - np.round(move)).max(initial=0.0) < WHOLE
        at = self.place[cells]
        self.by[at[at >= 0], number] = move[at >= 0]
        self.stands[number] = True
        self.load[number] = float((~needed[cells]).sum())

    def _standing(self, gone: Sequence[int]) -> BoolArray:
        """Which moves stand when some more cells are shown."""
        stands = self.stands[: self.size].copy()
        for cell in gone:
            stands[self.using[cell]] = False
        return stands

    def relying(self, gone: Sequence[int]) -> IntArray:
        """Unsafe cells, by place, that rely on a move that does not stand without some cells."""
        stands = self._standing(gone)
        return np.flatnonzero(~(stands[self.up] & stands[self.down]))

    def _best(self, i: int, gone: Sequence[int]) -> tuple[float, float]:
        """Rely on moves that stand: how far the cell falls and rises by them.

        Of those that go far enough, the ones that take fewest cells that might be shown.
        """
        known = np.flatnonzero(self._standing(gone))
        by, load = self.by[i, known], self.load[known]
        low = _leanest(-by, load, float(self.own[i]))
        fall = min(-float(by[low]), float(self.own[i]))
        high = _leanest(by, load, float(self.width[i]) - fall)
        self.down[i], self.up[i] = known[low], known[high]
        return fall, float(by[high])

    def rely(self, i: int, gone: Sequence[int], most: float = np.inf) -> bool:
        """Rely on moves that are known, when they are wide enough without some cells.

        Only if they take no more than ``most`` cells that might be shown.
        """
        before = self.up[i], self.down[i]
        fall, rise = self._best(i, gone)
        load = self.load[[self.up[i], self.down[i]]].sum()
        if fall + rise >= self.width[i] - NEARLY and load <= most:
            return True
        self.up[i], self.down[i] = before
        return False

    def missing(self, i: int, gone: Sequence[int]) -> tuple[float, float]:
        """How far a cell must fall and rise, given how far it is known to fall at most."""
        before = self.up[i], self.down[i]
        fall, rise = self._best(i, gone)
        self.up[i], self.down[i] = before
        own = float(self.own[i])
        lower = 0.0 if fall >= own - NEARLY else own
        return lower, (
            0.0 if rise >= self.width[i] - fall - NEARLY else float(self.width[i]) - fall
        )

    def in_whole_numbers(self) -> IntArray:
        """The range of each unsafe cell by moves in whole numbers that stand, over all cells."""
        by = np.round(self.by[:, np.flatnonzero(self.stands & self.whole)]).astype(np.int64)
        found = np.zeros(self.problem.n, dtype=np.int64)
        fall = np.minimum(-by.min(axis=1), self.own.astype(np.int64))
        found[self.sensitive] = by.max(axis=1) + fall
        return found

    def weigh(self, cells: Sequence[int]) -> None:
        """Weigh every move anew by the cells in it that might be shown."""
        self.load[:] = 0.0
        for cell in cells:
            self.load[self.using[cell]] += 1.0

    def drop(self, cells: Sequence[int]) -> None:
        """Forget for good the moves that use cells."""
        for cell in cells:
            self.stands[self.using[cell]] = False


def _leanest(by: FloatArray, load: FloatArray, asked: float) -> int:
    """The move of the least load that goes as far as asked, or the one that goes furthest."""
    enough = np.flatnonzero(by >= asked - NEARLY)
    return int(enough[np.argmin(load[enough])]) if len(enough) else int(np.argmax(by))
