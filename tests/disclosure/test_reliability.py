"""Marks of low reliability come from what is shown and are everywhere the number is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueregard.disclosure import Recomputed, Statistic, policy_from, protect
from dueregard.disclosure.attack import attack
from dueregard.disclosure.reliability import state_of_statistic
from dueregard.disclosure.rules import Reliability
from dueregard.tables import CellState, FrequencyTable, Identity

COUNTS = {"North": 14, "East": 22, "South": 300, "West": 0}


def make(counts=None, snapshot: str = "") -> FrequencyTable:
    counts = COUNTS if counts is None else counts
    rows = [{"area": area, "count": count} for area, count in counts.items()]
    rows.append({"area": "Total", "count": sum(counts.values())})
    return FrequencyTable.from_records(rows, identity=Identity("t", snapshot=snapshot))


def policy(**reliability):
    return policy_from({"threshold": 10, "reliability": reliability})


def test_counts_are_marked_and_still_shown() -> None:
    release = protect([make()], policy(counts=20))
    cells = release.tables[0]
    assert str(cells.cell(area="North")) == "14 [low]"
    assert [str(cells.cell(area=a)) for a in ("East", "South", "West")] == ["22", "300", "0"]
    assert cells.symbols() == {"[low]": "based on few people: treat with caution"}
    assert "North,14,low_reliability" in cells.as_csv()
    told = {c["cell"]["area"]: c["state"] for c in release.record["tables"][0]["cells"]}
    assert told["North"] == "low_reliability" and told["East"] == "value"
    assert attack([release.record]).safe


def test_the_mark_comes_from_the_rounded_count() -> None:
    """A mark from the real count would tell 18 from 19 where both are shown as 20."""
    rules = {"threshold": 10, "reliability": {"counts": 19}, "rounding": 5}
    for count in (18, 19, 20, 21, 22):
        cells = protect([make({"A": count, "B": 80})], policy_from(rules)).tables[0]
        assert str(cells.cell(area="A")) == "20"


@pytest.mark.parametrize(
    ("rules", "low"),
    [
        ({"events": 15}, True),
        ({"events": 14}, False),
        ({"denominator": 337}, True),
        ({"denominator": 336}, False),
        ({"relative_width": 0.5}, True),
        ({"relative_width": 5.0}, False),
        ({}, False),
    ],
)
def test_statistics_are_marked(rules, low) -> None:
    asked = [
        Statistic("percentage", {"area": "North"}, {}, method="wilson"),
        Recomputed("proportion_interval", {"events": {"area": "North"}, "total": {}}),
    ]
    release = protect([make()], policy(**rules), statistics=asked)
    for found in release.findings:
        assert (found.state is CellState.LOW_RELIABILITY) == low
        assert str(found).endswith("[low]") == low
        assert found.values["value"] is not None
    (derived,) = release.record["tables"][0]["derived"]
    assert (derived["state"] == "low_reliability") == low
    assert (release.record["findings"][0]["state"] == "low_reliability") == low


def test_a_statistic_on_a_hidden_count_is_never_marked() -> None:
    """The mark would say whether the hidden count is below the limit."""
    rules = {"threshold": 10, "reliability": {"events": 20}, "derived": {"treatment": "coarsen"}}
    states = set()
    for count in (2, 4, 6, 8):
        table = make({"A": count, "B": 4000, "C": 3000})
        asked = Statistic("percentage", {"area": "A"}, {})
        states.add(protect([table], policy_from(rules), statistics=[asked]).findings[0].state)
    assert CellState.LOW_RELIABILITY not in states


@given(st.integers(0, 40), st.integers(1, 400), st.integers(0, 40))
def test_fewer_events_are_never_more_reliable(events, denominator, fewer) -> None:
    rule = Reliability(events=20, denominator=30)
    less = max(0, events - fewer)
    if state_of_statistic(rule, events=events, denominator=denominator) is not CellState.VALUE:
        assert state_of_statistic(rule, events=less, denominator=denominator) is not CellState.VALUE


def test_revised_counts_end_to_end() -> None:
    first = protect([make(snapshot="1")], policy(), name="first")
    counts = {**COUNTS, "East": 24, "North": 15}
    second = protect(
        [make(counts, snapshot="2")],
        policy(counts=20),
        name="second",
        earlier=[first.ledger_entry],
    )
    cells = second.tables[0]
    assert str(cells.cell(area="East")) == "24 [r]"
    assert str(cells.cell()) == "339 [r]"
    assert str(cells.cell(area="South")) == "300"
    # Of two marks the one that warns.
    assert str(cells.cell(area="North")) == "15 [low]"
    assert set(cells.symbols()) == {"[low]", "[r]"}
    assert "East,24,revised" in cells.as_csv()
    assert attack([first.record, second.record]).safe
    third = protect([make(snapshot="1")], policy(), earlier=[first.ledger_entry])
    assert all(cell.state is not CellState.REVISED for cell in third.tables[0])
