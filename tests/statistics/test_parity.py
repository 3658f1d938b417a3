"""Parity: the four fifths on exact fractions, shortfalls, and ratios that multiply."""

from __future__ import annotations

from fractions import Fraction
from math import ceil

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueregard.statistics import (
    cumulative_ratio,
    four_fifths,
    risk_difference,
    risk_ratio,
    shortfall,
)


def test_guidelines_example():
    """Questions and Answers on the Uniform Guidelines (1979), no. 12: 48 % against 60 %."""
    found = four_fifths(selected=[48, 60], pool=[100, 100])
    assert found.ratio[0] == 0.8
    assert not found.below.any()
    assert four_fifths(selected=[479, 600], pool=[1000, 1000]).below.tolist() == [True, False]


@given(
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=2, max_size=6),
    st.sampled_from([0.8, 0.75, 0.9]),
)
def test_exact_on_fractions(groups, threshold):
    selected, pool = zip(*((min(pair), max(pair)) for pair in groups), strict=True)
    found = four_fifths(selected=selected, pool=pool, threshold=threshold, minimum_share=0)
    rates = [Fraction(x, n) if n else None for x, n in zip(selected, pool, strict=True)]
    best = max((rate for rate in rates if rate is not None), default=Fraction(0))
    if not best:
        assert found.reference == -1
        assert found.notes
        return
    limit = Fraction(str(threshold))
    assert found.below.tolist() == [r is not None and r / best < limit for r in rates]
    assert rates[found.reference] == best


def test_small_groups_are_not_looked_at():
    found = four_fifths(selected=[1, 50, 70], pool=[1, 100, 100])
    assert found.considered.tolist() == [False, True, True]
    assert found.reference == 2
    assert found.below.tolist() == [False, True, False]
    assert found.ratio[0] > 1


counts = st.tuples(st.integers(0, 80), st.integers(1, 80)).map(lambda p: (min(p), max(p)))


@given(counts, counts)
def test_shortfall_is_the_fewest_people_that_bring_parity(first, second):
    (x1, n1), (x2, n2) = first, second
    found = shortfall(events_1=x1, total_1=n1, events_2=x2, total_2=n2)
    assert found.value == ceil(Fraction(n1 * x2, n2)) - x1
    assert Fraction(x1 + int(found.value), n1) >= Fraction(x2, n2)
    assert Fraction(x1 + int(found.value) - 1, n1) < Fraction(x2, n2)
    assert found.lower <= found.value <= found.upper
    gap = risk_difference(events_1=x1, total_1=n1, events_2=x2, total_2=n2)
    assert found.upper - 1 <= -n1 * gap.lower + 1e-6
    assert found.upper >= -n1 * gap.lower - 1e-6


def test_shortfall_of_arrays_and_of_nobody():
    found = shortfall(events_1=[0, 5], total_1=[0, 10], events_2=[1, 12], total_2=[5, 24])
    assert np.isnan(found.value[0])
    assert found[0].notes
    assert found.value[1] == 0
    assert not found[1].notes
    assert shortfall(events_1=5, total_1=10, events_2=12, total_2=24) == found[1]


def test_ratios_that_multiply():
    """Four stages at 1.59 make 6.39."""
    found = cumulative_ratio([1.59] * 4)
    assert found.value == pytest.approx(6.39, abs=0.005)
    assert np.isnan(found.upper)
    assert found.notes


STAGES = [(40, 100, 120, 200), (10, 40, 60, 120), (4, 10, 30, 60)]


def test_nested_stages_are_the_whole_way():
    found = cumulative_ratio(STAGES)
    whole = risk_ratio(events_1=4, total_1=100, events_2=30, total_2=200)
    assert found.value == pytest.approx(whole.value)
    assert (found.lower, found.upper) == pytest.approx((whole.lower, whole.upper))
    assert found.running == pytest.approx(np.cumprod(found.stages.value))


def test_stages_people_join_are_combined():
    stages = [*STAGES[:2], (9, 20, 40, 70)]
    found = cumulative_ratio(stages)
    assert found.method == "mover"
    low = np.sqrt((np.log(found.stages.value / found.stages.lower) ** 2).sum())
    assert found.lower == pytest.approx(found.value / np.exp(low))
    named = cumulative_ratio(
        [dict(zip(("events_1", "total_1", "events_2", "total_2"), s, strict=True)) for s in stages]
    )
    assert named == found


def test_a_stage_nobody_of_a_group_passed():
    found = cumulative_ratio([(0, 10, 5, 10), (3, 8, 5, 10)])
    assert (found.value, found.lower, found.upper) == (0, 0, np.inf)
    assert found.notes


def test_refusals():
    with pytest.raises(ValueError, match="selected"):
        four_fifths(selected=[5, 1], pool=[4, 4])
    with pytest.raises(ValueError, match="stages"):
        cumulative_ratio([])
    with pytest.raises(ValueError, match="stages"):
        cumulative_ratio([{"events_1": 3}])
    with pytest.raises(ValueError, match="stages"):
        cumulative_ratio([(1, 2, 3)])
    with pytest.raises(ValueError, match="events_1"):
        cumulative_ratio([(5, 2, 3, 4)])
