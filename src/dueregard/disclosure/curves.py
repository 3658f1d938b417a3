"""Curves of time to an event: coarsened until no step is the doing of a few people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .permits import Permit
from .policy import DisclosurePolicy


@dataclass(frozen=True)
class Step:
    """One step of a coarsened curve.

    Parameters
    ----------
    time : float
        When the step is drawn: the last event it holds.
    share : float
        Share without the event after it.
    """

    time: float
    share: float


@dataclass(frozen=True)
class CoarseCurve:
    """A curve that may be drawn: ``permit`` says whether, ``steps`` how."""

    permit: Permit
    steps: tuple[Step, ...]


def coarsened_curve(
    policy: DisclosurePolicy,
    *,
    times: Sequence[float],
    at_risk: Sequence[int],
    events: Sequence[int],
    decimals: int = 2,
    basis: tuple[str, ...] = (),
) -> CoarseCurve:
    """Coarsen a Kaplan–Meier curve to steps of at least the threshold.

    Every step holds at least as many events as the threshold, and so many people have left, by
    an event or out of sight, since the step before; the curve ends while at least as many are
    at risk. Numbers at risk and marks of those out of sight are not shown.

    Parameters
    ----------
    policy : DisclosurePolicy
        Its threshold.
    times : sequence of float
        Times of events, increasing.
    at_risk, events : sequence of int
        People at risk just before each time, and events at it.
    decimals : int
        Decimals of the shares and times.
    basis : tuple of str
        Identities of the counts.

    Raises
    ------
    ValueError
        When the sequences differ in length or cannot be a curve.

    Examples
    --------
    >>> curve = coarsened_curve(
    ...     DisclosurePolicy("ours", threshold=10),
    ...     times=[1, 2, 3, 4, 5],
    ...     at_risk=[100, 94, 89, 80, 60],
    ...     events=[6, 5, 9, 4, 2],
    ... )
    >>> [(step.time, step.share) for step in curve.steps]
    [(2.0, 0.89), (5.0, 0.73)]
    """
    t, n, d = (np.asarray(values) for values in (times, at_risk, events))
    if not len(t) == len(n) == len(d) or (np.diff(t) <= 0).any() or (d < 0).any() or (d > n).any():
        raise ValueError(
            "times, at_risk, events: as many of each, times increasing, events from 0 to at_risk."
        )
    least = max(policy.threshold, 1)
    share = np.cumprod(1 - d / np.maximum(n, 1))
    # After the last step at least the threshold are still at risk, so its level is no few people.
    inside = np.flatnonzero(n - d >= least)
    ends: list[int] = []
    held = 0
    for i in inside:
        held += int(d[i])
        if held >= least:
            ends.append(int(i))
            held = 0
    if held and ends:
        ends[-1] = int(inside[np.flatnonzero(d[inside] > 0)[-1]])
    if not ends:
        reason = f"there are fewer than {least} events while {least} are at risk"
        return CoarseCurve(Permit("curve", policy.label, False, reason=reason, basis=basis), ())
    steps = tuple(
        Step(round(float(t[i]), decimals), round(float(share[i]), decimals)) for i in ends
    )
    values: dict[str, float | None] = {f"at {step.time:g}": step.share for step in steps}
    return CoarseCurve(Permit("curve", policy.label, True, values, decimals, basis=basis), steps)
