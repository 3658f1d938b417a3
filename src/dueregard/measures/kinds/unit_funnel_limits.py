"""One funnel: units of every size beside a target, with more variation than chance allowed for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special, stats

from dueregard.measures.cells import Floats
from dueregard.measures.power import POWER
from dueregard.statistics import (
    funnel_limits,
    overdispersion,
    proportion_interval,
    rank_probabilities,
    rate_interval,
)
from dueregard.statistics.discrete_tails import binomial_p

LEVELS = (0.95, 0.998)
FEWEST_UNITS = 3
FEWEST_TO_WIDEN = 10
WIDEST_RANKS = 1 / 3
DRAWS = 4000
TAIL = 0.2
NUMBERS = (
    *("value", "lower", "upper", "p_value", "rate", "target", "z", "adjusted_z", "detectable"),
    *("limit_lower_95", "limit_upper_95", "limit_lower_998", "limit_upper_998"),
    *("rank", "rank_lower", "rank_upper", "worst_fifth"),
)


@dataclass(frozen=True)
class Funnel:
    """Numbers of the units of one funnel. Confidential when its tables are.

    Parameters
    ----------
    numbers : dict of str to ndarray
        One array per quantity of ``NUMBERS``, one element per unit.
    phi, tau_squared : float
        Mean squared z-score, and the variance between units beyond chance.
    widened : bool
        Whether limits and tests allow for that variance.
    rank_width : float
        Mean width of the ranges of ranks, in ranks.
    method, test : str
        Names.
    """

    numbers: dict[str, Floats]
    phi: float
    tau_squared: float
    widened: bool
    rank_width: float
    method: str
    test: str

    def __repr__(self) -> str:
        return "<Funnel>"

    @property
    def ranked(self) -> bool:
        """Whether ranks are told: a range spans a third of the units or less, on average."""
        units = self.numbers["value"].size
        return units >= FEWEST_TO_WIDEN / 2 and self.rank_width <= WIDEST_RANKS * units


def funnel_of_counts(
    events: Floats,
    total: Floats,
    *,
    kind: str,
    target: float | None,
    highest_worst: bool,
    confidence: float,
) -> Funnel:
    """Hold shares or rates of units against a target.

    Parameters
    ----------
    events, total : ndarray of float, shape (units,)
        Events, and people or exposure, above zero.
    kind : {"proportion", "rate"}
        What they are.
    target : float, optional
        The figure the funnel is about; the units together when not given.
    highest_worst : bool
        Which end of the ranks is the worst.
    confidence : float
        Two-sided level of the limits of a unit.

    Notes
    -----
    Exact limits at 95% and 99.8% (Spiegelhalter, 2005). Where there are ten units or more that
    vary by more than chance, limits and tests are widened by the variance between units.

    Examples
    --------
    >>> found = funnel_of_counts(
    ...     np.array([0.0, 12.0, 20.0]),
    ...     np.array([40.0, 100.0, 200.0]),
    ...     kind="proportion",
    ...     target=None,
    ...     highest_worst=True,
    ...     confidence=0.95,
    ... )
    >>> found.numbers["limit_upper_95"].round(3).tolist()
    [0.182, 0.15, 0.134]
    """
    share = kind == "proportion"
    centre = float(events.sum() / total.sum()) if target is None else target
    spread = overdispersion(
        observed=events, expected=centre * total, total=total if share else None, kind=kind
    )
    widened = spread.phi > 1 and spread.tau_squared > 0 and events.size >= FEWEST_TO_WIDEN
    tau_squared = spread.tau_squared if widened else 0.0
    whole = bool((total == np.floor(total)).all())
    limits = funnel_limits(
        denominator=total,
        target=centre,
        kind=kind,
        limits=LEVELS,
        method="exact" if whole or not share else "normal",
        tau_squared=tau_squared,
    )
    rate = events / total
    lower, upper, method = _own_limits(events, total, share, confidence)
    exact = _exact_p(events, total, centre, share)
    error = np.sqrt(centre * (1 - centre if share else 1.0) / total)
    # Around the target the scale on which units vary is a share or a rate times this.
    slope = 2 * np.sqrt(centre * (1 - centre)) if share else centre
    ranks = rank_probabilities(
        events=events,
        total=total,
        method="beta_binomial" if share else "gamma_poisson",
        confidence=confidence,
        draws=DRAWS,
    )
    numbers = {
        "value": rate / centre,
        "lower": lower / centre,
        "upper": upper / centre,
        "p_value": 2 * special.ndtr(-np.abs(spread.adjusted_z)) if widened else exact,
        "rate": rate,
        "target": np.full(rate.shape, centre),
        "z": spread.z,
        "adjusted_z": spread.adjusted_z,
        "detectable": _detectable(
            np.hypot(error, slope * np.sqrt(tau_squared)) / centre, highest_worst, confidence
        ),
        **limit_columns(limits.lower, limits.upper),
        **rank_columns(ranks.probability, ranks.expected, ranks.lower, ranks.upper, highest_worst),
    }
    if share:
        numbers["detectable"] = np.where(
            numbers["detectable"] * centre <= 1, numbers["detectable"], np.nan
        )
    width = float(np.mean(ranks.upper - ranks.lower))
    test = "random_effects" if widened else "mid_p"
    return Funnel(numbers, spread.phi, spread.tau_squared, widened, width, method, test)


def _own_limits(
    events: Floats, total: Floats, share: bool, confidence: float
) -> tuple[Floats, Floats, str]:
    if not share:
        rates = rate_interval(events=events, exposure=total, confidence=confidence)
        return np.asarray(rates.lower), np.asarray(rates.upper), rates.method
    found = proportion_interval(
        events=events, total=total, method="clopper_pearson", confidence=confidence
    )
    return np.asarray(found.lower), np.asarray(found.upper), found.method


def _exact_p(events: Floats, total: Floats, centre: float, share: bool) -> Floats:
    if share:
        return binomial_p(events, total, np.full(events.shape, centre), "two-sided", mid=True)
    law = stats.poisson(centre * total)
    point = law.pmf(events) / 2
    below, above = law.cdf(events) - point, law.sf(events - 1) - point
    return np.asarray(np.minimum(2 * np.minimum(below, above), 1.0))


def limit_columns(lower: Floats, upper: Floats) -> dict[str, Floats]:
    """Return the limits of a funnel by name: rows of 95% and 99.8%."""
    return {
        "limit_lower_95": lower[0],
        "limit_upper_95": upper[0],
        "limit_lower_998": lower[1],
        "limit_upper_998": upper[1],
    }


def rank_columns(
    probability: Floats, expected: Floats, lower: Floats, upper: Floats, highest_worst: bool
) -> dict[str, Floats]:
    """Return ranks by name, with the probability of being in the worst fifth."""
    units = expected.size
    worst = int(np.ceil(TAIL * units))
    ends = probability[:, :worst] if highest_worst else probability[:, units - worst :]
    place = np.argsort(np.argsort(expected, kind="stable"), kind="stable") + 1.0
    return {
        "rank": place,
        "rank_lower": lower,
        "rank_upper": upper,
        "worst_fifth": ends.sum(axis=1),
    }


def _detectable(error: Floats, above: bool, confidence: float) -> Floats:
    reach = float(special.ndtri((1 + confidence) / 2) + special.ndtri(POWER)) * error
    return 1 + reach if above else np.where(reach < 1, 1 - reach, np.nan)
