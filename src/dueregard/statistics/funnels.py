"""Funnel plots: how far units of different size may lie from a target by chance alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special, stats

from dueregard.statistics.arguments import (
    Value,
    check_choice,
    check_confidence,
    exposure_array,
    number_array,
)
from dueregard.statistics.estimate import Floats

KINDS = ("proportion", "rate", "ratio")
LIMIT_METHODS = ("exact", "chi_squared", "normal")


@dataclass(frozen=True)
class FunnelLimits:
    """Control limits of a funnel plot.

    Parameters
    ----------
    denominator : ndarray, shape (n,)
        Sizes the limits are for: people, exposure or expected events.
    target : float
        Centre of the funnel.
    kind : str
        ``proportion``, ``rate`` or ``ratio``.
    levels : tuple of float
        Two-sided levels, as asked: 0.95 and 0.998 are about two and three standard errors.
    lower, upper : ndarray, shape (levels, n)
        Limits in the units of the target; ``nan`` where the denominator is zero.
    method : str
        Name of the method that made the limits.
    """

    denominator: Floats
    target: float
    kind: str
    levels: tuple[float, ...]
    lower: Floats
    upper: Floats
    method: str

    def outside(self, values: Value) -> NDArray[np.int_]:
        """-1 below, 1 above and 0 within the limits: one row per level, one column per unit."""
        given = number_array("values", values)
        above, below = given > self.upper, given < self.lower
        return np.asarray(above.astype(int) - below.astype(int))


def funnel_limits(
    *,
    denominator: Value,
    target: float,
    kind: str = "proportion",
    limits: tuple[float, ...] = (0.95, 0.998),
    method: str = "exact",
    multiplier: float = 1.0,
    tau_squared: float = 0.0,
) -> FunnelLimits:
    """Limits a unit of each size stays within by chance when the target is its true value.

    Parameters
    ----------
    denominator : array_like of float
        People (proportion), exposure (rate) or expected events (ratio).
    target : float
        The proportion, the rate per ``multiplier``, or the ratio (usually 1) to compare with.
    kind : str
        ``proportion``, ``rate`` or ``ratio``.
    limits : tuple of float
        Two-sided levels.
    method : str
        ``exact`` (binomial or Poisson quantiles, interpolated between counts; the default),
        ``normal`` (the target and its standard error; for proportions the inverse of Wilson's
        interval) or ``chi_squared`` (Poisson limits of the expected count; rates and ratios).
    multiplier : float
        Rates are per this many.
    tau_squared : float
        Variance between units from :func:`overdispersion`. Above zero, limits are made on its
        scale (arcsine or logarithm) and widened by it, whatever the method.

    Returns
    -------
    FunnelLimits

    Raises
    ------
    ValueError
        Negative denominators, a target outside its range, unknown kind, method or level.

    Notes
    -----
    Spiegelhalter (2005), "Funnel plots for comparing institutional performance", appendices A.1
    and A.3. A unit outside limits is a question, not an answer.

    Examples
    --------
    >>> funnel = funnel_limits(denominator=[50, 500], target=0.2)
    >>> funnel.upper.round(3).tolist()
    [[0.307, 0.235], [0.379, 0.256]]
    >>> funnel.outside([0.35, 0.35]).tolist()
    [[1, 1], [0, 1]]
    """
    check_choice("kind", kind, KINDS)
    check_choice("method", method, LIMIT_METHODS)
    if kind == "proportion" and method == "chi_squared":
        raise ValueError("method chi_squared is for rates and ratios: use exact or normal")
    levels = tuple(check_confidence(level) for level in limits)
    sizes = np.atleast_1d(exposure_array("denominator", denominator))
    if multiplier <= 0 or tau_squared < 0:
        raise ValueError("multiplier must be above zero and tau_squared must not be negative")
    centre = float(target) / multiplier
    if not 0 < centre < (1 if kind == "proportion" else np.inf):
        raise ValueError(f"target must lie within the range of a {kind}, not {float(target):g}")
    makers = {"exact": _exact, "normal": _normal, "chi_squared": _chi_squared}
    shares = np.array([[(1 - level) / 2, (1 + level) / 2] for level in levels])[..., None]
    if tau_squared > 0:
        found = _widened(kind, shares, sizes, centre, tau_squared)
    else:
        found = makers[method](kind, shares, np.where(sizes > 0, sizes, 1.0), centre)
    highest = 1.0 if kind == "proportion" else np.inf
    # Between counts a limit of a very small unit can fall on the wrong side of the target.
    found = np.where(shares < 0.5, np.minimum(found, centre), np.maximum(found, centre))
    found = multiplier * np.where(sizes > 0, np.clip(found, 0.0, highest), np.nan)
    name = f"{method}_{kind}" if tau_squared == 0 else f"additive_random_effects_{kind}"
    return FunnelLimits(sizes, float(target), kind, levels, found[:, 0], found[:, 1], name)


def _exact(kind: str, shares: Floats, sizes: Floats, centre: float) -> Floats:
    if kind == "proportion":
        if (sizes != np.floor(sizes)).any():
            raise ValueError("denominator must be whole people for exact limits of proportions")
        law = stats.binom(sizes, centre)
    else:
        law = stats.poisson(sizes * centre)
    quantile = law.ppf(shares)
    reached, before = law.cdf(quantile), law.cdf(quantile - 1)
    return np.asarray((quantile - (reached - shares) / (reached - before)) / sizes)


def _normal(kind: str, shares: Floats, sizes: Floats, centre: float) -> Floats:
    variance = centre * (1 - centre) if kind == "proportion" else centre
    return np.asarray(centre + special.ndtri(shares) * np.sqrt(variance / sizes))


def _chi_squared(kind: str, shares: Floats, sizes: Floats, centre: float) -> Floats:
    expected = sizes * centre
    extra = np.where(shares < 0.5, 0.0, 1.0)
    return np.asarray(special.gammaincinv(expected + extra, shares) / sizes)


def _widened(kind: str, shares: Floats, sizes: Floats, centre: float, tau_squared: float) -> Floats:
    z, people = special.ndtri(shares), np.where(sizes > 0, sizes, 1.0)
    if kind == "proportion":
        angle = np.arcsin(np.sqrt(centre)) + z * np.sqrt(1 / (4 * people) + tau_squared)
        return np.asarray(np.sin(np.clip(angle, 0, np.pi / 2)) ** 2)
    return np.asarray(centre * np.exp(z * np.sqrt(1 / (people * centre) + tau_squared)))
