"""Marks of low reliability: worked out from what is shown, so that they tell nothing more."""

from __future__ import annotations

from dueregard.tables import CellState

from .rules import Reliability


def is_low_count(rule: Reliability, shown: int) -> bool:
    """Return whether a count is marked, as it is shown.

    Examples
    --------
    >>> [is_low_count(Reliability(counts=20), count) for count in (0, 15, 20)]
    [False, True, False]
    """
    return 0 < shown < rule.counts


def state_of_statistic(
    rule: Reliability,
    *,
    events: float | None = None,
    denominator: float | None = None,
    value: float | None = None,
    lower: float | None = None,
    upper: float | None = None,
) -> CellState:
    """Return how reliable a statistic on shown counts is.

    Parameters
    ----------
    rule : Reliability
        The rules of a policy.
    events, denominator : float, optional
        The fewest events it counts and the fewest people it is among, as shown.
    value, lower, upper : float, optional
        The statistic and its interval, as printed.

    Returns
    -------
    CellState
        ``low_reliability`` when any rule says so, else ``value``.

    Examples
    --------
    >>> rule = Reliability(events=20, relative_width=1.6)
    >>> str(state_of_statistic(rule, events=19, denominator=400))
    'low_reliability'
    >>> str(state_of_statistic(rule, events=40, value=10.0, lower=7.0, upper=14.0))
    'value'
    """
    low = events is not None and events < rule.events
    low |= denominator is not None and denominator < rule.denominator
    if rule.relative_width and None not in (value, lower, upper):
        assert value is not None and lower is not None and upper is not None
        low |= not upper - lower <= rule.relative_width * abs(value)
    return CellState.LOW_RELIABILITY if low else CellState.VALUE
