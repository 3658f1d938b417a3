"""Agreement of codings and consistency of gaps: published tables and statsmodels."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.contingency_tables import SquareTable
from statsmodels.stats.inter_rater import cohens_kappa
from statsmodels.stats.meta_analysis import combine_effects

from dueregard.statistics import (
    agreement_table,
    cohen_kappa,
    gap_consistency,
    stuart_maxwell_test,
)

# Unaided vision of the right and left eyes of 7477 women (Stuart 1955).
EYES = [[1520, 266, 124, 66], [234, 1512, 432, 78], [117, 362, 1772, 205], [36, 82, 179, 492]]


def test_stuart_1955():
    found = stuart_maxwell_test(EYES)
    assert found.statistic == pytest.approx(11.96, abs=0.005)
    assert found.degrees_of_freedom == 3
    assert found.p_value == pytest.approx(
        SquareTable(np.array(EYES), shift_zeros=False).homogeneity().pvalue
    )


def test_two_categories_are_mcnemar():
    found = stuart_maxwell_test([[20, 12], [5, 30]])
    assert found.statistic == pytest.approx((12 - 5) ** 2 / (12 + 5))


def test_categories_nobody_uses_change_nothing():
    table = np.zeros((5, 5))
    table[:4, :4] = EYES
    assert stuart_maxwell_test(table).statistic == pytest.approx(
        stuart_maxwell_test(EYES).statistic
    )
    assert stuart_maxwell_test(np.diag([3, 4, 5])).p_value == 1


@pytest.mark.parametrize("weights", ["none", "linear", "quadratic"])
def test_kappa_as_in_statsmodels(weights):
    other = cohens_kappa(EYES, wt=None if weights == "none" else weights)
    found = cohen_kappa(EYES, weights=weights)
    assert (found.value, found.lower, found.upper) == pytest.approx(
        (other.kappa, other.kappa_low, other.kappa_upp)
    )


@given(st.lists(st.integers(0, 20), min_size=9, max_size=9))
def test_kappa_keeps_its_laws(cells):
    table = np.array(cells).reshape(3, 3)
    if not table.sum():
        return
    found = cohen_kappa(table)
    if np.isnan(found.value):
        assert found.notes
        return
    turned = cohen_kappa(table.T)
    assert turned.value == pytest.approx(found.value)
    assert turned.lower == pytest.approx(found.lower)
    assert -1 <= found.lower <= found.value <= found.upper <= 1
    assert cohen_kappa(np.diag([3, 4, 5])).value == 1


def test_table_of_codes():
    levels, table = agreement_table(
        ["W", "B", "A", "W"], ["W", "A", "A", "B"], levels=["W", "B", "A", "O"]
    )
    assert levels == ("W", "B", "A", "O")
    assert table.tolist() == [[1, 1, 0, 0], [0, 0, 1, 0], [0, 0, 1, 0], [0, 0, 0, 0]]
    with pytest.raises(ValueError, match="levels"):
        agreement_table(["W"], ["X"], levels=["W"])
    with pytest.raises(ValueError, match="first"):
        agreement_table(["W"], ["X", "W"])


GAPS = {
    "events_1": [30, 28, 25, 33, 29, 31, 27, 0],
    "total_1": [60] * 7 + [0],
    "events_2": [110, 108, 104, 120, 100, 80, 99, 5],
    "total_2": [180] * 7 + [10],
}


def test_gaps_by_hand():
    found = gap_consistency(**GAPS)
    assert (found.below, found.above, found.equal) == (6, 1, 0)
    assert found.sign_test.p_value == pytest.approx(2 * (1 + 7) / 2**7)
    assert found.sign_test.statistic == pytest.approx(6 / 7)
    assert np.isnan(found.gaps.value[-1])
    assert any("same people" in note for note in found.notes)
    assert not gap_consistency(**GAPS, independent=True).notes


def test_heterogeneity_as_in_statsmodels():
    x1, n1, x2, n2 = (np.array(GAPS[name][:7]) for name in GAPS)
    p1, p2 = (x1 + 0.5) / (n1 + 1), (x2 + 0.5) / (n2 + 1)
    variance = p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2
    other = combine_effects(x1 / n1 - x2 / n2, variance)
    found = gap_consistency(**GAPS)
    assert found.heterogeneity.statistic == pytest.approx(other.q)
    assert found.heterogeneity.p_value == pytest.approx(stats.chi2.sf(other.q, 6))
    assert found.pooled.value == pytest.approx(other.mean_effect_fe)
    assert found.i_squared == pytest.approx(max(0.0, 1 - 6 / other.q))


def test_swapping_groups_turns_gaps():
    there = gap_consistency(**GAPS)
    back = gap_consistency(
        events_1=GAPS["events_2"],
        total_1=GAPS["total_2"],
        events_2=GAPS["events_1"],
        total_2=GAPS["total_1"],
    )
    assert (back.below, back.above) == (there.above, there.below)
    assert back.pooled.value == pytest.approx(-there.pooled.value)


def test_equal_shares_are_equal():
    found = gap_consistency(events_1=[1, 3], total_1=[3, 9], events_2=[7, 11], total_2=[21, 33])
    assert found.equal == 2
    assert np.isnan(found.sign_test.p_value)


def test_refusals():
    with pytest.raises(ValueError, match="square"):
        cohen_kappa([[1, 2]])
    with pytest.raises(ValueError, match="two items"):
        gap_consistency(events_1=[1], total_1=[2], events_2=[1], total_2=[2])
