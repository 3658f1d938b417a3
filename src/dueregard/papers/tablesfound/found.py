"""A table that was found, and the lines that could hold one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dueregard.papers.dates import is_date
from dueregard.papers.desk import Desk
from dueregard.papers.lines import Line
from dueregard.papers.model import Table


@dataclass(slots=True)
class FoundTable:
    """A table and where it stands among the lines of the desk."""

    table: Table
    start: int
    end: int


def make_table(
    lines: list[Line],
    columns: tuple[str, ...],
    rows: list[tuple[str, ...]],
    layout: str,
    row_lines: list[int],
) -> Table:
    """Return a table without a caption."""
    return Table(None, columns, tuple(rows), lines[0].number, layout, tuple(row_lines))


def loose_lines(desk: Desk, at: int, *, gaps: bool, limit: int = 400) -> Iterator[Line]:
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
