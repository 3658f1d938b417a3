"""Sums and revisions that a policy declares: looked up, refused with their place, attacked."""

from __future__ import annotations

import pytest

from dueregard.disclosure import UnusablePolicy, policy_from, preset, protect
from dueregard.disclosure.attack import attack
from dueregard.tables import FrequencyTable, Identity, UnusableTable

OLD = {"N": 4, "S": 40, "E": 70, "W": 60, "Total": 174}
NEW = {"NS": 44, "E": 70, "W": 60, "Total": 174}
SUM = {"whole": {"cell": {"area": "NS"}}}
SUM["parts"] = [{"cell": {"area": a}, "identity": {"unit_tree": "1"}} for a in ("N", "S")]
SAME = [
    {
        "whole": {"cell": {"area": area}},
        "parts": [{"cell": {"area": area}, "identity": {"unit_tree": "1"}}],
    }
    for area in ("E", "W", "Total")
]


def table(counts: dict, **identity) -> FrequencyTable:
    return FrequencyTable.from_records(
        [{"area": area, "count": count} for area, count in counts.items()],
        name="t",
        identity=Identity("officers", period="Q1", **identity),
    )


def released(counts: dict, **identity):
    return protect([table(counts, **identity)], preset("published"), name="before")


def test_another_tree_in_the_ledger_is_noted_until_sums_are_declared() -> None:
    earlier = [released(OLD, unit_tree="1").ledger_entry]
    new = table(NEW, unit_tree="2")
    free = protect([new], preset("published"), name="after", earlier=earlier)
    assert any("another tree of units" in note and "before" in note for note in free.notes)
    policy = policy_from({"preset": "published", "sums": [SUM, *SAME]})
    tied = protect([new], policy, name="after", earlier=earlier)
    assert not any("another tree of units" in note for note in tied.notes)
    assert tied.tables[0].cell(area="NS").value is None
    assert attack([earlier[0].record, tied.record]).safe


def test_another_period_is_not_noted() -> None:
    earlier = [released(OLD, unit_tree="1").ledger_entry]
    later = FrequencyTable.from_records(
        [{"area": "NS", "count": 44}, {"area": "E", "count": 70}],
        identity=Identity("officers", period="Q2", unit_tree="2"),
    )
    notes = protect([later], preset("published"), earlier=earlier).notes
    assert not any("another tree" in note for note in notes)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ([{"whole": "nope", "parts": ["no"]}], "sums, entry 1, whole: no table here"),
        ([{"whole": {"cell": {"area": "NZ"}}, "parts": ["no"]}], "the nearest is “officers: area"),
        ([{"whole": {"cell": {"area": "NS"}}, "parts": []}], "a list of “parts”"),
        ([{"whole": {"cell": {"area": "NS"}, "table": "u"}, "parts": ["no"]}], "no table “u”"),
        (
            [{"whole": {"cell": {"area": "NS"}, "identity": {"x": "1"}}, "parts": ["no"]}],
            "keys are",
        ),
        ([{"whole": {"area": "NS"}, "parts": ["no"]}], "“cell” is needed"),
        (["x"], "sums, entry 1: a mapping is allowed"),
        (5, "sums: a list is allowed, not int"),
    ],
)
def test_sums_of_unknown_quantities_are_refused(given, told) -> None:
    with pytest.raises(UnusableTable) as caught:
        protect([table(NEW)], preset("published"), sums=given)
    assert told in caught.value.message


@pytest.mark.parametrize("most", [float("nan"), float("inf"), -1, "3", None, True])
def test_bounds_that_are_no_numbers_are_refused(most) -> None:
    earlier = [released(OLD, snapshot="1").ledger_entry]
    entry = {"cell": {"area": "S"}, "earlier_snapshot": "1", "at_most_change": most}
    with pytest.raises(UnusableTable, match="entry 1, at_most_change: a number from 0 on"):
        protect([table(OLD)], preset("published"), earlier=earlier, revisions=[entry])


def test_revisions_of_what_no_earlier_release_has_are_refused() -> None:
    earlier = [released(OLD, snapshot="1").ledger_entry]
    entry = {"earlier_snapshot": "0", "at_most_change": 2}
    with pytest.raises(UnusableTable, match="no earlier release shows these quantities"):
        protect([table(OLD)], preset("published"), earlier=earlier, revisions=[entry])
    entry |= {"cell": {"area": "S"}}
    with pytest.raises(UnusableTable, match="not in snapshot “0”"):
        protect([table(OLD)], preset("published"), earlier=earlier, revisions=[entry])


def test_one_bound_may_hold_for_every_cell() -> None:
    earlier = [released(OLD, snapshot="1").ledger_entry]
    later = table(OLD | {"S": 41, "Total": 175}, snapshot="2")
    bound = {"earlier_snapshot": "1", "at_most_change": 200}
    policy = policy_from({"preset": "published", "revisions": [bound]})
    release = protect([later], policy, earlier=earlier)
    assert len(release.record["revisions"]) == 5
    assert not any("another count than in an earlier" in note for note in release.notes)
    free = protect([later], preset("published"), earlier=earlier)
    assert any("2 quantities are shown with another count" in note for note in free.notes)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ({"sums": 3}, "policy, sums: a list is allowed"),
        ({"sums": [{"parts": [{"cell": {}}]}]}, "policy, sums, entry 1: “whole” is missing"),
        ({"sums": [{"whole": {"area": "x"}, "parts": []}]}, "sums, entry 1, whole: “cell” is"),
        ({"sums": [SUM | {"part": 1}]}, "sums, entry 1, part: unknown key"),
        ({"revisions": [{"at_most_change": float("nan")}]}, "entry 1, at_most_change: a number"),
        ({"revisions": [{"at_most_change": 1}]}, "entry 1: “earlier_snapshot” is missing"),
    ],
)
def test_a_policy_that_declares_wrongly_is_refused(content, told) -> None:
    with pytest.raises(UnusablePolicy) as caught:
        policy_from({"preset": "published"} | content)
    assert told in caught.value.message
