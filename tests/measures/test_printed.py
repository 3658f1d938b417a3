"""Whole numbers behind printed percentages, against trying every number."""

from __future__ import annotations

from decimal import ROUND_HALF_DOWN, ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueregard.measures import consistent_counts, possible_totals, totals_of_count


@given(st.integers(1, 400), st.integers(0, 2), st.data())
def test_a_percentage_made_of_a_count_finds_it_again(total, decimals, data) -> None:
    count = data.draw(st.integers(0, total))
    step = Decimal(1).scaleb(-decimals)
    for way in (ROUND_HALF_UP, ROUND_HALF_DOWN):
        shown = (Decimal(100 * count) / total).quantize(step, way)
        assert count in consistent_counts([str(shown)], total=total, decimals=decimals).counts[0]


@given(st.integers(0, 1000), st.integers(1, 150))
def test_every_count_found_is_printed_so_and_no_other(tenths, total) -> None:
    shown = Decimal(tenths) / 10
    (found,) = consistent_counts([f"{shown:.1f}"], total=total).counts
    half = Decimal("0.05")
    expected = [
        count
        for count in range(total + 1)
        if abs(Decimal(100 * count) - shown * total) <= half * total
    ]
    assert list(found) == expected


def test_possible_totals_of_all_four_percentages() -> None:
    """No pool near 209 gives all four figures; the smallest that does is larger."""
    figures = ["78.5", "21.5", "5.3", "1.5"]
    possible = possible_totals(figures, at_most=2000)
    assert 209 not in possible
    assert possible and min(possible) > 100
    assert all(not consistent_counts(figures, total=total).unmatched for total in possible[:5])


def test_numbers_do_not_tell_their_decimals_and_text_does() -> None:
    assert consistent_counts([5.0], total=19).counts == ((1,),)
    assert consistent_counts(["5.0"], total=19).counts == ((),)


def test_counts_of_a_percentage_that_rounds_to_nothing_have_no_largest_total() -> None:
    with pytest.raises(ValueError, match="more than rounds to zero"):
        totals_of_count(0, count=1)


@pytest.mark.parametrize(
    ("percentages", "total", "message"),
    [
        ([101], 10, "between 0 and 100"),
        ([-1], 10, "between 0 and 100"),
        (["nan"], 10, "between 0 and 100"),
        ([50], 0, "1 or more"),
        ("50", 10, "list"),
    ],
)
def test_what_is_impossible_is_refused(percentages, total, message) -> None:
    with pytest.raises(ValueError, match=message):
        consistent_counts(percentages, total=total)


@pytest.mark.parametrize("percentage", ["abc", "", "5,0", None])
def test_a_percentage_that_is_no_number_is_told(percentage):
    with pytest.raises(ValueError, match="percentages must be numbers"):
        consistent_counts([percentage], total=4)


@pytest.mark.parametrize("total", [10.5, 10.0, "10", True, None])
def test_a_total_is_a_whole_number(total):
    with pytest.raises(ValueError, match="must be a whole number"):
        consistent_counts([50], total=total)
    with pytest.raises(ValueError, match="must be a whole number"):
        possible_totals([50], at_most=total)
    with pytest.raises(ValueError, match="must be a whole number"):
        totals_of_count(50, count=total)
