"""Reading a list that was exported, edited and sent back: CSV of any kind, XLSX and ODS."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from dueregard.exceptions import UnreadableDocument, UnusableDocument
from dueregard.rendering.spreadsheets.sheet import with_formula

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0"
# Far above any list of recommendations, far below what would fill the memory.
_LARGEST_UNPACKED = 300_000_000
_DELIMITERS = ",;\t|"


class SheetError(UnusableDocument):
    """A list cannot be read; ``row`` and ``column`` say where, as the spreadsheet program counts.

    Parameters
    ----------
    message
        What is wrong and what to do.
    row
        The row, from 1, or None when it is the whole file.
    column
        The heading of the column, or its letter when it has none.
    """

    def __init__(self, message: str, *, row: int | None = None, column: str | None = None) -> None:
        super().__init__(message)
        self.row = row
        self.column = column


class UnreadableSheet(UnreadableDocument):
    """A list cannot be opened: encrypted, damaged or dangerous."""


def read_sheet(data: bytes, name: str | None = None) -> list[dict[str, str]]:
    """Read a list, told by its content and not by its name.

    Parameters
    ----------
    data
        The file. Of a workbook the first sheet is read.
    name
        The name of the file, for messages only.

    Returns
    -------
    list of dict
        One mapping a row from heading to text; dates in ISO form. Empty rows are left out.

    Raises
    ------
    SheetError
        If the file holds no list, or a row does not fit the headings.
    UnreadableSheet
        If it is encrypted, damaged or unpacks to something far too large.

    Examples
    --------
    >>> read_sheet(b"Reference;Status\\r\\n7(d);Completed\\r\\n")
    [{'Reference': '7(d)', 'Status': 'Completed'}]
    """
    shown = name or "The file"
    if not data.strip():
        raise SheetError(f"{shown} is empty. Choose a CSV, XLSX or ODS file with a list.")
    rows = _from_workbook(data, shown) if data.startswith((_ZIP, _OLE)) else _from_csv(data, shown)
    return _records(rows, shown)


def _records(rows: Sequence[Sequence[str]], shown: str) -> list[dict[str, str]]:
    """Pair every row with the headings of the first row that has any."""
    numbered = (
        (number, row)
        for number, row in enumerate(rows, start=1)
        if any(cell.strip() for cell in row)
    )
    first, headings = next(numbered, (0, []))
    if not headings:
        raise SheetError(f"{shown} holds no list: every row is empty.")
    names = _headings(headings, first)
    return [_record(row, number, names) for number, row in numbered]


def _headings(cells: Sequence[str], row: int) -> list[str]:
    names = [" ".join(cell.split()) for cell in cells]
    while names and not names[-1]:
        names.pop()
    for index, name in enumerate(names):
        if name and name in names[:index]:
            raise SheetError(
                f"Row {row} has the heading “{name}” twice. Rename or remove one of the columns.",
                row=row,
                column=name,
            )
    return names


def _record(cells: Sequence[str], row: int, names: Sequence[str]) -> dict[str, str]:
    for index, cell in enumerate(cells):
        if cell.strip() and (index >= len(names) or not names[index]):
            letter = _letter(index)
            raise SheetError(
                f"Row {row}, column {letter} has the text “{cell.strip()[:40]}” but no heading. "
                "Give the column a heading, or remove the text.",
                row=row,
                column=letter,
            )
    return {
        name: cells[index].strip() if index < len(cells) else ""
        for index, name in enumerate(names)
        if name
    }


def _letter(index: int) -> str:
    """Return the letter of a column as spreadsheet programs show it: A, Z, AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _from_csv(data: bytes, shown: str) -> list[list[str]]:
    text = _decoded(data, shown)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    found: list[list[str]] = []
    while True:
        try:
            cells = next(rows)
        except StopIteration:
            return found
        except csv.Error as error:
            raise SheetError(
                f"{shown} cannot be read as CSV near row {len(found) + 1}: {error}. "
                "Open it in a spreadsheet program and save it again.",
                row=len(found) + 1,
            ) from error
        found.append([with_formula(cell) for cell in cells])


def _decoded(data: bytes, shown: str) -> str:
    """Decode text by its byte order mark, else as UTF-8, else as Windows-1252."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    elif data[1:2] == b"\x00" or data[:1] == b"\x00":
        encodings = ("utf-16-le" if data[1:2] == b"\x00" else "utf-16-be",)
    else:
        encodings = ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise SheetError(f"{shown} is neither text nor a workbook. Choose a CSV, XLSX or ODS file.")


def _delimiter(text: str) -> str:
    """Return what separates the cells of the first line, outside quotation marks."""
    line = next((line for line in text.splitlines() if line.strip()), "")
    unquoted = "".join(part for index, part in enumerate(line.split('"')) if index % 2 == 0)
    counted = {delimiter: unquoted.count(delimiter) for delimiter in _DELIMITERS}
    best = max(counted, key=lambda delimiter: counted[delimiter])
    return best if counted[best] else ","


def _from_workbook(data: bytes, shown: str) -> list[list[str]]:
    _refuse_bombs(data, shown)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        names = book.sheet_names
        rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False) if names else []
    except PasswordError as error:
        raise UnreadableSheet(
            f"{shown} is protected by a password. Save it without one."
        ) from error
    except (CalamineError, OSError, ValueError) as error:
        raise UnreadableSheet(f"{shown} cannot be opened as a workbook: {error}.") from error
    return [list(_texts(row)) for row in rows]


def _refuse_bombs(data: bytes, shown: str) -> None:
    if not data.startswith(_ZIP):
        return
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            unpacked = sum(entry.file_size for entry in package.infolist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise UnreadableSheet(f"{shown} is damaged and cannot be opened. Save it again.") from error
    if unpacked > _LARGEST_UNPACKED:
        raise UnreadableSheet(f"{shown} unpacks to {unpacked} bytes, far more than a list needs.")


def _texts(row: Sequence[object]) -> Iterator[str]:
    for cell in row:
        if isinstance(cell, datetime):
            midnight = cell.time() == datetime.min.time()
            yield cell.date().isoformat() if midnight else cell.isoformat(" ")
        elif isinstance(cell, date):
            yield cell.isoformat()
        elif isinstance(cell, float) and cell.is_integer():
            yield str(int(cell))
        else:
            yield str(cell)
