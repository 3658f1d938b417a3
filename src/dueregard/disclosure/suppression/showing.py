"""Show again every cell of a large pattern that need not be hidden.

Every unsafe cell relies on a move up and a move down that use few cells beside those that are
hidden anyway; what no move uses is shown at once. Then the cells left are tried: a cell is shown
when every unsafe cell that relies on it finds another move, and is known to be necessary when one
of them cannot. A cell necessary in a pattern is necessary in every pattern within it, so each is
tried once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from .cleaning import Pool
from .cuts import Cut
from .linear import LinearOracle
from .problem import BoolArray, FloatArray, IntArray, Problem
from .pushing import Limits, Pushing
from .ranges import Ranges

PASSES = 6
SHRINKING = 0.98
OFTEN = 10
BLOCK = 16
LEAST = 1e-2
LIGHT = 3.0


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
        self, problem: Problem, hidden: BoolArray, price: FloatArray, known: Sequence[Cut]
    ) -> None:
        self.problem = problem
        self.hidden = hidden.copy()
        self.price = price / max(float(price[problem.candidate].max(initial=0.0)), 1e-9)
        self.known = Pool(problem, known)
        self.cuts: list[Cut] = []
        self.needed: BoolArray = problem.unsafe | self.known.needed(self.hidden)
        self.blamed: dict[int, int] = defaultdict(int)
        slack = problem.slack[problem.sensitive]
        self.order: list[int] = np.lexsort((problem.sensitive, slack)).tolist()
        self.columns = problem.matrix.T.tocsr()
        self.ranges = Ranges(problem)
        self.model = self._model(np.zeros(problem.n))
        self.limits: Limits | None = None
        self.spent = 0

    @property
    def work(self) -> int:
        """Simplex iterations so far, each counted by the size of its model."""
        now = self.model.work + (self.limits.model.work if self.limits else 0)
        return self.spent + now

    def _model(self, uses: FloatArray) -> Pushing:
        prices = np.maximum(self.price, LEAST) / (1.0 + uses)
        return Pushing(self.problem, self.hidden, np.where(self.needed, 0.0, prices))

    def _restart(self, uses: FloatArray) -> None:
        self.spent = self.work
        self.model, self.limits = self._model(uses), None

    def settle(self) -> bool:
        """Choose moves that use few cells, and show what none uses, a few times over.

        Whether every unsafe cell has a range.
        """
        uses = np.zeros(self.problem.n)
        for _ in range(PASSES):
            self._restart(uses)
            self.ranges = Ranges(self.problem)
            uses = np.zeros(self.problem.n)
            if not all(self._range(i, (), uses) for i in self.order):
                return False
            before = int((self.hidden & ~self.problem.unsafe).sum())
            self.hidden &= (uses > 0) | self.needed
            self.needed |= self.known.needed(self.hidden)
            if (self.hidden & ~self.problem.unsafe).sum() > SHRINKING * before:
                break
        return True

    def _range(self, i: int, gone: Sequence[int] = (), uses: FloatArray | None = None) -> bool:
        """Find moves without some cells that are wide enough for an unsafe cell to rely on."""
        if self.ranges.rely(i, gone):
            return True
        p = int(self.problem.sensitive[i])
        for sign in (-1, 1):
            fall, rise = self.ranges.missing(i, gone)
            if fall if sign < 0 else rise:
                self._push(p, sign, fall, rise, uses)
            if self.ranges.rely(i, gone):
                return True
        return self._at_all(i, gone, uses)

    def _light(self, i: int) -> None:
        """Find moves of its own for an unsafe cell, so that it relies on few cells."""
        if self.ranges.rely(i, (), LIGHT):
            return
        p = int(self.problem.sensitive[i])
        own, width = float(self.ranges.own[i]), float(self.ranges.width[i])
        for sign, asked in ((-1, own), (1, width - own)):
            if asked:
                self._push(p, sign, own, width - own, None)
        self._range(i)

    def _at_all(self, i: int, gone: Sequence[int], uses: FloatArray | None) -> bool:
        """Whether there is a range at all; if not, learn what that proves necessary."""
        p = int(self.problem.sensitive[i])
        if self.limits is None:
            self.limits = Limits(self.problem, self.hidden)
        self.limits.model.stop(gone)
        _, moves, cut = self.limits.ask(p)
        self.limits.model.release(gone)
        for move in moves:
            self._keep_move(self.limits.model.cells, move, uses)
        if self.ranges.rely(i, gone):
            return True
        self.blamed[i] += 1
        if cut is not None:
            self.cuts.append(cut)
            self._need(Pool(self.problem, [cut]).needed(self.hidden))
        return False

    def _push(self, p: int, sign: int, fall: float, rise: float, uses: FloatArray | None) -> None:
        """Move an unsafe cell no further than it needs, so that moves stay small."""
        self.model.narrow(p, fall, rise)
        move = self.model.push(p, sign)
        self.model.release([p])
        self._keep_move(self.model.cells, move, uses)

    def _keep_move(self, cells: IntArray, move: FloatArray, uses: FloatArray | None) -> None:
        self.ranges.add(cells, move, self.needed)
        if uses is not None:
            moving = cells[move != 0.0]
            # What one range uses costs the next ones nothing.
            self.model.free(moving[uses[moving] == 0.0])
            uses[moving] += 1.0

    def try_all(self, work: int) -> int:
        """Try every cell that is left, dearest first: how many had no turn.

        Several at once while that succeeds, and one by one where it does not.
        """
        self._restart(np.zeros(self.problem.n))
        self.ranges.weigh(np.flatnonzero(self.hidden & ~self.needed).tolist())
        for i in self.order:
            self._light(i)
        ties = Ties(self.problem, self.hidden)
        extra = np.flatnonzero(self.hidden & ~self.needed)
        used = np.array([len(self.ranges.using[int(cell)]) for cell in extra])
        waiting = extra[np.lexsort((extra, used, -self.price[extra]))].tolist()
        size, since = 1, 0
        while waiting := [c for c in waiting if self.hidden[c] and not self.needed[c]]:
            if self.work > work:
                break
            block = waiting[:size]
            gone = ties.fallen(block)
            if gone is None or self.needed[gone].any() or not self._try(gone):
                if len(block) == 1:
                    self._need(np.isin(np.arange(self.problem.n), block))
                size = max(len(block) // 2, 1)
                continue
            ties.show(gone)
            since += len(gone)
            size = min(2 * len(block), BLOCK)
            if since >= OFTEN:
                self._need(self.known.needed(self.hidden))
                self._need(Pool(self.problem, self.cuts).needed(self.hidden))
                since = 0
        return len(waiting)

    def _need(self, cells: BoolArray) -> None:
        """Cells that stay hidden move for nothing."""
        new = np.flatnonzero(cells & ~self.needed)
        self.needed[new] = True
        self.model.free(new)

    def _try(self, gone: list[int]) -> bool:
        """Show cells, if every unsafe cell finds a range without them."""
        self.model.stop(gone)
        relying = self.ranges.relying(gone).tolist()
        beside = self._beside(gone[0])
        for i in sorted(
            relying, key=lambda i: (i not in beside, -self.blamed[i], self.ranges.own[i], i)
        ):
            if not self._range(i, gone):
                self.model.release(gone)
                return False
        self.hidden[gone] = False
        self.ranges.drop(gone)
        if self.limits is not None:
            self.limits.model.stop(gone)
        return True

    def _beside(self, cell: int) -> set[int]:
        """Unsafe cells, by place, that share an equation with a cell."""
        rows = self.columns.indices[self.columns.indptr[cell] : self.columns.indptr[cell + 1]]
        matrix = self.problem.matrix
        lines = [matrix.indices[matrix.indptr[row] : matrix.indptr[row + 1]] for row in rows]
        return set(self.ranges.place[np.concatenate(lines)].tolist()) - {-1}


def show_again(
    problem: Problem,
    oracle: LinearOracle,
    hidden: BoolArray,
    price: FloatArray,
    known: Sequence[Cut],
    work: int,
) -> tuple[BoolArray, list[Cut], int]:
    """Make a safe pattern lean: the pattern, cuts learnt, and how many cells were not tried."""
    showing = Showing(problem, hidden, price, known)
    if not showing.settle():
        return hidden, showing.cuts, int((hidden & problem.candidate).sum())
    undecided = showing.try_all(work)
    oracle.take(showing.work, showing.hidden, showing.ranges.in_whole_numbers())
    return showing.hidden, showing.cuts, undecided
