"""Policies as YAML: presets, overrides, and every key that is wrong."""

from __future__ import annotations

import json

import numpy as np
import pytest

from dueregard.disclosure import PRESETS, UnusablePolicy, policy_from, preset, read_policy
from dueregard.disclosure.rounding import rounded
from dueregard.exceptions import UnreadableDocument


@pytest.mark.parametrize("name", PRESETS)
def test_presets_load_and_say_where_they_come_from(name) -> None:
    policy = preset(name)
    assert policy.name == name and policy.version and policy.source.title
    assert policy.source.verified == ("partial" if name == "ons_10_5" else True)
    assert policy.source.verified is True or policy.source.note


def test_facts_of_the_presets() -> None:
    assert (preset("internal").threshold, preset("published").threshold) == (5, 10)
    ons = preset("ons_10_5")
    assert (ons.threshold, ons.rounding.base, ons.rounding.rule) == (10, 5, "nearest")
    hesa = preset("hesa")
    # HESA Services standard rounding methodology: multiples of 5; percentages of fewer than 22.5
    # and averages of 7 or fewer withheld.
    assert (hesa.threshold, hesa.rounding.base) == (0, 5)
    assert (hesa.derived.smallest_denominator, hesa.derived.smallest_average) == (22.5, 8)
    shown = rounded(np.array([0, 1, 2, 3, 7, 8, 12, 13]), hesa.rounding).tolist()
    assert shown == [0, 0, 0, 5, 5, 10, 10, 15]


def test_a_release_says_by_which_rules() -> None:
    assert preset("published").published["dominance"] is None
    assert preset("published").published["group_disclosure"] is False
    rules = {
        "threshold": 10,
        "zeros": "unsafe",
        "dominance": {"n": 1, "k": 70, "p": 10},
        "group_disclosure": ["outcome"],
        "reliability": {"counts": 20, "relative_width": 1.6},
    }
    told = policy_from(rules).published
    assert told["dominance"] == {"n": 1, "k": 70.0, "p": 10.0}
    assert told["group_disclosure"] is True and told["answers"] == ["outcome"]
    assert told["reliability"]["counts"] == 20
    assert json.loads(json.dumps(told)) == told


def test_a_changed_preset_says_so() -> None:
    policy = policy_from({"preset": "published", "threshold": 20})
    assert (policy.name, policy.width) == ("published, changed", 20)
    assert policy_from({"preset": "published"}).name == "published"


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ([], "a policy is a mapping"),
        ({}, "threshold: it is missing"),
        ({"preset": "publish"}, "there is no preset “publish”"),
        ({"threshold": 10, "zero": "safe"}, "zero: unknown key; did you mean zeros?"),
        ({"threshold": -1}, "threshold: a whole number of at least 0 is allowed, not -1"),
        ({"threshold": True}, "threshold: a whole number"),
        ({"threshold": 10, "zeros": "maybe"}, "zeros: safe or unsafe is allowed"),
        ({"threshold": 10, "rounding": {"bas": 5}}, "rounding, bas: unknown key"),
        (
            {"threshold": 10, "rounding": {"base": 1}},
            "rounding, base: a whole number of at least 2",
        ),
        ({"threshold": 10, "rounding": {"rule": "random"}}, "rounding: one of its keys is missing"),
        ({"threshold": 10, "dominance": {"n": 1}}, "dominance: give n and k, or p, or all three"),
        ({"threshold": 10, "dominance": {"n": 3, "k": 80}}, "dominance, n: 1 or 2 is allowed"),
        ({"threshold": 10, "linked": [["a", "b", "c"]]}, "linked: "),
        ({"threshold": 10, "weights": "people"}, "weights: cells or counts or log is allowed"),
        ({"threshold": 10, "must_publish": {"a": "b"}}, "must_publish: a list of cells"),
        ({"threshold": 10, "identity": {"time": "now"}}, "identity, time: unknown key"),
        ({"threshold": 10, "group_disclosure": ["a"]}, "group_disclosure: it needs zeros: unsafe"),
        ({"threshold": 10, "reliability": {"count": 5}}, "reliability, count: unknown key"),
        ({"threshold": 10, "source": {"verified": "no"}}, "true, partial or false is allowed"),
        ({"threshold": 10, "weights": {"cells": [{"a": "b"}]}}, "has no weight"),
    ],
)
def test_says_what_is_wrong_and_what_is_allowed(content, problem) -> None:
    with pytest.raises(UnusablePolicy) as caught:
        policy_from(content)
    assert problem in caught.value.message
    assert caught.value.exit_code == 10


def test_ways_to_say_the_same() -> None:
    one = policy_from({"threshold": 10, "weights": "count", "rounding": 5})
    other = policy_from(
        {
            "threshold": 10,
            "weights": {"by": "counts"},
            "rounding": {"base": 5, "rule": "deterministic"},
        }
    )
    assert (one.weights, one.rounding) == (other.weights, other.rounding)
    dear = policy_from({"threshold": 10, "weights": [{"area": "North", "weight": 9}]})
    assert dear.weights.cells == (({"area": "North"}, 9.0),)
    linked = policy_from({"threshold": 10, "linked": [["a.csv", "x", "b", "y"]]})
    assert linked.linked == (("a", "x", "b", "y"),)


def test_every_wrong_key_is_told() -> None:
    with pytest.raises(UnusablePolicy) as caught:
        policy_from({"threshold": "ten", "zeros": 1, "colour": "blue"})
    assert len(caught.value.problems) == 3


def test_files(tmp_path) -> None:
    path = tmp_path / "ours.yaml"
    path.write_text("threshold: 7\nhierarchies: {area: {North: [Ash, Elm]}}\n", encoding="utf-8")
    policy = read_policy(path)
    assert (policy.name, policy.threshold) == ("ours", 7)
    assert policy.hierarchies == {"area": {"North": ("Ash", "Elm")}}
    with pytest.raises(UnreadableDocument):
        read_policy(tmp_path / "none.yaml")
    path.write_text("threshold: [7\n", encoding="utf-8")
    with pytest.raises(UnusablePolicy, match="line 2: it is not YAML"):
        read_policy(path)
