"""Counts as an engine gives them back: one number for each combination of levels found."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from .calendar_periods import period_name
from .conditions import NOT_RECORDED

Key = tuple[Any, ...]
IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Cells:
    """Confidential counts by the levels of some keys; combinations that are not there are empty.

    Parameters
    ----------
    keys : tuple
        What each axis is: column, grain, groups.
    levels : tuple of tuple of str
        The levels of each axis.
    codes : tuple of int64 array of shape (n,)
        For each axis, the number of the level of each count.
    values : int64 array of shape (n,)
        The counts.
    """

    keys: tuple[Key, ...]
    levels: tuple[tuple[str, ...], ...]
    codes: tuple[IntArray, ...]
    values: IntArray

    def __repr__(self) -> str:
        return "<Cells; confidential>"

    @classmethod
    def of(cls, answer: pa.Table, keys: tuple[Key, ...]) -> Cells:
        """Read the answer of an engine: columns k0, k1, … and the counts in n."""
        axes = [_axis(answer[f"k{number}"], grain) for number, (_, grain, _) in enumerate(keys)]
        values = answer["n"].combine_chunks().cast(pa.int64()).fill_null(0)
        cells = cls(
            keys,
            tuple(levels for levels, _ in axes),
            tuple(codes for _, codes in axes),
            values.to_numpy(zero_copy_only=False).astype(np.int64),
        )
        # Nothing and the code for nothing are one level.
        for number in range(len(keys)):
            if len(set(cells.levels[number])) < len(cells.levels[number]):
                cells = cells.relabelled(number, str)
        return cells

    @property
    def size(self) -> int:
        """How many combinations there are."""
        return int(self.values.size)

    @property
    def sum(self) -> int:
        """The sum of all counts."""
        return int(self.values.sum())

    def ordered(self, keys: Sequence[Key]) -> Cells:
        """The same counts with these axes, in this order; a key may be there twice."""
        places = [self.keys.index(key) for key in keys]
        return Cells(
            tuple(keys),
            tuple(self.levels[place] for place in places),
            tuple(self.codes[place] for place in places),
            self.values,
        )

    def margin(self, keys: Sequence[Key]) -> Cells:
        """The sums over all axes but these."""
        return self.ordered(keys)._merged()

    def relabelled(self, axis: int, label: Callable[[str], str]) -> Cells:
        """The sums with the levels of an axis under other names, some of which may be equal."""
        names = [label(level) for level in self.levels[axis]]
        distinct = tuple(dict.fromkeys(names))
        to = np.array([distinct.index(name) for name in names], dtype=np.int64)
        levels, codes = list(self.levels), list(self.codes)
        levels[axis], codes[axis] = distinct, to[codes[axis]] if names else codes[axis]
        return Cells(self.keys, tuple(levels), tuple(codes), self.values)._merged()

    def _merged(self) -> Cells:
        if not self.codes:
            whole = np.array([self.sum], dtype=np.int64)
            return Cells(self.keys, self.levels, self.codes, whole)
        shape = tuple(max(len(levels), 1) for levels in self.levels)
        flat = np.ravel_multi_index(self.codes, shape)
        places, inverse = np.unique(flat, return_inverse=True)
        values = np.zeros(places.size, dtype=np.int64)
        np.add.at(values, inverse, self.values)
        codes = tuple(np.asarray(c, dtype=np.int64) for c in np.unravel_index(places, shape))
        return Cells(self.keys, self.levels, codes, values)


def _axis(column: pa.ChunkedArray, grain: str) -> tuple[tuple[str, ...], IntArray]:
    encoded = column.combine_chunks()
    if not pa.types.is_dictionary(encoded.type):
        encoded = encoded.dictionary_encode()
    levels = [_level(value, grain) for value in encoded.dictionary.to_pylist()]
    codes = encoded.indices.cast(pa.int64())
    if encoded.null_count:
        levels.append(NOT_RECORDED)
        codes = codes.fill_null(len(levels) - 1)
    return tuple(levels), codes.to_numpy(zero_copy_only=False).astype(np.int64)


def _level(value: Any, grain: str) -> str:
    if value is None:
        return NOT_RECORDED
    if grain:
        return period_name(int(value), grain)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime.date):
        return value.isoformat()
    return str(value)
