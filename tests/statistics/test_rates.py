"""Rates, their ratio and difference: tables, independent implementations, enumeration."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import optimize, stats
from statsmodels.stats.rates import confint_poisson, confint_poisson_2indep
from statsmodels.stats.rates import test_poisson_2indep as poisson_2indep

from dueregard.statistics import (
    mean_interval,
    rate_difference,
    rate_interval,
    rate_ratio,
    rate_ratio_test,
)

# Garwood (1936), table of exact 95% limits of a Poisson count; also in every statistical table.
GARWOOD = [
    (0, 0.0, 3.689),
    (1, 0.0253, 5.572),
    (2, 0.242, 7.225),
    (5, 1.623, 11.668),
    (10, 4.795, 18.390),
    (50, 37.111, 65.919),
]


@pytest.mark.parametrize(("events", "lower", "upper"), GARWOOD)
def test_garwood_1936(events, lower, upper):
    found = rate_interval(events=events, exposure=1, method="exact")
    assert (found.lower, found.upper) == pytest.approx((lower, upper), abs=5.1e-4)


@pytest.mark.parametrize("events", [1, 9, 10, 65, 1000])
def test_byar_written_out(events):
    """Breslow and Day (1987, volume 2), formula as printed."""
    z = stats.norm.ppf(0.975)
    lower = events * (1 - 1 / (9 * events) - z / (3 * math.sqrt(events))) ** 3
    upper = (events + 1) * (1 - 1 / (9 * (events + 1)) + z / (3 * math.sqrt(events + 1))) ** 3
    found = rate_interval(events=events, exposure=1, method="byar")
    assert (found.lower, found.upper) == pytest.approx((lower, upper), rel=1e-12)


def test_byar_gives_way_to_exact_below_ten_events():
    usual = rate_interval(events=[0, 9, 10, 11], exposure=1)
    exact = rate_interval(events=[0, 9, 10, 11], exposure=1, method="exact")
    byar = rate_interval(events=[0, 9, 10, 11], exposure=1, method="byar")
    assert usual.method == "byar_exact"
    assert (usual.lower[:2] == exact.lower[:2]).all()
    assert (usual.upper[:2] == exact.upper[:2]).all()
    assert (usual.lower[2:] == byar.lower[2:]).all()
    assert (usual.upper[2:] == byar.upper[2:]).all()


@pytest.mark.parametrize(
    ("method", "other"),
    [("exact", "exact-c"), ("mid_p", "midp-c"), ("score", "score"), ("jeffreys", "jeffreys")],
)
@pytest.mark.parametrize("events", [1, 3, 17, 250])
def test_same_as_statsmodels(method, other, events):
    found = rate_interval(events=events, exposure=12.5, method=method, confidence=0.9)
    theirs = confint_poisson(events, 12.5, method=other, alpha=0.1)
    assert (found.lower, found.upper) == pytest.approx(tuple(map(float, theirs)), rel=1e-6)


@pytest.mark.parametrize("confidence", [0.9, 0.95, 0.998])
def test_exact_limits_are_never_narrower_than_nominal(confidence):
    events = np.arange(200)
    found = rate_interval(events=events, exposure=1, method="exact", confidence=confidence)
    ends = np.concatenate([found.lower[:30], found.upper[:30]])
    means = np.concatenate([ends * (1 - 1e-9), ends * (1 + 1e-9), np.linspace(0.01, 40, 200)])
    means = means[(means > 0) & (means < 60)][:, None]
    inside = (found.lower <= means) & (means <= found.upper)
    coverage = (stats.poisson.pmf(events, means) * inside).sum(axis=1)
    assert coverage.min() >= confidence - 1e-6


@pytest.mark.parametrize("method", ["exact_conditional"])
@pytest.mark.parametrize("confidence", [0.9, 0.95, 0.998])
def test_exact_ratios_are_never_narrower_than_nominal(method, confidence):
    """Given their total, the events of group 1 are binomial: enumerate totals up to 30."""
    for total in range(1, 31):
        events = np.arange(total + 1)
        found = rate_ratio(
            events_1=events,
            exposure_1=2.0,
            events_2=total - events,
            exposure_2=5.0,
            method=method,
            confidence=confidence,
        )
        ends = np.concatenate([found.lower, found.upper])
        ends = ends[np.isfinite(ends) & (ends > 0)]
        ratios = np.concatenate([ends * (1 - 1e-9), ends * (1 + 1e-9)])[:, None]
        share = ratios * 2 / (ratios * 2 + 5)
        inside = (found.lower <= ratios) & (ratios <= found.upper)
        coverage = (stats.binom.pmf(events, total, share) * inside).sum(axis=1)
        assert coverage.min() >= confidence - 1e-6


# Breast cancer and fluoroscopy, in Rothman and Greenland (1998): 41 events in 28,010 person-years
# against 15 in 19,017. Oracle: scipy's exact binomial limits turned into odds.
@pytest.mark.parametrize("row", [(41, 28010, 15, 19017), (5, 3.0, 0, 3.0), (0, 10, 5, 12.5)])
def test_exact_ratio_from_binomial_limits(row):
    x1, e1, x2, e2 = row
    found = rate_ratio(events_1=x1, exposure_1=e1, events_2=x2, exposure_2=e2)
    low, high = stats.binomtest(x1, x1 + x2).proportion_ci()
    upper = high / (1 - high) * e2 / e1 if high < 1 else math.inf
    assert found.lower == pytest.approx(low / (1 - low) * e2 / e1, rel=1e-9)
    assert found.upper == pytest.approx(upper, rel=1e-9)


def test_score_ratio_same_as_statsmodels():
    found = rate_ratio(
        events_1=60, exposure_1=51477.5, events_2=30, exposure_2=54308.7, method="score"
    )
    theirs = confint_poisson_2indep(60, 51477.5, 30, 54308.7, method="score", compare="ratio")
    assert (found.lower, found.upper) == pytest.approx(tuple(map(float, theirs)), rel=1e-6)


def test_score_difference_same_as_statsmodels():
    found = rate_difference(events_1=60, exposure_1=514.775, events_2=30, exposure_2=543.087)
    theirs = confint_poisson_2indep(60, 514.775, 30, 543.087, method="score", compare="diff")
    assert (found.lower, found.upper) == pytest.approx(tuple(map(float, theirs)), rel=1e-4)


@pytest.mark.parametrize("row", [(0, 10.0, 5, 12.0), (5, 3.0, 0, 3.0), (1, 1.0, 40, 2.0)])
def test_score_difference_solves_its_equation(row):
    """Each limit put back into a likelihood maximised numerically."""
    x1, e1, x2, e2 = row
    found = rate_difference(events_1=x1, exposure_1=e1, events_2=x2, exposure_2=e2)
    for limit, side in ((found.lower, 1), (found.upper, -1)):
        low = max(0.0, -limit) + 1e-12
        rate_2 = optimize.minimize_scalar(
            lambda r, d=limit: (
                -(stats.poisson.logpmf(x1, e1 * (r + d)) + stats.poisson.logpmf(x2, e2 * r))
            ),
            bounds=(low, 100.0),
            method="bounded",
            options={"xatol": 1e-13},
        ).x
        error = math.sqrt((rate_2 + limit) / e1 + rate_2 / e2)
        z = (x1 / e1 - x2 / e2 - limit) / error
        assert z == pytest.approx(side * stats.norm.ppf(0.975), rel=1e-4)


def test_difference_in_the_unit_of_the_exposure():
    """Without events the score limit is z squared over the exposure: 3.8415 for one unit."""
    found = rate_difference(events_1=0, exposure_1=1, events_2=0, exposure_2=1)
    assert (found.lower, found.upper) == pytest.approx((-3.8415, 3.8415), abs=1e-4)


def test_mover_ratio_written_out():
    """Donner and Zou (2012), formula as printed, on Rao's score limits of both counts."""
    z2 = stats.norm.ppf(0.975) ** 2

    def score(x):
        reach = math.sqrt(z2 * (x + z2 / 4))
        return x + z2 / 2 - reach, x + z2 / 2 + reach

    (l1, u1), (l2, u2) = score(30), score(15)
    lower = 450 - math.sqrt(450**2 - l1 * u2 * (60 - l1) * (30 - u2))
    upper = 450 + math.sqrt(450**2 - u1 * l2 * (60 - u1) * (30 - l2))
    found = rate_ratio(events_1=30, exposure_1=10, events_2=15, exposure_2=10, method="mover_score")
    assert found.lower == pytest.approx(lower / (u2 * (30 - u2)), rel=1e-9)
    assert found.upper == pytest.approx(upper / (l2 * (30 - l2)), rel=1e-9)


# R's example of poisson.test: 11 in 800 against 21 in 3011, p = 0.07967.
def test_exact_test_in_the_manual_of_r():
    found = rate_ratio_test(events_1=11, exposure_1=800, events_2=21, exposure_2=3011)
    assert found.p_value == pytest.approx(0.07967, abs=5e-6)
    assert found.statistic == pytest.approx(1.971488, abs=5e-7)
    limits = rate_ratio(events_1=11, exposure_1=800, events_2=21, exposure_2=3011)
    assert (limits.lower, limits.upper) == pytest.approx((0.8584264, 4.2772659), abs=5e-7)


@pytest.mark.parametrize("alternative", ["two-sided", "less", "greater"])
@pytest.mark.parametrize("row", [(11, 800, 30, 1083), (0, 3, 7, 2), (60, 514.775, 30, 543.087)])
@pytest.mark.parametrize("null_ratio", [1.0, 1.7])
def test_exact_test_same_as_scipy(row, alternative, null_ratio):
    x1, e1, x2, e2 = row
    found = rate_ratio_test(
        events_1=x1,
        exposure_1=e1,
        events_2=x2,
        exposure_2=e2,
        alternative=alternative,
        null_ratio=null_ratio,
    )
    share = e1 * null_ratio / (e1 * null_ratio + e2)
    expected = stats.binomtest(x1, x1 + x2, share, alternative=alternative).pvalue
    assert found.p_value == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize(("method", "other"), [("mid_p", "cond-midp"), ("score", "score")])
def test_tests_same_as_statsmodels(method, other):
    found = rate_ratio_test(
        events_1=60, exposure_1=514.775, events_2=30, exposure_2=543.087, method=method
    )
    theirs = poisson_2indep(60, 514.775, 30, 543.087, method=other, compare="ratio")
    assert found.p_value == pytest.approx(float(theirs.pvalue), rel=1e-8)


@pytest.mark.parametrize("total", [1, 2, 7, 30])
def test_mid_p_at_equal_exposure_by_its_definition(total):
    """At a symmetric null: twice the smaller tail with half of what was seen, but the middle."""
    events = np.arange(total + 1)
    found = rate_ratio_test(
        events_1=events, exposure_1=1, events_2=total - events, exposure_2=1, method="mid_p"
    )
    chance = stats.binom.pmf(events, total, 0.5)
    below = np.cumsum(chance) - 0.5 * chance
    expected = 2 * np.minimum(below, 1 - below)
    if total % 2 == 0:  # the likeliest outcome is on its own: half of it is left out
        expected[total // 2] = 1 - 0.5 * chance[total // 2]
    assert found.p_value == pytest.approx(expected, rel=1e-9)


def test_nothing_to_test():
    none = rate_ratio_test(events_1=0, exposure_1=1, events_2=0, exposure_2=1)
    assert none.p_value == 1
    assert "nothing to test" in none.notes[0]
    absent = rate_ratio_test(events_1=1, exposure_1=0, events_2=0, exposure_2=1)
    assert math.isnan(absent.p_value)


def test_no_exposure_gives_nan_and_says_why():
    found = rate_interval(events=[1, 2], exposure=[0, 4])
    assert math.isnan(found.value[0])
    assert math.isnan(found.lower[0])
    assert found[0].notes == ("undefined: the exposure is zero",)
    assert found.value[1] == 0.5


def test_mean_same_as_scipy():
    values = [12.0, 15.5, 9.0, 20.25, 14.0]
    found = mean_interval(values, confidence=0.9)
    low, high = stats.ttest_1samp(values, 0).confidence_interval(0.9)
    assert (found.lower, found.upper) == pytest.approx((low, high))


def test_mean_of_one_value_and_of_none():
    one = mean_interval([3.0])
    assert (one.value, one.lower, one.upper) == (3.0, -math.inf, math.inf)
    assert one.notes
    none = mean_interval([])
    assert math.isnan(none.value)
    assert none.notes
    assert mean_interval([[1.0, 2.0], [3.0, 3.0]]).value.tolist() == [1.5, 3.0]
