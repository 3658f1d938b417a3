"""Confidence limits of a Poisson count of events: one function per method.

Every function takes counts and a confidence level (or its normal quantile) and returns the lower
and the upper limit of the expected count.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from scipy import special

from dueregard.statistics.estimate import Floats
from dueregard.statistics.root_finding import bracketed_root

Limits: TypeAlias = tuple[Floats, Floats]

FEWEST_FOR_BYAR = 10


def exact(events: Floats, confidence: float) -> Limits:
    """Garwood (1936): both tails of the Poisson, as quantiles of the gamma."""
    tail = (1 - confidence) / 2
    lower = special.gammaincinv(np.maximum(events, 1), tail)
    return np.where(events == 0, 0.0, lower), special.gammainccinv(events + 1, tail)


def byar(events: Floats, z: float) -> Limits:
    """Byar's approximation (Breslow and Day 1987)."""
    some, more = np.maximum(events, 1), events + 1
    lower = some * np.maximum(1 - 1 / (9 * some) - z / (3 * np.sqrt(some)), 0) ** 3
    upper = more * (1 - 1 / (9 * more) + z / (3 * np.sqrt(more))) ** 3
    return np.where(events == 0, 0.0, lower), upper


def byar_exact(events: Floats, confidence: float, z: float) -> Limits:
    """Byar's limits from ten events, exact ones below."""
    lower, upper = byar(events, z)
    few = events < FEWEST_FOR_BYAR
    if few.any():
        lower, upper = lower.copy(), upper.copy()
        lower[few], upper[few] = exact(events[few], confidence)
    return lower, upper


def score(events: Floats, z: float) -> Limits:
    """Score test turned round (Rao); the product of both roots is the count squared."""
    reach = events + z * z / 2 + z * np.sqrt(events + z * z / 4)
    return events * events / reach, reach


def jeffreys(events: Floats, confidence: float) -> Limits:
    """Equal tails of the posterior under Jeffreys's prior."""
    tail = (1 - confidence) / 2
    lower = np.where(events == 0, 0.0, special.gammaincinv(events + 0.5, tail))
    return lower, special.gammainccinv(events + 0.5, tail)


def wald(events: Floats, z: float) -> Limits:
    """Normal approximation, cut off at zero."""
    reach = z * np.sqrt(events)
    return np.maximum(events - reach, 0), events + reach


def mid_p(events: Floats, confidence: float) -> Limits:
    """Exact tails with half the probability of what was seen."""
    tail = (1 - confidence) / 2

    def at_least(expected: Floats, x: Floats) -> Floats:
        middle = 0.5 * (special.gammainc(x, expected) + special.gammainc(x + 1, expected))
        return np.asarray((middle - tail) / (middle + tail))

    def at_most(expected: Floats, x: Floats) -> Floats:
        below = np.where(x > 0, special.gammaincc(np.maximum(x, 1), expected), 0.0)
        middle = 0.5 * (special.gammaincc(x + 1, expected) + below)
        return np.asarray((tail - middle) / (tail + middle))

    # Half of what was seen is at least half of the tail: the root lies where the tail doubles.
    lower, some = np.zeros(events.shape), events > 0
    x = events[some]
    bracket = special.gammaincinv(x, tail), special.gammaincinv(x, 2 * tail)
    lower[some] = bracketed_root(at_least, *bracket, x)
    inside, outside = (special.gammainccinv(events + 1, part) for part in (2 * tail, tail))
    return lower, bracketed_root(at_most, inside, outside, events)
