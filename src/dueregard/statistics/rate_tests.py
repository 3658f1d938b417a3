"""Tests of the ratio of two rates."""

from __future__ import annotations

import numpy as np
from scipy import special

from dueregard.statistics.arguments import Value, check_choice, number_array
from dueregard.statistics.discrete_tails import binomial_p
from dueregard.statistics.estimate import Floats, TestResult
from dueregard.statistics.exact_tests import ALTERNATIVES
from dueregard.statistics.output import divide
from dueregard.statistics.two_groups import NO_EXPOSURE, TwoGroups, two_rates

RATE_TEST_METHODS = ("exact_conditional", "mid_p", "score")

NO_EVENTS = "neither group has events: there is nothing to test"


def rate_ratio_test(
    *,
    events_1: Value,
    exposure_1: Value,
    events_2: Value,
    exposure_2: Value,
    method: str = "exact_conditional",
    alternative: str = "two-sided",
    null_ratio: float = 1,
) -> TestResult:
    """Test whether two rates have a given ratio, by default whether they are equal.

    Parameters
    ----------
    events_1, events_2 : array_like of int
        Number of events by group; one person may have several.
    exposure_1, exposure_2 : array_like of float
        Person-years, headcount or expected events, in the same unit for both.
    method : str
        ``exact_conditional`` (binomial given the total number of events, the default), ``mid_p``
        (the same, outcomes as likely as the one seen counting half) or ``score``.
    alternative : str
        ``two-sided``, or the ratio ``less`` or ``greater`` than ``null_ratio``.
    null_ratio : float
        The ratio supposed.

    Returns
    -------
    TestResult
        The statistic is the ratio of rates, or the standard normal score (``score``).

    Raises
    ------
    ValueError
        Events or exposure negative, events not whole; a method or alternative not known.

    Notes
    -----
    Przyborowski and Wilenski (1940); two-sided p-values add up all outcomes no likelier than
    the one seen, as R's ``poisson.test``.

    Examples
    --------
    >>> test = rate_ratio_test(events_1=11, exposure_1=800, events_2=21, exposure_2=3011)
    >>> round(test.p_value, 4)
    0.0797
    """
    check_choice("method", method, RATE_TEST_METHODS)
    check_choice("alternative", alternative, ALTERNATIVES)
    ratio = number_array("null_ratio", null_ratio)
    if ratio.ndim or ratio <= 0:
        raise ValueError(f"null_ratio must be one positive number, not {null_ratio!r:.60}")
    groups = two_rates(events_1, exposure_1, events_2, exposure_2)
    total, full = groups.x1 + groups.x2, ~groups.empty
    share = np.full(total.shape, 0.5)
    weight_1, weight_2 = groups.n1 * ratio, groups.n2
    share[full] = weight_1[full] / (weight_1 + weight_2)[full]
    if method == "score":
        statistic, p = _score(groups, total, share, alternative)
    else:
        statistic = groups.ratio
        p = binomial_p(groups.x1, total, share, alternative, mid=method == "mid_p")
        p = np.where(total == 0, 1.0, p)
    p = np.where(groups.empty, np.nan, p)
    notes = [NO_EXPOSURE] if groups.empty.any() else []
    if (full & (total == 0)).any():
        notes.append(NO_EVENTS)
    shape = groups.shape
    return TestResult(statistic.reshape(shape), p.reshape(shape), method, tuple(notes))


def _score(
    groups: TwoGroups, total: Floats, share: Floats, alternative: str
) -> tuple[Floats, Floats]:
    z = divide(groups.x1 - total * share, np.sqrt(total * share * (1 - share)))
    if alternative == "two-sided":
        return z, 2 * special.ndtr(-np.abs(z))
    return z, np.asarray(special.ndtr(z if alternative == "less" else -z))
