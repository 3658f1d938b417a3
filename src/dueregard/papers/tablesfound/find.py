"""Finding tables among the lines of a paper."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from dueregard.papers.dates import is_date
from dueregard.papers.desk import Desk
from dueregard.papers.labels import TRACKER, lookup
from dueregard.papers.lines import Line
from dueregard.papers.model import Table
from dueregard.papers.statuses import is_status_word
from dueregard.papers.tablesfound.columns import (
    NUMBER,
    split_heading,
    split_names,
    split_run,
    split_typed,
)
from dueregard.papers.tablesfound.fixed import find_fixed

_YEAR = re.compile(r"^(?:19|20)\d\d(?:[/–-]\d{2,4})?$")
_RULE = re.compile(r"^[\s|:+=-]*-{2,}[\s|:+=-]*$")
_LEADS = re.compile(r"\b(?:lead|leads|owner|officer|responsible|director|sponsor)s?$", re.I)


@dataclass(slots=True)
class FoundTable:
    """A table and where it stands among the lines of the desk."""

    table: Table
    start: int
    end: int


def find_tables(desk: Desk) -> list[FoundTable]:
    """Find every table, take its lines and return the tables in order."""
    found: list[FoundTable] = []
    at = 0
    while at < len(desk):
        table = None
        if desk.lines[at].role is None:
            for finder in (_cells, _bars, _tabs, _fixed, _block, _paragraph_cells, _one_line):
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


def _table(
    lines: list[Line],
    columns: tuple[str, ...],
    rows: list[tuple[str, ...]],
    layout: str,
    row_lines: list[int],
) -> Table:
    return Table(None, columns, tuple(rows), lines[0].number, layout, tuple(row_lines))


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
        return FoundTable(_table(lines, (), list(rows), "cells", numbers), at, end)
    body = [(row, line) for row, line in zip(rows, numbers, strict=True) if row != rows[0]]
    table = _table(lines, rows[0], [row for row, _ in body], "cells", [line for _, line in body])
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
        table = _table(lines, rows[0], rows[1:], "bars", numbers[1:])
    else:
        table = _table(lines, (), rows, "bars", numbers)
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
    return FoundTable(_table(lines, rows[0], rows[1:], "tabs", numbers[1:]), at, end)


def _run(desk: Desk, at: int, *, gaps: bool, limit: int = 400) -> Iterator[Line]:
    """Yield the short unmarked lines from ``at`` on that could be cells or flattened rows."""
    for place in range(at, min(len(desk), at + limit)):
        line = desk.lines[place]
        if line.role or line.cells or len(line.text) > 150 or "|" in line.text:
            return
        if place > at and line.gap != gaps:
            return
        if line.marker is not None and not is_date(line.text):
            return
        if line.text[-1] in ":;" or (line.text[-1] == "." and len(line.text) > 40):
            return
        yield line


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
    return FoundTable(_table(lines, columns, rows, "fixed width", numbers), at, end)


def _block(desk: Desk, at: int) -> FoundTable | None:
    """A heading line and rows right under it, cells parted by spaces only."""
    if at + 3 >= len(desk) or desk.lines[at + 1].gap or not desk.lines[at].gap:
        return None
    lines = list(_run(desk, at, gaps=False))
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
    table = _table(lines, columns, rows, "flattened rows", numbers)
    return FoundTable(table, at, at + len(lines))


@lru_cache(maxsize=8192)
def _kind(text: str) -> str:
    if is_date(text):
        return "date"
    return "number" if NUMBER.match(text) else "word"


def _paragraph_cells(desk: Desk, at: int) -> FoundTable | None:
    """A heading line, then one cell a paragraph with dates or figures at a regular distance."""
    if at + 4 >= len(desk) or _kind(desk.lines[at].text) != "word":
        return None
    if not any(
        _kind(desk.lines[at + step].text) != "word" for step in range(2, min(14, len(desk) - at))
    ):
        return None
    lines = list(_run(desk, at, gaps=True, limit=600))
    kinds = [_kind(line.text) for line in lines]
    for width in range(2, 7):
        for head in (1, width):
            rows = _period(kinds[head:], width)
            if rows < 2:
                continue
            if head == 1:
                columns = split_heading(lines[0].text, width)
            else:
                columns = tuple(line.text for line in lines[:width])
                if any(kind != "word" for kind in kinds[:width]):
                    continue
            if columns is None:
                continue
            end = head + rows * width
            cells = [line.text for line in lines[head:end]]
            content = [tuple(cells[row : row + width]) for row in range(0, len(cells), width)]
            numbers = [line.number for line in lines[head:end:width]]
            table = _table(lines, columns, content, "cell a paragraph", numbers)
            return FoundTable(table, at, at + end)
    return None


def _period(kinds: list[str], width: int) -> int:
    """Return how many whole rows of this width begin the cells, each with the same kinds."""
    pattern = kinds[:width]
    if len(pattern) < width or pattern[0] != "word" or set(pattern) == {"word"}:
        return 0
    rows = 0
    while kinds[rows * width : (rows + 1) * width] == pattern:
        rows += 1
    return rows


def _one_line(desk: Desk, at: int) -> FoundTable | None:
    """A whole table printed as one line."""
    line = desk.lines[at]
    if line.marker or len(line.text) > 4000 or line.text[-1] not in "0123456789%":
        return None
    split = split_run(line.text)
    if split is None:
        return None
    columns, rows = split
    table = _table([line], columns, rows, "one line", [line.number] * len(rows))
    return FoundTable(table, at, at + 1)
