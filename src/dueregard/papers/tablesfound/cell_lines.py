"""Tables with a cell a line, as web pages and old files leave them."""

from __future__ import annotations

from functools import lru_cache

from dueregard.papers.dates import is_date
from dueregard.papers.desk import Desk
from dueregard.papers.labels import TRACKER, lookup
from dueregard.papers.statuses import is_status_word
from dueregard.papers.tablesfound.columns import NUMBER, split_heading
from dueregard.papers.tablesfound.found import FoundTable, loose_lines, make_table


@lru_cache(maxsize=8192)
def _kind(text: str) -> str:
    if is_date(text):
        return "date"
    return "number" if NUMBER.match(text) else "word"


def find_paragraph_cells(desk: Desk, at: int) -> FoundTable | None:
    """A heading line, then one cell a paragraph with dates or figures at a regular distance."""
    if at + 4 >= len(desk) or _kind(desk.lines[at].text) != "word":
        return None
    if not any(
        _kind(desk.lines[at + step].text) != "word" for step in range(2, min(14, len(desk) - at))
    ):
        return None
    lines = list(loose_lines(desk, at, gaps=True, limit=600))
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
            table = make_table(lines, columns, content, "cell a paragraph", numbers)
            return FoundTable(table, at, at + end)
    return None


def find_label_cells(desk: Desk, at: int) -> FoundTable | None:
    """Known headings one a line, then the cells of each row one a line."""
    columns: list[str] = []
    for line in desk.lines[at : at + 10]:
        if line.role or line.cells or len(line.text) > 40 or not lookup(line.text, TRACKER):
            break
        columns.append(line.text)
    width = len(columns)
    roles = [lookup(column, TRACKER) for column in columns]
    if width < 3 or "text" not in roles or len(set(roles)) < 3:
        return None
    rows: list[tuple[str, ...]] = []
    place = at + width
    while place + width <= len(desk):
        lines = desk.lines[place : place + width]
        cells = tuple(line.text for line in lines)
        if any(line.role or line.cells for line in lines) or not _fits(cells, roles):
            break
        rows.append(cells)
        place += width
    if len(rows) < 2:
        return None
    numbers = [desk.lines[at + width * row].number for row in range(1, len(rows) + 1)]
    lines = desk.lines[at:place]
    return FoundTable(make_table(lines, tuple(columns), rows, "cell a line", numbers), at, place)


def _fits(cells: tuple[str, ...], roles: list[str | None]) -> bool:
    """Tell whether the cells that can be checked are what their headings say."""
    checked = [
        is_status_word(cell) if role == "status" else bool(is_date(cell) or len(cell) < 25)
        for cell, role in zip(cells, roles, strict=True)
        if role in ("status", "due", "ref")
    ]
    return bool(checked) and all(checked)


def _period(kinds: list[str], width: int) -> int:
    """Return how many whole rows of this width begin the cells, each with the same kinds."""
    pattern = kinds[:width]
    if len(pattern) < width or pattern[0] != "word" or set(pattern) == {"word"}:
        return 0
    rows = 0
    while kinds[rows * width : (rows + 1) * width] == pattern:
        rows += 1
    return rows
