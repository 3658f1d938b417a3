"""The oracle for tables that are not networks: linear programmes over what can move."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from .cuts import Cut, capacity_cut
from .local import LocalMoves
from .movement import Movement
from .moves import FAR, NEAR, WHOLE, Reaching, Rerouting, furthest_whole
from .problem import BoolArray, FloatArray, IntArray, Problem

REMEMBERED = 12
LARGE = 3000
# How many cells of each equation are looked at first, and then.
NEARBY = (6, 12)


@dataclass(frozen=True)
class _Move:
    """A table that an outsider cannot tell from the true one, less the true one."""

    cells: IntArray
    by: FloatArray
    whole: bool


class LinearOracle:
    """Answers like :class:`FlowOracle`, for any equations."""

    quick = False

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.active: IntArray = np.flatnonzero(problem.unsafe | problem.candidate)
        self.reaching: Reaching | None = None
        self.rerouting: Rerouting | None = None
        self.local = LocalMoves(problem)
        self.narrow: tuple[Rerouting, Reaching] | None = None
        self.narrow_cells: BoolArray = np.zeros(problem.n, dtype=bool)
        self.remembered: dict[int, list[tuple[float, _Move]]] = defaultdict(list)
        self.everything: BoolArray = problem.unsafe | problem.candidate
        self.transposed = problem.matrix.T.tocsr()
        self.taken: list[tuple[BoolArray, IntArray]] = []
        self._iterations = 0

    @property
    def work(self) -> int:
        """Simplex iterations so far, each counted by the size of its model."""
        models = [
            self.local,
            self.reaching,
            self.rerouting,
            *(self.narrow or ()),
        ]
        return int(self._iterations + sum(m.work for m in models if m is not None))

    def take(self, work: int, hidden: BoolArray, whole: IntArray) -> None:
        """Take over work done elsewhere and the ranges in whole numbers found in a pattern."""
        self._iterations += work
        self.taken.append((hidden.copy(), whole))

    def _models(self, hidden: BoolArray) -> tuple[Rerouting, Reaching]:
        """Models of the hidden cells only, made anew when the pattern has changed much."""
        fits = self.narrow is not None and not (hidden & ~self.narrow_cells).any()
        if not fits or hidden.sum() < 0.8 * self.narrow_cells.sum():
            if self.narrow is not None:
                self._iterations += sum(m.work for m in self.narrow)
            cells = np.flatnonzero(hidden)
            self.narrow = (
                Rerouting(self.problem, cells, FAR),
                Reaching(self.problem, cells, FAR),
            )
            self.narrow_cells = hidden.copy()
        assert self.narrow is not None
        return self.narrow

    def _own(self, p: int) -> int:
        return int(min(self.problem.slack[p], self.problem.width[p]))

    def _recall(
        self, p: int, hidden: BoolArray, sign: int, whole: bool = False
    ) -> tuple[float, IntArray]:
        """Furthest remembered move of a cell that the pattern still allows."""
        best, cells = 0.0, np.array([p], dtype=np.int64)
        for amount, move in self.remembered[p]:
            by = sign * amount
            if by <= 0 or (whole and not move.whole):
                continue
            better = by > best or (by == best and len(move.cells) < len(cells))
            if better and hidden[move.cells].all():
                best, cells = by, move.cells
        return best, cells

    def _remember(self, cells: IntArray, move: FloatArray) -> _Move | None:
        """Keep a move for every unsafe cell in it; whole numbers are checked as such."""
        rounded = np.round(move)
        whole = bool(np.abs(move - rounded).max(initial=0.0) < WHOLE)
        by = rounded if whole else move
        moving = np.abs(by) > WHOLE
        cells, by = cells[moving], by[moving]
        beyond = (by < -self.problem.slack[cells] - WHOLE).any()
        if beyond or np.abs(self.problem.matrix[:, cells] @ by).max(initial=0.0) > WHOLE:
            return None
        kept = _Move(cells, by, whole)
        at = np.flatnonzero(self.problem.unsafe[cells])
        for p, amount in zip(cells[at].tolist(), by[at].tolist(), strict=True):
            known = self.remembered[p]
            known.append((amount, kept))
            if len(known) > 2 * REMEMBERED:
                # The newest, and the furthest of the others.
                last = len(known) - REMEMBERED // 2
                far = sorted(range(last), key=lambda i: (-abs(known[i][0]), -i))
                known[:] = [known[i] for i in sorted(far[: REMEMBERED // 2])] + known[last:]
        return kept

    def recalled(self, p: int, hidden: BoolArray) -> Movement:
        """The range that remembered moves give, without solving anything."""
        down, down_cells = self._recall(p, hidden, -1)
        up, up_cells = self._recall(p, hidden, 1)
        down = min(down, self._own(p))
        width = int(min(up + down + WHOLE, self.problem.width[p]))
        return Movement(width, np.union1d(up_cells, down_cells))

    def movement(self, p: int, hidden: BoolArray) -> Movement:
        """How far an unsafe cell can move under a pattern."""
        width, own = int(self.problem.width[p]), self._own(p)
        known = self.recalled(p, hidden)
        if known.width >= width:
            return known
        reaching = self._models(hidden)[1]
        reaching.at_point(hidden.astype(float))
        down = self._recall(p, hidden, -1)[0]
        if down < own - WHOLE:
            self._remember(reaching.cells, reaching.reach_of(p, -1, own)[2])
            known = self.recalled(p, hidden)
        if known.width < width:
            self._remember(reaching.cells, reaching.reach_of(p, 1, width)[2])
            known = self.recalled(p, hidden)
        return known

    def cut(self, p: int, x: FloatArray, far: bool = False) -> Cut | None:
        """The capacity cut of an unsafe cell at a point, or None when it can move enough."""
        whole = bool(np.all((x == 0.0) | (x == 1.0)))
        if whole:
            reaching = self._models(x > 0.5)[1]
        else:
            if self.reaching is None:
                self.reaching = Reaching(self.problem, self.active, NEAR)
            reaching = self.reaching
        reaching.at_point(x)
        width, own = int(self.problem.width[p]), self._own(p)
        up, up_duals, _ = reaching.reach_of(p, 1, width)
        if up >= width - WHOLE:
            return None
        coefficient = self._weights(p, 1, up_duals, width)
        best = capacity_cut(self.problem, coefficient, width - own)
        if up + own >= width - WHOLE:
            best = None
        down, down_duals, _ = reaching.reach_of(p, -1, own)
        if up + down >= width - WHOLE:
            return None
        if best is not None and down >= own - WHOLE:
            return best
        both = coefficient + self._weights(p, -1, down_duals, width)
        return capacity_cut(self.problem, both, width)

    def _weights(self, p: int, sign: int, duals: FloatArray, width: int) -> FloatArray:
        """Bound on a move, cell by cell, from any duals: falls count as known, rises in full."""
        rate = self.transposed @ duals
        rate[p] += sign
        rate[np.abs(rate) < 1e-7] = 0.0
        weight = np.where(rate > 0, float(width), -rate * self.problem.slack)
        return np.minimum(weight, float(width))

    def widen(
        self,
        p: int,
        hidden: BoolArray,
        price: FloatArray,
        within: BoolArray | None = None,
        extra: int = 0,
    ) -> BoolArray:
        """Hide the further cells that a least dear move of an unsafe cell needs.

        Looks among ``within`` first, when given, and beyond only when that is not enough;
        ``extra`` asks for more than the width required.
        """
        width, own = int(self.problem.width[p]) + extra, self._own(p)
        hidden = hidden.copy()
        down = self._recall(p, hidden, -1)[0]
        for sign in (-1, 1):
            amount = own if sign < 0 else width - int(down + WHOLE)
            if amount <= 0 or self._recall(p, hidden, sign)[0] >= amount:
                continue
            cells, move = self._reroute(p, sign * amount, hidden, price, within)
            self._remember(cells, move)
            hidden[cells[np.abs(move) > WHOLE]] = True
            if sign < 0:
                down = self._recall(p, hidden, -1)[0]
        return hidden

    def _reroute(
        self, p: int, by: int, hidden: BoolArray, price: FloatArray, within: BoolArray | None
    ) -> tuple[IntArray, FloatArray]:
        scale = max(float(price[self.active].max(initial=0.0)), 1e-9)
        costs = np.where(hidden, 1e-3, price / scale + 1e-2)
        if within is not None:
            allowed = within | hidden
            near = self._models(allowed)[0]
            near.allow(allowed)
            near.price(costs)
            move = near.move(p, by)
            near.price(np.ones(self.problem.n))
            if move is not None:
                return near.cells, move
        if len(self.active) > LARGE:
            for mates in NEARBY[:2]:
                found = self.local.move(p, by, self.everything, costs, mates)
                if found is not None:
                    return found
        if self.rerouting is None:
            self.rerouting = Rerouting(self.problem, self.active, NEAR)
        self.rerouting.price(costs)
        move = self.rerouting.move(p, by)
        if move is None:
            move = self._as_far(p, 1 if by > 0 else -1, abs(by))
        return self.active, move

    def _as_far(self, p: int, sign: int, amount: int) -> FloatArray:
        """As far as a cell can move with everything hidden that may be."""
        if self.reaching is None:
            self.reaching = Reaching(self.problem, self.active, FAR)
        self.reaching.at_point(np.ones(self.problem.n))
        return self.reaching.reach_of(p, sign, amount)[2]

    def known_whole(self, p: int, hidden: BoolArray) -> int:
        """The range that remembered moves in whole numbers give."""
        for pattern, widths in self.taken:
            if widths[p] >= self.problem.width[p] and hidden[pattern].all():
                return int(self.problem.width[p])
        up, down = (int(self._recall(p, hidden, s, whole=True)[0]) for s in (1, -1))
        return min(up + down, int(self.problem.width[p]))

    def whole_move_in_all(self, p: int, nodes: int) -> BoolArray:
        """Cells that move when a cell rises and falls in whole numbers with all hidden."""
        found = np.zeros(self.problem.n, dtype=bool)
        for sign, limit in ((-1, self._own(p)), (1, int(self.problem.width[p]))):
            move = furthest_whole(self.problem, self.active, p, sign, limit, nodes)
            self._remember(self.active, move)
            found[self.active[move != 0]] = True
        return found

    def whole_width(self, p: int, hidden: BoolArray, nodes: int) -> int:
        """The range of an unsafe cell for an outsider who knows that counts are whole."""
        width, own = int(self.problem.width[p]), self._own(p)
        cells = np.flatnonzero(hidden)
        for sign, limit in ((-1, own), (1, width)):
            if self.known_whole(p, hidden) < width:
                self._remember(cells, furthest_whole(self.problem, cells, p, sign, limit, nodes))
        return self.known_whole(p, hidden)
