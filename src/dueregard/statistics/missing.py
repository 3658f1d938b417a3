"""What a ratio could be if the people with no characteristic recorded were counted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dueregard.statistics.arguments import Value, broadcast, count_array, exposure_array
from dueregard.statistics.estimate import Flags, Floats, Numbers, Reason, notes_of
from dueregard.statistics.output import divide

NO_REFERENCE = "unbounded: the reference group has no event unless it is given unknown ones"
NO_EVENTS = "undefined: neither group has an event that is known to be its own"
NO_EXPOSURE = "undefined: a group has no exposure"
NO_TIPPING = "no share of the unknown events makes the ratio 1"


@dataclass(frozen=True)
class MissingBounds:
    """A rate ratio under every way of sharing out the events of unknown people.

    These are assumptions side by side, not confidence limits; never merge the two.

    Parameters
    ----------
    observed : float or ndarray
        Ratio of the events whose group is known.
    lower, upper : float or ndarray
        All unknown events go to group 2, and to group 1.
    proportional : float or ndarray
        Unknown events are shared out as the known ones are: the same as ``observed``.
    tipping_share : float or ndarray
        Share of the unknown events that must be group 1's for the ratio to be 1, the rest being
        group 2's; ``nan`` when no share does that.
    unknown_share : float or ndarray
        Unknown events as a share of those of both groups and the unknown ones.
    notes : tuple of str
        Why something is undefined or unbounded.
    """

    observed: Numbers
    lower: Numbers
    upper: Numbers
    proportional: Numbers
    tipping_share: Numbers
    unknown_share: Numbers
    notes: tuple[str, ...] = ()


def missing_characteristic_bounds(
    *,
    events_1: Value,
    exposure_1: Value,
    events_2: Value,
    exposure_2: Value,
    unknown_events: Value,
) -> MissingBounds:
    """Bounds of a rate ratio when some events have no characteristic recorded.

    Parameters
    ----------
    events_1, events_2 : array_like of int
        Events known to be of group 1 and of group 2 (reference).
    exposure_1, exposure_2 : array_like of float
        People or person-years of each group, from a source where the characteristic is known.
    unknown_events : array_like of int
        Events of people whose group is not known.

    Returns
    -------
    MissingBounds

    Raises
    ------
    ValueError
        Negative or fractional events, negative exposure.

    Notes
    -----
    Worst-case bounds (Manski, 1989). With :math:`x` events, :math:`E` exposure and :math:`U`
    unknown: lower :math:`(x_1/E_1)/((x_2+U)/E_2)`, upper :math:`((x_1+U)/E_1)/(x_2/E_2)`, tipping
    share :math:`(E_1(x_2+U)-E_2x_1)/(U(E_1+E_2))`. Shared out in proportion, unknown events leave
    the ratio as it is: that is what reporting known events only assumes.

    Examples
    --------
    >>> bounds = missing_characteristic_bounds(
    ...     events_1=30, exposure_1=1000, events_2=60, exposure_2=4000, unknown_events=20
    ... )
    >>> bounds.observed, bounds.lower, round(bounds.upper, 3), bounds.tipping_share
    (2.0, 1.5, 3.333, nan)
    >>> bounds.notes
    ('no share of the unknown events makes the ratio 1',)
    """
    x_1, n_1, x_2, n_2, unknown = broadcast(
        events_1=count_array("events_1", events_1),
        exposure_1=exposure_array("exposure_1", exposure_1),
        events_2=count_array("events_2", events_2),
        exposure_2=exposure_array("exposure_2", exposure_2),
        unknown_events=count_array("unknown_events", unknown_events),
    )
    bare = (n_1 == 0) | (n_2 == 0)

    def ratio(top: Floats, bottom: Floats) -> Floats:
        return np.where(bare, np.nan, divide(top * n_2, bottom * n_1))

    tipping = divide(n_1 * (x_2 + unknown) - n_2 * x_1, unknown * (n_1 + n_2))
    feasible: Flags = (unknown > 0) & ~bare & (tipping >= 0) & (tipping <= 1)
    reasons: tuple[Reason, ...] = (
        (NO_EXPOSURE, bare),
        (NO_EVENTS, ~bare & (x_1 + x_2 == 0)),
        (NO_REFERENCE, ~bare & (x_2 == 0) & (x_1 > 0)),
        (NO_TIPPING, ~bare & ~feasible),
    )
    observed = ratio(x_1, x_2)
    return MissingBounds(
        observed=_plain(observed),
        lower=_plain(ratio(x_1, x_2 + unknown)),
        upper=_plain(ratio(x_1 + unknown, x_2)),
        proportional=_plain(observed),
        tipping_share=_plain(np.where(feasible, tipping, np.nan)),
        unknown_share=_plain(divide(unknown, x_1 + x_2 + unknown)),
        notes=notes_of(reasons),
    )


def _plain(values: Floats) -> Numbers:
    return float(values) if values.ndim == 0 else values
