"""What holds of every return, whatever is in it."""

from __future__ import annotations

import random
from dataclasses import replace

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from odfdo import Document, Row, Table

from dueregard import returns
from dueregard.returns.labels import code_list

HEAD = ("Person", "Board", "Voting", "Appointed", "Ethnicity", "Sex", "Disability")
LABELS = ["W1", "White - Irish", "", "Prefer not to say", "Not stated", "B1", "Elvish"]
rows_of_boards = st.lists(
    st.tuples(
        st.integers(1, 12).map(str),
        st.sampled_from(["Main", "Audit", "Total", ""]),
        st.sampled_from(["Yes", "no", "N", "perhaps", ""]),
        st.sampled_from(["2020-01-31", "2019-02-29", "2031-01-01", "", "43739", "1 May 2019"]),
        st.sampled_from(LABELS),
        st.sampled_from(["Female", "M", "", "x"]),
        st.sampled_from(["Disabled", "Not disabled", ""]),
    ),
    max_size=12,
)
SCHEMA = returns.schema("board_members")
#: The same form, letting any return in that has a sound row.
LENIENT = replace(SCHEMA, tolerance=0.999)
MAPPING = returns.Mapping(
    "board_members",
    "1",
    {
        "person": "Person",
        "body": "Board",
        "voting": "Voting",
        "appointed": "Appointed",
        "ethnicity": "Ethnicity",
        "sex": "Sex",
        "disability": "Disability",
    },
    confirmed_by="Analyst",
)
SOUND = ("99", "Main", "Yes", "2020-01-31", "W1", "Female", "Disabled")


def receive(path):
    return returns.receive(path, schema=LENIENT, mapping=MAPPING, period="2025-03-31")


def as_csv(folder, rows, head=HEAD):
    path = folder / "t.csv"
    pd.DataFrame(rows, columns=head).to_csv(path, index=False)
    return path


@given(rows_of_boards)
def test_rows_read_are_rows_kept_and_rows_set_aside(tmp_path_factory, rows):
    got = receive(as_csv(tmp_path_factory.mktemp("p"), [*rows, SOUND]))
    assert got.rows_read == len(rows) + 1
    assert got.rows_read == got.rows_kept + len(got.set_aside)
    assert {row for row, _, _ in got.set_aside.reasons} == set(got.set_aside.rows)
    in_error = {p.rule for p in got.problems if p.severity == "error"}
    assert in_error == set(got.set_aside.by_rule)


@given(rows_of_boards)
def test_nothing_in_a_category_is_unknown_to_its_classification(tmp_path_factory, rows):
    table = receive(as_csv(tmp_path_factory.mktemp("p"), [*rows, SOUND])).table
    for name in ("ethnicity", "sex", "disability"):
        assert set(table[name].to_pylist()) <= set(code_list(SCHEMA.field(name)).titles)
    keys = list(zip(table["person"].to_pylist(), table["body"].to_pylist(), strict=True))
    assert len(keys) == len(set(keys))


@given(rows_of_boards, st.randoms())
def test_the_order_of_columns_does_not_matter(tmp_path_factory, rows, chance: random.Random):
    folder = tmp_path_factory.mktemp("p")
    first = receive(as_csv(folder, [*rows, SOUND]))
    order = list(range(len(HEAD)))
    chance.shuffle(order)
    mixed = [tuple(row[place] for place in order) for row in [*rows, SOUND]]
    again = receive(as_csv(folder, mixed, [HEAD[place] for place in order]))
    assert again.table.equals(first.table)
    assert again.set_aside == first.set_aside
    assert again.problems == first.problems
    assert receive(folder / "t.csv").summary() == again.summary()


@settings(max_examples=25)
@given(rows_of_boards)
def test_every_form_of_file_gives_the_same_table(tmp_path_factory, rows):
    folder = tmp_path_factory.mktemp("p")
    grid = [*rows, SOUND]
    pq.write_table(pa.Table.from_pandas(pd.DataFrame(grid, columns=HEAD)), folder / "t.parquet")
    with xlsxwriter.Workbook(str(folder / "t.xlsx")) as book:
        sheet = book.add_worksheet()
        for place, row in enumerate([HEAD, *grid]):
            for column, cell in enumerate(row):
                sheet.write_string(place, column, cell)
    document = Document("spreadsheet")
    document.body.clear()
    table = Table("rows")
    for row in [HEAD, *grid]:
        line = Row()
        line.set_values(list(row))
        table.append_row(line)
    document.body.append(table)
    document.save(folder / "t.ods")
    expected = receive(as_csv(folder, grid))
    for kind in ("parquet", "xlsx", "ods"):
        got = receive(folder / f"t.{kind}")
        assert got.table.equals(expected.table), kind
        assert len(got.set_aside) == len(expected.set_aside), kind
