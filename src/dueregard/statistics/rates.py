"""How sure we can be of one rate: events that can repeat, over the exposure they came from."""

from __future__ import annotations

import numpy as np

from dueregard.statistics import rate_limits
from dueregard.statistics.arguments import (
    Value,
    broadcast,
    check_choice,
    check_confidence,
    count_array,
    exposure_array,
    normal_quantile,
    number_array,
)
from dueregard.statistics.estimate import Estimate, Floats, Reason
from dueregard.statistics.output import as_estimate, divide

RATE_METHODS = ("byar_exact", "byar", "exact", "mid_p", "score", "jeffreys", "wald")

NO_EXPOSURE = "undefined: the exposure is zero"
NO_WIDTH = "Wald's limits have no width without events: use another method"


def rate_interval(
    *,
    events: Value,
    exposure: Value,
    multiplier: float = 1,
    method: str = "byar_exact",
    confidence: float = 0.95,
) -> Estimate:
    """Events per unit of exposure, with confidence limits.

    Parameters
    ----------
    events : array_like of int
        Number of events; one person may have several.
    exposure : array_like of float
        What the events came from: person-years, headcount times years, searches, expected
        events. Broadcast against ``events``.
    multiplier : float
        Unit of the answer: 1000 for a rate per thousand.
    method : str
        ``byar_exact`` (exact below ten events, Byar's approximation from ten, the default),
        ``byar``, ``exact`` (Garwood), ``mid_p``, ``score``, ``jeffreys`` or ``wald`` (for
        comparison only).
    confidence : float
        Two-sided level, between 0 and 1.

    Returns
    -------
    Estimate
        Rates of zero or more; ``nan`` with a note where the exposure is zero.

    Raises
    ------
    ValueError
        Events or exposure negative, events not whole, a multiplier that is not positive; a
        method or confidence not known.

    Notes
    -----
    Garwood (1936), Breslow and Day (1987, volume 2), Cohen and Yang (1994).

    Examples
    --------
    >>> stops = rate_interval(events=65, exposure=100_000, multiplier=1000)
    >>> round(stops.value, 3), round(stops.lower, 3), round(stops.upper, 3)
    (0.65, 0.502, 0.828)
    """
    check_choice("method", method, RATE_METHODS)
    level = check_confidence(confidence)
    unit = number_array("multiplier", multiplier)
    if unit.ndim or unit <= 0:
        raise ValueError(f"multiplier must be one positive number, not {multiplier!r:.60}")
    x, amount = broadcast(
        events=count_array("events", events), exposure=exposure_array("exposure", exposure)
    )
    lower, upper = expected_limits(x, method, level)
    with np.errstate(divide="ignore", invalid="ignore"):
        scale = np.where(amount > 0, unit / amount, np.nan)
    none = amount == 0
    reasons: list[Reason] = [(NO_EXPOSURE, none)]
    if method == "wald":
        reasons.append((NO_WIDTH, ~none & (x == 0)))
    return as_estimate(
        divide(x, np.where(none, np.nan, amount)) * unit,
        lower * scale,
        upper * scale,
        confidence=level,
        method=method,
        reasons=tuple(reasons),
    )


def expected_limits(events: Floats, method: str, confidence: float) -> rate_limits.Limits:
    """Limits of the expected count behind checked counts."""
    shape = events.shape
    x = np.ascontiguousarray(events).ravel()
    z = normal_quantile(confidence)
    if method == "byar_exact":
        lower, upper = rate_limits.byar_exact(x, confidence, z)
    elif method in ("byar", "score", "wald"):
        function = {"byar": rate_limits.byar, "score": rate_limits.score, "wald": rate_limits.wald}
        lower, upper = function[method](x, z)
    else:
        by_tail = {
            "exact": rate_limits.exact,
            "mid_p": rate_limits.mid_p,
            "jeffreys": rate_limits.jeffreys,
        }
        lower, upper = by_tail[method](x, confidence)
    return lower.reshape(shape), upper.reshape(shape)
