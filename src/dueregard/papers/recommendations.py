"""What a paper asks its members to do, and what a meeting resolved."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from dueregard.papers.desk import Desk
from dueregard.papers.lines import Line
from dueregard.papers.model import RecommendationItem, Recommendations

_INTRO = re.compile(
    r"(?:[:–—-]|\bthat|\bto)\s*$|^that$|^resolved\b.{0,20}$|^recommended\b.{0,20}$", re.I
)
_ASKS = re.compile(
    r"^(?:that|to|the (?:committee|board|authority|panel|council|cabinet|group|forum|members?|"
    r"trust|executive|sub-?committee)|members|it is recommended|recommended|note|agree|approve|"
    r"endorse|consider|discuss|receive|comment|support|adopt|authorise|request|"
    r"there are no|none)\b",
    re.I,
)
ASKED = re.compile(
    r"^(?:that )?(?:the |this )?(?:members?|committee|board|panel|authority|cabinet|council|"
    r"sub-?committee|trust board|[A-Z][\w ]{2,40}(?:Committee|Board|Panel)) (?:is|are) "
    r"(?:therefore )?(?:asked|invited|recommended|requested)(?: to)?\b",
    re.I,
)
_NAMED = re.compile(r"^Recommendations?\s+(\d{1,3}[a-z]?|[A-Z]|[IVX]+)\s*[:.)–—-]?\s+(?=\S)", re.I)


@dataclass(slots=True)
class _Item:
    ref: str | None
    text: str
    line: int
    rank: tuple[str, int]
    parts: list[_Item] = field(default_factory=list)

    def freeze(self) -> RecommendationItem:
        parts = tuple(part.freeze() for part in self.parts)
        return RecommendationItem(self.ref, self.text, self.line, parts)


def read_recommendations(desk: Desk, start: int, end: int) -> Recommendations:
    """Read the recommendations among the lines from ``start`` to ``end``."""
    intro: str | None = None
    items: list[_Item] = []
    notes: list[str] = []
    stack: list[_Item] = []
    lines = desk.free(start, end)
    for place, line in enumerate(lines):
        desk.take(line, "recommendations")
        after = lines[place + 1] if place + 1 < len(lines) else None
        named = _NAMED.match(line.text)
        if line.marker is None and named is None:
            if not items and intro is None and _introduces(line, after):
                intro = line.text
            elif _is_note(line, items, stack):
                notes.append(line.text)
            elif stack and not line.gap:
                stack[-1].text += f"\n{line.text}"
            else:
                items.append(_Item(None, line.text, line.number, ("", 0)))
            continue
        if not items and intro is None and _introduces_marked(line, after):
            intro = line.body
            continue
        _place(items, stack, line, named)
    return Recommendations(intro, tuple(item.freeze() for item in items), tuple(notes))


def _introduces(line: Line, after: Line | None) -> bool:
    """Tell a lead-in (``That members agree:``) from a recommendation of its own."""
    if after is None or not (after.marker or _NAMED.match(after.text)):
        return False
    return bool(_INTRO.search(line.text)) or (len(line.text) < 150 and line.text[-1] != ".")


def _introduces_marked(line: Line, after: Line | None) -> bool:
    """Tell ``2.1 The Committee is asked to:`` before a list of another kind of marker."""
    if after is None or after.marker is None or line.marker not in ("decimal", "number"):
        return False
    same = after.marker == line.marker and after.label.count(".") == line.label.count(".")
    return not same and after.indent >= line.indent and bool(_INTRO.search(line.body))


def _is_note(line: Line, items: list[_Item], stack: list[_Item]) -> bool:
    text = line.text
    if text.startswith("(") and text.rstrip(".").endswith(")"):
        return True
    return bool(items) and line.gap and not _ASKS.match(text)


def _rank(line: Line) -> tuple[str, int]:
    if line.depth is not None:
        return "depth", line.depth
    return line.marker or "", line.indent


def _place(items: list[_Item], stack: list[_Item], line: Line, named: re.Match[str] | None) -> None:
    """Put a list item where it belongs: beside its like, or below the item before it."""
    if named is not None:
        item = _Item(named[1], line.text[named.end() :], line.number, ("named", 0))
    else:
        item = _Item(line.label or None, line.body, line.number, _rank(line))
    while stack and not _is_below(item, stack[-1]):
        stack.pop()
    if stack:
        stack[-1].parts.append(item)
    else:
        items.append(item)
    stack.append(item)


def _is_below(item: _Item, other: _Item) -> bool:
    if item.rank == other.rank:
        return False
    if item.rank[0] == other.rank[0]:
        if item.rank[0] == "decimal" and item.rank[1] == other.rank[1]:
            return (item.ref or "").count(".") > (other.ref or "").count(".")
        return item.rank[1] > other.rank[1]
    order = ["named", "", "decimal", "number", "capital", "bracketed", "letter", "bullet", "depth"]
    if item.rank[1] != other.rank[1]:
        return item.rank[1] > other.rank[1]
    return order.index(item.rank[0]) > order.index(other.rank[0])
