"""What a paper says of each tracked item, in the shape the register compares and takes in."""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from dueregard.web.core.text import fold
from dueregard.web.recommendations.imports.pointers import pointer_target
from dueregard.web.recommendations.imports.tables import CELL_MARK, ItemTable, tables_of_items
from dueregard.web.recommendations.numbering import tidy

#: The words that lead from a branch to its parts: a last, short sentence that ends in a colon.
_STEM = re.compile(r"(?s)^(?P<text>.*[.;!?”’\"])\s+(?P<stem>[A-Z][^.;!?]{0,60}:)$")
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_MONTH = re.compile(r"(\d{4})-(\d{2})")
_YEAR = re.compile(r"\d{4}")
_BULLET = re.compile(r"^\s*[•▪●◦*–-]\s+")


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing said in a paper, with the line it was read from."""

    text: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class ReadItem:
    """One tracked item as a paper has it; empty where the paper does not say."""

    position: int
    reference: str
    parent: str
    text: str
    stem: str = ""
    owner: str = ""
    status: str = ""
    status_printed: str = ""
    progress: tuple[Statement, ...] = ()
    challenges: tuple[Statement, ...] = ()
    next_steps: tuple[Statement, ...] = ()
    notes: tuple[Statement, ...] = ()
    due_on: datetime.date | None = None
    due_printed: str = ""
    line: int | None = None
    points_to: str = ""
    tables: tuple[ItemTable, ...] = ()

    @property
    def is_pointer(self) -> bool:
        """Whether the item says no more than where to look instead."""
        return self.status == "pointer"

    @property
    def wording(self) -> str:
        """The text with the words that lead to its parts, as the paper prints them."""
        return f"{self.text} {self.stem}".strip()


def read_items(document: Mapping[str, Any]) -> list[ReadItem]:
    """Return the tracked items of a stored document, in the order of the paper."""
    items = list(document.get("tracked_items") or ())
    branches = {item.get("parent") for item in items if item.get("parent")}
    tables = tables_of_items(document)
    read = [
        _read(position, item, items, is_branch=item.get("ref") in branches)
        for position, item in enumerate(items)
    ]
    return [
        _with_tables(item, tables[item.position]) if item.position in tables else item
        for item in read
    ]


def _with_tables(item: ReadItem, tables: list[ItemTable]) -> ReadItem:
    """Return the item with its tables among its progress, where they stand in the paper.

    A reader that gives the rows of a table as statements too would say everything twice.
    """
    rows = frozenset().union(*(table.lines for table in tables))
    progress = [
        *(one for one in item.progress if one.line not in rows),
        *(Statement(table.text, table.line) for table in tables),
    ]
    # A statement without a line keeps its place before those that have one.
    ordered = tuple(sorted(progress, key=lambda one: one.line or 0))
    return replace(
        item,
        progress=ordered,
        challenges=tuple(one for one in item.challenges if one.line not in rows),
        next_steps=tuple(one for one in item.next_steps if one.line not in rows),
        tables=tuple(tables),
    )


def _read(position: int, item: Mapping[str, Any], items: list[Any], *, is_branch: bool) -> ReadItem:
    parts = [part.strip() for part in (item.get("text"), *(item.get("text_more") or ())) if part]
    text, stem = split_stem("\n\n".join(parts)) if is_branch else ("\n\n".join(parts), "")
    status = item.get("status") or ""
    progress = _statements(item, "progress")
    points_to = ""
    if status == "pointer":
        points_to = pointer_target([one.text for one in progress], position, items)
        progress = ()
    return ReadItem(
        position=position,
        reference=tidy(item.get("ref") or ""),
        parent=tidy(item.get("parent") or ""),
        text=text,
        stem=stem,
        owner=item.get("owner") or "",
        status=status,
        status_printed=item.get("status_printed") or "",
        progress=progress,
        challenges=_statements(item, "challenges"),
        next_steps=_statements(item, "next_steps"),
        notes=tuple(Statement(note) for note in item.get("notes") or () if note.strip()),
        due_on=last_day(item.get("due") or ""),
        due_printed=item.get("due_printed") or item.get("due") or "",
        line=item.get("line") or None,
        points_to=tidy(points_to),
    )


def _statements(item: Mapping[str, Any], voice: str) -> tuple[Statement, ...]:
    texts = item.get(voice) or ()
    lines = item.get(f"{voice}_lines") or ()
    return tuple(
        Statement(text.strip(), lines[at] if at < len(lines) else None)
        for at, text in enumerate(texts)
        if text.strip()
    )


def split_stem(text: str) -> tuple[str, str]:
    """Return a branch's text and the words that lead to its parts.

    Examples
    --------
    >>> split_stem("Local plans must be published. This means:")
    ('Local plans must be published.', 'This means:')
    >>> split_stem("Publish the plans")
    ('Publish the plans', '')
    """
    found = _STEM.match(text.strip())
    return (found["text"].strip(), found["stem"]) if found else (text.strip(), "")


def last_day(printed: str) -> datetime.date | None:
    """Return the last day of a date printed as day, month or year.

    "By October 2023" is kept until October is over: a month-only date is never overdue before.

    Examples
    --------
    >>> last_day("2023-10"), last_day("2023-10-04"), last_day("2023")
    (datetime.date(2023, 10, 31), datetime.date(2023, 10, 4), datetime.date(2023, 12, 31))
    """
    try:
        if day := _DAY.fullmatch(printed):
            return datetime.date(*(int(part) for part in day.groups()))
        if month := _MONTH.fullmatch(printed):
            year, number = int(month[1]), int(month[2])
            return datetime.date(year, number, calendar.monthrange(year, number)[1])
        if _YEAR.fullmatch(printed):
            return datetime.date(int(printed), 12, 31)
    except (ValueError, calendar.IllegalMonthError):
        return None
    return None


def folded_parts(texts: Iterable[str]) -> frozenset[str]:
    """Return the lines of several texts, folded, to tell what was said before.

    A table says the same whether its cells are marked off or run on, a list whether its
    points are marked or not.

    Examples
    --------
    >>> folded_parts(["Rank | Unit\\n• One"]) == folded_parts(["rank unit", "one"])
    True
    """
    return frozenset(
        folded
        for text in texts
        for part in text.splitlines()
        if (folded := fold(_BULLET.sub("", part).replace(CELL_MARK, " ")))
    )
