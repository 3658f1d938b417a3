"""One funnel of ratios: the rate of a group over that of the reference group, unit by unit."""

from __future__ import annotations

import numpy as np
from scipy import special

from dueregard.measures.cells import Floats
from dueregard.measures.kinds.unit_funnel_limits import (
    DRAWS,
    FEWEST_TO_WIDEN,
    LEVELS,
    Funnel,
    limit_columns,
    rank_columns,
)
from dueregard.measures.power import POWER
from dueregard.statistics import rate_ratio
from dueregard.statistics.choice_rules import FEWEST_EVENTS
from dueregard.statistics.discrete_tails import binomial_p

EXTREME = 0.1


def funnel_of_ratios(
    counts: tuple[Floats, Floats, Floats, Floats],
    *,
    target: float | None,
    highest_worst: bool,
    confidence: float,
) -> Funnel:
    """Hold ratios of two rates, one in each unit, against a common ratio.

    Parameters
    ----------
    counts : tuple of ndarray of float, shape (units,)
        Events and exposure of the comparison group, then of the reference group.
    target : float, optional
        The ratio the funnel is about; that of Mantel and Haenszel over units when not given.
    highest_worst : bool
        Which end of the ranks is the worst.
    confidence : float
        Two-sided level of the limits of a unit.

    Notes
    -----
    Logarithms of ratios with their standard errors, half an event being added to both counts
    where one is nought; over-dispersion as in Spiegelhalter (2005). The test of a unit, where it
    is not widened, is exact given the events of both groups.
    """
    x1, n1, x2, n2 = counts
    whole = n1 + n2
    with np.errstate(divide="ignore", invalid="ignore"):
        common = (x1 * n2 / whole).sum() / (x2 * n1 / whole).sum()
    centre = float(common) if target is None else target
    half = np.where((x1 == 0) | (x2 == 0), 0.5, 0.0)
    gap = np.log((x1 + half) * n2 / ((x2 + half) * n1)) - np.log(centre)
    error = np.sqrt(1 / (x1 + half) + 1 / (x2 + half))
    phi, between = _beyond_chance(gap / error, error)
    widened = phi > 1 and between > 0 and gap.size >= FEWEST_TO_WIDEN
    wide = np.hypot(error, np.sqrt(between)) if widened else error
    share = n1 * centre / (n1 * centre + n2)
    exact = np.where(x1 + x2 > 0, binomial_p(x1, x1 + x2, share, "two-sided", mid=True), 1.0)
    few = np.minimum(x1, x2) < FEWEST_EVENTS
    value, lower, upper = _ratio_limits(counts, few, confidence)
    z = -special.ndtri((1 - np.array(LEVELS)) / 2)[:, None]
    probability, expected, low, high = _drawn_ranks(gap, error, between, confidence)
    numbers = {
        "value": value / centre,
        "lower": lower / centre,
        "upper": upper / centre,
        "p_value": 2 * special.ndtr(-np.abs(gap / wide)) if widened else exact,
        "rate": value,
        "target": np.full(value.shape, centre),
        "z": gap / error,
        "adjusted_z": gap / np.hypot(error, np.sqrt(between)),
        "detectable": np.exp(
            (1 if highest_worst else -1)
            * (special.ndtri((1 + confidence) / 2) + special.ndtri(POWER))
            * wide
        ),
        **limit_columns(centre * np.exp(-z * wide), centre * np.exp(z * wide)),
        **rank_columns(probability, expected, low, high, highest_worst),
    }
    test = "random_effects" if widened else "exact_conditional_mid_p"
    return Funnel(numbers, phi, between, widened, float(np.mean(high - low)), "by_rule", test)


def _ratio_limits(
    counts: tuple[Floats, ...], few: np.ndarray, confidence: float
) -> tuple[Floats, Floats, Floats]:
    value, lower, upper = (np.full(few.shape, np.nan) for _ in range(3))
    names = ("events_1", "exposure_1", "events_2", "exposure_2")
    for method, rows in (("score", ~few), ("exact_conditional", few)):
        if rows.any():
            given = {name: part[rows] for name, part in zip(names, counts, strict=True)}
            found = rate_ratio(**given, method=method, confidence=confidence)
            value[rows], lower[rows], upper[rows] = found.value, found.lower, found.upper
    return value, lower, upper


def _beyond_chance(z: Floats, error: Floats) -> tuple[float, float]:
    """Winsorised mean squared z-score, and the variance between units beyond chance."""
    low, high = np.quantile(z, [EXTREME, 1 - EXTREME])
    phi = float(np.mean(np.clip(z, low, high) ** 2))
    weight, units = 1 / error**2, z.size
    excess = units * phi - (units - 1)
    room = float(weight.sum() - (weight**2).sum() / weight.sum())
    return phi, max(0.0, excess / room) if room > 0 else 0.0


def _drawn_ranks(
    gap: Floats, error: Floats, between: float, confidence: float
) -> tuple[Floats, Floats, Floats, Floats]:
    weight = between / (between + error**2)
    source = np.random.default_rng(0)
    drawn = weight * gap + source.normal(size=(DRAWS, gap.size)) * error * np.sqrt(weight)
    if not between:
        drawn = source.normal(size=(DRAWS, gap.size))  # units of one ratio: any order
    rank = np.argsort(np.argsort(-drawn, axis=1), axis=1)
    units = gap.size
    probability = np.array([np.bincount(rank[:, i], minlength=units) / DRAWS for i in range(units)])
    tail = (1 - confidence) / 2
    low, high = np.quantile(rank + 1, [tail, 1 - tail], axis=0, method="inverted_cdf")
    return probability, rank.mean(axis=0) + 1, low, high
