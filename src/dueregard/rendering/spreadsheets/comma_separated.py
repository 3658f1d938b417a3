"""Lists as CSV, in the form spreadsheet programs open without asking."""

from __future__ import annotations

import csv
import io

from dueregard.rendering.spreadsheets.sheet import Sheet, cell_text, without_formula


def write_csv(sheet: Sheet) -> bytes:
    """Return a list as CSV: commas, UTF-8 with a byte order mark, no cell that acts as a formula.

    Examples
    --------
    >>> from dueregard.rendering.spreadsheets import Column
    >>> write_csv(Sheet("List", (Column("ref", "Reference"),), ({"ref": "=1"},))).decode(
    ...     "utf-8-sig"
    ... )
    "Reference\\r\\n'=1\\r\\n"
    """
    written = io.StringIO(newline="")
    # A lone empty cell would otherwise be an empty line, which readers skip.
    writer = csv.writer(written, quoting=csv.QUOTE_MINIMAL)
    writer.writerow([without_formula(cell_text(column.label)) for column in sheet.columns])
    for row in sheet.rows:
        cells = []
        for column in sheet.columns:
            value = row.get(column.key)
            text = cell_text(value)
            cells.append(without_formula(text) if isinstance(value, str) else text)
        writer.writerow(cells)
    return written.getvalue().encode("utf-8-sig")
