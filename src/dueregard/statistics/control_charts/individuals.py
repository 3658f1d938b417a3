"""XmR chart: one number per period, its limits from how much it moves between neighbours."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from dueregard.statistics.arguments import Value, number_array
from dueregard.statistics.control_charts.chart import ControlChart, assemble, series, stretches
from dueregard.statistics.estimate import Floats

RANGES_TO_LIMIT = 2.66  # 3 / 1.128: three standard deviations from a mean moving range of two
SCREEN = 3.267  # upper limit of a moving range of two, in mean moving ranges


def xmr_chart(
    values: Value,
    *,
    baseline: int | None = None,
    rebase_at: Sequence[int] = (),
    screen: bool = True,
) -> ControlChart:
    """Individuals chart of a series whose points have no denominator, or one that hardly moves.

    Parameters
    ----------
    values : array_like of float, shape (n,)
        One number per period, in time order.
    baseline : int, optional
        Limits come from the first so many points of each stretch only; default all.
    rebase_at : sequence of int
        Positions at which a new stretch with limits of its own starts.
    screen : bool
        Leave moving ranges of 3.267 times their mean or more out, once.

    Returns
    -------
    ControlChart
        Limits at the mean plus and minus 2.66 mean moving ranges.

    Raises
    ------
    ValueError
        Missing values, fewer than two points in a stretch, positions out of order.

    Notes
    -----
    Shewhart (1931); Wheeler and Chambers (1992); screening as in NHS England's "Making Data
    Count". For percentages of small groups use :func:`p_chart`: an XmR chart does not know that
    50 % of four is not 50 % of four hundred.

    Examples
    --------
    >>> chart = xmr_chart([12, 14, 11, 13, 15, 12, 14, 13, 12, 14, 11, 13])
    >>> round(float(chart.lower[0]), 2), round(float(chart.upper[0]), 2)
    (7.27, 18.4)
    """
    points = series("values", number_array("values", values))
    parts = []
    for stretch in stretches(points.size, rebase_at=rebase_at, baseline=baseline, fewest=2):
        known = points[stretch.baseline]
        half = RANGES_TO_LIMIT * mean_moving_range(known, screen=screen)
        middle = np.full(stretch.points.stop - stretch.points.start, known.mean())
        parts.append((stretch, middle, middle - half, middle + half))
    return assemble("xmr", points, parts)


def mean_moving_range(values: Floats, *, screen: bool) -> float:
    """Mean distance between neighbours, without distances that are special themselves."""
    moves = np.abs(np.diff(values))
    mean = float(moves.mean())
    kept = moves[moves < SCREEN * mean] if screen else moves
    return float(kept.mean()) if kept.size else mean
