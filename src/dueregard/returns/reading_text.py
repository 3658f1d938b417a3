"""Rows of delimited text, of any delimiter and encoding."""

from __future__ import annotations

import codecs
import csv
import io
import re
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv

from .problems import ReturnRefused, UnreadableReturn
from .source_rows import (
    SourceFacts,
    SourceRows,
    filled,
    find_head,
    table_of_grid,
    trimmed,
    unique_names,
    without_empty,
)

DELIMITERS = (",", ";", "\t", "|", "^", "~", "::")
#: Stands for a delimiter of several characters, which no reader of CSV knows.
_SEPARATOR = "\x1f"
_OTHER_KINDS = (
    (b"%PDF", "a PDF"),
    (b"{\\rtf", "a text document"),
    (b"<", "HTML or XML"),
    (b"[{", "JSON"),
    (b"[[", "JSON"),
    (b"{", "JSON"),
)
_MARKS = (
    # Before UTF-16: its mark begins as that of UTF-16 does.
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_BLANK_LINE = re.compile(r"\n[ \t,;|^~:]*\r?\n")
_LONE_RETURN = re.compile(r"\r(?!\n)")
_LOOKED_AT = 60


def decoded(data: bytes, name: str, encoding: str | None) -> tuple[str, str, bool]:
    """Text, encoding and whether a byte-order mark stood first.

    Examples
    --------
    >>> decoded(b"\\xef\\xbb\\xbfUnit", "u.csv", None)
    ('Unit', 'utf-8', True)
    >>> decoded(b"Caf\\xe9", "u.csv", None)
    ('Café', 'cp1252', False)
    """
    start = data[:256].lstrip(b"\xef\xbb\xbf \t\r\n")
    for sign, kind in _OTHER_KINDS:
        if start.startswith(sign):
            raise UnreadableReturn(
                f"{name}: this is {kind} and no table; give a CSV, XLSX, ODS or Parquet file"
            )
    for mark, marked in _MARKS:
        if data.startswith(mark):
            return _strict(data[len(mark) :], marked, name), marked, True
    if encoding:
        return _strict(data, encoding, name), encoding, False
    if b"\x00" in data[:4096]:
        raise UnreadableReturn(
            f"{name}: this is no delimited text; give a CSV, XLSX, ODS or Parquet file, or the "
            "encoding if it is UTF-16 or UTF-32 without a byte-order mark"
        )
    try:
        return data.decode("utf-8"), "utf-8", False
    except UnicodeDecodeError:
        return _strict(data, "cp1252", name), "cp1252", False


def _strict(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except LookupError as error:
        raise UnreadableReturn(
            f"{name}: there is no encoding “{encoding}”; utf-8, utf-16 and cp1252 are usual"
        ) from error
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise UnreadableReturn(
            f"{name}, line {line}: the bytes are not {encoding}; say which encoding it is"
        ) from error


def sniffed(text: str) -> str:
    """The delimiter that divides the first lines most evenly.

    Examples
    --------
    >>> sniffed("Unit;Pay, hourly;Sex\\nA;1,5;F\\nB;2,5;M\\n")
    ';'
    """
    sample = "\n".join(text.splitlines()[:_LOOKED_AT])
    best, best_score = ",", (0.0, 0)
    for delimiter in DELIMITERS:
        divided, single = _single(sample, delimiter)
        try:
            rows = csv.reader(io.StringIO(divided), delimiter=single)
            widths = [len(row) for row in rows if row]
        except csv.Error:
            continue
        if not widths:
            continue
        usual = max(set(widths), key=lambda width: (widths.count(width), width))
        score = (widths.count(usual) / len(widths) if usual > 1 else 0.0, usual)
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _single(text: str, delimiter: str) -> tuple[str, str]:
    """A text divided by one character, and that character."""
    if len(delimiter) == 1:
        return text, delimiter
    return text.replace(delimiter, _SEPARATOR), _SEPARATOR


def _restored(table: pa.Table, delimiter: str) -> pa.Table:
    """A table whose quoted cells have the delimiter of several characters again."""
    columns = {
        name.replace(_SEPARATOR, delimiter): pc.replace_substring(
            table[name], _SEPARATOR, delimiter
        )
        for name in table.column_names
    }
    return pa.table(columns)


def read_text(
    data: bytes,
    name: str,
    digest: str,
    *,
    delimiter: str | None,
    encoding: str | None,
    header_row: int | None,
) -> SourceRows:
    """Read delimited text; see `read_rows`."""
    text, encoding_found, bom = decoded(data, name, encoding)
    if text.count("\r") > text.count("\r\n"):
        text = _LONE_RETURN.sub("\n", text)
    asked = delimiter or sniffed(text)
    if set(asked) & set('"\r\n') or (len(asked) > 1 and _SEPARATOR in text):
        raise ReturnRefused(f"{name}: the rows cannot be divided by {asked!r}; save it as CSV")
    if len(asked) > 1 and asked not in text:
        raise ReturnRefused(f"{name}: no row holds the delimiter {asked!r}; say which it has")
    text, divider = _single(text, asked)
    if text.count('"') % 2 and _unclosed(text, divider):
        raise UnreadableReturn(
            f"{name}: a quote is opened and never closed, so that rows after it are lost; "
            "save it as CSV anew"
        )
    top = list(_records(text, divider, name, limit=_LOOKED_AT))
    header = header_row - 1 if header_row else find_head(top)
    if header is None or not 0 <= header < len(top):
        raise ReturnRefused(f"{name}: there is no row of column names; say which row it is")
    ragged: tuple[tuple[int, int], ...]
    notes: tuple[int, ...] = ()
    plain = header == 0 and "\n" not in "".join(top[0]) and not _BLANK_LINE.search(text)
    if plain and not _ends_in_notes(text, divider, len(top[0])):
        table, numbers, ragged = _fast(text, top[0], divider, name)
    else:
        grid = list(_records(text, divider, name))
        table, numbers, ragged, notes = table_of_grid(grid, header)
    if len(asked) > 1:
        table = _restored(table, asked)
    facts = SourceFacts(
        name=name,
        sha256=digest,
        format="csv",
        rows=len(numbers) + len(ragged),
        encoding=encoding_found,
        delimiter=asked,
        bom=bom,
        header_row=header + 1,
        notes=notes,
    )
    return SourceRows(table, numbers, facts, ragged)


def _unclosed(text: str, delimiter: str) -> bool:
    """Whether the text ends inside quotes."""
    try:
        for _ in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            pass
    except csv.Error as error:
        return "unexpected end" in str(error)
    return False


def _ends_in_notes(text: str, delimiter: str, width: int) -> bool:
    last = text.rstrip("\r\n").rsplit("\n", 1)[-1]
    try:
        return width > 2 and filled(next(csv.reader([last], delimiter=delimiter), [])) < 2
    except csv.Error:
        return False


def _records(text: str, delimiter: str, name: str, limit: int | None = None) -> Any:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for place, row in enumerate(reader):
            if limit is not None and place >= limit:
                return
            yield row
    except csv.Error as error:
        long = "field larger" in str(error)
        what = "a cell has more than 131,072 characters" if long else "the quotes do not pair"
        raise UnreadableReturn(
            f"{name}, line {reader.line_num}: {what}; save it as CSV anew"
        ) from error


def _fast(
    text: str, head: list[str], delimiter: str, name: str
) -> tuple[pa.Table, np.ndarray[Any, Any], tuple[tuple[int, int], ...]]:
    """Read a plain table without a Python object for each cell."""
    names = unique_names(head)
    ragged: list[tuple[int, int]] = []

    def wrong_length(row: Any) -> str:
        ragged.append((row.number, row.actual_columns))
        return "skip"

    try:
        table = arrow_csv.read_csv(
            pa.BufferReader(text.encode("utf-8")),
            read_options=arrow_csv.ReadOptions(
                use_threads=False, column_names=names, skip_rows=1, block_size=1 << 24
            ),
            parse_options=arrow_csv.ParseOptions(
                delimiter=delimiter, newlines_in_values=True, invalid_row_handler=wrong_length
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
            ),
        )
    except pa.ArrowInvalid as error:
        raise UnreadableReturn(f"{name}: the table cannot be read; save it as CSV anew") from error
    numbers = np.arange(2, 2 + table.num_rows + len(ragged), dtype=np.int64)
    if ragged:
        numbers = np.setdiff1d(numbers, np.array([row for row, _ in ragged], dtype=np.int64))
    columns = {column: trimmed(table[column]) for column in names}
    return without_empty(columns, head), numbers, tuple(ragged)
