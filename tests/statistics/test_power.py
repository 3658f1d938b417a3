"""What could have been seen: enumeration of all outcomes, hypergeometric counting."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from dueregard.statistics import (
    dip_sample_size,
    exact_test,
    minimum_detectable_ratio,
    zero_found_upper_bound,
)


def power(n1, n2, p1, p2, method, level=0.05):
    """Probability of rejecting, over every outcome there is."""
    a, b = np.meshgrid(np.arange(n1 + 1), np.arange(n2 + 1), indexing="ij")
    tables = np.stack([np.stack([a, n1 - a], -1), np.stack([b, n2 - b], -1)], -2)
    rejected = exact_test(tables, method=method).p_value <= level
    law = np.outer(stats.binom.pmf(a[:, 0], n1, p1), stats.binom.pmf(b[0], n2, p2))
    return float(law[rejected].sum())


@settings(max_examples=25)
@given(
    st.integers(5, 30),
    st.integers(5, 40),
    st.floats(0.05, 0.9),
    st.sampled_from(["mid_p", "fisher"]),
    st.sampled_from(["above", "below"]),
)
def test_found_with_the_power_asked_and_no_earlier(n1, n2, rate, method, direction):
    ratio = minimum_detectable_ratio(
        total_1=n1, total_2=n2, reference_rate=rate, method=method, direction=direction
    )
    if direction == "above" and ratio == np.inf:
        assert power(n1, n2, 1.0, rate, method) < 0.8
    elif np.isnan(ratio):
        assert power(n1, n2, 0.0, rate, method) < 0.8
    else:
        step = 1.0001 if direction == "above" else 1 / 1.0001
        assert power(n1, n2, min(ratio * rate * step, 1), rate, method) >= 0.8 - 1e-6
        assert power(n1, n2, ratio * rate / step, rate, method) < 0.8


def test_larger_groups_see_smaller_ratios():
    found = minimum_detectable_ratio(total_1=[20, 50, 200, 1000], total_2=2000, reference_rate=0.1)
    assert (np.diff(found) < 0).all()
    assert minimum_detectable_ratio(total_1=50, total_2=2000, reference_rate=0.1) == found[1]


def test_large_groups_are_near_the_normal_formula():
    """Two samples of 3,000 at a third: the textbook formula is good to a part in a hundred."""
    n, p2 = 3000, 0.3
    ratio = minimum_detectable_ratio(total_1=n, total_2=n, reference_rate=p2)
    p1 = ratio * p2
    mean = (p1 + p2) / 2
    apart = np.sqrt(p1 * (1 - p1) + p2 * (1 - p2))
    needed = (1.959964 * np.sqrt(2 * mean * (1 - mean)) + 0.841621 * apart) ** 2 / (p1 - p2) ** 2
    assert needed == pytest.approx(n, rel=0.01)


def test_nobody_sees_nothing():
    assert minimum_detectable_ratio(total_1=0, total_2=10, reference_rate=0.5) == np.inf
    assert minimum_detectable_ratio(total_1=3, total_2=3, reference_rate=0.5) == np.inf


@given(st.integers(1, 400), st.floats(0.005, 0.9), st.sampled_from([0.8, 0.9, 0.95, 0.99]))
def test_dip_sample_is_the_smallest_that_finds(population, tolerable, confidence):
    found = int(dip_sample_size(population=population, tolerable=tolerable, confidence=confidence))
    errors = int(np.ceil(tolerable * population - 1e-9))
    missed = stats.hypergeom.pmf(0, population, errors, np.arange(population + 1))
    enough = np.flatnonzero(1 - missed >= confidence - 1e-12)
    assert found == enough[0]
    bound = zero_found_upper_bound(population=population, sample=found, confidence=confidence)
    assert bound * population < errors


@given(st.integers(1, 300), st.integers(0, 300), st.sampled_from([0.9, 0.95]))
def test_zero_found_bound_by_counting(population, sample, confidence):
    sample = min(sample, population)
    found = zero_found_upper_bound(population=population, sample=sample, confidence=confidence)
    errors = np.arange(population + 1)
    missed = stats.hypergeom.pmf(0, population, errors, sample)
    assert found * population == pytest.approx(errors[missed > 1 - confidence + 1e-12].max())


def test_two_in_a_hundred_of_four_hundred_cases():
    """Eight cases without a finding still leave room for about 31 in 100 at 95 %."""
    assert zero_found_upper_bound(population=400, sample=8) == pytest.approx(0.31, abs=0.005)
    assert zero_found_upper_bound(population=10, sample=10) == 0
    assert zero_found_upper_bound(population=10, sample=0) == 1


def test_a_share_from_arithmetic_is_the_share_it_means():
    """0.1 * 3 is a little more than 0.3: that must not make the sample smaller."""
    meant = dip_sample_size(population=10, tolerable=0.3)
    assert dip_sample_size(population=10, tolerable=0.1 * 3) == meant


def test_arrays_and_empty_populations():
    assert dip_sample_size(population=[0, 100], tolerable=0.1).tolist() == [0, 25]
    assert np.isnan(zero_found_upper_bound(population=0, sample=0))


def test_refusals():
    with pytest.raises(ValueError, match="reference_rate"):
        minimum_detectable_ratio(total_1=5, total_2=5, reference_rate=0)
    with pytest.raises(ValueError, match="tolerable"):
        dip_sample_size(population=10, tolerable=2)
    with pytest.raises(ValueError, match="sample"):
        zero_found_upper_bound(population=10, sample=11)
