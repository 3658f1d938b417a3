"""A received paper as a page shows it: what was read, and every line with what became of it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from dueregard.web.core.components import SummaryRow
from dueregard.web.core.dates import read_date, write_date
from dueregard.web.core.lists import Pagination
from dueregard.web.recommendations.imports.queries import (
    LINES_PER_PAGE,
    line_href,
    page_of_line,
)
from dueregard.web.recommendations.models import ReceivedPaper

KINDS = {
    "committee_report": "Committee report",
    "minutes": "Minutes",
    "strategy": "Strategy",
    "tracker": "Tracker",
    "statistics": "Statistics",
    "press_release": "Press release",
    "other": "Other paper",
}
_ROLES = {
    "tracked": "Recommendation or action",
    "header": "Head of the paper",
    "lead": "Head of the paper",
    "section": "Heading",
    "subheading": "Heading",
    "paragraph": "Paragraph",
    "furniture": "Not part of the text",
    "background_papers": "Background papers",
    "implications": "Implications",
    "recommendations": "Asked of members",
    "abbreviations": "Abbreviations",
}


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One line: as printed, what it was read as, what looks odd about it."""

    number: int
    text: str
    role: str
    attached: bool
    issues: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class PaperPage:
    """Everything the page of a received paper shows."""

    kind: str
    sentence: str
    facts: list[SummaryRow]
    summary: list[str]
    asked: list[dict[str, Any]]
    activities: list[dict[str, Any]]
    minutes: list[dict[str, Any]]
    tables: list[dict[str, Any]]
    background: list[str]
    abbreviations: dict[str, str]
    issues: list[dict[str, Any]]
    lines: list[PaperLine]
    pagination: Pagination
    tracked: int


def paper_page(paper: ReceivedPaper, asked_page: str = "") -> PaperPage:
    """Return the page of a paper; ``asked_page`` is the page of its lines as asked for."""
    document = paper.document
    last = max((line["line"] for line in paper.lines), default=1)
    pages = page_of_line(last)
    number = int(asked_page) if asked_page.isascii() and asked_page.isdigit() else 1
    number = min(max(number, 1), pages)
    tracked = document.get("tracked_items") or []
    return PaperPage(
        kind=KINDS.get(paper.kind, "Paper"),
        sentence=_sentence(document),
        facts=_facts(paper),
        summary=list((document.get("header") or {}).get("summary") or ()),
        asked=list((document.get("recommendations") or {}).get("items") or ()),
        activities=list(document.get("activities") or ()),
        minutes=list(document.get("minutes") or ()),
        tables=[_table(table) for table in document.get("tables") or ()],
        background=list(document.get("background_papers") or ()),
        abbreviations=document.get("abbreviations") or {},
        issues=[
            {**issue, "href": line_href(paper.pk, issue.get("line"))}
            for issue in document.get("issues") or ()
        ],
        lines=_lines(paper, number),
        pagination=Pagination(
            number=number,
            size=LINES_PER_PAGE,
            total=pages * LINES_PER_PAGE,
            address=lambda page: f"?page={page}#lines",
        ),
        tracked=len(tracked),
    )


def _table(table: dict[str, Any]) -> dict[str, Any]:
    """Return a table with each cell beside the heading of its column, for narrow screens."""
    columns = table.get("columns") or []
    shown = [
        [
            {"text": text, "label": columns[at] if at < len(columns) else f"Column {at + 1}"}
            for at, text in enumerate(row)
        ]
        for row in table.get("rows") or ()
    ]
    return {**table, "shown": shown}


def _sentence(document: dict[str, Any]) -> str:
    coverage = document.get("coverage") or {}
    lines, attached = coverage.get("lines", 0), coverage.get("attached", 0)
    issues = len(document.get("issues") or ())
    rest = lines - attached
    read = f"{lines} lines; every one was read as part of something"
    if rest:
        read = f"{lines} lines; {rest} could not be placed and {'are' if rest > 1 else 'is'} marked"
    odd = f"{issues} things look odd" if issues > 1 else "one thing looks odd"
    return f"{read}. {odd[0].upper()}{odd[1:]}." if issues else f"{read}."


def _facts(paper: ReceivedPaper) -> list[SummaryRow]:
    header = paper.document.get("header") or {}
    named = (
        ("Report number", header.get("report_number")),
        ("Date", _date(header.get("date"))),
        ("Meeting", _meeting(header)),
        ("By", header.get("by")),
    )
    return [SummaryRow(key, value) for key, value in named if value]


def _meeting(header: dict[str, Any]) -> str:
    parts = [header.get("body") or "", _date(header.get("meeting_date"))]
    return ", ".join(part for part in parts if part)


def _date(printed: str | None) -> str:
    day = read_date(printed or "")
    return write_date(day) if day else printed or ""


def _lines(paper: ReceivedPaper, page: int) -> list[PaperLine]:
    first, last = (page - 1) * LINES_PER_PAGE + 1, page * LINES_PER_PAGE
    issues: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for issue in paper.document.get("issues") or ():
        if issue.get("line"):
            issues[issue["line"]].append(issue)
    coverage = paper.document.get("coverage") or {}
    unattached = {one["line"] for one in coverage.get("unattached") or ()}
    return [
        PaperLine(
            number=line["line"],
            text=line["text"],
            role=_role(line["role"]),
            attached=line["line"] not in unattached,
            issues=issues.get(line["line"], []),
        )
        for line in paper.lines
        if first <= line["line"] <= last and line["text"].strip()
    ]


def _role(role: str | None) -> str:
    if not role:
        return ""
    return _ROLES.get(role) or role.replace("_", " ").capitalize()
