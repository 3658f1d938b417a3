"""How sure we can be of one proportion."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from dueregard.statistics import proportion_limits as limits
from dueregard.statistics.arguments import (
    Value,
    broadcast,
    check_at_most,
    check_choice,
    check_confidence,
    count_array,
    normal_quantile,
)
from dueregard.statistics.estimate import Estimate, Floats
from dueregard.statistics.output import as_estimate
from dueregard.statistics.root_finding import blocks

BY_QUANTILE: dict[str, Callable[[Floats, Floats, float], limits.Limits]] = {
    "wilson": limits.wilson,
    "wilson_cc": limits.wilson_corrected,
    "agresti_coull": limits.agresti_coull,
    "wald": limits.wald,
}
BY_CONFIDENCE: dict[str, Callable[[Floats, Floats, float], limits.Limits]] = {
    "clopper_pearson": limits.clopper_pearson,
    "mid_p": limits.mid_p,
    "jeffreys": limits.jeffreys,
    "blaker": limits.blaker,
}
PROPORTION_METHODS = (
    "wilson",
    "wilson_cc",
    "clopper_pearson",
    "mid_p",
    "jeffreys",
    "agresti_coull",
    "blaker",
    "wald",
)

NOBODY = "undefined: the total is zero"
NO_WIDTH = "Wald's limits have no width when none or all have the event: use another method"


def proportion_interval(
    *, events: Value, total: Value, method: str = "wilson", confidence: float = 0.95
) -> Estimate:
    """Proportion of a total that had the event, with confidence limits.

    Parameters
    ----------
    events : array_like of int
        People who had the event.
    total : array_like of int
        People who could have had it. Broadcast against ``events``.
    method : str
        ``wilson`` (score, the default), ``wilson_cc`` (with continuity correction),
        ``clopper_pearson`` (exact, coverage never below the level asked), ``mid_p`` (exact with
        half the probability of what was seen), ``jeffreys``, ``agresti_coull``, ``blaker``
        (exact and narrower than Clopper and Pearson's) or ``wald`` (for comparison only).
    confidence : float
        Two-sided level, between 0 and 1.

    Returns
    -------
    Estimate
        Proportions between 0 and 1; ``nan`` with a note where the total is zero.

    Raises
    ------
    ValueError
        Events above the total, negative or not whole; a method or confidence not known.

    Notes
    -----
    Wilson (1927), Clopper and Pearson (1934), Lancaster (1961), Agresti and Coull (1998),
    Newcombe (1998, Statistics in Medicine 17:857), Blaker (2000), Brown, Cai and DasGupta (2001).

    Examples
    --------
    >>> shortlisted = proportion_interval(events=15, total=148)
    >>> round(shortlisted.lower, 4), round(shortlisted.upper, 4)
    (0.0624, 0.1605)
    >>> proportion_interval(events=[0, 1], total=[20, 29], method="clopper_pearson").upper.round(4)
    array([0.1684, 0.1776])
    """
    check_choice("method", method, PROPORTION_METHODS)
    level = check_confidence(confidence)
    x, n = broadcast(events=count_array("events", events), total=count_array("total", total))
    check_at_most("events", x, "total", n)
    lower, upper = proportion_limits(x, n, method, level)
    with np.errstate(invalid="ignore", divide="ignore"):
        value = x / n
    reasons = [(NOBODY, n == 0)]
    if method == "wald":
        reasons.append((NO_WIDTH, (n > 0) & ((x == 0) | (x == n))))
    return as_estimate(value, lower, upper, confidence=level, method=method, reasons=tuple(reasons))


def proportion_limits(
    events: Floats, total: Floats, method: str, confidence: float
) -> limits.Limits:
    """Limits of checked arrays of one shape: ``nan`` where the total is zero."""
    shape = events.shape
    x, n = np.ascontiguousarray(events).ravel(), np.ascontiguousarray(total).ravel()
    lower, upper = np.empty(x.shape), np.empty(x.shape)
    closed = method in BY_QUANTILE
    function = BY_QUANTILE[method] if closed else BY_CONFIDENCE[method]
    level = normal_quantile(confidence) if closed else confidence
    empty = n == 0
    if empty.any():
        n = np.where(empty, 1.0, n)
    for part in blocks(x.size):
        lower[part], upper[part] = function(x[part], n[part], level)
    if empty.any():
        lower[empty] = upper[empty] = np.nan
    return lower.reshape(shape), upper.reshape(shape)
