"""Lists of themes with who leads each: ``Training – Director of Human Resources``."""

from __future__ import annotations

import re

from dueregard.papers.dates import is_date
from dueregard.papers.desk import Desk
from dueregard.papers.statuses import is_status_word
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


def read_dashed(desk: Desk, start: int, end: int) -> list[Item]:
    """Read lists of actions with owner, date and state behind dashes, and take their lines.

    ``(a) Train mediators – Head of Learning – by March 2009 – complete``
    """
    items: list[Item] = []
    run: list[tuple[int, Item]] = []
    for at in range(start, end + 1):
        line = desk.lines[at] if at < end else None
        item = _dashed(desk, at) if line is not None and line.role is None else None
        if item is not None:
            run.append((at, item))
            continue
        if len(run) >= 2:
            items.extend(item for _, item in run)
            desk.take([desk.lines[place] for place, _ in run], "tracked")
        run = []
    return items


_SPACED_DASH = re.compile(r"\s+[–—-]\s+")
_BY = re.compile(r"^(?:by|due|target|for|before)(?: the end of| end(?: of)?)?:?\s+", re.I)


def _dashed(desk: Desk, at: int) -> Item | None:
    line = desk.lines[at]
    if line.marker is None or line.cells is not None:
        return None
    parts = _SPACED_DASH.split(line.body.rstrip(" .;"))
    if len(parts) < 3:
        return None
    item = Item(line.label or None, line.number)
    item.add_text(parts[0])
    for part in parts[1:]:
        if is_date(_BY.sub("", part)):
            item.due = part
        elif is_status_word(part):
            item.status_printed = part
        elif not item.owners and len(part) < 60:
            item.owners.append(part)
        else:
            return None
    item.labelled = 1
    return item if item.due or item.status_printed else None


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
