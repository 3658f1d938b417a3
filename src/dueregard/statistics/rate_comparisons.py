"""Ratio of and difference between two rates."""

from __future__ import annotations

import numpy as np
from scipy import special

from dueregard.statistics import mover, proportion_limits
from dueregard.statistics.arguments import (
    Value,
    check_choice,
    check_confidence,
    normal_quantile,
)
from dueregard.statistics.estimate import Estimate, Floats, Reason
from dueregard.statistics.output import divide
from dueregard.statistics.rates import expected_limits
from dueregard.statistics.root_finding import bracketed_root
from dueregard.statistics.two_groups import NO_EXPOSURE, Limits, two_rates

RATE_RATIO_METHODS = ("exact_conditional", "mid_p", "score", "mover_score")
RATE_DIFFERENCE_METHODS = ("score", "wald")

NO_WIDTH = "Wald's limits have no width without events: use the score method"


def rate_ratio(
    *,
    events_1: Value,
    exposure_1: Value,
    events_2: Value,
    exposure_2: Value,
    method: str = "exact_conditional",
    confidence: float = 0.95,
) -> Estimate:
    """Rate of group 1 over that of group 2 (the reference group).

    Parameters
    ----------
    events_1, events_2 : array_like of int
        Number of events by group; one person may have several.
    exposure_1, exposure_2 : array_like of float
        Person-years, headcount or expected events, in the same unit for both.
    method : str
        ``exact_conditional`` (given the total number of events, the default), ``mid_p`` (the
        same with half the probability of what was seen), ``score`` or ``mover_score`` (from two
        score intervals).
    confidence : float
        Two-sided level, between 0 and 1.

    Returns
    -------
    Estimate
        Ratios from 0 to ``inf``; ``nan`` between 0 and ``inf`` without events in either group.

    Raises
    ------
    ValueError
        Events or exposure negative, events not whole; a method or confidence not known.

    Notes
    -----
    Given the total, the events of group 1 are binomial (Przyborowski and Wilenski 1940); Price
    and Bonett (2000) for the score limits; Donner and Zou (2012).

    Examples
    --------
    >>> ratio = rate_ratio(events_1=30, exposure_1=1000, events_2=15, exposure_2=1000)
    >>> ratio.value, round(ratio.lower, 3), round(ratio.upper, 3)
    (2.0, 1.043, 4.0)
    """
    check_choice("method", method, RATE_RATIO_METHODS)
    level = check_confidence(confidence)
    groups = two_rates(events_1, exposure_1, events_2, exposure_2)

    def limits(x1: Floats, e1: Floats, x2: Floats, e2: Floats) -> Limits:
        if method == "mover_score":
            low_1, high_1 = expected_limits(x1, "score", level)
            low_2, high_2 = expected_limits(x2, "score", level)
            lower, upper = mover.ratio_limits((x1, low_1, high_1), (x2, low_2, high_2))
        else:
            lower, upper = _count_ratio_limits(x1, x2, method, level)
        return lower * (e2 / e1), upper * (e2 / e1)

    reasons: list[Reason] = [(NO_EXPOSURE, groups.empty), *groups.zero_event_reasons()]
    return groups.estimate(groups.ratio, groups.limits(limits), level, method, reasons)


def _count_ratio_limits(x1: Floats, x2: Floats, method: str, confidence: float) -> Limits:
    """Limits of the ratio of two expected counts."""
    z = normal_quantile(confidence)
    total = x1 + x2
    if method == "score":
        middle = 2 * x1 * x2 + z * z * total
        root = z * np.sqrt(total * (4 * x1 * x2 + z * z * total))
        lower, upper = 2 * divide(x1 * x1, middle + root), divide(middle + root, 2 * x2 * x2)
    elif method == "exact_conditional":
        tail = (1 - confidence) / 2
        some_1, some_2 = np.maximum(x1, 1), np.maximum(x2, 1)
        # Both sides of the odds as their own quantile: no difference from one.
        lower = special.betaincinv(some_1, x2 + 1, tail) / special.betainccinv(x2 + 1, some_1, tail)
        upper = special.betainccinv(x1 + 1, some_2, tail) / special.betaincinv(some_2, x1 + 1, tail)
    else:
        share, rest = (
            proportion_limits.mid_p_lower(x, np.maximum(total, 1), confidence) for x in (x1, x2)
        )
        lower, upper = divide(share, 1 - share), divide(1 - rest, rest)
    return np.where(x1 == 0, 0.0, lower), np.where(x2 == 0, np.inf, upper)


def rate_difference(
    *,
    events_1: Value,
    exposure_1: Value,
    events_2: Value,
    exposure_2: Value,
    method: str = "score",
    confidence: float = 0.95,
) -> Estimate:
    """Rate of group 1 less that of group 2 (the reference group).

    Parameters
    ----------
    events_1, events_2 : array_like of int
        Number of events by group; one person may have several.
    exposure_1, exposure_2 : array_like of float
        Person-years, headcount or expected events, in the same unit for both.
    method : str
        ``score`` (errors at the likeliest rates that differ so, the default) or ``wald`` (for
        comparison only).
    confidence : float
        Two-sided level, between 0 and 1.

    Returns
    -------
    Estimate
        Differences in events per unit of exposure; ``nan`` with a note without exposure.

    Raises
    ------
    ValueError
        Events or exposure negative, events not whole; a method or confidence not known.

    Notes
    -----
    Miettinen and Nurminen (1985), section on rates.

    Examples
    --------
    >>> gap = rate_difference(events_1=60, exposure_1=51477.5, events_2=30, exposure_2=54308.7)
    >>> f"{gap.value:.6f} from {gap.lower:.6f} to {gap.upper:.6f}"
    '0.000613 from 0.000266 to 0.000989'
    """
    check_choice("method", method, RATE_DIFFERENCE_METHODS)
    level = check_confidence(confidence)
    groups = two_rates(events_1, exposure_1, events_2, exposure_2)
    z = normal_quantile(level)

    def limits(x1: Floats, e1: Floats, x2: Floats, e2: Floats) -> Limits:
        if method == "score":
            return _score_limits(x1, e1, x2, e2, z)
        value, reach = x1 / e1 - x2 / e2, z * np.sqrt(x1 / e1**2 + x2 / e2**2)
        return value - reach, value + reach

    reasons: list[Reason] = [(NO_EXPOSURE, groups.empty)]
    if method == "wald":
        reasons.append((NO_WIDTH, ~groups.empty & (groups.x1 == 0) & (groups.x2 == 0)))
    return groups.estimate(groups.difference, groups.limits(limits), level, method, reasons)


def _score_limits(x1: Floats, e1: Floats, x2: Floats, e2: Floats, z: float) -> Limits:
    # Limits of one group alone, widened, hold those of the difference whatever the data.
    wide = 2 * z * z + 2
    far_1 = (x1 + wide + 2 * z * np.sqrt(x1 + wide)) / e1
    far_2 = (x2 + wide + 2 * z * np.sqrt(x2 + wide)) / e2
    value = x1 / e1 - x2 / e2
    # Both rates in one unit, so that widths mean the same whatever the exposure is counted in.
    size = far_1 + far_2
    table = (x1, e1 * size, x2, e2 * size, np.full(x1.shape, z))
    lower, upper = (
        bracketed_root(_difference, value / size, end / size, *table, tolerance=1e-15, floor=1e-3)
        for end in (-far_2 - far_1, far_1 + far_2)
    )
    return lower * size, upper * size


def _difference(d: Floats, x1: Floats, e1: Floats, x2: Floats, e2: Floats, z: Floats) -> Floats:
    """Distance from a supposed difference against its error, at the likeliest rates."""
    a, b = e1 + e2, (e1 + e2) * d - x1 - x2
    root = np.sqrt(np.maximum(b * b + 4 * a * x2 * d, 0))
    rate_2 = np.where(b <= 0, (root - b) / (2 * a), divide(2 * x2 * d, b + root))
    rate_2 = np.maximum(np.nan_to_num(rate_2), np.maximum(0, -d))
    error = z * np.sqrt((rate_2 + d) / e1 + rate_2 / e2)
    distance = np.abs(x1 / e1 - x2 / e2 - d)
    with np.errstate(invalid="ignore"):
        return np.asarray((distance - error) / (distance + error))
