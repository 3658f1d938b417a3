"""Counts are taken as they are given or refused with their place: never mended in silence."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from dueregard.tables import Confidential, Dimension, FrequencyTable, Record, UnusableTable


@pytest.mark.parametrize("count", [-0.5, 2.5, 40.0, "7", True, float("nan"), np.float64(3)])
def test_what_is_no_whole_number_is_no_count(count: Any) -> None:
    with pytest.raises(UnusableTable, match=r"record 1, column count: .* is not a whole number"):
        FrequencyTable.from_records([{"area": "Ash", "count": count}, {"area": "Elm", "count": 5}])
    with pytest.raises(UnusableTable, match="is not a whole number"):
        FrequencyTable("t", [Dimension("a", ("x",))], [Record(("x",), count)])


def test_whole_numbers_of_numpy_are_counts() -> None:
    FrequencyTable.from_records([{"area": "Ash", "count": np.int64(3)}])


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([{"area": "Ash"}], "record 1: it has no count"),
        ([{"area": "Ash", "count": 1}, {"count": 2}], "record 2: it has no area"),
        ([{"area": "Ash", "count": 1}, {"area": "Elm", "unit": "x", "count": 2}], "unit is in no"),
        ([{"area": None, "count": 1}], "record 1, column area: no level is given"),
        ([{"area": float("nan"), "count": 1}], "record 1, column area: no level is given"),
        ([{"area": "Ash", "count": None}], "no count for area Ash"),
    ],
)
def test_every_record_that_lacks_something_is_named(rows: list[dict[str, Any]], told: str) -> None:
    with pytest.raises(UnusableTable, match=told):
        FrequencyTable.from_records(rows)


def test_a_mark_stands_in_place_of_a_count() -> None:
    area = Dimension("area", ("Ash", "Elm"))
    with pytest.raises(UnusableTable, match=r"30 and \[z\] stand there; give one of them"):
        FrequencyTable("t", [area], [Record(("Ash",), 30, mark="[z]"), Record(("Elm",), 50)])


@pytest.mark.parametrize("levels", ["xy", (1, 2)])
def test_levels_are_words(levels: Any) -> None:
    with pytest.raises(UnusableTable, match="its levels are a list of words"):
        Dimension("area", levels)


def test_the_state_of_a_table_is_as_confidential() -> None:
    table = FrequencyTable.from_records([{"area": "Ash", "count": 3}])
    with pytest.raises(Confidential):
        table.__getstate__()
