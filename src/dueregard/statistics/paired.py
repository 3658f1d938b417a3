"""Difference between two proportions of the same people, asked or decided about twice."""

from __future__ import annotations

import numpy as np

from dueregard.statistics.arguments import (
    Value,
    broadcast,
    check_choice,
    check_confidence,
    count_array,
    normal_quantile,
)
from dueregard.statistics.estimate import Estimate, Floats
from dueregard.statistics.output import as_estimate, divide
from dueregard.statistics.proportions import NOBODY, proportion_limits
from dueregard.statistics.root_finding import bracketed_root

PAIRED_METHODS = ("tango", "newcombe")
Limits = tuple[Floats, Floats]


def paired_risk_difference(
    *,
    both: Value,
    first_only: Value,
    second_only: Value,
    neither: Value,
    method: str = "tango",
    confidence: float = 0.95,
) -> Estimate:
    """Proportion on the first occasion less that on the second, for the same people.

    Parameters
    ----------
    both, first_only, second_only, neither : array_like of int
        People by whether they had the event on each occasion (two surveys, two codings, two
        panels). Broadcast against each other.
    method : str
        ``tango`` (score, the default) or ``newcombe`` (from two Wilson intervals and the
        correlation, the latter with a continuity correction).
    confidence : float
        Two-sided level, between 0 and 1.

    Returns
    -------
    Estimate
        Differences between -1 and 1; ``nan`` with a note where there is nobody.

    Raises
    ------
    ValueError
        Negative or not whole counts; a method or confidence not known.

    Notes
    -----
    Tango (1998), Newcombe (1998, Statistics in Medicine 17:2635, method 10).

    Examples
    --------
    >>> change = paired_risk_difference(both=59, first_only=6, second_only=16, neither=80)
    >>> round(change.value, 4), round(change.lower, 4), round(change.upper, 4)
    (-0.0621, -0.124, -0.0054)
    """
    check_choice("method", method, PAIRED_METHODS)
    level = check_confidence(confidence)
    cells = broadcast(
        both=count_array("both", both),
        first_only=count_array("first_only", first_only),
        second_only=count_array("second_only", second_only),
        neither=count_array("neither", neither),
    )
    shape = cells[0].shape
    a, b, c, d = (np.ascontiguousarray(cell).ravel() for cell in cells)
    n = a + b + c + d
    some = n > 0
    lower, upper = np.full(n.shape, np.nan), np.full(n.shape, np.nan)
    limits = _tango if method == "tango" else _newcombe
    lower[some], upper[some] = limits(a[some], b[some], c[some], d[some], level)
    value = divide(b - c, n)
    return as_estimate(
        value.reshape(shape),
        lower.reshape(shape),
        upper.reshape(shape),
        confidence=level,
        method=method,
        reasons=((NOBODY, ~some.reshape(shape)),),
    )


def _score(delta: Floats, b: Floats, c: Floats, n: Floats, z: Floats) -> Floats:
    """Distance from what is supposed against its error, with the likeliest share of ``c``."""
    linear = (2 * n - b + c) * delta - b - c
    constant = -c * delta * (1 - delta)
    root = np.sqrt(np.maximum(linear * linear - 8 * n * constant, 0))
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(linear <= 0, (root - linear) / (4 * n), -2 * constant / (linear + root))
    share = np.maximum(np.nan_to_num(share), np.maximum(0, -delta))
    error = z * np.sqrt(n * np.maximum(2 * share + delta * (1 - delta), 0))
    distance = np.abs(b - c - n * delta)
    with np.errstate(invalid="ignore"):
        return np.asarray((distance - error) / (distance + error))


def _tango(a: Floats, b: Floats, c: Floats, d: Floats, confidence: float) -> Limits:
    n = a + b + c + d
    value, z = (b - c) / n, np.full(n.shape, normal_quantile(confidence))
    found = []
    for end in (-1.0, 1.0):
        limit = np.full(n.shape, end)
        some = value != end
        rows = (b[some], c[some], n[some], z[some])
        limit[some] = bracketed_root(
            _score, value[some], limit[some], *rows, tolerance=1e-15, floor=1e-3
        )
        found.append(limit)
    return found[0], found[1]


def _newcombe(a: Floats, b: Floats, c: Floats, d: Floats, confidence: float) -> Limits:
    n = a + b + c + d
    p1, p2 = (a + b) / n, (a + c) / n
    l1, u1 = proportion_limits(a + b, n, "wilson", confidence)
    l2, u2 = proportion_limits(a + c, n, "wilson", confidence)
    margins = (a + b) * (c + d) * (a + c) * (b + d)
    excess = a * d - b * c
    # Method 10: an agreement beyond chance counts half a person per pair less.
    excess = np.where(excess > 0, np.maximum(excess - n / 2, 0), excess)
    phi = np.where(margins > 0, excess / np.sqrt(np.maximum(margins, 1)), 0.0)

    def reach(down: Floats, across: Floats) -> Floats:
        return np.sqrt(np.maximum(down**2 - 2 * phi * down * across + across**2, 0))

    value = p1 - p2
    return value - reach(p1 - l1, u2 - p2), value + reach(u1 - p1, p2 - l2)
