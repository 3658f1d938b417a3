"""Does a gap point the same way item after item, round after round?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

from dueregard.statistics.arguments import Value, check_confidence
from dueregard.statistics.differences import risk_difference
from dueregard.statistics.estimate import Estimate, Floats, TestResult
from dueregard.statistics.two_groups import two_proportions

SAME_PEOPLE = "items answered by the same people repeat each other: the sign test is then too sure"
FEW = "fewer than six gaps: not even all of one sign would be beyond chance"
FEWEST_FOR_SIGNS = 6


@dataclass(frozen=True)
class GapConsistency:
    """Many gaps between the same two groups, seen together.

    Parameters
    ----------
    gaps : Estimate
        Group 1 less group 2, in each item or round.
    below, above, equal : int
        Gaps below, above and at zero.
    sign_test : TestResult
        Exact binomial test that gaps above and below zero are as likely; statistic: the larger
        number of the two over both.
    pooled : Estimate
        Common difference, weighted by what each gap can tell.
    heterogeneity : TestResult
        Cochran's Q: are the gaps of one size?
    i_squared : float
        Share of the variation between gaps that chance does not explain, 0 to 1.
    notes : tuple of str
        What to beware of.
    """

    gaps: Estimate
    below: int
    above: int
    equal: int
    sign_test: TestResult
    pooled: Estimate
    heterogeneity: TestResult
    i_squared: float
    notes: tuple[str, ...] = ()


def gap_consistency(
    *,
    events_1: Value,
    total_1: Value,
    events_2: Value,
    total_2: Value,
    independent: bool = False,
    confidence: float = 0.95,
) -> GapConsistency:
    """Look at the gap between two groups over the items of a survey, or over rounds.

    Parameters
    ----------
    events_1, total_1 : array_like of int, shape (items,)
        People of group 1 who said yes (had the event), and all of them, in each item or round.
    events_2, total_2 : array_like of int, shape (items,)
        The same for the reference group.
    independent : bool
        Whether each item or round has people of its own. If not, the answer carries a warning.
    confidence : float
        Two-sided level of the limits.

    Returns
    -------
    GapConsistency
        Items in which a group is empty are left out of everything but ``gaps``.

    Raises
    ------
    ValueError
        Impossible counts, or fewer than two items with people in both groups.

    Notes
    -----
    Sign test: Dixon and Mood (1946). Q: Cochran (1954). I²: Higgins and Thompson (2002). Weights
    are the inverse variances of the differences, the counts taken as half an event more in each
    cell, so that items in which nobody or everybody said yes do not weigh without end.

    Examples
    --------
    >>> result = gap_consistency(
    ...     events_1=[30, 28, 25, 33, 29, 31, 27, 30],
    ...     total_1=[60] * 8,
    ...     events_2=[110, 108, 104, 120, 100, 113, 99, 107],
    ...     total_2=[180] * 8,
    ... )
    >>> result.below, result.above, round(result.sign_test.p_value, 4)
    (8, 0, 0.0078)
    """
    level = check_confidence(confidence)
    groups = two_proportions(events_1, total_1, events_2, total_2)
    kept = ~groups.empty
    if len(groups.shape) != 1 or kept.sum() < 2:
        raise ValueError("counts must be lists with two items or more that have both groups")
    gaps = risk_difference(
        events_1=groups.x1,
        total_1=groups.n1,
        events_2=groups.x2,
        total_2=groups.n2,
        confidence=level,
    )
    x_1, n_1, x_2, n_2 = (part[kept] for part in (groups.x1, groups.n1, groups.x2, groups.n2))
    # Products of whole numbers, so that equal shares are found equal.
    sign = np.sign(x_1 * n_2 - x_2 * n_1)
    above, below = int((sign > 0).sum()), int((sign < 0).sum())
    pooled, heterogeneity, i_squared = _pool(x_1, n_1, x_2, n_2, level)
    notes = [] if independent else [SAME_PEOPLE]
    notes += [FEW] if above + below < FEWEST_FOR_SIGNS else []
    return GapConsistency(
        gaps=gaps,
        below=below,
        above=above,
        equal=int(sign.size) - above - below,
        sign_test=_sign_test(above, below),
        pooled=pooled,
        heterogeneity=heterogeneity,
        i_squared=i_squared,
        notes=tuple(notes),
    )


def _sign_test(above: int, below: int) -> TestResult:
    told = above + below
    if not told:
        return TestResult(np.nan, np.nan, "sign", ("no test: every gap is zero",))
    p_value = float(stats.binomtest(above, told).pvalue)
    return TestResult(max(above, below) / told, p_value, "sign")


def _pool(
    x_1: Floats, n_1: Floats, x_2: Floats, n_2: Floats, level: float
) -> tuple[Estimate, TestResult, float]:
    half_1, half_2 = (x_1 + 0.5) / (n_1 + 1), (x_2 + 0.5) / (n_2 + 1)
    variance = half_1 * (1 - half_1) / n_1 + half_2 * (1 - half_2) / n_2
    weight, gap = 1 / variance, x_1 / n_1 - x_2 / n_2
    value = float((weight * gap).sum() / weight.sum())
    half = float(stats.norm.ppf((1 + level) / 2) / np.sqrt(weight.sum()))
    q, degrees = float((weight * (gap - value) ** 2).sum()), gap.size - 1
    result = TestResult(
        q, float(stats.chi2.sf(q, degrees)), "cochran_q", degrees_of_freedom=float(degrees)
    )
    i_squared = max(0.0, 1 - degrees / q) if q > 0 else 0.0
    return (
        Estimate(value, value - half, value + half, level, "inverse_variance"),
        result,
        i_squared,
    )
