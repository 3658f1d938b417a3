"""Charts of the gaps between rare events, where counts per period are mostly zero."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import stats

from dueregard.statistics.arguments import Value, count_array, exposure_array
from dueregard.statistics.control_charts.chart import ControlChart, assemble, series, stretches
from dueregard.statistics.control_charts.individuals import RANGES_TO_LIMIT, mean_moving_range

TAIL = stats.norm.sf(3)  # probability beyond three standard deviations, one side
NEAR_TAIL = stats.norm.sf(2)
TRANSFORM = 1 / 3.6  # makes Weibull and exponential gaps nearly normal


def g_chart(
    values: Value,
    *,
    baseline: int | None = None,
    rebase_at: Sequence[int] = (),
) -> ControlChart:
    """Chart of how many cases went by between two events (vettings between two refusals).

    Parameters
    ----------
    values : array_like of int, shape (n,)
        Cases between successive events, in time order; 0 is two events in a row.
    baseline : int, optional
        Limits come from the first so many points of each stretch only; default all.
    rebase_at : sequence of int
        Positions at which a new stretch with limits of its own starts.

    Returns
    -------
    ControlChart
        The centre is the median of the geometric distribution; limits are its quantiles at the
        probabilities of three (and near limits at two) standard deviations, as a distribution so
        skewed has no useful limits at equal distance. High points are *fewer* events.

    Raises
    ------
    ValueError
        Negative or fractional numbers, fewer than two points in a stretch.

    Notes
    -----
    Benneyan (2001), "Number-between g-type statistical quality control charts"; probability
    limits.

    Examples
    --------
    >>> chart = g_chart([14, 3, 25, 8, 40, 12, 5, 19, 30, 2, 11, 17])
    >>> float(chart.centre[0]), float(chart.upper[0])
    (11.0, 105.0)
    """
    points = series("values", count_array("values", values))
    parts, near = [], []
    for stretch in stretches(points.size, rebase_at=rebase_at, baseline=baseline, fewest=2):
        mean = float(points[stretch.baseline].mean())
        # With no case between any two events the distribution is all at zero.
        law = stats.geom(1 / (mean + 1), loc=-1) if mean else stats.bernoulli(0)
        size = stretch.points.stop - stretch.points.start
        at = [np.full(size, law.ppf(q)) for q in (0.5, TAIL, 1 - TAIL, NEAR_TAIL, 1 - NEAR_TAIL)]
        parts.append((stretch, at[0], at[1], at[2]))
        near.append((at[3], at[4]))
    return assemble("g", points, parts, floor=0.0, near=near)


def t_chart(
    values: Value,
    *,
    baseline: int | None = None,
    rebase_at: Sequence[int] = (),
) -> ControlChart:
    """Chart of the time between rare events (days between two grievances).

    Parameters
    ----------
    values : array_like of float, shape (n,)
        Time between successive events, in any unit, in time order. Two events at the same moment
        are 0; count in hours rather than days when that happens often.
    baseline : int, optional
        Limits come from the first so many points of each stretch only; default all.
    rebase_at : sequence of int
        Positions at which a new stretch with limits of its own starts.

    Returns
    -------
    ControlChart
        An XmR chart of the times to the power 1/3.6, brought back to the unit of the times.
        High points are *fewer* events.

    Raises
    ------
    ValueError
        Negative times, fewer than two points in a stretch.

    Notes
    -----
    Nelson (1994), "A control chart for parts-per-million nonconforming items".

    Examples
    --------
    >>> chart = t_chart([10, 24, 8, 31, 15, 2, 40, 12, 19, 7, 22, 28])
    >>> round(float(chart.centre[0]), 1), round(float(chart.upper[0]), 1)
    (15.5, 136.2)
    """
    points = series("values", exposure_array("values", values))
    changed = points**TRANSFORM
    parts, near = [], []
    for stretch in stretches(points.size, rebase_at=rebase_at, baseline=baseline, fewest=2):
        known = changed[stretch.baseline]
        half = RANGES_TO_LIMIT * mean_moving_range(known, screen=False)
        size, mean = stretch.points.stop - stretch.points.start, known.mean()
        at = [
            np.full(size, max(mean + share * half, 0.0) ** (1 / TRANSFORM))
            for share in (0, -1, 1, -2 / 3, 2 / 3)
        ]
        parts.append((stretch, at[0], at[1], at[2]))
        near.append((at[3], at[4]))
    return assemble("t", points, parts, floor=0.0, near=near)
