"""Limits of a difference or ratio from the limits of its two parts (MOVER)."""

from __future__ import annotations

import numpy as np

from dueregard.statistics.estimate import Floats
from dueregard.statistics.output import divide

Part = tuple[Floats, Floats, Floats]
"""Value, lower and upper limit of one part."""


def difference_limits(first: Part, second: Part) -> tuple[Floats, Floats]:
    """Square and add (Newcombe 1998; Zou and Donner 2008)."""
    (p1, l1, u1), (p2, l2, u2) = first, second
    value = p1 - p2
    return value - np.hypot(p1 - l1, u2 - p2), value + np.hypot(u1 - p1, p2 - l2)


def ratio_limits(first: Part, second: Part) -> tuple[Floats, Floats]:
    """MOVER-R (Donner and Zou 2012), written so that no limit divides by a difference.

    The upper limit is one over the lower limit of the ratio turned round.
    """
    lower = _lower_ratio(first, second)
    with np.errstate(divide="ignore"):
        return lower, 1 / _lower_ratio(second, first)


def _lower_ratio(first: Part, second: Part) -> Floats:
    (p1, l1, _), (p2, _, u2) = first, second
    with np.errstate(invalid="ignore", over="ignore", divide="ignore"):
        product = p1 * p2
        top = l1 * (2 * p1 - l1)
        inner = product * product - top * u2 * (2 * p2 - u2)
        limit = divide(top, product + np.sqrt(np.maximum(inner, 0)))
        unbounded = np.isinf(p1)
        if unbounded.any():  # one over the upper limit of both parts turned upside down
            upside_down = l1 * np.sqrt(np.maximum((2 / p2 - 1 / u2) / u2, 0))
            limit = np.where(unbounded, upside_down, limit)
    return np.where((l1 <= 0) | np.isinf(p2) | np.isinf(u2), 0.0, limit)
