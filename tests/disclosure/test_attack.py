"""What the attack knows, fact by fact, and how it tells what gives a count away."""

from __future__ import annotations

import pytest
from tests.disclosure.attack_oracle import dimension, full_table, release, table

from dueregard.disclosure.attack import attack, release_from
from dueregard.exceptions import UnusableDocument

SEX = dimension("sex", ["Women", "Men"])
AREA = dimension("area", ["North", "South"])
WHO = {"statistic": "officers", "population": "in post", "period": "2026-Q1", "snapshot": "first"}


def of(report, **cell):
    return next(c for c in report.cells if c.cell == cell)


def one_row(counts, hidden, **more):
    names = [name for name in counts if name != "Total"]
    total = {"Total": sum(counts.values())} if "Total" not in counts else {}
    cells = {(name,): value for name, value in {**counts, **total}.items()}
    dims = [dimension("group", names)]
    return table(more.pop("name", "t"), dims, cells, {(h,) for h in hidden}, **more)


def test_a_single_hidden_cell_is_total_less_the_rest():
    report = attack([release(one_row({"A": 3, "B": 12, "C": 20}, ["A"]))])
    assert not report.safe
    assert (of(report, group="A").lower, of(report, group="A").upper) == (3, 3)
    assert of(report, group="A").via == ("Total (35) less B (12), C (20) leaves 3 for A (hidden).",)


def test_two_small_hidden_cells_know_that_the_other_is_at_least_one():
    report = attack([release(one_row({"A": 2, "B": 3, "C": 20}, ["A", "B"]))])
    assert (of(report, group="A").lower, of(report, group="A").upper) == (1, 4)
    assert not report.safe
    told = of(report, group="A").via
    assert "leaves 5 for A (hidden) + B (hidden)" in told[0]
    assert told[1] == "Zeros are shown, so every hidden count is at least 1."


def test_hidden_zeros_leave_the_wider_interval():
    content = release(one_row({"A": 2, "B": 3, "C": 20}, ["A", "B"]), policy={"zeros": "unsafe"})
    report = attack([content])
    assert (of(report, group="A").lower, of(report, group="A").upper) == (0, 5)
    assert report.safe


def test_a_large_hidden_count_is_no_small_count_however_narrow():
    report = attack([release(one_row({"A": 30, "B": 12}, ["A"]))])
    assert (of(report, group="A").lower, report.safe) == (30, True)


def test_but_where_other_rules_hide_large_counts_it_is():
    content = release(one_row({"A": 30, "B": 12}, ["A"]), policy={"dominance": {"n": 1, "k": 80}})
    assert not attack([content]).safe


def test_a_subtotal_that_is_not_listed_is_replaced_by_its_parts():
    dims = [dimension("area", ["N", "n1", "n2", "S"], {"N": ["n1", "n2"]})]
    counts = full_table(dims, {("n1",): 2, ("n2",): 12, ("S",): 20})
    del counts[("N",)]
    report = attack([release(table("t", dims, counts, {("n1",)}))])
    assert of(report, area="n1").upper == 2


def test_cells_marked_not_applicable_hold_nobody_and_not_collected_ones_are_in_no_sum():
    for state in ("not_applicable", "not_available"):
        content = one_row({"A": 3, "B": 0, "C": 20}, ["A"])
        content["cells"][1] |= {"state": state, "value": None}
        assert of(attack([release(content)]), group="A").upper == 3


class TestSeveralReleases:
    def test_a_cell_shown_elsewhere_is_not_hidden(self):
        first = release(one_row({"A": 3, "B": 4, "C": 20}, ["A", "B"], identity=WHO))
        second = release(one_row({"A": 3, "B": 4, "C": 20}, [], identity=WHO))
        report = attack([first, second])
        assert of(report, group="A").via == ("A is shown in release “release 2”, table “t”: 3.",)

    def test_difference_of_two_releases_gives_the_rest_away(self):
        """Each is safe; the second shows the area in which the first hides both sexes."""
        dims = [AREA, SEX]
        inner = {
            ("North", "Women"): 3,
            ("North", "Men"): 9,
            ("South", "Women"): 4,
            ("South", "Men"): 30,
        }
        counts = full_table(dims, inner)
        square = {(a, s) for a in ("North", "South") for s in ("Women", "Men")}
        first = release(table("t", dims, counts, square, WHO), policy={"protection": 3})
        margin = {("Women",): 7, ("Men",): 39, ("Total",): 46}
        assert attack([first]).safe
        second = release(
            table(
                "u",
                [SEX, AREA],
                {("Women", "South"): 4, **{(s[0], "Total"): n for s, n in margin.items()}},
                set(),
                WHO,
            )
        )
        report = attack([first, second])
        women = of(report, area="North", sex="Women")
        assert (women.lower, women.upper, women.safe) == (3, 3, False)
        assert "less South (4, shown in release “release 2”, table “u”)" in women.via[0]

    @pytest.mark.parametrize(
        "part", ["statistic", "population", "unit_tree", "classification", "period", "snapshot"]
    )
    def test_another_quantity_says_nothing(self, part):
        first = release(one_row({"A": 3, "B": 6, "C": 20}, ["A", "B"], identity=WHO))
        second = release(one_row({"A": 2, "B": 7, "C": 20}, [], identity=WHO | {part: "another"}))
        assert attack([first, second]).safe

    def test_a_revision_tied_by_a_bound_says_something(self):
        first = one_row({"A": 3, "B": 6, "C": 20}, ["A", "B"], identity=WHO)
        second = one_row({"A": 4, "B": 6, "C": 20}, [], identity=WHO | {"snapshot": "second"})
        second["cells"][0]["identity"] = "officers A second"
        tied = [{"identity": "officers A second", "earlier_snapshot": "first", "at_most_change": 1}]
        report = attack([release(first), release(second, revisions=tied)])
        assert (of(report, group="A").lower, of(report, group="A").upper) == (3, 5)
        assert any("at most 1" in sentence for sentence in of(report, group="A").via)

    def test_declared_sums_tie_changed_unit_trees(self):
        old = one_row({"A": 7, "B": 25, "C": 4}, ["A", "C"], identity=WHO)
        new = one_row({"A1": 5, "A2": 2, "B": 25}, ["A1", "A2"], identity=WHO | {"unit_tree": "2"})
        old["cells"][0]["identity"] = "A"
        for k in (0, 1):
            new["cells"][k]["identity"] = f"A{k + 1}"
        assert attack([release(old), release(new)]).safe
        sums = [{"whole": "A", "parts": ["A1", "A2"]}]
        report = attack([release(old), release(new, sums=sums)])
        assert of(report, group="A").upper == 7

    def test_contradictions_are_told_with_their_places(self):
        first = release(one_row({"A": 30, "B": 60}, [], identity=WHO))
        second = release(one_row({"A": 31, "B": 60}, [], identity=WHO))
        with pytest.raises(UnusableDocument, match=r"30 in release “release 1”.*31 in release"):
            attack([first, second])


def test_linked_tables_share_their_margin():
    first = one_row({"A": 3, "B": 6, "C": 20}, ["A", "B"], name="one")
    second = one_row({"A": 3, "B": 6, "C": 20}, [], name="two")
    assert attack([release(first, second)]).safe
    linked = [["one", "group", "two", "group"]]
    assert not attack([release(first, second, linked=linked)]).safe


def test_totals_that_do_not_add_up_are_told():
    content = one_row({"A": 30, "B": 60}, [])
    content["cells"][2]["value"] = 91
    with pytest.raises(UnusableDocument, match=r"Total \(91\) is not A \(30\) \+ B \(60\)"):
        attack([release(content)])


class TestStatistics:
    """Statistics published beside hidden counts are turned back into counts."""

    row = staticmethod(
        lambda derived: one_row({"A": 3, "B": 7, "C": 30}, ["A", "B"], derived=derived)
    )

    def deduced(self, *derived):
        report = attack(
            [
                release(
                    self.row(
                        [
                            {"numerator": {"group": "A"}, "denominator": {"group": "Total"}, **d}
                            for d in derived
                        ]
                    )
                )
            ]
        )
        cell = of(report, group="A")
        return cell.lower, cell.upper, cell.via

    def test_without_any(self):
        assert self.deduced()[:2] == (1, 9)

    @pytest.mark.parametrize(("decimals", "value", "expected"), [(0, 8, (3, 3)), (-1, 10, (2, 6))])
    def test_percentage(self, decimals, value, expected):
        found = self.deduced({"kind": "percentage", "value": value, "decimals": decimals})
        assert found[:2] == expected

    def test_rate_says_what_it_is_per(self):
        assert self.deduced({"kind": "rate", "per": 1000, "value": 75.0, "decimals": 1})[:2] == (
            3,
            3,
        )
        with pytest.raises(UnusableDocument, match="per"):
            self.deduced({"kind": "rate", "value": 75.0, "decimals": 1})

    def test_ratio_of_two_hidden_counts(self):
        found = self.deduced(
            {"kind": "ratio", "denominator": {"group": "B"}, "value": 0.43, "decimals": 2}
        )
        assert found[:2] == (3, 3)
        assert "ratio" in " ".join(found[2])

    def test_relative_rate_against_a_hidden_group(self):
        entry = {
            "kind": "ratio",
            "denominator": 40,
            "value": 0.4,
            "decimals": 1,
            "comparator": {"numerator": {"group": "B"}, "denominator": 40},
        }
        assert self.deduced(entry)[:2] == (3, 3)

    @pytest.mark.parametrize(
        "method, lower, upper",
        [
            ("wilson", 2.6, 19.9),
            ("clopper_pearson", 1.6, 20.4),
            ("byar_exact", 1.5, 21.9),
        ],
    )
    def test_an_interval_alone_gives_the_count_away(self, method, lower, upper):
        entry = {
            "kind": "interval",
            "method": method,
            "confidence": 0.95,
            "scale": 100,
            "lower": lower,
            "upper": upper,
            "decimals": 1,
        }
        found = self.deduced(entry)
        assert found[:2] == (3, 3)
        assert f"is {lower} to {upper} ({method}" in found[2][0]

    def test_an_impossible_interval_is_a_contradiction(self):
        with pytest.raises(UnusableDocument, match="no counts give this interval"):
            self.deduced({"kind": "interval", "lower": 0.9, "upper": 0.1, "decimals": 2})

    def test_an_unknown_statistic_is_refused_rather_than_passed_over(self):
        with pytest.raises(UnusableDocument, match="kind “hazard_ratio”"):
            self.deduced({"kind": "hazard_ratio", "value": 0.04, "decimals": 2})

    def test_statistics_of_rounded_numbers_say_nothing_more(self):
        content = release(
            one_row(
                {"A": 5, "B": 5, "C": 30},
                [],
                derived=[
                    {
                        "kind": "percentage",
                        "numerator": {"group": "A"},
                        "denominator": {"group": "Total"},
                        "value": 12.5,
                        "decimals": 1,
                    }
                ],
            ),
            policy={"rounding": 5},
        )
        assert attack([content]).safe


def test_rounding_bounds_a_hidden_count():
    content = one_row({"A": 3, "B": 20, "Total": 25}, ["A"])
    report = attack([release(content, policy={"rounding": {"base": 5, "rule": "nearest"}})])
    assert (of(report, group="A").lower, of(report, group="A").upper) == (1, 9)
    assert report.safe


def test_noise_without_a_declared_limit_is_refused():
    content = release(one_row({"A": 3, "B": 20}, ["A"]), policy={"perturbation": {"version": "1"}})
    with pytest.raises(UnusableDocument, match="maximum"):
        attack([content])


def test_no_fact_told_can_be_left_out():
    """Publishing one number less protects: each sentence is needed."""
    dims = [dimension("a", "xyz"), dimension("b", "pqr")]
    inner = dict(
        zip([(a, b) for a in "xyz" for b in "pqr"], [3, 12, 25, 8, 14, 31, 9, 40, 22], strict=True)
    )
    hidden = {("x", "p"), ("x", "q"), ("y", "p"), ("y", "q"), ("z", "p")}
    counts = full_table(dims, inner)
    cell = of(attack([release(table("t", dims, counts, hidden))]), a="z", b="p")
    assert (cell.lower, cell.upper) == (9, 9)
    cell = of(
        attack(
            [release(table("t", dims, counts, hidden), policy={"protection": 20, "threshold": 20})]
        ),
        a="z",
        b="p",
    )
    assert len(cell.via) == 1
    assert cell.via[0].startswith("Total of z (71) less q (40), r (22) leaves 9")


def test_the_publisher_can_name_the_cells_at_risk():
    content = release(one_row({"A": 9, "B": 12, "C": 2}, ["A", "B"]), policy={"protection": 30})
    assert not attack([content]).safe
    assert attack([content], at_risk=lambda release, table, cell: False).safe


def test_cells_declared_to_be_large_are_known_to_be():
    content = release(one_row({"A": 3, "B": 12, "C": 40}, ["A", "B"]), policy={"protection": 9})
    declared = content | {"not_at_risk": [{"table": "t", "cell": {"group": "B"}}]}
    assert of(attack([content]), group="A").upper == 14
    assert of(attack([declared]), group="A").upper == 10
    assert of(attack([declared]), group="B").safe


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"format": "other"}, "this is not a release"),
        ({"tables": []}, "“tables” is missing"),
        ({"policy": {"threshold": "ten"}}, "a number is expected"),
        ({"linked": [["t", "group", "u", "group"]]}, "no such table and dimension"),
    ],
)
def test_what_is_no_release_is_told(change, message):
    with pytest.raises(UnusableDocument, match=message):
        release_from(release(one_row({"A": 3, "B": 20}, [])) | change, name="r")


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ({"state": "secret"}, "unknown state"),
        ({"value": -1}, "whole number from 0"),
        ({"value": 2.5}, "whole number from 0"),
        ({"state": "confidential"}, "yet shows 3"),
        ({"cell": {"group": "Z"}}, "no level of group"),
        ({"cell": {"group": "B"}}, "there twice"),
    ],
)
def test_what_is_no_cell_is_told_with_its_place(cell, message):
    content = release(one_row({"A": 3, "B": 20}, []))
    content["tables"][0]["cells"][0] |= cell
    with pytest.raises(UnusableDocument, match=message):
        release_from(content, name="r")
