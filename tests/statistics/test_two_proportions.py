"""Difference, ratio and odds ratio of two proportions: published limits and slow oracles."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import optimize, stats
from scipy.stats.contingency import odds_ratio as scipy_odds_ratio
from scipy.stats.contingency import relative_risk

from dueregard.statistics import odds_ratio, paired_risk_difference, risk_difference, risk_ratio


def limits(function, table, method, confidence=0.95):
    x1, n1, x2, n2 = table
    found = function(
        events_1=x1, total_1=n1, events_2=x2, total_2=n2, method=method, confidence=confidence
    )
    return found.lower, found.upper


# Newcombe (1998), Statistics in Medicine 17:873-890, table II: wald (method 1), mee (5),
# miettinen_nurminen (6) and newcombe (10), four places.
NEWCOMBE = [
    ((56, 70, 48, 80), "wald", 0.0575, 0.3425),
    ((56, 70, 48, 80), "mee", 0.0533, 0.3377),
    ((56, 70, 48, 80), "miettinen_nurminen", 0.0528, 0.3382),
    ((56, 70, 48, 80), "newcombe", 0.0524, 0.3339),
    ((9, 10, 3, 10), "mee", 0.1821, 0.8370),
    ((9, 10, 3, 10), "miettinen_nurminen", 0.1700, 0.8406),
    ((9, 10, 3, 10), "newcombe", 0.1705, 0.8090),
    ((6, 7, 2, 7), "mee", 0.0544, 0.8478),
    ((6, 7, 2, 7), "miettinen_nurminen", 0.0342, 0.8534),
    ((6, 7, 2, 7), "newcombe", 0.0582, 0.8062),
    ((5, 56, 0, 29), "mee", -0.0313, 0.1926),
    ((5, 56, 0, 29), "miettinen_nurminen", -0.0326, 0.1933),
    ((5, 56, 0, 29), "newcombe", -0.0381, 0.1926),
    ((0, 10, 0, 20), "mee", -0.1611, 0.2775),
    ((0, 10, 0, 10), "miettinen_nurminen", -0.2879, 0.2879),
    ((10, 10, 0, 20), "newcombe", 0.6791, 1.0),
    ((10, 10, 0, 10), "newcombe", 0.6075, 1.0),
]


@pytest.mark.parametrize(("table", "method", "lower", "upper"), NEWCOMBE)
def test_newcombe_1998(table, method, lower, upper):
    assert limits(risk_difference, table, method) == pytest.approx((lower, upper), abs=5.1e-5)


# Fagerland, Lydersen and Laake (2017), Statistical Analysis of Contingency Tables, chapter 4
# (the worked examples of their 2015 paper; values as computed by the book's package).
FAGERLAND = [
    (risk_difference, (7, 34, 1, 34), "wald", 0.0292, 0.3238),
    (risk_difference, (7, 34, 1, 34), "agresti_caffo", 0.0116, 0.3217),
    (risk_difference, (7, 34, 1, 34), "newcombe", 0.0189, 0.3404),
    (risk_difference, (7, 34, 1, 34), "mee", 0.0284, 0.3439),
    (risk_difference, (0, 16, 15, 72), "miettinen_nurminen", -0.3164, -0.0056),
    (risk_ratio, (7, 34, 1, 34), "katz", 0.9096, 53.8695),
    (risk_ratio, (7, 34, 1, 34), "koopman", 1.2209, 42.5757),
    (risk_ratio, (7, 34, 1, 34), "miettinen_nurminen", 1.2086, 43.0330),
    (risk_ratio, (7, 34, 1, 34), "mover_wilson", 1.1537, 41.9763),
    (odds_ratio, (9, 13, 4, 14), "miettinen_nurminen", 1.0934, 28.9419),
    (odds_ratio, (1, 11, 0, 2), "miettinen_nurminen", 0.0313, math.inf),
]


@pytest.mark.parametrize(("function", "table", "method", "lower", "upper"), FAGERLAND)
def test_fagerland_2017(function, table, method, lower, upper):
    assert limits(function, table, method) == pytest.approx((lower, upper), abs=5.1e-5)


def test_odds_of_group_1_without_bound_in_fagerland_2017():
    """Their package gives 0.0313 for 1 of 11 against 0 of 2 and infinity above."""
    found = odds_ratio(events_1=1, total_1=11, events_2=0, total_2=2)
    assert found.value == math.inf
    assert found.notes == (
        "a cell without people makes the ratio unbounded: only the lower limit tells",
    )


def most_likely(loss, low, high):
    """Smallest value of a smooth convex loss, by a bounded search."""
    found = optimize.minimize_scalar(
        loss, bounds=(low, high), method="bounded", options={"xatol": 1e-13}
    )
    return found.x


def log_likelihood(x, n, p):
    return float(stats.binom.logpmf(x, n, p))


def score(kind, theta, table, factor):
    """Distance in standard errors, at proportions found by maximising the likelihood itself."""
    x1, n1, x2, n2 = table

    def first(p2):
        if kind == "difference":
            return p2 + theta
        if kind == "ratio":
            return p2 * theta
        return p2 * theta / (1 - p2 + p2 * theta)

    low, high = 0.0, 1.0
    if kind == "difference":
        low, high = max(0.0, -theta), min(1.0, 1 - theta)
    elif kind == "ratio":
        high = min(1.0, 1 / theta)
    tiny = 1e-12 * (high - low)
    p2 = most_likely(
        lambda p: -log_likelihood(x1, n1, first(p)) - log_likelihood(x2, n2, p),
        low + tiny,
        high - tiny,
    )
    p1 = first(p2)
    v1, v2 = p1 * (1 - p1) / n1, p2 * (1 - p2) / n2
    if kind == "difference":
        return (x1 / n1 - x2 / n2 - theta) / math.sqrt(factor * (v1 + v2))
    if kind == "ratio":
        return (x1 / n1 - theta * x2 / n2) / math.sqrt(factor * (v1 + theta**2 * v2))
    information = 1 / (n1 * n1 * v1) + 1 / (n2 * n2 * v2)
    return (x1 - n1 * p1) * math.sqrt(information / factor)


TABLES = [
    (29, 55, 11, 11),
    (7, 25, 2, 25),
    (5, 56, 0, 29),
    (20, 101, 10, 105),
    (0, 17, 12, 400),
    (3, 3, 1, 9),
    (250, 500, 3, 6),
    (1, 1, 1, 2),
]


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(
    ("kind", "function", "method"),
    [
        ("difference", risk_difference, "miettinen_nurminen"),
        ("difference", risk_difference, "mee"),
        ("ratio", risk_ratio, "miettinen_nurminen"),
        ("ratio", risk_ratio, "koopman"),
        ("odds_ratio", odds_ratio, "miettinen_nurminen"),
    ],
)
def test_limits_solve_the_score_equation(table, kind, function, method):
    """No published value: each limit put back into a likelihood maximised numerically."""
    total = table[1] + table[3]
    factor = total / (total - 1) if method == "miettinen_nurminen" else 1.0
    z = stats.norm.ppf(0.975)
    for limit, side in zip(limits(function, table, method), (1, -1), strict=True):
        if math.isfinite(limit) and limit not in (0.0, 1.0, -1.0):
            assert score(kind, limit, table, factor) == pytest.approx(side * z, rel=1e-4)


def test_ratio_of_55_against_11():
    """Group 2 all events: where statsmodels 0.15 answers with a complex 0.606."""
    lower, upper = limits(risk_ratio, (29, 55, 11, 11), "miettinen_nurminen")
    assert lower == pytest.approx(0.397, abs=5.1e-4)
    assert upper == pytest.approx(0.742, abs=5.1e-4)


def test_difference_of_101_against_105():
    """The upper limit is 0.2029; statsmodels 0.15 says 0.2009 (its issue 10269)."""
    lower, upper = limits(risk_difference, (20, 101, 10, 105), "miettinen_nurminen")
    assert (lower, upper) == pytest.approx((0.0064, 0.2029), abs=5.1e-5)


@pytest.mark.parametrize("table", [(7, 34, 1, 34), (29, 55, 10, 11), (250, 500, 3, 6)])
def test_katz_same_as_scipy(table):
    theirs = relative_risk(*table).confidence_interval(0.9)
    assert limits(risk_ratio, table, "katz", 0.9) == pytest.approx((theirs.low, theirs.high))


@pytest.mark.parametrize("table", [*TABLES, (9, 13, 4, 14), (0, 16, 15, 72), (2, 2, 0, 3)])
def test_conditional_odds_ratio_same_as_scipy(table):
    x1, n1, x2, n2 = table
    theirs = scipy_odds_ratio(np.array([[x1, n1 - x1], [x2, n2 - x2]]))
    low, high = theirs.confidence_interval(0.9)
    found = odds_ratio(
        events_1=x1, total_1=n1, events_2=x2, total_2=n2, method="conditional", confidence=0.9
    )
    assert found.value == pytest.approx(theirs.statistic, rel=1e-6, nan_ok=True)
    assert (found.lower, found.upper) == pytest.approx((low, high), rel=1e-6)


@pytest.mark.parametrize("confidence", [0.9, 0.95])
def test_conditional_limits_are_never_narrower_than_nominal(confidence):
    """All tables of 9 against 7 people, one set of margins after the other."""
    for events in range(1, 16):
        x1 = np.arange(max(0, events - 7), min(9, events) + 1)
        found = odds_ratio(
            events_1=x1,
            total_1=9,
            events_2=events - x1,
            total_2=7,
            method="conditional",
            confidence=confidence,
        )
        ends = np.concatenate([found.lower, found.upper])
        ends = ends[np.isfinite(ends) & (ends > 0)]
        for odds in np.concatenate([ends * (1 - 1e-7), ends * (1 + 1e-7)]):
            chance = stats.nchypergeom_fisher.pmf(x1, 16, 9, events, odds)
            inside = (found.lower <= odds) & (odds <= found.upper)
            assert chance[inside].sum() >= confidence - 1e-5


@pytest.mark.parametrize("table", [(7, 34, 1, 34), (9, 13, 4, 14)])
def test_woolf_same_as_scipy(table):
    x1, n1, x2, n2 = table
    counts = np.array([[x1, n1 - x1], [x2, n2 - x2]])
    low, high = scipy_odds_ratio(counts, kind="sample").confidence_interval(0.95)
    assert limits(odds_ratio, table, "woolf") == pytest.approx((low, high))


def test_mover_of_odds_from_its_formula():
    """Donner and Zou (2012), written out as printed, on the limits of both odds."""
    x1, n1, x2, n2 = 9, 13, 4, 14

    def odds(x, n):
        low, high = stats.binomtest(x, n).proportion_ci(method="wilson")
        return x / (n - x), low / (1 - low), high / (1 - high)

    (t1, l1, u1), (t2, l2, u2) = odds(x1, n1), odds(x2, n2)
    product = t1 * t2
    lower = product - math.sqrt(product**2 - l1 * u2 * (2 * t1 - l1) * (2 * t2 - u2))
    upper = product + math.sqrt(product**2 - u1 * l2 * (2 * t1 - u1) * (2 * t2 - l2))
    expected = (lower / (u2 * (2 * t2 - u2)), upper / (l2 * (2 * t2 - l2)))
    assert limits(odds_ratio, (x1, n1, x2, n2), "mover_wilson") == pytest.approx(expected)


# Fagerland, Lydersen and Laake (2017), chapter 8: 59 both, 6 first only, 16 second only,
# 80 neither (values as computed by the book's package).
@pytest.mark.parametrize(
    ("method", "lower", "upper"), [("tango", -0.1240, -0.0054), ("newcombe", -0.1186, -0.0046)]
)
def test_paired_in_fagerland_2017(method, lower, upper):
    found = paired_risk_difference(both=59, first_only=6, second_only=16, neither=80, method=method)
    assert (found.lower, found.upper) == pytest.approx((lower, upper), abs=5.1e-5)


@pytest.mark.parametrize("cells", [(59, 6, 16, 80), (1, 1, 7, 12), (43, 0, 1, 0), (3, 4, 0, 1)])
def test_tango_solves_its_score_equation(cells):
    """Each limit put back into a multinomial likelihood maximised numerically."""
    _, b, c, _ = cells
    n = sum(cells)
    found = paired_risk_difference(
        **dict(zip(("both", "first_only", "second_only", "neither"), cells, strict=True))
    )
    for limit, side in ((found.lower, 1), (found.upper, -1)):
        if abs(limit) == 1:
            continue
        low, high = max(0.0, -limit), (1 - limit) / 2
        share = most_likely(
            lambda q, d=limit: (
                -(b * math.log(q + d) + c * math.log(q) + (n - b - c) * math.log(1 - 2 * q - d))
            ),
            low + 1e-12,
            high - 1e-12,
        )
        error = math.sqrt(n * (2 * share + limit * (1 - limit)))
        z = (b - c - n * limit) / error
        assert z == pytest.approx(side * stats.norm.ppf(0.975), rel=1e-4)


def test_notes_say_which_element_they_are_about():
    found = risk_ratio(events_1=[0, 5, 0, 3], total_1=10, events_2=[4, 0, 0, 2], total_2=10)
    assert found[0].notes == ("the comparison group has no events: only the upper limit tells",)
    assert "only its lower limit tells" in found[1].notes[0]
    assert "says nothing" in found[2].notes[0]
    assert found[3].notes == ()
    assert found.value[:3] == pytest.approx([0, math.inf, math.nan], nan_ok=True)
    assert (found[2].lower, found[2].upper) == (0, math.inf)
