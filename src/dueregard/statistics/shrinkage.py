"""Rates of small units, drawn towards the rest as far as their size warrants."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from scipy import optimize, special, stats

from dueregard.statistics.arguments import (
    Value,
    broadcast,
    check_at_most,
    check_choice,
    check_confidence,
    count_array,
    exposure_array,
)
from dueregard.statistics.estimate import Estimate, Floats

METHODS = ("beta_binomial", "gamma_poisson")
FEWEST_UNITS = 5
LARGEST_PRIOR = 1e6  # in people, or in mean exposures: beyond it units have one rate
FEWEST_IN_PRIOR = {True: 1.0, False: 0.1}  # people, or events: weaker ones are all at the ends
LEAST_GAIN = 1e-5  # in log-likelihood over units of one rate; less is rounding
STARTS = (1.0, 3.0, 6.0, 10.0)  # logarithms of the strength the search sets out from

NO_SPREAD = "units differ no more than chance: all are given the rate of the whole"
FEW_UNITS = f"fewer than {FEWEST_UNITS} units: how much they differ is hardly known"
ALL_ALIKE = "undefined: no unit, or every person in every unit, has the event"


@dataclass(frozen=True, eq=False)
class ShrunkenRates(Estimate):
    """Rates of units after borrowing strength from each other.

    Parameters
    ----------
    prior : tuple of float
        Beta's two parameters, or gamma's shape and rate: how true rates vary between units;
        infinite when they do not.
    raw : ndarray, shape (units,)
        Rates as they were; ``nan`` for a unit without people or exposure.
    weight : ndarray, shape (units,)
        How much a unit's own rate counts: near 1 for large units, 0 for empty ones.
    posterior : tuple of ndarray
        Parameters of each unit's posterior distribution.
    """

    prior: tuple[float, float] = field(kw_only=True)
    raw: Floats = field(kw_only=True)
    weight: Floats = field(kw_only=True)
    posterior: tuple[Floats, Floats] = field(kw_only=True)


@dataclass(frozen=True)
class RankProbabilities:
    """How sure the order of units is.

    Parameters
    ----------
    probability : ndarray, shape (units, units)
        Row: unit. Column: rank, the highest rate first. Rows and columns add up to 1.
    expected : ndarray, shape (units,)
        Mean rank, 1 for the highest.
    lower, upper : ndarray, shape (units,)
        Ranks that hold the unit's with the confidence asked.
    confidence : float
        That level.
    draws, seed : int
        How the ranks were drawn: the same seed, the same answer.
    """

    probability: Floats
    expected: Floats
    lower: Floats
    upper: Floats
    confidence: float
    draws: int
    seed: int


def shrunken_rates(
    *,
    events: Value,
    total: Value,
    method: str = "beta_binomial",
    confidence: float = 0.95,
) -> ShrunkenRates:
    """Empirical Bayes estimates of the rate of each unit.

    Parameters
    ----------
    events : array_like of int, shape (units,)
        Events in each unit.
    total : array_like of float, shape (units,)
        People in each unit (``beta_binomial``), or exposure or expected events, for events that
        can repeat (``gamma_poisson``).
    method : str
        ``beta_binomial`` or ``gamma_poisson``.
    confidence : float
        Level of the equal-tailed posterior interval.

    Returns
    -------
    ShrunkenRates

    Raises
    ------
    ValueError
        Fewer than two units with people, more events than people.

    Notes
    -----
    The prior is fitted by maximum likelihood to all units (Carlin and Louis, 2000, ch. 3;
    Clayton and Kaldor, 1987). Intervals take it as known, and so are a little narrow when units
    are few. A posterior beyond the target is not a test.

    Examples
    --------
    >>> rates = shrunken_rates(events=[0, 8, 30, 45, 70], total=[4, 60, 300, 310, 420])
    >>> bool(rates.raw[0] < rates.value[0] < rates.value[1])
    True
    """
    check_choice("method", method, METHODS)
    level = check_confidence(confidence)
    people = method == "beta_binomial"
    check = count_array if people else exposure_array
    x, n = broadcast(events=count_array("events", events), total=check("total", total))
    if x.ndim != 1 or (n > 0).sum() < 2:
        raise ValueError("events and total must be lists with two units or more that have people")
    if people:
        check_at_most("events", x, "total", n)
    elif ((n == 0) & (x > 0)).any():
        raise ValueError("total must be above zero wherever there are events")
    raw = np.where(n > 0, x / np.where(n > 0, n, 1.0), np.nan)
    if x.sum() == 0 or (people and x.sum() == n.sum()):
        nothing = np.full(x.shape, np.nan)
        return ShrunkenRates(
            nothing, nothing, nothing, level, method, (ALL_ALIKE,), prior=(np.nan, np.nan),
            raw=raw, weight=nothing, posterior=(nothing, nothing),
        )  # fmt: skip
    mean, strength = _fit(x[n > 0], n[n > 0], people)
    a, b = mean * strength, (1 - mean) * strength if people else strength
    notes = [FEW_UNITS] if (n > 0).sum() < FEWEST_UNITS else []
    if np.isfinite(strength):
        after = (x + a, n - x + b) if people else (x + a, n + b)
        value = after[0] / (after[0] + after[1]) if people else after[0] / after[1]
    else:
        # One rate for all, and no surer of it than the whole allows (Jeffreys' prior).
        events_in_all = np.full(x.shape, x.sum())
        rest = n.sum() - events_in_all + 0.5 if people else np.full(x.shape, n.sum())
        after, value = (events_in_all + 0.5, rest), np.full(x.shape, mean)
        notes.insert(0, NO_SPREAD)
    tail = (1 - level) / 2
    law = stats.beta(*after) if people else stats.gamma(after[0], scale=1 / after[1])
    # A posterior piled up at an end has its mean beyond its own quantile: hold it all the same.
    lower, upper = np.minimum(law.ppf(tail), value), np.maximum(law.ppf(1 - tail), value)
    return ShrunkenRates(
        value, lower, upper, level, method, tuple(notes),
        prior=(a, b), raw=raw, weight=n / (n + strength), posterior=after,
    )  # fmt: skip


def rank_probabilities(
    *,
    events: Value,
    total: Value,
    method: str = "beta_binomial",
    confidence: float = 0.95,
    draws: int = 10_000,
    seed: int = 0,
) -> RankProbabilities:
    """Probability of each rank for each unit: a league table that says how little it knows.

    Parameters
    ----------
    events, total, method
        As in :func:`shrunken_rates`.
    confidence : float
        Level of the range of ranks.
    draws : int
        How often rates are drawn from their posterior distributions.
    seed : int
        Of the random numbers.

    Returns
    -------
    RankProbabilities

    Raises
    ------
    ValueError
        As :func:`shrunken_rates`; no events at all; fewer than one draw.

    Notes
    -----
    Goldstein and Spiegelhalter (1996), "League tables and their limitations".

    Examples
    --------
    >>> ranks = rank_probabilities(events=[10, 30, 90], total=[200, 200, 200])
    >>> ranks.expected.round(1).tolist()
    [3.0, 2.0, 1.0]
    """
    level = check_confidence(confidence)
    if draws < 1:
        raise ValueError(f"draws must be 1 or more, not {draws}")
    rates = shrunken_rates(events=events, total=total, method=method)
    first, second = rates.posterior
    if np.isnan(first).any():
        raise ValueError("events must differ somewhere: there is nothing to rank")
    generator = np.random.default_rng(seed)
    size = (draws, first.size)
    drawn = (
        generator.beta(first, second, size)
        if method == "beta_binomial"
        else generator.gamma(first, 1 / second, size)
    )
    rank = np.argsort(np.argsort(-drawn, axis=1, kind="stable"), axis=1, kind="stable")
    probability = np.array(
        [np.bincount(rank[:, unit], minlength=first.size) / draws for unit in range(first.size)]
    )
    reached = np.cumsum(probability, axis=1)
    tail = (1 - level) / 2 + 1e-12
    return RankProbabilities(
        probability,
        rank.mean(axis=0) + 1,
        (reached >= tail).argmax(axis=1) + 1.0,
        (reached >= 1 - tail).argmax(axis=1) + 1.0,
        level,
        draws,
        seed,
    )


def _fit(x: Floats, n: Floats, people: bool) -> tuple[float, float]:
    """Mean and strength of the prior that makes what was seen likeliest.

    The strength is infinite when units differ no more than chance.
    """
    mean = float(x.sum() / n.sum())
    height: Callable[[Floats], float] = _beta_binomial(x, n) if people else _gamma_poisson(x, n)
    scale = 1.0 if people else float(n.mean())
    middle = special.logit(mean) if people else np.log(mean)
    least = FEWEST_IN_PRIOR[people] / (1.0 if people else mean)
    bounds = [(middle - 10, middle + 10), (np.log(least), np.log(LARGEST_PRIOR * scale))]
    best = min(
        (
            optimize.minimize(
                lambda at: -height(at), [middle, start + np.log(scale)], method="L-BFGS-B",
                bounds=bounds, options={"ftol": 1e-14, "gtol": 1e-9},
            )
            for start in STARTS
        ),
        key=lambda found: float(found.fun),
    )  # fmt: skip
    one_rate = _one_rate(x, n, mean, people)
    if -float(best.fun) - one_rate < LEAST_GAIN:
        return mean, np.inf
    centre = float(special.expit(best.x[0]) if people else np.exp(best.x[0]))
    return centre, float(np.exp(best.x[1]))


def _one_rate(x: Floats, n: Floats, mean: float, people: bool) -> float:
    """Log-likelihood of one rate for all: the limit of a prior ever stronger."""
    if people:
        return float((x * np.log(mean) + (n - x) * np.log1p(-mean)).sum())
    return float((x * np.log(mean) - mean * n).sum())


def _beta_binomial(x: Floats, n: Floats) -> Callable[[Floats], float]:
    def height(at: Floats) -> float:
        mean, strength = special.expit(at[0]), np.exp(at[1])
        a, b = mean * strength, (1 - mean) * strength
        return float((special.betaln(x + a, n - x + b) - special.betaln(a, b)).sum())

    return height


def _gamma_poisson(x: Floats, n: Floats) -> Callable[[Floats], float]:
    def height(at: Floats) -> float:
        rate = np.exp(at[1])
        shape = np.exp(at[0]) * rate
        gain = special.gammaln(x + shape) - special.gammaln(shape)
        return float((gain - shape * np.log1p(n / rate) - x * np.log(rate + n)).sum())

    return height
