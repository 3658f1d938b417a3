"""``dueregard import``: a mapping suggested, rows checked, a snapshot kept; nothing replaced."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest
import xlsxwriter

from dueregard import returns
from dueregard.cli.main import main

HEAD = ("Person", "Board", "Voting", "Ethnicity")
ROWS = (("1", "Board", "Yes", "White - Irish"), ("2", "Board", "No", ""))


def write_csv(path: Path, rows: tuple[tuple[str, ...], ...] = ROWS) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([HEAD, *rows])
    return path


def confirmed(folder: Path, file: Path, by: str = "Secretary") -> Path:
    found = returns.suggest_mapping(returns.read_rows(file), "board_members")
    target = folder / "boards.mapping.yaml"
    text = found.confirm(by="Secretary").to_yaml()
    target.write_text(text.replace("Secretary", by) if by else text.replace("Secretary", "''"))
    return target


@pytest.fixture
def given(tmp_path: Path) -> tuple[Path, Path]:
    """A file and its confirmed mapping."""
    file = write_csv(tmp_path / "boards.csv")
    return file, confirmed(tmp_path, file)


def command(file: Path, mapping: Path, *more: str) -> list[str]:
    return [
        *("import", str(file), "--schema", "board_members", "--mapping", str(mapping)),
        *("--period", "2025-03-31", *more),
    ]


def test_a_suggestion_is_written_to_be_confirmed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, target = write_csv(tmp_path / "boards.csv"), tmp_path / "m.yaml"
    asked = ["import", str(file), "--schema", "board_members", "--suggest", str(target)]
    assert main(asked) == 0
    assert "ethnicity: column “Ethnicity”" in capsys.readouterr().out
    assert returns.Mapping.from_yaml(target.read_text("utf-8")).confirmed_by == ""
    before = target.read_bytes()
    assert main(asked) == 2
    assert "it is there already" in capsys.readouterr().err
    assert target.read_bytes() == before


def test_a_suggestion_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = write_csv(tmp_path / "boards.csv")
    asked = ["--schema", "board_members", "--suggest", str(tmp_path / "m.yaml"), "--json"]
    assert main(["import", str(file), *asked]) == 0
    assert json.loads(capsys.readouterr().out)["mapping"]["schema"] == "board_members"


def test_rows_are_checked_and_nothing_is_kept(
    given: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    before = set(given[0].parent.iterdir())
    assert main(command(*given)) == 0
    assert "board_members 1, 2025-03-31: 2 of 2 rows kept" in capsys.readouterr().out
    assert set(given[0].parent.iterdir()) == before


def test_the_report_as_json_has_no_value_of_anybody(
    given: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(command(*given, "--json")) == 0
    printed = capsys.readouterr().out
    report = json.loads(printed)
    assert (report["rows_read"], report["rows_kept"]) == (2, 2)
    assert "Irish" not in printed


def test_a_snapshot_is_kept_apart_from_its_keys(
    given: tuple[Path, Path],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "own"))
    store = tmp_path / "rows" / "store"
    assert main(command(*given, "--store", str(store))) == 2
    assert "who sent the return" in capsys.readouterr().err
    assert not store.exists()
    assert main(command(*given, "--store", str(store), "--source", "HR")) == 0
    printed = capsys.readouterr()
    assert "snapshot board-members" in printed.out
    assert "back them up apart from the rows" in printed.err
    assert not list(store.parent.rglob("*.key"))
    assert (tmp_path / "own" / "dueregard" / "keys" / "pseudonyms.key").is_file()
    kept = returns.open_snapshot(next(store.glob("board*")))
    assert kept.rows == 2


def test_the_folder_of_the_keys_can_be_named(
    given: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store, keys = tmp_path / "store", tmp_path / "safe"
    keep = command(*given, "--store", str(store), "--source", "HR")
    assert main([*keep, "--keys", str(store / "keys")]) == 2
    assert "keep the keys apart" in capsys.readouterr().err
    assert not store.exists()
    assert main([*keep, "--keys", str(keys)]) == 0
    assert (keys / "pseudonyms.key").is_file()
    (tmp_path / "store.keys").mkdir()
    assert main(keep) == 2
    assert "there are keys beside the store" in capsys.readouterr().err


def many(wrong: int) -> tuple[tuple[str, ...], ...]:
    rows = [(str(n), "Board", "Yes", "White - Irish") for n in range(1, 201)]
    return (*rows[: 200 - wrong], *((str(n), "", "Yes", "") for n in range(900, 900 + wrong)))


def test_rows_set_aside_are_listed_without_values(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mapping = confirmed(tmp_path, write_csv(tmp_path / "sound.csv"))
    file, target = write_csv(tmp_path / "boards.csv", many(120)), tmp_path / "aside.csv"
    assert main(command(file, mapping, "--set-aside", str(target))) == 10
    assert "the return is refused" in capsys.readouterr().err
    with target.open(encoding="utf-8") as told:
        rows = list(csv.DictReader(told))
    assert len(rows) == 120
    assert {(row["file"], row["rule"], row["column"]) for row in rows} == {
        ("boards.csv", "required_missing", "Board")
    }
    assert [int(row["row"]) for row in rows] == list(range(82, 202))
    assert all(row["what_to_do"] for row in rows)
    before = target.read_bytes()
    assert main(command(file, mapping, "--set-aside", str(target))) == 2
    assert target.read_bytes() == before


def test_several_files_are_one_return(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "parts"
    folder.mkdir()
    write_csv(folder / "a.csv")
    write_csv(folder / "b.csv", (("3", "Board", "Yes", "White - Irish"),))
    mapping = confirmed(tmp_path, folder / "a.csv")
    assert main(command(folder, mapping)) == 0
    assert "3 of 3 rows kept" in capsys.readouterr().out
    write_csv(folder / "c.csv", ROWS[:1])
    assert main(command(folder, mapping)) == 10
    assert "Check whether a file was sent twice" in capsys.readouterr().err


def test_a_sheet_of_a_workbook(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mapping = confirmed(tmp_path, write_csv(tmp_path / "boards.csv"))
    book = xlsxwriter.Workbook(tmp_path / "boards.xlsx")
    for name in ("Notes", "Members"):
        sheet = book.add_worksheet(name)
        for at, row in enumerate(
            (HEAD, *ROWS) if name == "Members" else (HEAD, ("9", "x", "", ""))
        ):
            sheet.write_row(at, 0, row)
    book.close()
    assert main(command(tmp_path / "boards.xlsx", mapping, "--sheet", "Members")) == 0
    assert "2 of 2 rows kept" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["FILE"], 2, "say with --schema what the rows are; there are"),
        (["FILE", "--schema", "board_members"], 2, "give the confirmed --mapping, or ask for one"),
        (["FILE", "--schema", "board_members", "--mapping", "MAPPING"], 2, "say with --period"),
        (["nowhere.csv", "--schema", "board_members"], 11, "there is no such file or folder"),
        (
            ["FILE", "--schema", "board_members", "--mapping", "none.yaml", "--period", "2025"],
            11,
            "none.yaml: cannot be opened",
        ),
        (
            ["FILE", "--schema", "board_members", "--mapping", "FILE", "--period", "2025-03-31"],
            10,
            "boards.csv: ",
        ),
        (
            ["FILE", "--schema", "leavers", "--mapping", "MAPPING", "--period", "2025-03"],
            10,
            "board_members",
        ),
    ],
)
def test_what_is_wrong_is_said_with_its_code(
    given: tuple[Path, Path],
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    code: int,
    told: str,
) -> None:
    names = {"FILE": str(given[0]), "MAPPING": str(given[1])}
    assert main(["import", *(names.get(one, one) for one in arguments)]) == code
    assert told in capsys.readouterr().err


def test_a_mapping_nobody_confirmed_is_not_used(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = write_csv(tmp_path / "boards.csv")
    assert main(command(file, confirmed(tmp_path, file, by=""))) == 10
    assert "confirmed" in capsys.readouterr().err


@pytest.mark.parametrize("module", ["main", "read", "protect", "import_return"])
def test_what_counts_rows_is_imported_only_to_count(module: str) -> None:
    """A command that counts nothing does not wait seconds for what would."""
    program = (
        f"import sys, dueregard.cli.{module}\n"
        "print([m for m in ('ibis', 'pandas', 'duckdb', 'psycopg', 'pyspark') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
