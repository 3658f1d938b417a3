"""Run the tests: everything on SQLite, then the web half on PostgreSQL.

A PostgreSQL server is taken from ``DUEREGARD_TEST_DATABASE_URL``, else a throw-away cluster
is started from the machine's own binaries. Without either, those tests are left out with the
reason, and fail when ``CI=true``.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time

from postgresql import NoPostgresql, cluster

WORKERS = os.environ.get("DUEREGARD_TEST_WORKERS", "2")


def run(title: str, arguments: list[str], **environment: str) -> int:
    """Run pytest once and say how long it took."""
    print(f"\n== {title}", flush=True)
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-n", WORKERS, "--dist", "loadscope", *arguments],
        env={**os.environ, **environment},
        check=False,
    )
    print(f"== {title}: {(time.monotonic() - began) / 60:.1f} minutes", flush=True)
    return done.returncode


def on_postgresql(url: str, scope: list[str]) -> int:
    """Run the tests of the web half, all but the browser's, on the server at ``url``."""
    return run(
        "web half on PostgreSQL",
        ["tests/web", *scope, "-m", "not browser and not full"],
        DATABASE_URL=url,
    )


def main() -> int:
    """Return 0 when every run passed."""
    full = "--full" in sys.argv
    marks = [] if full else ["-m", "not full"]
    os.environ["DUEREGARD_TEST_FULL"] = "1" if full else "0"
    failed = run("everything on SQLite", marks) != 0
    given = os.environ.get("DUEREGARD_TEST_DATABASE_URL")
    try:
        if given:
            failed |= on_postgresql(given, []) != 0
        else:
            with cluster() as url:
                failed |= on_postgresql(url, []) != 0
    except NoPostgresql as reason:
        print(f"Left out: the tests on PostgreSQL. {reason}", file=sys.stderr)
        failed |= os.environ.get("CI") == "true"
    return int(failed)


if __name__ == "__main__":
    raise SystemExit(main())
