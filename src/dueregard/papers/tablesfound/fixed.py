"""Tables of plain text whose columns stand at fixed places, parted by two spaces or more."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from dueregard.papers.desk import Desk
from dueregard.papers.lines import Line
from dueregard.papers.tablesfound.columns import NUMBER

_GAP = re.compile(r"\S( {2,})(?=\S)")
_BLACK = re.compile(r"[^ ]")
_RULE = re.compile(r"^[\s=+_-]*[-=_]{3,}[\s=+_-]*$")
_LONGEST_ALONE = 34
_DEEP = 8
Row = tuple[str, ...]


def find_fixed(desk: Desk, at: int) -> tuple[Row, list[Row], list[int], int] | None:
    """Read a table of fixed columns that begins at a line.

    Returns
    -------
    tuple or None
        Columns, rows, the source line of each row and the place behind the table; ``None``
        when the lines are not set in columns, or their columns cannot be told for certain.
    """
    line = desk.lines[at]
    if not _is_columnar(line):
        return None
    if at and not line.gap and desk.lines[at - 1].role is None and _is_columnar(desk.lines[at - 1]):
        return None  # tried already, from the first line of the block
    lines = _together(desk, at)
    wide = [line for line in lines if _gaps(_printed(line)) >= 2]
    if len(wide) < 3 or len(wide) * 3 < len(lines):
        return None
    rules = [line for line in lines if _RULE.match(line.text)]
    content = [line for line in lines if line not in rules]
    edges = _edges([_printed(line) for line in content])
    if not 3 <= len(edges) <= 12:
        return None
    cells = [_cut(_printed(line), edges) for line in content]
    head = _head(content, cells, edges, rules)
    if not 0 < head < len(content):
        return None
    columns = _merge(cells[:head])
    if not all(columns[:2]) or sum(map(bool, columns)) < len(columns) - 1:
        return None
    rows, numbers = _rows(content[head:], cells[head:])
    if len(rows) < 1 or any(not any(row) for row in rows):
        return None
    return columns, rows, numbers, at + len(lines)


@lru_cache(maxsize=4096)
def _gaps(printed: str) -> int:
    return len(_GAP.findall(printed))


def _printed(line: Line) -> str:
    return line.raw[0].rstrip() if len(line.raw) == 1 else ""


def _is_columnar(line: Line) -> bool:
    if line.role is not None or line.cells is not None or "|" in line.text:
        return False
    printed = _printed(line)
    return (
        bool(printed) and "\t" not in printed and ("  " in printed.strip() or line.indent >= _DEEP)
    )


def _together(desk: Desk, at: int) -> list[Line]:
    """Return the lines that stand together from ``at`` on, with at most one blank between."""
    lines: list[Line] = []
    for line in desk.lines[at : at + 300]:
        if lines and line.number - lines[-1].number > 2:
            break
        alone = len(line.text) <= _LONGEST_ALONE and not line.gap and line.role is None
        if not _is_columnar(line) and not (alone and _printed(line)):
            break
        lines.append(line)
    while lines and not _GAP.search(_printed(lines[-1])) and lines[-1].indent < _DEEP:
        if len(lines) > 1 and not lines[-1].gap and lines[-1].text[0].islower():
            break
        lines.pop()
    return lines


@lru_cache(maxsize=4096)
def _filled(text: str) -> int:
    """Return the places of a line that are not blank, a bit each."""
    return int(_BLACK.sub("1", text).replace(" ", "0")[::-1] or "0", 2)


def _edges(texts: Sequence[str]) -> list[tuple[int, int]]:
    """Return where the columns lie: between the places that are blank in every line."""
    width = max(map(len, texts))
    filled = 0
    for text in texts:
        filled |= _filled(text)
    used = [bool(filled >> at & 1) for at in range(width + 2)]
    edges: list[tuple[int, int]] = []
    start = None
    for at in range(width + 2):
        blank = not used[at] and (at + 1 > width or not used[at + 1])
        if start is None and used[at]:
            start = at
        elif start is not None and blank:
            edges.append((start, at))
            start = None
    return edges


def _cut(text: str, edges: list[tuple[int, int]]) -> Row:
    return tuple(" ".join(text[start:end].split()) for start, end in edges)


def _head(
    content: list[Line], cells: list[Row], edges: list[tuple[int, int]], rules: list[Line]
) -> int:
    """Return how many lines the headings take."""
    if rules and (before := sum(line.number < rules[0].number for line in content)):
        return before
    if rules and len(rules) > 1:
        return sum(line.number < rules[1].number for line in content)
    for at, row in enumerate(cells):
        printed = _printed(content[at])
        flush = sum(
            bool(cell) and printed[start : start + 1] != " "
            for cell, (start, _) in zip(row, edges, strict=True)
        )
        if flush * 10 >= len(edges) * 7:
            # The first line set flush with its columns: headings themselves, or the first row
            # below headings set in the middle.
            if at:
                return at
            wrapped = at + 1
            while (
                wrapped < len(content)
                and not content[wrapped].gap
                and not cells[wrapped][0]
                and not any(NUMBER.match(cell) for cell in cells[wrapped] if cell)
                and not any(cell and len(cell) > 30 for cell in cells[wrapped])
            ):
                wrapped += 1
            return wrapped
    return 0


def _merge(cells: Sequence[Row]) -> Row:
    width = len(cells[0])
    return tuple(" ".join(row[at] for row in cells if row[at]) for at in range(width))


def _rows(lines: list[Line], cells: list[Row]) -> tuple[list[Row], list[int]]:
    """Put the lines of each row together."""
    parted = sum(line.gap for line in lines[1:])
    wrapped = any(not row[0] for row in cells)
    groups: list[list[Row]] = []
    numbers: list[int] = []
    for line, row in zip(lines, cells, strict=True):
        if parted and parted * 3 >= len(lines) - 1 - parted and wrapped is False:
            begins = line.gap
        elif not row[0]:
            begins = False
        else:
            begins = line.gap or not _goes_on(row)
        if begins or not groups:
            groups.append([row])
            numbers.append(line.number)
        else:
            groups[-1].append(row)
    return [_merge(group) for group in groups], numbers


def _goes_on(row: Row) -> bool:
    """Tell the second line of wrapped cells: some are empty, and some go on in lower case."""
    filled = [cell for cell in row if cell]
    return len(filled) < len(row) and any(cell[0].islower() for cell in filled)
