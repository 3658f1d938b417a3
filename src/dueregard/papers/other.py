"""Readers of the kinds that are not committee reports, and which reader each kind has."""

from __future__ import annotations

import re
from collections.abc import Callable

from dueregard.papers.dates import read_date
from dueregard.papers.draft import Draft
from dueregard.papers.header import as_at
from dueregard.papers.minutes import read_minutes
from dueregard.papers.model import Kind, Subheading
from dueregard.papers.numbering import NumberRun, number_paragraphs
from dueregard.papers.report import read_report
from dueregard.papers.sections import looks_like_heading
from dueregard.papers.strategy import read_strategy
from dueregard.papers.tracker.evidence import tells_progress
from dueregard.papers.tracker.logs import read_log
from dueregard.papers.tracker.positional import read_positional
from dueregard.papers.tracker.themes import read_dashed
from dueregard.papers.tracker.tree import read_tree
from dueregard.papers.tracker.updates import read_updates


def read_tracker(draft: Draft) -> None:
    """Read a tracker: whichever of the layouts it has."""
    desk = draft.desk
    if not draft.items:
        draft.items.extend(read_log(desk))
        for item in draft.items:
            # The log page speaks of one recommendation: its addressee is the body of the page.
            draft.head.set("body", item.owners[0] if item.owners else "", desk.lines[0])
    if not draft.items:
        items, headings = read_updates(desk)
        draft.items.extend(items)
        draft.subheadings.extend(headings)
    if not draft.items:
        draft.items.extend(read_positional(draft))
    if not draft.items:
        draft.items.extend(read_dashed(desk, 0, len(desk)))
    tree = read_tree(desk, 0, len(desk), NumberRun(), progress=True)
    draft.items.extend(tree)
    if draft.items:
        _summary_and_headings(draft)
    else:
        desk.issue(
            "layout_not_read",
            "warning",
            desk.lines[0].number,
            "The recommendations or actions are laid out in columns that plain text cannot "
            "keep; none were read. Use the original file, or a table.",
        )


def _summary_and_headings(draft: Draft) -> None:
    """Read what stands before the first item as summary, and headings between the items."""
    desk = draft.desk
    first = min((item.line for item in draft.all_items()), default=0)
    first = min([first, *(heading.line for heading in draft.subheadings)])
    title = draft.head.lines.get("title")
    for at, line in enumerate(desk.lines):
        if line.role is not None:
            continue
        after = desk.lines[at + 1] if at + 1 < len(desk) else None
        plain = line.marker is None or (line.marker == "number" and after is not None)
        heading = looks_like_heading(line.text) and plain and len(line.text) < 100
        if at < 12 and len(line.text) < 70 and as_at(line.text):
            desk.take(line, "header")
        elif (
            heading and after is not None and (line.gap or after.role is not None or line.level)
        ) or (heading and line.text.upper().startswith(("ANNEX", "APPENDIX"))):
            draft.subheadings.append(Subheading(line.text, line.number))
            desk.take(line, "subheading")
        elif line.number < first and (title is None or line.number > title.number):
            draft.summary.append(line.text)
            desk.take(line, "summary")
        else:
            desk.take(line, "paragraph")
    draft.subheadings.sort(key=lambda heading: heading.line)


_SOURCE = re.compile(r"^(?:source|sources|notes?|base|data)\s*:\s*\S", re.I)


def read_statistics(draft: Draft) -> None:
    """Read a page of tables: headings and the paragraphs around them."""
    desk = draft.desk
    for at, line in enumerate(desk.lines):
        if line.role is not None:
            continue
        if _SOURCE.match(line.text):
            desk.take(line, "note")
        elif line.marker is None and looks_like_heading(line.text) and at + 1 < len(desk):
            draft.subheadings.append(Subheading(line.text, line.number))
            desk.take(line, "subheading")
        else:
            desk.take(line, "paragraph")


_RELEASE = re.compile(
    r"^(?:(?:(?:press|news|media) (?:release|notice)|ref(?:erence)?|no\.?)\s*:?\s*)?"
    r"([A-Z]{0,4}\d{1,4}/\d{2,4})$",
    re.I,
)


_ISSUED = re.compile(
    r"^(?:for immediate release|embargo(?:ed)?(?: until)?|issued(?: on)?|released(?: on)?|"
    r"date issued|publication date)\s*[:–—-]?\s+(.{4,60})$",
    re.I,
)


def read_press_release(draft: Draft) -> None:
    """Read a press release: its number and date stand under the title."""
    desk = draft.desk
    for line in desk.lines:
        if line.role is not None:
            continue
        number = _RELEASE.match(line.text)
        if number is not None:
            draft.head.set("report_number", number[1], line)
            desk.take(line, "header")
        elif (said := _ISSUED.match(line.text)) and read_date(said[1]):
            draft.head.set("date", said[1], line)
            desk.take(line, "header")
        else:
            desk.take(line, "paragraph")
    draft.head.values.pop("body", None)


def read_other(draft: Draft) -> None:
    """Read a paper of no known kind: title, tables, tracked items, headings and paragraphs."""
    told = tells_progress((draft.head.values.get("title", ""),))
    desk = draft.desk
    run = number_paragraphs(desk, 0, len(desk))
    draft.items.extend(read_tree(desk, 0, len(desk), NumberRun(), progress=told))
    draft.numbers = [label for at, label in run.labels.items() if desk.lines[at].role is None]
    read_statistics(draft)


READERS: dict[Kind, Callable[[Draft], None]] = {
    "committee_report": read_report,
    "minutes": read_minutes,
    "strategy": read_strategy,
    "tracker": read_tracker,
    "statistics": read_statistics,
    "press_release": read_press_release,
    "other": read_other,
}
