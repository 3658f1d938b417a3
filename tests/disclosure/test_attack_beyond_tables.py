"""What is told beside tables, between releases and by the policy: known answers."""

from __future__ import annotations

import json

import pytest
from tests.disclosure.attack_oracle import dimension, full_table, release, table

from dueregard.cli.attack import summary
from dueregard.disclosure.attack import attack
from dueregard.exceptions import UnusableDocument
from dueregard.statistics import mean_interval, rate_ratio, risk_ratio

WHO = {"statistic": "officers", "population": "in post", "period": "2026-Q1", "snapshot": "first"}
AREA = dimension("area", ["North", "South", "West"])
OUTCOME = dimension("outcome", ["yes", "no"])
INNER = {
    ("North", "yes"): 4,
    ("North", "no"): 36,
    ("South", "yes"): 7,
    ("South", "no"): 53,
    ("West", "yes"): 22,
    ("West", "no"): 60,
}
SQUARE = {(a, o) for a in ("North", "South") for o in ("yes", "no")}


def of(report, **cell):
    return next(c for c in report.cells if c.cell == cell)


def interval(cell):
    return cell.lower, cell.upper


def asked(derived, hidden=SQUARE, **more):
    content = table("t", [AREA, OUTCOME], full_table([AREA, OUTCOME], INNER), hidden, WHO, derived)
    return attack([release(content, **more)])


def two(**told):
    """North against South, the totals shown or hidden."""
    return {
        "numerator": {"area": "North", "outcome": "yes"},
        "denominator": {"area": "North"},
        "comparator": {
            "numerator": {"area": "South", "outcome": "yes"},
            "denominator": {"area": "South"},
        },
        **told,
    }


class TestTwoGroups:
    def test_the_limits_of_a_ratio_give_both_counts_away(self):
        """4 of 40 against 7 of 60; 11 in all."""
        found = risk_ratio(events_1=4, total_1=40, events_2=7, total_2=60)
        limits = {"lower": round(found.lower, 2), "upper": round(found.upper, 2), "decimals": 2}
        assert interval(of(asked([]), area="North", outcome="yes")) == (1, 10)
        report = asked([two(kind="risk_ratio", method="miettinen_nurminen", **limits)])
        assert interval(of(report, area="North", outcome="yes")) == (4, 4)
        assert interval(of(report, area="South", outcome="no")) == (53, 53)
        told = of(report, area="North", outcome="yes").via
        assert told[0].startswith("The risk ratio of North – yes in North against South – yes")

    @pytest.mark.parametrize("total", ["North", "South"])
    def test_a_value_bounds_counts_whose_totals_are_hidden_too(self, total):
        """Three hidden counts: the ratio is linear in none of them, and yet bounds all."""
        hidden = SQUARE | {(total, "Total"), ("West", "Total"), ("West", "yes")}
        without = asked([], hidden)
        told = [two(kind="risk_ratio", value=0.857, decimals=3)]
        cell, before = (of(r, area="North", outcome="yes") for r in (asked(told, hidden), without))
        assert before.lower <= cell.lower <= 4 <= cell.upper <= before.upper
        assert (cell.upper - cell.lower) < (before.upper - before.lower)

    def test_an_unbounded_ratio_says_that_nobody_is_in_the_reference_group(self):
        content = table(
            "t",
            [AREA],
            {("North",): 4, ("South",): 0, ("West",): 30, ("Total",): 34},
            {("North",), ("South",)},
            derived=[
                {
                    "kind": "rate_ratio",
                    "numerator": {"area": "North"},
                    "denominator": 100,
                    "comparator": {"numerator": {"area": "South"}, "denominator": 100},
                    "value": "unbounded",
                    "lower": round(
                        rate_ratio(events_1=4, exposure_1=100, events_2=0, exposure_2=100).lower, 2
                    ),
                    "decimals": 2,
                }
            ],
        )
        report = attack([release(content, policy={"zeros": "unsafe"})])
        assert interval(of(report, area="South")) == (0, 0)
        assert interval(of(report, area="North")) == (4, 4)

    def test_counts_that_are_added_up_first(self):
        """Denominators that are in no row, as the sum of their parts."""
        parts = [{"area": "North", "outcome": "yes"}, {"area": "North", "outcome": "no"}]
        entry = {"kind": "percentage", "value": 10, "decimals": 0, "denominator": parts}
        report = asked([{"numerator": parts[0], **entry}])
        assert interval(of(report, area="North", outcome="yes")) == (4, 4)

    @pytest.mark.parametrize(
        ("entry", "message"),
        [
            ({"kind": "risk_ratio", "method": "taylor"}, "does not know “taylor” for risk_ratio"),
            ({"kind": "ratio", "lower": 0.2, "upper": 3.0}, "of kind risk_ratio"),
            ({"kind": "odds_ratio", "comparator": None}, "“comparator”"),
            ({"kind": "p_value", "test": "wald"}, "does not know “wald” for p-values"),
            ({"kind": "odds_ratio", "value": 1e6}, "no counts give this odds ratio"),
            ({"kind": "percentage", "numerator": "North"}, "lists of cells"),
            ({"kind": "percentage", "numerator": {"zone": "North"}}, "no cell zone North"),
        ],
    )
    def test_what_cannot_be_read_is_told(self, entry, message):
        with pytest.raises(UnusableDocument, match=message):
            asked([two(value=1.0, decimals=1) | entry])


class TestPValuesAndMeans:
    def test_a_two_sided_p_value_leaves_two_counts_far_apart(self):
        """8 of 10 or 2 of 10 against 5 of 10 (Fisher's p is 0.350 for both): wide, and yet two."""
        dims = [dimension("group", ["one", "two"]), OUTCOME]
        inner = {("one", "yes"): 8, ("one", "no"): 2, ("two", "yes"): 5, ("two", "no"): 5}
        counts = full_table(dims, inner)
        hidden = {("one", "yes"), ("one", "no"), ("Total", "yes"), ("Total", "no")}
        entry = {
            "kind": "p_value",
            "test": "fisher",
            "numerator": {"group": "one", "outcome": "yes"},
            "denominator": {"group": "one"},
            "comparator": {
                "numerator": {"group": "two", "outcome": "yes"},
                "denominator": {"group": "two"},
            },
            "value": 0.35,
            "decimals": 3,
        }
        report = attack([release(table("t", dims, counts, hidden, derived=[entry]))])
        cell = of(report, group="one", outcome="yes")
        assert (interval(cell), cell.counts, cell.safe) == ((2, 8), 2, False)
        assert cell.via[-1] == "Only 2 counts print so."

    def test_less_than(self):
        told = two(kind="p_value", test="fisher", less_than=0.1)
        cell = of(asked([told]), area="North", outcome="yes")
        without = of(asked([]), area="North", outcome="yes")
        assert cell.counts is not None and interval(without) == (1, 10)
        assert cell.counts < 10

    def test_a_mean_of_whole_numbers_says_how_many_they_are(self):
        """4.25 years on average, in whole years: 4, 8, 12 … people."""
        told = {"kind": "mean", "denominator": {"area": "North", "outcome": "yes"}, "unit": 1}
        report = asked([{**told, "value": 4.25, "decimals": 2}])
        cell = of(report, area="North", outcome="yes")
        assert (interval(cell), cell.counts) == ((4, 8), 2)

    def test_the_interval_of_a_mean_and_its_deviation_say_how_many(self):
        values = [3.0, 5.5, 4.0, 8.5]
        found = mean_interval(values)
        told = {
            "kind": "mean",
            "denominator": {"area": "North", "outcome": "yes"},
            "value": 5.25,
            "lower": round(found.lower, 2),
            "upper": round(found.upper, 2),
            "standard_deviation": 2.4,
            "decimals": 2,
        }
        assert interval(of(asked([told]), area="North", outcome="yes")) == (4, 4)

    def test_a_mean_of_a_known_sum(self):
        told = {"kind": "mean", "numerator": 21, "denominator": {"area": "North", "outcome": "yes"}}
        report = asked([{**told, "value": 5.25, "decimals": 2}])
        assert interval(of(report, area="North", outcome="yes")) == (4, 4)

    def test_a_mean_of_anything_says_nothing_of_how_many(self):
        told = {"kind": "mean", "denominator": {"area": "North", "outcome": "yes"}}
        report = asked([{**told, "value": 5.25, "decimals": 2}])
        assert interval(of(report, area="North", outcome="yes")) == (1, 10)


def test_what_cannot_be_looked_at_is_unsafe_and_told():
    """No total anywhere: the exposure can be anything, and a rate's limits cannot be tried."""
    dims = [dimension("group", ["a", "b"])]
    counts = {("a",): 300, ("b",): 4_000_000}
    told = {
        "kind": "rate",
        "per": 1000,
        "numerator": {"group": "a"},
        "denominator": {"group": "b"},
        "lower": 0.067,
        "upper": 0.084,
        "decimals": 3,
    }
    content = table("t", dims, counts, set(counts), derived=[told])
    report = attack([release(content)])
    assert not report.safe and not of(report, group="a").exact
    assert "was not turned back" in of(report, group="a").via[-1]
    assert report.limits == (of(report, group="a").via[-1],)
    assert f"Not used in full: {report.limits[0]}" in summary(report)


def test_findings_say_what_they_allow():
    content = table("t", [AREA, OUTCOME], full_table([AREA, OUTCOME], INNER), SQUARE, WHO)
    for number, cell in enumerate(content["cells"]):
        cell["identity"] = f"q{number}"
    first = content["cells"][0]["identity"]
    assert content["cells"][0]["cell"] == {"area": "North", "outcome": "yes"}
    told = {"kind": "ratio", "values": {"ratio": 0.9}, "decimals": 1, "allows": {first: [3, 6]}}
    report = attack([release(content, findings=[told])])
    cell = of(report, area="North", outcome="yes")
    assert (interval(cell), cell.safe) == ((3, 6), False)
    assert "A finding (ratio) says ratio 0.9, which allows 3 to 6" in cell.via[0]
    known = {**told, "allows": {first: [4, 4]}}
    assert interval(of(attack([release(content, findings=[known])]), area="South", outcome="no"))
    silent = {"kind": "hazard_ratio", "values": {"ratio": 0.9}, "basis": [first]}
    report = attack([release(content, findings=[silent])])
    assert not of(report, area="North", outcome="yes").safe
    assert "does not say what it allows" in report.limits[0]
    model = {"kind": "model", "values": {"effect": 0.12}, "allows": {}, "basis": "microdata"}
    report = attack([release(content, findings=[model])])
    assert report.safe and "rests on records" in report.limits[0]
    with pytest.raises(UnusableDocument, match="cannot be judged"):
        attack([release(content, findings=[{**model, "basis": "counts"}])])
    with pytest.raises(UnusableDocument, match="the least and the most"):
        attack([release(content, findings=[{**told, "allows": {first: 3}}])])


def test_a_finding_that_names_its_counts_is_turned_back():
    told = two(kind="risk_ratio", value=0.857, decimals=3, table="t")
    content = table("t", [AREA, OUTCOME], full_table([AREA, OUTCOME], INNER), SQUARE, WHO)
    report = attack([release(content, findings=[told])])
    assert interval(of(report, area="North", outcome="yes")) == (4, 4)


class TestTotalsInNoRow:
    def by(self, dim, counts, hidden):
        return table("t", [dim], counts, hidden, WHO)

    def test_are_the_same_in_two_releases(self):
        areas = {("North",): 4, ("South",): 16, ("West",): 20}
        sexes = dimension("sex", ["Women", "Men"])
        first = release(self.by(AREA, areas, {("North",)}))
        assert attack([first]).safe
        second = release(self.by(sexes, {("Women",): 15, ("Men",): 25}, set()))
        report = attack([first, second])
        assert interval(of(report, area="North")) == (4, 4)
        told = of(report, area="North").via
        assert any("in no row" in sentence for sentence in told)

    def test_and_are_shown_where_another_release_shows_them(self):
        areas = {("North",): 4, ("South",): 16, ("West",): 20}
        shown = {("Women",): 15, ("Men",): 25, ("Total",): 40}
        first = release(self.by(AREA, areas, {("North",)}))
        second = release(self.by(dimension("sex", ["Women", "Men"]), shown, set()))
        report = attack([first, second])
        assert interval(of(report, area="North")) == (4, 4)

    def test_of_two_dimensions(self):
        first = release(table("t", [AREA, OUTCOME], INNER, {("North", "yes")}, WHO))
        margin = {("North",): 40, ("South",): 60, ("West",): 82}
        assert attack([first]).safe
        report = attack([first, release(self.by(AREA, margin, set()))])
        assert interval(of(report, area="North", outcome="yes")) == (4, 4)

    def test_but_not_where_they_contradict_each_other(self):
        areas = {("North",): 4, ("South",): 16, ("West",): 20}
        more = {("Women",): 5, ("Men",): 5}
        first = release(self.by(AREA, areas, {("North",)}))
        second = release(self.by(dimension("sex", ["Women", "Men"]), more, set()))
        report = attack([first, second])
        assert report.safe
        assert "contradict" in report.limits[0]


class TestThePolicyAsPublished:
    def row(self, hidden, **policy):
        inner = {
            ("North", "yes"): 14,
            ("North", "no"): 0,
            ("South", "yes"): 17,
            ("South", "no"): 53,
        }
        dims = [dimension("area", ["North", "South"]), OUTCOME]
        counts = full_table(dims, inner)
        content = table("t", dims, counts, hidden)
        rules = {"zeros": "unsafe", "protection": 3, "group_disclosure": True, **policy}
        return attack([release(content, policy=rules)])

    def test_a_row_that_can_only_be_one_answer(self):
        """The count is hidden and wide; that nobody said no is shown."""
        hidden = {(a, o) for a in ("North", "South") for o in ("yes", "Total")}
        report = self.row(hidden - {("South", "Total")})
        cell = of(report, area="North", outcome="yes")
        assert not cell.safe
        assert cell.via[-1].startswith("Everybody in North is yes")
        assert self.row(hidden, answers=["area"], group_disclosure=True).cells
        without = self.row(hidden, group_disclosure=False)
        assert of(without, area="North", outcome="yes").safe

    def test_a_row_in_which_the_other_answer_is_possible(self):
        square = {(a, o) for a in ("North", "South") for o in ("yes", "no")}
        assert of(self.row(square, answers=["outcome"]), area="North", outcome="yes").safe

    def test_dominance_makes_large_counts_unsafe(self):
        content = table("t", [AREA], {("North",): 40, ("South",): 12, ("Total",): 52}, {("North",)})
        none = {"dominance": {"n": None, "k": None, "p": None}}
        assert attack([release(content, policy=none)]).safe
        assert attack([release(content, policy={"dominance": None})]).safe
        rule = {"dominance": {"n": 1, "k": 80, "p": None}}
        assert not attack([release(content, policy=rule)]).safe


def test_the_report_as_json_says_how_each_interval_was_found():
    report = json.loads(json.dumps(asked([]).as_dict()))
    assert set(report) == {"safe", "required_width", "cells", "limits"}
    assert {"lower", "upper", "via", "exact", "whole", "counts"} <= set(report["cells"][0])
    assert report["cells"][0]["whole"] is True
