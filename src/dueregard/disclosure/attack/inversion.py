"""Which counts give a printed interval: limits computed for every possible pair of counts."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import special

Array = NDArray[np.float64]
#: Pairs of counts looked at at most; beyond, the interval is not turned back.
MOST_PAIRS = 4_000_000


def wilson(x: Array, n: Array, confidence: float) -> tuple[Array, Array]:
    """Return Wilson's score limits of x/n (Wilson 1927).

    Examples
    --------
    >>> lower, upper = wilson(np.array([10.0]), np.array([20.0]), 0.95)
    >>> round(float(lower[0]), 4), round(float(upper[0]), 4)
    (0.2993, 0.7007)
    """
    z = float(special.ndtri((1 + confidence) / 2))
    middle = 2 * x + z * z
    spread = z * np.sqrt(z * z + 4 * x * (1 - x / n))
    return (middle - spread) / (2 * (n + z * z)), (middle + spread) / (2 * (n + z * z))


def wilson_continuity(x: Array, n: Array, confidence: float) -> tuple[Array, Array]:
    """Return Wilson's limits with correction for continuity (Newcombe 1998, method 4)."""
    z = float(special.ndtri((1 + confidence) / 2))
    p = x / n
    below = z * np.sqrt(np.maximum(z * z - 1 / n + 4 * n * p * (1 - p) + (4 * p - 2), 0)) + 1
    above = z * np.sqrt(np.maximum(z * z - 1 / n + 4 * n * p * (1 - p) - (4 * p - 2), 0)) + 1
    lower = np.maximum(0.0, (2 * n * p + z * z - below) / (2 * (n + z * z)))
    upper = np.minimum(1.0, (2 * n * p + z * z + above) / (2 * (n + z * z)))
    return np.where(x == 0, 0.0, lower), np.where(x == n, 1.0, upper)


def clopper_pearson(x: Array, n: Array, confidence: float) -> tuple[Array, Array]:
    """Return the exact limits of x/n (Clopper and Pearson 1934)."""
    tail = (1 - confidence) / 2
    lower = special.betaincinv(np.maximum(x, 0.5), n - x + 1, tail)
    upper = special.betaincinv(x + 1, np.maximum(n - x, 0.5), 1 - tail)
    return np.where(x == 0, 0.0, lower), np.where(x == n, 1.0, upper)


def jeffreys(x: Array, n: Array, confidence: float) -> tuple[Array, Array]:
    """Return Jeffreys limits of x/n with the ends closed (Brown, Cai and DasGupta 2001)."""
    tail = (1 - confidence) / 2
    lower = special.betaincinv(x + 0.5, n - x + 0.5, tail)
    upper = special.betaincinv(x + 0.5, n - x + 0.5, 1 - tail)
    return np.where(x == 0, 0.0, lower), np.where(x == n, 1.0, upper)


def wald(x: Array, n: Array, confidence: float) -> tuple[Array, Array]:
    """Return the textbook limits of x/n, kept inside 0 and 1."""
    z = float(special.ndtri((1 + confidence) / 2))
    half = z * np.sqrt(x / n * (1 - x / n) / n)
    return np.clip(x / n - half, 0, 1), np.clip(x / n + half, 0, 1)


def exact_poisson(x: Array, n: Array, confidence: float) -> tuple[Array, Array]:
    """Return the exact limits of a rate x/n (Garwood 1936)."""
    tail = (1 - confidence) / 2
    lower = np.where(x == 0, 0.0, special.gammaincinv(np.maximum(x, 0.5), tail))
    return lower / n, special.gammaincinv(x + 1, 1 - tail) / n


def byar(x: Array, n: Array, confidence: float) -> tuple[Array, Array]:
    """Return Byar's limits of a rate x/n (Breslow and Day 1987)."""
    z = float(special.ndtri((1 + confidence) / 2))
    some = np.maximum(x, 0.5)
    lower = some * (1 - 1 / (9 * some) - z / (3 * np.sqrt(some))) ** 3
    upper = (x + 1) * (1 - 1 / (9 * (x + 1)) + z / (3 * np.sqrt(x + 1))) ** 3
    return np.where(x == 0, 0.0, lower) / n, upper / n


def byar_exact(x: Array, n: Array, confidence: float) -> tuple[Array, Array]:
    """Return exact limits below ten events and Byar's from ten."""
    few, many = exact_poisson(x, n, confidence), byar(x, n, confidence)
    return np.where(x < 10, few[0], many[0]), np.where(x < 10, few[1], many[1])


#: Method, by its name in ``dueregard.statistics``, to its limits.
LIMITS: dict[str, Callable[[Array, Array, float], tuple[Array, Array]]] = {
    "wilson": wilson,
    "wilson_cc": wilson_continuity,
    "clopper_pearson": clopper_pearson,
    "jeffreys": jeffreys,
    "wald": wald,
    "exact": exact_poisson,
    "byar": byar,
    "byar_exact": byar_exact,
}
_OF_RATES = frozenset({"exact", "byar", "byar_exact"})
Range = tuple[float, float]


def possible_counts(
    method: str,
    confidence: float,
    scale: float,
    top: Range,
    bottom: Range,
    printed: Sequence[Range],
) -> tuple[Range, Range] | None:
    """Return the least and most numerator and denominator that print as this interval.

    Parameters
    ----------
    method : str
        A name in `LIMITS`.
    confidence : float
        Between 0 and 1.
    scale : float
        What the limits are multiplied by before printing: 100 for per cent.
    top, bottom : (least, most)
        What is known of numerator and denominator.
    printed : two (least, most)
        The numbers that print as the lower and the upper limit.

    Returns
    -------
    tuple or None
        None when no counts give the interval.

    Examples
    --------
    With 40 officers, a Wilson interval of 4.0 % to 23.1 % printed to one decimal leaves one
    count:

    >>> possible_counts("wilson", 0.95, 100, (1, 9), (40, 40), [(3.95, 4.05), (23.0, 23.1)])
    ((4.0, 4.0), (40.0, 40.0))
    """
    denominators = _denominators(method, confidence, scale, bottom, top, printed)
    if denominators is None:
        return top, bottom
    least_x, most_x = [], []
    kept: list[float] = []
    for n in denominators:
        most = top[1] if method in _OF_RATES else min(top[1], n)
        most = min(most, MOST_PAIRS)
        x = np.arange(top[0], most + 1, dtype=np.float64)
        if not len(x) or n <= 0:
            continue
        lower, upper = LIMITS[method](x, np.full_like(x, n), confidence)
        fits = (lower * scale >= printed[0][0]) & (lower * scale <= printed[0][1])
        fits &= (upper * scale >= printed[1][0]) & (upper * scale <= printed[1][1])
        if fits.any():
            kept.append(float(n))
            least_x.append(float(x[fits][0]))
            most_x.append(float(x[fits][-1]))
    if not kept:
        return None
    return (min(least_x), max(most_x)), (min(kept), max(kept))


def _denominators(
    method: str,
    confidence: float,
    scale: float,
    bottom: Range,
    top: Range,
    printed: Sequence[Range],
) -> Sequence[float] | None:
    """Return the denominators to look at; None when they are too many."""
    if bottom[0] == bottom[1]:
        return [bottom[0]]
    most = min(bottom[1], 20_000)
    if bottom[1] > most:
        # An interval without a known ceiling: the widest denominators give the narrowest limits.
        narrowest = (printed[1][0] - printed[0][1]) / scale
        if narrowest <= 0 or 4 / narrowest**2 > most:
            return None
        most = min(most, np.ceil(16 / narrowest**2))
    span = np.arange(max(bottom[0], 1), most + 1, dtype=np.float64)
    if float(np.sum(np.minimum(span, min(top[1], most)) + 1)) > MOST_PAIRS:
        return None
    return list(span)
