"""What statistics answer with, and what they refuse."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest

from dueregard.statistics import (
    Estimate,
    TestResult,
    adjust_p_values,
    mean_interval,
    odds_ratio,
    paired_risk_difference,
    proportion_interval,
    rate_difference,
    rate_interval,
    rate_ratio,
    rate_ratio_test,
    risk_difference,
    risk_ratio,
)

PROPORTIONS = {"events_1": 1, "total_1": 2, "events_2": 1, "total_2": 2}
RATES = {"events_1": 1, "exposure_1": 2.5, "events_2": 1, "exposure_2": 2.5}
ONE = {"events": 1, "total": 2}
CELLS = {"both": 1, "first_only": 2, "second_only": 3, "neither": 4}


def test_an_estimate_cannot_be_changed():
    found = proportion_interval(events=[1, 2], total=4)
    with pytest.raises(dataclasses.FrozenInstanceError):
        found.value = 0.5
    with pytest.raises(ValueError, match="read-only"):
        found.value[0] = 0.5


def test_scalars_in_scalars_out():
    found = proportion_interval(events=1, total=4)
    assert [type(part) for part in (found.value, found.lower, found.upper)] == [float] * 3
    with pytest.raises(TypeError, match="single number"):
        found[0]
    assert proportion_interval(events=np.int64(1), total=4) == found


def test_counts_broadcast():
    found = risk_ratio(events_1=[[1], [2], [3]], total_1=10, events_2=[4, 5], total_2=[20, 30])
    assert found.value.shape == (3, 2)
    assert found[2, 1] == risk_ratio(events_1=3, total_1=10, events_2=5, total_2=30)
    assert found[1].value.shape == (2,)


def test_no_elements_are_no_error():
    none = np.array([], dtype=int)
    assert proportion_interval(events=none, total=none).value.shape == (0,)
    assert risk_ratio(events_1=none, total_1=1, events_2=none, total_2=1).lower.shape == (0,)
    assert rate_interval(events=none, exposure=1).lower.shape == (0,)


def test_equal_estimates_are_equal_with_nan_too():
    one = proportion_interval(events=[0, 1], total=[0, 2])
    two = proportion_interval(events=[0, 1], total=[0, 2])
    assert one == two
    assert hash(one) == hash(two)
    assert one != proportion_interval(events=[0, 1], total=[0, 3])
    assert one != proportion_interval(events=[0, 1], total=[0, 2], method="blaker")
    assert one != "an estimate"
    result = TestResult(1.0, math.nan, "fisher")
    assert result == TestResult(1.0, math.nan, "fisher")
    assert result != TestResult(1.0, 0.5, "fisher")


def test_an_estimate_made_elsewhere_needs_no_reasons():
    found = Estimate([1.0, 2.0], [0.0, 1.0], [2.0, 3.0], 0.95, "wilson", ("about all",))
    assert found[0].notes == ("about all",)


@pytest.mark.parametrize(
    ("function", "arguments", "changed", "message"),
    [
        (proportion_interval, ONE, {"events": 3}, "events must be at most total: 3 is more than 2"),
        (proportion_interval, ONE, {"events": -1}, "events must not be negative"),
        (proportion_interval, ONE, {"events": 0.5}, "events must be whole numbers: it holds 0.5"),
        (proportion_interval, ONE, {"total": math.inf}, "total must be finite"),
        (proportion_interval, ONE, {"events": math.nan}, "events must be finite"),
        (proportion_interval, ONE, {"events": "[c]"}, "events must be numbers"),
        (proportion_interval, ONE, {"events": None}, "events must be "),
        (proportion_interval, ONE, {"method": "wald_cc"}, "method must be one of wilson"),
        (proportion_interval, ONE, {"confidence": 95}, "confidence must lie between 0 and 1"),
        (proportion_interval, ONE, {"confidence": 0}, "confidence must lie between 0 and 1"),
        (proportion_interval, ONE, {"confidence": math.nan}, "confidence must lie"),
        (proportion_interval, ONE, {"confidence": [0.9, 0.95]}, "confidence must be one number"),
        (proportion_interval, ONE, {"events": [1, 1], "total": [2, 2, 2]}, "shapes do not fit"),
        (rate_interval, {"events": 1, "exposure": 1}, {"exposure": -1}, "exposure must not be neg"),
        (rate_interval, {"events": 1, "exposure": 1}, {"multiplier": 0}, "multiplier must be one"),
        (risk_difference, PROPORTIONS, {"events_2": 3}, "events_2 must be at most total_2"),
        (risk_ratio, PROPORTIONS, {"total_1": -1}, "total_1 must not be negative"),
        (odds_ratio, PROPORTIONS, {"total_2": 2.5}, "total_2 must be whole numbers"),
        (rate_ratio, RATES, {"events_1": 1.5}, "events_1 must be whole numbers"),
        (rate_difference, RATES, {"exposure_2": -1}, "exposure_2 must not be negative"),
        (rate_ratio_test, RATES, {"null_ratio": -1}, "null_ratio must be one positive number"),
        (paired_risk_difference, CELLS, {"neither": -4}, "neither must not be negative"),
        (mean_interval, {"values": [1.0]}, {"values": [math.nan]}, "values must be finite"),
        (mean_interval, {"values": [1.0]}, {"values": 3.0}, "values must be several"),
        (adjust_p_values, {"p_values": [0.1]}, {"p_values": [1.1]}, "p_values must lie between"),
    ],
)
def test_impossible_input_is_refused_by_name(function, arguments, changed, message):
    function(**arguments)
    with pytest.raises(ValueError, match=message):
        function(**{**arguments, **changed})


def test_a_masked_count_is_not_computed_with():
    """A count hidden by a mask must not come back through an interval."""
    hidden = np.ma.MaskedArray([3, 7], mask=[True, False])
    with pytest.raises(ValueError, match="masked"):
        proportion_interval(events=hidden, total=10)
