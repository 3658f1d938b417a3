"""The interval an outsider can deduce for each hidden count of one connected component."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from .neighbourhood import neighbourhood, relaxed
from .polytope import TOLERANCE, Floats, Row
from .programme import Impossible, Programme

#: Components up to this many unknowns get every bound in whole counts; in larger ones as many
#: unknowns around a count are looked at in whole counts.
SMALL = 150
#: And up to this many choices between combinations of counts beside them.
MOST_CHOICES = 1_000
#: In larger components whole counts are asked of this many counts at most, the tightest first.
MOST_LOCAL = 10
#: A count is tight when its interval in fractions is wider than required by less than this.
SLACK = 3.0


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
    choices : int
        How many columns are no counts but choices between combinations of counts.
    """

    def __init__(
        self, lower: Floats, upper: Floats, rows: Sequence[Row], cap: float, choices: int = 0
    ) -> None:
        self.lower, self.upper, self.rows, self.cap = lower.copy(), upper.copy(), rows, cap
        size = len(lower)
        self._small = size - choices <= SMALL and choices <= MOST_CHOICES
        # Extremes seen in feasible tables: of whole counts, and of any.
        self.seen_low, self.seen_high = np.full(size, np.inf), np.full(size, -np.inf)
        self.part_low, self.part_high = np.full(size, np.inf), np.full(size, -np.inf)
        self.solved_low, self.solved_high = np.zeros(size, bool), np.zeros(size, bool)
        self.programme = Programme(lower, upper, rows, cap)
        self._integer: Programme | None = None
        self._arounds: dict[int, tuple[int, Programme]] = {}
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

    def _seen_wide(self, column: int, width: float) -> bool:
        return bool(self.seen_high[column] - self.seen_low[column] >= width - TOLERANCE)

    def _part_wide(self, column: int, width: float) -> bool:
        """Whether whole counts between the extremes seen in fractions are wide enough."""
        low = np.ceil(self.part_low[column] - TOLERANCE)
        high = np.floor(self.part_high[column] + TOLERANCE)
        return bool(high - low >= width - TOLERANCE)

    def narrow(self, column: int, width: float) -> bool:
        """Whether the bounds proven so far are narrower than ``width``."""
        return bool(self.upper[column] - self.lower[column] < width - TOLERANCE)

    def solve(self, column: int, most: bool) -> None:
        """Find the least or most of one count, unless a table already shows it is its bound."""
        solved = self.solved_high if most else self.solved_low
        if solved[column] or self._reached(column, most):
            return
        outcome = self.programme.extreme(column, most)
        self._pool(outcome.point)
        solved[column] = True
        self._tighten(column, most, outcome.bound)

    def _reached(self, column: int, most: bool) -> bool:
        if most:
            return bool(self.seen_high[column] >= self.upper[column])
        return bool(self.seen_low[column] <= self.lower[column])

    def _tighten(self, column: int, most: bool, bound: float) -> None:
        if most:
            self.upper[column] = min(self.upper[column], np.floor(bound + TOLERANCE))
        else:
            self.lower[column] = max(self.lower[column], np.ceil(bound - TOLERANCE))
        if self.lower[column] > self.upper[column]:
            raise Impossible

    def judge(self, targets: Mapping[int, float]) -> None:
        """Solve until each target is known to be wide enough, or its bounds are proven."""
        for column, width in targets.items():
            for most in (True, False):
                if not self._seen_wide(column, width) and not self._part_wide(
                    column, width + (SLACK if width else 0.0)
                ):
                    self.solve(column, most)
        self._in_whole_counts(
            [t for t, width in targets.items() if width and not self._seen_wide(t, width)], targets
        )

    def bound(self, targets: Mapping[int, float]) -> None:
        """Prove the bounds of every target."""
        for column in targets:
            self.solve(column, True)
            self.solve(column, False)
        self._in_whole_counts(list(targets), targets)

    def _in_whole_counts(self, open_: Sequence[int], targets: Mapping[int, float]) -> None:
        """Ask for whole counts where only fractions show how far a count can go."""
        small = self._small
        if not small:
            spare = {t: self.upper[t] - self.lower[t] - targets[t] for t in open_}
            tight = [t for t in open_ if -TOLERANCE <= spare[t] < SLACK]
            open_ = sorted(tight, key=lambda t: (spare[t], t))[:MOST_LOCAL]
        for column in open_:
            for most in (True, False):
                if self._reached(column, most):
                    continue
                if small:
                    outcome = self._whole().extreme(column, most)
                    self._pool(outcome.point)
                    self._tighten(column, most, outcome.bound)
                else:
                    self._tighten(column, most, self._around(column, most))

    def _whole(self) -> Programme:
        if self._integer is None:
            self._integer = Programme(self.lower, self.upper, self.rows, self.cap, whole=True)
        return self._integer

    def _around(self, column: int, most: bool) -> float:
        """Bound one count in whole counts by the facts around it, the others relaxed."""
        if column not in self._arounds:
            near = neighbourhood(self.rows, column, SMALL)
            rows = relaxed(self.rows, near, self.lower, self.upper)
            lower, upper = self.lower[near], self.upper[near]
            programme = Programme(lower, upper, rows, self.cap, whole=True)
            self._arounds[column] = near.index(column), programme
        place, programme = self._arounds[column]
        return programme.extreme(place, most).bound

    def deduced(self, column: int, width: float) -> Deduced:
        """Return what has been found for one target."""
        lower, upper = float(self.lower[column]), float(self.upper[column])
        solved = bool(self.solved_low[column] or self.seen_low[column] <= lower) and bool(
            self.solved_high[column] or self.seen_high[column] >= upper
        )
        attained = self.seen_low[column] <= lower and self.seen_high[column] >= upper
        whole = bool(attained) or self._seen_wide(column, width)
        if not solved and not self.narrow(column, width):
            low, high = self.seen_low, self.seen_high
            if not whole:
                low, high = self.part_low, self.part_high
            lower, upper = float(np.ceil(low[column])), float(np.floor(high[column]))
        ceiling = self.cap / 10
        return Deduced(lower, np.inf if upper >= ceiling else upper, solved, whole)
