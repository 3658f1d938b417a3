"""Irregularities of a paper that show once it has been read: dates, wording, repetitions."""

from __future__ import annotations

import re
from collections import Counter, defaultdict

from dueregard.papers.dates import NUMERIC_ONLY, exists, read_date
from dueregard.papers.draft import Draft
from dueregard.papers.figures import note_figures
from dueregard.papers.model import Table
from dueregard.papers.tracker.items import Item
from dueregard.papers.wording import note_wording

_START = re.compile(r"\b(?:start|from|began|begin)\w*\b", re.I)
_END = re.compile(r"\b(?:end|ends|ended|until|finish|expiry|expires)\b", re.I)
_DATE = re.compile(r"\bdate\b|\bfrom\b|\buntil\b|deadline|\bwhen\b", re.I)


def note_irregularities(draft: Draft) -> None:
    """Add the issues that need the whole paper."""
    for table in draft.tables:
        _dates(draft, table)
    _items(draft)
    if draft.kind == "committee_report":
        _recommendations(draft)
    note_figures(draft)
    note_wording(draft)


def _cell_date(cell: str) -> tuple[str | None, bool]:
    """Return the date of a cell, and whether it is printed as one that does not exist."""
    match = NUMERIC_ONLY.match(cell)
    if match is None:
        return read_date(cell), False
    year = int(match[3]) + (2000 if len(match[3]) == 2 else 0)
    if not exists(year, int(match[2]), int(match[1])):
        return None, True
    return read_date(cell), False


def _dates(draft: Draft, table: Table) -> None:
    desk = draft.desk
    today = draft.header.date
    starts = [at for at, name in enumerate(table.columns) if _START.search(name)]
    ends = [at for at, name in enumerate(table.columns) if _END.search(name)]
    dated = {at for at, name in enumerate(table.columns) if _DATE.search(name)} | {*starts, *ends}
    for row, line in zip(table.rows, table.row_lines, strict=False):
        found: dict[int, str] = {}
        for at in sorted(dated):
            if at >= len(row) or not row[at]:
                continue
            date, impossible = _cell_date(row[at])
            if impossible:
                desk.issue("impossible_date", "error", line, f"The calendar has no {row[at]}.")
            elif date is None and (at in starts or at in ends):
                desk.issue(
                    "text_in_date", "warning", line, f"“{row[at]}” stands where a date belongs."
                )
            elif date is not None:
                found[at] = date
        if not (starts and ends):
            continue
        start, end = found.get(starts[0]), found.get(ends[0])
        if start and end and end < start:
            desk.issue("end_before_start", "error", line, f"The end {end} is before {start}.")
        if start and today and start > today:
            desk.issue(
                "date_after_report", "warning", line, f"{start} is later than the paper, {today}."
            )
        if end and today and end < today:
            desk.issue("date_before_report", "warning", line, f"{end} had passed by {today}.")


def _items(draft: Draft) -> None:
    items = draft.all_items()
    _headings(draft, items)
    _repeated(draft, items)
    refs = Counter(item.ref for item in items if item.ref)
    for item in items:
        if item.ref and refs[item.ref] > 1 and not item.date:
            draft.desk.issue(
                "duplicate_number", "warning", item.line, f"Item {item.ref} is printed twice."
            )
            refs[item.ref] = 0
        if item.heading and item.owners and item.heading.rstrip().endswith(("]", ")")):
            draft.desk.issue(
                "owner_in_heading", "info", item.line, f"The owner stands in “{item.heading}”."
            )
        if item.status == "pointer":
            draft.desk.issue(
                "pointer_only", "info", item.line, f"Item {item.ref} only points elsewhere."
            )
        if item.status == "completed" and item.voices["challenges"]:
            draft.desk.issue(
                "status_contradiction",
                "warning",
                item.line,
                f"Item {item.ref} is said to be completed, yet challenges are open.",
            )


def _headings(draft: Draft, items: list[Item]) -> None:
    """Note progress without a heading, and headings worded otherwise than most."""
    words: Counter[str] = Counter()
    for item in items:
        for printed, _ in item.voice_heads.values():
            words[printed] += 1
    common: dict[str, str] = {}
    for voice in ("progress", "challenges", "next_steps"):
        printed_here = [i.voice_heads[voice][0] for i in items if voice in i.voice_heads]
        if printed_here:
            common[voice] = Counter(printed_here).most_common(1)[0][0]
    for item in items:
        for voice, (printed, line) in item.voice_heads.items():
            if printed != common[voice]:
                draft.desk.issue(
                    "heading_variant",
                    "info",
                    line,
                    f"“{printed}” stands where most items have “{common[voice]}”.",
                )
        missing = item.voices["progress"] and "progress" not in item.voice_heads
        if "progress" in common and missing and item.parent is not None:
            draft.desk.issue(
                "heading_missing", "info", item.line, f"Item {item.ref} has no progress heading."
            )


def _repeated(draft: Draft, items: list[Item]) -> None:
    seen: defaultdict[str, list[tuple[str | None, int]]] = defaultdict(list)
    for item in items:
        for entry in item.voices["challenges"]:
            if len(entry.text) > 30:
                seen[entry.text].append((item.ref, entry.line))
    for places in seen.values():
        for ref, line in places[1:]:
            draft.desk.issue(
                "repeated_text",
                "info",
                line,
                f"The challenge of item {ref} is word for word that of item {places[0][0]}.",
            )


def _recommendations(draft: Draft) -> None:
    asked = {section.heading.lower() for section in draft.sections}
    if any("recommendation" in heading for heading in asked) and not draft.recommendations.items:
        line = next(s.line for s in draft.sections if "recommendation" in s.heading.lower())
        draft.desk.issue(
            "empty_section", "warning", line, "The recommendations section asks for nothing."
        )
