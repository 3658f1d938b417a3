"""Limits and tests of a gap in mean or median pay, as a share of the reference group's."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy import special, stats

from dueregard.measures.cells import Floats
from dueregard.statistics import exact_test

POWER = 0.8


@dataclass(frozen=True)
class Gap:
    """A gap, positive where the reference group has more, with what it rests on.

    Parameters
    ----------
    value, lower, upper : float
        1 less comparison over reference group, with its limits.
    p_value : float
        Two-sided.
    amount_1, amount_2 : float
        Mean or median of the comparison and of the reference group.
    detectable : float
        The smallest gap that had four chances in five to be told.
    method, test : str
        Names of what made the limits and the p-value.
    """

    value: float
    lower: float
    upper: float
    p_value: float
    amount_1: float
    amount_2: float
    detectable: float
    method: str
    test: str

    def __repr__(self) -> str:
        return f"<Gap by {self.method}; confidential>"


def mean_gap(first: Floats, second: Floats, confidence: float) -> Gap:
    """Return the gap of means, with Fieller's limits and Welch's test.

    Fieller (1954), with the degrees of freedom of Welch (1947): the limits leave out 0 exactly
    where the test does at the same level. Unbounded where the mean of the reference group is not
    told from 0.

    Examples
    --------
    >>> gap = mean_gap(np.array([10.0, 11, 12, 13]), np.array([12.0, 14, 15, 15]), 0.95)
    >>> round(gap.value, 3), round(gap.lower, 3), round(gap.upper, 3), round(gap.p_value, 3)
    (0.179, 0.012, 0.32, 0.04)
    """
    mean_1, mean_2 = float(first.mean()), float(second.mean())
    spread_1, spread_2 = (float(x.var(ddof=1)) / x.size for x in (first, second))
    both = spread_1 + spread_2
    if both == 0 or mean_2 <= 0:
        value = 1 - mean_1 / mean_2 if mean_2 > 0 else math.nan
        p_value = _mood(first, second)
        return Gap(value, value, value, p_value, mean_1, mean_2, math.nan, "none", "mood")
    degrees = both**2 / (spread_1**2 / (first.size - 1) + spread_2**2 / (second.size - 1))
    t = float(special.stdtrit(degrees, (1 + confidence) / 2))
    low, high = _fieller(mean_1, mean_2, spread_1, spread_2, t)
    p_value = float(2 * special.stdtr(degrees, -abs(mean_1 - mean_2) / math.sqrt(both)))
    detectable = (t + float(special.ndtri(POWER))) * math.sqrt(both) / mean_2
    value = 1 - mean_1 / mean_2
    return Gap(value, 1 - high, 1 - low, p_value, mean_1, mean_2, detectable, "fieller", "welch")


def _fieller(
    mean_1: float, mean_2: float, spread_1: float, spread_2: float, t: float
) -> tuple[float, float]:
    """Roots of (mean_1 - r mean_2)² = t² (spread_1 + r² spread_2)."""
    a = mean_2**2 - t**2 * spread_2
    c = mean_1**2 - t**2 * spread_1
    middle = mean_1 * mean_2
    inside = middle**2 - a * c
    if a <= 0 or inside < 0:
        return -math.inf, math.inf
    root = math.sqrt(inside)
    return (middle - root) / a, (middle + root) / a


def median_gap(first: Floats, second: Floats, confidence: float) -> Gap:
    """Return the gap of medians, with the limits of Price and Bonett for a ratio of medians.

    Price and Bonett (2002): medians differ on the logarithmic scale, and the error of each is
    read off the order statistics near its middle (Bonett and Price, 2002), so that pay may be as
    skewed as it is. Where so many have the same pay that nothing can be read off, or amounts are
    not above 0, the test is Mood's (1950): who is above the median of all.

    Examples
    --------
    >>> pay = np.array([9.0, 10, 11, 12, 13, 14, 15, 18, 30])
    >>> gap = median_gap(pay, pay * 1.25, 0.95)
    >>> round(gap.value, 3), gap.lower < 0 < gap.upper, gap.test
    (0.2, True, 'price_bonett')
    """
    median_1, median_2 = float(np.median(first)), float(np.median(second))
    value = 1 - median_1 / median_2 if median_2 > 0 else math.nan
    error = math.hypot(_log_error(first), _log_error(second))
    if not error > 0 or not (median_1 > 0 and median_2 > 0):
        known = error == 0
        limit = value if known else math.nan
        p_value = _mood(first, second)
        return Gap(value, limit, limit, p_value, median_1, median_2, math.nan, "none", "mood")
    z = float(special.ndtri((1 + confidence) / 2))
    log_ratio = math.log(median_1 / median_2)
    lower, upper = (1 - math.exp(log_ratio + side * z * error) for side in (1, -1))
    p_value = float(2 * special.ndtr(-abs(log_ratio) / error))
    detectable = 1 - math.exp(-(z + float(special.ndtri(POWER))) * error)
    method = "price_bonett"
    return Gap(value, lower, upper, p_value, median_1, median_2, detectable, method, method)


def _log_error(values: Floats) -> float:
    """Standard error of the logarithm of a median, from two order statistics."""
    n = values.size
    rank = max(round((n + 1) / 2 - math.sqrt(n)), 1)
    ordered = np.sort(values)
    low, high = float(ordered[rank - 1]), float(ordered[n - rank])
    if low <= 0:
        return math.nan
    z = float(special.ndtri(1 - stats.binom.cdf(rank - 1, n, 0.5)))
    return math.log(high / low) / (2 * z) if z > 0 else math.nan


def _mood(first: Floats, second: Floats) -> float:
    middle = float(np.median(np.concatenate([first, second])))
    above = [int((x > middle).sum()) for x in (first, second)]
    if sum(above) == 0:
        above = [int((x >= middle).sum()) for x in (first, second)]
    table = [[a, x.size - a] for a, x in zip(above, (first, second), strict=True)]
    return float(exact_test(table, method="mid_p").p_value)


def together(samples: list[Floats], statistic: str) -> float:
    """Return the p-value of all groups together; ``nan`` for fewer than three.

    Alexander and Govern (1994) for means of unequal spread, Kruskal and Wallis (1952) for medians.
    """
    if len(samples) < 3:
        return math.nan
    spread = [float(np.ptp(sample)) for sample in samples]
    if statistic == "mean" and min(spread) > 0:
        return float(stats.alexandergovern(*samples).pvalue)
    if np.ptp(np.concatenate(samples)) == 0:
        return math.nan
    return float(stats.kruskal(*samples).pvalue)
