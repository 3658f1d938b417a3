"""Difference between the proportions of two independent groups."""

from __future__ import annotations

import numpy as np

from dueregard.statistics import mover, score_equations
from dueregard.statistics.arguments import (
    Value,
    check_choice,
    check_confidence,
    normal_quantile,
)
from dueregard.statistics.estimate import Estimate, Floats, Reason
from dueregard.statistics.proportions import proportion_limits
from dueregard.statistics.two_groups import NOBODY, Limits, two_proportions

RISK_DIFFERENCE_METHODS = ("miettinen_nurminen", "mee", "newcombe", "agresti_caffo", "wald")

NO_WIDTH = "Wald's limits have no width when none or all have the event: use another method"


def risk_difference(
    *,
    events_1: Value,
    total_1: Value,
    events_2: Value,
    total_2: Value,
    method: str = "miettinen_nurminen",
    confidence: float = 0.95,
) -> Estimate:
    """Proportion of group 1 less that of group 2 (the reference group).

    Parameters
    ----------
    events_1, total_1, events_2, total_2 : array_like of int
        People with the event and all people, by group. Broadcast against each other.
    method : str
        ``miettinen_nurminen`` (score with N / (N - 1) on the variance, the default), ``mee``
        (score without it), ``newcombe`` (from two Wilson intervals), ``agresti_caffo`` or
        ``wald`` (for comparison only).
    confidence : float
        Two-sided level, between 0 and 1.

    Returns
    -------
    Estimate
        Differences between -1 and 1; ``nan`` with a note where a group is empty.

    Raises
    ------
    ValueError
        Events above their total, negative or not whole; a method or confidence not known.

    Notes
    -----
    Mee (1984), Miettinen and Nurminen (1985), Newcombe (1998, Statistics in Medicine 17:873,
    method 10), Agresti and Caffo (2000).

    Examples
    --------
    >>> gap = risk_difference(events_1=56, total_1=70, events_2=48, total_2=80)
    >>> round(gap.value, 4), round(gap.lower, 4), round(gap.upper, 4)
    (0.2, 0.0528, 0.3382)
    """
    check_choice("method", method, RISK_DIFFERENCE_METHODS)
    level = check_confidence(confidence)
    groups = two_proportions(events_1, total_1, events_2, total_2)

    def limits(x1: Floats, n1: Floats, x2: Floats, n2: Floats) -> Limits:
        return _limits(x1, n1, x2, n2, method, level)

    reasons: list[Reason] = [(NOBODY, groups.empty)]
    if method == "wald":
        flat_1 = (groups.x1 == 0) | (groups.x1 == groups.n1)
        flat_2 = (groups.x2 == 0) | (groups.x2 == groups.n2)
        reasons.append((NO_WIDTH, ~groups.empty & flat_1 & flat_2))
    return groups.estimate(groups.difference, groups.limits(limits), level, method, reasons)


def _limits(
    x1: Floats, n1: Floats, x2: Floats, n2: Floats, method: str, confidence: float
) -> Limits:
    z = normal_quantile(confidence)
    if method == "miettinen_nurminen":
        factor = z * score_equations.small_sample_factor(n1, n2)
        return score_equations.difference_limits(x1, n1, x2, n2, factor)
    if method == "mee":
        return score_equations.difference_limits(x1, n1, x2, n2, np.full(x1.shape, z))
    if method == "newcombe":
        first = (x1 / n1, *proportion_limits(x1, n1, "wilson", confidence))
        second = (x2 / n2, *proportion_limits(x2, n2, "wilson", confidence))
        return mover.difference_limits(first, second)
    if method == "agresti_caffo":  # one success and one failure more in each group
        x1, n1, x2, n2 = x1 + 1, n1 + 2, x2 + 1, n2 + 2
    p1, p2 = x1 / n1, x2 / n2
    reach = z * np.sqrt(p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2)
    return np.maximum(p1 - p2 - reach, -1), np.minimum(p1 - p2 + reach, 1)
