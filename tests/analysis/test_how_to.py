"""The how-to of an analysis: every file it shows, every command, every line it says is printed."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest

from dueregard.cli.main import main

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "how-to" / "analyse-a-return.md"
BLOCK = re.compile(r"^```(console|yaml)\n(.*?)^```$", re.M | re.S)
MORE = "…"


def blocks() -> list[tuple[str, str]]:
    """The blocks of the page in order: files to write, commands to give."""
    return BLOCK.findall(PAGE.read_text(encoding="utf-8"))


def written(folder: Path, text: str) -> None:
    """Write a file that the page shows, under the name in its first line."""
    name, _, content = text.partition("\n")
    target = folder / name.removeprefix("# ")
    target.parent.mkdir(exist_ok=True)
    target.write_text(content, encoding="utf-8")


def pattern(lines: list[str]) -> re.Pattern[str]:
    """What is printed, where a lone … stands for lines and one at an end for the rest."""
    parts = [
        r"(?:.*\n)*?" if line == MORE else re.escape(line).replace(MORE, ".*") + r"\n"
        for line in lines
    ]
    return re.compile("".join(parts))


def test_the_page_is_true(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for file in PAGE.with_suffix("").glob("*.csv"):
        shutil.copy(file, tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "own"))
    commands = 0
    for kind, text in blocks():
        if kind == "yaml":
            written(tmp_path, text)
            continue
        first, *lines = text.rstrip("\n").split("\n")
        program, *arguments = shlex.split(first.removeprefix("$ "))
        assert program == "dueregard"
        assert main(arguments) == 0, capsys.readouterr().err
        printed = capsys.readouterr().out
        assert pattern(lines).fullmatch(printed), f"{first}\n{printed}"
        commands += 1
    assert commands >= 7
    aside = (tmp_path / "set-aside.csv").read_text("utf-8")
    assert "leavers.csv,8,date_impossible,End Dt" in aside
    assert "31/02" not in aside
    assert (tmp_path / "found" / "summary.html").is_file()


def test_the_rows_of_the_page_are_nobodys() -> None:
    """Numbers of five figures and no names: what is made up must look made up."""
    for file in PAGE.with_suffix("").glob("*.csv"):
        text = file.read_bytes().decode("cp1252")
        assert not re.search(r"surname|e-?mail|forename", text, re.I)
