"""``dueregard check`` and ``dueregard report`` on the demonstration's home folder."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest


def dueregard(*arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {
        k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "DUEREGARD_HOME")
    }
    return subprocess.run(
        [sys.executable, "-m", "dueregard", *arguments],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "home"
    done = dueregard("demo", "--home", str(folder), "--load-only")
    assert done.returncode == 0, done.stderr
    return folder


def test_the_record_of_the_demonstration_holds_no_error(home: Path) -> None:
    done = dueregard("check", "--home", str(home), "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    problems = json.loads(done.stdout)
    assert [p for p in problems if p["severity"] == "error"] == []
    # The demonstration leaves one recommendation without an owner, to show what that looks like.
    assert problems


def test_a_folder_that_is_no_home_is_refused(tmp_path: Path) -> None:
    done = dueregard("check", "--home", str(tmp_path))
    assert done.returncode == 11
    assert "not a Due Regard home folder" in done.stderr


def test_a_paper_that_was_not_issued_is_refused(home: Path) -> None:
    done = dueregard("report", "--home", str(home), "7")
    assert done.returncode == 2
    assert "No issued paper has the number 7" in done.stderr


def test_the_demonstration_never_touches_another_folder(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("keep me")
    done = dueregard("demo", "--home", str(tmp_path), "--load-only")
    assert done.returncode == 2
    assert (tmp_path / "letter.txt").read_text() == "keep me"
