"""Lists as XLSX: real dates and numbers, the header row in view, text that stays text."""

from __future__ import annotations

import io
import re
from datetime import date, datetime, time

import xlsxwriter

from dueregard.exceptions import DueRegardError
from dueregard.rendering.spreadsheets.sheet import Sheet, Value, cell_text

# Limits of the format (Microsoft, "Excel specifications and limits").
_LONGEST_CELL = 32_767
_LONGEST_NAME = 31
_NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\]")
_EARLIEST = date(1900, 3, 1)
_MADE = datetime(2000, 1, 1)  # the format knows no time zone


def write_xlsx(sheet: Sheet) -> bytes:
    """Return a list as XLSX; the same list always gives the same bytes.

    Raises
    ------
    DueRegardError
        If a text is longer than a cell of this format can hold; nothing is cut silently.
    """
    written = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(written, options)
    book.set_properties({"title": cell_text(sheet.title)[:255], "created": _MADE})
    page = book.add_worksheet(_sheet_name(sheet.title))
    heading = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    styles = {
        "text": book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"}),
        "date": book.add_format({"num_format": "d mmmm yyyy", "valign": "top", "align": "left"}),
        "number": book.add_format({"valign": "top"}),
    }
    for index, column in enumerate(sheet.columns):
        page.set_column(index, index, _width(sheet, column.key, column.label))
        page.write_string(0, index, cell_text(column.label), heading)
    for number, row in enumerate(sheet.rows, start=1):
        for index, column in enumerate(sheet.columns):
            value = row.get(column.key)
            if isinstance(value, str) and len(value) > _LONGEST_CELL:
                raise DueRegardError(
                    f"Row {number + 1}, column “{column.label}” has {len(value)} characters; "
                    f"an XLSX cell holds {_LONGEST_CELL}. Export the list as CSV or ODS instead."
                )
            _write(page, number, index, value, styles)
    page.freeze_panes(1, 0)
    if sheet.columns:
        page.autofilter(0, 0, len(sheet.rows), len(sheet.columns) - 1)
    book.close()
    return written.getvalue()


def _write(
    page: xlsxwriter.worksheet.Worksheet,
    row: int,
    column: int,
    value: Value,
    styles: dict[str, xlsxwriter.format.Format],
) -> None:
    """Write one value as what it is: a date, a number, else text."""
    if value is None:
        page.write_blank(row, column, None, styles["text"])
    elif isinstance(value, date) and value >= _EARLIEST:
        page.write_datetime(row, column, datetime.combine(value, time()), styles["date"])
    elif isinstance(value, (int, float)):
        page.write_number(row, column, value, styles["number"])
    else:
        page.write_string(row, column, cell_text(value), styles["text"])


def _sheet_name(title: str) -> str:
    name = _NOT_IN_A_NAME.sub(" ", cell_text(title)).strip("' \n")
    return " ".join(name.split())[:_LONGEST_NAME].strip("' ") or "List"


def _width(sheet: Sheet, key: str, label: str) -> int:
    longest = max([len(label), *(len(cell_text(row.get(key))) for row in sheet.rows)])
    return min(max(longest + 2, 10), 60)
