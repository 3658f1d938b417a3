"""One test over several groups, before any of them is compared with another."""

from __future__ import annotations

import numpy as np
from scipy import special

from dueregard.statistics.arguments import (
    Value,
    broadcast,
    check_at_most,
    check_choice,
    count_array,
)
from dueregard.statistics.estimate import Floats, TestResult
from dueregard.statistics.output import divide
from dueregard.statistics.tables_with_margins import fisher_freeman_halton

PROPORTIONS_TEST_METHODS = ("chi_squared", "exact")

NOTHING_TO_TEST = "nobody, or everybody, has the event, or fewer than two groups have people"
SMALL_EXPECTED = "an expected count is under 5: the p-value is rough, use method='exact'"
DRAWN = "too many tables to list: p-value from 99,999 tables drawn with a fixed seed"


def proportions_test(
    *, events: Value, total: Value, method: str = "chi_squared", seed: int = 0
) -> TestResult:
    """Test whether several groups have the same proportion.

    Parameters
    ----------
    events, total : array_like of int, shape (..., k)
        People with the event and all people in each of k groups, the last axis being groups.
    method : str
        ``chi_squared`` (Pearson, no continuity correction, the default) or ``exact``
        (Fisher's test of the k by 2 table).
    seed : int
        For ``exact`` on tables too large to list: where the drawing of tables starts.

    Returns
    -------
    TestResult
        The statistic is chi-squared, or the probability of the table given its margins
        (``exact``). Groups without people are left out.

    Raises
    ------
    ValueError
        Events above their total, negative or not whole, fewer than two groups.

    Notes
    -----
    Pearson (1900), Freeman and Halton (1951).

    Examples
    --------
    >>> test = proportions_test(events=[83, 90, 129, 70], total=[86, 93, 136, 82])
    >>> round(test.statistic, 2), test.degrees_of_freedom, round(test.p_value, 4)
    (12.6, 3.0, 0.0056)
    """
    check_choice("method", method, PROPORTIONS_TEST_METHODS)
    x, n = broadcast(events=count_array("events", events), total=count_array("total", total))
    check_at_most("events", x, "total", n)
    if x.ndim == 0 or x.shape[-1] < 2:
        raise ValueError("events must hold at least two groups, in its last axis")
    return _chi_squared(x, n) if method == "chi_squared" else _exact(x, n, seed)


def _chi_squared(x: Floats, n: Floats) -> TestResult:
    share = divide(x.sum(axis=-1), n.sum(axis=-1))[..., None]
    expected, lacking = n * share, n * (1 - share)
    with np.errstate(divide="ignore", invalid="ignore"):
        parts = np.where(n > 0, (x - expected) ** 2 * (1 / expected + 1 / lacking), 0.0)
    freedom = (n > 0).sum(axis=-1) - 1.0
    nothing = (freedom < 1) | np.isnan(share[..., 0]) | (share[..., 0] % 1 == 0)
    statistic = np.where(nothing, np.nan, parts.sum(axis=-1))
    p = np.where(nothing, np.nan, special.chdtrc(np.maximum(freedom, 1), np.nan_to_num(statistic)))
    notes = [NOTHING_TO_TEST] if nothing.any() else []
    small = ((n > 0) & (np.minimum(expected, lacking) < 5)).any(axis=-1)
    if (small & ~nothing).any():
        notes.append(SMALL_EXPECTED)
    return TestResult(statistic, p, "chi_squared", tuple(notes), degrees_of_freedom=freedom)


def _exact(x: Floats, n: Floats, seed: int) -> TestResult:
    tables = np.stack([x, n - x], axis=-1).reshape(-1, x.shape[-1], 2)
    found = [fisher_freeman_halton(table, seed) for table in tables]
    notes = () if all(exact for _, _, exact in found) else (DRAWN,)
    statistic, p = (np.array([row[i] for row in found]).reshape(x.shape[:-1]) for i in (0, 1))
    return TestResult(statistic, p, "exact", notes)
