"""Tabulation beside the bare DuckDB queries that give the same counts.

Six characteristics of 43 categories together, 100 units, 36 months: each characteristic by unit
and month (154,800 cells) and the 15 pairs by year.

Run with ``python -m pytest benchmarks/bench_tabulation.py -p no:xdist`` (10 million rows) or, for
any number of rows, every figure from a process of its own with its peak of memory::

    python benchmarks/bench_tabulation.py 100000000 --folder var/bench
"""

from __future__ import annotations

import argparse
import itertools
import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import duckdb
import pytest

from dueregard.returns import Tabulation, duckdb_engine, tabulate
from dueregard.tables.seal import READING

ROWS = 10_000_000
THREADS = 2
#: Of DuckDB; Python, pyarrow and the answers come on top.
MEMORY = "3GB"
SIZES = {
    "ethnicity": 18,
    "sex": 3,
    "age_band": 8,
    "disability": 3,
    "religion": 8,
    "orientation": 3,
}
PAIRS = list(itertools.combinations(SIZES, 2))
#: How the rows are held: in a file, or in the memory of DuckDB as text or as small numbers.
METHODS = ("bare", "tabulate")
HELD = ("parquet", "texts", "numbers")


def write_rows(path: Path, rows: int) -> None:
    """Write rows of made-up people: skewed categories, even units, three years of days."""
    columns = ", ".join(
        f"'{name}_' || floor(pow(random(), 1.7) * {size})::INT AS {name}"
        for name, size in SIZES.items()
    )
    with duckdb.connect(config={"threads": 1, "memory_limit": MEMORY}) as connection:
        connection.execute("SET enable_progress_bar = false")
        connection.execute("SELECT setseed(0.5)")
        connection.execute(
            f"COPY (SELECT {columns}, "
            "'unit_' || lpad(floor(random() * 100)::INT::VARCHAR, 2, '0') AS unit, "
            "DATE '2023-01-01' + floor(random() * 1096)::INT AS day "
            f"FROM range({rows})) TO '{path}' "
            "(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 500000)"
        )


def hold(connection: Any, path: Path, held: str) -> None:
    """Make the rows a table or view called held."""
    if held == "parquet":
        connection.execute(f"CREATE VIEW held AS FROM '{path}'")
    elif held == "texts":
        connection.execute(f"CREATE TABLE held AS FROM '{path}'")
    else:
        codes = ", ".join(
            f"split_part({name}, '_', -1)::UTINYINT AS {name}" for name in (*SIZES, "unit")
        )
        connection.execute(f"CREATE TABLE held AS SELECT {codes}, day FROM '{path}'")


def bare(connection: Any) -> dict[str, Any]:
    """The counts as somebody would ask DuckDB for them."""
    found = {}
    for name in SIZES:
        found[name] = connection.execute(
            f"SELECT {name}, unit, date_trunc('month', day) AS month, count(*) AS n "
            "FROM held GROUP BY ALL"
        ).to_arrow_table()
    for one, other in PAIRS:
        found[f"{one} {other}"] = connection.execute(
            f"SELECT {one}, {other}, date_trunc('year', day) AS year, count(*) AS n "
            "FROM held GROUP BY ALL"
        ).to_arrow_table()
    return found


def wanted() -> list[Tabulation]:
    """The same as tabulations."""
    return [
        *(
            Tabulation(name, by=(name, "unit", "month"), periods={"month": ("day", "month")})
            for name in SIZES
        ),
        *(
            Tabulation(f"{one} {other}", by=(one, other, "year"), periods={"year": ("day", "year")})
            for one, other in PAIRS
        ),
    ]


def prepared(method: str, held: str, path: Path) -> Callable[[], dict[str, Any]]:
    """Return what is timed: a connection is open and the rows are where they are held."""
    if method == "bare":
        connection = duckdb.connect(config={"threads": THREADS, "memory_limit": MEMORY})
        connection.execute("SET enable_progress_bar = false")
        hold(connection, path, held)
        return lambda: bare(connection)
    engine = duckdb_engine(threads=THREADS, memory=MEMORY)
    hold(engine.connection.con, path, held)
    source = path if held == "parquet" else engine.connection.table("held")
    return lambda: tabulate(engine, source, wanted())


@pytest.fixture(scope="module")
def path(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("rows") / "rows.parquet"
    write_rows(path, ROWS)
    return path


@pytest.mark.parametrize("held", HELD)
@pytest.mark.parametrize("method", METHODS)
def test_tabulation(benchmark, path, method, held) -> None:
    benchmark.extra_info["rows"] = ROWS
    found = benchmark.pedantic(prepared(method, held, path), rounds=3, warmup_rounds=1)
    assert len(found) == len(SIZES) + len(PAIRS)


def test_the_counts_are_the_same(path) -> None:
    bare_counts = prepared("bare", "parquet", path)()
    tables = prepared("tabulate", "parquet", path)()
    for name, table in tables.items():
        counts = table._confidential(READING).values
        expected = bare_counts[name]
        assert counts[-1, -1, -1] == sum(expected["n"].to_pylist()) == ROWS
        assert sorted(counts[:-1, :-1, :-1].ravel()) == sorted(expected["n"].to_pylist())


def _once(method: str, held: str, path: Path, rounds: int) -> str:
    run = prepared(method, held, path)
    told = []
    for _ in range(rounds):
        before, start = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter()
        run()
        seconds, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF)
        used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        told.append(f"{seconds:.2f} s ({used:.2f} s of CPU)")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    return f"{', '.join(told)}; peak {peak:.2f} GB"


def main() -> None:
    parser = argparse.ArgumentParser(description="Tabulation beside bare DuckDB queries.")
    parser.add_argument("rows", type=int)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()))
    parser.add_argument("--held", nargs="*", choices=HELD, default=list(HELD))
    parser.add_argument("--methods", nargs="*", choices=METHODS, default=list(METHODS))
    parser.add_argument("--rounds", type=int, default=2)
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    path = asked.folder / f"rows-{asked.rows}.parquet"
    if not path.exists():
        write_rows(path, asked.rows)
    print(f"{asked.rows:,} rows, {path.stat().st_size / 1e6:,.0f} MB of Parquet")
    context = multiprocessing.get_context("spawn")
    for held, method in itertools.product(asked.held, asked.methods):
        # A process for each, so that its peak of memory is its own.
        with ProcessPoolExecutor(1, mp_context=context) as process:
            print(
                f"{held:8} {method:9}",
                process.submit(_once, method, held, path, asked.rounds).result(),
            )


if __name__ == "__main__":
    sys.exit(main())
