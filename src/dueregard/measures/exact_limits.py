"""Limits of ratios of few events that say what the exact test says.

An interval that leaves 1 out beside a test that does not tell the groups apart, or the other way
about, contradicts itself. Limits of very few events are the exact conditional ones; where these
and the test would part over 1, the limit on the side of 1 is found by turning the test round.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy import special

from dueregard.statistics.conditional_odds import conditional_odds_ratio

from .cells import Floats
from .columns import Flags

VERY_FEW = 5
FARTHEST = 60.0
STEPS = 40
TIE = 1e-7  # outcomes this close are as likely as each other, as in R
MOST_OUTCOMES = 5_000  # of a table, beyond which its limits are left to the score

Rows = tuple[Floats, Floats, Floats, Floats]


def very_few(x1: Floats, n1: Floats, x2: Floats, n2: Floats) -> Flags:
    """Return which pairs have a count so small that limits of their risks must be exact."""
    cells = np.minimum.reduce([x1, n1 - x1, x2, n2 - x2])
    few = (np.minimum(x1, x2) < VERY_FEW) | (cells == 0)
    return np.asarray(few & (np.minimum(n1, x1 + x2) <= MOST_OUTCOMES))


def exact_risk_limits(
    rows: Rows, score: tuple[Floats, Floats], confidence: float
) -> tuple[Floats, Floats]:
    """Return exact limits of ratios of risks, from the exact conditional ones of the odds.

    Parameters
    ----------
    rows : (ndarray, ndarray, ndarray, ndarray)
        Events and people of the comparison and of the reference group.
    score : (ndarray, ndarray)
        Score limits: away from 1 the wider of the two holds, since those from the odds have no
        width where everybody of a group has the event.
    confidence : float
        Two-sided level.

    Notes
    -----
    Cornfield (1956). A limit of the odds ratio becomes one of the ratio of risks at the margins
    of the table: there is one division of the events that has these odds, and it has one ratio.

    Examples
    --------
    >>> one = tuple(np.array([float(n)]) for n in (1, 66, 1, 12500))
    >>> low, high = exact_risk_limits(one, (np.array([19.8]), np.array([1794.0])), 0.95)
    >>> round(float(low[0]), 2), round(float(high[0]), -2)
    (2.41, 14600.0)
    """
    x1, n1, x2, n2 = rows
    _, low, high = conditional_odds_ratio(x1, n1, x2, n2, confidence)
    lower, upper = (of_risks(odds, rows) for odds in (low, high))
    above = x1 * n2 >= x2 * n1
    lower = np.where(above, lower, np.minimum(lower, score[0]))
    upper = np.where(above, np.maximum(upper, score[1]), upper)
    return np.where(x1 == 0, 0.0, lower), np.where(x2 == 0, np.inf, upper)


def of_risks(odds: Floats, rows: Rows) -> Floats:
    """Return the ratio of risks that an odds ratio makes of the margins of a table."""
    x1, n1, x2, n2 = rows
    m = x1 + x2
    low, high = np.maximum(0, m - n2), np.minimum(n1, m)
    known = np.isfinite(odds) & (odds > 0)
    psi = np.where(known, odds, 1.0)
    # Each count by its own root: the smaller would be lost in a difference.
    first = np.clip(_count(psi, n1, n2, m), low, high)
    second = np.clip(_count(1 / psi, n2, n1, m), m - high, m - low)
    first = np.where(odds == 0, low, np.where(np.isposinf(odds), high, first))
    second = np.where(known, second, m - first)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(first / n1 / (second / n2))


def _count(psi: Floats, n1: Floats, n2: Floats, m: Floats) -> Floats:
    """Events of the first group at which a table with these margins has the odds ratio."""
    middle, end = psi * (n1 + m) + n2 - m, psi * n1 * m
    root = np.sqrt(np.maximum(middle * middle - 4 * (psi - 1) * end, 0))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(middle >= 0, 2 * end / (middle + root), (middle - root) / (2 * (psi - 1)))


def agreeing(
    rows: Rows,
    limits: tuple[Floats, Floats],
    p_value: Floats,
    *,
    mid: Flags,
    people: bool,
    confidence: float,
) -> tuple[Floats, Floats, Flags]:
    """Return limits that leave 1 out exactly where the test tells the groups apart.

    Parameters
    ----------
    rows : (ndarray, ndarray, ndarray, ndarray)
        Events and people, or exposure, of both groups.
    limits : (ndarray, ndarray)
        Limits of the ratio.
    p_value : ndarray of float
        Two-sided, of the exact test or its mid-p variant.
    mid : ndarray of bool
        Where it is the latter.
    people : bool
        Risks of people or rates of events.
    confidence : float
        Two-sided level.

    Returns
    -------
    lower, upper : ndarray of float
        The limits.
    turned : ndarray of bool
        Rows in which a limit comes from turning the test round.
    """
    x1, n1, x2, n2 = rows
    lower, upper = limits[0].copy(), limits[1].copy()
    told = p_value <= 1 - confidence
    outside = (lower > 1) | (upper < 1)
    turned = np.asarray((told != outside) & (x1 * n2 != x2 * n1) & (x1 + x2 > 0))
    for row in np.flatnonzero(turned):
        one = tuple(float(part[row]) for part in rows)
        test = _test_of(one, bool(mid[row]), people)
        limit = _turned_round(test, one, bool(told[row]), 1 - confidence)
        if people:
            each = tuple(np.array([part]) for part in one)
            limit = float(of_risks(np.array([limit]), each)[0])  # type: ignore[arg-type]
        if x1[row] * n2[row] > x2[row] * n1[row]:
            lower[row] = limit
        else:
            upper[row] = limit
    return lower, upper, turned


def _test_of(row: tuple[float, ...], mid: bool, people: bool) -> Callable[[float], float]:
    """Return the two-sided p-value of a pair as a function of the logarithm of the ratio."""
    x1, n1, x2, n2 = row
    m = x1 + x2
    least, most = (max(0.0, m - n2), min(n1, m)) if people else (0.0, m)
    k = np.arange(least, most + 1)
    if people:
        weight = _log_choose(n1, k) + _log_choose(n2, m - k)
        offset = 0.0
    else:
        weight = _log_choose(m, k)
        offset = float(np.log(n1 / n2))
    at = int(x1 - least)
    own = 0.5 if mid else 0.0

    def p(log_ratio: float) -> float:
        exponent = weight + (log_ratio + offset) * k
        share = np.exp(exponent - exponent.max())
        share /= share.sum()
        seen = share[at]
        as_likely = np.abs(share - seen) <= TIE * seen
        return float(share[share <= seen * (1 + TIE)].sum() - own * share[as_likely].sum())

    return p


def _turned_round(
    test: Callable[[float], float], row: tuple[float, ...], told: bool, level: float
) -> float:
    """Return the ratio at which the test begins to tell, searched on the right side of 1."""
    x1, n1, x2, n2 = row
    sign = 1.0 if x1 * n2 > x2 * n1 else -1.0
    if told:
        rejected, held = 0.0, sign * _inside(test, sign, level)
    else:
        rejected, held = -sign * FARTHEST, 0.0
    for _ in range(STEPS):
        middle = (rejected + held) / 2
        if test(middle) <= level:
            rejected = middle
        else:
            held = middle
    return float(np.exp(held))


def _inside(test: Callable[[float], float], sign: float, level: float) -> float:
    """Return how far from 1 a ratio lies that the test does not reject."""
    tried = np.linspace(0, FARTHEST, 1201)[1:]
    found = [distance for distance in tried if test(sign * distance) > level]
    return float(found[0]) if found else FARTHEST


def _log_choose(n: float, k: Floats) -> Floats:
    return np.asarray(special.gammaln(n + 1) - special.gammaln(k + 1) - special.gammaln(n - k + 1))
