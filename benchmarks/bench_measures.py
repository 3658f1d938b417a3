"""How fast findings are made of tables: run with ``make bench``.

The load: ten million people and 1.2 million events, six characteristics with 43 levels in all, a
hundred units and thirty-six months: 154,800 cells. Each is an interval of a ratio and of a
difference, a test by the rule that fits, an omnibus test, and adjustment over the whole. The aim
is ten seconds and 2 GB on two cores; sentences are made when they are read.
"""

import resource
import time

import numpy as np
import pytest

from dueregard import measures
from dueregard.tables import Dimension, FrequencyTable
from dueregard.tables.seal import READING

PEOPLE, EVENTS = 10_000_000, 1_200_000
UNITS, MONTHS = 100, 36
LEVELS = {"ethnicity": 19, "religion": 9, "age": 5, "orientation": 5, "disability": 3, "sex": 2}
BY = ("unit", "month")


def table(name, characteristic, counts):
    """A confidential table of counts by characteristic, unit and month."""
    dimensions = [
        Dimension(characteristic, tuple(f"{characteristic}{i}" for i in range(counts.shape[0]))),
        Dimension("unit", tuple(f"unit{i:03}" for i in range(UNITS))),
        Dimension("month", tuple(f"2026-{i:02}" for i in range(MONTHS))),
    ]
    return FrequencyTable.from_arrays(name, dimensions, counts)


@pytest.fixture(scope="module")
def tables():
    """Numerator and denominator of each characteristic; some groups are large, some small."""
    source = np.random.default_rng(2011)
    found = {}
    for characteristic, levels in LEVELS.items():
        share = source.dirichlet(np.r_[20, np.ones(levels - 1)])
        people = source.multinomial(PEOPLE // (UNITS * MONTHS), share, (UNITS, MONTHS))
        risk = EVENTS / PEOPLE * source.uniform(0.7, 1.4, levels)
        events = source.binomial(people, risk)
        found[characteristic] = [
            table(name, characteristic, np.moveaxis(counts, -1, 0))
            for name, counts in (("events", events), ("people", people))
        ]
    return found


def measure_of(characteristic, kind):
    return measures.Measure(
        f"bench.{characteristic}",
        "1",
        characteristic,
        kind,
        characteristic=characteristic,
        reference=f"{characteristic}0",
        minimum_n=1,
    )


def analyse(tables, kind):
    made = [
        measures.compute(
            measure_of(characteristic, kind),
            {"numerator": numerator, "denominator": denominator},
            by=BY,
            multiplicity="benjamini_hochberg",
        )
        for characteristic, (numerator, denominator) in tables.items()
    ]
    return measures.monitor(made)


@pytest.mark.parametrize("kind", ["comparison", "rate_comparison"])
def test_monitor_of_155_000_cells(benchmark, tables, kind):
    findings = benchmark.pedantic(analyse, (tables, kind), rounds=3, iterations=1)
    opened = [each._confidential(READING) for each in findings]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    rows = sum(len(each) for each in opened)
    benchmark.extra_info |= {"rows": rows, "peak_gigabytes": round(peak, 2)}
    print(f"\n{kind}: {rows:,} comparisons, at most {peak:.2f} GB in all")
    assert rows == sum(levels - 1 for levels in LEVELS.values()) * UNITS * MONTHS


def test_a_thousand_sentences(benchmark, tables):
    findings = measures.compute(
        measure_of("sex", "comparison"),
        dict(zip(("numerator", "denominator"), tables["sex"], strict=True)),
        by=BY,
    )._confidential(READING)

    def read():
        start = time.perf_counter()
        told = [findings.finding(row).sentence for row in range(1000)]
        return len(told), time.perf_counter() - start

    count, seconds = benchmark.pedantic(read, rounds=1, iterations=1)
    print(f"\n{count} sentences with their power in {seconds:.1f} s")
