"""Score limits for two independent proportions: the equations, their ends and their roots.

A limit is where the distance between what was seen and what is supposed equals ``z`` standard
errors, the errors taken at the most likely proportions that fit the supposition. Those have a
closed form for the difference (a cubic), the ratio and the odds ratio (quadratics), so that only
one unknown is left to solve for (Miettinen and Nurminen 1985). Every function here takes arrays
of one dimension with totals above zero. Equations are scaled to lie between -1 and 1.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from dueregard.statistics.estimate import Flags, Floats
from dueregard.statistics.root_finding import bracketed_root

FARTHEST = 300.0  # logarithm of the greatest ratio looked for
Limits = tuple[Floats, Floats]


def _balance(distance: Floats, error: Floats) -> Floats:
    """Negative while the distance is less than its error, and never beyond -1 and 1."""
    with np.errstate(invalid="ignore"):
        return np.asarray((distance - error) / (distance + error))


def small_sample_factor(n1: Floats, n2: Floats) -> Floats:
    """Miettinen and Nurminen's N / (N - 1) on the variance, as a factor on the error."""
    total = n1 + n2
    return np.sqrt(total / (total - 1))


def supposing_difference(d: Floats, x1: Floats, n1: Floats, x2: Floats, n2: Floats) -> Limits:
    """Most likely proportions that differ by ``d``: the middle root of a cubic."""
    total, events = n1 + n2, x1 + x2
    a = ((n1 + 2 * n2) * d - total - events) / total
    b = ((n2 * d - total - 2 * x2) * d + events) / total
    c = x2 * d * (1 - d) / total
    third = a / 3
    v = third**3 - third * b / 2 + c / 2
    u = np.copysign(np.sqrt(np.maximum(third * third - b / 3, 0)), v)
    with np.errstate(invalid="ignore", divide="ignore"):
        cosine = np.clip(v / u**3, -1, 1)
    angle = (math.pi + np.arccos(np.where(np.isnan(cosine), 0.0, cosine))) / 3
    p2 = 2 * u * np.cos(angle) - third
    # One Newton step takes off what the arc cosine rounded away, unless the root is double.
    slope = (3 * p2 + 2 * a) * p2 + b
    with np.errstate(invalid="ignore", divide="ignore"):
        step = (((p2 + a) * p2 + b) * p2 + c) / slope
    p2 = p2 - np.where(np.abs(step) < 1e-6, step, 0.0)
    p2 = np.clip(p2, np.maximum(-d, 0), np.minimum(1 - d, 1))
    return np.clip(p2 + d, 0, 1), p2


def _difference(d: Floats, x1: Floats, n1: Floats, x2: Floats, n2: Floats, z: Floats) -> Floats:
    p1, p2 = supposing_difference(d, x1, n1, x2, n2)
    error = z * np.sqrt(p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2)
    return _balance(np.abs(x1 / n1 - x2 / n2 - d), error)


def difference_limits(x1: Floats, n1: Floats, x2: Floats, n2: Floats, z: Floats) -> Limits:
    """Score limits of p1 - p2; ``z`` includes the factor on the error, if any."""
    value = x1 / n1 - x2 / n2
    q1, q2 = (x1 + 1) / (n1 + 2), (x2 + 1) / (n2 + 2)
    reach = 1.3 * z * np.sqrt(q1 * (1 - q1) / n1 + q2 * (1 - q2) / n2)
    found = []
    for end in (-1.0, 1.0):
        limit = np.full(value.shape, end)
        some = value != end
        table = (x1[some], n1[some], x2[some], n2[some], z[some])
        first = (q1 - q2 + end * reach)[some]
        limit[some] = bracketed_root(
            _difference, value[some], limit[some], *table, first=first, tolerance=1e-15, floor=1e-3
        )
        found.append(limit)
    return found[0], found[1]


def supposing_ratio(t: Floats, x1: Floats, n1: Floats, x2: Floats, n2: Floats) -> Limits:
    """Most likely proportions of which the first is ``t`` times the second."""
    b = (n1 + x2) * t + x1 + n2
    c = x1 + x2
    p2 = 2 * c / (b + np.sqrt(np.maximum(b * b - 4 * (n1 + n2) * t * c, 0)))
    p2 = np.minimum(np.minimum(p2, 1), 1 / t)
    return np.minimum(t * p2, 1), p2


def _ratio(s: Floats, x1: Floats, n1: Floats, x2: Floats, n2: Floats, z: Floats) -> Floats:
    t = np.exp(s)
    p1, p2 = supposing_ratio(t, x1, n1, x2, n2)
    error = z * np.sqrt(p1 * (1 - p1) / n1 + t * t * p2 * (1 - p2) / n2)
    return _balance(np.abs(x1 / n1 - t * (x2 / n2)), error)


def ratio_limits(x1: Floats, n1: Floats, x2: Floats, n2: Floats, z: Floats) -> Limits:
    """Score limits of p1 / p2: 0 without events in group 1, infinite without any in group 2."""
    with np.errstate(divide="ignore", invalid="ignore"):
        value = (x1 / n1) / (x2 / n2)
    guess = np.log((x1 + 0.5) * (n2 + 1) / ((n1 + 1) * (x2 + 0.5)))
    reach = 1.4 * z * np.sqrt(1 / (x1 + 0.5) + 1 / (x2 + 0.5))
    return _on_log_scale(_ratio, value, x1 > 0, x2 > 0, guess, reach, (x1, n1, x2, n2, z))


def supposing_odds_ratio(t: Floats, n1: Floats, n2: Floats, events: Floats) -> Floats:
    """Most likely proportion of group 2 where the odds of group 1 are ``t`` times its own."""
    a = n2 * (t - 1)
    b = (n1 - events) * t + n2 + events
    root = np.sqrt(np.maximum(b * b + 4 * a * events, 0))
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(b > 0, 2 * events / (b + root), (root - b) / (2 * a))
    return np.clip(share, 0, 1)


def _odds_ratio(s: Floats, x1: Floats, n1: Floats, x2: Floats, n2: Floats, z: Floats) -> Floats:
    t, events = np.exp(s), x1 + x2
    # Events and non-events each from their own equation: near 0 and 1 a difference would be noise.
    p2 = supposing_odds_ratio(t, n1, n2, events)
    q2 = supposing_odds_ratio(1 / t, n1, n2, n1 + n2 - events)
    with np.errstate(divide="ignore", invalid="ignore"):
        p1, q1 = t * p2 / (q2 + t * p2), q2 / (q2 + t * p2)
        first, second = n1 * p1 * q1, n2 * p2 * q2
        error = z * np.sqrt(first * second / (first + second))
    # All margins being equal, every cell is as far from what is supposed: take a sure one.
    at_zero = [x1 == 0, x1 == n1, x2 == 0, x2 == n2]
    exact = [n1 * p1, n1 * q1, n2 * p2, n2 * q2]
    return _balance(np.select(at_zero, exact, np.abs(x1 - n1 * p1)), error)


def odds_ratio_limits(x1: Floats, n1: Floats, x2: Floats, n2: Floats, z: Floats) -> Limits:
    """Score limits of the odds ratio."""
    y1, y2 = n1 - x1, n2 - x2
    with np.errstate(divide="ignore", invalid="ignore"):
        value = (x1 * y2) / (y1 * x2)
    guess = np.log((x1 + 0.5) * (y2 + 0.5) / ((y1 + 0.5) * (x2 + 0.5)))
    cells = 1 / (x1 + 0.5) + 1 / (x2 + 0.5) + 1 / (y1 + 0.5) + 1 / (y2 + 0.5)
    bounded = ((x1 > 0) & (y2 > 0), (y1 > 0) & (x2 > 0))
    reach = 1.4 * z * np.sqrt(cells)
    return _on_log_scale(_odds_ratio, value, *bounded, guess, reach, (x1, n1, x2, n2, z))


def _on_log_scale(
    equation: Callable[..., Floats],
    value: Floats,
    has_lower: Flags,
    has_upper: Flags,
    guess: Floats,
    reach: Floats,
    table: tuple[Floats, ...],
) -> Limits:
    """Solve for the logarithm of a ratio below and above its estimate."""
    with np.errstate(divide="ignore", invalid="ignore"):
        centre = np.clip(np.log(value), -FARTHEST, FARTHEST)
    found = []
    for end, some, missing in ((-FARTHEST, has_lower, 0.0), (FARTHEST, has_upper, np.inf)):
        limit = np.full(value.shape, missing)
        first = guess[some] + math.copysign(1.0, end) * reach[some]
        inside, outside = centre[some], np.full(int(some.sum()), end)
        rows = (column[some] for column in table)
        root = bracketed_root(
            equation, inside, outside, *rows, first=first, tolerance=1e-15, floor=1.0
        )
        limit[some] = np.exp(root)
        found.append(limit)
    return found[0], found[1]
