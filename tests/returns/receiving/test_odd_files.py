"""Files that are not what they seem: told in a sentence, and nothing lost in silence."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from dueregard import returns
from dueregard.returns import ReturnRefused, UnreadableReturn


def write(tmp_path, data, name="odd.csv"):
    path = tmp_path / name
    path.write_bytes(data)
    return path


def read(tmp_path, data, **how):
    return returns.read_rows(write(tmp_path, data), **how)


def test_lines_that_end_as_on_an_old_mac(tmp_path):
    rows = read(tmp_path, b'Unit,Left,Note\rAsh,1,"a\rb"\rElm,2,c\r')
    assert rows.columns == ("Unit", "Left", "Note")
    assert rows.table["Note"].to_pylist() == ["a\nb", "c"]


@pytest.mark.parametrize("row", [1, 90])
def test_a_cell_longer_than_any_cell(tmp_path, row):
    lines = [f"Unit,Note,{n}" for n in range(100)]
    lines[row] = "Ash," + "x" * 140_000 + ",5"
    try:
        rows = read(tmp_path, "\n".join(lines).encode())
    except UnreadableReturn as error:
        assert "131,072 characters" in str(error)
    else:
        assert len(rows) == 99


@pytest.mark.parametrize(
    ("kind", "column"),
    [
        ("list", pa.array([["a"], ["b"]])),
        ("binary", pa.array([b"\xff\xfe", b"\x00"])),
        ("struct", pa.array([{"a": 1}, {"a": 2}])),
    ],
)
def test_a_parquet_column_that_is_no_text_is_named(tmp_path, kind, column):
    path = tmp_path / "rows.parquet"
    pq.write_table(pa.table({"Unit": ["Ash", "Elm"], "Odd": column}), path)
    with pytest.raises(UnreadableReturn, match=f"column Odd: it holds {kind}"):
        returns.read_rows(path)


@pytest.mark.parametrize("encoding", ["utf-32-le", "utf-32-be", "utf-16-le"])
def test_every_byte_order_mark_is_known(tmp_path, encoding):
    rows = read(tmp_path, "\ufeffUnit,Left\nBrúnaí,1\n".encode(encoding))
    assert rows.facts.encoding == encoding
    assert rows.table["Unit"].to_pylist() == ["Brúnaí"]


@pytest.mark.parametrize("delimiter", ["^", "~", "::", "|"])
def test_rare_delimiters_are_found(tmp_path, delimiter):
    lines = ["Unit,Ltd|Left|Sex", 'Ash|1|"F|x"', "Elm|2|M"]
    rows = read(tmp_path, "\n".join(lines).replace("|", delimiter).encode())
    assert rows.facts.delimiter == delimiter
    assert rows.columns == ("Unit,Ltd", "Left", "Sex")
    assert rows.table["Sex"].to_pylist() == [f"F{delimiter}x", "M"]


def test_a_delimiter_of_several_characters_may_be_named(tmp_path):
    rows = read(tmp_path, b"Unit||Left\nAsh||1\n", delimiter="||")
    assert rows.columns == ("Unit", "Left")
    with pytest.raises(ReturnRefused, match="cannot be divided"):
        read(tmp_path, b"Unit,Left\nAsh,1\n", delimiter='"')


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.4\n1 0 obj\n", "a PDF"),
        (b'[{"a": 1, "b": 2}]', "JSON"),
        (b'\xef\xbb\xbf {"a": [1, 2]}', "JSON"),
        (b"<html><table></table></html>", "HTML or XML"),
        (b"{\\rtf1 }", "a text document"),
    ],
)
def test_files_of_other_kinds_are_called_by_name(tmp_path, data, kind):
    with pytest.raises(UnreadableReturn, match=f"this is {kind} and no table"):
        read(tmp_path, data)


def test_a_head_without_rows_is_told(tmp_path):
    path = write(tmp_path, b"Person,Board,Voting\n")
    mapping = returns.suggest_mapping(returns.read_rows(path), "board_members").confirm(by="HR")
    with pytest.raises(ReturnRefused, match="no row below the names of its columns"):
        returns.receive(path, schema="board_members", mapping=mapping, period="2025")


def test_an_error_in_a_cell_is_no_blank(tmp_path):
    path = tmp_path / "staff & board.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet("Empty")
        sheet = book.add_worksheet("Board & more")
        sheet.write_row(0, 0, ["Person", "Board", "Voting", "Ethnicity"])
        for row in range(1, 101):
            sheet.write_row(row, 0, [f"P{row}", "Board", "Yes", "W1"])
        sheet.write_formula(50, 3, "=NA()", None, "#N/A")
    got = _board(path)
    assert got.set_aside.reasons == ((51, "cell_error", "Ethnicity"),)
    assert "gave an error" in str(got.problems[0])


def test_an_error_is_no_identifier(written):
    rows = [("Person", "Board", "Voting", "Ethnicity")]
    rows += [(f"P{n}", "Board", "Yes", "W1") for n in range(100)]
    got = _board(written([*rows, ("#REF!", "Board", "Yes", "W1")]))
    assert got.set_aside.reasons == ((102, "cell_error", "Person"),)


def _board(path):
    source = returns.read_rows(path)
    mapping = returns.suggest_mapping(source, "board_members").confirm(by="Secretary")
    return returns.receive(source, schema="board_members", mapping=mapping, period="2025-03-31")
