"""Control charts: limits by hand, rules against a slow reading of their words."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from dueregard.statistics import (
    assurance,
    g_chart,
    laney_p_chart,
    p_chart,
    special_causes,
    t_chart,
    u_chart,
    u_prime_chart,
    xmr_chart,
)

SERIES = [12, 14, 11, 13, 15, 12, 14, 13, 12, 14, 11, 13]


def test_xmr_by_hand():
    """Mean 154/12; eleven moving ranges add up to 23; limits 2.66 mean ranges away."""
    chart = xmr_chart(SERIES)
    assert chart.centre[0] == pytest.approx(154 / 12)
    assert chart.upper[0] == pytest.approx(154 / 12 + 2.66 * 23 / 11)
    assert chart.near_upper[0] == pytest.approx(154 / 12 + 2.66 * 23 / 11 * 2 / 3)


def test_xmr_screens_special_moves_once():
    values = [10, 11, 10, 11, 10, 11, 10, 11, 10, 11, 10, 40]
    # Ten moves of 1 and one of 30: mean 40/11, so 30 is beyond 3.267 of it and left out.
    assert xmr_chart(values).upper[0] == pytest.approx(np.mean(values) + 2.66)
    assert xmr_chart(values, screen=False).upper[0] == pytest.approx(
        np.mean(values) + 2.66 * 40 / 11
    )


def test_p_chart_by_hand():
    events, total = np.array([20, 25, 18, 22]), np.array([100, 110, 90, 100])
    chart = p_chart(events=events, total=total)
    mean = 85 / 400
    assert chart.upper == pytest.approx(mean + 3 * np.sqrt(mean * (1 - mean) / total))
    assert chart.notes == ("limits from fewer than 12 points are only a first guess",)


def test_p_chart_turns_to_exact_limits_when_few_are_expected():
    chart = p_chart(events=[1] * 12, total=[20] * 11 + [400])
    mean = 12 / 620
    exact = stats.binom.ppf(stats.norm.cdf(3), 20, mean) / 20
    assert chart.upper[0] == pytest.approx(exact)
    assert chart.upper[-1] == pytest.approx(mean + 3 * np.sqrt(mean * (1 - mean) / 400))
    assert chart.lower.min() == 0
    assert "exact" in chart.notes[0]


def test_laney_by_loops():
    events, total = [210, 280, 190, 260, 230], [1000, 1100, 900, 1000, 950]
    mean = sum(events) / sum(total)
    sigma = [np.sqrt(mean * (1 - mean) / n) for n in total]
    z = [(x / n - mean) / s for x, n, s in zip(events, total, sigma, strict=True)]
    inflation = np.mean([abs(b - a) for a, b in pairwise(z)]) / 1.128
    chart = laney_p_chart(events=events, total=total)
    assert chart.upper == pytest.approx([mean + 3 * s * inflation for s in sigma])


def test_u_charts_by_loops():
    events, exposure = [90, 130, 80, 110], [900.5, 1100, 900, 1000]
    mean = sum(events) / sum(exposure)
    sigma = [np.sqrt(mean / n) for n in exposure]
    assert u_chart(events=events, exposure=exposure).lower == pytest.approx(
        [mean - 3 * s for s in sigma]
    )
    z = [(x / n - mean) / s for x, n, s in zip(events, exposure, sigma, strict=True)]
    inflation = np.mean(np.abs(np.diff(z))) / 1.128
    assert u_prime_chart(events=events, exposure=exposure).upper == pytest.approx(
        [mean + 3 * s * inflation for s in sigma]
    )


def test_g_chart_by_adding_up():
    gaps = [14, 3, 25, 8, 40, 12, 5, 19, 30, 2, 11, 17]
    success = 1 / (np.mean(gaps) + 1)
    reached = np.cumsum(success * (1 - success) ** np.arange(400))
    chart = g_chart(gaps)
    assert chart.centre[0] == np.argmax(reached >= 0.5)
    assert chart.upper[0] == np.argmax(reached >= stats.norm.cdf(3))
    assert chart.lower[0] == 0


def test_t_chart_by_hand():
    gaps = np.array([10, 24, 8, 31, 15, 2, 40, 12, 19, 7, 22, 28])
    changed = gaps ** (1 / 3.6)
    upper = changed.mean() + 2.66 * np.abs(np.diff(changed)).mean()
    assert t_chart(gaps).upper[0] == pytest.approx(upper**3.6)
    assert t_chart(gaps).centre[0] == pytest.approx(changed.mean() ** 3.6)


def test_rebasing_is_two_charts_in_one():
    chart = xmr_chart([*SERIES, *(value + 30 for value in SERIES)], rebase_at=[12])
    assert chart.segment.tolist() == [0] * 12 + [1] * 12
    assert chart.upper[12:] == pytest.approx(xmr_chart(SERIES).upper + 30)
    assert not special_causes(chart).any.any()
    assert special_causes(xmr_chart([*SERIES, *(v + 30 for v in SERIES)])).any.all()


def test_baseline_fixes_limits_to_the_first_points():
    chart = p_chart(events=[20] * 12 + [60] * 6, total=[100] * 18, baseline=12)
    assert chart.centre.tolist() == pytest.approx([0.2] * 18)
    assert chart.baseline.sum() == 12
    kinds = special_causes(chart, improvement="increase").kinds
    assert kinds == ("common",) * 12 + ("improvement",) * 6


def slow_rules(values, centre, near, limit):
    """The four rules, read word by word: which points are special."""
    n = len(values)
    special = {rule: [False] * n for rule in ("outside_limits", "shift", "trend", "two_of_three")}
    for i in range(n):
        special["outside_limits"][i] = abs(values[i] - centre) > limit
    for start in range(n - 6):
        seven = range(start, start + 7)
        if all(values[i] > centre for i in seven) or all(values[i] < centre for i in seven):
            for i in seven:
                special["shift"][i] = True
        pairs = list(pairwise(seven))
        if all(values[a] < values[b] for a, b in pairs) or all(
            values[a] > values[b] for a, b in pairs
        ):
            for i in seven:
                special["trend"][i] = True
    for start in range(n - 2):
        three = range(start, start + 3)
        close = [i for i in three if near < abs(values[i] - centre) <= limit]
        sides = {values[i] > centre for i in three if values[i] != centre}
        if len(close) >= 2 and len(sides) == 1 and all(values[i] != centre for i in three):
            for i in close:
                special["two_of_three"][i] = True
    return special


@given(st.lists(st.integers(-12, 12), min_size=1, max_size=40))
def test_rules_word_by_word(tail):
    baseline = [-3, 1] * 6  # mean -1, moving ranges 4: limits at 10.64, near limits at 7.09
    values = [*baseline, *tail]
    chart = xmr_chart(values, baseline=12)
    found = special_causes(chart)
    slow = slow_rules(values, -1, 2.66 * 4 * 2 / 3, 2.66 * 4)
    for rule, flags in slow.items():
        assert (found.flags[rule] != 0).tolist() == flags, rule


def test_trend_and_shift_say_which_way():
    chart = xmr_chart([0, 1] * 6 + [1, 2, 3, 4, 5, 6, 7], baseline=12)
    found = special_causes(chart, rules=["trend"], improvement="decrease")
    assert found.flags["trend"][-1] == 1
    assert found.kinds[-1] == "concern"
    assert special_causes(chart, rules=["trend"]).kinds[-1] == "high"


@pytest.mark.parametrize(
    ("target", "improvement", "verdict"),
    [
        (50, "increase", "fail"),
        (50, "decrease", "pass"),
        (1, "increase", "pass"),
        (1, "decrease", "fail"),
        (13, "increase", "inconsistent"),
    ],
)
def test_assurance(target, improvement, verdict):
    assert assurance(xmr_chart(SERIES), target=target, improvement=improvement).verdict == verdict


def test_assurance_after_rebasing_looks_at_the_latest():
    chart = xmr_chart([*SERIES, *(value + 30 for value in SERIES)], rebase_at=[12])
    assert assurance(chart, target=30, improvement="increase").verdict == "pass"


@given(
    st.lists(st.tuples(st.integers(0, 30), st.integers(1, 300)), min_size=2, max_size=30),
    st.sampled_from([p_chart, laney_p_chart]),
)
def test_limits_hold_the_centre_whatever_the_counts(points, chart_of):
    events = [min(x, n) for x, n in points]
    chart = chart_of(events=events, total=[n for _, n in points])
    assert (chart.lower <= chart.near_lower + 1e-12).all()
    assert (chart.near_upper <= chart.upper + 1e-12).all()
    assert (chart.lower >= 0).all()
    assert (chart.upper <= 1).all()
    assert (chart.lower <= chart.centre).all()


def test_refusals():
    with pytest.raises(ValueError, match="rebase_at"):
        xmr_chart(SERIES, rebase_at=[5, 3])
    with pytest.raises(ValueError, match="stretch"):
        xmr_chart(SERIES, rebase_at=[11])
    with pytest.raises(ValueError, match="total"):
        p_chart(events=[0, 1], total=[0, 5])
    with pytest.raises(ValueError, match="events"):
        p_chart(events=[6, 1], total=[5, 5])
    with pytest.raises(ValueError, match="rules"):
        special_causes(xmr_chart(SERIES), rules=["western"])
    with pytest.raises(ValueError, match="values"):
        xmr_chart([1, np.nan, 3])
