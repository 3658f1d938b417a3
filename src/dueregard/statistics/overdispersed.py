"""More variation between units than chance explains, and how much wider limits must be."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

from dueregard.statistics.arguments import (
    Value,
    broadcast,
    check_at_most,
    check_choice,
    count_array,
    exposure_array,
)
from dueregard.statistics.estimate import Floats
from dueregard.statistics.funnels import KINDS

FEWEST_UNITS = 10
ADJUSTMENTS = ("winsorise", "truncate", "none")


@dataclass(frozen=True)
class Overdispersion:
    """How much units differ beyond chance.

    Parameters
    ----------
    phi : float
        Mean squared z-score: 1 when chance explains all differences.
    tau_squared : float
        Variance between units on the transformed scale, for :func:`funnel_limits`.
    p_value : float
        Of the test that chance explains all differences.
    z : ndarray
        z-score of each unit against the target, chance alone.
    adjusted_z : ndarray
        The same when units are allowed to differ by ``tau_squared``.
    units : int
        Units that were used.
    method, notes : str, tuple of str
        How it was made and what to beware of.
    """

    phi: float
    tau_squared: float
    p_value: float
    z: Floats
    adjusted_z: Floats
    units: int
    method: str
    notes: tuple[str, ...] = ()


def overdispersion(
    *,
    observed: Value,
    expected: Value,
    total: Value | None = None,
    kind: str = "ratio",
    adjustment: str = "winsorise",
    share: float = 0.1,
) -> Overdispersion:
    """Spiegelhalter's φ and τ²: do units differ more than chance would have it?

    Parameters
    ----------
    observed : array_like of int, shape (units,)
        Events seen in each unit.
    expected : array_like of float, shape (units,)
        Events expected at the target: ``target * total`` for proportions.
    total : array_like of int, shape (units,)
        People in each unit; for proportions only.
    kind : str
        ``ratio`` and ``rate`` (logarithm) or ``proportion`` (arcsine of the square root).
    adjustment : str
        What is done with the most extreme units before φ is computed: ``winsorise`` (pulled in
        to the quantile, the default), ``truncate`` (left out) or ``none``.
    share : float
        Share of units that is extreme, at each end.

    Returns
    -------
    Overdispersion

    Raises
    ------
    ValueError
        Fewer than two units, nothing expected in a unit, more observed than people.

    Notes
    -----
    Spiegelhalter (2005), "Handling over-dispersion of performance indicators": with
    :math:`w = 1/s^2`, :math:`\\tau^2 = (I\\phi - (I-1)) / (\\sum w - \\sum w^2/\\sum w)`, zero
    where :math:`I\\phi` is less than :math:`I - 1`. A unit without events counts as half an event.

    Examples
    --------
    >>> result = overdispersion(
    ...     observed=[5, 30, 8, 25, 9, 28], expected=[15] * 6, adjustment="none"
    ... )
    >>> round(result.phi, 1), round(result.tau_squared, 2)
    (7.5, 0.53)
    """
    check_choice("kind", kind, KINDS)
    check_choice("adjustment", adjustment, ADJUSTMENTS)
    if not 0 <= share < 0.5:
        raise ValueError(f"share must lie between 0 and 0.5, not {share:g}")
    events, hoped = broadcast(
        observed=count_array("observed", observed), expected=exposure_array("expected", expected)
    )
    if events.ndim != 1 or events.size < 2:
        raise ValueError("observed must be a list of two units or more")
    if (hoped <= 0).any():
        raise ValueError("expected must be above zero in every unit: leave empty units out")
    empty = (events == 0).any()
    if kind == "proportion":
        gap, error = _arcsine(events, hoped, total)
    else:
        # Half an event only where there is none: log(0) would be minus infinity.
        gap = np.log(np.where(events == 0, 0.5 / (hoped + 0.5), np.maximum(events, 0.5) / hoped))
        error = 1 / np.sqrt(hoped)
    z = gap / error
    low, high = np.quantile(z, [share, 1 - share])
    inside = (z >= low) & (z <= high)
    kept = inside if adjustment == "truncate" else np.ones(z.shape, dtype=bool)
    used = np.clip(z, low, high) if adjustment == "winsorise" else z[kept]
    units = int(kept.sum())
    phi = float(np.mean(used**2))
    tau_squared = _between(phi, units, 1 / error[kept] ** 2)
    notes = []
    if empty and kind != "proportion":
        notes.append("a unit without events counts as half an event")
    if units < FEWEST_UNITS:
        notes.append(f"fewer than {FEWEST_UNITS} units: show limits without it as well")
    return Overdispersion(
        phi,
        tau_squared,
        float(stats.chi2.sf(units * phi, units)),
        z,
        gap / np.sqrt(error**2 + tau_squared),
        units,
        f"spiegelhalter_{kind}_{adjustment}",
        tuple(notes),
    )


def _arcsine(events: Floats, hoped: Floats, total: Value | None) -> tuple[Floats, Floats]:
    if total is None:
        raise ValueError("total must be given for proportions: people in each unit")
    people, _ = broadcast(total=count_array("total", total), observed=events)
    check_at_most("observed", events, "total", people)
    check_at_most("expected", hoped, "total", people)
    gap = np.arcsin(np.sqrt(events / people)) - np.arcsin(np.sqrt(hoped / people))
    return gap, 1 / (2 * np.sqrt(people))


def _between(phi: float, units: int, weight: Floats) -> float:
    excess = units * phi - (units - 1)
    room = float(weight.sum() - (weight**2).sum() / weight.sum())
    return max(0.0, excess / room) if excess > 0 and room > 0 else 0.0
