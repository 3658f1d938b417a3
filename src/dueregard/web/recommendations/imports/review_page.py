"""What the review page shows of each row: read beside printed, before beside after."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, field
from typing import Any

from dueregard.web.core.components import Tag
from dueregard.web.core.dates import write_date
from dueregard.web.core.text import fold
from dueregard.web.recommendations.imports.differences import FIELDS, REPLACING, said
from dueregard.web.recommendations.imports.issues import IssueGroup, grouped
from dueregard.web.recommendations.imports.items import ReadItem
from dueregard.web.recommendations.imports.matching import Matched
from dueregard.web.recommendations.imports.queries import line_href
from dueregard.web.recommendations.imports.services import allowed_decisions
from dueregard.web.recommendations.models import ImportRow
from dueregard.web.recommendations.states import RowDecision, RowMatch

_WORDS = re.compile(r"\s+|[^\s]+")
_STATUS_WORDS = {
    "completed": "Completed",
    "in_progress": "In progress",
    "not_started": "Not started",
    "overdue": "Overdue",
    "rejected": "Rejected",
}
#: How far below its first line the wording of an item may end.
_PRINTED_SPAN = 12
_VOICES = {
    "progress": "Progress",
    "challenges": "Challenge",
    "next_steps": "Next step",
    "notes": "Note",
}
_LABELS = {
    RowMatch.NEW: {RowDecision.ACCEPT: "Take it in", RowDecision.SKIP: "Leave it out"},
    RowMatch.CHANGED: {
        RowDecision.ACCEPT: "Take over what is ticked",
        RowDecision.SKIP: "Leave as it is",
    },
    RowMatch.SUGGESTED: {
        RowDecision.ACCEPT: "It is this one",
        RowDecision.AS_NEW: "It is a new one",
        RowDecision.SKIP: "Leave it out",
    },
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words that is in both versions, or in one only."""

    text: str
    changed: bool = False


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """One difference of a row: what is replaced, or what is added."""

    key: str
    label: str
    taken: bool
    before: list[Piece] = field(default_factory=list)
    after: list[Piece] = field(default_factory=list)
    added: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Said:
    """A statement as read, with its line."""

    kind: str
    text: str
    line: int | None
    href: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One radio button of a row."""

    value: str
    label: str
    checked: bool


@dataclass(frozen=True, slots=True)
class RowView:
    """Everything the page shows of one row."""

    row: ImportRow
    name: str
    tag: Tag
    item: ReadItem
    href: str
    printed: str
    facts: list[str]
    statements: list[Said]
    differences: list[FieldDifference]
    choices: list[Choice]
    issues: list[IssueGroup]
    warnings: list[str]
    problem: str = ""
    suggestion: str = ""
    edited_text: str = ""

    @property
    def where(self) -> str:
        """The place in the paper, in words."""
        return f"line {self.row.line}" if self.row.line else ""

    @property
    def decided(self) -> bool:
        """Whether nothing is left to decide."""
        return not self.choices or any(choice.checked for choice in self.choices)


def row_view(
    row: ImportRow,
    one: Matched,
    *,
    printed: dict[int, str],
    issues: list[dict[str, Any]],
    problem: str,
) -> RowView:
    """Return what the page shows of ``row``; ``printed`` holds the lines of the paper."""
    paper_id = row.paper_import.paper_id
    suggested = row.match == RowMatch.SUGGESTED and one.held is not None
    return RowView(
        row=row,
        name=one.item.reference or f"Item {row.position + 1}",
        tag=Tag(RowMatch(row.match).label, "changed" if suggested else row.match),
        item=one.item,
        href=line_href(paper_id, row.line),
        printed=_printed(row, one.item, printed),
        facts=_facts(one.item),
        statements=_statements(one.item, paper_id),
        differences=[_difference(row, key, value) for key, value in row.differences.items()],
        choices=_choices(row),
        issues=grouped(issues),
        warnings=one.warnings,
        problem=problem,
        suggestion=_suggestion(one) if suggested else "",
        edited_text=(row.item.get("text") or "") if "text" in row.edits else "",
    )


def _suggestion(one: Matched) -> str:
    held = one.held
    alike = round(100 * (one.similarity or 0))
    number = f"{held.number}: " if held and held.number else ""
    return f"{number}{held.wording if held else ''} ({alike}% of the words are the same)"


def _facts(item: ReadItem) -> list[str]:
    """Return what else was read of an item, each as a short sentence."""
    facts = []
    if item.is_pointer:
        facts.append(
            f"Points to {item.points_to}." if item.points_to else "Points elsewhere; unclear where."
        )
    elif item.status or item.status_printed:
        words = _STATUS_WORDS.get(item.status, "Status not clear")
        printed = f", printed “{item.status_printed}”" if item.status_printed else ""
        facts.append(f"{words}{printed}.")
    if item.owner:
        facts.append(f"Owner as printed: {item.owner}.")
    if item.due_on:
        printed = f", printed “{item.due_printed}”" if item.due_printed else ""
        facts.append(f"Due {write_date(item.due_on)}{printed}.")
    facts.extend(f"With {table.words}." for table in item.tables)
    return facts


def _printed(row: ImportRow, item: ReadItem, printed: dict[int, str]) -> str:
    """Return the lines of the paper from which number and wording were read."""
    if not row.line:
        return ""
    wanted = fold(row.item.get("text") or item.text)
    lines: list[str] = []
    for number in range(row.line, row.line + _PRINTED_SPAN):
        if printed.get(number, "").strip():
            lines.append(printed[number].strip())
        if wanted in fold(" ".join(lines)):
            break
    return "\n".join(lines if wanted in fold(" ".join(lines)) else lines[:1])


def _statements(item: ReadItem, paper_id: int) -> list[Said]:
    return [
        Said(kind, one.text, one.line, line_href(paper_id, one.line) if one.line else "")
        for key, kind in _VOICES.items()
        for one in said(item, key)
    ]


def _difference(row: ImportRow, key: str, value: dict[str, Any]) -> FieldDifference:
    taken = key not in row.left_out
    if key in REPLACING:
        before, after = compare_words(value["before"], value["after"])
        return FieldDifference(key, FIELDS[key], taken, before, after)
    added = [
        {**one, "href": line_href(row.paper_import.paper_id, one["line"])} for one in value["added"]
    ]
    return FieldDifference(key, FIELDS[key], taken, added=added)


def compare_words(before: str, after: str) -> tuple[list[Piece], list[Piece]]:
    """Return both texts in pieces, with the words marked that the other does not have.

    Examples
    --------
    >>> before, after = compare_words("Publish the plans", "Publish all plans")
    >>> [piece.text for piece in before if piece.changed]
    ['the']
    """
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    matcher = difflib.SequenceMatcher(a=old, b=new, autojunk=False)
    left: list[Piece] = []
    right: list[Piece] = []
    for kind, a, b, c, d in matcher.get_opcodes():
        if b > a:
            left.append(Piece("".join(old[a:b]), kind != "equal"))
        if d > c:
            right.append(Piece("".join(new[c:d]), kind != "equal"))
    return left, right


def _choices(row: ImportRow) -> list[Choice]:
    labels = _LABELS.get(RowMatch(row.match), {})
    allowed = set(allowed_decisions(row.match))
    return [
        Choice(decision.value, label, row.decision == decision)
        for decision, label in labels.items()
        if decision in allowed
    ]
