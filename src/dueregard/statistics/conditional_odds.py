"""Odds ratio given all margins: the noncentral hypergeometric distribution, many tables at once.

Cornfield (1956): the count in the first cell, given all margins, depends on the odds ratio alone.
Its maximum likelihood estimate and its exact limits are roots of its mean and of its tails.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy import special

from dueregard.statistics.estimate import Flags, Floats
from dueregard.statistics.root_finding import bracketed_root

FARTHEST = 300.0
CELLS = 200_000  # probabilities worked on together


def conditional_odds_ratio(
    x1: Floats, n1: Floats, x2: Floats, n2: Floats, confidence: float
) -> tuple[Floats, Floats, Floats]:
    """Conditional estimate and exact limits, for flat arrays of tables."""
    value, lower, upper = (np.full(x1.shape, np.nan) for _ in range(3))
    width = np.minimum(n1, x1 + x2) - np.maximum(0, x1 + x2 - n2) + 1
    order = np.argsort(width, kind="stable")
    start = 0
    while start < order.size:
        rows = order[start : start + max(1, int(CELLS // width[order[-1]]))]
        part = _solve(x1[rows], n1[rows], x2[rows], n2[rows], (1 - confidence) / 2)
        value[rows], lower[rows], upper[rows] = part
        start += rows.size
    return value, lower, upper


def _solve(
    x1: Floats, n1: Floats, x2: Floats, n2: Floats, tail: float
) -> tuple[Floats, Floats, Floats]:
    m = x1 + x2
    least, most = np.maximum(0, m - n2), np.minimum(n1, m)
    k = least[:, None] + np.arange(float((most - least).max()) + 1)
    beyond = k > most[:, None]
    k = np.where(beyond, most[:, None], k)
    weight = _log_choose(n1[:, None], k) + _log_choose(n2[:, None], m[:, None] - k)
    weight = np.where(beyond, -np.inf, weight)

    def mean(s: Floats, weight: Floats, k: Floats, x: Floats) -> Floats:
        share = _probabilities(s, weight, k)
        size = k[:, -1] - k[:, 0]
        return np.asarray(((share * k).sum(axis=1) - x) / size)

    def upper_tail(s: Floats, weight: Floats, k: Floats, x: Floats) -> Floats:
        share = _probabilities(s, weight, k)
        seen = np.where(k >= x[:, None], share, 0).sum(axis=1)
        return np.asarray((seen - tail) / (seen + tail))

    def lower_tail(s: Floats, weight: Floats, k: Floats, x: Floats) -> Floats:
        share = _probabilities(s, weight, k)
        seen = np.where(k <= x[:, None], share, 0).sum(axis=1)
        return np.asarray((tail - seen) / (seen + tail))

    def root(function: Callable[..., Floats], some: Flags, otherwise: Floats) -> Floats:
        found = otherwise.copy()
        rows = (weight[some], k[some], x1[some])
        ends = np.full(int(some.sum()), FARTHEST)
        first = np.log((x1 + 0.5) * (n2 - x2 + 0.5) / ((n1 - x1 + 0.5) * (x2 + 0.5)))[some]
        found[some] = np.exp(
            bracketed_root(function, -ends, ends, *rows, first=first, tolerance=1e-15, floor=1.0)
        )
        return found

    at_least, at_most = x1 == least, x1 == most
    only = at_least & at_most
    value = np.where(only, np.nan, np.where(at_least, 0.0, np.inf))
    return (
        root(mean, ~at_least & ~at_most, value),
        root(upper_tail, ~at_least, np.zeros(x1.shape)),
        root(lower_tail, ~at_most, np.full(x1.shape, np.inf)),
    )


def _log_choose(n: Floats, k: Floats) -> Floats:
    return np.asarray(special.gammaln(n + 1) - special.gammaln(k + 1) - special.gammaln(n - k + 1))


def _probabilities(s: Floats, weight: Floats, k: Floats) -> Floats:
    exponent = weight + s[:, None] * k
    exponent -= exponent.max(axis=1, keepdims=True)
    share = np.exp(exponent)
    return np.asarray(share / share.sum(axis=1, keepdims=True))
