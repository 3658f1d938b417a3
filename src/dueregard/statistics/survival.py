"""How long until people leave, are promoted, are cleared: with those still waiting counted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from dueregard.statistics.arguments import (
    Value,
    broadcast,
    check_confidence,
    check_fraction,
    exposure_array,
    normal_quantile,
    number_array,
)
from dueregard.statistics.design_matrix import label_array
from dueregard.statistics.estimate import Estimate, Flags, Floats, TestResult

ALL_LEFT = "everybody at risk had the event: no upper limit can be given from there on"
GAP = "a time without anybody at risk: beyond it the curve speaks of later entrants only"


@dataclass(frozen=True)
class SurvivalCurve:
    """Share of people without the event, at each time an event happened.

    Parameters
    ----------
    time : ndarray, shape (k,)
        Times at which at least one event happened, rising.
    at_risk, events : ndarray, shape (k,)
        People who could have had the event at that time, and who had it.
    survival, lower, upper : ndarray, shape (k,)
        Share still without the event just after that time, with pointwise limits.
    confidence : float
        Two-sided level of the limits.
    method : str
        Name of the method that made the limits.
    last : float
        Longest time anybody was observed; the curve says nothing beyond it.
    notes : tuple of str
        What to beware of.
    """

    time: Floats
    at_risk: Floats
    events: Floats
    survival: Floats
    lower: Floats
    upper: Floats
    confidence: float
    method: str
    last: float
    notes: tuple[str, ...] = ()

    def at(self, time: Value) -> Estimate:
        """Share without the event at a time; ``nan`` beyond the last observation.

        Parameters
        ----------
        time : array_like of float
            Times, in the unit of the durations.
        """
        when = number_array("time", time)
        place = np.searchsorted(self.time, when, side="right")
        beyond = when > self.last

        def read(values: Floats) -> Floats:
            return np.where(beyond, np.nan, np.concatenate([[1.0], values])[place])

        return Estimate(
            read(self.survival),
            read(self.lower),
            read(self.upper),
            self.confidence,
            self.method,
            reasons=(("undefined: later than anybody was observed", beyond),),
        )

    def quantile(self, share: float = 0.5) -> Estimate:
        """Time by which a share of people had the event; the median unless said.

        Parameters
        ----------
        share : float
            Between 0 and 1. Limits of Brookmeyer and Crowley (1982), from the curve's own.
        """
        left = 1 - check_fraction("share", share)

        def first(values: Floats) -> float:
            # A hair's breadth of rounding must not push 0.5 above 0.5.
            reached = np.flatnonzero(values <= left + 1e-12)
            return float(self.time[reached[0]]) if reached.size else np.inf

        value = first(self.survival)
        notes = () if np.isfinite(value) else ("not reached: fewer than that share had the event",)
        return Estimate(
            value, first(self.lower), first(self.upper), self.confidence, self.method, notes
        )


def kaplan_meier(
    *,
    duration: Value,
    event: ArrayLike,
    entry: Value | None = None,
    confidence: float = 0.95,
) -> SurvivalCurve:
    """Kaplan and Meier's curve: the share without the event over time.

    Parameters
    ----------
    duration : array_like of float, shape (n,)
        How long each person was observed, from their own start (joining, application).
    event : array_like of bool, shape (n,)
        Whether it ended with the event; otherwise they were still without it (censored).
    entry : array_like of float, shape (n,), optional
        How far along each person was when observation began (left truncation). Staff who joined
        before the records start can only be seen if they had not left yet: give it, or
        retention looks better than it is.
    confidence : float
        Two-sided level of the pointwise limits.

    Returns
    -------
    SurvivalCurve

    Raises
    ------
    ValueError
        Nobody given, negative durations, an entry at or after the end of observation.

    Notes
    -----
    Kaplan and Meier (1958); Greenwood's variance; limits on the log(-log) scale (Kalbfleisch and
    Prentice, 1980). A person is at risk at a time when entry < time <= duration.

    Examples
    --------
    >>> curve = kaplan_meier(duration=[2, 3, 3, 5, 8], event=[True, True, False, True, False])
    >>> curve.survival.round(2).tolist()
    [0.8, 0.6, 0.3]
    >>> curve.quantile().value
    5.0
    """
    level = check_confidence(confidence)
    end, happened, start = _observations(duration, event, entry)
    time, at_risk, deaths = _risk_sets(end, happened, start)
    survival: Floats = np.cumprod(1 - deaths / np.maximum(at_risk, 1), dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        greenwood = np.cumsum(deaths / (at_risk * (at_risk - deaths)))
        spread = normal_quantile(level) * np.sqrt(greenwood) / np.log(survival)
        lower = survival ** np.exp(-spread)
        upper = survival ** np.exp(spread)
    gone = survival <= 0
    lower, upper = np.where(gone, 0.0, lower), np.where(gone, np.nan, upper)
    notes = (ALL_LEFT,) if gone.any() else ()
    if _has_gap(end, start):
        notes = (*notes, GAP)
    return SurvivalCurve(
        time, at_risk, deaths, survival, lower, upper, level, "greenwood_log_log",
        float(end.max()), notes,
    )  # fmt: skip


def logrank(
    *,
    duration: Value,
    event: ArrayLike,
    group: ArrayLike,
    entry: Value | None = None,
) -> TestResult:
    """Test that two or more groups have the event at the same pace.

    Parameters
    ----------
    duration, event, entry
        As in :func:`kaplan_meier`.
    group : array_like, shape (n,)
        A label per person: numbers or words.

    Returns
    -------
    TestResult
        Chi-squared statistic with one degree of freedom less than there are groups; ``nan`` with
        a note when no event happened while two groups were at risk.

    Raises
    ------
    ValueError
        As :func:`kaplan_meier`; fewer than two groups.

    Notes
    -----
    Mantel (1966), Peto and Peto (1972). Sees crossing curves badly: look at them too.

    Examples
    --------
    >>> result = logrank(
    ...     duration=[1, 2, 3, 4, 6, 7, 8, 9],
    ...     event=[True] * 8,
    ...     group=["a", "a", "a", "a", "b", "b", "b", "b"],
    ... )
    >>> round(float(result.p_value), 4)
    0.0067
    """
    end, happened, start = _observations(duration, event, entry)
    labels, member = np.unique(label_array("group", group), return_inverse=True)
    if member.shape != end.shape:
        raise ValueError("group must have one label per person")
    if labels.size < 2:
        raise ValueError("group must hold two groups or more")
    time, total, deaths = _risk_sets(end, happened, start)
    at_risk = np.array(
        [_at_risk(time, end[member == k], start[member == k]) for k in range(labels.size)]
    )
    seen = np.array([_count_at(time, end[(member == k) & happened]) for k in range(labels.size)])
    share = at_risk / np.maximum(total, 1)
    gap = (seen - deaths * share).sum(axis=1)
    spread = deaths * (total - deaths) / np.maximum(total - 1, 1)
    covariance = np.diag((spread * share).sum(axis=1)) - (spread * share) @ share.T
    degrees = int(np.linalg.matrix_rank(covariance)) if time.size else 0
    if not degrees:
        note = "no test: no event happened while two groups were at risk"
        return TestResult(np.nan, np.nan, "logrank", (note,), degrees_of_freedom=0.0)
    statistic = float(gap @ np.linalg.pinv(covariance, hermitian=True) @ gap)
    p_value = float(stats.chi2.sf(statistic, degrees))
    return TestResult(statistic, p_value, "logrank", degrees_of_freedom=float(degrees))


def _observations(
    duration: Value, event: ArrayLike, entry: Value | None
) -> tuple[Floats, Flags, Floats]:
    end = exposure_array("duration", duration)
    given = number_array("event", event)
    if not np.isin(given, (0, 1)).all():
        raise ValueError("event must be true or false for each person")
    if end.ndim != 1 or not end.size or given.shape != end.shape:
        raise ValueError(
            "duration and event must be two lists of one length, of one person or more"
        )
    if entry is None:
        return end, given == 1, np.full(end.shape, -np.inf)
    start, _ = broadcast(entry=exposure_array("entry", entry), duration=end)
    if (start >= end).any():
        raise ValueError("entry must be before the end of observation of each person")
    return end, given == 1, start


def _risk_sets(end: Floats, happened: Flags, start: Floats) -> tuple[Floats, Floats, Floats]:
    time, deaths = np.unique(end[happened], return_counts=True)
    return time, _at_risk(time, end, start), deaths.astype(np.float64)


def _at_risk(time: Floats, end: Floats, start: Floats) -> Floats:
    entered = np.searchsorted(np.sort(start), time, side="left")
    gone = np.searchsorted(np.sort(end), time, side="left")
    return (entered - gone).astype(np.float64)


def _count_at(time: Floats, end: Floats) -> Floats:
    ends = np.sort(end)
    return np.asarray(
        np.searchsorted(ends, time, side="right") - np.searchsorted(ends, time, side="left"),
        dtype=np.float64,
    )


def _has_gap(end: Floats, start: Floats) -> bool:
    """Whether, after the first entry, there is a time at which nobody is observed."""
    order = np.argsort(start, kind="stable")
    latest = np.maximum.accumulate(end[order])[:-1]
    return bool((start[order][1:] > latest).any())
