"""A home folder of every earlier release opens with this one, and nothing in it is lost."""

from __future__ import annotations

import gzip
import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

RELEASES = sorted(Path(__file__).parent.glob("*.sql.gz"))
#: What must be there as before, row by row.
KEPT = (
    "accounts_user",
    "audit_event",
    "commitments_challenge",
    "commitments_closure",
    "commitments_commitment",
    "commitments_entry",
    "organisation_post",
    "recommendations_recommendation",
    "recommendations_source",
)


def counts(path: Path) -> dict[str, int]:
    with sqlite3.connect(path) as database:
        found = {
            table: database.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in KEPT
        }
    database.close()
    return found


def test_there_is_a_release() -> None:
    assert RELEASES


@pytest.mark.parametrize("release", RELEASES, ids=lambda p: p.name.removesuffix(".sql.gz"))
def test_a_home_folder_of_a_release_opens(release: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "secret_key").write_text("a key of the tests")
    path = home / "dueregard.sqlite3"
    with sqlite3.connect(path) as database:
        database.executescript(gzip.decompress(release.read_bytes()).decode("utf-8"))
    database.close()
    before = counts(path)
    environment = {
        k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "DUEREGARD_HOME")
    }
    done = subprocess.run(
        [sys.executable, "-m", "dueregard", "check", "--home", str(home), "--json"],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    start = done.stdout.index("[")
    assert [p for p in json.loads(done.stdout[start:]) if p["severity"] == "error"] == []
    assert counts(path) == before
    with sqlite3.connect(path) as database, pytest.raises(sqlite3.IntegrityError):
        database.execute("UPDATE audit_event SET verb = 'nothing'")
    database.close()
