"""How sure we can be of one mean."""

from __future__ import annotations

import numpy as np
from scipy import special

from dueregard.statistics.arguments import Value, check_choice, check_confidence, number_array
from dueregard.statistics.estimate import Estimate
from dueregard.statistics.output import as_estimate, divide

NO_VALUES = "undefined: there are no values"
ONE_VALUE = "one value says nothing of its spread: the limits are unbounded"
LARGE = 1e150


def mean_interval(values: Value, *, method: str = "t", confidence: float = 0.95) -> Estimate:
    """Mean of measurements (days to decide, pay, scores), with confidence limits.

    Parameters
    ----------
    values : array_like of float, shape (..., n)
        The measurements, in the last axis; several rows give several means.
    method : str
        ``t`` (Student).
    confidence : float
        Two-sided level, between 0 and 1.

    Returns
    -------
    Estimate
        In the unit of the values; unbounded limits for one value, ``nan`` for none.

    Raises
    ------
    ValueError
        Values that are missing or not numbers; a method or confidence not known.

    Notes
    -----
    Student (1908). For strongly skewed amounts give the median beside it.

    Examples
    --------
    >>> days = mean_interval([12, 15, 9, 20, 14])
    >>> days.value, round(days.lower, 2), round(days.upper, 2)
    (14.0, 8.96, 19.04)
    """
    check_choice("method", method, ("t",))
    level = check_confidence(confidence)
    data = number_array("values", values)
    if data.ndim == 0:
        raise ValueError("values must be several measurements, not one number")
    n = data.shape[-1]
    shape = data.shape[:-1]
    # The squares of larger values would be beyond what a double holds.
    largest = float(np.abs(data).max(initial=0.0))
    unit = largest if largest > LARGE else 1.0
    data = data / unit
    value = np.full(shape, np.nan) if n == 0 else np.asarray(data.mean(axis=-1))
    reach = np.full(shape, np.nan if n == 0 else np.inf)
    if n > 1:
        spread = np.asarray(data.std(axis=-1, ddof=1))
        reach = divide(spread * special.stdtrit(n - 1, (1 + level) / 2), np.sqrt(n))
    with np.errstate(over="ignore"):
        lower, upper = (value - reach) * unit, (value + reach) * unit
    return as_estimate(
        value * unit,
        lower,
        upper,
        confidence=level,
        method=method,
        reasons=(
            (NO_VALUES, np.full(shape, n == 0)),
            (ONE_VALUE, np.full(shape, n == 1)),
        ),
    )
