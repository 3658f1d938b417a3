"""From arrays back to what the caller asked for: one scalar or a whole array, with reasons."""

from __future__ import annotations

import numpy as np

from dueregard.statistics.estimate import Estimate, Floats, Reason


def as_estimate(
    value: Floats,
    lower: Floats,
    upper: Floats,
    *,
    confidence: float,
    method: str,
    reasons: tuple[Reason, ...] = (),
) -> Estimate:
    """Make an estimate whose limits hold their value.

    Rounding in the last digit, or a confidence so low that a shrunken interval leaves its
    estimate outside, must not give a value beyond its own limits: the limit is then the value.
    """
    with np.errstate(invalid="ignore"):
        above, below = lower > value, upper < value
    if above.any():
        lower = np.where(above, value, lower)
    if below.any():
        upper = np.where(below, value, upper)
    return Estimate(value, lower, upper, confidence, method, reasons=reasons)


def divide(top: Floats, bottom: Floats) -> Floats:
    """Divide, with ``inf`` for something over nothing and ``nan`` for nothing over nothing."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.true_divide(top, bottom))
