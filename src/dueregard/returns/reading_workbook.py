"""Rows of workbooks (XLSX, ODS) and of Parquet files, as text."""

from __future__ import annotations

import datetime
import io
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from python_calamine import CalamineError, CalamineWorkbook

from .problems import ReturnRefused, UnreadableReturn
from .source_rows import SourceFacts, SourceRows, find_head, table_of_grid, trimmed, unique_names
from .workbook_errors import error_cells


def cell_text(value: object) -> str:
    """The text of a cell: whole numbers without a point, dates in ISO form.

    Examples
    --------
    >>> (
    ...     cell_text(5508.0),
    ...     cell_text(0.75),
    ...     cell_text(datetime.datetime(2019, 9, 30)),
    ...     cell_text(None),
    ... )
    ('5508', '0.75', '2019-09-30', '')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime.datetime):
        midnight = value.time() == datetime.time(0)
        return value.date().isoformat() if midnight else value.isoformat()
    if isinstance(value, datetime.date):
        return value.isoformat()
    return str(value)


def read_workbook(
    data: bytes, name: str, digest: str, *, sheet: str | None, header_row: int | None
) -> SourceRows:
    """Read one sheet of a workbook; see `read_rows`."""
    if b"E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k" in data:
        raise UnreadableReturn(f"{name}: it is protected by a password; save it without one")
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        chosen = _sheet(book, name, sheet)
        cells = book.get_sheet_by_name(chosen).to_python(skip_empty_area=False)
    except (CalamineError, ValueError, OSError) as error:
        raise UnreadableReturn(
            f"{name}: this is no workbook that can be read; save it as XLSX, ODS or CSV"
        ) from error
    grid = [[cell_text(cell).strip() for cell in row] for row in cells]
    for (row, column), shown in error_cells(data, chosen).items():
        if row < len(grid) and column < len(grid[row]) and not grid[row][column]:
            grid[row][column] = shown
    header = header_row - 1 if header_row else find_head(grid)
    if header is None or not 0 <= header < len(grid):
        raise ReturnRefused(
            f"{name}, sheet {chosen}: there is no row of column names; say which row it is"
        )
    table, numbers, ragged, notes = table_of_grid(grid, header)
    facts = SourceFacts(
        name=name,
        sha256=digest,
        format=_format(data),
        rows=len(numbers) + len(ragged),
        sheet=chosen,
        header_row=header + 1,
        notes=notes,
    )
    return SourceRows(table, numbers, facts, ragged)


def _format(data: bytes) -> str:
    if not data.startswith(b"PK"):
        return "xls"
    return "ods" if b"opendocument.spreadsheet" in data[:200] else "xlsx"


def _sheet(book: Any, name: str, sheet: str | None) -> str:
    names = list(book.sheet_names)
    if sheet is not None:
        if sheet not in names:
            raise ReturnRefused(
                f"{name}: there is no sheet “{sheet}”; there are {', '.join(names)}"
            )
        return sheet
    with_rows = [one for one in names if book.get_sheet_by_name(one).height > 1]
    if len(with_rows) == 1:
        return str(with_rows[0])
    if not with_rows:
        raise ReturnRefused(f"{name}: no sheet holds rows")
    raise ReturnRefused(
        f"{name}: {len(with_rows)} sheets hold rows; say which: {', '.join(with_rows)}"
    )


def read_parquet(data: bytes, name: str, digest: str) -> SourceRows:
    """Read a Parquet file as text; see `read_rows`."""
    try:
        table = pq.read_table(pa.BufferReader(data))
    except (pa.ArrowException, OSError) as error:
        raise UnreadableReturn(f"{name}: this Parquet file is damaged; write it anew") from error
    columns = {}
    for place, column in enumerate(unique_names(table.column_names)):
        try:
            columns[column] = trimmed(_as_text(table.column(place)))
        except pa.ArrowException as error:
            raise UnreadableReturn(
                f"{name}, column {column}: it holds {table.column(place).type} and no single "
                "value a row that can be read as text; write it as text, or leave it out"
            ) from error
    facts = SourceFacts(name, digest, "parquet", table.num_rows, header_row=0)
    # Parquet has no head: its first row is called row 1.
    return SourceRows(pa.table(columns), np.arange(1, table.num_rows + 1, dtype=np.int64), facts)


def _as_text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    kind = column.type
    if pa.types.is_dictionary(kind):
        return _as_text(column.cast(kind.value_type))
    if pa.types.is_string(kind):
        return column
    if pa.types.is_timestamp(kind):
        return pa.chunked_array([pa.array([cell_text(v) for v in column.to_pylist()], pa.string())])
    if pa.types.is_floating(kind):
        unique = pc.dictionary_encode(column.combine_chunks())
        texts = pa.array([cell_text(value) for value in unique.dictionary.to_pylist()], pa.string())
        return pa.chunked_array([pc.take(texts, unique.indices)])
    return column.cast(pa.string())
