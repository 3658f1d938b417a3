"""Committee reports: header, summary, recommendations, supporting information, closing sections."""

from __future__ import annotations

from dueregard.papers.abbreviations import read_abbreviations
from dueregard.papers.closing import (
    author_of,
    read_background,
    read_contact,
    read_implications,
    read_stray_contact,
)
from dueregard.papers.draft import Draft
from dueregard.papers.lines import Line
from dueregard.papers.model import Appendix, Recommendations, Section
from dueregard.papers.numbering import NumberRun
from dueregard.papers.recommendations import ASKED, read_recommendations
from dueregard.papers.sections import Span, find_sections
from dueregard.papers.supporting import Supporting, read_supporting
from dueregard.papers.tracker.evidence import tells_progress
from dueregard.papers.tracker.plans import read_plan_headings
from dueregard.papers.tracker.tree import read_tree

_UNLISTED = frozenset(("summary", "appendix", "abbreviations", "contact"))


def read_report(draft: Draft) -> None:
    """Read the sections of a committee report into the draft."""
    desk = draft.desk
    spans = find_sections(desk, 0)
    supporting = Supporting()
    first = spans[0].head if spans else len(desk)
    _preamble(draft, desk.lines[:first])
    for span in spans:
        desk.take(desk.lines[span.head], "section")
        if span.label is not None or span.role not in _UNLISTED:
            draft.sections.append(Section(span.label, span.heading, span.line))
        _read_span(draft, span, supporting)
    draft.subheadings = supporting.subheadings
    draft.numbers = supporting.run.numbers
    draft.items.extend(supporting.items)
    if not draft.items:
        draft.items.extend(read_plan_headings(draft, supporting))
    if not draft.recommendations.items:
        _unheaded_recommendations(draft)
    if draft.author is None:
        draft.author = author_of(desk.lines, desk)
    draft.contact.extend(read_stray_contact(desk))


def _unheaded_recommendations(draft: Draft) -> None:
    """Read ``Members are asked to:`` and its list where no heading says that these are asked."""
    lines = draft.desk.lines
    for at, line in enumerate(lines):
        if not ASKED.match(line.body or line.text) or line.role in ("table", "tracked"):
            continue
        end = at + 1
        while end < len(lines) and lines[end].marker is not None and not lines[end].cells:
            if lines[end].marker == line.marker and lines[end].indent <= line.indent:
                break
            end += 1
        if end > at + 1 or not line.text.endswith(":"):
            for one in lines[at:end]:
                one.role = None
            draft.recommendations = read_recommendations(draft.desk, at, end)
            asked = {one for line in lines[at:end] for one in (line.text, line.body)}
            draft.summary = [text for text in draft.summary if text not in asked]
            return


def _preamble(draft: Draft, lines: list[Line]) -> None:
    """Read paragraphs between the head and the first section as the summary."""
    for line in lines:
        if line.role is not None:
            continue
        if line.marker is None and len(line.text) < 70 and line.text[-1] not in ".!":
            draft.desk.take(line, "header")
        elif line.number > _head_line(draft):
            draft.desk.take(line, "summary")
            draft.summary.append(line.body if line.marker == "bullet" else line.text)


def _head_line(draft: Draft) -> int:
    numbers = [line.number for role, line in draft.head.lines.items() if role != "body"]
    return max(numbers, default=0)


def _read_span(draft: Draft, span: Span, supporting: Supporting) -> None:
    desk = draft.desk
    if span.role == "recommendations":
        found = read_recommendations(desk, span.start, span.end)
        before = draft.recommendations
        draft.recommendations = Recommendations(
            before.intro or found.intro, before.items + found.items, before.notes + found.notes
        )
    elif span.role == "summary":
        for line in desk.free(span.start, span.end):
            desk.take(line, "summary")
            draft.summary.append(line.body if line.marker in ("decimal", "number") else line.text)
    elif span.role == "implications":
        draft.implications.extend(read_implications(desk, span))
    elif span.role == "background_papers":
        draft.background_papers.extend(read_background(desk, span))
    elif span.role == "contact":
        contact, author = read_contact(desk, span)
        draft.contact.extend(contact)
        draft.author = draft.author or author
    elif span.role == "abbreviations":
        tables = [f.table for f in draft.found_tables if span.start <= f.start < span.end]
        draft.abbreviations.update(read_abbreviations(desk, span.start, span.end, tables))
    elif span.role in ("appendix", "appendices"):
        if span.role == "appendix":
            draft.appendices.append(Appendix(span.heading, span.line))
            if not supporting.items:
                _read_appendix(draft, span, supporting)
        desk.take(desk.lines[span.start : span.end], "appendix")
    else:
        told = tells_progress((draft.head.values.get("title", ""), span.heading))
        read_supporting(desk, span.start, span.end, supporting, progress=told)


def _read_appendix(draft: Draft, span: Span, supporting: Supporting) -> None:
    """Read the tracked items of an appendix; its title stands in it or right below it."""
    desk = draft.desk
    opening = [line.text for line in desk.lines[span.start : min(span.start + 2, span.end)]]
    told = tells_progress((draft.head.values.get("title", ""), span.heading, *opening))
    supporting.items.extend(read_tree(desk, span.start, span.end, NumberRun(), progress=told))
