"""What a ratio could be if people whose group is not known were counted: bounds, not limits."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .cells import Floats


@dataclass(frozen=True)
class UnknownBounds:
    """A figure under every way of sharing out the people whose group is not known.

    Parameters
    ----------
    lower, upper : float or ndarray
        Least and greatest ratio, difference or share; never merged with confidence limits.
    tipping_share : float or ndarray
        Share of them, and of their events, that would have to be the comparison group's for the
        ratio to be 1 (the difference 0); ``nan`` when no share does that.
    unknown_share : float or ndarray
        Their part of all events.
    """

    lower: Floats
    upper: Floats
    tipping_share: Floats
    unknown_share: Floats


def unknown_bounds(
    *,
    events_1: Floats,
    total_1: Floats,
    events_2: Floats,
    total_2: Floats,
    unknown_events: Floats,
    unknown_total: Floats,
    people: bool,
    difference: bool = False,
) -> UnknownBounds:
    """Return the bounds of the ratio of group 1 to group 2, or of the difference.

    Parameters
    ----------
    events_1, total_1, events_2, total_2 : ndarray of float
        Events and people, or exposure.
    unknown_events, unknown_total : ndarray of float
        Those whose group is not known; no people when they come from a source that knows.
    people : bool
        Whether events are people, so that whoever brings an event to a group also joins it.
    difference : bool
        Whether the difference is bounded, not the ratio.

    Notes
    -----
    Worst cases after Manski (1989). With :math:`U` events and :math:`V` people unknown, the
    ratio is least when group 2 has all unknown events and group 1 all unknown people without
    one. The tipping share solves :math:`(x_1+qU)/(n_1+qV)=(x_2+(1-q)U)/(n_2+(1-q)V)`, which is
    linear in :math:`q`. Without unknown people these are the bounds of
    `dueregard.statistics.missing_characteristic_bounds`.

    Examples
    --------
    >>> bounds = unknown_bounds(
    ...     events_1=30.0,
    ...     total_1=1000.0,
    ...     events_2=60.0,
    ...     total_2=4000.0,
    ...     unknown_events=20.0,
    ...     unknown_total=0.0,
    ...     people=False,
    ... )
    >>> float(bounds.lower), round(float(bounds.upper), 3)
    (1.5, 3.333)
    """
    x1, n1, x2, n2, u, v = np.broadcast_arrays(
        *(np.asarray(a, dtype=np.float64) for a in (events_1, total_1, events_2, total_2)),
        np.asarray(unknown_events, dtype=np.float64),
        np.asarray(unknown_total, dtype=np.float64),
    )
    joins = people & (v >= u) & (v > 0)
    with_event, without = np.where(joins, u, 0.0), np.where(joins, v - u, v)
    with np.errstate(divide="ignore", invalid="ignore"):
        low_1, high_1 = x1 / (n1 + without), (x1 + u) / (n1 + with_event)
        low_2, high_2 = x2 / (n2 + without), (x2 + u) / (n2 + with_event)
        lower = low_1 - high_2 if difference else low_1 / high_2
        upper = high_1 - low_2 if difference else high_1 / low_2
        share = ((x2 + u) * n1 - x1 * (n2 + v)) / (u * (n1 + n2 + v) - v * (x1 + x2 + u))
        tipping = np.where((u + v > 0) & (share >= 0) & (share <= 1), share, np.nan)
        unknown_share = u / (x1 + x2 + u)
    return UnknownBounds(lower[()], upper[()], tipping[()], unknown_share[()])


def unrecorded_bounds(
    *,
    events: tuple[Floats, Floats],
    total: tuple[Floats, Floats],
    unrecorded: tuple[Floats, Floats],
) -> tuple[Floats, Floats]:
    """Return least and greatest ratio of two shares when it is not known who had the event.

    Parameters
    ----------
    events, total : (ndarray, ndarray) of float
        Events and people of both groups, as far as it is recorded.
    unrecorded : (ndarray, ndarray) of float
        People of both groups of whom it is not.

    Notes
    -----
    Worst cases after Manski (1989): none of those of one group had the event and all of those of
    the other.

    Examples
    --------
    >>> low, high = unrecorded_bounds(
    ...     events=(np.array(30.0), np.array(60.0)),
    ...     total=(np.array(100.0), np.array(200.0)),
    ...     unrecorded=(np.array(20.0), np.array(40.0)),
    ... )
    >>> round(float(low), 3), round(float(high), 3)
    (0.6, 1.667)
    """
    (x1, x2), (n1, n2), (m1, m2) = events, total, unrecorded
    with np.errstate(divide="ignore", invalid="ignore"):
        low = x1 / (n1 + m1) / ((x2 + m2) / (n2 + m2))
        high = (x1 + m1) / (n1 + m1) / (x2 / (n2 + m2))
    return np.asarray(low), np.asarray(high)
