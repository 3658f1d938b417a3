"""Rates made comparable between groups of different make-up: age, rank, length of service."""

from __future__ import annotations

import numpy as np

from dueregard.statistics.arguments import (
    Value,
    broadcast,
    check_confidence,
    count_array,
    exposure_array,
)
from dueregard.statistics.estimate import Estimate, Floats, Reason
from dueregard.statistics.output import as_estimate, divide
from dueregard.statistics.rates import expected_limits

FEWEST_EVENTS = 10


def _fewest(minimum_events: float) -> float:
    return float(count_array("minimum_events", minimum_events))


def _withheld(total: Floats, fewest: float) -> Reason:
    return (f"withheld: fewer than {fewest:g} events in all", total < fewest)


def _strata(name: str, values: Value, *, counts: bool) -> Floats:
    array = count_array(name, values) if counts else exposure_array(name, values)
    if array.ndim == 0:
        raise ValueError(f"{name} must hold one number per stratum, along its last axis")
    return array


def directly_standardised_rate(
    *,
    events: Value,
    exposure: Value,
    weights: Value,
    multiplier: float = 1.0,
    minimum_events: int = FEWEST_EVENTS,
    confidence: float = 0.95,
) -> Estimate:
    """Rate that would be seen if the group had the make-up of a standard population.

    Parameters
    ----------
    events : array_like of int, shape (..., strata)
        Events in each stratum.
    exposure : array_like of float, shape (..., strata)
        People, or person-years, in each stratum.
    weights : array_like of float, shape (..., strata)
        Size of each stratum in the standard population; any unit.
    multiplier : float
        Rates are per this many: 1000, 100000.
    minimum_events : int
        Fewer events than this in all, and the rate is withheld.
    confidence : float
        Two-sided level, between 0 and 1.

    Returns
    -------
    Estimate
        Summed over the last axis. ``nan`` with a note when withheld, or when a stratum that has
        weight has no exposure.

    Raises
    ------
    ValueError
        Negative or fractional events, events where there is no exposure, negative weights.

    Notes
    -----
    Limits of Dobson, Kuulasmaa, Eberle and Scherer (1991): the exact or Byar's limits of the
    count, scaled by the standard errors. They assume that events do not come in clusters: a
    person with many events makes the true limits wider.

    Examples
    --------
    >>> rate = directly_standardised_rate(
    ...     events=[12, 30], exposure=[400, 600], weights=[500, 500], multiplier=1000
    ... )
    >>> round(rate.value, 1), round(rate.lower, 1), round(rate.upper, 1)
    (40.0, 28.6, 54.3)
    """
    level = check_confidence(confidence)
    x, n, w = broadcast(
        events=_strata("events", events, counts=True),
        exposure=_strata("exposure", exposure, counts=False),
        weights=_strata("weights", weights, counts=False),
    )
    if ((n == 0) & (x > 0)).any():
        raise ValueError("exposure must be above zero wherever there are events")
    total = x.sum(axis=-1)
    bare = ((n == 0) & (w > 0)).any(axis=-1) | (w.sum(axis=-1) == 0)
    share = divide(w, np.where(bare, np.nan, w.sum(axis=-1))[..., None])
    per_person = np.where(n > 0, share / np.where(n > 0, n, 1.0), 0.0)
    value = multiplier * (per_person * x).sum(axis=-1)
    variance = (per_person**2 * x).sum(axis=-1)
    low, high = expected_limits(total, "byar_exact", level)
    # With no event at all the scale is that of one more event spread as the exposure is.
    mean_factor = divide((per_person * n).sum(axis=-1), n.sum(axis=-1))
    scale = multiplier * np.where(
        total > 0, np.sqrt(divide(variance, np.maximum(total, 1))), mean_factor
    )
    few = _withheld(total, _fewest(minimum_events))
    kept = np.where(few[1] | bare, np.nan, 0.0)
    reasons = (few, ("undefined: a stratum that has weight has no exposure", bare))
    return as_estimate(
        value + kept,
        value + scale * (low - total) + kept,
        value + scale * (high - total) + kept,
        confidence=level,
        method="dobson_byar",
        reasons=reasons,
    )


def indirectly_standardised_ratio(
    *,
    events: Value,
    exposure: Value,
    reference_events: Value,
    reference_exposure: Value,
    multiplier: float = 1.0,
    minimum_events: int = FEWEST_EVENTS,
    confidence: float = 0.95,
) -> Estimate:
    """Events seen over the events expected at a reference population's rates.

    Parameters
    ----------
    events : array_like of int, shape (..., strata)
        Events of the group in each stratum. Only their sum matters.
    exposure : array_like of float, shape (..., strata)
        People, or person-years, of the group in each stratum.
    reference_events, reference_exposure : array_like, shape (..., strata)
        The same for the reference population, which is taken as known without error.
    multiplier : float
        1 for a ratio, 100 for a ratio with the reference at 100; the reference's own rate
        makes it a rate.
    minimum_events : int
        Fewer events than this in all, and the ratio is withheld. Below 10 the limits are exact,
        so 0 is sound where the reader may see so small a count.
    confidence : float
        Two-sided level, between 0 and 1.

    Returns
    -------
    Estimate
        Summed over the last axis; ``nan`` with a note when withheld or when nothing is expected.

    Raises
    ------
    ValueError
        Negative or fractional events; a reference without exposure where the group has some.

    Notes
    -----
    Breslow and Day (1987), vol. II, ch. 2. Exact Poisson limits below 10 events, Byar's from 10.
    Ratios of two groups are not comparable with each other unless their make-up is alike.

    Examples
    --------
    >>> ratio = indirectly_standardised_ratio(
    ...     events=[8, 16],
    ...     exposure=[100, 200],
    ...     reference_events=[50, 60],
    ...     reference_exposure=[1000, 1000],
    ... )
    >>> round(ratio.value, 3), round(ratio.lower, 3)
    (1.412, 0.904)
    """
    level = check_confidence(confidence)
    x, n, reference_x, reference_n = broadcast(
        events=_strata("events", events, counts=True),
        exposure=_strata("exposure", exposure, counts=False),
        reference_events=_strata("reference_events", reference_events, counts=False),
        reference_exposure=_strata("reference_exposure", reference_exposure, counts=False),
    )
    if ((reference_n == 0) & (n > 0)).any():
        raise ValueError("reference_exposure must be above zero wherever the group has exposure")
    expected = (n * reference_x / np.where(reference_n > 0, reference_n, 1.0)).sum(axis=-1)
    observed = x.sum(axis=-1)
    low, high = expected_limits(observed, "byar_exact", level)
    few = _withheld(observed, _fewest(minimum_events))
    none = expected == 0
    scale = multiplier * divide(np.where(few[1] | none, np.nan, 1.0), expected)
    return as_estimate(
        scale * observed,
        scale * low,
        scale * high,
        confidence=level,
        method="byar_exact",
        reasons=(few, ("undefined: no event is expected", none)),
    )
