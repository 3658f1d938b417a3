"""The table of which method to use when."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dueregard.statistics import (
    RULES,
    choose_interval_method,
    exact_test,
    odds_ratio,
    proportion_interval,
    proportions_test,
    rate_difference,
    rate_interval,
    rate_ratio,
    rate_ratio_test,
    risk_difference,
    risk_ratio,
)
from dueregard.statistics.choice_rules import MEASURES, PROPORTION_MEASURES


def choose(measure, *counts, **more):
    names = ("events_1", "total_1", "events_2", "total_2")
    return choose_interval_method(measure=measure, **dict(zip(names, counts, strict=False)), **more)


@pytest.mark.parametrize(
    ("measure", "counts", "rule", "method", "test"),
    [
        ("proportion", (30, 200), "enough", "wilson", None),
        ("proportion", (3, 200), "few", "clopper_pearson", None),
        ("proportion", (0, 20), "zero_cell", "clopper_pearson", None),
        ("proportion", (20, 20), "zero_cell", "clopper_pearson", None),
        ("proportion", (0, 0), "nobody", None, None),
        ("risk_ratio", (30, 200, 40, 300), "enough", "miettinen_nurminen", "chi_squared"),
        ("risk_ratio", (9, 200, 40, 300), "few", "miettinen_nurminen", "mid_p"),
        ("risk_ratio", (12, 14, 40, 300), "few", "miettinen_nurminen", "mid_p"),
        ("risk_ratio", (0, 16, 15, 72), "zero_cell", "miettinen_nurminen", "fisher"),
        ("risk_ratio", (5, 56, 0, 29), "no_events_in_reference", "miettinen_nurminen", "fisher"),
        ("odds_ratio", (5, 56, 0, 29), "no_events_in_reference", "conditional", "fisher"),
        ("risk_difference", (5, 56, 0, 29), "zero_cell", "miettinen_nurminen", "fisher"),
        ("rate", (10, 12.5), "enough", "byar", None),
        ("rate", (9, 12.5), "few", "exact", None),
        ("rate_ratio", (30, 10.0, 15, 10.0), "enough", "score", "score"),
        (
            "rate_ratio",
            (30, 10.0, 0, 10.0),
            "no_events_in_reference",
            "exact_conditional",
            "exact_conditional",
        ),
        ("risk_ratio", (0, 10, 0, 10), "no_events", None, "fisher"),
        ("rate_ratio", (0, 10.0, 0, 10.0), "no_events", None, "exact_conditional"),
        ("risk_difference", (0, 10, 0, 10), "zero_cell", "miettinen_nurminen", "fisher"),
    ],
)
def test_rules(measure, counts, rule, method, test):
    choice = choose(measure, *counts)
    assert (choice.rule, choice.method, choice.test) == (rule, method, test)
    assert choice.only_lower == (rule == "no_events_in_reference")
    assert choice.reason


def test_an_expected_count_under_five_is_few():
    """Ten events in each group, but of 11 people only 2.6 without the event are expected."""
    assert choose("risk_ratio", 10, 11, 20, 28).rule == "few"


def test_events_that_repeat_make_rates():
    choice = choose("risk_ratio", 30, 200, 40, 300, repeatable=True)
    assert (choice.measure, choice.method) == ("rate_ratio", "score")
    assert "never proportions" in choice.notes[0]
    more_events_than_people = choose("proportion", 30, 20, repeatable=True)
    assert more_events_than_people.measure == "rate"


@pytest.mark.parametrize("measure", MEASURES)
def test_wald_and_katz_are_never_chosen(measure):
    for rule in RULES:
        assert rule.methods.get(measure) not in ("wald", "katz", "woolf")


FUNCTIONS = {
    "proportion": proportion_interval,
    "rate": rate_interval,
    "risk_difference": risk_difference,
    "risk_ratio": risk_ratio,
    "odds_ratio": odds_ratio,
    "rate_difference": rate_difference,
    "rate_ratio": rate_ratio,
}
groups = st.integers(0, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(MEASURES), groups, groups)
def test_what_is_chosen_gives_limits(measure, first, second):
    """The method named exists, and its limits are numbers wherever there are people."""
    alone = measure in ("proportion", "rate")
    counts = first if alone else (*first, *second)
    choice = choose(measure, *counts)
    if choice.method is None:
        assert 0 in counts[1::2] or set(counts[::2]) == {0}
        return
    whole = "total" if choice.measure in PROPORTION_MEASURES else "exposure"
    if alone:
        arguments = {"events": first[0], whole: first[1]}
    else:
        names = ("events_1", f"{whole}_1", "events_2", f"{whole}_2")
        arguments = dict(zip(names, counts, strict=True))
    found = FUNCTIONS[measure](**arguments, method=choice.method)
    assert not math.isnan(found.lower)
    assert not math.isnan(found.upper)
    if choice.only_lower:
        assert found.upper == math.inf


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("ratio", 1, 2, 3, 4), "measure must be one of"),
        (("risk_ratio", 1, 2), "risk_ratio takes both events_2 and total_2"),
        (("proportion", 1, 2, 3, 4), "proportion takes no events_2"),
        (("risk_ratio", 3, 2, 3, 4), "events_1 must be at most total_1"),
        (("risk_ratio", 1, 2, 3, 4.5), "total_2 must be whole"),
    ],
)
def test_impossible_arguments_are_named(arguments, message):
    with pytest.raises(ValueError, match=message):
        choose(*arguments)


@pytest.mark.parametrize(
    "counts", [(30, 200, 40, 300), (9, 200, 40, 300), (0, 16, 15, 72), (5, 56, 0, 29)]
)
@pytest.mark.parametrize("measure", ["risk_ratio", "rate_ratio"])
def test_what_is_chosen_can_be_passed_on(measure, counts):
    """The names are those of the functions, so that nobody has to translate them."""
    x1, n1, x2, n2 = counts
    choice = choose(measure, *counts)
    if choice.test_function == "exact_test":
        result = exact_test([[x1, n1 - x1], [x2, n2 - x2]], method=choice.test)
    elif choice.test_function == "proportions_test":
        result = proportions_test(events=[x1, x2], total=[n1, n2], method=choice.test)
    else:
        result = rate_ratio_test(
            events_1=x1, exposure_1=n1, events_2=x2, exposure_2=n2, method=choice.test
        )
    assert 0 <= result.p_value <= 1
