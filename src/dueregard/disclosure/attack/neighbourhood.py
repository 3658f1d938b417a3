"""The unknowns around one: a part of a large component small enough for whole counts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .polytope import Floats, Row


def neighbourhood(rows: Sequence[Row], column: int, most: int) -> list[int]:
    """Return up to about ``most`` columns that share rows with ``column``, nearest first.

    Parameters
    ----------
    rows : sequence of Row
        All rows of the component.
    column : int
        Where to start.
    most : int
        No row is begun once this many columns are reached.

    Returns
    -------
    list of int
        Columns in increasing order, ``column`` among them.
    """
    touching: dict[int, list[int]] = {}
    for i, row in enumerate(rows):
        for c in row.columns:
            touching.setdefault(c, []).append(i)
    near = {column: None}
    queue = [column]
    seen: set[int] = set()
    for c in queue:
        for i in touching.get(c, ()):
            if i in seen or len(near) >= most:
                continue
            seen.add(i)
            new = [other for other in rows[i].columns if other not in near]
            near.update(dict.fromkeys(new))
            queue += new
    return sorted(near)


def relaxed(rows: Sequence[Row], near: Sequence[int], lower: Floats, upper: Floats) -> list[Row]:
    """Return the rows that touch ``near``, the other columns replaced by what they can add.

    Whatever these rows rule out, all rows together rule out.
    """
    place = {c: k for k, c in enumerate(near)}
    kept = []
    for row in rows:
        pairs = list(zip(row.columns, row.coefficients, strict=True))
        inside = [(place[c], v) for c, v in pairs if c in place]
        if not inside:
            continue
        outside = [(v * lower[c], v * upper[c]) for c, v in pairs if c not in place]
        least = sum(min(one, other) for one, other in outside)
        most = sum(max(one, other) for one, other in outside)
        columns, values = zip(*inside, strict=True)
        low, high = row.lower - most, row.upper - least
        if np.isfinite(low) or np.isfinite(high):
            kept.append(Row(columns, values, float(low), float(high), row.fact))
    return kept
