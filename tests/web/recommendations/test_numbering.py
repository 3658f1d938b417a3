"""Numbers go through parsing unharmed and sort as people count."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueregard.web.recommendations import numbering

ROMANS = "i ii iii iv v vi vii viii ix x xi xii xiii xiv xv xix xx xl xc".split()
LETTERS = [chr(code) for code in range(ord("a"), ord("z") + 1)]

tops = st.integers(1, 400).map(str)
numbers = st.one_of(
    tops,
    st.builds(lambda n, letter: f"{n}({letter})", tops, st.sampled_from(LETTERS)),
    st.builds(
        lambda n, letter, roman: f"{n}({letter})({roman})",
        tops,
        st.sampled_from(LETTERS),
        st.sampled_from(ROMANS),
    ),
    st.builds(lambda n, m: f"{n}.{m}", tops, tops),
    st.builds(lambda n: f"R{n}", tops),
)


@given(numbers)
def test_a_number_survives_parsing(number: str) -> None:
    assert str(numbering.parse(number)) == number
    assert numbering.tidy(number) == number


@given(st.text(max_size=30))
def test_whatever_is_printed_is_kept_but_for_spaces(text: str) -> None:
    assert str(numbering.parse(text)).split() == text.split()
    numbering.sort_key(text)
    assert len(numbering.parent_of(text)) <= len(text)


@given(st.lists(numbers, unique=True, max_size=12), st.randoms(use_true_random=False))
def test_sorting_does_not_depend_on_the_order_found(
    found: list[str], chance: random.Random
) -> None:
    shuffled = list(found)
    chance.shuffle(shuffled)
    assert sorted(found, key=numbering.sort_key) == sorted(shuffled, key=numbering.sort_key)


@given(numbers)
def test_a_part_comes_right_after_its_branch(number: str) -> None:
    parent = numbering.parent_of(number)
    if parent:
        assert number.startswith(parent)
        assert numbering.sort_key(parent) < numbering.sort_key(number)
        assert len(numbering.parse(parent).pieces) == len(numbering.parse(number).pieces) - 1


@given(st.integers(1, 300), st.integers(1, 300))
def test_whole_numbers_sort_as_numbers(one: int, two: int) -> None:
    assert (numbering.sort_key(str(one)) < numbering.sort_key(str(two))) is (one < two)


@given(st.integers(2, len(ROMANS)), st.randoms(use_true_random=False))
def test_roman_parts_sort_as_romans(count: int, chance: random.Random) -> None:
    wanted = [f"4({roman})" for roman in ROMANS[:count]]
    mixed = list(wanted)
    chance.shuffle(mixed)
    assert numbering.order(mixed) == wanted


@given(st.integers(3, 26), st.randoms(use_true_random=False))
def test_lettered_parts_sort_as_letters(count: int, chance: random.Random) -> None:
    wanted = [f"4({letter})" for letter in LETTERS[:count]]
    mixed = list(wanted)
    chance.shuffle(mixed)
    assert numbering.order(mixed) == wanted


@pytest.mark.parametrize(
    ("number", "parent"),
    [
        ("7(d)", "7"),
        ("7 (d)", "7"),
        ("2(d)(iii)", "2(d)"),
        ("1.4", "1"),
        ("3b", "3"),
        ("R12", ""),
        ("Recommendation 12", ""),
        ("", ""),
        ("(a)", ""),
        ("R-12", ""),
    ],
)
def test_parents(number: str, parent: str) -> None:
    assert numbering.parent_of(number) == parent
