"""Laws every interval keeps, whatever the counts: found by Hypothesis, zero cells included."""

from __future__ import annotations

import math
from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dueregard.statistics import (
    odds_ratio,
    paired_risk_difference,
    proportion_interval,
    rate_difference,
    rate_interval,
    rate_ratio,
    risk_difference,
    risk_ratio,
)
from dueregard.statistics.differences import RISK_DIFFERENCE_METHODS
from dueregard.statistics.odds import ODDS_RATIO_METHODS
from dueregard.statistics.paired import PAIRED_METHODS
from dueregard.statistics.proportions import PROPORTION_METHODS
from dueregard.statistics.rate_comparisons import RATE_DIFFERENCE_METHODS, RATE_RATIO_METHODS
from dueregard.statistics.rates import RATE_METHODS
from dueregard.statistics.ratios import RISK_RATIO_METHODS

CONFIDENCES = (0.5, 0.8, 0.9, 0.95, 0.99, 0.998)
quick = settings(max_examples=60, deadline=None)

groups = st.integers(0, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
exposures = st.sampled_from([0.0, 0.25, 1.0, 12.5, 300.0, 1e6])
confidences = st.sampled_from(CONFIDENCES)
pairs = st.tuples(groups, groups)
rate_pairs = st.tuples(st.integers(0, 60), exposures, st.integers(0, 60), exposures)


def one_proportion(group, confidence, method):
    return proportion_interval(
        events=group[0], total=group[1], method=method, confidence=confidence
    )


def one_rate(pair, confidence, method):
    return rate_interval(events=pair[0], exposure=pair[1], method=method, confidence=confidence)


def compared(function, pair, confidence, method):
    (x1, n1), (x2, n2) = pair
    return function(
        events_1=x1, total_1=n1, events_2=x2, total_2=n2, method=method, confidence=confidence
    )


def rates_compared(function, row, confidence, method):
    x1, e1, x2, e2 = row
    return function(
        events_1=x1,
        exposure_1=e1,
        events_2=x2,
        exposure_2=e2,
        method=method,
        confidence=confidence,
    )


def paired(cells, confidence, method):
    names = ("both", "first_only", "second_only", "neither")
    return paired_risk_difference(
        **dict(zip(names, cells, strict=True)), method=method, confidence=confidence
    )


FOUR_CELLS = st.tuples(*[st.integers(0, 25)] * 4)
EVERY = [
    *[(one_proportion, method, groups) for method in PROPORTION_METHODS],
    *[(one_rate, method, st.tuples(st.integers(0, 300), exposures)) for method in RATE_METHODS],
    *[
        (partial(compared, function), method, pairs)
        for function, methods in (
            (risk_difference, RISK_DIFFERENCE_METHODS),
            (risk_ratio, RISK_RATIO_METHODS),
            (odds_ratio, ODDS_RATIO_METHODS),
        )
        for method in methods
    ],
    *[
        (partial(rates_compared, function), method, rate_pairs)
        for function, methods in (
            (rate_ratio, RATE_RATIO_METHODS),
            (rate_difference, RATE_DIFFERENCE_METHODS),
        )
        for method in methods
    ],
    *[(paired, method, FOUR_CELLS) for method in PAIRED_METHODS],
]


def name(entry):
    function = entry[0].args[0] if isinstance(entry[0], partial) else entry[0]
    return f"{function.__name__}-{entry[1]}"


@pytest.mark.parametrize("entry", EVERY, ids=name)
def test_an_interval_holds_its_estimate_and_grows_with_confidence(entry):
    function, method, data = entry

    @quick
    @given(data)
    def law(given_data):
        narrower = None
        for confidence in CONFIDENCES:
            found = function(given_data, confidence, method)
            assert isinstance(found.value, float)
            assert found.method == method
            assert found.confidence == confidence
            if math.isnan(found.lower) or math.isnan(found.upper) or math.isnan(found.value):
                assert found.notes
            if not math.isnan(found.value) and not math.isnan(found.lower):
                assert found.lower <= found.value <= found.upper
            if narrower is not None and not math.isnan(found.lower):
                slack = 1e-9 * (1 + abs(found.value) if math.isfinite(found.value) else 1)
                assert found.lower <= narrower.lower + slack
                assert found.upper >= narrower.upper - slack
            narrower = found

    law()


@pytest.mark.parametrize("entry", EVERY, ids=name)
def test_a_scalar_is_what_it_is_within_an_array(entry):
    function, method, data = entry

    @settings(max_examples=25, deadline=None)
    @given(st.lists(data, min_size=2, max_size=6), confidences)
    def law(rows, confidence):
        columns = tuple(np.array(column) for column in zip(*rows, strict=True))
        if isinstance(rows[0][0], tuple):
            columns = tuple((column[:, 0], column[:, 1]) for column in columns)
        together = function(columns, confidence, method)
        for index, row in enumerate(rows):
            alone = function(row, confidence, method)
            for part in ("value", "lower", "upper"):
                here, there = getattr(alone, part), getattr(together, part)[index]
                assert here == pytest.approx(there, rel=1e-9, abs=1e-12, nan_ok=True)
            assert together[index].notes == alone.notes

    law()


SYMMETRIC_RATIOS = [
    *[(risk_ratio, method) for method in RISK_RATIO_METHODS],
    *[(odds_ratio, method) for method in ODDS_RATIO_METHODS],
]


def inverse(number):
    if number == 0:
        return math.inf
    return 0.0 if math.isinf(number) else 1 / number


def same(left, right, scale=1e-7):
    return left == pytest.approx(right, rel=scale, abs=1e-9, nan_ok=True)


@pytest.mark.parametrize(("function", "method"), SYMMETRIC_RATIOS)
def test_swapping_groups_turns_a_ratio_round(function, method):
    @quick
    @given(pairs, confidences)
    def law(pair, confidence):
        one = compared(function, pair, confidence, method)
        other = compared(function, pair[::-1], confidence, method)
        assert same(inverse(one.value), other.value)
        assert same(inverse(one.lower), other.upper)
        assert same(inverse(one.upper), other.lower)

    law()


@pytest.mark.parametrize("method", RISK_DIFFERENCE_METHODS)
def test_swapping_groups_negates_a_difference(method):
    @quick
    @given(pairs, confidences)
    def law(pair, confidence):
        one = compared(risk_difference, pair, confidence, method)
        other = compared(risk_difference, pair[::-1], confidence, method)
        assert same(-one.value, other.value)
        assert same(-one.lower, other.upper)
        assert same(-one.upper, other.lower)

    law()


@pytest.mark.parametrize("method", RISK_DIFFERENCE_METHODS)
def test_counting_those_without_the_event_negates_a_difference(method):
    @quick
    @given(pairs)
    def law(pair):
        (x1, n1), (x2, n2) = pair
        one = compared(risk_difference, pair, 0.95, method)
        other = compared(risk_difference, ((n1 - x1, n1), (n2 - x2, n2)), 0.95, method)
        assert same(-one.lower, other.upper)
        assert same(-one.upper, other.lower)

    law()


@pytest.mark.parametrize("method", ["miettinen_nurminen", "conditional", "woolf"])
def test_counting_those_without_the_event_turns_the_odds_ratio_round(method):
    @quick
    @given(pairs)
    def law(pair):
        (x1, n1), (x2, n2) = pair
        one = compared(odds_ratio, pair, 0.95, method)
        other = compared(odds_ratio, ((n1 - x1, n1), (n2 - x2, n2)), 0.95, method)
        assert same(inverse(one.lower), other.upper)
        assert same(inverse(one.upper), other.lower)

    law()


@pytest.mark.parametrize("method", RATE_RATIO_METHODS)
def test_swapping_groups_turns_a_rate_ratio_round(method):
    @quick
    @given(rate_pairs, confidences)
    def law(row, confidence):
        one = rates_compared(rate_ratio, row, confidence, method)
        other = rates_compared(rate_ratio, (*row[2:], *row[:2]), confidence, method)
        assert same(inverse(one.value), other.value)
        assert same(inverse(one.lower), other.upper)
        assert same(inverse(one.upper), other.lower)

    law()


@pytest.mark.parametrize("method", RATE_DIFFERENCE_METHODS)
def test_swapping_groups_negates_a_rate_difference(method):
    @quick
    @given(rate_pairs, confidences)
    def law(row, confidence):
        one = rates_compared(rate_difference, row, confidence, method)
        other = rates_compared(rate_difference, (*row[2:], *row[:2]), confidence, method)
        assert same(-one.lower, other.upper)
        assert same(-one.upper, other.lower)

    law()


factors = st.sampled_from([1e-3, 0.5, 4.0, 1e5])


@pytest.mark.parametrize("method", RATE_METHODS)
def test_a_rate_scales_with_its_exposure_and_multiplier(method):
    @quick
    @given(st.integers(0, 300), exposures, factors)
    def law(events, exposure, factor):
        plain = rate_interval(events=events, exposure=exposure, method=method)
        stretched = rate_interval(events=events, exposure=exposure * factor, method=method)
        multiplied = rate_interval(
            events=events, exposure=exposure * factor, method=method, multiplier=factor
        )
        for part in ("value", "lower", "upper"):
            number = getattr(plain, part)
            assert same(getattr(stretched, part) * factor, number)
            assert same(getattr(multiplied, part), number)

    law()


@pytest.mark.parametrize("method", RATE_RATIO_METHODS)
def test_a_rate_ratio_knows_no_unit_of_exposure(method):
    @quick
    @given(rate_pairs, factors)
    def law(row, factor):
        x1, e1, x2, e2 = row
        plain = rates_compared(rate_ratio, row, 0.95, method)
        other = rates_compared(rate_ratio, (x1, e1 * factor, x2, e2 * factor), 0.95, method)
        for part in ("value", "lower", "upper"):
            assert same(getattr(other, part), getattr(plain, part))

    law()


@pytest.mark.parametrize("method", PAIRED_METHODS)
def test_swapping_occasions_negates_a_paired_difference(method):
    @quick
    @given(FOUR_CELLS, confidences)
    def law(cells, confidence):
        a, b, c, d = cells
        one = paired(cells, confidence, method)
        other = paired((a, c, b, d), confidence, method)
        assert same(-one.lower, other.upper)
        assert same(-one.upper, other.lower)

    law()
