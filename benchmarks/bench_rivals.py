"""Other programs on the part of the analysis that each can do, beside this one.

They are no dependencies: put them into environments of their own, make the rows with this
project's environment, and run the same file with each::

    python -m venv var/fairlearn && var/fairlearn/bin/pip install fairlearn statsmodels pyarrow
    python -m venv var/aequitas && var/aequitas/bin/pip install aequitas pyarrow
    python benchmarks/bench_analysis.py 10000000 --folder var/bench
    python benchmarks/bench_rivals.py var/bench/analysis-10000000.parquet ours ours-months ours-six
    var/fairlearn/bin/python benchmarks/bench_rivals.py var/bench/analysis-10000000.parquet \
        fairlearn fairlearn-months pandas pandas-months statsmodels
    var/aequitas/bin/python benchmarks/bench_rivals.py var/bench/analysis-10000000.parquet \
        aequitas aequitas-disparities

Every job has a process of its own, so that its peak of memory is its own. Rivals are given rows
that are in memory already, as text of pandas or as categories (``--as categories``); what this
project does is timed from the file. `fairlearn` and `aequitas` give shares of groups without
limits; the loop over statsmodels gives the limits and tests that this project gives.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

CHARACTERISTICS = ("ethnicity", "sex", "age_band", "disability", "religion", "orientation")
#: Pairs that the loop over statsmodels compares; its time for all is worked out from them.
TRIED = 2000
PAIRS_IN_ALL = 133_200


def frame(path: Path, columns: list[str], held: str) -> Any:
    """Rows in memory: the event as 0 or 1, the day as its month."""
    import pandas as pd

    rows = pd.read_parquet(path, columns=[*columns, "event"])
    rows["event"] = (rows["event"] == "yes").astype("int8")
    if "day" in columns:
        rows["month"] = pd.to_datetime(rows.pop("day")).dt.strftime("%Y-%m")
    for name in rows.columns.difference(["event"]):
        rows[name] = rows[name].astype("category" if held == "categories" else "object")
    return rows


def fairlearn(path: Path, held: str, months: bool = False) -> Callable[[], Any]:
    """Rate and size of each group of one characteristic; for every month."""
    from fairlearn.metrics import MetricFrame, count, selection_rate

    rows = frame(path, ["ethnicity", *(["day"] if months else [])], held)
    more = {"control_features": rows["month"]} if months else {}
    return lambda: (
        MetricFrame(
            metrics={"rate": selection_rate, "count": count},
            y_true=rows["event"],
            y_pred=rows["event"],
            sensitive_features=rows["ethnicity"],
            **more,
        ).by_group
    )


def pandas(path: Path, held: str, months: bool = False) -> Callable[[], Any]:
    """Events and people of each group of one characteristic; for every unit and month."""
    rows = frame(path, ["ethnicity", *(["unit", "day"] if months else [])], held)
    by = ["ethnicity", *(["unit", "month"] if months else [])]
    return lambda: rows.groupby(by, observed=True)["event"].agg(["sum", "size"])


def statsmodels(path: Path, held: str) -> Callable[[], Any]:
    """Limits of ratio and difference and a test, one pair after the other."""
    import numpy as np
    from statsmodels.stats.proportion import (
        confint_proportions_2indep,
        test_proportions_2indep,
    )

    source = np.random.default_rng(2011)
    people = source.integers(20, 600, (TRIED, 2))
    events = source.binomial(people, 0.12)

    def one(x1: int, n1: int, x2: int, n2: int) -> Any:
        try:
            return (
                confint_proportions_2indep(x1, n1, x2, n2, compare="ratio", method="score"),
                confint_proportions_2indep(x1, n1, x2, n2, compare="diff", method="score"),
                test_proportions_2indep(x1, n1, x2, n2, compare="diff", method="score"),
            )
        except ValueError:
            # It finds no limit of some pairs: no change of sign where it looks for one.
            return None

    def loop() -> list[Any]:
        pairs = zip(events.tolist(), people.tolist(), strict=True)
        found = [one(x1, n1, x2, n2) for (x1, x2), (n1, n2) in pairs]
        return [limits for limits in found if limits is None]

    return loop


def aequitas(path: Path, held: str, disparities: bool = False) -> Callable[[], Any]:
    """Counts and shares of the groups of six characteristics; and ratios to a reference group."""
    from aequitas.bias import Bias
    from aequitas.group import Group

    rows = frame(path, list(CHARACTERISTICS), held)
    rows["score"] = rows["label_value"] = rows.pop("event")
    reference = {name: f"{name}_0" for name in CHARACTERISTICS}

    def run() -> Any:
        table, _ = Group().get_crosstabs(rows, attr_cols=list(CHARACTERISTICS))
        if not disparities:
            return table
        return Bias().get_disparity_predefined_groups(table, rows, reference)

    return run


def ours(path: Path, held: str, names: tuple[str, ...], months: bool = False) -> Callable[[], Any]:
    """The same with limits, tests and adjustment, from the file."""
    from dueregard.measures import Measure, compute, monitor
    from dueregard.returns import Tabulation, duckdb_engine, tabulate

    by = ("unit", "month") if months else ()
    periods = {"month": ("day", "month")} if months else {}
    wanted = [
        Tabulation(f"{name} {what}", by=(name, *by), periods=periods, where=where)
        for name in names
        for what, where in (("people", {}), ("events", {"event": "yes"}))
    ]

    def run() -> Any:
        with duckdb_engine(threads=2) as engine:
            tables = tabulate(engine, path, wanted)
        found = []
        for name in names:
            measure = Measure(
                f"bench.{name}",
                "1",
                name,
                "comparison",
                characteristic=name,
                reference=f"{name}_0",
                minimum_n=1,
            )
            counts = {
                "numerator": tables[f"{name} events"],
                "denominator": tables[f"{name} people"],
            }
            found.append(compute(measure, counts, by=by))
        return monitor(found)

    return run


JOBS: dict[str, Callable[[Path, str], Callable[[], Any]]] = {
    "ours": lambda path, held: ours(path, held, ("ethnicity",)),
    "ours-months": lambda path, held: ours(path, held, ("ethnicity",), True),
    "ours-six": lambda path, held: ours(path, held, CHARACTERISTICS),
    "fairlearn": fairlearn,
    "fairlearn-months": lambda path, held: fairlearn(path, held, True),
    "pandas": pandas,
    "pandas-months": lambda path, held: pandas(path, held, True),
    "statsmodels": statsmodels,
    "aequitas": aequitas,
    "aequitas-disparities": lambda path, held: aequitas(path, held, True),
}


def once(job: str, path: Path, held: str) -> str:
    """Do a job and tell what it took, beside what the rows take in memory."""
    run = JOBS[job](path, held)
    before, loaded = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter()
    found = run()
    seconds, after = time.perf_counter() - loaded, resource.getrusage(resource.RUSAGE_SELF)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    told = (
        f"{job:21} {seconds:.1f} s ({used:.1f} s of CPU); "
        f"peak {after.ru_maxrss / 1e6:.2f} GB, {before.ru_maxrss / 1e6:.2f} GB before"
    )
    if job == "statsmodels":
        told += f"; {used / TRIED * PAIRS_IN_ALL:,.0f} s of CPU for {PAIRS_IN_ALL:,} pairs"
        told += f"; no limits for {len(found)} of {TRIED:,}"
    return told


def main() -> None:
    parser = argparse.ArgumentParser(description="Other programs on their part of the analysis.")
    parser.add_argument("rows", type=Path)
    parser.add_argument("jobs", nargs="+", choices=JOBS)
    parser.add_argument("--as", dest="held", choices=("text", "categories"), default="text")
    asked = parser.parse_args()
    context = multiprocessing.get_context("spawn")
    for job in asked.jobs:
        with ProcessPoolExecutor(1, mp_context=context) as process:
            print(process.submit(once, job, asked.rows, asked.held).result(), flush=True)


if __name__ == "__main__":
    sys.exit(main())
