"""What hiding costs, and what outsiders know, as the engine is told."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from dueregard.disclosure import policy_from, protect
from dueregard.disclosure.keys import naming
from dueregard.disclosure.system import cell_system
from dueregard.tables import FrequencyTable

COUNTS = {
    ("N", "p"): 3,
    ("N", "q"): 40,
    ("S", "p"): 0,
    ("S", "q"): 25,
    ("E", "p"): 30,
    ("E", "q"): 11,
}


def table(counts=COUNTS, **more) -> FrequencyTable:
    return FrequencyTable.from_records(
        [{"a": a, "b": b, "count": c} for (a, b), c in counts.items()], **more
    )


def system(policy: dict, made: FrequencyTable | None = None):
    made = made or table()
    return cell_system([made], policy_from({"threshold": 10, **policy}), naming([made], []))


def by_levels(found, values) -> dict:
    return {
        tuple(dict(key.levels).get(d, "Total") for d in "ab"): value
        for key, value in zip(found.keys, values, strict=True)
    }


def test_margins_are_dearer_than_inner_cells() -> None:
    found = system({})
    weights = by_levels(found, found.weight)
    assert weights["N", "p"] == 1 and weights["N", "Total"] == 10
    assert weights["Total", "Total"] == 100


def test_weights_by_count_and_by_priority() -> None:
    found = system({"weights": {"by": "counts", "margins": 1, "cells": [{"a": "N", "weight": 5}]}})
    weights = by_levels(found, found.weight)
    assert weights["N", "q"] == 200 and weights["E", "q"] == 11 and weights["S", "p"] == 1


def test_what_outsiders_know() -> None:
    shown = system({})
    assert by_levels(shown, shown.fixed)["S", "p"]
    assert (shown.lower == 1).all()
    hidden = system({"zeros": "unsafe"})
    assert not hidden.fixed.any() and (hidden.lower == 0).all()
    assert by_levels(hidden, hidden.unsafe)["S", "p"]


def test_a_dear_cell_is_left_alone_where_another_will_do() -> None:
    counts = {
        ("N", "p"): 3,
        ("N", "q"): 40,
        ("N", "r"): 40,
        ("S", "p"): 20,
        ("S", "q"): 25,
        ("S", "r"): 25,
    }
    for dear, other in (("q", "r"), ("r", "q")):
        policy = policy_from({"threshold": 10, "weights": [{"b": dear, "weight": 3}]})
        released = protect([table(counts)], policy).tables[0]
        assert released.cell(a="N", b=dear).value == 40
        assert released.cell(a="N", b=other).value is None


@settings(max_examples=60)
@given(st.lists(st.integers(0, 50), min_size=12, max_size=12))
def test_every_sum_of_the_system_holds(values) -> None:
    names = [(a, b) for a in "NSEW" for b in "pqr"]
    made = table(dict(zip(names, values, strict=True)), hierarchies={"a": {"Up": ["N", "S"]}})
    found = system({}, made)
    for total, parts in found.equations:
        assert found.values[total] == found.values[list(parts)].sum()
    assert len(found.equations) == 4 * 2 + 6
    assert len(found.keys) == 6 * 4
    assert list(found.keys) == sorted(found.keys)
    assert "confidential" in repr(found) and str(max(values) + 10**6) not in repr(found)
