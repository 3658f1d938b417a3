"""A document while it is being read."""

from __future__ import annotations

from dataclasses import dataclass, field

from dueregard.papers.desk import Desk
from dueregard.papers.header import Head
from dueregard.papers.model import (
    Activity,
    Appendix,
    Attendance,
    Coverage,
    Document,
    Footnote,
    Header,
    Implication,
    Kind,
    Minute,
    NumberedParagraphs,
    RecommendationItem,
    Recommendations,
    Section,
    SourceLine,
    Subheading,
    Table,
)
from dueregard.papers.tablesfound import FoundTable
from dueregard.papers.tracker.items import Item, flatten


@dataclass(slots=True)
class Draft:
    """Everything found so far."""

    desk: Desk
    kind: Kind
    head: Head
    found_tables: list[FoundTable]
    header: Header = field(default_factory=Header)
    sections: list[Section] = field(default_factory=list)
    subheadings: list[Subheading] = field(default_factory=list)
    recommendations: Recommendations = field(default_factory=Recommendations)
    numbers: list[str] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    activities: list[Activity] = field(default_factory=list)
    implications: list[Implication] = field(default_factory=list)
    background_papers: list[str] = field(default_factory=list)
    abbreviations: dict[str, str] = field(default_factory=dict)
    appendices: list[Appendix] = field(default_factory=list)
    minutes: list[Minute] = field(default_factory=list)
    attendance: list[Attendance] = field(default_factory=list)
    resolutions: list[RecommendationItem] = field(default_factory=list)
    contact: list[str] = field(default_factory=list)
    footnotes: list[Footnote] = field(default_factory=list)
    status_key: dict[str, str] = field(default_factory=dict)
    status_words: list[str] = field(default_factory=list)
    summary: list[str] = field(default_factory=list)
    author: str | None = None

    @property
    def tables(self) -> list[Table]:
        """The tables found."""
        return [found.table for found in self.found_tables]

    def all_items(self) -> list[Item]:
        """Return all tracked items in printed order."""
        return sorted(flatten(self.items), key=lambda item: item.line)

    def freeze(self) -> Document:
        """Return the document, with what became of each line."""
        numbers = tuple(self.numbers)
        return Document(
            kind=self.kind,
            header=self.header,
            sections=tuple(self.sections),
            subheadings=tuple(self.subheadings),
            recommendations=self.recommendations,
            numbered_paragraphs=NumberedParagraphs(len(numbers), numbers),
            tracked_items=tuple(item.freeze(self.status_key) for item in self.all_items()),
            activities=tuple(self.activities),
            implications=tuple(self.implications),
            background_papers=tuple(self.background_papers),
            abbreviations=dict(self.abbreviations),
            appendices=tuple(self.appendices),
            tables=tuple(self.tables),
            coverage=coverage(self.desk),
            issues=tuple(sorted(self.desk.issues, key=lambda issue: (issue.line or 0, issue.code))),
            minutes=tuple(self.minutes),
            attendance=tuple(self.attendance),
            resolutions=tuple(self.resolutions),
            contact=tuple(self.contact),
            footnotes=tuple(self.footnotes),
            status_key=tuple(self.status_words),
            lines=source_lines(self.desk),
        )


def source_lines(desk: Desk) -> tuple[SourceLine, ...]:
    """Return the source lines as printed with the role of whoever took them."""
    lines = []
    for line in sorted([*desk.lines, *desk.aside], key=lambda one: one.number):
        texts = line.raw if len(line.raw) == len(line.numbers) else [line.text]
        for place, number in enumerate(line.numbers):
            text = texts[place] if place < len(texts) else line.text
            role = None if line.role == "page" else line.role
            lines.append(SourceLine(number, text, role))
    return tuple(lines)


def coverage(desk: Desk) -> Coverage:
    """Return how many lines were taken: taken and not taken are always all."""
    lines = source_lines(desk)
    unattached = tuple(line for line in lines if line.role is None)
    furniture = tuple(line.line for line in lines if line.role == "furniture")
    return Coverage(len(lines), len(lines) - len(unattached), unattached, furniture)
