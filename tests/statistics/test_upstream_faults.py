"""Where a well-known library answers wrongly on small groups and ours does not.

Each test says what is right and why. When one fails because the other library has been mended,
take its fault off the list.
"""

from __future__ import annotations

import numpy as np
import pytest
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint
from statsmodels.stats.rates import confint_poisson

from dueregard.statistics import (
    odds_ratio,
    proportion_interval,
    rate_interval,
    risk_difference,
    risk_ratio,
)


def theirs(table, compare):
    with np.errstate(all="ignore"):
        return confint_proportions_2indep(*table, method="score", compare=compare)


def ours(function, table):
    x1, n1, x2, n2 = table
    found = function(events_1=x1, total_1=n1, events_2=x2, total_2=n2)
    return found.lower, found.upper


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("table", [(5, 56, 0, 29), (7, 25, 2, 25)])
def test_difference_without_a_bracket(table):
    """Newcombe (1998) prints -0.0326 to 0.1933 for 5 of 56 against none of 29."""
    with pytest.raises(ValueError, match="different signs"):
        theirs(table, "diff")
    lower, upper = ours(risk_difference, table)
    assert -0.05 < lower < table[0] / table[1] - table[2] / table[3] < upper
    if table == (5, 56, 0, 29):
        assert (lower, upper) == pytest.approx((-0.0326, 0.1933), abs=5.1e-5)


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_difference_with_a_wrong_total():
    """Issue 10269 of statsmodels: a count stands where a total belongs, 0.2009 for 0.2029."""
    table = (20, 101, 10, 105)
    assert theirs(table, "diff")[1] == pytest.approx(0.2009, abs=5e-5)
    assert ours(risk_difference, table)[1] == pytest.approx(0.2029, abs=5e-5)


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_ratio_with_a_complex_limit():
    """29 of 55 against 11 of 11: the lower limit is 0.397, not a complex 0.606."""
    table = (29, 55, 11, 11)
    assert isinstance(theirs(table, "ratio")[0], complex)
    assert theirs(table, "ratio")[0].real == pytest.approx(0.606, abs=5e-4)
    assert ours(risk_ratio, table) == pytest.approx((0.397, 0.742), abs=5e-4)


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("table", [(29, 55, 11, 11), (5, 56, 0, 29)])
def test_odds_ratio_with_a_zero_cell(table):
    with pytest.raises(ZeroDivisionError):
        theirs(table, "odds-ratio")
    lower, upper = ours(odds_ratio, table)
    assert 0 <= lower < upper


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_mid_p_limits_of_no_events():
    """Without events the lower limit of a rate is 0; statsmodels gives the upper one twice."""
    lower, upper = confint_poisson(0, 1, method="midp-c")
    assert lower == pytest.approx(upper, rel=1e-6)
    found = rate_interval(events=0, exposure=1, method="mid_p")
    assert found.lower == 0
    assert found.upper == pytest.approx(-np.log(0.05), rel=1e-9)


def test_jeffreys_limits_at_the_ends():
    """Brown, Cai and DasGupta (2001) put the lower limit of nobody at 0; statsmodels above it."""
    assert proportion_confint(0, 20, method="jeffreys")[0] > 0
    assert proportion_interval(events=0, total=20, method="jeffreys").lower == 0


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_how_often_their_score_limits_fail_on_small_tables():
    """Of 200 random tables of up to 30 a side, dozens raise; ours are all numbers."""
    source = np.random.default_rng(2011)
    n1, n2 = source.integers(1, 31, (2, 200))
    x1, x2 = source.binomial(n1, 0.15), source.binomial(n2, 0.1)
    failures = 0
    for table in zip(x1.tolist(), n1.tolist(), x2.tolist(), n2.tolist(), strict=True):
        try:
            theirs(table, "diff")
        except (ValueError, ZeroDivisionError):
            failures += 1
    assert failures >= 20
    found = risk_difference(events_1=x1, total_1=n1, events_2=x2, total_2=n2)
    assert np.isfinite(found.lower).all()
    assert (found.lower <= found.value).all()
    assert (found.value <= found.upper).all()
