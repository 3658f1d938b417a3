"""The analysis of ten million rows: counting, comparing, and the door for what is released.

Six characteristics of 43 categories together, 100 units, 36 months, an event for about an eighth
of the people: each characteristic by unit and month, and the 15 pairs by year. Counted are people
and events, 42 tables; compared is each group with the first of its characteristic, with limits of
ratio and difference, the test that fits, an omnibus test, and adjustment over all comparisons.

Run with ``python -m pytest benchmarks/bench_analysis.py -p no:xdist`` (a million rows) or, for
any number of rows, every figure from a process of its own with its peak of memory::

    python benchmarks/bench_analysis.py 10000000 --folder var/bench
"""

from __future__ import annotations

import argparse
import itertools
import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest

from dueregard.disclosure import policy_from, preset, protect
from dueregard.measures import Findings, Measure, compute, monitor
from dueregard.returns import Tabulation, duckdb_engine, tabulate
from dueregard.tables import FrequencyTable
from dueregard.tables.seal import READING

SIZES = {
    "ethnicity": 18,
    "sex": 3,
    "age_band": 8,
    "disability": 3,
    "religion": 8,
    "orientation": 3,
}
PAIRS = list(itertools.combinations(SIZES, 2))
THREADS, MEMORY = 2, "3GB"
MONTHS = {"month": ("day", "month")}
YEARS = {"year": ("day", "year")}
UNITS, DAYS = 100, 1096
KEYED = {
    "rounding": {"base": 5, "rule": "random", "seed": "of the benchmark, no secret"},
    "cell_key": {"version": "1", "variance": 2.0, "maximum": 5},
}


def write_rows(path: Path, rows: int) -> None:
    """Write made-up people: skewed categories, uneven units, three years, an event for some."""
    columns = ", ".join(
        f"'{name}_' || floor(pow(random(), 1.7) * {size})::INT AS {name}"
        for name, size in SIZES.items()
    )
    risk = (
        "0.12 * (0.8 + 0.03 * split_part(ethnicity, '_', -1)::INT "
        "+ 0.05 * split_part(sex, '_', -1)::INT)"
    )
    with duckdb.connect(config={"threads": 1, "memory_limit": MEMORY}) as connection:
        connection.execute("SET enable_progress_bar = false")
        connection.execute("SELECT setseed(0.5)")
        connection.execute(
            f"COPY (SELECT *, CASE WHEN random() < {risk} THEN 'yes' ELSE 'no' END AS event FROM ("
            f"SELECT {columns}, 'unit_' || lpad(floor(pow(random(), 1.5) * {UNITS})"
            f"::INT::VARCHAR, 2, '0') AS unit, "
            f"DATE '2023-01-01' + floor(random() * {DAYS})::INT AS day "
            f"FROM range({rows}))) TO '{path}' "
            "(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 500000)"
        )


def wanted() -> list[Tabulation]:
    """People and events: each characteristic by unit and month, each pair by year."""
    tables = [
        *((name, (name, "unit", "month"), MONTHS) for name in SIZES),
        *((f"{one} {other}", (one, other, "year"), YEARS) for one, other in PAIRS),
    ]
    return [
        Tabulation(f"{name} {what}", by=by, periods=periods, where=where)
        for name, by, periods in tables
        for what, where in (("people", {}), ("events", {"event": "yes"}))
    ]


def counted(path: Path) -> Mapping[str, FrequencyTable]:
    """All 42 tables."""
    with duckdb_engine(threads=THREADS, memory=MEMORY) as engine:
        return tabulate(engine, path, wanted())


def measure_of(characteristic: str) -> Measure:
    """Each group beside the first."""
    return Measure(
        f"bench.{characteristic}",
        "1",
        characteristic,
        "comparison",
        characteristic=characteristic,
        reference=f"{characteristic}_0",
        minimum_n=1,
    )


def analysed(tables: Mapping[str, FrequencyTable]) -> tuple[Findings, ...]:
    """Every comparison, adjusted over all of them."""
    asked = [
        *((name, name, ("unit", "month")) for name in SIZES),
        *((one, f"{one} {other}", (other, "year")) for one, other in PAIRS),
    ]
    return monitor(
        compute(
            measure_of(characteristic),
            {"numerator": tables[f"{name} events"], "denominator": tables[f"{name} people"]},
            by=by,
            multiplicity="benjamini_hochberg",
        )
        for characteristic, name, by in asked
    )


def yearly(path: Path) -> list[FrequencyTable]:
    """Events of one characteristic by unit and year: what would be released."""
    asked = Tabulation(
        "religion events", by=("religion", "unit", "year"), periods=YEARS, where={"event": "yes"}
    )
    with duckdb_engine(threads=THREADS, memory=MEMORY) as engine:
        return list(tabulate(engine, path, [asked]).values())


def keyed(tables: Mapping[str, FrequencyTable]) -> list[FrequencyTable]:
    """Tables by unit and month with made-up sums of record keys."""
    source = np.random.default_rng(2011)
    found = []
    for name in SIZES:
        table = tables[f"{name} people"]
        values = table._confidential(READING).values[:-1, :-1, :-1]
        found.append(
            FrequencyTable.from_arrays(
                table.name,
                table.dimensions,
                values,
                record_keys=source.integers(0, 256 * np.maximum(values, 1)),
            )
        )
    return found


def prepared(job: str, path: Path) -> Callable[[], Any]:
    """Return what is timed."""
    if job == "tabulation":
        return lambda: counted(path)
    if job == "published":
        tables = yearly(path)
        return lambda: protect(tables, preset("published"))
    confidential = counted(path)
    if job == "analysis":
        return lambda: analysed(confidential)
    if job == "ons_10_5":
        tables = [confidential[f"{name} events"] for name in SIZES]
        return lambda: protect(tables, policy_from({"preset": "ons_10_5"}))
    how = {"rounding": "rounding", "cell_key": "perturbation"}[job]
    policy = policy_from({"name": job, "version": "1", "threshold": 0, how: KEYED[job]})
    tables = keyed(confidential)
    return lambda: protect(tables, policy)


JOBS = ("tabulation", "analysis", "published", "rounding", "cell_key", "ons_10_5")


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("rows") / "rows.parquet"
    write_rows(path, 1_000_000)
    return path


@pytest.mark.parametrize("job", ["tabulation", "analysis", "rounding", "cell_key"])
def test_analysis(benchmark: Any, path: Path, job: str) -> None:
    benchmark.extra_info["rows"] = 1_000_000
    assert benchmark.pedantic(prepared(job, path), rounds=2)


def test_every_group_is_compared(path: Path) -> None:
    findings = analysed(counted(path))
    rows = sum(len(each._confidential(READING)) for each in findings)
    by_month = sum(size - 1 for size in SIZES.values()) * UNITS * 36
    by_year = sum((SIZES[one] - 1) * SIZES[other] for one, other in PAIRS) * 3
    # Dates of 1096 days from the first of January 2023 end with the year 2025.
    assert rows == by_month + by_year


def _once(job: str, path: Path, rounds: int) -> str:
    run = prepared(job, path)
    told = []
    for _ in range(rounds):
        before, start = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter()
        found = run()
        seconds, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF)
        used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        told.append(f"{seconds:.2f} s ({used:.2f} s of CPU)")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    return f"{', '.join(told)}; peak {peak:.2f} GB; {_size(found)}"


def _size(found: Any) -> str:
    if isinstance(found, Mapping):
        return f"{len(found)} tables"
    if isinstance(found, tuple):
        return f"{sum(len(each._confidential(READING)) for each in found):,} comparisons"
    cells = [cell for table in found.tables for cell in table.cells]
    hidden = sum(cell.value is None for cell in cells)
    return f"{len(cells):,} cells, {hidden:,} hidden"


def main() -> None:
    parser = argparse.ArgumentParser(description="Counting, comparing and releasing.")
    parser.add_argument("rows", type=int)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()))
    parser.add_argument("--jobs", nargs="*", choices=JOBS, default=list(JOBS[:-1]))
    parser.add_argument("--rounds", type=int, default=2)
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    path = asked.folder / f"analysis-{asked.rows}.parquet"
    if not path.exists():
        write_rows(path, asked.rows)
    print(f"{asked.rows:,} rows, {path.stat().st_size / 1e6:,.0f} MB of Parquet", flush=True)
    context = multiprocessing.get_context("spawn")
    for job in asked.jobs:
        # A process for each, so that its peak of memory is its own.
        with ProcessPoolExecutor(1, mp_context=context) as process:
            print(f"{job:11}", process.submit(_once, job, path, asked.rounds).result(), flush=True)


if __name__ == "__main__":
    sys.exit(main())
