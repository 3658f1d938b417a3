"""Odds ratio of two independent groups."""

from __future__ import annotations

import numpy as np

from dueregard.statistics import mover, score_equations
from dueregard.statistics.arguments import (
    Value,
    check_choice,
    check_confidence,
    normal_quantile,
)
from dueregard.statistics.conditional_odds import conditional_odds_ratio
from dueregard.statistics.estimate import Estimate, Floats, Reason
from dueregard.statistics.output import divide
from dueregard.statistics.proportions import proportion_limits
from dueregard.statistics.two_groups import NOBODY, Limits, TwoGroups, two_proportions

ODDS_RATIO_METHODS = ("miettinen_nurminen", "conditional", "woolf", "mover_wilson")

NOTHING_TO_COMPARE = "undefined: nobody, or everybody, has the event in both groups"
UNBOUNDED = "a cell without people makes the ratio unbounded: only the lower limit tells"
ZERO = "a cell without people makes the ratio zero: only the upper limit tells"
ZERO_CELL = "Woolf's limits are undefined with a zero cell: use another method"
NO_MOVER = "the limits of both odds are at their ends: use miettinen_nurminen"


def odds_ratio(
    *,
    events_1: Value,
    total_1: Value,
    events_2: Value,
    total_2: Value,
    method: str = "miettinen_nurminen",
    confidence: float = 0.95,
) -> Estimate:
    """Odds of the event in group 1 over the odds in group 2 (the reference group).

    Parameters
    ----------
    events_1, total_1, events_2, total_2 : array_like of int
        People with the event and all people, by group. Broadcast against each other.
    method : str
        ``miettinen_nurminen`` (score, the default), ``conditional`` (exact given all margins,
        with the conditional maximum likelihood estimate as value), ``woolf`` (normal on the log
        scale) or ``mover_wilson`` (from the limits of both odds).
    confidence : float
        Two-sided level, between 0 and 1.

    Returns
    -------
    Estimate
        Ratios from 0 to ``inf``; ``nan`` where nobody or everybody has the event in both groups.

    Raises
    ------
    ValueError
        Events above their total, negative or not whole; a method or confidence not known.

    Notes
    -----
    Woolf (1955), Cornfield (1956), Miettinen and Nurminen (1985), Donner and Zou (2012).

    Examples
    --------
    >>> odds = odds_ratio(events_1=9, total_1=13, events_2=4, total_2=14)
    >>> odds.value, round(odds.lower, 4), round(odds.upper, 4)
    (5.625, 1.0934, 28.9419)
    """
    check_choice("method", method, ODDS_RATIO_METHODS)
    level = check_confidence(confidence)
    groups = two_proportions(events_1, total_1, events_2, total_2)
    value = divide(groups.x1 * (groups.n2 - groups.x2), (groups.n1 - groups.x1) * groups.x2)
    if method == "conditional":
        kept = ~groups.empty
        value[kept], lower, upper = conditional_odds_ratio(
            groups.x1[kept], groups.n1[kept], groups.x2[kept], groups.n2[kept], level
        )
        ends = np.full((2, kept.size), np.nan)
        ends[:, kept] = lower, upper
        found = (ends[0], ends[1])
    else:
        found = groups.limits(lambda x1, n1, x2, n2: _limits(x1, n1, x2, n2, method, level))
    return groups.estimate(value, found, level, method, _reasons(groups, value, method))


def _reasons(groups: TwoGroups, value: Floats, method: str) -> list[Reason]:
    full = ~groups.empty
    reasons: list[Reason] = [
        (NOBODY, groups.empty),
        (NOTHING_TO_COMPARE, full & np.isnan(value)),
        (UNBOUNDED, full & np.isinf(value)),
        (ZERO, full & (value == 0)),
    ]
    if method == "woolf":
        none = (groups.x1 == 0) | (groups.x2 == 0)
        everybody = (groups.x1 == groups.n1) | (groups.x2 == groups.n2)
        reasons.append((ZERO_CELL, full & (none | everybody)))
    if method == "mover_wilson":
        apart = (groups.x1 == groups.n1) & (groups.x2 == 0)
        apart |= (groups.x1 == 0) & (groups.x2 == groups.n2)
        reasons.append((NO_MOVER, full & apart))
    return reasons


def _limits(
    x1: Floats, n1: Floats, x2: Floats, n2: Floats, method: str, confidence: float
) -> Limits:
    z = normal_quantile(confidence)
    if method == "miettinen_nurminen":
        factor = z * score_equations.small_sample_factor(n1, n2)
        return score_equations.odds_ratio_limits(x1, n1, x2, n2, factor)
    if method == "woolf":
        return _woolf(x1, n1, x2, n2, z)
    lower, upper = mover.ratio_limits(_odds(x1, n1, confidence), _odds(x2, n2, confidence))
    apart = ((x1 == n1) & (x2 == 0)) | ((x1 == 0) & (x2 == n2))
    nothing = ((x1 == n1) & (x2 == n2)) | ((x1 == 0) & (x2 == 0))
    lower = np.where(apart, np.nan, np.where(nothing, 0.0, lower))
    return lower, np.where(apart, np.nan, np.where(nothing, np.inf, upper))


def _woolf(x1: Floats, n1: Floats, x2: Floats, n2: Floats, z: float) -> Limits:
    y1, y2 = n1 - x1, n2 - x2
    with np.errstate(divide="ignore", invalid="ignore"):
        reach = z * np.sqrt(1 / x1 + 1 / y1 + 1 / x2 + 1 / y2)
        centre = (x1 * y2) / (y1 * x2)
        lower, upper = centre * np.exp(-reach), centre * np.exp(reach)
    undefined = (x1 == 0) | (y1 == 0) | (x2 == 0) | (y2 == 0)
    return np.where(undefined, np.nan, lower), np.where(undefined, np.nan, upper)


def _odds(x: Floats, n: Floats, confidence: float) -> tuple[Floats, Floats, Floats]:
    lower, upper = proportion_limits(x, n, "wilson", confidence)
    return divide(x, n - x), divide(lower, 1 - lower), divide(upper, 1 - upper)
