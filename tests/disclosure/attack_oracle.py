"""The slow oracle: every table of whole counts that agrees with what was published, one by one.

It knows nothing of linear programmes: it fills in the innermost cells and adds them up.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

Content = dict[str, Any]


def dimension(name: str, levels: Sequence[str], hierarchy: Mapping[str, Sequence[str]] = {}) -> Any:
    return {"name": name, "levels": list(levels), "total": "Total", "hierarchy": dict(hierarchy)}


def leaves(dim: Mapping[str, Any], level: str) -> list[str]:
    """The innermost levels that add up to a level."""
    if level == dim["total"]:
        parts = [lv for lv in dim["levels"] if all(lv not in p for p in dim["hierarchy"].values())]
    else:
        parts = dim["hierarchy"].get(level, ())
    return [leaf for part in parts for leaf in leaves(dim, part)] if parts else [level]


def full_table(
    dims: Sequence[Mapping[str, Any]], inner: Mapping[tuple[str, ...], int]
) -> dict[tuple[str, ...], int]:
    """All cells with all margins from the innermost counts."""
    axes = [[*dim["levels"], dim["total"]] for dim in dims]
    return {
        levels: sum(
            inner[leaf]
            for leaf in itertools.product(
                *(leaves(dim, lv) for dim, lv in zip(dims, levels, strict=True))
            )
        )
        for levels in itertools.product(*axes)
    }


def inner_cells(dims: Sequence[Mapping[str, Any]]) -> list[tuple[str, ...]]:
    return list(itertools.product(*(leaves(dim, dim["total"]) for dim in dims)))


def table(
    name: str,
    dims: Sequence[Mapping[str, Any]],
    counts: Mapping[tuple[str, ...], int],
    hidden: Any,
    identity: Mapping[str, str] | None = None,
    derived: Sequence[Mapping[str, Any]] = (),
) -> Content:
    cells = []
    for levels, count in counts.items():
        secret = levels in hidden
        cells.append(
            {
                "cell": {d["name"]: lv for d, lv in zip(dims, levels, strict=True)},
                "state": "confidential" if secret else "value",
                "value": None if secret else count,
                "identity": None,
            }
        )
    return {
        "name": name,
        "file": f"{name}.csv",
        "dimensions": list(dims),
        "identity": dict(identity or {}),
        "cells": cells,
        "derived": list(derived),
    }


def release(*tables: Content, **more: Any) -> Content:
    policy = {"name": "test", "version": "1", "threshold": 5, "zeros": "safe", "protection": 5}
    policy |= more.pop("policy", {})
    return {"format": "dueregard-release/1", "policy": policy, "tables": list(tables), **more}


def possible_tables(
    published: Content, most: int, reach: int = 0
) -> Iterator[dict[tuple[str, ...], int]]:
    """Every full table that agrees with one published table.

    ``most`` is the largest innermost count tried; ``reach`` how far a shown number can lie from
    the count.
    """
    dims = published["dimensions"]
    inner = inner_cells(dims)
    place = {levels: k for k, levels in enumerate(inner)}
    checks: list[tuple[list[int], int, int]] = []
    for cell in published["cells"]:
        levels = [cell["cell"][d["name"]] for d in dims]
        parts = itertools.product(*(leaves(d, lv) for d, lv in zip(dims, levels, strict=True)))
        low, high = (
            (1, 10**6)
            if cell["state"] == "confidential"
            else (cell["value"] - reach, cell["value"] + reach)
        )
        checks.append(([place[p] for p in parts], low, high))
    values = np.zeros(len(inner), dtype=int)
    of = [[c for c in checks if k in c[0]] for k in range(len(inner))]

    def fill(k: int) -> Iterator[dict[tuple[str, ...], int]]:
        if k == len(inner):
            counts = dict(zip(inner, values.tolist(), strict=True))
            yield full_table(dims, counts)
            return
        for value in range(most + 1):
            values[k] = value
            fits = True
            for parts, low, high in of[k]:
                done = sum(values[p] for p in parts if p <= k)
                if done > high or (max(parts) <= k and done < low):
                    fits = False
                    break
            if fits:
                yield from fill(k + 1)
        values[k] = 0

    yield from fill(0)


def ranges(
    published: Content, most: int, reach: int = 0, keep: Any = None
) -> dict[tuple[str, ...], tuple[int, int]]:
    """The least and most of every cell over all possible tables (those that ``keep`` keeps)."""
    found: dict[tuple[str, ...], tuple[int, int]] = {}
    for counts in possible_tables(published, most, reach):
        if keep is not None and not keep(counts):
            continue
        for levels, count in counts.items():
            low, high = found.get(levels, (count, count))
            found[levels] = min(low, count), max(high, count)
    return found
