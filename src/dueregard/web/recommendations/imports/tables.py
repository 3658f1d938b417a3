"""Tables that stand within a tracked item: part of what is said of it, row by row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

_VOICES = ("progress_lines", "challenges_lines", "next_steps_lines")
#: Between the cells of a row.
CELL_MARK = " | "


@dataclass(frozen=True, slots=True)
class ItemTable:
    """A table of an item: its rows as text, heading first, and the lines it takes up."""

    text: str
    line: int
    rows: int
    lines: frozenset[int]

    @property
    def words(self) -> str:
        """What the review calls it.

        Examples
        --------
        >>> ItemTable("Rank | Unit", 3, 17, frozenset()).words
        'a table of 17 rows'
        """
        return f"a table of {self.rows} row{'' if self.rows == 1 else 's'}"


def tables_of_items(document: Mapping[str, Any]) -> dict[int, list[ItemTable]]:
    """Return the tables of a stored document that lie within its items, by item position.

    An item reaches to the next item, section or appendix, and to a subheading after which
    nothing is said of it any more. A table whose own rows are tracked items is the tracker
    itself, not a part of an item.
    """
    items = list(document.get("tracked_items") or ())
    starts = {item.get("line") or 0: at for at, item in enumerate(items)}
    found: dict[int, list[ItemTable]] = {}
    for table in document.get("tables") or ():
        one = _table(table)
        if not one.text or starts.keys() & one.lines:
            continue
        line = max((start for start in starts if 0 < start < one.line), default=None)
        if line is None or _is_cut_off(document, items[starts[line]], line, one.line):
            continue
        found.setdefault(starts[line], []).append(one)
    return found


def _table(table: Mapping[str, Any]) -> ItemTable:
    rows = [row for row in (table.get("columns") or (), *(table.get("rows") or ())) if any(row)]
    line = table.get("line") or 0
    return ItemTable(
        text="\n".join(
            CELL_MARK.join(" ".join((cell or "").split()) for cell in row) for row in rows
        ),
        line=line,
        rows=len(table.get("rows") or ()),
        lines=frozenset({line, *(table.get("row_lines") or ())}),
    )


def _is_cut_off(
    document: Mapping[str, Any], item: Mapping[str, Any], first: int, line: int
) -> bool:
    parts = chain(document.get("sections") or (), document.get("appendices") or ())
    if _any_between(parts, first, line):
        return True
    last_said = max(chain([first], *(item.get(voice) or () for voice in _VOICES)))
    return _any_between(document.get("subheadings") or (), last_said, line)


def _any_between(parts: Iterable[Mapping[str, Any]], first: int, line: int) -> bool:
    return any(first < (part.get("line") or 0) < line for part in parts)
