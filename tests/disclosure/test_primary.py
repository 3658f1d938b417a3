"""Primary rules: threshold, zeros, dominance and group disclosure."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueregard.disclosure.policy import DisclosurePolicy
from dueregard.disclosure.primary import primary
from dueregard.disclosure.rules import Dominance
from dueregard.tables import FrequencyTable, UnusableTable
from dueregard.tables.seal import READING


def table(counts: dict, **more) -> FrequencyTable:
    return FrequencyTable.from_records(
        [{"area": a, "count": c, **{k: v[a] for k, v in more.items()}} for a, c in counts.items()]
    )


def unsafe(found) -> list:
    return found.unsafe.tolist()


def test_threshold_hides_from_one_to_just_below() -> None:
    counts = table({"a": 0, "b": 1, "c": 9, "d": 10})
    assert unsafe(primary(counts, DisclosurePolicy("p", threshold=10))) == [
        False,
        True,
        True,
        False,
        False,
    ]
    zeros = primary(counts, DisclosurePolicy("p", threshold=10, zeros="unsafe"))
    assert unsafe(zeros) == [True, True, True, False, False]
    assert zeros.width.tolist() == [10, 10, 10, 0, 0]


def test_margins_are_looked_at_too() -> None:
    assert unsafe(primary(table({"a": 2, "b": 3}), DisclosurePolicy("p"))) == [True, True, True]


def test_dominance_worked_by_hand() -> None:
    """Our own numbers: of 100, 60 and 35 leave 5; 10 % of 60 is 6, so p% is short by 1."""
    counts = table(
        {"a": 100, "b": 100, "c": 50},
        largest_1={"a": 60, "b": 40, "c": 10},
        largest_2={"a": 35, "b": 30, "c": 10},
    )
    policy = DisclosurePolicy("p", threshold=0, dominance=Dominance(p=10))
    found = primary(counts, policy)
    assert unsafe(found) == [True, False, False, False]
    assert found.width.tolist() == [1, 0, 0, 0]
    one = primary(counts, DisclosurePolicy("p", threshold=0, dominance=Dominance(n=1, k=60)))
    two = primary(counts, DisclosurePolicy("p", threshold=0, dominance=Dominance(n=2, k=70)))
    assert unsafe(one) == [True, False, False, False]
    assert unsafe(two) == [True, True, False, False]


def test_dominance_without_contributors_is_refused() -> None:
    with pytest.raises(UnusableTable, match="needs the columns largest_1 and largest_2"):
        primary(table({"a": 50}), DisclosurePolicy("p", dominance=Dominance(p=10)))


def test_a_row_that_is_all_one_answer() -> None:
    rows = [("N", "yes", 12), ("N", "no", 0), ("S", "yes", 12), ("S", "no", 11)]
    counts = FrequencyTable.from_records([{"area": a, "answer": b, "count": c} for a, b, c in rows])
    policy = DisclosurePolicy("p", zeros="unsafe", group_disclosure=("answer",))
    found = primary(counts, policy).unsafe
    place = [d.place for d in counts.dimensions]
    assert found[place[0]["N"], place[1]["yes"]] and found[place[0]["N"], place[1]["no"]]
    assert not found[place[0]["S"]].any()


@given(
    st.lists(st.integers(0, 40), min_size=2, max_size=8),
    st.integers(1, 15),
    st.sampled_from(["safe", "unsafe"]),
)
def test_slow_oracle_of_the_threshold(counts, threshold, zeros) -> None:
    made = table({f"a{i}": c for i, c in enumerate(counts)})
    found = primary(made, DisclosurePolicy("p", threshold=threshold, zeros=zeros))
    values = made._confidential(READING).values
    least = 1 if zeros == "safe" else 0
    assert np.array_equal(
        found.unsafe, [least <= v < threshold or (v == 0 and least == 0) for v in values]
    )
