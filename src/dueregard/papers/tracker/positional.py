"""Actions whose owner, date and state carry no labels and are told by their place."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dueregard.papers.dates import is_date
from dueregard.papers.lines import Line
from dueregard.papers.tracker.items import Item
from dueregard.papers.tracker.starts import read_labels

if TYPE_CHECKING:
    from dueregard.papers.draft import Draft

_HEAD = re.compile(r"^((?:Action|Recommendation|Objective)\s+(\d{1,3}[a-z]?))\s*[:.]?$", re.I)


def read_positional(draft: Draft) -> list[Item]:
    """Read blocks under ``Action 1``: wording, owners, date, state in this order."""
    desk = draft.desk
    heads = [at for at, line in enumerate(desk.lines) if not line.role and _HEAD.match(line.text)]
    blocks = [
        (at, desk.free(at + 1, heads[place + 1] if place + 1 < len(heads) else len(desk)))
        for place, at in enumerate(heads)
    ]
    dated = sum(any(is_date(line.text) for line in block) for _, block in blocks)
    if not blocks or dated * 2 < len(blocks):
        return []
    if any(read_labels(line) for _, block in blocks for line in block):
        return []
    items = []
    for at, block in blocks:
        line = desk.lines[at]
        match = _HEAD.match(line.text)
        ref = match[1] if match and match[1].lower().startswith(("a", "o")) else match and match[2]
        item = Item(ref, line.number, heading=line.text)
        _fill(item, block)
        desk.take([line, *block], "tracked")
        items.append(item)
    return items


def _fill(item: Item, block: list[Line]) -> None:
    when = next((at for at, line in enumerate(block) if is_date(line.text)), len(block))
    before, after = block[:when], block[when + 1 :]
    item.labelled = 1
    owners = _owners(before) if when < len(block) else []
    for line in before[: len(before) - len(owners)]:
        item.add_text(line.body if line.marker else line.text)
    item.owners = [line.body if line.marker else line.text for line in owners]
    if when < len(block):
        item.due = block[when].text
    if after:
        item.status_printed = after[0].text
        for line in after[1:]:
            item.say("progress", line.number, line.body if line.marker else line.text)


def _owners(before: list[Line]) -> list[Line]:
    """Return the last lines before the date that name the owners."""
    if len(before) < 2:
        return []
    if before[-1].marker != "bullet":
        return before[-1:] if before[-1].text[-1] not in ".;:" else []
    first = len(before)
    while first > 0 and before[first - 1].marker == "bullet":
        first -= 1
    return before[first:] if first > 0 else []
