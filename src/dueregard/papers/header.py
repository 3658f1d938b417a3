"""The head of a paper: number, title, date, office, body, meeting."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from dueregard.papers.dates import is_date, read_date
from dueregard.papers.desk import Desk
from dueregard.papers.labels import HEADER, TRACKER, lookup, split_label
from dueregard.papers.lines import Line
from dueregard.papers.section_roles import section_role
from dueregard.papers.tracker.starts import read_start

_BODY_NOUN = (
    r"(?:Sub-?\s?[Cc]ommittee|Committee|Board|Authority|Panel|Forum|Cabinet|Executive|Council|"
    r"Group|Commission|Trust|Assembly|Governors|Directors|Task\s?force|Team)"
)
_LEAD = re.compile(
    r"^(?:This (?:page|is|paper|report)[^.]{0,40}?)?[Rr]eport\s*(?:[Nn]o\.?|[Nn]umber)?\s*:?\s*"
    r"(?:([A-Z]{0,4}\d{1,3}[a-z]?(?:/\d+)?)\s+)?(?:of|to|for|from)\s+the\s+(.{4,40}?)\s+meeting\s+of\s+"
    r"(?:the\s+)?(.+)$"
)
_LEAD_BODY = re.compile(
    rf"^(.{{2,140}}?\b{_BODY_NOUN}(?: of [A-Z]\w+)*)(?=\s*(?:[,.;:]|$)|\s+[a-z–-])"
)
BODY_LINE = re.compile(rf"^(?:the\s+)?.{{0,100}}\b{_BODY_NOUN}(?: of [A-Z]\w+)*$", re.I)
_NUMBER_LINE = re.compile(
    r"^(?:agenda\s+item|item|report|paper|enclosure|agenda|appendix\s+to\s+item)\s*"
    r"(?:no\.?|number|num\.?|n°)?\s*[:.]?\s*"
    r"([A-Z]{0,4}[\s/-]?\d{1,4}[A-Za-z]?(?:[./-]\d{1,4}[a-z]?)*|\(?[ivx]{1,5}\)?|[A-Z])$",
    re.I,
)
_REPORT_OF = re.compile(
    r"^(?:joint\s+)?report\s+(?:of|by|from)\s*:?\s+(?:the\s+)?(.{3,140})$", re.I
)
_MEETING_LINE = re.compile(
    r"^(?:(?:agenda|report|papers?)\s+(?:for|to)\s+(?:the\s+)?)?(?:meeting of\s+(?:the\s+)?)?"
    r"(.{3,110}?)\s*(?:[-–,:]|\bheld\s+on\b|\bon\b|\bmeeting\b)\s*"
    r"((?:[A-Z][a-z]+day\s*,?\s+)?\d{1,2}(?:st|nd|rd|th)?\s*[A-Z][a-z]+,?\s*\d{4})$"
)
_QUESTION = re.compile(r"^(?:is|are|does|has|will) .{5,90}\?\s*(?:yes|no|n/a|none)?\.?$", re.I)
_NAME = r"(?:[A-Z][\w’'&,()-]*|and|of|the|for|&)"
_TO_BODY = re.compile(
    r"^(?:joint |covering )?(?:report|briefing|paper|briefing note)\s+(?:to|for)\s*:?\s+"
    rf"(?:the\s+)?({_NAME}(?:\s+{_NAME})*)$",
    re.I,
)
_MINUTES = re.compile(r"^(?:draft |confirmed |unconfirmed )?(?:minutes|notes|record)\b", re.I)
_PEOPLE = re.compile(
    r"^(?:members |also )?present\b|^in attendance\b|^attendance\b|^apologies\b", re.I
)
_NUMBERED = re.compile(r"^\d{1,2}(?:\.0)?\.?\s+(?=[A-Z])")
_UPDATED = re.compile(
    r"^(?:last )?(updated|published)(?: on)?:? (\d{1,2}(?:st|nd|rd|th)? [A-Z][a-z]+ \d{4})\.?$",
    re.I,
)
_AS_AT = re.compile(
    r"(?:progress update|update|(?:position|status) as at|position|as at|status at|"
    r"progress to)\s*(?:as at|for|to|[-–:])?\s*"
    r"((?:\d{1,2}\s+)?(?:January|February|March|April|May|June|July|August|September|October|"
    r"November|December)\s+\d{4})",
    re.I,
)
PERIOD = re.compile(r"\b((?:19|20)\d\d)\s*(?:[-–—/]|to)\s*((?:19|20)?\d\d)\b")
_PAGE_KINDS = frozenset(
    (
        "correspondence guidance policy_paper research_and_analysis news_story official_statistics "
        "transparency_data independent_report corporate_report statutory_guidance form notice "
        "impact_assessment press_release html"
    )
    .replace("_", " ")
    .split()
) | {"policy paper", "research and analysis", "transparency data", "independent report"}


@dataclass(slots=True)
class Head:
    """What was found at the head of a paper, and where the paper proper begins."""

    values: dict[str, str] = field(default_factory=dict)
    lines: dict[str, Line] = field(default_factory=dict)
    lead_number: str | None = None
    lead_date: str | None = None
    lead_line: int | None = None
    report_of: str | None = None
    end: int = 0
    labelled: int = 0
    plain_date: bool = False
    leftovers: list[Line] = field(default_factory=list)

    def set(self, role: str, value: str, line: Line) -> bool:
        """Keep the first value printed for a role."""
        if role == "other" or not value:
            return False
        self.values.setdefault(role, value)
        self.lines.setdefault(role, line)
        return True


def read_head(desk: Desk) -> Head:
    """Read the head of a paper: the lines before its first section, list or long paragraph."""
    head = Head()
    limit = _limit(desk)
    at = 0
    while at < limit:
        line = desk.lines[at]
        step = 1
        if line.role is None:
            step = _read_line(desk, head, at, limit)
        at += step
    head.end = limit
    return head


def _limit(desk: Desk) -> int:
    """Return where the head ends: at the first section heading, table or tracker label."""
    if desk.lines and read_start(desk.lines[0].text) is not None:
        return 0
    for at, line in enumerate(desk.lines[:80]):
        if line.role == "table":
            return at
        if line.role is not None:
            continue
        if _PEOPLE.match(line.text):
            return at
        text = line.body if line.marker in ("capital", "number", "decimal") else line.text
        text = _NUMBERED.sub("", text)
        role = section_role(text) if len(text) <= 90 else None
        if line.marker is None and ":" not in line.text and _before_labels(desk, at):
            continue
        if role is not None and not _is_value(desk, at):
            return at
        if line.marker in ("number", "decimal", "bracketed", "bullet") and at > 0:
            return at
        if at and read_start(line.text) is not None and _NUMBER_LINE.match(line.text) is None:
            return at
        labelled = split_label(line.text, TRACKER)
        if labelled and labelled.role not in ("date", "other", "text") and _not_header(line.text):
            return at
        if labelled and labelled.role == "text" and _recurs(desk, at, labelled.printed):
            return at
    return min(len(desk), 80)


def _before_labels(desk: Desk, at: int) -> bool:
    """Tell a title that reads like a heading (``Progress report``): the labels follow it."""
    return any(
        (label := split_label(line.text, HEADER)) is not None
        and label.colon
        and label.role in ("report_number", "date", "by", "meeting_date")
        for line in desk.lines[at + 1 : at + 4]
    ) and not any(split_label(line.text, HEADER) for line in desk.lines[:at])


def _recurs(desk: Desk, at: int, label: str) -> bool:
    """Tell a label that begins block after block from one that a head prints once."""
    begins = f"{label}:"
    return any(line.text.startswith(begins) for line in desk.lines[at + 1 :])


def _not_header(text: str) -> bool:
    return split_label(text, HEADER) is None


def _is_value(desk: Desk, at: int) -> bool:
    """Tell a value that reads like a heading (``Title:`` / ``Progress``) from a heading."""
    if at == 0:
        return False
    before = desk.lines[at - 1].text
    return before.endswith(":") and lookup(before, HEADER) not in (None, "other")


def _read_line(desk: Desk, head: Head, at: int, limit: int) -> int:
    """Read one line of the head; return how many lines were used."""
    line = desk.lines[at]
    text = line.text
    if _lead(desk, head, line):
        return 1
    if match := _NUMBER_LINE.match(text):
        head.set("report_number", match[1].strip("()").strip(), line)
        head.labelled += 1
        desk.take(line, "header")
        return 1
    labelled = split_label(text, HEADER)
    if labelled is not None and (labelled.colon or len(text) <= 30):
        value, used = labelled.value, 1
        if not value and at + 1 < limit:
            value, used = _value_below(desk, at, labelled.role, colon=labelled.colon)
        if used and (value or labelled.colon):
            head.labelled += labelled.role in _CORE
            if labelled.role == "other" or head.set(labelled.role, value, line) or not value:
                desk.take(desk.lines[at : at + used], "header")
                return used
    if match := _UPDATED.match(text):
        head.set("updated" if match[1].lower() == "updated" else "date", match[2], line)
        desk.take(line, "header")
        return 1
    if match := _REPORT_OF.match(text):
        head.report_of = match[1].strip()
        head.lines.setdefault("by", line)
        desk.take(line, "header")
        return 1
    if _QUESTION.match(text):
        desk.take(line, "header")
        return 1
    if (match := _TO_BODY.match(text)) and BODY_LINE.match(match[1]):
        head.set("body", match[1], line)
        desk.take(line, "header")
        return 1
    if is_date(text):
        head.plain_date = head.plain_date or "date" not in head.values
        head.set("date", text, line)
        desk.take(line, "header")
        return 1
    match = _MEETING_LINE.match(text)
    if match and not _MINUTES.match(text) and BODY_LINE.match(match[1].strip()):
        head.set("body", match[1].strip(), line)
        head.set("meeting_date", match[2], line)
        head.plain_date = True
        desk.take(line, "header")
        return 1
    head.leftovers.append(line)
    return 1


_CORE = frozenset(("report_number", "date", "by", "body", "meeting_date", "title", "author"))


def _value_below(desk: Desk, at: int, role: str, *, colon: bool) -> tuple[str, int]:
    """Return the value printed under its label, and the lines used; nothing when unlikely."""
    below = desk.lines[at + 1]
    if below.role is not None or split_label(below.text, HEADER) is not None:
        return "", 1 if colon else 0
    if role in ("date", "meeting_date", "updated"):
        return (below.text, 2) if read_date(below.text) else ("", 1 if colon else 0)
    if colon and len(below.text) <= 150:
        return below.text, 2
    return "", 0


def _lead(desk: Desk, head: Head, line: Line) -> bool:
    """Read the sentence ``Report 5 of the 9 May 2006 meeting of the … Committee …``."""
    match = _LEAD.match(line.text)
    if match is None or head.lead_line is not None:
        return False
    head.lead_number, head.lead_line = match[1], line.number
    head.lead_date = read_date(match[2])
    body = _LEAD_BODY.match(match[3])
    named = body[1] if body else re.split(r"[,.;]|\s+(?:and|with|which|on)\s+[a-z]", match[3])[0]
    head.set("body", named.strip(), line)
    desk.take(line, "lead")
    return True


def is_page_kind(text: str) -> bool:
    """Tell whether a line only says what kind of web page this is."""
    return text.strip().lower() in _PAGE_KINDS


def as_at(text: str) -> str | None:
    """Return the date a title says the contents are as of."""
    match = _AS_AT.search(text)
    return read_date(match[1]) if match else None


def period(text: str) -> tuple[str, str] | None:
    """Return the years a title covers.

    Examples
    --------
    >>> period("Equality Scheme 2006-2009"), period("Scheme 2005-08")
    (('2006', '2009'), ('2005', '2008'))
    """
    match = PERIOD.search(text)
    if match is None:
        return None
    first, last = match[1], match[2]
    return first, last if len(last) == 4 else first[: 4 - len(last)] + last
