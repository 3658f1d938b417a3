"""Counts that come as arrays: checked and completed without a loop over cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np
import numpy.typing as npt

from . import margins
from .counts import LARGEST_SUM, Counts
from .dimension import Dimension
from .margins import BoolArray, IntArray
from .problems import SHOWN, UnusableTable
from .records import say

Numbers = npt.NDArray[np.integer] | npt.NDArray[np.floating]


@dataclass(frozen=True)
class CountArrays:
    """Counts and what is known of them, one axis per dimension. Confidential.

    The axis of a dimension holds the levels without parts, all its levels, or all its levels and
    then the total; always in the order of the dimension.

    Parameters
    ----------
    values : array of whole numbers
        Counts.
    not_applicable, not_collected : array of bool, optional
        Where there can be nobody, and where nothing was collected; of the shape of `values`.
    record_keys : array of int, optional
        Sum of the record keys of the people in each cell; of the shape of `values`.
    contributors : array of int, two in its last axis, optional
        The two largest contributions to each count; -1 where unknown.
    """

    values: Numbers
    not_applicable: npt.ArrayLike | None = None
    not_collected: npt.ArrayLike | None = None
    record_keys: npt.ArrayLike | None = None
    contributors: npt.ArrayLike | None = None

    def __repr__(self) -> str:
        return f"<CountArrays of shape {np.shape(self.values)}; confidential>"


def counts_from_arrays(
    dimensions: Sequence[Dimension], arrays: CountArrays, *, totals: bool = True
) -> Counts:
    """Return the counts of arrays, with every margin that can be computed.

    Parameters
    ----------
    dimensions : sequence of Dimension
        The dimensions, in the order of the axes.
    arrays : CountArrays
        Counts and what is known of them.
    totals : bool
        Whether margins that are computed are cells of the table; if not, they are in no row.

    Raises
    ------
    UnusableTable
        For a shape that fits no choice of levels, and for counts that are not whole, negative,
        too large or where there can be nobody, contributions larger than their count and margins
        that are not the sum of their parts, each with its cell.
    """
    values = _whole(arrays.values, "values")
    at = np.ix_(*_places(dimensions, values.shape))
    shape = [len(dimension.all_levels) for dimension in dimensions]
    absent, lost = _mask(arrays.not_applicable, values), _mask(arrays.not_collected, values)
    values = np.where(lost, 0, values)
    full = Counts(
        np.zeros(shape, dtype=np.int64),
        np.full(shape, totals, dtype=bool),
        np.ones(shape, dtype=bool),
        np.ones(shape, dtype=bool),
    )
    full.values[at], full.given[at], full.applicable[at] = values, True, ~absent
    known = np.zeros(shape, dtype=bool)
    known[at] = ~lost
    full.collected[at] = ~lost
    largest = _contributors(arrays.contributors, values.shape, shape, at)
    _refuse_numbers(full, dimensions, largest)
    margins.fill(full.values, known, dimensions)
    if problems := list(
        islice(margins.mismatches(full.values, known, dimensions, {}, "values"), SHOWN + 1)
    ):
        raise UnusableTable(problems)
    return replace(
        full,
        collected=full.collected & known,
        largest=largest,
        cell_keys=_cell_keys(arrays.record_keys, dimensions, shape, at),
    )


def _places(dimensions: Sequence[Dimension], shape: tuple[int, ...]) -> list[list[int]]:
    """The levels each axis holds, as numbers of `Dimension.all_levels`."""
    if len(shape) != len(dimensions):
        raise UnusableTable(
            [f"values: it has {len(shape)} axes; one for each of {len(dimensions)} dimensions"]
        )
    found, problems = [], []
    for size, dimension in zip(shape, dimensions, strict=True):
        leaves = [i for i, level in enumerate(dimension.levels) if level not in dimension.sums]
        allowed = {
            len(some): some
            for some in (
                list(range(len(dimension.all_levels))),
                list(range(len(dimension.levels))),
                leaves,
            )
        }
        if size in allowed:
            found.append(allowed[size])
        else:
            sizes = " or ".join(str(n) for n in sorted(allowed))
            problems.append(f"values, axis {dimension.name}: it is {size} long; {sizes} is allowed")
    if problems:
        raise UnusableTable(problems)
    return found


def _whole(numbers: npt.ArrayLike, name: str) -> IntArray:
    array = np.asarray(numbers)
    if array.dtype.kind not in "iuf":
        raise UnusableTable([f"{name}: whole numbers are allowed, not {array.dtype}"])
    wrong = array != np.floor(array) if array.dtype.kind == "f" else np.zeros(array.shape, bool)
    wrong = wrong | (np.abs(array.astype(np.float64)) > LARGEST_SUM) | ~np.isfinite(array)
    if wrong.any():
        raise UnusableTable(
            [f"{name}: {int(wrong.sum())} are not whole numbers of at most {LARGEST_SUM:,}"]
        )
    return array.astype(np.int64)


def _mask(given: npt.ArrayLike | None, values: IntArray) -> BoolArray:
    mask = np.zeros(values.shape, dtype=bool) if given is None else np.asarray(given)
    if mask.dtype != bool or mask.shape != values.shape:
        raise UnusableTable(
            ["not_applicable, not_collected: arrays of true and false of the shape of values"]
        )
    return mask


def _contributors(
    given: npt.ArrayLike | None,
    inner: tuple[int, ...],
    shape: Sequence[int],
    at: tuple[IntArray, ...],
) -> IntArray | None:
    if given is None:
        return None
    pairs = _whole(given, "contributors")
    if pairs.shape != (*inner, 2):
        raise UnusableTable([f"contributors: its shape is {pairs.shape}, not {(*inner, 2)}"])
    largest = np.full([*shape, 2], -1, dtype=np.int64)
    largest[at] = pairs
    return largest


def _refuse_numbers(
    counts: Counts, dimensions: Sequence[Dimension], largest: IntArray | None
) -> None:
    values = counts.values
    checks = [
        (values < 0, "the count is negative"),
        ((values != 0) & ~counts.applicable, "there is a count where there can be nobody"),
    ]
    if largest is not None:
        first, second = largest[..., 0], largest[..., 1]
        known = (first >= 0) & counts.collected
        wrong = known & ((second < 0) | (second > first) | (first + second > values))
        checks.append((wrong, "the two largest contributions are not those of that count"))
    names = [dimension.name for dimension in dimensions]
    problems = [
        f"{_cell(names, dimensions, index)}: {what}"
        for wrong, what in checks
        for index in np.argwhere(wrong)[: SHOWN + 1]
    ]
    if not problems and values.sum(dtype=np.float64) > LARGEST_SUM:
        problems.append(f"values: they add up to more than {LARGEST_SUM:,}")
    if problems:
        raise UnusableTable(problems)


def _cell(names: Sequence[str], dimensions: Sequence[Dimension], index: IntArray) -> str:
    return say(names, [d.all_levels[i] for d, i in zip(dimensions, index, strict=True)])


def _cell_keys(
    given: npt.ArrayLike | None,
    dimensions: Sequence[Dimension],
    shape: Sequence[int],
    at: tuple[IntArray, ...],
) -> IntArray | None:
    if given is None:
        return None
    keys = _whole(given, "record_keys")
    inner = tuple(axis.size for axis in at)
    if keys.shape != inner:
        raise UnusableTable([f"record_keys: its shape is {keys.shape}, not {inner}"])
    if (keys < 0).any():
        raise UnusableTable(
            ["record_keys: a key is negative; sums of keys from 0 to 255 are allowed"]
        )
    full, known = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=bool)
    full[at], known[at] = keys, True
    margins.fill(full, known, dimensions)
    return full
