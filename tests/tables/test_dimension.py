"""Dimensions: what adds up to what, and every way a hierarchy can be wrong."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueregard.tables import Dimension, UnusableTable
from dueregard.tables.dimension import natural


def test_parts_come_before_what_they_add_up_to() -> None:
    tree = {"Force": ("North", "South"), "North": ("Ash", "Elm")}
    area = Dimension("area", ("Force", "North", "Ash", "Elm", "South", "Abroad"), tree)
    assert list(area.sums) == ["North", "Force", "Total"]
    assert area.top == ("Force", "Abroad")
    assert area.depth == {
        "Force": 2,
        "North": 1,
        "Ash": 0,
        "Elm": 0,
        "South": 0,
        "Abroad": 0,
        "Total": 3,
    }


@pytest.mark.parametrize(
    ("levels", "tree", "problem"),
    [
        (("a", "b", "c"), {"a": ("b", "x")}, "unknown level “x”"),
        (("a", "b", "c"), {"a": ("c",), "b": ("c",)}, "a level has one parent"),
        (("a", "b"), {"a": ("b",), "b": ("a",)}, "“a” is a part of itself"),
        (("a", "a"), None, "a level is named twice"),
        (("a", "Total"), None, "“Total” marks the margin"),
        ((), None, "it has no level"),
        (("a", "b", "c"), {"Total": ("a", "b")}, "unknown level “c”: it is no part of “Total”"),
    ],
)
def test_says_what_is_wrong(levels, tree, problem) -> None:
    with pytest.raises(UnusableTable, match=problem.replace("(", r"\(")):
        Dimension("area", levels, tree)


@given(st.lists(st.text(min_size=1, max_size=6), min_size=2, unique=True))
def test_natural_order_is_total(levels) -> None:
    keys = [natural(level) for level in levels]
    assert len(set(keys)) == len(levels)
    turned = levels[::-1]
    assert sorted(levels, key=natural) == sorted(turned, key=natural)
