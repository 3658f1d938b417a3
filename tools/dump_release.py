"""Keep the demonstration's database as it is at a release, for the tests of later migrations.

Usage: python tools/dump_release.py VERSION
"""

from __future__ import annotations

import gzip
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "tests" / "migrations"


def main() -> int:
    """Make a demonstration and write its database as SQL, compressed, under the version."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        subprocess.run(
            [sys.executable, "-m", "dueregard", "demo", "--home", str(home), "--load-only"],
            check=True,
        )
        with sqlite3.connect(home / "dueregard.sqlite3") as database:
            text = "\n".join(database.iterdump())
    path = FOLDER / f"{sys.argv[1]}.sql.gz"
    # No time in the file: the same database gives the same bytes.
    path.write_bytes(gzip.compress(text.encode("utf-8"), mtime=0))
    print(path)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
