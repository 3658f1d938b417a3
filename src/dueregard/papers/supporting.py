"""The supporting information: numbered paragraphs, subheadings, tracked items."""

from __future__ import annotations

from dataclasses import dataclass, field

from dueregard.papers.desk import Desk
from dueregard.papers.lines import Line
from dueregard.papers.model import Subheading
from dueregard.papers.numbering import NumberRun, number_paragraphs
from dueregard.papers.sections import looks_like_heading
from dueregard.papers.tracker.items import Item
from dueregard.papers.tracker.themes import read_dashed, read_themes
from dueregard.papers.tracker.tree import read_tree


@dataclass(slots=True)
class Supporting:
    """What was read from the supporting sections of a paper."""

    run: NumberRun = field(default_factory=NumberRun)
    subheadings: list[Subheading] = field(default_factory=list)
    subheading_places: list[int] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)


def read_supporting(
    desk: Desk, start: int, end: int, found: Supporting, *, progress: bool = False
) -> None:
    """Read one supporting section from ``start`` to ``end`` into ``found``."""
    number_paragraphs(desk, start, end, found.run)
    found.items.extend(read_tree(desk, start, end, found.run, progress=progress))
    found.items.extend(read_themes(desk, start, end))
    found.items.extend(read_dashed(desk, start, end))
    for at in range(start, end):
        line = desk.lines[at]
        if line.role is not None:
            continue
        if _is_subheading(desk, at, end, found.run):
            found.subheadings.append(Subheading(line.text, line.number))
            found.subheading_places.append(at)
            desk.take(line, "subheading")
        elif at not in found.run.labels and _is_loose(desk, at):
            desk.issue(
                "unattached_paragraph",
                "info",
                line.number,
                "This paragraph has no number, though the paragraphs around it have.",
            )
        desk.take(line, "paragraph")


def _is_subheading(desk: Desk, at: int, end: int, run: NumberRun) -> bool:
    """Tell a subheading: a short line with no stop, before a paragraph."""
    line = desk.lines[at]
    if at in run.labels or line.cells is not None:
        return False
    if line.marker is not None:
        return False
    if line.level is not None:
        return True
    if not looks_like_heading(line.text) or at + 1 >= end:
        return False
    after = desk.lines[at + 1]
    if at + 1 in run.labels:
        return line.gap or _begins_after_sentence(desk.lines[at - 1], line)
    return line.gap and after.gap and after.marker is None and len(after.text) > 80


def _begins_after_sentence(before: Line, line: Line) -> bool:
    """Tell a heading of a tight layout from the end of a paragraph broken in two."""
    return before.text[-1] in '.:;?!)”’"' or before.role is not None or before.marker == "capital"


def _is_loose(desk: Desk, at: int) -> bool:
    line = desk.lines[at]
    before = desk.lines[at - 1]
    return (
        line.marker is None
        and line.gap
        and len(line.text) > 60
        and line.indent == 0
        and before.role == "subheading"
    )
