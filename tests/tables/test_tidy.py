"""Tidy CSV in: totals given or computed, and every problem with its row and column."""

from __future__ import annotations

import csv
import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueregard.exceptions import UnreadableDocument
from dueregard.tables import FrequencyTable, UnusableTable
from dueregard.tables.seal import READING
from dueregard.tables.tidy import Shape, parse_table, read_table


def read(text: str, **shape) -> FrequencyTable:
    return parse_table(text.encode(), name="t", where="t.csv", shape=Shape(**shape))


def problems(text: str, **shape) -> tuple[str, ...]:
    with pytest.raises(UnusableTable) as caught:
        read(text, **shape)
    assert caught.value.exit_code == 10
    return caught.value.problems


def values(table: FrequencyTable) -> list:
    return table._confidential(READING).values.tolist()


def test_totals_given_and_computed_are_the_same() -> None:
    given_ = read(
        "a,b,count\nx,p,1\nx,q,2\nx,Total,3\ny,p,4\ny,q,5\ny,Total,9\n"
        "Total,p,5\nTotal,q,7\nTotal,Total,12\n"
    )
    computed = read("a,b,count\nx,p,1\nx,q,2\ny,p,4\ny,q,5\n")
    asked = read("a,b,count\nx,p,1\nx,q,2\ny,p,4\ny,q,5\nTotal,Total,\n")
    assert values(given_) == values(computed) == values(asked) == [[1, 2, 3], [4, 5, 9], [5, 7, 12]]
    assert computed._confidential(READING).given.sum() == 4
    assert asked._confidential(READING).given.sum() == 5


def test_every_problem_has_its_place() -> None:
    found = problems(
        "area,sex,count\nNorth,Women,-3\nNorth,Men,four\nNorth,Women,2\n,Men,1\nEast,Men\nEast,Men,\n"
        "East,Women,2.5\nEast,Women,1,7\n"
    )
    assert found == (
        "t.csv, row 3, column count: “four” is not a whole number",
        "t.csv, row 5, column area: no level; write Total for a margin",
        "t.csv, row 6: it has 2 columns, the first row has 3",
        "t.csv, row 8, column count: “2.5” is not a whole number",
        "t.csv, row 9: it has 4 columns, the first row has 3",
        "t.csv, row 2, column count: -3 is negative",
        "t.csv, row 4: the cell area North, sex Women is there twice (first in t.csv, row 2)",
        "t.csv, row 7, column count: no count for area East, sex Men; give a whole number, "
        "[z] where there can be nobody or [x] where nothing was collected",
    )


def test_totals_that_do_not_add_up_are_told_one_by_one() -> None:
    assert problems("a,count\nx,1\ny,2\nTotal,4\n") == (
        "t.csv, row 4, column count: a Total is 4, but its parts by a add up to 3",
    )
    two = problems("a,b,count\nx,p,1\nx,q,2\nx,Total,9\nTotal,p,1\nTotal,q,2\nTotal,Total,3\n")
    assert two == (
        "t.csv, row 7, column count: a Total, b Total is 3, but its parts by a add up to 9",
        "t.csv, row 4, column count: a x, b Total is 9, but its parts by b add up to 3",
    )


def test_hierarchy_is_checked_and_computed() -> None:
    tree = {"area": {"North": ["Ash", "Elm"]}}
    table = read("area,count\nAsh,1\nElm,2\nSouth,4\n", hierarchies=tree)
    assert table.dimensions[0].all_levels == ("Ash", "Elm", "South", "North", "Total")
    assert values(table) == [1, 2, 4, 3, 7]
    assert problems("area,count\nAsh,1\nElm,2\nNorth,4\n", hierarchies=tree) == (
        "t.csv, row 4, column count: area North is 4, but its parts by area add up to 3; "
        "the hierarchy says that “North” is the sum of “Ash”, “Elm”",
    )
    assert "unknown level “Elm”" in problems("area,count\nAsh,1\nSouth,2\n", hierarchies=tree)[0]


def test_a_file_may_stop_at_a_parent() -> None:
    tree = {"area": {"North": ["Ash", "Elm"], "South": ["Oak"]}}
    table = read("area,count\nNorth,3\nSouth,4\nTotal,7\n", hierarchies=tree)
    assert values(table) == [3, 4, 7]


def test_fixed_levels_refuse_others() -> None:
    found = problems("sex,count\nMen,1\nFemal,2\n", levels={"sex": ["Men", "Women"]})
    assert found == ("t.csv, row 3, column sex: unknown level “Femal”",)


def test_not_applicable_not_collected_and_zero_are_not_alike() -> None:
    counts = read("a,count\nx,0\ny,[z]\nw,[x]\nv,5\n")._confidential(READING)
    assert counts.applicable.tolist() == [True, True, True, False, True]
    assert counts.collected.tolist() == [True, False, True, True, False]
    assert "was not collected" in problems("a,count\nx,[x]\ny,5\nTotal,\n")[0]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "the file is empty"),
        (b"a b\nx;1\n", "there is no column “count”"),
        (b"a,count\nx,99999999999999999999\n", "99999999999999999999 is too large; at most"),
        (b"a,count\nx,9007199254740993\n", "is too large; at most 9,007,199,254,740,992"),
        (b"a,count\nx,40\nAll,40\n", "“All” is not the word for a margin; write Total, or name"),
        (b"a,count\nx,40\ngrand total,40\n", "row 3, column a: “grand total” is not the word"),
        (b"a,count,cell_key\nx,4,\ny,4,7\n", "row 2, column cell_key: it is empty"),
        (b"a,count,cell_key\nx,4,-1\n", "row 2, column cell_key: -1 is negative"),
        (b"a,count,cell_key\nx,1,256\n", "256 cannot be the sum of 1 record keys"),
        (b"a,count,cell_key\nx,1,2\ny,1,3\nTotal,2,6\n", "6 is not the sum of the keys"),
        (b"a,b\nx,1\n", "there is no column “count”"),
        (b"a,a,count\nx,y,1\n", "the column “a” is there twice"),
        (b"count\n1\n", "there is no dimension beside the count"),
        (b"a,count\n", "there are no counts"),
        (b"a,count\nS\xfcd,1\n", "it is not text in UTF-8"),
        (b'a,count\n"x,1\n', "it is not CSV"),
        (b"a,count,largest_1\nx,1,1\n", "largest_1 and largest_2 go together"),
        (b"a,count,largest_1,largest_2\nx,5,4,3\n", "cannot be the two largest contributions"),
        (b"a,count\nx,1_000\n", "is not a whole number"),
        (b'a,count\nx,"1,000"\n', "is not a whole number"),
        (b"a,count\nx,1\ntotal,1\n", "“total” is not the word for a margin; write Total"),
        ("a,count\nx,٣\n".encode(), "is not a whole number"),
    ],
)
def test_unusable_files(content, problem) -> None:
    with pytest.raises(UnusableTable, match=problem):
        parse_table(content, name="t", where="t.csv")


def test_files_that_cannot_be_opened(tmp_path) -> None:
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(UnreadableDocument):
            read_table(path)


@given(st.data())
def test_rows_in_any_order_make_the_same_table(data) -> None:
    shape = (3, 2, 2)
    counts = data.draw(st.lists(st.integers(0, 30), min_size=12, max_size=12))
    rows = [
        f"{a},{b},{c},{n}"
        for (a, b, c), n in zip(itertools.product("xyz", "pq", "kl"), counts, strict=True)
    ]
    shuffled = data.draw(st.permutations(rows))
    one, other = (read("\n".join(["a,b,c,count", *r])) for r in (rows, shuffled))
    assert one.dimensions == other.dimensions
    assert values(one) == values(other)
    inner = np.array(counts).reshape(shape)
    assert values(one)[3][2][2] == inner.sum()
    assert values(one)[1][2][0] == inner[1, :, 0].sum()


@pytest.mark.parametrize("mark", [";", "\t"])
def test_columns_may_be_parted_as_spreadsheets_do(mark) -> None:
    rows = ["area,sex,count", '"Ash, old",Women,3', "Elm,Women,7", "Total,Women,10"]
    text = "\n".join(mark.join(next(csv.reader([row]))) for row in rows)
    table = read(text)
    assert table.dimensions[0].levels == ("Ash, old", "Elm")


def test_a_group_called_all_is_a_group_where_the_policy_names_it() -> None:
    table = read("area,count\nAll,3\nElm,7\n", levels={"area": ["All", "Elm"]})
    assert table.dimensions[0].levels == ("All", "Elm")


def test_cell_keys_are_sums_of_record_keys() -> None:
    """A sum may be larger than a key; a margin may be given modulo 256."""
    read("a,count,cell_key\nx,2,300\ny,1,3\nz,0,\nTotal,3,47\n")
    read("a,count,cell_key\nx,2,300\ny,1,3\nTotal,3,\n")
