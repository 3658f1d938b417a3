"""Rows come out alike whatever the form of the file."""

from __future__ import annotations

import datetime
import io

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from dueregard import returns
from dueregard.returns.reading_text import decoded, sniffed
from dueregard.returns.reading_workbook import cell_text
from dueregard.returns.source_rows import find_head, unique_names


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_every_usual_delimiter_is_found(written, delimiter):
    rows = returns.read_rows(
        written([("Unit", "Note", "Sex"), ("Ash", "one, two", "F")], delimiter=delimiter)
    )
    assert rows.facts.delimiter == delimiter
    assert rows.table["Note"].to_pylist() == ["one, two"]


def test_an_unusual_delimiter_can_be_named(written):
    path = written([("Unit", "Sex"), ("Ash", "F")], delimiter="^")
    assert returns.read_rows(path, delimiter="^").columns == ("Unit", "Sex")
    with pytest.raises(returns.ReturnRefused, match="no row holds the delimiter"):
        returns.read_rows(path, delimiter="^^")


@pytest.mark.parametrize(
    ("encoding", "found", "bom"),
    [
        ("utf-8", "utf-8", False),
        ("utf-8-sig", "utf-8", True),
        ("utf-16", "utf-16-le", True),
        ("cp1252", "cp1252", False),
    ],
)
def test_encodings_and_marks(written, encoding, found, bom):
    rows = returns.read_rows(written([("Unité", "Sex"), ("Café", "F")], encoding=encoding))
    assert (rows.facts.encoding, rows.facts.bom) == (found, bom)
    assert rows.columns[0] == "Unité"
    assert rows.table["Unité"].to_pylist() == ["Café"]


def test_a_wrong_encoding_is_told_with_its_line(written):
    path = written([("Unit", "Sex"), ("Café", "F")], encoding="cp1252")
    with pytest.raises(returns.UnreadableReturn, match="line 2"):
        returns.read_rows(path, encoding="utf-8")
    with pytest.raises(returns.UnreadableReturn, match="no encoding “klingon”"):
        returns.read_rows(path, encoding="klingon")


def test_row_numbers_are_those_of_a_spreadsheet(tmp_path):
    path = tmp_path / "gaps.csv"
    path.write_text('Unit,Note\nAsh,"two\nlines"\n\nElm,x\nOak\nYew,y\n', encoding="utf-8")
    rows = returns.read_rows(path)
    assert rows.table["Unit"].to_pylist() == ["Ash", "Elm", "Yew"]
    assert rows.numbers.tolist() == [2, 4, 6]
    assert rows.ragged == ((5, 1),)


def test_rows_with_too_many_cells_keep_the_numbers_of_the_others(tmp_path):
    path = tmp_path / "ragged.csv"
    path.write_text("a,b\n1,2\n3,4,5\n6,7\n", encoding="utf-8")
    rows = returns.read_rows(path)
    assert (rows.numbers.tolist(), rows.ragged) == ([2, 4], ((3, 3),))


def test_the_head_below_a_title_and_the_notes_below_the_table(tmp_path):
    path = tmp_path / "printed.csv"
    path.write_text(
        "Leavers by unit,,\n,,\nUnit,Sex,Persons\nAsh,F,3\nElm,M,4\n,,\nNote: rounded,,\n",
        encoding="utf-8",
    )
    rows = returns.read_rows(path)
    assert rows.columns == ("Unit", "Sex", "Persons")
    assert rows.numbers.tolist() == [4, 5]
    assert (rows.facts.header_row, rows.facts.notes) == (3, (7,))


@pytest.mark.parametrize("end", ["\n", "\n,,\n"])
def test_columns_without_a_name_and_a_value_are_passed_over(tmp_path, end):
    path = tmp_path / "wide.csv"
    path.write_text(f"Unit,Sex,,\nAsh,F,,x\nElm,M,,{end}", encoding="utf-8")
    assert returns.read_rows(path).columns == ("Unit", "Sex", "Column 4")


@pytest.mark.parametrize("text", ['"Unit,Sex\nAsh,F\n', 'Unit,Sex\nAsh,F\n"Elm,M\nOak,F\n'])
def test_a_quote_that_is_never_closed_does_not_swallow_rows(tmp_path, text):
    path = tmp_path / "open.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(returns.UnreadableReturn, match="never closed"):
        returns.read_rows(path)


def test_a_quote_within_a_value_is_a_quote(tmp_path):
    path = tmp_path / "inch.csv"
    path.write_text('Unit,Height\nAsh,5 6"\nElm,5 7\n', encoding="utf-8")
    assert returns.read_rows(path).table["Height"].to_pylist() == ['5 6"', "5 7"]


def test_a_repr_shows_no_value(written):
    rows = returns.read_rows(written([("Staff number", "Sex"), ("secret-17", "F")]))
    assert "secret" not in repr(rows) + str(rows) + f"{rows}"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"PK\x03\x04 no workbook", "no workbook"),
        (b"PAR1 no rows", "damaged"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "password"),
        (b"a\x00b\x00", "no delimited text"),
    ],
)
def test_files_that_are_not_what_they_say(tmp_path, content, says):
    path = tmp_path / "strange.csv"
    path.write_bytes(content)
    with pytest.raises(returns.UnreadableReturn, match=says) as caught:
        returns.read_rows(path)
    assert caught.value.exit_code == 11


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(returns.UnreadableReturn, match="No such file"):
        returns.read_rows(tmp_path / "none.csv")


def test_several_sheets_are_never_chosen_from(tmp_path):
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        for name in ("March", "June"):
            book.add_worksheet(name).write_column(0, 0, ["Unit", "Ash"])
    with pytest.raises(returns.ReturnRefused, match="say which: March, June"):
        returns.read_rows(path)
    with pytest.raises(returns.ReturnRefused, match="no sheet “May”"):
        returns.read_rows(path, sheet="May")
    assert returns.read_rows(path, sheet="June").facts.sheet == "June"


def test_parquet_of_any_types_is_text():
    table = pa.table(
        {
            "day": pa.array([datetime.date(2025, 1, 31), None]),
            "time": pa.array([datetime.datetime(2025, 1, 31), None], pa.timestamp("us")),
            "number": [0.5, 3.0],
            "sex": pa.array(["F", None]).dictionary_encode(),
            "yes": [True, False],
        }
    )
    sink = io.BytesIO()
    pq.write_table(table, sink)
    from dueregard.returns.reading_workbook import read_parquet

    rows = read_parquet(sink.getvalue(), "t.parquet", "")
    assert rows.table.to_pylist() == [
        {"day": "2025-01-31", "time": "2025-01-31", "number": "0.5", "sex": "F", "yes": "true"},
        {"day": "", "time": "", "number": "3", "sex": "", "yes": "false"},
    ]


@given(st.lists(st.lists(st.text("ab1 ,;\"'é", max_size=6), min_size=3, max_size=3), max_size=9))
def test_csv_xlsx_and_parquet_of_the_same_rows_give_the_same_table(tmp_path_factory, body):
    folder = tmp_path_factory.mktemp("same")
    head = ["Unit", "Rank", "Note"]
    # A last row that is filled keeps rows above it from being notes.
    grid = [*body, ["Ash", "PC", "end"]]
    frame = pd.DataFrame(grid, columns=head)
    frame.to_csv(folder / "t.csv", index=False)
    pq.write_table(pa.Table.from_pandas(frame), folder / "t.parquet")
    with xlsxwriter.Workbook(str(folder / "t.xlsx"), {"strings_to_formulas": False}) as book:
        sheet = book.add_worksheet()
        for place, row in enumerate([head, *grid]):
            for column, cell in enumerate(row):
                sheet.write_string(place, column, cell)
    tables = {
        kind: returns.read_rows(folder / f"t.{kind}").table.to_pylist()
        for kind in ("csv", "xlsx", "parquet")
    }
    blank = {"Unit": "", "Rank": "", "Note": ""}
    without = [row for row in tables["parquet"] if row != blank]
    assert [row for row in tables["csv"] if row != blank] == without
    assert tables["xlsx"] == without


def test_small_parts():
    assert sniffed("a\n1\n") == ","
    assert decoded("Ä".encode(), "x", None)[1] == "utf-8"
    assert find_head([["", ""], ["", ""]]) is None
    assert unique_names(["a", "a", "a"]) == ["a", "a (2)", "a (3)"]
    assert cell_text(datetime.datetime(2025, 1, 1, 9, 30)) == "2025-01-01T09:30:00"
    assert cell_text(1e20) == "1e+20"
    assert cell_text(True) == "true"
