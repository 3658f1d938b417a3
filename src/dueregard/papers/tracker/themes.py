"""Lists of themes with who leads each: ``Training – Director of Human Resources``."""

from __future__ import annotations

import re

from dueregard.papers.desk import Desk
from dueregard.papers.tracker.items import Item

_LED = re.compile(
    r"\b(?:who leads|leads?|led by|leaders?|owners?|owned by|responsib\w+|responsible officers?|"
    r"accountable)\b[^.]{0,80}:$",
    re.I,
)
_DASH = re.compile(r"\s+[–—-]\s*|\s*[–—]\s+|\s*-\s+")


def read_themes(desk: Desk, start: int, end: int) -> list[Item]:
    """Read lists that a sentence about leads or owners introduces, and take their lines."""
    items: list[Item] = []
    at = start
    while at < end:
        line = desk.lines[at]
        at += 1
        if line.role is not None or not _LED.search(line.text):
            continue
        rows: list[Item] = []
        first = at
        while at < end and desk.lines[at].role is None and desk.lines[at].marker == "bullet":
            if (item := _theme(desk, at)) is None:
                break
            rows.append(item)
            at += 1
        if len(rows) >= 2:
            items.extend(rows)
            desk.take(desk.lines[first:at], "tracked")
    return items


def _theme(desk: Desk, at: int) -> Item | None:
    line = desk.lines[at]
    parts = _DASH.split(line.body)
    if len(parts) < 2 or not parts[-1] or len(parts[-1]) > 90 or parts[-1].endswith("."):
        return None
    item = Item(None, line.number)
    owner = parts[-1].strip()
    item.add_text(line.body[: line.body.rindex(owner)].rstrip(" –—-"))
    item.owners.append(owner)
    return item
