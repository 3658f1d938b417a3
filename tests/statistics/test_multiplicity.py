"""P-values adjusted for their family: statsmodels and scipy on the same lists, and the laws."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.multitest import multipletests

from dueregard.statistics import adjust_p_values
from dueregard.statistics.multiplicity import ADJUSTMENT_METHODS

NAMES = {
    "holm": "holm",
    "hochberg": "simes-hochberg",
    "bonferroni": "bonferroni",
    "sidak": "sidak",
    "sidak_stepdown": "holm-sidak",
    "benjamini_hochberg": "fdr_bh",
    "benjamini_yekutieli": "fdr_by",
}

# Benjamini and Hochberg (1995), section 3.2: fifteen p-values of a trial; four are rejected at a
# false discovery rate of 0.05, three by Bonferroni's rule.
TRIAL = [
    0.0001,
    0.0004,
    0.0019,
    0.0095,
    0.0201,
    0.0278,
    0.0298,
    0.0344,
    0.0459,
    0.3240,
    0.4262,
    0.5719,
    0.6528,
    0.7590,
    1.0000,
]

p_values = st.lists(st.floats(0, 1), min_size=1, max_size=30)


def test_benjamini_and_hochberg_1995():
    assert (adjust_p_values(TRIAL, method="benjamini_hochberg") <= 0.05).sum() == 4
    assert (adjust_p_values(TRIAL, method="bonferroni") <= 0.05).sum() == 3


@pytest.mark.parametrize("method", NAMES)
@settings(max_examples=60, deadline=None)
@given(p_values)
def test_same_as_statsmodels(method, values):
    with np.errstate(divide="ignore"):  # their log of 1 - p at p = 1
        expected = multipletests(values, method=NAMES[method])[1]
    assert adjust_p_values(values, method=method) == pytest.approx(expected, abs=1e-9)


@settings(max_examples=60, deadline=None)
@given(p_values)
def test_same_as_scipy(values):
    for ours, theirs in (("benjamini_hochberg", "bh"), ("benjamini_yekutieli", "by")):
        expected = stats.false_discovery_control(values, method=theirs)
        assert adjust_p_values(values, method=ours) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("method", ADJUSTMENT_METHODS)
@settings(max_examples=60, deadline=None)
@given(p_values)
def test_laws(method, values):
    adjusted = adjust_p_values(values, method=method)
    assert (adjusted >= np.array(values) - 1e-12).all()
    assert (adjusted <= 1).all()
    order = np.argsort(values, kind="stable")
    assert (np.diff(adjusted[order]) >= -1e-12).all()
    assert adjust_p_values(values[::-1], method=method) == pytest.approx(adjusted[::-1])
    bonferroni = adjust_p_values(values, method="bonferroni")
    if method not in ("benjamini_yekutieli",):
        assert (adjusted <= bonferroni + 1e-12).all()


def test_a_test_that_could_not_be_made_is_not_counted():
    adjusted = adjust_p_values([0.01, math.nan, 0.04], method="bonferroni")
    assert adjusted[0] == pytest.approx(0.02)
    assert math.isnan(adjusted[1])


def test_any_shape_is_one_family():
    flat = adjust_p_values([0.01, 0.02, 0.03, 0.5])
    assert adjust_p_values([[0.01, 0.02], [0.03, 0.5]]).ravel() == pytest.approx(flat)
    assert adjust_p_values([]).shape == (0,)
    assert adjust_p_values(0.04) == 0.04
