"""Charts of shares and rates: limits that know how many people stand behind each point."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from scipy import stats

from dueregard.statistics.arguments import (
    Value,
    broadcast,
    check_at_most,
    count_array,
    exposure_array,
)
from dueregard.statistics.control_charts.chart import (
    ControlChart,
    Stretch,
    assemble,
    series,
    stretches,
)
from dueregard.statistics.control_charts.individuals import mean_moving_range
from dueregard.statistics.estimate import Flags, Floats

RANGE_TO_DEVIATION = 1.128  # mean range of two standard normal numbers
FEWEST_EXPECTED = 5
NORMAL = {"limit": stats.norm.cdf(3), "near": stats.norm.cdf(2)}  # tails of three and two sigma


def p_chart(
    *,
    events: Value,
    total: Value,
    baseline: int | None = None,
    rebase_at: Sequence[int] = (),
) -> ControlChart:
    """Chart of a share (promoted of those who applied), from counts.

    Parameters
    ----------
    events, total : array_like of int, shape (n,)
        People with the event and people, in time order.
    baseline : int, optional
        Limits come from the first so many points of each stretch only; default all.
    rebase_at : sequence of int
        Positions at which a new stretch with limits of its own starts.

    Returns
    -------
    ControlChart
        Three standard errors around the overall share; where fewer than 5 events (or fewer than
        5 people without) are expected, binomial quantiles of the same probability, with a note.

    Raises
    ------
    ValueError
        More events than people, a period without people, fewer than two points in a stretch.

    Notes
    -----
    Shewhart (1931); Montgomery, *Introduction to Statistical Quality Control*, ch. 7.

    Examples
    --------
    >>> chart = p_chart(events=[20, 25, 18, 22], total=[100, 110, 90, 100])
    >>> round(float(chart.centre[0]), 4), round(float(chart.upper[0]), 4)
    (0.2125, 0.3352)
    """
    return _chart("p", events, total, baseline, rebase_at, inflate=False)


def laney_p_chart(
    *,
    events: Value,
    total: Value,
    baseline: int | None = None,
    rebase_at: Sequence[int] = (),
) -> ControlChart:
    """P-chart whose limits also allow for the usual change between periods (p′ chart).

    Parameters
    ----------
    events, total : array_like of int, shape (n,)
        People with the event and people, in time order.
    baseline : int, optional
        Limits come from the first so many points of each stretch only; default all.
    rebase_at : sequence of int
        Positions at which a new stretch with limits of its own starts.

    Returns
    -------
    ControlChart
        The binomial limits times sigma z, the mean moving range of the z-scores over 1.128.

    Raises
    ------
    ValueError
        As :func:`p_chart`.

    Notes
    -----
    Laney (2002), "Improved control charts for attributes". For large denominators, where plain
    limits are so narrow that nearly every point is outside.

    Examples
    --------
    >>> counts = dict(events=[210, 280, 190, 260], total=[1000, 1100, 900, 1000])
    >>> bool(laney_p_chart(**counts).upper[0] > p_chart(**counts).upper[0])
    True
    """
    return _chart("laney_p", events, total, baseline, rebase_at, inflate=True)


def u_chart(
    *,
    events: Value,
    exposure: Value,
    baseline: int | None = None,
    rebase_at: Sequence[int] = (),
) -> ControlChart:
    """Chart of a rate of events that can happen to a person more than once (grievances).

    Parameters
    ----------
    events : array_like of int, shape (n,)
        Events in each period, in time order.
    exposure : array_like of float, shape (n,)
        People or person-years in each period.
    baseline : int, optional
        Limits come from the first so many points of each stretch only; default all.
    rebase_at : sequence of int
        Positions at which a new stretch with limits of its own starts.

    Returns
    -------
    ControlChart
        Three standard errors around the overall rate; Poisson quantiles of the same probability
        where fewer than 5 events are expected, with a note.

    Raises
    ------
    ValueError
        Fractional events, a period without exposure, fewer than two points in a stretch.

    Notes
    -----
    Shewhart (1931); Montgomery, *Introduction to Statistical Quality Control*, ch. 7.

    Examples
    --------
    >>> chart = u_chart(events=[9, 12, 7, 8], exposure=[100, 120, 90, 90])
    >>> float(chart.centre[0]), round(float(chart.upper[0]), 2)
    (0.09, 0.18)
    """
    return _chart("u", events, exposure, baseline, rebase_at, inflate=False)


def u_prime_chart(
    *,
    events: Value,
    exposure: Value,
    baseline: int | None = None,
    rebase_at: Sequence[int] = (),
) -> ControlChart:
    """U-chart whose limits also allow for the usual change between periods (u′ chart).

    Parameters
    ----------
    events : array_like of int, shape (n,)
        Events in each period, in time order.
    exposure : array_like of float, shape (n,)
        People or person-years in each period.
    baseline : int, optional
        Limits come from the first so many points of each stretch only; default all.
    rebase_at : sequence of int
        Positions at which a new stretch with limits of its own starts.

    Returns
    -------
    ControlChart
        The Poisson limits times sigma z, the mean moving range of the z-scores over 1.128.

    Raises
    ------
    ValueError
        As :func:`u_chart`.

    Notes
    -----
    Laney (2002), "Improved control charts for attributes".

    Examples
    --------
    >>> counts = dict(events=[900, 1300, 800, 1100], exposure=[9000, 11000, 9000, 10000])
    >>> bool(u_prime_chart(**counts).upper[0] > u_chart(**counts).upper[0])
    True
    """
    return _chart("u_prime", events, exposure, baseline, rebase_at, inflate=True)


def _chart(
    kind: str,
    events: Value,
    size: Value,
    baseline: int | None,
    rebase_at: Sequence[int],
    *,
    inflate: bool,
) -> ControlChart:
    share = kind in ("p", "laney_p")
    name = "total" if share else "exposure"
    check: Callable[[str, Value], Floats] = count_array if share else exposure_array
    x, n = broadcast(**{"events": count_array("events", events), name: check(name, size)})
    series("events", x)
    if (n == 0).any():
        raise ValueError(f"{name} must be above zero in every period: leave empty periods out")
    if share:
        check_at_most("events", x, name, n)
    parts, near, few = [], [], False
    for stretch in stretches(x.size, rebase_at=rebase_at, baseline=baseline, fewest=2):
        mean = float(x[stretch.baseline].sum() / n[stretch.baseline].sum())
        sizes = n[stretch.points]
        sigma = np.sqrt(mean * (1 - mean if share else 1.0) / sizes)
        if inflate:
            sigma = sigma * _sigma_z(x / n, mean, sigma, stretch)
        middle = np.full(sizes.size, mean)
        limits = [(middle - k * sigma, middle + k * sigma) for k in (3, 2)]
        if not inflate:
            rare = (sizes * mean < FEWEST_EXPECTED) | (
                share & (sizes * (1 - mean) < FEWEST_EXPECTED)
            )
            few = few or bool(rare.any())
            limits = [
                _exact_where(rare, sizes, mean, share, pair, NORMAL[tail])
                for pair, tail in zip(limits, ("limit", "near"), strict=True)
            ]
        parts.append((stretch, middle, *limits[0]))
        near.append(limits[1])
    notes = ["exact limits where fewer than 5 events are expected"] if few else []
    ceiling = 1.0 if share else np.inf
    return assemble(kind, x / n, parts, floor=0.0, ceiling=ceiling, near=near, notes=notes)


def _sigma_z(values: Floats, mean: float, sigma: Floats, stretch: Stretch) -> float:
    known = slice(0, stretch.baseline.stop - stretch.baseline.start)
    if not sigma.all():
        return 1.0
    z = (values[stretch.baseline] - mean) / sigma[known]
    return mean_moving_range(z, screen=False) / RANGE_TO_DEVIATION


def _exact_where(
    rare: Flags,
    sizes: Floats,
    mean: float,
    share: bool,
    limits: tuple[Floats, Floats],
    probability: float,
) -> tuple[Floats, Floats]:
    law = stats.binom(sizes, mean) if share else stats.poisson(sizes * mean)
    lower, upper = law.ppf(1 - probability) / sizes, law.ppf(probability) / sizes
    return np.where(rare, lower, limits[0]), np.where(rare, upper, limits[1])
