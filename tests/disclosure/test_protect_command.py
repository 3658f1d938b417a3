"""``dueregard protect``: files in, files out, exit codes, the same bytes every time."""

from __future__ import annotations

import argparse
import csv
import json
import random

import pytest

from dueregard.cli import protect
from dueregard.disclosure.attack import attack
from dueregard.exceptions import DueRegardError

TABLE = """area,sex,count
North,Women,3
North,Men,20
North,Total,23
South,Women,15
South,Men,17
South,Total,32
East,Women,0
East,Men,30
East,Total,30
Total,Women,18
Total,Men,67
Total,Total,85
"""


def run(*arguments: object) -> int:
    parser = argparse.ArgumentParser()
    protect.add_arguments(parser)
    try:
        return protect.run(parser.parse_args([str(a) for a in arguments]))
    except DueRegardError as error:
        print(error.message)
        return error.exit_code


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "officers.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def test_writes_the_same_rows_with_value_and_state(table, tmp_path, capsys) -> None:
    assert run(table, "--policy", "published", "--out", tmp_path / "out") == 0
    written = (tmp_path / "out" / "table.csv").read_text(encoding="utf-8").splitlines()
    assert written[0] == "area,sex,value,state"
    cells = {tuple(line.split(",")[:2]): line.split(",")[2:] for line in written[1:]}
    asked = {tuple(line.split(",")[:2]): line.split(",")[2] for line in TABLE.splitlines()[1:]}
    assert cells.keys() == asked.keys()
    assert cells["North", "Women"] == ["", "confidential"]
    assert cells["East", "Women"] == ["0", "value"]
    for cell, (value, state) in cells.items():
        assert (value == "") == (state == "confidential")
        assert value in ("", asked[cell])
    assert attack([tmp_path / "out"]).safe
    assert "withstands the attack" in capsys.readouterr().out


def test_rows_in_any_order_write_the_same_bytes(table, tmp_path) -> None:
    head, *rows = TABLE.splitlines()
    assert run(table, "--policy", "published", "--out", tmp_path / "a") == 0
    random.Random(4).shuffle(rows)
    table.write_text("\r\n".join([head, *rows]), encoding="utf-8-sig")
    assert run(table, "--policy", "published", "--out", tmp_path / "b") == 0
    for name in ("table.csv", "release.json"):
        one, other = (tmp_path / folder / name for folder in "ab")
        assert one.read_bytes() == other.read_bytes()


def test_several_tables_are_named_by_their_stems(table, tmp_path, capsys) -> None:
    ages = tmp_path / "ages.csv"
    ages.write_text(
        "area,age,count\nNorth,-30,11\nNorth,30-,12\nSouth,-30,13\nSouth,30-,19\n"
        "East,-30,12\nEast,30-,18\n",
        encoding="utf-8",
    )
    out = tmp_path / "out"
    assert run(table, ages, "--policy", "published", "--out", out, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert [t["name"] for t in told["tables"]] == ["officers", "ages"]
    assert sorted(p.name for p in out.iterdir()) == ["ages.csv", "officers.csv", "release.json"]
    record = json.loads((out / "release.json").read_text(encoding="utf-8"))
    assert record["linked"] == [["ages", "area", "officers", "area"]]
    assert told["entry"] == record["entry"]


@pytest.mark.parametrize(
    ("text", "code", "told"),
    [
        ("area,count\nN,1\nS,x\nTotal,5\n", 10, "officers.csv, row 3, column count: “x”"),
        ("area,count\nN,11\nS,12\nTotal,5\n", 10, "row 4, column count: area Total is 5"),
        ("area,count\nN,-1\nS,12\n", 10, "row 2, column count: -1 is negative"),
        ("area,count\nN,11\nN,12\n", 10, "is there twice (first in officers.csv, row 2)"),
        ("", 10, "the file is empty"),
    ],
)
def test_what_cannot_be_used_is_told_and_nothing_written(
    table, tmp_path, capsys, text, code, told
) -> None:
    table.write_text(text, encoding="utf-8")
    assert run(table, "--policy", "published", "--out", tmp_path / "out") == code
    assert told in capsys.readouterr().out
    assert not (tmp_path / "out").exists()


def test_unknown_levels_exit_10(table, tmp_path, capsys) -> None:
    policy = tmp_path / "p.yaml"
    policy.write_text("preset: published\nlevels: {area: [North, South]}\n", encoding="utf-8")
    assert run(table, "--policy", policy, "--out", tmp_path / "out") == 10
    assert "row 8, column area: unknown level “East”" in capsys.readouterr().out


def test_missing_files_and_policies(table, tmp_path) -> None:
    out = tmp_path / "out"
    assert run(tmp_path / "none.csv", "--policy", "published", "--out", out) == 11
    assert run(table, "--policy", tmp_path / "none.yaml", "--out", out) == 11
    assert run(table, "--policy", "published") == 2
    bad = tmp_path / "bad.yaml"
    bad.write_text("threshold: few\n", encoding="utf-8")
    assert run(table, "--policy", bad, "--out", out) == 10


def test_a_refusal_names_the_cell_and_writes_nothing(table, tmp_path, capsys) -> None:
    policy = tmp_path / "p.yaml"
    policy.write_text(
        "threshold: 10\nmust_publish: [{area: North, sex: Men}, {area: North, sex: Total}]\n",
        encoding="utf-8",
    )
    assert run(table, "--policy", policy, "--out", tmp_path / "out") == 13
    assert "area North, sex Women" in capsys.readouterr().out
    assert not (tmp_path / "out").exists()


def test_the_ledger_is_attacked_and_grows(table, tmp_path, capsys) -> None:
    ledger = tmp_path / "ledger.jsonl"
    first = tmp_path / "p.yaml"
    first.write_text("threshold: 2\n", encoding="utf-8")
    assert run(table, "--policy", first, "--out", tmp_path / "a", "--ledger", ledger) == 0
    assert len(ledger.read_text(encoding="utf-8").splitlines()) == 1
    code = run(table, "--policy", "published", "--out", tmp_path / "b", "--ledger", ledger)
    assert code == 13
    assert "area North, sex Women" in capsys.readouterr().out
    assert not (tmp_path / "b").exists()
    assert len(ledger.read_text(encoding="utf-8").splitlines()) == 1
    again = run(table, "--policy", first, "--out", tmp_path / "a", "--ledger", ledger)
    assert again == 0 and len(ledger.read_text(encoding="utf-8").splitlines()) == 1


def test_preview_writes_nothing(table, tmp_path, capsys) -> None:
    before = sorted(tmp_path.iterdir())
    assert run(table, "--policy", "published", "--preview") == 0
    assert "4 of 12 cells would be hidden (33%): 1 that are too small" in capsys.readouterr().out
    assert run(table, "--policy", "published", "--preview", "--json") == 0
    (told,) = json.loads(capsys.readouterr().out)
    assert (told["cells"], told["small"], told["hidden"]) == (12, 1, 4)
    assert sorted(tmp_path.iterdir()) == before
    policy = tmp_path / "p.yaml"
    policy.write_text("threshold: 10\nmust_publish: [{area: North}]\n", encoding="utf-8")
    assert run(table, "--policy", policy, "--preview") == 13
    assert "nothing could be released" in capsys.readouterr().out


def test_an_unverified_policy_says_so(table, tmp_path, capsys) -> None:
    assert run(table, "--policy", "ons_10_5", "--out", tmp_path / "out") == 0
    assert "is verified in part: The package's documentation" in capsys.readouterr().err
    ours = tmp_path / "ours.yaml"
    ours.write_text("preset: published\nsource: {verified: false, note: Ask first.}\n")
    assert run(table, "--policy", ours, "--out", tmp_path / "other") == 0
    assert "is not verified: Ask first." in capsys.readouterr().err


def test_counts_of_low_reliability_are_marked(table, tmp_path, capsys) -> None:
    ours = tmp_path / "ours.yaml"
    ours.write_text("preset: internal\nreliability: {counts: 25}\n")
    assert run(table, "--policy", ours, "--out", tmp_path / "out", "--json") == 0
    told = json.loads(capsys.readouterr().out)["tables"][0]
    written = (tmp_path / "out" / "table.csv").read_text(encoding="utf-8")
    assert told["low"] == written.count(",low_reliability") > 0


def test_what_the_search_knows_is_told_and_not_published(table, tmp_path, capsys) -> None:
    assert run(table, "--policy", "published", "--out", tmp_path / "out", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["not_for_publication"] == {"cost": 3.0, "bound": 3.0, "undecided": 0}
    record = json.loads((tmp_path / "out" / "release.json").read_text(encoding="utf-8"))
    assert not {"cost", "bound", "undecided"} & set(record)
    assert (record["gap"], record["proven"]) == (0.0, True)


@pytest.mark.parametrize("content", ["preset: hesa\n", "preset: published\nprotection: 0\n"])
def test_a_policy_that_asks_for_no_width_says_that_nothing_was_tested(
    table, tmp_path, capsys, content
) -> None:
    policy = tmp_path / "p.yaml"
    policy.write_text(content, encoding="utf-8")
    assert run(table, "--policy", policy, "--out", tmp_path / "out") == 0
    told = capsys.readouterr()
    assert "withstands" not in told.out and "nothing that an attack could test" in told.out
    assert "asks for no protection against deduction" in told.err


def test_a_file_in_place_of_the_folder_is_told_before_the_ledger_knows(
    table, tmp_path, capsys
) -> None:
    ledger, out = tmp_path / "ledger.jsonl", tmp_path / "out"
    out.write_text("a file", encoding="utf-8")
    for place in (out, out / "deeper"):
        assert run(table, "--policy", "published", "--out", place, "--ledger", ledger) == 11
        assert "it is a file; name a folder" in capsys.readouterr().out
    assert not ledger.exists()


def test_what_cannot_be_written_is_not_in_the_ledger(table, tmp_path) -> None:
    ledger, out = tmp_path / "ledger.jsonl", tmp_path / "out"
    (out / "table.csv").mkdir(parents=True)
    assert run(table, "--policy", "published", "--out", out, "--ledger", ledger) == 11
    assert not ledger.exists()
    assert [path.name for path in out.iterdir()] == ["table.csv"]


STATISTICS = """
- {kind: percentage, numerator: {sex: Women}, each: area, method: wilson}
- {kind: rate, numerator: {area: East}, denominator: 12000, per: 1000, decimals: 2}
"""


def test_statistics_are_written_beside_the_tables(table, tmp_path, capsys) -> None:
    asked = tmp_path / "asked.yaml"
    asked.write_text(STATISTICS, encoding="utf-8")
    out = tmp_path / "out"
    assert run(table, "--policy", "published", "--out", out, "--statistics", asked) == 0
    assert "Statistics: 2 shown, 2 withheld" in capsys.readouterr().out
    with (out / "statistics.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    told = {row["numerator"]: (row["value"], row["state"]) for row in rows}
    assert told["sex Women, area North"] == ("", "confidential")
    # 30 of 12,000 is 2.5 per 1,000.
    assert told["area East"] == ("2.5", "value")
    assert rows[-1]["words"].endswith(": 2.50")
    record = json.loads((out / "release.json").read_text(encoding="utf-8"))
    assert len(record["tables"][0]["derived"]) == 2
    assert attack([out]).safe


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("- {kind: share}\n", "asked.yaml, entry 1, kind: one of percentage"),
        ("- {method: nope}\n- {kinds: rate}\n", "asked.yaml, entry 2, kinds: unknown key"),
        ("- {each: place}\n", "entry 1, each: the table officers has no dimension “place”"),
        ("statistics: 3\n", "asked.yaml: a list of statistics is allowed"),
        ("- x\n", "asked.yaml, entry 1: a mapping is allowed"),
        ("- {numerator: {area: Nope}}\n", "table officers: there is no cell area Nope"),
        ("- [", "asked.yaml, line"),
    ],
)
def test_statistics_that_cannot_be_asked_for(table, tmp_path, capsys, content, told) -> None:
    asked = tmp_path / "asked.yaml"
    asked.write_text(content, encoding="utf-8")
    out = tmp_path / "out"
    assert run(table, "--policy", "published", "--out", out, "--statistics", asked) == 10
    assert told in capsys.readouterr().out
    assert not out.exists()
    missing = tmp_path / "none.yaml"
    assert run(table, "--policy", "published", "--out", out, "--statistics", missing) == 11
