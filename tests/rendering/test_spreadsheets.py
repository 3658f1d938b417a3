"""Lists as CSV, XLSX and ODS: what is written comes back, and nothing acts as a formula."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueregard.exceptions import DueRegardError
from dueregard.rendering.sheets_in import SheetError, UnreadableSheet, read_sheet
from dueregard.rendering.spreadsheets import Column, Sheet, write_csv, write_ods, write_xlsx
from dueregard.rendering.spreadsheets.sheet import with_formula, without_formula

WRITERS = [write_csv, write_xlsx, write_ods]
COLUMNS = (
    Column("ref", "Reference"),
    Column("text", "Recommendation"),
    Column("due", "Due date", "date"),
    Column("open", "Open challenges", "number"),
)
LIST = Sheet(
    "Recommendations: what is open?",
    COLUMNS,
    (
        {
            "ref": "7(d)",
            "text": "Publish the scheme’s results;\nevery year – £0.",
            "due": date(2026, 3, 31),
            "open": 2,
        },
        {"ref": '=HYPERLINK("http://x")', "text": "@SUM(A1)", "due": None, "open": 0},
        {"ref": "'=1", "text": "  two  spaces", "due": date(2025, 1, 1), "open": -3},
        {"ref": "007", "text": "+44 1632 960123", "due": None, "open": 1.5},
    ),
)


def _expected() -> list[dict[str, str]]:
    return [
        {
            "Reference": row["ref"],
            "Recommendation": row["text"].strip(),
            "Due date": row["due"].isoformat() if row["due"] else "",
            "Open challenges": str(row["open"]),
        }
        for row in LIST.rows
    ]


@pytest.mark.parametrize("write", WRITERS)
def test_an_exported_list_comes_back_as_it_was(write):
    assert read_sheet(write(LIST)) == _expected()


@pytest.mark.parametrize("write", WRITERS)
def test_the_same_list_gives_the_same_bytes(write):
    assert write(LIST) == write(LIST)


def _texts() -> st.SearchStrategy[str]:
    signs = st.characters(
        exclude_categories=("Cs", "Cc", "Cn", "Co"), exclude_characters="\u2028\u2029\x85"
    )
    formulas = st.sampled_from(
        ["=1", "+1", "-1", "@a", "'=1", "''=1", "'", '"', "=", ";", ",", "\t=1"]
    )
    return st.one_of(st.text(signs, max_size=30), formulas).map(str.strip)


@given(rows=st.lists(st.tuples(_texts(), _texts()), min_size=1, max_size=6))
def test_any_text_survives_every_format(rows):
    sheet = Sheet(
        "List", (Column("a", "A"), Column("b", "B")), tuple({"a": a, "b": b} for a, b in rows)
    )
    kept = [{"A": a, "B": b} for a, b in rows if a or b]
    for write in WRITERS:
        assert read_sheet(write(sheet)) == kept


@given(st.text(alphabet="'=+-@a\t", max_size=6))
def test_guarding_a_text_is_undone_exactly(text):
    guarded = without_formula(text)

    assert with_formula(guarded) == text
    assert not guarded.startswith(("=", "+", "-", "@", "\t"))


def test_no_csv_cell_begins_like_a_formula():
    for line in write_csv(LIST).decode("utf-8-sig").splitlines():
        assert not re.match(r'"?[=+@]', line)


def test_xlsx_holds_real_dates_no_formula_and_keeps_the_headings_in_view():
    with zipfile.ZipFile(io.BytesIO(write_xlsx(LIST))) as package:
        page = package.read("xl/worksheets/sheet1.xml").decode()

    assert "<f>" not in page
    assert re.search(r'<c r="C2" s="\d"><v>46112</v></c>', page)  # 31 March 2026 as a day number
    assert 'ySplit="1"' in page and 'state="frozen"' in page


def test_ods_holds_real_dates_no_formula_and_keeps_the_headings_in_view():
    with zipfile.ZipFile(io.BytesIO(write_ods(LIST))) as package:
        content = package.read("content.xml").decode()
        settings = package.read("settings.xml").decode()

    assert "table:formula" not in content
    assert 'office:value-type="date" office:date-value="2026-03-31"' in content
    assert '"VerticalSplitPosition" config:type="int">1<' in settings
    assert package.namelist()[0] == "mimetype"


def test_a_text_too_long_for_a_cell_is_refused_not_cut():
    sheet = Sheet("List", (Column("a", "Text"),), ({"a": "x" * 40_000},))

    with pytest.raises(DueRegardError, match="Row 2, column “Text”"):
        write_xlsx(sheet)
    assert read_sheet(write_ods(sheet)) == [{"Text": "x" * 40_000}]


@pytest.mark.parametrize("title", ["", "[a]:b*c?d/e\\f", "x" * 90, "'quoted'", "History\x00"])
@pytest.mark.parametrize("write", [write_xlsx, write_ods])
def test_any_title_names_the_sheet(write, title):
    assert read_sheet(write(Sheet(title, (Column("a", "A"),), ({"a": "1"},)))) == [{"A": "1"}]


@pytest.mark.parametrize(
    "data",
    [
        "Reference,Text\n1,Größe\n".encode(),
        "Reference;Text\r\n1;Größe\r\n".encode("utf-8-sig"),
        "Reference\tText\r\n1\tGröße".encode("utf-16"),
        "Reference|Text\n1|Größe\n".encode("cp1252"),
        "\n\n Reference , Text ,\n\n1,Größe,\n,,\n".encode("utf-16-le"),
        '"Reference";"Text"\n"1";"Größe"\n'.encode(),
    ],
)
def test_csv_is_read_whatever_wrote_it(data):
    assert read_sheet(data) == [{"Reference": "1", "Text": "Größe"}]


@pytest.mark.parametrize(
    ("data", "row", "column"),
    [
        (b"Ref,Ref\n1,2\n", 1, "Ref"),
        (b"Ref,Text\n1,2\n1,2,3\n", 3, "C"),
        (b"Ref,,Text\n1,x,2\n", 2, "B"),
        (b'Ref,Text\n1,"two\n', 2, None),
    ],
)
def test_an_error_says_in_which_row_and_column(data, row, column):
    with pytest.raises(SheetError) as refused:
        read_sheet(data, "list.csv")

    assert (refused.value.row, refused.value.column) == (row, column)


@pytest.mark.parametrize(
    "data", [b"", b"  \n", b",,,\n,,\n", b"\x89PNG\r\n\x1a\n\x00\x00", b"a\x00b\x00\x01"]
)
def test_what_is_no_list_is_refused_in_one_sentence(data):
    with pytest.raises(SheetError):
        read_sheet(data)


@pytest.mark.parametrize(
    "data", [b"PK\x03\x04 not really", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)]
)
def test_a_damaged_workbook_is_refused_in_one_sentence(data):
    with pytest.raises(UnreadableSheet):
        read_sheet(data)


def test_a_workbook_that_unpacks_to_far_too_much_is_refused_unopened():
    bomb = io.BytesIO()
    with (
        zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as package,
        package.open("xl/workbook.xml", "w", force_zip64=True) as entry,
    ):
        for _ in range(301):
            entry.write(bytes(1_000_000))

    with pytest.raises(UnreadableSheet, match="unpacks"):
        read_sheet(bomb.getvalue())


@given(st.binary(max_size=300))
def test_random_bytes_never_end_in_a_traceback(data):
    try:
        read_sheet(data)
    except DueRegardError as refused:
        assert refused.message


@given(st.data())
def test_damaged_workbooks_never_end_in_a_traceback(data):
    whole = bytearray((write_xlsx if data.draw(st.booleans()) else write_ods)(LIST))
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    try:
        read_sheet(bytes(whole))
    except DueRegardError as refused:
        assert refused.message
