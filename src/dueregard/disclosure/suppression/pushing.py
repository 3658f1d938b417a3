"""How far an unsafe cell can be pushed, with few of the cells that might yet be shown moving.

One model holds all hidden cells. A cell that stays hidden anyway is one column that rises and falls
for nothing; one that might be shown is two, which cost. The primal simplex method goes on from one
unsafe cell to the next, so that a push takes a few tens of steps, and what one of them leaves
moving serves the others.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import scipy.sparse as sp

from .cuts import Cut, capacity_cut
from .master import quiet_solver
from .moves import FAR, WHOLE, _part, _pass, reach
from .problem import BoolArray, FloatArray, IntArray, Problem

# Against a gain of one for each unit that the pushed cell moves.
CHEAP = 1e-3


class Pushing:
    """The moves of a pattern as one linear programme, gone on with from push to push.

    Parameters
    ----------
    problem : Problem
        Cells and sums.
    hidden : array of bool
        The cells that may move.
    price : array of float, optional
        What it costs a cell to move by one, 0 for those that may move for nothing; without it all
        may, and a push goes as far as can be.
    """

    def __init__(
        self, problem: Problem, hidden: BoolArray, price: FloatArray | None = None
    ) -> None:
        self.problem = problem
        self.cells: IntArray = np.flatnonzero(hidden)
        self.m = len(self.cells)
        self.at = np.full(problem.n, -1, dtype=np.int64)
        self.at[self.cells] = np.arange(self.m)
        cost = np.zeros(self.m) if price is None else price[self.cells] * CHEAP
        self.paying: IntArray = np.flatnonzero(cost > 0)
        self.fall = np.full(problem.n, -1, dtype=np.int64)
        self.fall[self.cells[self.paying]] = self.m + np.arange(len(self.paying))
        matrix, self.rows = _part(problem, self.cells)
        furthest = reach(problem, FAR)
        falls = np.minimum(problem.slack[self.cells], furthest).astype(np.float64)
        lower = -falls
        lower[self.paying] = 0.0
        self.lower = np.concatenate([lower, np.zeros(len(self.paying))])
        self.upper = np.concatenate([np.full(self.m, furthest), falls[self.paying]])
        self.solver = quiet_solver()
        for name, value in (("presolve", "off"), ("solver", "simplex"), ("simplex_strategy", 4)):
            self.solver.setOptionValue(name, value)
        both = sp.hstack([matrix, -matrix[:, self.paying]]).tocsc()
        costs = np.concatenate([cost, cost[self.paying]])
        _pass(self.solver, both, costs, self.lower, self.upper)
        self.work = 0

    def _columns(self, cells: Sequence[int] | IntArray) -> IntArray:
        cells = np.asarray(cells, dtype=np.int64)
        columns = np.concatenate([self.at[cells], self.fall[cells]])
        return np.asarray(columns[columns >= 0])

    def _bound(self, columns: IntArray, lower: FloatArray, upper: FloatArray) -> None:
        self.solver.changeColsBounds(len(columns), columns.astype(np.int32), lower, upper)

    def stop(self, cells: Sequence[int] | IntArray) -> None:
        """Let cells move no more."""
        columns = self._columns(cells)
        self._bound(columns, np.zeros(len(columns)), np.zeros(len(columns)))

    def release(self, cells: Sequence[int] | IntArray) -> None:
        """Let cells move again."""
        columns = self._columns(cells)
        self._bound(columns, self.lower[columns], self.upper[columns])

    def free(self, cells: Sequence[int] | IntArray) -> None:
        """Let cells move for nothing from now on."""
        columns = self._columns(cells)
        if len(columns):
            self.solver.changeColsCost(
                len(columns), columns.astype(np.int32), np.zeros(len(columns))
            )

    def narrow(self, p: int, fall: float, rise: float) -> None:
        """Let an unsafe cell move no further than it needs."""
        self._bound(self.at[[p]], np.array([-fall]), np.array([rise]))

    def push(self, p: int, sign: int) -> FloatArray:
        """Move an unsafe cell up or down, as far as it is worth: how each of ``cells`` moves."""
        column = int(self.at[p])
        self.solver.changeColCost(column, -float(sign))
        self.solver.run()
        self.work += (max(self.solver.getInfo().simplex_iteration_count, 0) + 10) * self.m
        value = np.asarray(self.solver.getSolution().col_value, dtype=np.float64)
        self.solver.changeColCost(column, 0.0)
        move: FloatArray = value[: self.m].copy()
        move[self.paying] -= value[self.m :]
        move[np.abs(move) <= WHOLE] = 0.0
        return move

    def duals(self) -> FloatArray:
        """Duals of all equations at the last push."""
        found = np.zeros(self.problem.matrix.shape[0])
        found[self.rows] = np.asarray(self.solver.getSolution().row_dual)
        return found


class Limits:
    """How far unsafe cells can move at most in a pattern, and the cuts that say why not further."""

    def __init__(self, problem: Problem, hidden: BoolArray) -> None:
        self.problem = problem
        self.model = Pushing(problem, hidden)
        self.transposed = problem.matrix.T.tocsr()

    def ask(self, p: int) -> tuple[float, list[FloatArray], Cut | None]:
        """Range of an unsafe cell, the moves that show it, and the cut when it is too narrow."""
        width = float(self.problem.width[p])
        own = float(min(self.problem.slack[p], width))
        moves = [self.model.push(p, 1)]
        up = float(moves[0][self.model.at[p]])
        if up >= width - WHOLE:
            return up, moves, None
        rising = self._weights(p, 1, self.model.duals())
        alone = capacity_cut(self.problem, rising, width - own)
        moves.append(self.model.push(p, -1))
        down = min(-float(moves[1][self.model.at[p]]), own)
        if up + down >= width - WHOLE:
            return up + down, moves, None
        if down >= own - WHOLE and alone is not None:
            return up + down, moves, alone
        both = rising + self._weights(p, -1, self.model.duals())
        return up + down, moves, capacity_cut(self.problem, both, width)

    def _weights(self, p: int, sign: int, duals: FloatArray) -> FloatArray:
        """Bound on a move, cell by cell, from any duals: falls count as known, rises in full."""
        width = float(self.problem.width[p])
        rate = self.transposed @ duals
        rate[p] += sign
        rate[np.abs(rate) < 1e-7] = 0.0
        weight = np.where(rate > 0, width, -rate * self.problem.slack)
        return np.asarray(np.minimum(weight, width), dtype=np.float64)


def too_narrow(problem: Problem, hidden: BoolArray) -> list[int]:
    """Unsafe cells whose range is too narrow in a pattern, each of them asked afresh.

    A move found for one cell counts for all that move in it.
    """
    model = Pushing(problem, hidden)
    sensitive = problem.sensitive
    at = model.at[sensitive]
    own = np.minimum(problem.slack[sensitive], problem.width[sensitive])
    highest, lowest = np.zeros(len(sensitive)), np.zeros(len(sensitive))
    found = []
    for i, p in enumerate(sensitive):
        for sign in (-1, 1):
            if highest[i] - lowest[i] >= problem.width[p] - WHOLE:
                break
            if sign < 0 and -lowest[i] >= own[i] - WHOLE:
                continue
            move = model.push(int(p), sign)[at]
            highest, lowest = np.maximum(highest, move), np.minimum(lowest, move)
            lowest = np.maximum(lowest, -own)
        if highest[i] - lowest[i] < problem.width[p] - WHOLE:
            found.append(int(p))
    return found
