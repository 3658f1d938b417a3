"""Tracked items while they are being read."""

from __future__ import annotations

from dataclasses import dataclass, field

from dueregard.papers.dates import read_date
from dueregard.papers.lines import Line
from dueregard.papers.model import HistoryEntry, Status, TrackedItem
from dueregard.papers.statuses import read_status


@dataclass(slots=True)
class Entry:
    """A statement in one voice: a paragraph, or one bullet of a list."""

    text: str
    line: int
    numbered: bool = False


@dataclass(slots=True)
class Item:
    """A recommendation or action while its lines are gathered."""

    ref: str | None
    line: int
    parent: Item | None = None
    text: str | None = None
    text_more: list[str] = field(default_factory=list)
    more_lines: list[Line] = field(default_factory=list)
    owners: list[str] = field(default_factory=list)
    status_printed: str | None = None
    status: Status | None = None
    due: str | None = None
    date: str | None = None
    notes: list[str] = field(default_factory=list)
    heading: str | None = None
    voices: dict[str, list[Entry]] = field(
        default_factory=lambda: {"progress": [], "challenges": [], "next_steps": []}
    )
    voice_heads: dict[str, tuple[str, int]] = field(default_factory=dict)
    paragraphs: list[int | str] = field(default_factory=list)
    history: list[HistoryEntry] = field(default_factory=list)
    children: list[Item] = field(default_factory=list)
    labelled: int = 0
    bare: bool = False

    @property
    def has_content(self) -> bool:
        """Whether anything but a reference and a text was read."""
        return bool(self.labelled or self.children or self.voice_heads or any(self.voices.values()))

    def add_text(self, text: str, line: Line | None = None) -> None:
        """Take a line of the item's own wording; the first is the text."""
        if self.text is None:
            self.text = text
        else:
            self.text_more.append(text)
            if line is not None:
                self.more_lines.append(line)

    def set(self, role: str, value: str, printed: str) -> None:
        """Keep the value of a label; the first of a kind wins, others become notes."""
        if role == "ref" and self.ref is None:
            self.ref = value
        elif role == "text":
            self.add_text(value)
        elif role == "owner":
            self.owners.append(value)
        elif role == "status" and self.status_printed is None:
            self.status_printed = value
        elif role == "due" and self.due is None:
            self.due = value
        elif role == "date" and self.date is None:
            self.date = value
        else:
            self.notes.append(f"{printed}: {value}" if printed else value)

    def say(self, voice: str, line: int, text: str, *, numbered: bool = False) -> None:
        """Add an entry to a voice: a paragraph, or one bullet of a list."""
        self.voices[voice].append(Entry(text, line, numbered))

    def freeze(self, key: dict[str, str] | None = None) -> TrackedItem:
        """Return the item as the contract has it."""
        said = self.voices
        owner = ", ".join(self.owners) if self.owners else None
        return TrackedItem(
            ref=self.ref,
            parent=self.parent.ref if self.parent else None,
            text=self.text,
            owner=owner,
            status=self.status or read_status(self.status_printed, key),
            status_printed=self.status_printed,
            progress=tuple(entry.text for entry in said["progress"]),
            challenges=tuple(entry.text for entry in said["challenges"]),
            next_steps=tuple(entry.text for entry in said["next_steps"]),
            due=read_date(self.due) if self.due else None,
            date=read_date(self.date) if self.date else None,
            paragraphs=tuple(self.paragraphs),
            line=self.line,
            text_more=tuple(self.text_more),
            owners=tuple(self.owners),
            due_printed=self.due,
            notes=tuple(self.notes),
            heading=self.heading,
            history=tuple(self.history),
            progress_lines=tuple(entry.line for entry in said["progress"]),
            challenges_lines=tuple(entry.line for entry in said["challenges"]),
            next_steps_lines=tuple(entry.line for entry in said["next_steps"]),
        )


def flatten(items: list[Item]) -> list[Item]:
    """Return items and all below them in printed order."""
    flat: list[Item] = []
    for item in items:
        flat.append(item)
        flat.extend(flatten(item.children))
    return flat
