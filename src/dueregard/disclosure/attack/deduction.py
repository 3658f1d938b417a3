"""The interval an outsider can deduce for each hidden count of one connected component."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from .polytope import TOLERANCE, Floats, Row
from .programme import Impossible, Programme

#: Integer programmes solved for one component in search of what whole counts add.
MOST_INTEGER_PROGRAMMES = 60
#: Components up to this many unknowns get every bound in whole counts.
SMALL = 150
#: Tables sought with many counts pushed at once, before any count is looked at alone.
SWEEPS = 24


@dataclass(frozen=True)
class Deduced:
    """What can be deduced of one count.

    Parameters
    ----------
    lower, upper : float
        When ``exact``, the bounds; else counts that are both still possible, so that the bounds
        are no narrower.
    exact : bool
        Whether these are the bounds themselves.
    whole : bool
        Whether the width was shown with whole counts; if not, with fractions.
    """

    lower: float
    upper: float
    exact: bool
    whole: bool


class Component:
    """One connected component of unknown counts.

    Parameters
    ----------
    lower, upper : arrays of shape (n,)
        Bounds after propagation.
    rows : sequence of Row
        Rows over these n columns.
    cap : float
        Stands for infinity.
    """

    def __init__(self, lower: Floats, upper: Floats, rows: Sequence[Row], cap: float) -> None:
        self.lower, self.upper, self.rows, self.cap = lower.copy(), upper.copy(), rows, cap
        size = len(lower)
        # Extremes seen in feasible tables: of whole counts, and of any.
        self.seen_low, self.seen_high = np.full(size, np.inf), np.full(size, -np.inf)
        self.part_low, self.part_high = np.full(size, np.inf), np.full(size, -np.inf)
        self.solved_low, self.solved_high = np.zeros(size, bool), np.zeros(size, bool)
        self.programme = Programme(lower, upper, rows, cap)
        self._integer: Programme | None = None
        self._pool(self.programme.least(np.zeros(size)).point)

    def _pool(self, point: Floats | None) -> None:
        """Every feasible table shows for all counts at once what is still possible."""
        if point is None:
            return
        self.part_low = np.minimum(self.part_low, point)
        self.part_high = np.maximum(self.part_high, point)
        whole = np.rint(point)
        if np.abs(point - whole).max(initial=0.0) < TOLERANCE:
            self.seen_low = np.minimum(self.seen_low, whole)
            self.seen_high = np.maximum(self.seen_high, whole)

    def sweep(self, targets: Mapping[int, float]) -> None:
        """Push all counts not yet seen to be wide, each up or down, many at once."""
        chosen = np.random.default_rng(0)
        for _ in range(SWEEPS):
            narrow = [t for t, wide in targets.items() if not self._seen_wide(t, wide)]
            if len(narrow) < SWEEPS:
                return
            cost = np.zeros(len(self.lower))
            cost[narrow] = chosen.choice((-1.0, 1.0), len(narrow))
            self._pool(self.programme.least(cost).point)
            self._pool(self.programme.least(-cost).point)

    def _seen_wide(self, column: int, width: float) -> bool:
        return bool(self.seen_high[column] - self.seen_low[column] >= width - TOLERANCE)

    def _part_wide(self, column: int, width: float) -> bool:
        return bool(self.part_high[column] - self.part_low[column] >= width - TOLERANCE)

    def narrow(self, column: int, width: float) -> bool:
        """Whether the bounds proven so far are narrower than ``width``."""
        return bool(self.upper[column] - self.lower[column] < width - TOLERANCE)

    def solve(self, column: int, most: bool, integer: bool = False) -> None:
        """Find the least or most of one count, unless a table already shows it is its bound."""
        solved = self.solved_high if most else self.solved_low
        reached = (
            self.seen_high[column] >= self.upper[column]
            if most
            else self.seen_low[column] <= self.lower[column]
        )
        if reached or (solved[column] and not integer):
            return
        outcome = self._of(integer).extreme(column, most)
        self._pool(outcome.point)
        solved[column] = True
        if most:
            self.upper[column] = min(self.upper[column], np.floor(outcome.bound + TOLERANCE))
        else:
            self.lower[column] = max(self.lower[column], np.ceil(outcome.bound - TOLERANCE))
        if self.lower[column] > self.upper[column]:
            raise Impossible

    def _of(self, integer: bool) -> Programme:
        if not integer:
            return self.programme
        if self._integer is None:
            self._integer = Programme(self.lower, self.upper, self.rows, self.cap, whole=True)
        return self._integer

    def judge(self, targets: Mapping[int, float]) -> None:
        """Solve until each target is known to be wide enough, or its bounds are proven."""
        self.sweep(targets)
        for column, width in targets.items():
            for most in (True, False):
                if not self._seen_wide(column, width) and not self._part_wide(column, width):
                    self.solve(column, most)
        self._settle([t for t, wide in targets.items() if not self._seen_wide(t, wide)], targets)

    def bound(self, targets: Mapping[int, float]) -> None:
        """Prove the bounds of every target."""
        for column in targets:
            self.solve(column, True)
            self.solve(column, False)
        loose = [t for t in targets if not self._tight(t)]
        small = len(self.lower) <= SMALL
        self._settle([t for t in loose if small or not self._seen_wide(t, targets[t])], targets)

    def _settle(self, open_: Sequence[int], targets: Mapping[int, float]) -> None:
        """Ask for whole counts where only fractions show the width; the tightest first."""
        open_ = [t for t in open_ if not self.narrow(t, targets[t]) or not self._tight(t)]
        order = sorted(open_, key=lambda t: (self.upper[t] - self.lower[t] - targets[t], t))
        small = len(self.lower) <= SMALL
        for column in order if small else order[: MOST_INTEGER_PROGRAMMES // 2]:
            for most in (True, False):
                self.solve(column, most, integer=True)

    def _tight(self, column: int) -> bool:
        return bool(
            self.seen_high[column] >= self.upper[column]
            and self.seen_low[column] <= self.lower[column]
        )

    def deduced(self, column: int, width: float) -> Deduced:
        """Return what has been found for one target."""
        lower, upper = float(self.lower[column]), float(self.upper[column])
        solved = bool(self.solved_low[column] or self.seen_low[column] <= lower) and bool(
            self.solved_high[column] or self.seen_high[column] >= upper
        )
        whole = self._seen_wide(column, width)
        if not solved and not self.narrow(column, width):
            low, high = self.seen_low, self.seen_high
            if not whole:
                low, high = self.part_low, self.part_high
            lower, upper = float(np.ceil(low[column])), float(np.floor(high[column]))
        ceiling = self.cap / 10
        return Deduced(lower, np.inf if upper >= ceiling else upper, solved, whole)
