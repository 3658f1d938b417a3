"""Finding tables among the lines of a paper."""

from __future__ import annotations

import re
from dataclasses import replace

from dueregard.papers.dates import is_date
from dueregard.papers.desk import Desk
from dueregard.papers.labels import TRACKER, lookup
from dueregard.papers.lines import Line
from dueregard.papers.statuses import is_status_word
from dueregard.papers.tablesfound.cell_lines import find_label_cells, find_paragraph_cells
from dueregard.papers.tablesfound.columns import (
    NUMBER,
    split_heading,
    split_names,
    split_run,
    split_typed,
)
from dueregard.papers.tablesfound.fixed import find_fixed
from dueregard.papers.tablesfound.found import FoundTable, loose_lines, make_table

_YEAR = re.compile(r"^(?:19|20)\d\d(?:[/–-]\d{2,4})?$")
_RULE = re.compile(r"^[\s|:+=-]*-{2,}[\s|:+=-]*$")
_LEADS = re.compile(r"\b(?:lead|leads|owner|officer|responsible|director|sponsor)s?$", re.I)


def find_tables(desk: Desk) -> list[FoundTable]:
    """Find every table, take its lines and return the tables in order."""
    found: list[FoundTable] = []
    at = 0
    while at < len(desk):
        table = None
        if desk.lines[at].role is None:
            for finder in (
                _cells,
                _bars,
                _tabs,
                _fixed,
                _block,
                find_label_cells,
                find_paragraph_cells,
                _one_line,
            ):
                table = finder(desk, at)
                if table is not None:
                    break
        if table is None:
            at += 1
            continue
        desk.take(desk.lines[table.start : table.end], "table")
        _caption(desk, table)
        found.append(table)
        at = table.end
    return found


_CAPTION = re.compile(r"^(?:table|figure|tab\.|fig\.)\s*\d+(?:\.\d+)*[a-z]?\b.{0,150}$", re.I)


def _caption(desk: Desk, found: FoundTable) -> None:
    """Give a table the caption printed right above it."""
    if found.start == 0:
        return
    above = desk.lines[found.start - 1]
    if above.role is None and _CAPTION.match(above.text):
        found.table = replace(found.table, caption=above.text)
        desk.take(above, "table")


def _cells(desk: Desk, at: int) -> FoundTable | None:
    """A real table of the format."""
    first = desk.lines[at]
    if first.cells is None:
        return None
    end = at
    while end < len(desk) and (line := desk.lines[end]).cells and line.table == first.table:
        end += 1
    lines = desk.lines[at:end]
    rows = [line.cells or () for line in lines]
    numbers = [line.number for line in lines]
    if len(rows) > 1 and not _has_heading(rows[0]):
        return FoundTable(make_table(lines, (), list(rows), "cells", numbers), at, end)
    body = [(row, line) for row, line in zip(rows, numbers, strict=True) if row != rows[0]]
    table = make_table(
        lines, rows[0], [row for row, _ in body], "cells", [line for _, line in body]
    )
    return FoundTable(table, at, end)


def _has_heading(row: tuple[str, ...]) -> bool:
    """Tell headings from a first row of contents: no dates, figures, states or sentences."""
    return not any(
        is_date(cell)
        or (NUMBER.match(cell) and not _YEAR.match(cell))
        or is_status_word(cell)
        or len(cell) > 120
        for cell in row
        if cell
    )


def _split_bars(text: str) -> tuple[str, ...]:
    cells = [cell.strip() for cell in text.split("|")]
    if cells and not cells[0] and text.startswith("|"):
        cells = cells[1:]
    if cells and not cells[-1]:
        cells = cells[:-1]
    return tuple(cells)


def _bars(desk: Desk, at: int) -> FoundTable | None:
    """Columns between bars, with or without a ruled heading."""
    if "|" not in desk.lines[at].text:
        return None
    end = at
    while end < len(desk) and "|" in desk.lines[end].text and desk.lines[end].role is None:
        end += 1
    lines = desk.lines[at:end]
    contents = [line for line in lines if not _RULE.match(line.text)]
    if not contents:
        return None
    rows = [_split_bars(line.text) for line in contents]
    if max(len(row) for row in rows) < 2:
        return None
    ruled = len(lines) > 1 and bool(_RULE.match(lines[1].text))
    named = sum(lookup(cell, TRACKER) is not None for cell in rows[0]) >= max(2, len(rows[0]) / 2)
    numbers = [line.number for line in contents]
    if ruled or (len(rows) > 1 and (named or _has_heading(rows[0]))):
        table = make_table(lines, rows[0], rows[1:], "bars", numbers[1:])
    else:
        table = make_table(lines, (), rows, "bars", numbers)
    return FoundTable(table, at, end)


def _tabs(desk: Desk, at: int) -> FoundTable | None:
    """Columns between tab stops."""

    def cells(line: Line) -> tuple[str, ...]:
        return tuple(cell.strip() for cell in line.raw[0].strip("\r\n ").split("\t"))

    first = desk.lines[at]
    if not first.raw or "\t" not in first.raw[0].strip():
        return None
    width = len(cells(first))
    end = at
    while end < len(desk) and desk.lines[end].raw and len(cells(desk.lines[end])) == width:
        end += 1
    lines = desk.lines[at:end]
    if width < 3 or len(lines) < 2 or any(not any(cells(line)) for line in lines):
        return None
    rows = [cells(line) for line in lines]
    numbers = [line.number for line in lines]
    return FoundTable(make_table(lines, rows[0], rows[1:], "tabs", numbers[1:]), at, end)


def _fixed(desk: Desk, at: int) -> FoundTable | None:
    """Columns at fixed places, when their headings are known or their cells are figures."""
    found = find_fixed(desk, at)
    if found is None:
        return None
    columns, rows, numbers, end = found
    known = sum(lookup(column, TRACKER) is not None for column in columns)
    cells = [cell for row in rows for cell in row[1:] if cell]
    figures = sum(bool(NUMBER.match(cell)) or is_date(cell) for cell in cells)
    if known < 2 and figures * 2 < len(cells):
        return None
    lines = desk.lines[at:end]
    return FoundTable(make_table(lines, columns, rows, "fixed width", numbers), at, end)


def _block(desk: Desk, at: int) -> FoundTable | None:
    """A heading line and rows right under it, cells parted by spaces only."""
    if at + 3 >= len(desk) or desk.lines[at + 1].gap or not desk.lines[at].gap:
        return None
    lines = list(loose_lines(desk, at, gaps=False))
    if len(lines) < 4:
        return None
    texts = [line.text for line in lines[1:]]
    rows: list[tuple[str, ...]] | None = None
    if any(character.isdigit() for character in texts[0]):
        typed = split_typed(texts)
        rows = list(typed) if typed else None
    if rows is None and _LEADS.search(lines[0].text):
        names = split_names(texts)
        rows = list(names) if names else None
    if not rows:
        return None
    columns = split_heading(lines[0].text, len(rows[0]))
    if columns is None:
        return None
    numbers = [line.number for line in lines[1:]]
    table = make_table(lines, columns, rows, "flattened rows", numbers)
    return FoundTable(table, at, at + len(lines))


def _one_line(desk: Desk, at: int) -> FoundTable | None:
    """A whole table printed as one line."""
    line = desk.lines[at]
    if line.marker or len(line.text) > 4000 or line.text[-1] not in "0123456789%":
        return None
    split = split_run(line.text)
    if split is None:
        return None
    columns, rows = split
    table = make_table([line], columns, rows, "one line", [line.number] * len(rows))
    return FoundTable(table, at, at + 1)
