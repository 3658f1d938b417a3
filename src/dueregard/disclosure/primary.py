"""Primary rules: which counts are unsafe by themselves, and how wide each must be hidden."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from dueregard.tables import FrequencyTable, UnusableTable
from dueregard.tables.counts import Counts
from dueregard.tables.margins import BoolArray, IntArray, sums
from dueregard.tables.seal import READING

from .policy import DisclosurePolicy
from .rules import Dominance


@dataclass(frozen=True)
class Primary:
    """What the primary rules say of each cell of a table.

    Parameters
    ----------
    unsafe : array of bool
        Cells that must be hidden.
    width : array of int
        How wide the interval an outsider can deduce must be; 0 where the cell is not unsafe.
    """

    unsafe: BoolArray
    width: IntArray


def primary(table: FrequencyTable, policy: DisclosurePolicy) -> Primary:
    """Apply the threshold, zeros, dominance and group disclosure.

    Margins are looked at like inner cells: a small total is as telling as a small part.

    Parameters
    ----------
    table : FrequencyTable
        The confidential counts.
    policy : DisclosurePolicy
        What is unsafe.

    Returns
    -------
    Primary
        The unsafe cells and their widths.

    Raises
    ------
    UnusableTable
        When dominance is asked for and contributors are not given.
    """
    counts = table._confidential(READING)
    values = counts.values
    shown = counts.applicable & counts.collected
    unsafe = (values > 0) & (values < policy.threshold)
    if policy.zeros == "unsafe":
        unsafe |= values == 0
    width = np.where(unsafe, policy.width, 0)
    for dimension in policy.group_disclosure:
        if dimension in table.names:
            all_one = _all_one_answer(table, counts, table.names.index(dimension))
            unsafe |= all_one
            width = np.where(all_one, np.maximum(width, policy.width), width)
    if policy.dominance is not None:
        needed = _dominated(table, counts, policy.dominance)
        unsafe |= needed > 0
        width = np.maximum(width, np.where(needed > 0, np.maximum(needed, policy.width), 0))
    return Primary(unsafe & shown, np.where(unsafe & shown, width, 0).astype(np.int64))


def _all_one_answer(table: FrequencyTable, counts: Counts, axis: int) -> BoolArray:
    """Cells that hold everybody of their row: who is in the row has given that answer."""
    found = np.zeros(counts.values.shape, dtype=bool)
    for along, parent, parts in sums(table.dimensions):
        if along != axis:
            continue
        whole = np.take(counts.values, [parent], axis=axis)
        below = np.take(counts.values, parts, axis=axis)
        answers = (below == whole) & (whole > 0)
        if len(parts) > 1:
            at = (slice(None),) * axis + (list(parts),)
            found[at] |= answers
    return found


def _dominated(table: FrequencyTable, counts: Counts, rule: Dominance) -> IntArray:
    """Width each dominated cell needs (0: not dominated); after the (n, k) and p% rules."""
    if counts.largest is None:
        raise UnusableTable(
            [
                f"table {table.name}: the policy has a dominance rule, which needs the columns "
                "largest_1 and largest_2 (the two largest contributions to each count)"
            ]
        )
    values = counts.values.astype(float)
    missing = (counts.largest[..., 0] < 0) & counts.given & (counts.values > 0)
    if missing.any():
        raise UnusableTable(
            [
                f"table {table.name}: {int(missing.sum())} cells have no largest_1 and largest_2, "
                "which the dominance rule needs"
            ]
        )
    first, second = (np.maximum(counts.largest[..., i], 0).astype(float) for i in (0, 1))
    needed = np.zeros(values.shape)
    if rule.p is not None:
        short = rule.p / 100 * first - (values - first - second)
        needed = np.maximum(needed, np.where((short > 0) & (first > 0), short, 0.0))
    if rule.n is not None and rule.k is not None:
        top = first if rule.n == 1 else first + second
        short = top * 100 / rule.k - values
        dominated = (values > 0) & (top * 100 >= rule.k * values)
        needed = np.maximum(needed, np.where(dominated, np.maximum(short, 1.0), 0.0))
    known = counts.largest[..., 0] >= 0
    return np.where(known, np.vectorize(math.ceil)(needed), 0).astype(np.int64)
