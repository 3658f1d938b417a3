"""Numbers and yes or no as sources write them."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueregard.returns import ReturnRefused
from dueregard.returns.amounts import read_number, read_numbers, read_yes_no


@given(st.integers(-(10**12), 10**12))
def test_thousands_separators(value):
    assert read_number(f"{value:,}") == (float(value), "")
    assert read_number(str(value)) == (float(value), "")


@given(st.lists(st.one_of(st.integers(-(10**9), 10**9), st.none()), min_size=1))
def test_a_column_of_whole_numbers_comes_back(values):
    texts = ["" if value is None else f"{value:,}" for value in values]
    numbers, wrong = read_numbers(pa.chunked_array([pa.array(texts, pa.string())]), whole=True)
    assert (numbers.to_pylist(), wrong) == (values, {})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("£1,204.50", (1204.5, "")),
        ("(12)", (-12.0, "")),
        ("−3", (-3.0, "")),
        ("1 234", (1234.0, "")),
        ("-", (None, "")),
        ("n/a", (None, "")),
        ("..", (None, "number_not_given")),
        ("*", (None, "number_not_given")),
        ("[c]", (None, "number_not_given")),
        ("1,5", (None, "number_unreadable")),
        ("12,34", (None, "number_unreadable")),
        ("twelve", (None, "number_unreadable")),
        ("1.2.3", (None, "number_unreadable")),
    ],
)
def test_numbers(text, expected):
    assert read_number(text) == expected


def test_a_dash_is_zero_only_where_the_mapping_says_so():
    assert read_number("–", dash_is_zero=True) == (0.0, "")
    assert read_number("–") == (None, "")


def test_rows_of_each_problem():
    column = pa.chunked_array([["1", "x", "..", "1.5", ""]])
    _, wrong = read_numbers(column, whole=True)
    assert {rule: mask.nonzero()[0].tolist() for rule, mask in wrong.items()} == {
        "number_unreadable": [1],
        "number_not_given": [2],
        "number_not_whole": [3],
    }


def test_yes_and_no():
    assert [read_yes_no(text) for text in ("YES", "n", "", "-", "Not stated", "perhaps")] == [
        (True, True),
        (False, True),
        (None, True),
        (None, True),
        (None, True),
        (None, False),
    ]


@pytest.mark.parametrize("text", ["<5", "< 10", "≤3", "fewer than 5", "5 or fewer", ">95%"])
def test_a_bound_is_a_figure_not_given(text):
    assert read_number(text) == (None, "number_not_given")


@pytest.mark.parametrize("text", ["1E400", "-1e999"])
@pytest.mark.parametrize("whole", [True, False])
def test_a_number_without_end_is_no_number(text, whole):
    numbers, wrong = read_numbers(pa.chunked_array([["7", text]]), whole=whole)
    assert numbers.to_pylist() == [7, None]
    assert wrong["number_unreadable"].tolist() == [False, True]


def test_a_needed_number_is_told_where_there_is_none(received):
    rows = [("Area", "Year", "Ethnicity", "Population")]
    rows += [("Ash", 2021, code, n + 1) for n, code in enumerate(("W1", "W2", "B1", "B2", "A1"))]
    with pytest.raises(ReturnRefused) as refused:
        received([*rows, ("Ash", 2021, "A2", "n/a")], "population", dash_is_zero=False)
    assert refused.value.set_aside.by_rule == {"required_missing": 1}
    got = received([*rows, ("Ash", 2021, "A2", "–")], "population", dash_is_zero=False)
    assert got.set_aside.by_rule == {"number_not_given": 1}
