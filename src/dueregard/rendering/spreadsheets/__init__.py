"""Lists as spreadsheets: what a page shows, exported to be read, edited and imported again."""

from __future__ import annotations

from dueregard.rendering.spreadsheets.comma_separated import write_csv
from dueregard.rendering.spreadsheets.open_document import write_ods
from dueregard.rendering.spreadsheets.sheet import Column, ColumnKind, Sheet, Value
from dueregard.rendering.spreadsheets.workbook import write_xlsx

__all__ = [
    "Column",
    "ColumnKind",
    "Sheet",
    "Value",
    "write_csv",
    "write_ods",
    "write_xlsx",
]
