"""Papers whose subheadings are the actions of a plan and whose paragraphs are the progress."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dueregard.papers.tracker.items import Item

if TYPE_CHECKING:
    from dueregard.papers.draft import Draft
    from dueregard.papers.supporting import Supporting

_PROGRESS = re.compile(
    r"\b(?:progress|update)\b.*\b(?:against|on|with)\b.*\b(?:plan|actions|recommendations)\b", re.I
)


def read_plan_headings(draft: Draft, supporting: Supporting) -> list[Item]:
    """Read subheadings as actions, where the title says that this is progress against a plan."""
    places = supporting.subheading_places
    title = draft.head.values.get("title", "")
    if len(places) < 2 or not _PROGRESS.search(title):
        return []
    paragraphs = sorted(supporting.run.labels)
    if not paragraphs or paragraphs[0] < places[0]:
        return []
    items: list[Item] = []
    for place, at in enumerate(places):
        end = places[place + 1] if place + 1 < len(places) else paragraphs[-1] + 1
        line = draft.desk.lines[at]
        item = Item(None, line.number)
        item.add_text(line.text)
        for inside in range(at + 1, end):
            body = draft.desk.lines[inside]
            label = supporting.run.labels.get(inside)
            if label is not None:
                item.paragraphs.append(int(label) if label.isdigit() else label)
            item.say("progress", body.number, body.body, numbered=label is not None)
        items.append(item)
    return items
