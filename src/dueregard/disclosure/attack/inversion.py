"""Which counts print as what was published: every combination computed, those alike kept."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from .operands import Operand, Range
from .polytope import Floats, Row
from .recomputing import Counts, Printed, Recipe, printed_alike

_PIECE = 200_000
_SLACK = 1e-9


def combinations(ranges: Sequence[Range]) -> float:
    """Return how many combinations of whole counts the ranges leave.

    Examples
    --------
    >>> combinations([(1, 9), (2, 3)])
    18.0
    """
    sizes = [math.floor(high) - math.ceil(low) + 1 for low, high in ranges if high < math.inf]
    return math.inf if len(sizes) < len(ranges) else float(math.prod(max(s, 0) for s in sizes))


def printed_so(
    recipe: Recipe,
    printed: Printed,
    operands: Sequence[Operand],
    hidden: Sequence[int],
    ranges: Mapping[int, Range],
    rows: Sequence[Row] = (),
) -> Floats | None:
    """Return every combination of hidden counts that prints as what was published.

    Parameters
    ----------
    recipe : Recipe
        How the statistic follows from its operands.
    printed : mapping
        What was printed, as the numbers that print so.
    operands : sequence of Operand
        In the order the recipe takes them.
    hidden : sequence of int
        The h quantities behind them.
    ranges : mapping
        The least and the most of each quantity.
    rows : sequence of Row
        Facts about these quantities alone; their columns are numbers of quantities.

    Returns
    -------
    array of shape (k, h) or None
        None when there are too many combinations to look at.

    Examples
    --------
    >>> from .recomputing import one_group
    >>> wilson = one_group(method="wilson", confidence=0.95, scale=100, rates=False)
    >>> printed = {"lower": (3.95, 4.05), "upper": (23.05, 23.15)}
    >>> operands = Operand(((0, 1.0),)), Operand((), 40)
    >>> printed_so(wilson, printed, operands, [0], {0: (1, 9)}).tolist()
    [[4.0]]
    """
    if combinations([ranges[q] for q in hidden]) > recipe.looked_at:
        return None
    kept: list[Floats] = []
    asked = 0
    for piece in _pieces([ranges[q] for q in hidden]):
        columns = dict(zip(hidden, piece.T, strict=True))
        piece = piece[_agree(columns, rows, len(piece))]
        counts = _counts(operands, hidden, piece)
        flags = recipe.possible(counts)
        if recipe.quick is not None and "value" in printed:
            flags = flags & printed_alike(recipe.quick(counts), printed["value"])
        piece = piece[flags]
        asked += len(piece)
        if asked > recipe.most:
            return None
        if len(piece):
            kept.append(piece[recipe.fits(_counts(operands, hidden, piece), printed)])
    return np.concatenate(kept) if kept else np.empty((0, len(hidden)))


def _pieces(ranges: Sequence[Range]) -> Iterator[Floats]:
    starts = [math.ceil(low) for low, _ in ranges]
    shape = tuple(
        math.floor(high) - start + 1 for start, (_, high) in zip(starts, ranges, strict=True)
    )
    if min(shape) <= 0:
        return
    for begin in range(0, math.prod(shape), _PIECE):
        flat = np.arange(begin, min(begin + _PIECE, math.prod(shape)))
        yield np.stack(np.unravel_index(flat, shape), axis=-1).astype(np.float64) + starts


def _counts(operands: Sequence[Operand], hidden: Sequence[int], piece: Floats) -> Counts:
    columns = dict(zip(hidden, piece.T, strict=True))
    return tuple(np.broadcast_to(o.at(columns), len(piece)).astype(np.float64) for o in operands)


def _agree(columns: Mapping[int, Floats], rows: Sequence[Row], size: int) -> Floats:
    flags = np.ones(size, dtype=bool)
    for row in rows:
        total = sum(v * columns[q] for q, v in zip(row.columns, row.coefficients, strict=True))
        flags &= (total >= row.lower - _SLACK) & (total <= row.upper + _SLACK)
    return flags
