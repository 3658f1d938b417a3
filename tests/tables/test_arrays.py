"""Tables of arrays: the same as tables of records, and refused for the same reasons."""

from __future__ import annotations

import itertools
import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueregard.disclosure import policy_from, preset, protect
from dueregard.tables import (
    CellState,
    Confidential,
    Dimension,
    FrequencyTable,
    Identity,
    Record,
    UnusableTable,
)
from dueregard.tables.seal import READING

AREA = Dimension("area", ("North", "Ash", "Elm", "South"), {"North": ("Ash", "Elm")})
SEX = Dimension("sex", ("Men", "Women"))
LEAVES = ("Ash", "Elm", "South")


def inside(table: FrequencyTable):
    return table._confidential(READING)


@given(st.lists(st.integers(0, 500), min_size=6, max_size=6), st.booleans())
def test_the_same_as_records(counts, hierarchy_given) -> None:
    cells = list(itertools.product(LEAVES, SEX.levels))
    records = [Record(levels, count) for levels, count in zip(cells, counts, strict=True)]
    one = FrequencyTable("t", [AREA, SEX], records)
    leaves = np.array(counts).reshape(3, 2)
    if hierarchy_given:
        rows = dict(zip(LEAVES, leaves, strict=True))
        rows["North"] = rows["Ash"] + rows["Elm"]
        leaves = np.array([rows[level] for level in AREA.levels])
    other = FrequencyTable.from_arrays("t", [AREA, SEX], leaves, totals=False)
    assert (inside(one).values == inside(other).values).all()
    assert inside(other).given.sum() == (8 if hierarchy_given else 6)
    assert inside(FrequencyTable.from_arrays("t", [AREA, SEX], leaves)).given.all()


@given(st.lists(st.integers(0, 60), min_size=9, max_size=9))
def test_a_release_is_the_same(counts) -> None:
    area = Dimension("area", ("A", "B", "C"))
    kind = Dimension("kind", ("X", "Y", "Z"))
    array = np.array(counts).reshape(3, 3)
    full = np.zeros((4, 4), dtype=int)
    full[:3, :3] = array
    full[3] = full[:3].sum(axis=0)
    full[:, 3] = full[:, :3].sum(axis=1)
    records = [
        Record((a, k), int(full[i, j]))
        for i, a in enumerate(area.all_levels)
        for j, k in enumerate(kind.all_levels)
    ]
    policy = policy_from({"threshold": 1, "protection": 0})
    tables = (
        FrequencyTable("t", [area, kind], records),
        FrequencyTable.from_arrays("t", [area, kind], array),
        FrequencyTable.from_arrays("t", [area, kind], full.astype(float)),
    )
    first, *others = (protect([table], policy).record for table in tables)
    assert all(first == other for other in others)


def test_marks_keys_and_contributors() -> None:
    lost, nobody = np.zeros((3, 2), dtype=bool), np.zeros((3, 2), dtype=bool)
    lost[0, 0] = nobody[2, 1] = True
    table = FrequencyTable.from_arrays(
        "t",
        [AREA, SEX],
        [[-1, 20], [30, 40], [50, 0]],
        not_collected=lost,
        not_applicable=nobody,
        record_keys=[[1, 2], [3, 4], [5, 6]],
        contributors=np.full((3, 2, 2), -1),
        identity=Identity("officers", period="2026"),
    )
    counts = inside(table)
    assert counts.cell_keys[-1, -1] == 21
    assert counts.largest.shape == (5, 3, 2)
    cells = protect([table], preset("published")).tables[0]
    assert cells.cell(area="Ash", sex="Men").state is CellState.NOT_AVAILABLE
    assert cells.cell(area="Total", sex="Men").state is CellState.NOT_AVAILABLE
    assert cells.cell(area="South", sex="Women").state is CellState.NOT_APPLICABLE
    assert cells.cell(area="Total", sex="Women").value == 60
    assert cells.identity.period == "2026"


@pytest.mark.parametrize(
    ("values", "more", "problem"),
    [
        ([1, 2, 3], {}, "values: it has 1 axes; one for each of 2 dimensions"),
        ([[1, 2]], {}, "values, axis area: it is 1 long; 3 or 4 or 5 is allowed"),
        ([[1, 2.5], [3, 4], [5, 6]], {}, "values: 1 are not whole numbers"),
        ([[1, float("nan")], [3, 4], [5, 6]], {}, "values: 1 are not whole numbers"),
        ([[True, False]] * 3, {}, "whole numbers are allowed, not bool"),
        ([["1", "2"]] * 3, {}, "whole numbers are allowed"),
        ([[1, -2], [3, 4], [5, 6]], {}, "area Ash, sex Women: the count is negative"),
        ([[2**53, 1], [3, 4], [5, 6]], {}, "add up to more than"),
        ([[2**63, 1], [3, 4], [5, 6]], {}, "values: 1 are not whole numbers of at most"),
        ([[1, 2], [3, 4], [5, 6]], {"not_applicable": [True]}, "of the shape of values"),
        (
            [[1, 2], [3, 4], [5, 6]],
            {"not_applicable": [[False, True], [False, False], [False, False]]},
            "area Ash, sex Women: there is a count where there can be nobody",
        ),
        ([[1, 2], [3, 4], [5, 6]], {"record_keys": [1]}, "record_keys: its shape is (1,)"),
        ([[1, 2], [3, 4], [5, 6]], {"contributors": [[1]]}, "contributors: its shape is (1, 1)"),
        (
            [[1, 2], [3, 4], [5, 6]],
            {"contributors": [[[1, 0], [1, 2]], [[3, 0], [4, 0]], [[5, 0], [6, 0]]]},
            "area Ash, sex Women: the two largest contributions",
        ),
        (
            [[1, 2, 4], [3, 4, 7], [5, 6, 11]],
            {},
            "values, column count: area Ash, sex Total is 4, but its parts by sex add up to 3",
        ),
    ],
)
def test_refused_with_the_place(values, more, problem) -> None:
    with pytest.raises(UnusableTable) as caught:
        FrequencyTable.from_arrays("t", [AREA, SEX], values, **more)
    assert problem in caught.value.message


def test_as_confidential_as_any() -> None:
    table = FrequencyTable.from_arrays("t", [SEX], [73921, 3])
    assert "73921" not in repr(table)
    for show in (str, list, pickle.dumps):
        with pytest.raises(Confidential):
            show(table)


def test_counts_too_large_to_add_up_are_refused() -> None:
    with pytest.raises(UnusableTable, match="add up to more than"):
        FrequencyTable("t", [SEX], [Record(("Men",), 2**53), Record(("Women",), 8)])


def test_many_cells() -> None:
    sizes = (43, 12, 100, 3)
    dimensions = [Dimension(f"d{n}", tuple(f"{i}" for i in range(n))) for n in sizes]
    table = FrequencyTable.from_arrays("t", dimensions, np.ones(sizes, dtype=np.int64))
    assert inside(table).values[-1, -1, -1, -1] == 43 * 12 * 100 * 3
