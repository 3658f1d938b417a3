"""What is expected and what is declared nil must fit the return: a slip is told."""

from __future__ import annotations

import pytest

from dueregard import returns
from dueregard.exceptions import UsageError


@pytest.mark.parametrize(
    ("nil", "says"),
    [
        ([("Ash", "2025-06")], "there are rows of it"),
        ([("Oak", "2024-06")], "the month 2024-06 is not in the period"),
        ([("Oak",)], "told by unit, month"),
        ([("Oak", "2025-06", "x")], "told by unit, month"),
        ("Oak", "told by unit, month"),
        (["Oak"], "told by unit, month"),
    ],
)
def test_what_cannot_be_nil(received, leavers, nil, says):
    with pytest.raises(UsageError, match=says):
        received(leavers(), "leavers", nil=nil)


def test_nil_is_among_what_is_expected(received, leavers):
    with pytest.raises(UsageError, match="the unit Oka is not among what is expected"):
        received(leavers(), "leavers", expected={"unit": ["Ash", "Oak"]}, nil=[("Oka", "2025-06")])
    got = received(
        leavers(), "leavers", expected={"unit": ["Ash", "Oak"]}, nil=[("Oak", "2025-06")] * 2
    )
    assert got.coverage.nil == (("Oak", "2025-06"),)


@pytest.mark.parametrize(
    ("expected", "says"),
    [({"units": ["Ash"]}, "expected, units: .* told by unit"), ({"unit": "Ash"}, "not one text")],
)
def test_what_cannot_be_expected(received, leavers, expected, says):
    with pytest.raises(UsageError, match=says):
        received(leavers(), "leavers", expected=expected)


def test_rows_that_were_not_expected_are_told_and_kept(received, leavers):
    got = received(leavers(), "leavers", expected={"unit": ["Oak"]})
    told = {one.rule: str(one) for one in got.problems}
    assert "Ash 2025-06. Their rows are kept" in told["submission_not_expected"]
    assert got.rows_kept == 200


def test_problems_of_several_files_name_their_file(written, leavers):
    parts = []
    for number in (1, 2):
        rows = [(f"{number}{row[0]}", *row[1:]) if n else row for n, row in enumerate(leavers())]
        rows[1] = (*rows[1][:2], "Vanished", *rows[1][3:])
        source = returns.read_rows(written(rows, name=f"part{number}.csv"))
        mapping = returns.suggest_mapping(source, "leavers").confirm(by="HR")
        parts.append(returns.receive(source, schema="leavers", mapping=mapping, period="2025"))
    whole = returns.combine(parts)
    told = [str(one) for one in whole.problems if one.rule == "unknown_label"]
    assert told[0].startswith("part1.csv, column Reason, row 2:")
    assert told[1].startswith("part2.csv, column Reason, row 2:")
    assert not str(parts[0].problems[0]).startswith("part1.csv")


@pytest.mark.parametrize("other", ["ASH", "Ash\u200b", "A\u00adsh", "Ａsh"])
def test_names_that_look_alike_are_told(received, leavers, other):
    row = ("X1", "2025-06-30", "Resigned", other, "Officer", "2015-07-01", "1985-07-01", "W1")
    got = received(leavers(row), "leavers")
    (told,) = [one for one in got.problems if one.rule == "alike_names"]
    assert (told.column, told.rows, told.severity) == ("Unit", (2,), "warning")
    assert got.rows_kept == 201
