"""Rules that tell a special cause from the usual variation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from dueregard.statistics.arguments import check_choice
from dueregard.statistics.control_charts.chart import ControlChart
from dueregard.statistics.estimate import Flags

RULES = ("outside_limits", "shift", "trend", "two_of_three")
RUN = 7
Direction = Literal["increase", "decrease", "neutral"]
DIRECTIONS: tuple[Direction, ...] = ("increase", "decrease", "neutral")
Signs = NDArray[np.int_]


@dataclass(frozen=True)
class SpecialCauses:
    """Which points of a chart stand out, by which rule, and which way.

    Parameters
    ----------
    flags : mapping of str to ndarray of int
        For each rule: 1 special and high (or rising), -1 special and low (or falling), 0 not.
    any : ndarray of bool
        Points special by at least one rule.
    kinds : tuple of str
        For each point ``common``, ``improvement``, ``concern``, ``high`` or ``low``; the last
        two when neither way is better, or when rules disagree about it.
    """

    flags: Mapping[str, Signs]
    any: Flags
    kinds: tuple[str, ...]


def special_causes(
    chart: ControlChart,
    *,
    rules: Sequence[str] = RULES,
    run: int = RUN,
    improvement: Direction = "neutral",
) -> SpecialCauses:
    """Find the points that the usual variation does not explain.

    Parameters
    ----------
    chart : ControlChart
        Any control chart. Rules never reach across a rebasing.
    rules : sequence of str
        ``outside_limits``: beyond a process limit; ``shift``: seven points in a row on one side
        of the centre; ``trend``: seven points in a row all rising or all falling;
        ``two_of_three``: two of three points in a row between the near limit and the limit,
        all three on the same side.
    run : int
        Length of a shift or a trend.
    improvement : str
        Which way is better: ``increase``, ``decrease`` or ``neutral``.

    Returns
    -------
    SpecialCauses
        Every point of a run is flagged, not its last alone.

    Raises
    ------
    ValueError
        Unknown rule or direction, a run shorter than three.

    Notes
    -----
    Rules of NHS England's "Making Data Count". With four rules about one point in a hundred of a
    steady process is flagged by chance: more on a long chart.

    Examples
    --------
    >>> from dueregard.statistics import xmr_chart
    >>> chart = xmr_chart([5, 6, 5, 6, 5, 6, 5, 6, 5, 6, 5, 20])
    >>> special_causes(chart, improvement="increase").kinds[-1]
    'improvement'
    """
    check_choice("improvement", improvement, DIRECTIONS)
    for rule in rules:
        check_choice("rules", rule, RULES)
    if run < 3:
        raise ValueError(f"run must be at least 3 points, not {run}")
    finders = {
        "outside_limits": _outside,
        "shift": lambda part: _shift(part, run),
        "trend": lambda part: _trend(part, run),
        "two_of_three": _two_of_three,
    }
    flags = {rule: np.zeros(chart.values.size, dtype=int) for rule in rules}
    for number in range(int(chart.segment.max()) + 1):
        part = _part(chart, chart.segment == number)
        for rule in rules:
            flags[rule][chart.segment == number] = finders[rule](part)
    table = np.array([flags[rule] for rule in rules]).reshape(len(flags), chart.values.size)
    return SpecialCauses(flags, (table != 0).any(axis=0), _kinds(table, improvement))


@dataclass(frozen=True)
class _Part:
    """A stretch: its values, its side of the centre, and how near the limits it is."""

    values: NDArray[np.float64]
    side: Signs
    beyond: Flags
    near: Flags


def _part(chart: ControlChart, points: Flags) -> _Part:
    values = chart.values[points]
    beyond = (values > chart.upper[points]) | (values < chart.lower[points])
    near = (values > chart.near_upper[points]) | (values < chart.near_lower[points])
    side = np.sign(values - chart.centre[points]).astype(int)
    return _Part(values, side, beyond, near & ~beyond)


def _outside(part: _Part) -> Signs:
    return np.where(part.beyond, part.side, 0)


def _spread(ends: Signs, run: int) -> Signs:
    """From flags on the last point of a run to flags on all its points."""
    flags = np.zeros(ends.size, dtype=int)
    for end in np.flatnonzero(ends):
        flags[max(end - run + 1, 0) : end + 1] = ends[end]
    return flags


def _runs(steps: Signs, length: int) -> Signs:
    """Last positions of ``length`` equal steps in a row, other than zero."""
    ends = np.zeros(steps.size, dtype=int)
    if steps.size >= length:
        windows = np.lib.stride_tricks.sliding_window_view(steps, length)
        same = (windows == windows[:, :1]).all(axis=1)
        ends[length - 1 :] = np.where(same, windows[:, 0], 0)
    return ends


def _shift(part: _Part, run: int) -> Signs:
    return _spread(_runs(part.side, run), run)


def _trend(part: _Part, run: int) -> Signs:
    steps = np.sign(np.diff(part.values)).astype(int)
    return _spread(np.concatenate([[0], _runs(steps, run - 1)]), run)


def _two_of_three(part: _Part) -> Signs:
    flags = np.zeros(part.values.size, dtype=int)
    for start in range(part.values.size - 2):
        three = slice(start, start + 3)
        if abs(part.side[three].sum()) == 3 and part.near[three].sum() >= 2:
            flags[three] = np.where(part.near[three], part.side[three], flags[three])
    return flags


def _kinds(table: Signs, improvement: Direction) -> tuple[str, ...]:
    if not len(table):
        return ("common",) * int(table.shape[1])
    words: dict[Direction, dict[int, str]] = {
        "increase": {1: "improvement", -1: "concern"},
        "decrease": {1: "concern", -1: "improvement"},
        "neutral": {1: "high", -1: "low"},
    }
    kinds: list[str] = []
    for column in table.T:
        ways = {int(way) for way in column if way}
        # Rules in the order given decide; where they disagree only the side is said.
        first = next((int(way) for way in column if way), 0)
        said = words[improvement if len(ways) == 1 else "neutral"]
        kinds.append(said[first] if ways else "common")
    return tuple(kinds)
