"""A stored committee paper seen as a document that was read, without a detour over a layout."""

from __future__ import annotations

from collections.abc import Iterator

from dueregard.papers.assembly.canonical import FORMAT, from_json_bytes
from dueregard.papers.assembly.model import (
    CommitteePaper,
    SupportingHeading,
    TrackedNode,
    status_in_words,
)
from dueregard.papers.assembly.passages import paragraphs_of
from dueregard.papers.model import (
    Coverage,
    Document,
    Header,
    Implication,
    RecommendationItem,
    Recommendations,
    SourceLine,
    Subheading,
    TrackedItem,
)

# Enough to recognise the format in canonical JSON and in JSON that somebody has laid out again.
_LOOK_AT = 400


def is_stored_paper(data: bytes) -> bool:
    """Tell whether bytes look like the JSON of a committee paper.

    Examples
    --------
    >>> is_stored_paper(b'{"format":"dueregard.committee_paper","version":1}')
    True
    """
    start, end = data[:_LOOK_AT].lstrip(), data[-_LOOK_AT:]
    return start.startswith(b"{") and FORMAT.encode() in start + end


def document_of_json(data: bytes) -> Document:
    """Return what a stored paper says, in the form a reader gives.

    Raises
    ------
    UnusableDocument
        If the JSON is not that of a committee paper.
    """
    paper = from_json_bytes(data)
    text = data.decode("utf-8-sig")
    lines = tuple(
        SourceLine(number, line, "json")
        for number, line in enumerate(text.splitlines(), start=1)
        if line.strip()
    )
    return Document(
        kind="committee_report",
        header=_header(paper),
        subheadings=tuple(
            Subheading(one.text, 1)
            for one in paper.supporting
            if isinstance(one, SupportingHeading)
        ),
        recommendations=Recommendations(
            paper.recommendations.intro,
            tuple(
                RecommendationItem(str(number), item, 1)
                for number, item in enumerate(paper.recommendations.items, start=1)
            ),
        ),
        tracked_items=tuple(item for node in paper.tracked for item in _items(node, None)),
        implications=tuple(
            Implication(one.kind, one.text, one.kind, 1) for one in paper.implications
        ),
        background_papers=paper.background_papers,
        abbreviations={one.short: one.meaning for one in paper.abbreviations},
        coverage=Coverage(len(lines), len(lines)),
        contact=paper.contact,
        lines=lines,
    )


def _header(paper: CommitteePaper) -> Header:
    header = paper.header
    return Header(
        report_number=header.report_number,
        title=header.title,
        date=header.date.isoformat() if header.date else None,
        by=header.by,
        body=header.body,
        meeting_date=header.meeting_date.isoformat() if header.meeting_date else None,
        summary=paper.summary,
        author=header.author,
    )


def _items(node: TrackedNode, parent: str | None) -> Iterator[TrackedItem]:
    reported = [entry.date for entry in node.progress if entry.date]
    yield TrackedItem(
        ref=node.ref,
        parent=parent,
        text=node.text,
        owner=node.owner,
        status=node.status,
        status_printed=status_in_words(node),
        progress=tuple(
            paragraph.removeprefix("• ")
            for entry in node.progress
            for text in entry.paragraphs
            for paragraph in paragraphs_of(text)
        ),
        challenges=tuple(challenge.text for challenge in node.challenges),
        next_steps=tuple(step.text for step in node.next_steps),
        due=node.due.isoformat() if node.due else None,
        date=max(reported).isoformat() if reported else None,
        line=1,
    )
    for child in node.children:
        yield from _items(child, node.ref)
