"""Tables of two columns that are forms: a label, and what it is about."""

from __future__ import annotations

from dueregard.papers.labels import HEADER, TRACKER, lookup
from dueregard.papers.lines import Line


def expand_forms(lines: list[Line]) -> list[Line]:
    """Turn tables of two columns, label and value, into lines ``label: value``.

    Report heads and trackers with one table a recommendation are such forms.
    """
    tables: dict[int, list[Line]] = {}
    for line in lines:
        if line.cells is not None and line.table is not None:
            tables.setdefault(line.table, []).append(line)
    for rows in tables.values():
        if any(len(row.cells or ()) != 2 for row in rows):
            continue
        labels = [(row.cells or ("", ""))[0] for row in rows]
        known = sum(_is_label(label) for label in labels)
        second = (rows[0].cells or ("", ""))[1]
        if known >= max(2, len(rows) * 0.6) and not (len(rows) > 2 and _is_label(second)):
            for row in rows:
                label, value = row.cells or ("", "")
                row.cells, row.table = None, None
                row.text = f"{label.rstrip(': ')}: {value}".strip() if label else value
    return lines


def _is_label(text: str) -> bool:
    return bool(text) and (lookup(text, HEADER) is not None or lookup(text, TRACKER) is not None)
