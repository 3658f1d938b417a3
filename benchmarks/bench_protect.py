"""``protect`` from counts to a release: joining, hiding, attacking, recording."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from dueregard.disclosure import policy_from, preset, protect
from dueregard.tables import FrequencyTable, Record, dimension_of


def table(shape: tuple[int, ...], mean: float) -> FrequencyTable:
    """Counts with a long tail, margins given: a tenth small at mean 80, three tenths at 24."""
    counts = np.random.default_rng(1).negative_binomial(1, 1 / (1 + mean), shape)
    for axis in range(len(shape)):
        counts = np.concatenate([counts, counts.sum(axis=axis, keepdims=True)], axis=axis)
    levels = [[*(f"L{i:03d}" for i in range(n)), "Total"] for n in shape]
    records = [
        Record(names, int(count))
        for names, count in zip(itertools.product(*levels), counts.ravel(), strict=True)
    ]
    dimensions = [dimension_of(f"d{i}", names) for i, names in enumerate(levels)]
    return FrequencyTable("bench", dimensions, records)


@pytest.mark.parametrize("mean", [80, 24], ids=["sparse", "dense"])
@pytest.mark.parametrize("side", [21, 30, 44, 62, 89], ids=lambda n: f"{(n + 1) ** 2} cells")
def test_square(benchmark, side, mean) -> None:
    counts = table((side, side), mean)
    release = benchmark.pedantic(protect, ([counts], preset("published")), rounds=1)
    cells = release.tables[0].cells
    benchmark.extra_info["hidden"] = sum(cell.value is None for cell in cells)
    benchmark.extra_info["proven"] = release.record["proven"]


@pytest.mark.parametrize("rule", ["exact", "rounded"])
def test_thin(benchmark, rule) -> None:
    policy = policy_from({"preset": "published" if rule == "exact" else "ons_10_5"})
    release = benchmark.pedantic(protect, ([table((200, 9), 60)], policy), rounds=1)
    cells = release.tables[0].cells
    benchmark.extra_info["hidden"] = sum(cell.value is None for cell in cells)
