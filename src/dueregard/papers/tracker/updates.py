"""Dated updates under headings: ``- April 2023. Standards are out. (Action 6)``."""

from __future__ import annotations

import re

from dueregard.papers.desk import Desk
from dueregard.papers.model import Subheading
from dueregard.papers.tracker.items import Entry, Item

_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
DATED_UPDATE = re.compile(rf"^((?:\d{{1,2}} )?(?:{_MONTHS}) \d{{4}})\s*[.:–—-]\s+(\S.*)$")
_REF = re.compile(
    r"\s*[(\[](?:actions?|recommendations?|recs?\.?)\s+(\d{1,3}[a-z]?(?:\([a-z]\))?)[)\]]\.?$", re.I
)


def read_updates(desk: Desk) -> tuple[list[Item], list[Subheading]]:
    """Read dated updates with their headings, and take their lines."""
    items: list[Item] = []
    headings: list[Subheading] = []
    for at in range(len(desk)):
        line = desk.lines[at]
        if line.role is not None:
            continue
        match = DATED_UPDATE.match(line.body)
        if match is None:
            after = desk.lines[at + 1] if at + 1 < len(desk) else None
            heads = after is not None and after.role is None and DATED_UPDATE.match(after.body)
            if heads and line.marker is None and line.text[-1] not in ".:;":
                headings.append(Subheading(line.text, line.number))
                desk.take(line, "subheading")
            continue
        said = match[2]
        ref = _REF.search(said)
        item = Item(ref[1] if ref else None, line.number)
        item.date = match[1]
        item.voices["progress"].append(Entry(said[: ref.start()] if ref else said, line.number))
        item.labelled += 1
        items.append(item)
        desk.take(line, "tracked")
    return items, headings
