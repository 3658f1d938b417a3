"""How long the attack takes: the verdict, and every interval. Figures, no asserts on time.

Run with ``python -m pytest benchmarks/bench_attack.py``. Counts are negative binomial; what is
hidden is every count of 1 to 9 and, so that something is left to deduce, a share of the others.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from dueregard.disclosure.attack import attack
from dueregard.statistics import proportion_interval, risk_ratio

SPARSE, DENSE = 80, 24


def published(shape: tuple[int, ...], mean: int, share: float, tree: int = 0) -> dict[str, Any]:
    """A release of one table; with ``tree`` the first dimension is in regions of so many."""
    chosen = np.random.default_rng(1)
    counts = chosen.negative_binomial(1, 1 / (1 + mean), size=shape)
    levels = [[f"{k}.{i}" for i in range(size)] for k, size in enumerate(shape)]
    more = (chosen.random(shape) < share) & (counts > 0)
    hierarchy: dict[str, list[str]] = {}
    if tree:
        regions = [levels[0][i : i + tree] for i in range(0, shape[0], tree)]
        hierarchy = {f"region {number}": parts for number, parts in enumerate(regions)}
        sums = counts.reshape(len(regions), tree, *shape[1:]).sum(axis=1)
        counts = np.concatenate([counts, sums])
        more = np.concatenate([more, np.zeros_like(sums, dtype=bool)])
        levels[0] += hierarchy
    for axis in range(len(shape)):
        inner = counts[: shape[0]] if axis == 0 else counts
        total = inner.sum(axis=axis, keepdims=True)
        counts = np.concatenate([counts, total], axis=axis)
        more = np.concatenate([more, np.zeros_like(total, dtype=bool)], axis=axis)
        levels[axis].append("Total")
    hidden = ((counts > 0) & (counts < 10)) | more
    names = [f"d{k}" for k in range(len(shape))]
    cells = [
        {
            "cell": dict(
                zip(names, (lv[i] for lv, i in zip(levels, at, strict=True)), strict=True)
            ),
            "state": "confidential" if hidden[at] else "value",
            "value": None if hidden[at] else int(counts[at]),
        }
        for at in np.ndindex(counts.shape)
    ]
    dimensions = [
        {"name": name, "levels": lv[:-1], "total": "Total", "hierarchy": hierarchy if not k else {}}
        for k, (name, lv) in enumerate(zip(names, levels, strict=True))
    ]
    table = {"name": "counts", "dimensions": dimensions, "cells": cells}
    policy = {"threshold": 10, "zeros": "safe"}
    return {"format": "dueregard-release/1", "policy": policy, "tables": [table]}


TABLES = {
    "7x7x7 sparse": ((7, 7, 7), SPARSE, 0.15, 0),
    "9x9x9 sparse": ((9, 9, 9), SPARSE, 0.15, 0),
    "9x9x9 dense": ((9, 9, 9), DENSE, 0.15, 0),
    "44x44 sparse": ((44, 44), SPARSE, 0.1, 0),
    "44x44 dense": ((44, 44), DENSE, 0.1, 0),
    "400x20 thin, sparse": ((400, 20), SPARSE, 0.1, 0),
    "12x12x12 sparse": ((12, 12, 12), SPARSE, 0.15, 0),
    "12x12x12 dense": ((12, 12, 12), DENSE, 0.15, 0),
    "15x15x15 dense": ((15, 15, 15), DENSE, 0.15, 0),
    "89x89 dense": ((89, 89), DENSE, 0.1, 0),
    "19x19x19 sparse": ((19, 19, 19), SPARSE, 0.15, 0),
    "19x19x19 dense": ((19, 19, 19), DENSE, 0.15, 0),
    "(4 of 8) x 18 x 12 sparse": ((32, 18, 12), SPARSE, 0.1, 8),
    "(4 of 8) x 18 x 12 dense": ((32, 18, 12), DENSE, 0.1, 8),
}


@pytest.mark.parametrize("name", TABLES)
def test_verdict(benchmark: Any, name: str) -> None:
    content = published(*TABLES[name])
    report = benchmark.pedantic(
        attack, args=([content],), kwargs={"exact": False}, rounds=1, iterations=1
    )
    benchmark.extra_info |= {
        "cells": len(content["tables"][0]["cells"]),
        "hidden": len(report.cells),
        "unsafe": len(report.unsafe),
    }
    assert report.cells


@pytest.mark.parametrize("name", [n for n, (shape, *_) in TABLES.items() if np.prod(shape) < 4000])
def test_every_interval(benchmark: Any, name: str) -> None:
    content = published(*TABLES[name])
    report = benchmark.pedantic(
        attack, args=([content],), kwargs={"exact": True}, rounds=1, iterations=1
    )
    assert all(cell.exact for cell in report.cells)


def with_statistics(size: int, hidden: int, kind: str, number: int) -> dict[str, Any]:
    """A two-way table, and beside it statistics of hidden cells, printed without decimals."""
    counts = np.random.default_rng(2).negative_binomial(1, 1 / (1 + DENSE), size=(size, size)) + 1
    content = published((size, size), DENSE, 0.0)
    table = content["tables"][0]
    full = np.zeros((size + 1, size + 1), dtype=int)
    full[:-1, :-1] = counts
    full[:-1, -1], full[-1, :-1] = counts.sum(axis=1), counts.sum(axis=0)
    full[-1, -1] = counts.sum()
    names = [[*d["levels"], "Total"] for d in table["dimensions"]]
    for cell in table["cells"]:
        i, j = (lv.index(level) for lv, level in zip(names, cell["cell"].values(), strict=True))
        secret = i < size and j < size and (i + j) % size < hidden
        cell |= {
            "state": "confidential" if secret else "value",
            "value": None if secret else int(full[i, j]),
        }
    table["derived"] = [
        _statistic(kind, full, names, k % size, k // size + 1) for k in range(number)
    ]
    return content


def _statistic(
    kind: str, full: np.ndarray, names: list[list[str]], row: int, other: int
) -> dict[str, Any]:
    """A share of one row, or its ratio to another row, of the cell hidden in the diagonal."""
    size = len(names[0]) - 1
    rows = row, (row + other) % size
    cells = [{"d0": names[0][i], "d1": names[1][-i % size]} for i in rows]
    pairs = [(int(full[i, -i % size]), int(full[i, -1])) for i in rows]
    first = {"numerator": cells[0], "denominator": {"d0": cells[0]["d0"]}, "decimals": 0}
    if kind == "percentage":
        found = proportion_interval(events=pairs[0][0], total=pairs[0][1])
        limits = {n: round(100 * getattr(found, n)) for n in ("value", "lower", "upper")}
        return {**first, "kind": kind, "method": "wilson", **limits}
    (x, n), (y, m) = pairs
    ratio = risk_ratio(events_1=x, total_1=n, events_2=y, total_2=m)
    told = {name: round(getattr(ratio, name), 1) for name in ("value", "lower", "upper")}
    second = {"numerator": cells[1], "denominator": {"d0": cells[1]["d0"]}}
    return {**first, "kind": kind, "comparator": second, **told, "decimals": 1}


STATISTICS = {
    "30x30, 30 shares": (30, 4, "percentage", 30),
    "30x30, 60 ratios": (30, 4, "risk_ratio", 60),
    "94x94, 94 shares": (94, 6, "percentage", 94),
    "94x94, 94 ratios": (94, 6, "risk_ratio", 94),
}


@pytest.mark.parametrize("name", STATISTICS)
def test_verdict_with_statistics(benchmark: Any, name: str) -> None:
    content = with_statistics(*STATISTICS[name])
    report = benchmark.pedantic(
        attack, args=([content],), kwargs={"exact": False}, rounds=1, iterations=1
    )
    benchmark.extra_info |= {"unsafe": len(report.unsafe), "not used": len(report.limits)}
    assert report.cells
