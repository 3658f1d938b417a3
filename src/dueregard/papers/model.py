"""What a paper says: the object behind ``dueregard read`` and its JSON contract."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any, Literal

Kind = Literal[
    "committee_report", "minutes", "strategy", "tracker", "statistics", "press_release", "other"
]
Status = Literal["completed", "in_progress", "not_started", "overdue", "rejected", "pointer"]
Severity = Literal["error", "warning", "info"]


def _plain(value: Any) -> Any:
    """Return dataclasses, tuples and mappings as what JSON knows."""
    if isinstance(value, Record):
        return value.as_dict()
    if isinstance(value, (tuple, list)):
        return [_plain(entry) for entry in value]
    if isinstance(value, dict):
        return {key: _plain(entry) for key, entry in value.items()}
    return value


class Record:
    """A part of a document that can be written as JSON."""

    def as_dict(self) -> dict[str, Any]:
        """Return the part under the names of the JSON contract."""
        return {
            entry.name: _plain(getattr(self, entry.name))
            for entry in fields(self)  # type: ignore[arg-type]
            if entry.metadata.get("json", True)
        }


@dataclass(frozen=True, slots=True)
class SourceLine(Record):
    """One line, paragraph or table row of the file, as printed, and who took it up."""

    line: int
    text: str
    role: str | None = None


@dataclass(frozen=True, slots=True)
class Header(Record):
    """What the head of a paper says; ``None`` where it does not say."""

    report_number: str | None = None
    title: str | None = None
    date: str | None = None
    by: str | None = None
    body: str | None = None
    meeting_date: str | None = None
    summary: tuple[str, ...] = ()
    author: str | None = None
    updated: str | None = None
    as_at: str | None = None
    period: tuple[str, str] | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Section(Record):
    """A labelled part of the paper, such as ``B. Supporting information``."""

    label: str | None
    heading: str
    line: int


@dataclass(frozen=True, slots=True)
class Subheading(Record):
    """A heading without a label."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class RecommendationItem(Record):
    """One thing the paper asks its members to do; its own list in ``parts``."""

    ref: str | None
    text: str
    line: int
    parts: tuple[RecommendationItem, ...] = ()


@dataclass(frozen=True, slots=True)
class Recommendations(Record):
    """What the paper asks its members to do; sentences that ask nothing in ``notes``."""

    intro: str | None = None
    items: tuple[RecommendationItem, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NumberedParagraphs(Record):
    """The numbers of the supporting information, as printed."""

    count: int = 0
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HistoryEntry(Record):
    """A dated change of a tracked item that the page prints in its own log."""

    date: str | None
    status: str | None
    comment: str | None
    line: int


@dataclass(frozen=True, slots=True)
class TrackedItem(Record):
    """A recommendation or action that the paper reports on: a parent or a leaf.

    ``progress_lines``, ``challenges_lines`` and ``next_steps_lines`` run beside their entries
    and give the source line of each.
    """

    ref: str | None
    parent: str | None
    text: str | None
    owner: str | None = None
    status: Status | None = None
    status_printed: str | None = None
    progress: tuple[str, ...] = ()
    challenges: tuple[str, ...] = ()
    next_steps: tuple[str, ...] = ()
    due: str | None = None
    date: str | None = None
    paragraphs: tuple[int | str, ...] = ()
    line: int = 0
    text_more: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    due_printed: str | None = None
    notes: tuple[str, ...] = ()
    heading: str | None = None
    history: tuple[HistoryEntry, ...] = ()
    progress_lines: tuple[int, ...] = ()
    challenges_lines: tuple[int, ...] = ()
    next_steps_lines: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Activity(Record):
    """Something a strategy promises to do, for one strand or (``None``) for all."""

    strand: str | None
    text: str
    line: int
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Implication(Record):
    """What the paper says about equality, money, law, risk and the like."""

    kind: str
    text: str
    heading: str
    line: int


@dataclass(frozen=True, slots=True)
class Appendix(Record):
    """An appendix or annex."""

    heading: str
    line: int


@dataclass(frozen=True, slots=True)
class Table(Record):
    """A table, also one that lost its columns on the way to plain text."""

    caption: str | None
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    line: int
    layout: str = "cells"
    row_lines: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Minute(Record):
    """One minute of a meeting."""

    minute: str | None
    heading: str
    agenda_item: str | None
    resolved: tuple[str, ...]
    text: tuple[str, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Attendance(Record):
    """People listed under one heading of the minutes; the heading is null for the first list."""

    heading: str | None
    count: int
    line: int


@dataclass(frozen=True, slots=True)
class Footnote(Record):
    """A note printed away from the place it belongs to."""

    mark: str
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Coverage(Record):
    """How many non-blank lines were read as part of something, and which were not."""

    lines: int
    attached: int
    unattached: tuple[SourceLine, ...] = ()
    furniture: tuple[int, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return the coverage; unattached lines with number and text only."""
        return {
            "lines": self.lines,
            "attached": self.attached,
            "unattached": [{"line": one.line, "text": one.text} for one in self.unattached],
            "furniture": list(self.furniture),
        }


@dataclass(frozen=True, slots=True)
class Issue(Record):
    """An irregularity of the paper; the text itself is never corrected."""

    code: str
    severity: Severity
    line: int | None
    message: str


@dataclass(frozen=True, slots=True)
class Document(Record):
    """A paper as read: the JSON contract of ``dueregard read``, and its source lines."""

    kind: Kind
    header: Header = field(default_factory=Header)
    sections: tuple[Section, ...] = ()
    subheadings: tuple[Subheading, ...] = ()
    recommendations: Recommendations = field(default_factory=Recommendations)
    numbered_paragraphs: NumberedParagraphs = field(default_factory=NumberedParagraphs)
    tracked_items: tuple[TrackedItem, ...] = ()
    activities: tuple[Activity, ...] = ()
    implications: tuple[Implication, ...] = ()
    background_papers: tuple[str, ...] = ()
    abbreviations: dict[str, str] = field(default_factory=dict)
    appendices: tuple[Appendix, ...] = ()
    tables: tuple[Table, ...] = ()
    coverage: Coverage = field(default_factory=lambda: Coverage(0, 0))
    issues: tuple[Issue, ...] = ()
    minutes: tuple[Minute, ...] = ()
    attendance: tuple[Attendance, ...] = ()
    resolutions: tuple[RecommendationItem, ...] = ()
    contact: tuple[str, ...] = ()
    footnotes: tuple[Footnote, ...] = ()
    status_key: tuple[str, ...] = ()
    lines: tuple[SourceLine, ...] = field(default=(), metadata={"json": False})

    def source(self, line: int) -> str:
        """Return the text of a source line as printed, or an empty string when there is none.

        Examples
        --------
        >>> Document(kind="other", lines=(SourceLine(3, "A. Summary"),)).source(3)
        'A. Summary'
        """
        return next((one.text for one in self.lines if one.line == line), "")
