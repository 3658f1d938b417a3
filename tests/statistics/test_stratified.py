"""Mantel and Haenszel: published answers, statsmodels, and what one stratum must give."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.contingency_tables import StratifiedTable

from dueregard.statistics import Estimate, mantel_haenszel, odds_ratio, risk_difference, risk_ratio

# Admissions to six departments of Berkeley in 1973 by sex (Bickel, Hammel and O'Connell 1975),
# as in R's data set UCBAdmissions: men then women, admitted then rejected.
BERKELEY = [
    [[512, 313], [89, 19]],
    [[353, 207], [17, 8]],
    [[120, 205], [202, 391]],
    [[138, 279], [131, 244]],
    [[53, 138], [94, 299]],
    [[22, 351], [24, 317]],
]


def test_berkeley_as_in_the_manual_of_r():
    """The page on mantelhaen.test in R prints these for UCBAdmissions."""
    found = mantel_haenszel(BERKELEY, correction=True)
    assert found.value == pytest.approx(0.9046968, abs=5e-8)
    assert (found.lower, found.upper) == pytest.approx((0.7719074, 1.0603298), abs=5e-8)
    assert found.cmh.statistic == pytest.approx(1.4269, abs=5e-5)
    assert found.cmh.p_value == pytest.approx(0.2323, abs=5e-5)


def test_same_tests_as_statsmodels():
    found = mantel_haenszel(BERKELEY)
    other = StratifiedTable(np.moveaxis(np.array(BERKELEY, float), 0, -1))
    assert found.cmh.statistic == pytest.approx(other.test_null_odds().statistic)
    assert found.breslow_day.statistic == pytest.approx(other.test_equal_odds().statistic)
    assert found.tarone.statistic == pytest.approx(other.test_equal_odds(adjust=True).statistic)
    assert found.tarone.p_value == pytest.approx(other.test_equal_odds(adjust=True).pvalue)
    ratio = mantel_haenszel(BERKELEY, measure="risk_ratio")
    assert ratio.value == pytest.approx(other.riskratio_pooled)


def test_one_stratum_is_katz_and_woolf():
    """The variances of Greenland and Robins, and of Robins and others, then reduce to these."""
    counts = {"events_1": 12, "total_1": 40, "events_2": 30, "total_2": 70}
    table = [[[12, 28], [30, 40]]]
    for measure, other in (
        ("risk_ratio", risk_ratio(**counts, method="katz")),
        ("odds_ratio", odds_ratio(**counts, method="woolf")),
    ):
        found = mantel_haenszel(table, measure=measure)
        expected = (other.value, other.lower, other.upper)
        assert (found.value, found.lower, found.upper) == pytest.approx(expected)
    plain = risk_difference(**counts, method="wald")
    found = mantel_haenszel(table, measure="risk_difference")
    assert found.value == pytest.approx(plain.value)
    assert found.upper == pytest.approx(plain.upper, abs=0.005)


def test_matched_pairs():
    """Sato's variance of pairs is that of paired proportions, worked out here by hand."""
    first_only, second_only, both, neither = 12, 5, 8, 20
    pairs = (
        [[[1, 0], [0, 1]]] * first_only
        + [[[0, 1], [1, 0]]] * second_only
        + [[[1, 0], [1, 0]]] * both
        + [[[0, 1], [0, 1]]] * neither
    )
    n = len(pairs)
    found = mantel_haenszel(pairs, measure="risk_difference")
    gap, unlike = (first_only - second_only) / n, first_only + second_only
    error = np.sqrt((unlike - (first_only - second_only) ** 2 / n) / n**2)
    assert found.value == pytest.approx(gap)
    assert found.upper == pytest.approx(gap + 1.959964 * error, abs=1e-6)
    assert found.cmh.statistic == pytest.approx((first_only - second_only) ** 2 / unlike)


def test_leading_axes_are_separate_analyses():
    together = mantel_haenszel([BERKELEY, BERKELEY[::-1]], measure="risk_ratio")
    alone = mantel_haenszel(BERKELEY, measure="risk_ratio")
    assert isinstance(together, Estimate)
    assert together.value == pytest.approx([alone.value, alone.value])
    assert together.tarone.statistic == pytest.approx([alone.tarone.statistic] * 2)


tables = st.lists(
    st.lists(st.integers(0, 40), min_size=4, max_size=4).map(lambda n: [n[:2], n[2:]]),
    min_size=1,
    max_size=5,
)


@given(tables, st.sampled_from(["odds_ratio", "risk_ratio", "risk_difference"]))
def test_swapping_groups(given_tables, measure):
    there = mantel_haenszel(given_tables, measure=measure)
    back = mantel_haenszel([table[::-1] for table in given_tables], measure=measure)
    if np.isnan(there.value):
        assert np.isnan(back.value)
        assert there.notes
    elif measure == "risk_difference":
        assert back.value == pytest.approx(-there.value, abs=1e-12)
        assert back.lower == pytest.approx(-there.upper, abs=1e-12)
    else:
        with np.errstate(divide="ignore"):
            assert back.value == pytest.approx(float(1 / np.float64(there.value)), rel=1e-9)
            assert back.lower == pytest.approx(float(1 / np.float64(there.upper)), rel=1e-9)
    assert back.cmh.statistic == pytest.approx(there.cmh.statistic, nan_ok=True, abs=1e-9)


@given(tables, st.sampled_from(["odds_ratio", "risk_ratio", "risk_difference"]))
def test_interval_holds_its_estimate_and_grows(given_tables, measure):
    narrow = mantel_haenszel(given_tables, measure=measure, confidence=0.8)
    wide = mantel_haenszel(given_tables, measure=measure, confidence=0.99)
    if not np.isnan(narrow.value):
        assert wide.lower <= narrow.lower <= narrow.value <= narrow.upper <= wide.upper


def test_strata_with_one_group_do_not_count():
    found = mantel_haenszel([*BERKELEY, [[30, 10], [0, 0]]])
    assert found.value == mantel_haenszel(BERKELEY).value


def test_refuses_other_shapes():
    with pytest.raises(ValueError, match="tables"):
        mantel_haenszel([[1, 2], [3, 4]])
    with pytest.raises(ValueError, match="measure"):
        mantel_haenszel(BERKELEY, measure="hazard")
