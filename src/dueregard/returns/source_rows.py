"""The rows of a file as text with their numbers, and what is known of the file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any, NoReturn

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from dueregard.exceptions import NotPermitted

#: How many rows below a head tell how full rows are.
_BELOW = 20


@dataclass(frozen=True)
class SourceFacts:
    """What is known of a file without its rows.

    Parameters
    ----------
    name, sha256 : str
        Its name and checksum.
    format : {"csv", "xlsx", "ods", "xls", "parquet"}
        What it is by its content, whatever its name says.
    rows : int
        Rows below the head, blank rows and notes left out.
    encoding, delimiter : str, optional
        Of text. ``cp1252`` is assumed where the bytes are no UTF-8.
    bom : bool
        Whether a byte-order mark stood first.
    sheet : str, optional
        Of a workbook.
    header_row : int
        Number of the row the names of columns stand in.
    notes : tuple of int
        Numbers of the rows below the table that hold notes only.
    """

    name: str
    sha256: str
    format: str
    rows: int
    encoding: str | None = None
    delimiter: str | None = None
    bom: bool = False
    sheet: str | None = None
    header_row: int = 1
    notes: tuple[int, ...] = ()


@dataclass(frozen=True)
class SourceRows:
    """The rows of a file as text, before any meaning is given to them.

    Parameters
    ----------
    table : pyarrow.Table
        One text column per column of the source, trimmed; a blank is ``""``.
    numbers : ndarray of int64, shape (n,)
        Row numbers as a spreadsheet shows them: the head is usually row 1.
    facts : SourceFacts
        What is known of the file.
    ragged : tuple of (int, int)
        Rows with the wrong number of cells: row number and number of cells.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> from dueregard.returns import read_rows
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "leavers.csv"
    >>> _ = path.write_bytes("Staff number;Left\\n17;31/12/2024\\n".encode("utf-8-sig"))
    >>> rows = read_rows(path)
    >>> rows.columns, rows.facts.delimiter, rows.facts.bom, rows.numbers.tolist()
    (('Staff number', 'Left'), ';', True, [2])
    """

    table: pa.Table
    numbers: np.ndarray[Any, Any]
    facts: SourceFacts
    ragged: tuple[tuple[int, int], ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns as the source has them."""
        return tuple(self.table.column_names)

    def __len__(self) -> int:
        return len(self.numbers)

    def __repr__(self) -> str:
        return (
            f"<SourceRows {self.facts.name}: {len(self):,} rows, {len(self.columns)} columns; "
            "confidential>"
        )

    __str__ = __repr__

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise NotPermitted(
            "Rows as read hold what identifies people and cannot be pickled or copied: read the "
            "file again where they are needed."
        )

    def distinct(self, column: str) -> list[str]:
        """The distinct values of a column in order of first appearance."""
        return list(pc.unique(self.table[column]).to_pylist())


def filled(row: Sequence[str]) -> int:
    """How many cells of a row are not blank."""
    return sum(1 for cell in row if cell)


def find_head(grid: Sequence[Sequence[str]]) -> int | None:
    """Place of the first row that is as full as a head is.

    A head has two cells filled or more, unless no row has, and at least half as many as the
    rows below it usually have.

    Examples
    --------
    >>> find_head([["Leavers", "", ""], ["", "", ""], ["Unit", "Left", "Sex"], ["A", "1", "F"]])
    2
    """
    counts = [filled(row) for row in grid]
    least = min(2, max(counts, default=0))
    for place, count in enumerate(counts):
        below = [other for other in counts[place + 1 : place + 1 + _BELOW] if other]
        if count and count >= least and count * 2 >= median(below or [0]):
            return place
    return None


def unique_names(names: Sequence[str]) -> list[str]:
    """Names of columns with none blank and none twice.

    Examples
    --------
    >>> unique_names(["Date", "", "Date"])
    ['Date', 'Column 2', 'Date (2)']
    """
    made: list[str] = []
    for place, name in enumerate(names, 1):
        base = " ".join(name.split()) or f"Column {place}"
        candidate, again = base, 2
        while candidate in made:
            candidate, again = f"{base} ({again})", again + 1
        made.append(candidate)
    return made


def trimmed(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """A text column without space around its values; no value is a blank."""
    return pc.utf8_trim_whitespace(pc.fill_null(column, ""))


def without_empty(columns: Mapping[str, pa.ChunkedArray], head: Sequence[str]) -> pa.Table:
    """A table without the columns that have neither a name nor a value.

    Examples
    --------
    >>> blank = pa.chunked_array([["", ""]])
    >>> without_empty({"Unit": blank, "Column 2": blank}, ["Unit", ""]).column_names
    ['Unit']
    """
    return pa.table(
        {
            name: texts
            for (name, texts), printed in zip(columns.items(), head, strict=True)
            if printed.strip() or pc.any(pc.not_equal(texts, "")).as_py()
        }
    )


def table_of_grid(
    grid: list[list[str]], header: int
) -> tuple[pa.Table, np.ndarray[Any, Any], tuple[tuple[int, int], ...], tuple[int, ...]]:
    """Table, row numbers, ragged rows and rows of notes out of a grid of cells.

    Blank rows are passed over. Rows after the last with two cells filled are notes, where the
    table has three columns or more.
    """
    names = unique_names([cell.strip() for cell in grid[header]])
    width = len(names)
    body = [(place + 1, row) for place, row in enumerate(grid) if place > header]
    body = [(number, row) for number, row in body if any(cell.strip() for cell in row)]
    notes: list[int] = []
    if width > 2:
        while body and filled([cell.strip() for cell in body[-1][1]]) < 2:
            notes.append(body.pop()[0])
    ragged = tuple((number, len(row)) for number, row in body if len(row) != width)
    body = [(number, row) for number, row in body if len(row) == width]
    columns = list(zip(*(row for _, row in body), strict=True)) or [()] * width
    texts = {
        name: trimmed(pa.chunked_array([pa.array(cells, pa.string())]))
        for name, cells in zip(names, columns, strict=True)
    }
    table = without_empty(texts, grid[header])
    numbers = np.array([number for number, _ in body], dtype=np.int64)
    return table, numbers, ragged, tuple(sorted(notes))
