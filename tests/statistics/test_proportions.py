"""One proportion: published limits, independent implementations, coverage by enumeration."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import optimize, stats
from statsmodels.stats.proportion import proportion_confint

from dueregard.statistics import proportion_interval
from dueregard.statistics.proportions import PROPORTION_METHODS

# Newcombe (1998), Statistics in Medicine 17:857-872, table I: limits to four places.
NEWCOMBE = {
    "wald": [(0.2522, 0.3638), (0.0527, 0.1500), (0.0, 0.0), (0.0, 0.1009)],
    "wilson": [(0.2553, 0.3662), (0.0624, 0.1605), (0.0, 0.1611), (0.0061, 0.1718)],
    "wilson_cc": [(0.2535, 0.3682), (0.0598, 0.1644), (0.0, 0.2005), (0.0018, 0.1963)],
    "clopper_pearson": [(0.2527, 0.3676), (0.0578, 0.1617), (0.0, 0.1684), (0.0009, 0.1776)],
    "mid_p": [(0.2544, 0.3658), (0.0601, 0.1581), (0.0, 0.1391), (0.0017, 0.1585)],
}
NEWCOMBE_TABLES = [(81, 263), (15, 148), (0, 20), (1, 29)]


@pytest.mark.parametrize("method", NEWCOMBE)
@pytest.mark.parametrize("row", range(4))
def test_newcombe_1998(method, row):
    x, n = NEWCOMBE_TABLES[row]
    found = proportion_interval(events=x, total=n, method=method)
    assert (found.lower, found.upper) == pytest.approx(NEWCOMBE[method][row], abs=5.1e-5)


# Fagerland, Lydersen and Laake (2017), Statistical Analysis of Contingency Tables, chapter 2:
# 13 of 16 (limits as computed by the book's own package, contingencytables).
@pytest.mark.parametrize(
    ("method", "lower", "upper"),
    [
        ("wilson", 0.5699, 0.9341),
        ("wilson_cc", 0.5369, 0.9503),
        ("clopper_pearson", 0.5435, 0.9595),
        ("mid_p", 0.5699, 0.9500),
        ("jeffreys", 0.5792, 0.9442),
    ],
)
def test_fagerland_2017(method, lower, upper):
    found = proportion_interval(events=13, total=16, method=method)
    assert (found.lower, found.upper) == pytest.approx((lower, upper), abs=5.1e-5)


def test_blaker_in_fagerland_2017():
    found = proportion_interval(events=1, total=100, method="blaker")
    assert (found.lower, found.upper) == pytest.approx((0.0005, 0.0513), abs=5.1e-5)


@pytest.mark.parametrize(
    ("method", "other"),
    [("wilson", "wilson"), ("clopper_pearson", "beta"), ("agresti_coull", "agresti_coull")],
)
def test_same_as_statsmodels(method, other):
    n = np.repeat(np.arange(1, 41), 41)
    x = np.minimum(np.tile(np.arange(41), 40), n)
    ours = proportion_interval(events=x, total=n, method=method, confidence=0.9)
    lower, upper = proportion_confint(x, n, alpha=0.1, method=other)
    assert ours.lower == pytest.approx(np.clip(lower, 0, 1), abs=1e-12)
    assert ours.upper == pytest.approx(np.clip(upper, 0, 1), abs=1e-12)


@pytest.mark.parametrize(("method", "name"), [("wilson", "wilson"), ("wilson_cc", "wilsoncc")])
def test_same_as_scipy(method, name):
    for x, n in [(0, 1), (1, 1), (3, 7), (499, 500), (20, 20)]:
        theirs = stats.binomtest(x, n).proportion_ci(0.99, method=name)
        ours = proportion_interval(events=x, total=n, method=method, confidence=0.99)
        assert (ours.lower, ours.upper) == pytest.approx((theirs.low, theirs.high), abs=1e-12)


def acceptability(x: int, n: int, share: float) -> float:
    """Blaker's (2000) function, added up term by term."""
    chance = stats.binom.pmf(np.arange(n + 1), n, share)
    below, above = np.cumsum(chance), np.cumsum(chance[::-1])[::-1]
    tail = min(below[x], above[x])
    if below[x] <= above[x]:
        other = above[above <= tail * (1 + 1e-12)]
    else:
        other = below[below <= tail * (1 + 1e-12)]
    return min(1.0, tail + (other.max() if other.size else 0.0))


@pytest.mark.parametrize(("x", "n"), [(0, 5), (1, 1), (3, 10), (7, 22), (29, 30), (11, 12)])
def test_blaker_against_a_search_in_small_steps(x, n):
    found = proportion_interval(events=x, total=n, method="blaker")
    grid = np.linspace(0, 1, 20_001)[1:-1]
    kept = [share for share in grid if acceptability(x, n, share) > 0.05]
    assert found.lower == pytest.approx(kept[0] if x else 0, abs=6e-5)
    assert found.upper == pytest.approx(kept[-1] if x < n else 1, abs=6e-5)


@pytest.mark.parametrize(("x", "n"), [(0, 4), (1, 3), (5, 5), (12, 300), (499, 500)])
def test_mid_p_against_its_definition(x, n):
    """Root of the definition found by another solver on sums of probabilities."""

    def middle(share: float) -> float:
        return stats.binom.sf(x, n, share) + 0.5 * stats.binom.pmf(x, n, share)

    found = proportion_interval(events=x, total=n, method="mid_p")
    if x:
        lower = optimize.brentq(lambda p: middle(p) - 0.025, 0, 1, xtol=1e-15)
        assert found.lower == pytest.approx(lower, rel=1e-8)
    if x < n:
        upper = optimize.brentq(lambda p: 1 - middle(p) - 0.025, 0, 1, xtol=1e-15)
        assert found.upper == pytest.approx(upper, rel=1e-8)


@pytest.mark.parametrize("method", ["clopper_pearson", "blaker"])
@pytest.mark.parametrize("confidence", [0.9, 0.95, 0.998])
def test_exact_limits_are_never_narrower_than_nominal(method, confidence):
    """Coverage has its minima beside the limits themselves: look there, and on a grid."""
    for n in range(1, 31):
        events = np.arange(n + 1)
        found = proportion_interval(events=events, total=n, method=method, confidence=confidence)
        ends = np.concatenate([found.lower, found.upper])
        shares = np.concatenate([ends - 1e-9, ends + 1e-9, np.linspace(0, 1, 101)])
        shares = shares[(shares >= 0) & (shares <= 1)][:, None]
        inside = (found.lower <= shares) & (shares <= found.upper)
        coverage = (stats.binom.pmf(events, n, shares) * inside).sum(axis=1)
        assert coverage.min() >= confidence - 1e-6


def test_blaker_lies_within_clopper_and_pearson():
    n = np.arange(1, 60)[:, None]
    x = np.minimum(np.arange(60), n)
    blaker = proportion_interval(events=x, total=n, method="blaker")
    exact = proportion_interval(events=x, total=n, method="clopper_pearson")
    assert (blaker.lower >= exact.lower - 1e-12).all()
    assert (blaker.upper <= exact.upper + 1e-12).all()


@pytest.mark.parametrize("method", PROPORTION_METHODS)
def test_nobody_gives_nan_and_says_why(method):
    found = proportion_interval(events=[0, 1], total=[0, 2], method=method)
    assert np.isnan([found.value[0], found.lower[0], found.upper[0]]).all()
    assert found[0].notes == ("undefined: the total is zero",)
    assert found[1].notes == ()
    assert found[1].value == 0.5


@pytest.mark.parametrize("method", PROPORTION_METHODS)
def test_very_large_totals(method):
    found = proportion_interval(events=3, total=10**9, method=method)
    assert 0 <= found.lower < 3e-9 < found.upper < 2e-8
