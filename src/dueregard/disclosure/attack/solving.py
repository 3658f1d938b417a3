"""From a polytope to the interval of every hidden count, component by component."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from .deduction import Component, Deduced
from .polytope import Polytope, Propagation, Row
from .programme import Impossible

#: Up to this many hidden counts every interval is found, beyond it only what the verdict needs.
ALL_INTERVALS = 1_000


def ceiling(polytope: Polytope) -> float:
    """Return a number far above every count the facts speak of: it stands for infinity."""
    sides = [abs(side) for row in polytope.rows for side in (row.lower, row.upper)]
    bounds = [*polytope.lower, *polytope.upper]
    most = max((side for side in (*sides, *bounds) if np.isfinite(side)), default=0.0)
    return max(1e5, 100 * float(most))


def reduce(polytope: Polytope, propagation: Propagation) -> tuple[Polytope, dict[int, int]]:
    """Put in the counts propagation has fixed; return the rest and old column to new."""
    free = np.flatnonzero(propagation.lower < propagation.upper).tolist()
    place = {column: k for k, column in enumerate(free)}
    rows = []
    for row in polytope.rows:
        pairs = list(zip(row.columns, row.coefficients, strict=True))
        known = sum(v * propagation.lower[c] for c, v in pairs if c not in place)
        left = [(place[c], v) for c, v in pairs if c in place]
        if left:
            columns, values = zip(*left, strict=True)
            rows.append(Row(columns, values, row.lower - known, row.upper - known, row.fact))
    choices = frozenset(place[column] for column in polytope.choices if column in place)
    return (
        Polytope(free, propagation.lower[free], propagation.upper[free], rows, choices),
        place,
    )


def solve(
    polytope: Polytope,
    propagation: Propagation,
    required: Mapping[int, float],
    *,
    exact: bool | None = None,
) -> dict[int, Deduced]:
    """Return what can be deduced of each column in ``required``.

    Parameters
    ----------
    polytope : Polytope
    propagation : Propagation
        Of the polytope, without conflict.
    required : mapping of column to width
    exact : bool, optional
        Find every interval (True) or only what the verdict needs (False); by default every one
        up to `ALL_INTERVALS` hidden counts.

    Raises
    ------
    Impossible
        When no counts satisfy all rows.
    """
    exact = len(required) <= ALL_INTERVALS if exact is None else exact
    cap = ceiling(polytope)
    reduced, place = reduce(polytope, propagation)
    found = {
        column: Deduced(value, value, True, True)
        for column in required
        if column not in place
        for value in [float(propagation.lower[column])]
    }
    rows_of: dict[int, list[Row]] = {}
    component_of = {}
    parts = reduced.components()
    for number, part in enumerate(parts):
        component_of.update(dict.fromkeys(part.tolist(), number))
    for row in reduced.rows:
        rows_of.setdefault(component_of[row.columns[0]], []).append(row)
    for number, part in enumerate(parts):
        local = {column: k for k, column in enumerate(part.tolist())}
        targets = {
            local[place[column]]: width
            for column, width in required.items()
            if column in place and place[column] in local
        }
        if not targets and not rows_of.get(number):
            continue
        rows = [
            Row(tuple(local[c] for c in r.columns), r.coefficients, r.lower, r.upper, r.fact)
            for r in rows_of.get(number, ())
        ]
        choices = sum(column in reduced.choices for column in local)
        component = Component(reduced.lower[part], reduced.upper[part], rows, cap, choices)
        component.bound(targets) if exact else component.judge(targets)
        for k, width in targets.items():
            column = reduced.quantities[int(part[k])]
            found[column] = component.deduced(k, width)
    return found


__all__ = ["ALL_INTERVALS", "Impossible", "ceiling", "reduce", "solve"]
