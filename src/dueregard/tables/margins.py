"""Margins: computed where they are not given, checked where they are."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from .dimension import Dimension
from .records import say

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]


def sums(dimensions: Sequence[Dimension]) -> Iterator[tuple[int, int, tuple[int, ...]]]:
    """Yield (axis, number of the parent, numbers of its parts), parts before parents."""
    for axis, dimension in enumerate(dimensions):
        for parent, parts in dimension.sums.items():
            yield axis, dimension.place[parent], tuple(dimension.place[part] for part in parts)


def fill(counts: IntArray, known: BoolArray, dimensions: Sequence[Dimension]) -> None:
    """Compute, in place, every margin that is not known from parts that all are.

    Parameters
    ----------
    counts : array of int, one axis per dimension
        Counts; what is not known is overwritten.
    known : array of bool
        Which counts are known; grows as margins are computed.
    dimensions : sequence of Dimension
        The dimensions, in the order of the axes.
    """
    for axis, parent, parts in sums(dimensions):
        below = np.take(counts, parts, axis=axis).sum(axis=axis)
        all_known = np.take(known, parts, axis=axis).all(axis=axis)
        at = (slice(None),) * axis + (parent,)
        new = all_known & ~known[at]
        counts[at] = np.where(new, below, counts[at])
        known[at] |= new


def mismatches(
    counts: IntArray,
    known: BoolArray,
    dimensions: Sequence[Dimension],
    places: Mapping[tuple[str, ...], str],
    elsewhere: str = "a computed total",
) -> Iterator[str]:
    """Yield a sentence for each margin that is not the sum of its parts.

    It begins with the place of the margin, or with `elsewhere` when that is not known.
    """
    names = [dimension.name for dimension in dimensions]
    for axis, parent, parts in sums(dimensions):
        dimension = dimensions[axis]
        below = np.take(counts, parts, axis=axis).sum(axis=axis)
        whole = np.take(known, parts, axis=axis).all(axis=axis)
        at = (slice(None),) * axis + (parent,)
        wrong = whole & known[at] & (below != counts[at])
        for index in np.argwhere(wrong):
            cell = [*index[:axis], parent, *index[axis:]]
            levels = tuple(d.all_levels[i] for d, i in zip(dimensions, cell, strict=True))
            said = "" if levels[axis] == dimension.total else _hierarchy(dimension, levels[axis])
            yield (
                f"{places.get(levels) or elsewhere}, column count: "
                f"{say(names, levels)} is {counts[tuple(cell)]}, but its parts by "
                f"{dimension.name} add up to {below[tuple(index)]}{said}"
            )


def _hierarchy(dimension: Dimension, parent: str) -> str:
    parts = ", ".join(f"“{part}”" for part in dimension.sums[parent])
    return f"; the hierarchy says that “{parent}” is the sum of {parts}"


def cells(dimensions: Sequence[Dimension]) -> Iterator[tuple[str, ...]]:
    """Yield the levels of every cell in the order of the table."""
    return itertools.product(*(dimension.all_levels for dimension in dimensions))
