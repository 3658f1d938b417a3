"""Bands of age."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueregard import vocabulary as v
from dueregard.exceptions import UsageError

BANDED = [one for one in v.shipped_vocabulary().by_key.values() if one.bands is not None]


@pytest.mark.parametrize(
    ("age", "code"),
    [
        (0, "a1"),
        (25, "a1"),
        (25.99, "a1"),
        (26, "a2"),
        (40, "a2"),
        (41, "a3"),
        (56, "a4"),
        (130, "a4"),
    ],
)
def test_edges_of_the_police_workforce_bands(age: float, code: str) -> None:
    bands = v.classification("age.police_workforce").bands
    assert bands is not None and bands.band_of(age) == code


@pytest.mark.parametrize("one", BANDED, ids=lambda c: c.key)
@given(ages=st.lists(st.integers(0, 130), min_size=1))
def test_an_age_is_in_the_band_that_holds_it(one: v.Classification, ages: list[int]) -> None:
    assert one.bands is not None
    found = one.bands.band_of(np.array(ages))
    assert found.tolist() == [one.bands.band_of(age) for age in ages]
    for age, code in zip(ages, found, strict=True):
        band = one.category(str(code))
        assert (band.lower or 0) <= age <= (130 if band.upper is None else band.upper)


@pytest.mark.parametrize("one", BANDED, ids=lambda c: c.key)
def test_the_usual_spellings_of_a_band_are_read(one: v.Classification) -> None:
    for band in one.categories:
        if band.lower is not None and band.upper is not None and band.lower > 0:
            for label in (f"{band.lower}-{band.upper}", f"{band.lower} to {band.upper}"):
                assert one.code_of(label) == band.code
        elif band.upper is None and band.lower is not None:
            assert one.code_of(f"{band.lower}+") == one.code_of(f"over {band.lower - 1}")
            assert one.code_of(f"{band.lower}+") == band.code


def test_other_bands_than_its_own_are_not_read() -> None:
    assert v.classification("age.police_workforce").code_of("25-40") is None


def test_an_age_that_is_not_held_is_not_recorded() -> None:
    bands = v.classification("age.five_year").bands
    assert bands is not None
    assert bands.band_of(np.array([np.nan, 33.0])).tolist() == ["NOT_RECORDED", "30_34"]


@pytest.mark.parametrize("age", [-1, 131, float("inf")])
def test_an_age_nobody_has_is_told_by_row_and_not_by_value(age: float) -> None:
    bands = v.classification("age.five_year").bands
    assert bands is not None
    with pytest.raises(UsageError, match="row 2: the age is in no band; ages from 0 to 130") as got:
        bands.band_of(np.array([30.0, age]))
    assert str(age) not in str(got.value).split(";")[0].replace("row 2", "")


def test_shape_is_kept_and_nothing_is_nothing() -> None:
    bands = v.classification("age.five_year").bands
    assert bands is not None
    assert bands.band_of(np.array([[18, 70], [22, 64]])).shape == (2, 2)
    assert bands.band_of(np.array([])).shape == (0,)
    assert v.classification("sex.female_male").bands is None
