"""Why a count can be deduced: an irreducible set of published facts it follows from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from .polytope import TOLERANCE, Floats, Polytope, Propagation, Row
from .programme import Impossible, Programme
from .solving import ceiling, reduce

T = TypeVar("T")
#: Up to this many facts are thinned with integer programmes where whole counts are needed.
FEW_FACTS = 30
#: Larger sets are counted, not told: nobody follows them with a pencil.
MANY_FACTS = 60
#: Tries at leaving facts out, for all counts of an attack together.
MOST_TRIALS = 1_200


@dataclass(frozen=True)
class Offence:
    """Facts that together give an interval: none can be left out.

    Parameters
    ----------
    rows : tuple of int
        Numbers of rows of the polytope, in the order a reader would take them.
    bounds : tuple of (column, is_upper)
        Bounds known from the start that are needed.
    whole : bool
        Whether it also takes that counts are whole.
    irreducible : bool
        False when the facts were too many to try them one by one.
    """

    rows: tuple[int, ...]
    bounds: tuple[tuple[int, bool], ...]
    whole: bool
    irreducible: bool = True


class Offences:
    """Finds the offending combination for one count after another."""

    def __init__(self, polytope: Polytope, propagation: Propagation) -> None:
        self.polytope, self.propagation = polytope, propagation
        self.reduced, self._place = reduce(polytope, propagation)
        self._cap = ceiling(polytope)
        self._programme: Programme | None = None
        self._trials = 0
        self._rows = [
            i for i, r in enumerate(polytope.rows) if not self._place.keys().isdisjoint(r.columns)
        ]

    def of(self, column: int, lower: float, upper: float, *, thin: bool = True) -> Offence:
        """Return facts from which ``lower`` to ``upper`` follows; irreducible when ``thin``."""
        rows, bounds = self._support(column, lower, upper)
        if not thin or len(rows) > MANY_FACTS or self._trials > MOST_TRIALS:
            return Offence(tuple(rows), (), False, irreducible=False)
        wanted = (column, lower, upper)
        if not self._follows(rows, bounds, wanted):
            return self._with_whole_counts(rows, bounds, wanted)
        rows, bounds = self._thin(rows, bounds, wanted)
        whole = not self._follows(rows, bounds, wanted, rounded=False)
        return Offence(self._ordered(rows, column), tuple(sorted(bounds)), whole)

    def _with_whole_counts(
        self,
        rows: list[int],
        bounds: list[tuple[int, bool]],
        wanted: tuple[int, float, float],
    ) -> Offence:
        """Tell an interval that takes whole counts beyond rounding the bounds of fractions.

        Few facts: all of them, thinned with integer programmes. Many: those that give the
        interval in fractions.
        """
        column, lower, upper = wanted
        near, starts = self._near(column)
        if len(near) <= FEW_FACTS:
            asked = (column, lower, upper)
            near = irreducible(near, lambda left: self._follows(left, starts, asked, whole=True))
            starts = irreducible(starts, lambda left: self._follows(near, left, asked, whole=True))
            return Offence(self._ordered(near, column), tuple(sorted(starts)), True)
        low, high = self._interval(rows, bounds, column)
        rows, bounds = self._thin(rows, bounds, (column, low, high))
        return Offence(self._ordered(rows, column), tuple(sorted(bounds)), True)

    def _support(
        self, column: int, lower: float, upper: float
    ) -> tuple[list[int], list[tuple[int, bool]]]:
        """Collect what the bounds rest on: steps of propagation, and duals beyond them."""
        rows: set[int] = set()
        wanted: list[tuple[int, bool]] = []
        for most, value in ((False, lower), (True, upper)):
            proven = (self.propagation.upper if most else self.propagation.lower)[column]
            if value == proven or not np.isfinite(value):
                wanted.append((column, most))
                continue
            used, columns = self._duals(column, most)
            rows.update(used)
            wanted += columns
        traced, starts = self.propagation.reasons(wanted)
        return sorted(rows | traced), sorted(starts)

    def _duals(self, column: int, most: bool) -> tuple[set[int], list[tuple[int, bool]]]:
        if self._programme is None:
            reduced = self.reduced
            self._programme = Programme(reduced.lower, reduced.upper, reduced.rows, self._cap)
        self._programme.extreme(self._place[column], most)
        used, resting = self._programme.support()
        # One reduced row can stand for several facts only through fixed counts: trace those too.
        rows = {self._rows[k] for k in used}
        columns = {self.reduced.quantities[k] for k in resting}
        fixed = {c for row in rows for c in self.polytope.rows[row].columns if c not in self._place}
        sides = [(c, upper) for c in sorted(columns | fixed) for upper in (False, True)]
        return rows, sides

    def _near(self, column: int) -> tuple[list[int], list[tuple[int, bool]]]:
        for part in self.polytope.components():
            inside = set(part.tolist())
            if column in inside:
                rows = [i for i, r in enumerate(self.polytope.rows) if r.columns[0] in inside]
                return rows, [(c, upper) for c in sorted(inside) for upper in (False, True)]
        return [], []

    def _thin(
        self,
        rows: list[int],
        bounds: list[tuple[int, bool]],
        wanted: tuple[int, float, float],
    ) -> tuple[list[int], list[tuple[int, bool]]]:
        """Drop each fact without which the interval still follows."""
        rows = irreducible(rows, lambda left: self._follows(left, bounds, wanted))
        inside = {c for r in rows for c in self.polytope.rows[r].columns} | {wanted[0]}
        bounds = [b for b in bounds if b[0] in inside and self._tells(b)]
        return rows, irreducible(bounds, lambda left: self._follows(rows, left, wanted))

    def _tells(self, bound: tuple[int, bool]) -> bool:
        column, upper = bound
        if upper:
            return bool(np.isfinite(self.polytope.upper[column]))
        return bool(self.polytope.lower[column] > 0)

    def _follows(
        self,
        rows: Sequence[int],
        bounds: Sequence[tuple[int, bool]],
        wanted: tuple[int, float, float],
        *,
        rounded: bool = True,
        whole: bool = False,
    ) -> bool:
        """Whether these facts alone give an interval no wider than the one wanted."""
        column, least, most = wanted
        self._trials += 1
        try:
            low, high = self._interval(rows, bounds, column, rounded=rounded, whole=whole)
        except Impossible:
            return True
        return low >= least - TOLERANCE and high <= most + TOLERANCE

    def _interval(
        self,
        rows: Sequence[int],
        bounds: Sequence[tuple[int, bool]],
        column: int,
        *,
        rounded: bool = True,
        whole: bool = False,
    ) -> tuple[float, float]:
        columns = sorted({c for r in rows for c in self.polytope.rows[r].columns} | {column})
        local = {c: k for k, c in enumerate(columns)}
        lower, upper = np.zeros(len(columns)), np.full(len(columns), np.inf)
        for c, is_upper in bounds:
            if c in local and is_upper:
                upper[local[c]] = self.polytope.upper[c]
            elif c in local:
                lower[local[c]] = self.polytope.lower[c]
        smaller = [
            Row(tuple(local[c] for c in r.columns), r.coefficients, r.lower, r.upper, r.fact)
            for r in (self.polytope.rows[i] for i in rows)
        ]
        return _interval(lower, upper, smaller, local[column], self._cap, rounded or whole, whole)

    def _ordered(self, rows: Sequence[int], column: int) -> tuple[int, ...]:
        """Order facts so that each ties on to those before it, and the count comes last."""
        left, order, reached = list(rows), [], {column}
        while left:
            near = [r for r in left if reached.intersection(self.polytope.rows[r].columns)]
            chosen = (near or left)[0]
            order.append(chosen)
            left.remove(chosen)
            reached.update(self.polytope.rows[chosen].columns)
        return tuple(reversed(order))


def irreducible(items: Sequence[T], enough: Callable[[list[T]], bool]) -> list[T]:
    """Return items of which none can be left out, when all together are ``enough``.

    Halves are left out first, then quarters, down to single items.

    Examples
    --------
    >>> irreducible(range(100), lambda left: {3, 70} <= set(left))
    [3, 70]
    """
    kept = list(items)
    size = max(1, len(kept) // 2)
    while True:
        start = 0
        while start < len(kept):
            left = kept[:start] + kept[start + size :]
            if enough(left):
                kept = left
            else:
                start += size
        if size == 1:
            return kept
        size = max(1, size // 2)


def _interval(
    lower: Floats,
    upper: Floats,
    rows: Sequence[Row],
    column: int,
    cap: float,
    rounded: bool,
    whole: bool,
) -> tuple[float, float]:
    if rounded:
        propagation = Propagation(lower, upper, rows)
        if propagation.conflict is not None:
            raise Impossible
        lower, upper = propagation.lower, propagation.upper
        if lower[column] == upper[column]:
            return float(lower[column]), float(upper[column])
    programme = Programme(lower, upper, rows, cap, whole=whole)
    low = programme.extreme(column, False).bound
    high = programme.extreme(column, True).bound
    high = np.inf if high >= cap / 10 else high
    if not rounded:
        return low, high
    return float(np.ceil(low - TOLERANCE)), float(np.floor(high + TOLERANCE))
