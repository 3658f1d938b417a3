"""Show again every cell of a large pattern that need not be hidden.

Every unsafe cell keeps a range with the cells that move for it. First ranges are chosen to use few
cells beside those that are hidden anyway, and what is in none of them is shown at once. Then the
cells left are tried: a cell is shown when every unsafe cell whose range uses it finds
another, and is known to be necessary when one of them cannot. A cell necessary in a pattern is
necessary in every pattern within it, so each is tried once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from .cleaning import Pool, Witnesses
from .cuts import Cut
from .linear import LinearOracle
from .local import gathered
from .movement import Movement
from .problem import BoolArray, FloatArray, IntArray, Problem

PASSES = 8
SHRINKING = 0.99
OFTEN = 10
BLOCK = 16


class Ties:
    """Which hidden cells cannot move any more once another is shown, equation by equation."""

    def __init__(self, problem: Problem, hidden: BoolArray) -> None:
        matrix = problem.matrix
        columns = matrix.T.tocsr()
        self.unsafe = problem.unsafe
        self.rows = [
            columns.indices[columns.indptr[c] : columns.indptr[c + 1]].tolist()
            for c in range(problem.n)
        ]
        row = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
        inside = hidden[matrix.indices]
        size = matrix.shape[0]
        self.count = np.bincount(row[inside], minlength=size).tolist()
        sums = np.bincount(row[inside], matrix.indices[inside].astype(float), minlength=size)
        self.sum = sums.astype(np.int64).tolist()

    def fallen(self, cells: Sequence[int]) -> list[int] | None:
        """The cells and all that must stand still without them; None when an unsafe one must."""
        count: dict[int, int] = {}
        total: dict[int, int] = {}
        gone = list(cells)
        seen = set(cells)
        for one in gone:
            for row in self.rows[one]:
                count[row] = count.get(row, self.count[row]) - 1
                total[row] = total.get(row, self.sum[row]) - one
                last = total[row]
                if count[row] == 1 and last not in seen:
                    if self.unsafe[last]:
                        return None
                    seen.add(last)
                    gone.append(last)
        return gone

    def show(self, cells: Sequence[int]) -> None:
        """Take cells out for good."""
        for one in cells:
            for row in self.rows[one]:
                self.count[row] -= 1
                self.sum[row] -= one


class Showing:
    """The work on one pattern."""

    def __init__(
        self,
        problem: Problem,
        oracle: LinearOracle,
        hidden: BoolArray,
        price: FloatArray,
        known: Sequence[Cut],
    ) -> None:
        self.problem = problem
        self.oracle = oracle
        self.hidden = hidden.copy()
        self.price = price
        self.scale = max(float(price[problem.candidate].max(initial=0.0)), 1e-9)
        self.pool = Pool(problem, known)
        self.cuts: list[Cut] = []
        self.needed: BoolArray = problem.unsafe | self.pool.needed(self.hidden)
        self.witnesses = Witnesses(problem)
        self.blamed: dict[int, int] = defaultdict(int)
        self.order: IntArray = problem.sensitive[
            np.lexsort((problem.sensitive, problem.slack[problem.sensitive]))
        ]

    def settle(self) -> None:
        """Choose ranges that use few cells, and show what is in none of them, a few times over."""
        uses = np.zeros(self.problem.n)
        for _ in range(PASSES):
            before = int(self.hidden.sum())
            prices = self._prices(uses)
            uses = np.zeros(self.problem.n)
            for p in self.order:
                movement = self._range(int(p), self.hidden, prices)
                uses[movement.cells] += 1.0
                # What one range uses costs the next ones nothing.
                prices[movement.cells] = np.minimum(prices[movement.cells], 1e-3)
            used = uses > 0
            self.hidden &= used | self.problem.unsafe
            self.needed &= self.hidden
            self.needed |= self.pool.needed(self.hidden)
            if self.hidden.sum() > SHRINKING * before:
                break

    def _prices(self, uses: FloatArray) -> FloatArray:
        free = self.needed | ~self.hidden
        return np.where(free, 1e-3, self.price / self.scale / (1.0 + uses) + 1e-2)

    def _range(self, p: int, hidden: BoolArray, prices: FloatArray) -> Movement:
        """A range for a cell that is known to have one."""
        movement = self.oracle.cheapest(p, hidden, prices)
        if movement is None:
            movement = self.oracle.cheapest(p, hidden, prices, far=True)
        if movement is None:
            movement = self.oracle.movement(p, hidden)
        self.witnesses.set(p, movement)
        return movement

    def try_all(self, work: int) -> int:
        """Try every cell that is left, dearest first: how many had no turn.

        Several at once while that succeeds, and one by one where it does not.
        """
        ties = Ties(self.problem, self.hidden)
        extra = np.flatnonzero(self.hidden & ~self.needed)
        used = np.array([len(self.witnesses.relying[int(cell)]) for cell in extra])
        waiting = extra[np.lexsort((extra, used, -self.price[extra]))].tolist()
        size, since = BLOCK, 0
        while waiting := [c for c in waiting if self.hidden[c] and not self.needed[c]]:
            if self.oracle.work > work:
                break
            block = waiting[:size]
            gone = ties.fallen(block)
            if gone is None or not self._try(gone):
                if len(block) == 1:
                    self.needed[block] = True
                size = max(len(block) // 2, 1)
                continue
            ties.show(gone)
            since += len(gone)
            size = min(2 * len(block), BLOCK)
            if since >= OFTEN:
                self.needed |= self.pool.needed(self.hidden)
                since = 0
        return len(waiting)

    def _try(self, gone: list[int]) -> bool:
        """Show cells, if every unsafe cell finds a range without them."""
        trial = self.hidden.copy()
        trial[gone] = False
        relying = set().union(*(self.witnesses.relying[cell] for cell in gone))
        prices = self._prices(np.zeros(self.problem.n))
        for p in self._worst_first(relying, gone[0]):
            movement = self.oracle.cheapest(p, trial, prices, fresh=False)
            if movement is None:
                movement = self.oracle.cheapest(p, trial, prices, far=True)
            if movement is None:
                movement = self.oracle.movement(p, trial)
            if movement.width < self.problem.width[p]:
                self._learn(p, self.oracle.cut(p, trial.astype(float)))
                return False
            self.witnesses.set(p, movement)
        self.hidden = trial
        return True

    def _learn(self, p: int, cut: Cut | None) -> None:
        self.blamed[p] += 1
        if cut is not None:
            self.cuts.append(cut)
            excess = float(cut.weight @ self.hidden[cut.cells]) - 1.0
            self.needed[cut.cells[(cut.weight > excess + 1e-6) & self.hidden[cut.cells]]] = True

    def _worst_first(self, cells: set[int], cell: int) -> list[int]:
        rows = self.oracle.local.neighbourhood
        mine = rows.cell_rows[rows.cell_start[cell] : rows.cell_start[cell + 1]]
        beside = set(gathered(rows.row_start, rows.row_cells, mine).tolist())
        slack = self.problem.slack
        return sorted(cells, key=lambda p: (p not in beside, -self.blamed[p], slack[p], p))


def show_again(
    problem: Problem,
    oracle: LinearOracle,
    hidden: BoolArray,
    price: FloatArray,
    known: Sequence[Cut],
    work: int,
) -> tuple[BoolArray, list[Cut], int]:
    """Make a safe pattern lean: the pattern, cuts learnt, and how many cells were not tried."""
    showing = Showing(problem, oracle, hidden, price, known)
    showing.settle()
    undecided = showing.try_all(work)
    return showing.hidden, showing.cuts, undecided
