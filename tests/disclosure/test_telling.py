"""Findings rebuilt from releasable tables: the door gives their maker nothing else."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from dueregard.disclosure import Told, policy_from, preset, protect
from dueregard.tables import CellState, FrequencyTable, ReleasableTable

ROWS = {"Ash": 41, "Elm": 3, "Oak": 25, "Yew": 36}


def table() -> FrequencyTable:
    return FrequencyTable.from_records(
        [{"area": area, "count": count} for area, count in ROWS.items()]
    )


def shares(tables: Sequence[ReleasableTable]) -> list[Told]:
    (shown,) = tables
    assert isinstance(shown, ReleasableTable)
    return [
        Told(
            "count",
            f"{cell.levels[0]} has {cell}.",
            {"value": float("nan") if cell.value is None else float(cell.value)},
            basis=(cell.identity,),
            withheld="a count it rests on is hidden" if cell.value is None else "",
        )
        for cell in shown
    ]


def test_findings_are_told_of_what_is_shown() -> None:
    release = protect([table()], preset("published"), telling=shares)
    told = {str(f) for f in release.findings if f.state is CellState.VALUE}
    assert "Ash has 41." in told
    withheld = [f for f in release.findings if f.state is CellState.CONFIDENTIAL]
    assert [str(f) for f in withheld] == ["Withheld [c]: a count it rests on is hidden"] * 2
    assert all(f.values == {"value": None} for f in withheld)


def test_they_are_in_the_record_and_bear_its_entry() -> None:
    release = protect([table()], preset("published"), telling=shares)
    found = release.record["findings"]
    shown = [f for f in release.findings if f.state is CellState.VALUE]
    assert [one["values"] for one in found] == [dict(f.values) for f in shown]
    assert {one["basis"] for one in found} == {"published"}
    assert {f.entry for f in release.findings} == {release.record["entry"]}
    assert release.tables[0].entry == release.record["entry"]


def test_a_policy_without_derived_statistics_tells_none() -> None:
    policy = policy_from({"preset": "published", "derived": {"treatment": "withhold"}})
    release = protect([table()], policy, telling=shares)
    assert all(f.state is CellState.CONFIDENTIAL for f in release.findings)
    assert release.record["findings"] == []


@pytest.mark.parametrize("words", ["{value}", "a {strange} brace", "100 %"])
def test_words_are_told_as_they_are(words: str) -> None:
    release = protect([table()], preset("published"), telling=lambda _: [Told("sentence", words)])
    assert str(release.findings[0]) == words
