"""``dueregard attack``: what it prints, and with which exit code it ends."""

from __future__ import annotations

import csv
import json

import pytest
from tests.disclosure.attack_oracle import dimension, release, table

from dueregard.cli.attack import add_arguments, run
from dueregard.exceptions import UnreadableDocument, UnusableDocument

DIMS = [dimension("area", ["North", "South", "West"])]
COUNTS = {("North",): 3, ("South",): 15, ("West",): 20, ("Total",): 38}
WHO = {"statistic": "officers", "period": "2026"}


def attack(*arguments: str) -> int:
    import argparse

    parser = argparse.ArgumentParser()
    add_arguments(parser)
    return run(parser.parse_args(list(arguments)))


@pytest.fixture
def written(tmp_path):
    def write(name, hidden, identity=WHO):
        folder = tmp_path / name
        folder.mkdir()
        content = release(table("t", DIMS, COUNTS, {(h,) for h in hidden}, identity))
        with (folder / "t.csv").open("w", newline="") as file:
            rows = csv.writer(file)
            rows.writerow(["area", "value", "state"])
            for cell in content["tables"][0]["cells"]:
                value = "" if cell["value"] is None else cell["value"]
                rows.writerow([cell["cell"]["area"], value, cell["state"]])
        (folder / "release.json").write_text(json.dumps(content))
        return folder

    return write


def test_unsafe_ends_with_13_and_says_why(written, capsys):
    assert attack(str(written("q1", ["North"]))) == 13
    told = capsys.readouterr().out
    assert "Unsafe: 1 of 1 hidden cells" in told
    assert "area North: it is 3" in told
    assert "Total (38) less South (15), West (20) leaves 3 for North (hidden)." in told


def test_safe_ends_with_0(written, capsys):
    assert attack(str(written("q1", ["North", "South"]) / "release.json")) == 0
    assert "Safe: of 2 hidden cells none" in capsys.readouterr().out


def test_json_is_the_contract(written, capsys):
    assert attack(str(written("q1", ["North"])), "--json") == 13
    report = json.loads(capsys.readouterr().out)
    assert (report["safe"], report["required_width"]) == (False, 5)
    (cell,) = report["cells"]
    assert (cell["release"], cell["table"], cell["cell"]) == ("q1", "t", {"area": "North"})
    assert (cell["lower"], cell["upper"], len(cell["via"])) == (3, 3, 1)


def test_two_releases_that_are_safe_alone_are_attacked_together(written, capsys):
    first, second = written("q1", ["North", "South"]), written("q2", ["North", "West"])
    assert attack(str(first)) == attack(str(second)) == 0
    assert attack(str(first), str(second)) == 13
    assert "(15, shown in release “q2”, table “t”)" in capsys.readouterr().out


def test_a_ledger_is_known_to_the_outsider_too(written, tmp_path, capsys):
    from dueregard.disclosure.ledger import LedgerEntry, LedgerFile
    from dueregard.disclosure.record import entry_of

    first, second = written("q1", ["North", "South"]), written("q2", ["North", "West"])
    record = json.loads((second / "release.json").read_text())
    ledger = tmp_path / "ledger.jsonl"
    LedgerFile(ledger).add(LedgerEntry(entry_of(record), "q2", record))
    assert attack(str(first), "--ledger", str(ledger)) == 13
    with pytest.raises(UnreadableDocument, match="no such ledger"):
        attack(str(first), "--ledger", str(tmp_path / "none.jsonl"))


def test_what_is_missing_ends_with_11_and_what_is_no_release_with_10(written, tmp_path):
    with pytest.raises(UnreadableDocument) as missing:
        attack(str(tmp_path / "nowhere"))
    assert missing.value.exit_code == 11
    folder = written("q1", [])
    (folder / "release.json").write_text("{")
    with pytest.raises(UnusableDocument, match="not JSON") as unusable:
        attack(str(folder))
    assert unusable.value.exit_code == 10


def test_a_table_that_says_more_than_its_release_is_told(written):
    folder = written("q1", ["North", "South"])
    text = (folder / "t.csv").read_text().replace("North,,confidential", "North,3,value")
    (folder / "t.csv").write_text(text)
    with pytest.raises(UnusableDocument, match=r"cell North: release.json and the table disagree"):
        attack(str(folder))
