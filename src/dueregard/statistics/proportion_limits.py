"""Confidence limits of one proportion: one function per method, arrays in, arrays out.

Every function takes events, totals (greater than zero) and a confidence level, all of one shape,
and returns the lower and the upper limits.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
from scipy import special

from dueregard.statistics.estimate import Floats
from dueregard.statistics.root_finding import bracketed_root

Limits: TypeAlias = tuple[Floats, Floats]


def wilson(events: Floats, total: Floats, z: float) -> Limits:
    """Wilson (1927): the score test turned round."""
    square = z * z
    share = events / total
    reach = 2 * events + square
    reach += z * np.sqrt(square + 4 * events * (1 - share))
    # The product of both roots is known, so neither needs a difference of near equals.
    lower = 2 * events * share / reach
    upper = reach / (2 * total + 2 * square)
    upper[events == total] = 1.0
    return lower, upper


def wilson_corrected(events: Floats, total: Floats, z: float) -> Limits:
    """Wilson with a continuity correction (Newcombe 1998, method 4)."""

    def lower(events: Floats) -> Floats:
        share = events / total
        inner = z * z - 2 - 1 / total + 4 * share * (total * (1 - share) + 1)
        limit = 2 * events + z * z - 1 - z * np.sqrt(np.maximum(inner, 0))
        limit = np.maximum(limit / (2 * (total + z * z)), 0)
        return np.where(events == 0, 0.0, limit)

    return lower(events), 1 - lower(total - events)


def agresti_coull(events: Floats, total: Floats, z: float) -> Limits:
    """Agresti and Coull (1998): Wald about the centre of Wilson."""
    size = total + z * z
    centre = (events + z * z / 2) / size
    reach = z * np.sqrt(centre * (1 - centre) / size)
    return np.maximum(centre - reach, 0), np.minimum(centre + reach, 1)


def wald(events: Floats, total: Floats, z: float) -> Limits:
    """Laplace's normal approximation, cut off at 0 and 1."""
    share = events / total
    reach = z * np.sqrt(share * (1 - share) / total)
    return np.maximum(share - reach, 0), np.minimum(share + reach, 1)


def clopper_pearson(events: Floats, total: Floats, confidence: float) -> Limits:
    """Clopper and Pearson (1934): both tails of the binomial, as quantiles of the beta."""
    tail = (1 - confidence) / 2
    rest = total - events
    some, lacking = np.maximum(events, 1), np.maximum(rest, 1)
    lower = special.betaincinv(some, rest + 1, tail)
    upper = special.betainccinv(events + 1, lacking, tail)
    return np.where(events == 0, 0.0, lower), np.where(rest == 0, 1.0, upper)


def jeffreys(events: Floats, total: Floats, confidence: float) -> Limits:
    """Equal tails of the posterior under Jeffreys's prior (Brown, Cai and DasGupta 2001)."""
    tail = (1 - confidence) / 2
    rest = total - events
    lower = special.betaincinv(events + 0.5, rest + 0.5, tail)
    upper = special.betainccinv(events + 0.5, rest + 0.5, tail)
    return np.where(events == 0, 0.0, lower), np.where(rest == 0, 1.0, upper)


def at_least(events: Floats, total: Floats, share: Floats) -> Floats:
    """Probability of so many events or more, for any whole number of events."""
    inner = special.betainc(np.maximum(events, 1), np.maximum(total - events + 1, 1), share)
    return np.where(events <= 0, 1.0, np.where(events > total, 0.0, inner))


def at_most(events: Floats, total: Floats, share: Floats) -> Floats:
    """Probability of so many events or fewer, for any whole number of events."""
    some, rest = np.maximum(events + 1, 1), np.maximum(total - events, 1)
    # The mirrored function is ten times as fast; for huge totals 1 - share would lose digits.
    if total.size and total.max() < 100_000:
        inner = special.betainc(rest, some, 1 - share)
    else:
        inner = special.betaincc(some, rest, share)
    return np.where(events < 0, 0.0, np.where(events >= total, 1.0, inner))


def _both_ends(
    lower: Callable[[Floats, Floats, float], Floats],
    events: Floats,
    total: Floats,
    confidence: float,
) -> Limits:
    """Both limits from the lower one: an event is a non-event seen from the other side."""
    return lower(events, total, confidence), 1 - lower(total - events, total, confidence)


def mid_p(events: Floats, total: Floats, confidence: float) -> Limits:
    """Exact tails with half the probability of what was seen (Lancaster 1961)."""
    return _both_ends(mid_p_lower, events, total, confidence)


def mid_p_lower(events: Floats, total: Floats, confidence: float) -> Floats:
    """Lower mid-p limit alone."""
    tail = (1 - confidence) / 2
    limit = np.zeros(events.shape)
    some = events > 0
    x, n = events[some], total[some]

    def beyond(share: Floats, x: Floats, n: Floats) -> Floats:
        middle = 0.5 * (at_least(x, n, share) + at_least(x + 1, n, share))
        return np.asarray((middle - tail) / (middle + tail))

    limit[some] = bracketed_root(beyond, *_exact_bracket(x, n, confidence), x, n)
    return limit


def _exact_bracket(events: Floats, total: Floats, confidence: float) -> Limits:
    """Where the tail seen is alpha / 2 and where it is alpha: both limits below lie between."""
    tail = (1 - confidence) / 2
    rest = total - events + 1
    return special.betaincinv(events, rest, tail), special.betaincinv(events, rest, 2 * tail)


def blaker(events: Floats, total: Floats, confidence: float) -> Limits:
    """Blaker (2000): exact, and always within Clopper and Pearson's limits."""
    return _both_ends(_blaker_lower, events, total, confidence)


def _blaker_lower(events: Floats, total: Floats, confidence: float) -> Floats:
    """Lowest share whose acceptability is above alpha, without a search in steps.

    Acceptability is the tail seen plus the greatest opposite tail that is no greater. From
    Clopper and Pearson's limit upwards the opposite tail ends at the same count until the tail
    seen has grown as great as one count more: acceptability reaches alpha either on that stretch
    or by the jump at its end.
    """
    alpha = 1 - confidence
    limit = np.zeros(events.shape)
    some = events > 0
    x, n = events[some], total[some]
    start, end = _exact_bracket(x, n, confidence)
    opposite = _last_within(x, n, start, alpha / 2)

    def overtakes(share: Floats, x: Floats, n: Floats, k: Floats) -> Floats:
        return at_least(x, n, share) - at_most(k + 1, n, share)

    def accepted(share: Floats, x: Floats, n: Floats, k: Floats) -> Floats:
        total_tail = at_least(x, n, share) + at_most(k, n, share)
        return np.asarray((total_tail - alpha) / (total_tail + alpha))

    found = bracketed_root(accepted, start, end, x, n, opposite)
    late = overtakes(found, x, n, opposite) > 0
    table = (x[late], n[late], opposite[late])
    jump = bracketed_root(overtakes, start[late], found[late], *table)
    found[late] = jump * (1 - 1e-13)  # the share at the jump belongs to the interval
    limit[some] = found
    return limit


def _last_within(x: Floats, n: Floats, share: Floats, tail: float) -> Floats:
    """Greatest count whose lower tail is at most ``tail``: -1 where there is none."""
    low, high = np.full(x.shape, -1.0), x - 1
    while (high - low > 1).any():
        middle = np.floor((low + high) / 2)
        within = at_most(middle, n, share) <= tail
        low = np.where(within, middle, low)
        high = np.where(within, high, middle)
    return low
