"""The title of a paper, and the header made complete from all that was found."""

from __future__ import annotations

import re

from dueregard.papers.dates import read_date
from dueregard.papers.draft import Draft
from dueregard.papers.header import BODY_LINE, as_at, period
from dueregard.papers.labels import HEADER, lookup
from dueregard.papers.lines import Line
from dueregard.papers.model import Header
from dueregard.papers.sections import looks_like_heading

_ORGANISATION = re.compile(
    r"^(?:the )?[\w&'’., -]{2,60}\b(?:authority|council|trust|constabulary|police|service|"
    r"government|ministry|department|commission|committee|board|panel|forum|cabinet|college)$",
    re.I,
)
_TITLED = re.compile(
    r"\b(?:report|update|progress|plan|review|scheme|strategy|inquiry|recommendations?|monitoring|"
    r"annual|statement|policy|on|of|for|to|and)\b",
    re.I,
)


_OF_A_PAPER = re.compile(
    r"\b(?:report|update|progress|plan|tracker|summary|response|review|recommendations|register|"
    r"log|scheme|statement)\b",
    re.I,
)
_RELEASE = re.compile(
    r"^(?:(?:press|news|media) (?:release|notice|statement)\b.{0,30}|\d+/\d+|"
    r"(?:for immediate release|embargo|not for publication|issued|released|date)\b.{0,50})$",
    re.I,
)


def find_title(draft: Draft) -> None:
    """Find the title among the lines of the head that nothing else claimed, and take it."""
    head = draft.head
    if "title" in head.values or draft.kind in ("strategy", "other"):
        if draft.kind == "other":
            _take_title(draft, [line for line in head.leftovers[:1] if _is_title(line)])
        return
    lines = [line for line in head.leftovers if line.role is None]
    if draft.kind == "minutes":
        from dueregard.papers.minutes import MINUTES_OF

        named = [line for line in lines if MINUTES_OF.match(line.text)]
        if named:
            _take_title(draft, named[:1])
            return
    if draft.kind == "committee_report":
        _take_title(draft, _report_title(draft, lines))
        return
    if draft.kind in ("press_release", "minutes"):
        candidates = [
            line
            for line in lines
            if _is_title(line)
            and lookup(line.text, HEADER) is None
            and not _RELEASE.match(line.text)
        ]
        _take_title(draft, candidates[:1])
        return
    run: list[Line] = []
    for line in lines:
        if not _is_title(line) or (run and not line.gap and not _names_body(run[-1])):
            break
        run.append(line)
    if len(run) > 1 and not _stands_alone(draft, run[-1]):
        run.pop()
    bodies = [line for line in run if _names_body(line)]
    if bodies and len(bodies) < len(run) and draft.kind == "tracker":
        head.set("body", bodies[-1].text, bodies[-1])
    named = [line for line in run if not is_organisation(line.text) and line not in bodies] or run
    if len(named) > 1 and _OF_A_PAPER.search(named[0].text):
        named = [line for line in named if _OF_A_PAPER.search(line.text)]
    _take_title(draft, named[-1:] if len(run) < 4 else named[:1])
    draft.desk.take(run, "header")


def _stands_alone(draft: Draft, line: Line) -> bool:
    """Tell a line with a blank line below it from the first line of a block."""
    lines = draft.desk.lines
    at = next(at for at, one in enumerate(lines) if one is line)
    return at + 1 >= len(lines) or lines[at + 1].gap


def _is_title(line: Line) -> bool:
    return line.marker is None and looks_like_heading(line.text, 200) and line.text[-1] not in "]"


def _report_title(draft: Draft, lines: list[Line]) -> list[Line]:
    """Choose the title of a report: a heading of the format, else the line by the label block."""
    head = draft.head
    titles = [line for line in lines if looks_like_heading(line.text, 220) and not line.cells]
    titles = [line for line in titles if line.text[-1] not in ".:" and line.marker is None]
    if not titles:
        return []
    first_heads = [line for line in titles if line.level in (0, 1)]
    if first_heads:
        return first_heads[:1]
    core = ("report_number", "date", "by", "meeting_date", "author")
    labelled = sorted(line.number for role, line in head.lines.items() if role in core)
    if labelled and head.labelled:
        before = [line for line in titles if line.number < labelled[0]]
        named = [line for line in before if not is_organisation(line.text)]
        if named:
            return named[-1:]
    named = [line for line in titles if not is_organisation(line.text)]
    return named[-1:] or titles[-1:]


def _names_body(line: Line) -> bool:
    return (
        bool(BODY_LINE.match(line.text) and _MEETS.search(line.text)) and len(line.text.split()) < 9
    )


_MEETS = re.compile(r"\b(?:sub-?\s?committee|committee|board|panel|forum|cabinet|group)\b", re.I)


def _body_line(draft: Draft) -> Line | None:
    """Return the line that names the body: a committee or board before a whole authority."""
    lines = [
        line
        for line in draft.head.leftovers
        if line.role is None and BODY_LINE.match(line.text) and len(line.text) < 110
    ]
    meeting = [line for line in lines if _MEETS.search(line.text)]
    found = meeting or lines
    return found[-1] if found else None


_OFFICE = re.compile(
    r"^(?:the )?(?:(?:office of )?(?:the )?[\w' -]{0,40}police(?:, fire)? (?:and|&) crime "
    r"commissioner(?: for| of)?\b.{0,50}|"
    r"mayor.?s office for policing (?:and|&) crime(?: \(mopac\))?|"
    r".{2,60}\bnhs (?:foundation )?trust|nhs .{2,60}|"
    r".{2,60} fire (?:and|&) rescue (?:service|authority)|mayor of .{2,30}|mopac|"
    r"(?:mayor.?s )?office for policing and crime|"
    r".{2,60} (?:county|city|borough|district|metropolitan) council|london borough of .{2,40}|"
    r".{2,40} (?:constabulary|police)|(?:city|corporation) of .{2,30}|.{2,50} combined authority)$",
    re.I,
)


def is_organisation(text: str) -> bool:
    """Tell the name of an authority, council, trust or office from a title.

    Examples
    --------
    >>> is_organisation("Northshire Fire and Rescue Service")
    True
    >>> is_organisation("Report on the Fire and Rescue Service")
    False
    """
    return bool(_ORGANISATION.match(text) or _OFFICE.match(text)) and not re.search(
        r"\b(?:report|update|progress|strategy|plan|scheme|review|response|annual)\b", text, re.I
    )


def _take_title(draft: Draft, lines: list[Line]) -> None:
    if not lines:
        return
    head = draft.head
    head.set("title", " ".join(line.text for line in lines), lines[0])
    draft.desk.take(lines, "header")
    if "body" not in head.values and draft.kind == "committee_report":
        body = _body_line(draft)
        if body is not None:
            head.set("body", body.text, body)
            draft.desk.take(body, "header")


def complete_header(draft: Draft) -> None:
    """Make the header from what was found; of two dates the printed ``Date`` wins."""
    head = draft.head
    values = head.values
    for line in head.leftovers:
        if line.role is None and is_organisation(line.text):
            draft.desk.take(line, "header")
    title = values.get("title")
    date = read_date(values["date"]) if "date" in values else None
    meeting = read_date(values["meeting_date"]) if "meeting_date" in values else head.lead_date
    if head.plain_date and draft.kind == "committee_report" and "body" in values:
        # A date that stands alone beside the name of the committee is when it meets, and the
        # only date of the paper; a date with a label is no more than its label says.
        date, meeting = date or meeting, meeting or date
    by = values.get("by")
    if by is None and draft.kind != "minutes":
        by = head.report_of
    updated = read_date(values["updated"]) if "updated" in values else None
    draft.header = Header(
        report_number=values.get("report_number") or head.lead_number,
        title=title,
        date=date,
        by=by,
        body=values.get("body"),
        meeting_date=meeting,
        summary=tuple(draft.summary),
        author=_name(draft.author or values.get("author")),
        updated=updated,
        as_at=as_at(title or "") or _said_as_at(draft),
        period=draft.header.period or period(title or ""),
        line=head.lines["title"].number if "title" in head.lines else None,
    )
    _compare(draft)


_REACH = re.compile(
    r"[,;(–-]?\s*\(?0\d{2,4}[) ]\s*\d[\d /-]{3,}.*$|[,;(–-]?\s*\S+@\S+.*$|"
    r"[,;(]?\s*\b(?:tel(?:ephone)?|ext(?:ension)?|e-?mail|phone)\b\s*[:.]?.*$",
    re.I | re.S,
)


def _name(printed: str | None) -> str | None:
    """Return the author without the ways to reach them."""
    return _REACH.sub("", printed or "").rstrip(" .,;") or None


def _said_as_at(draft: Draft) -> str | None:
    """Return the date a tracker says its contents are as of, in a line of its own."""
    if draft.kind != "tracker":
        return None
    for line in draft.desk.lines[:12]:
        if len(line.text) < 70 and (date := as_at(line.text)):
            return date
    return None


def _compare(draft: Draft) -> None:
    """Compare what the lead sentence and the header say of the same thing."""
    head, desk, values = draft.head, draft.desk, draft.head.values
    printed = values.get("report_number")
    if printed and head.lead_number and printed.lstrip("0") != head.lead_number.lstrip("0"):
        desk.issue(
            "conflicting_numbers",
            "warning",
            head.lines["report_number"].number,
            f"The header says report {printed}, the first sentence report {head.lead_number}.",
        )
    if "date" not in values:
        return
    line = head.lines["date"].number
    date = read_date(values["date"])
    if date is None:
        desk.issue("impossible_date", "warning", line, f"“{values['date']}” is no date.")
    others = {head.lead_date}
    if "meeting_date" in values:
        others.add(read_date(values["meeting_date"]))
    for other in sorted(one for one in others if one):
        if date and other != date and draft.kind == "committee_report":
            desk.issue(
                "conflicting_dates",
                "warning",
                line,
                f"The header is dated {date}, but the meeting is given as {other}; "
                "the header's date is taken.",
            )
