"""Two texts, or an issued paper and the register of today, beside each other with marks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Literal

from dueregard.papers.assembly import CommitteePaper
from dueregard.rendering.blocks import (
    Attribution,
    Block,
    Bullet,
    Definition,
    Detail,
    HeaderLine,
    LetteredItem,
    NumberedItem,
    RecommendationHeading,
    SectionHeading,
    Subheading,
    Table,
    Title,
    VoiceHeading,
)
from dueregard.rendering.layout import lay_out

Kind = Literal["same", "added", "removed"]
_WORD = re.compile(r"\s+|[^\s]+")
# Beyond this a word-by-word comparison is slow and tells a reader nothing.
_MOST_WORDS = 4_000


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that both have, or only one."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class ComparedLine:
    """A line as issued beside the line of today; empty where there is none."""

    issued: str
    live: str
    changed: bool


@dataclass(frozen=True, slots=True)
class ComparedSection:
    """A section of a paper in which something differs."""

    heading: str
    rows: tuple[ComparedLine, ...]


def word_changes(before: str, after: str) -> tuple[Piece, ...]:
    """Return ``after`` with what was removed from and added to ``before``, word by word.

    Examples
    --------
    >>> [(piece.kind, piece.text) for piece in word_changes("two are late", "three are late")]
    [('removed', 'two'), ('added', 'three'), ('same', ' are late')]
    """
    old, new = _WORD.findall(before), _WORD.findall(after)
    if len(old) + len(new) > _MOST_WORDS:
        old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    return tuple(_pieces(old, new, ""))


def _pieces(old: Sequence[str], new: Sequence[str], glue: str) -> Iterable[Piece]:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for what, from_, to, new_from, new_to in matcher.get_opcodes():
        if what == "equal":
            yield Piece("same", glue.join(new[new_from:new_to]))
            continue
        if to > from_:
            yield Piece("removed", glue.join(old[from_:to]))
        if new_to > new_from:
            yield Piece("added", glue.join(new[new_from:new_to]))


def compare_papers(issued: CommitteePaper, live: CommitteePaper) -> tuple[ComparedSection, ...]:
    """Return the sections in which the register has moved on since a paper was issued.

    A recommendation is a section of its own. Paragraph numbers are left out: they move when
    anything before them does.
    """
    then, today = _sections(lay_out(issued)), _sections(lay_out(live))
    found: list[ComparedSection] = []
    for heading in dict.fromkeys([*today, *then]):
        old, new = then.get(heading, []), today.get(heading, [])
        if old != new:
            found.append(ComparedSection(heading, tuple(_line_changes(old, new))))
    return tuple(found)


def _line_changes(old: list[str], new: list[str]) -> Iterable[ComparedLine]:
    """Yield what differs; of what is the same, only the first line, which names the section."""
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if old and new and old[0] == new[0]:
        yield ComparedLine(old[0], new[0], changed=False)
    for what, from_, to, new_from, new_to in matcher.get_opcodes():
        if what == "equal":
            continue
        pairs = zip_longest(old[from_:to], new[new_from:new_to], fillvalue="")
        yield from (ComparedLine(issued, live, changed=True) for issued, live in pairs)


def _sections(blocks: Sequence[Block]) -> dict[str, list[str]]:
    sections: dict[str, list[str]] = {}
    top = ""
    lines = sections.setdefault("Header", [])
    for block in blocks:
        match block:
            case SectionHeading(text=text):
                top = text
                lines = sections.setdefault(text, [])
            case Subheading(text=text):
                lines = sections.setdefault(f"{top}: {text}", [])
            case RecommendationHeading(text=text):
                lines = sections.setdefault(text, [])
            case LetteredItem(ref=ref):
                lines = sections.setdefault(f"Recommendation {ref}", [])
                lines.append(block.text)
            case _:
                lines.extend(_lines(block))
    return sections


def _lines(block: Block) -> list[str]:
    match block:
        case Title(text=text):
            return [text]
        case HeaderLine(label=label, text=text) | Detail(label=label, text=text):
            return [f"{label}: {text}"]
        case Definition(term=term, text=text):
            return [f"{term} – {text}"]
        case NumberedItem(label=label, text=text):
            return [f"{label}. {text}"]
        case Bullet(text=text):
            return [f"• {text}"]
        case VoiceHeading(voice=voice):
            return [voice.value]
        case Attribution():
            return [block.printed]
        case Table(rows=rows):
            return [" – ".join(row) for row in rows]
        case _:
            return [block.text] if hasattr(block, "text") else []
