"""Ratio of the proportions of two independent groups: relative likelihood, disparity."""

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

RISK_RATIO_METHODS = ("miettinen_nurminen", "koopman", "katz", "mover_wilson")

ZERO_CELL = "Katz's limits are undefined when a group has no events: use another method"
ALL_EVENTS = "Katz's limits have no width when everybody has the event: use another method"


def risk_ratio(
    *,
    events_1: Value,
    total_1: Value,
    events_2: Value,
    total_2: Value,
    method: str = "miettinen_nurminen",
    confidence: float = 0.95,
) -> Estimate:
    """Proportion of group 1 over that of group 2 (the reference group).

    Parameters
    ----------
    events_1, total_1, events_2, total_2 : array_like of int
        People with the event and all people, by group. Broadcast against each other.
    method : str
        ``miettinen_nurminen`` (score with N / (N - 1) on the variance, the default), ``koopman``
        (score without it), ``katz`` (normal on the log scale, common in published returns) or
        ``mover_wilson`` (from two Wilson intervals).
    confidence : float
        Two-sided level, between 0 and 1.

    Returns
    -------
    Estimate
        Ratios from 0 to ``inf``. Without events in the reference group the ratio and its upper
        limit are ``inf``; without any in either it is ``nan`` between 0 and ``inf``.

    Raises
    ------
    ValueError
        Events above their total, negative or not whole; a method or confidence not known.

    Notes
    -----
    Katz and others (1978), Koopman (1984), Miettinen and Nurminen (1985), Gart and Nam (1988),
    Donner and Zou (2012).

    Examples
    --------
    >>> ratio = risk_ratio(events_1=29, total_1=55, events_2=11, total_2=11)
    >>> round(ratio.value, 3), round(ratio.lower, 3), round(ratio.upper, 3)
    (0.527, 0.397, 0.742)
    >>> risk_ratio(events_1=5, total_1=56, events_2=0, total_2=29).upper
    inf
    """
    check_choice("method", method, RISK_RATIO_METHODS)
    level = check_confidence(confidence)
    groups = two_proportions(events_1, total_1, events_2, total_2)

    def limits(x1: Floats, n1: Floats, x2: Floats, n2: Floats) -> Limits:
        return _limits(x1, n1, x2, n2, method, level)

    reasons: list[Reason] = [(NOBODY, groups.empty), *groups.zero_event_reasons()]
    if method == "katz":
        no_events = (groups.x1 == 0) | (groups.x2 == 0)
        everybody = (groups.x1 == groups.n1) & (groups.x2 == groups.n2)
        reasons.append((ZERO_CELL, ~groups.empty & no_events))
        reasons.append((ALL_EVENTS, ~groups.empty & everybody))
    return groups.estimate(groups.ratio, groups.limits(limits), level, method, reasons)


def _limits(
    x1: Floats, n1: Floats, x2: Floats, n2: Floats, method: str, confidence: float
) -> Limits:
    z = normal_quantile(confidence)
    if method == "miettinen_nurminen":
        factor = z * score_equations.small_sample_factor(n1, n2)
        return score_equations.ratio_limits(x1, n1, x2, n2, factor)
    if method == "koopman":
        return score_equations.ratio_limits(x1, n1, x2, n2, np.full(x1.shape, z))
    if method == "mover_wilson":
        first = (x1 / n1, *proportion_limits(x1, n1, "wilson", confidence))
        second = (x2 / n2, *proportion_limits(x2, n2, "wilson", confidence))
        return mover.ratio_limits(first, second)
    with np.errstate(divide="ignore", invalid="ignore"):
        reach = z * np.sqrt((1 - x1 / n1) / x1 + (1 - x2 / n2) / x2)
        centre = (x1 / n1) / (x2 / n2)
        lower, upper = centre * np.exp(-reach), centre * np.exp(reach)
    undefined = (x1 == 0) | (x2 == 0)
    return np.where(undefined, np.nan, lower), np.where(undefined, np.nan, upper)
