"""The closing sections: implications, background papers, contact."""

from __future__ import annotations

import re

from dueregard.papers.desk import Desk
from dueregard.papers.lines import Line
from dueregard.papers.model import Implication
from dueregard.papers.section_roles import implication_kind, section_role
from dueregard.papers.sections import Span, looks_like_heading

_NONE = re.compile(
    r"^(?:there are |there were )?(?:none|nil|no background (?:papers|documents))\b.{0,40}$", re.I
)
_LEAD_IN = re.compile(
    r"^(?:the following|these|this) (?:is|are|documents?|papers?)\b.{0,60}"
    r"(?:list of|background)[^:]*(?:relied on|disclose|act 1972|:$)",
    re.I | re.S,
)
_AUTHOR = re.compile(
    r"^(?:report authors?|authors?|author of report|contact officers?|report author\(s\)|"
    r"lead author|written by|prepared by|author and contact)\s*:\s*(.*)$",
    re.I,
)
_CONTACT = re.compile(
    r"^(?:contact|for (?:more|further) information|telephone|tel|e-?mail|"
    r"media enquiries)\b.{0,120}$",
    re.I,
)
_INLINE = re.compile(r"^([A-Z][\w &,/-]{2,40}):\s+(\S.*)$", re.S)
_SUB = re.compile(r"^(\d{1,2})\.?\s+([A-Z].*)$")


def read_implications(desk: Desk, span: Span) -> list[Implication]:
    """Read a section of implications: one, or several under headings of their own."""
    lines = desk.free(span.start, span.end)
    parts: list[tuple[str, int, list[Line]]] = [(span.heading, span.line, [])]
    for place, line in enumerate(lines):
        after = lines[place + 1] if place + 1 < len(lines) else None
        heading = _own_heading(line, after)
        if heading is not None:
            parts.append((heading, line.number, []))
        elif (said := _INLINE.match(_plain(line))) and _names_implication(said[1]):
            own = Line([line.number], said[2])
            parts.append((said[1], line.number, [own]))
        else:
            parts[-1][2].append(line)
        desk.take(line, "implications")
    found = []
    for heading, number, body in parts:
        if not body and heading == span.heading and len(parts) > 1:
            continue
        texts = [line.body if line.marker in ("decimal", "number") else line.text for line in body]
        found.append(Implication(implication_kind(heading), "\n".join(texts), heading, number))
        if not body:
            desk.issue("empty_section", "info", number, f"“{heading}” has no text.")
    return found


def _plain(line: Line) -> str:
    return line.body if line.marker is not None else line.text


def _names_implication(heading: str) -> bool:
    return section_role(heading) == "implications" or (
        len(heading.split()) <= 4 and implication_kind(heading) != "other"
    )


def _own_heading(line: Line, after: Line | None) -> str | None:
    if after is None:
        return None
    match = _SUB.match(line.text)
    if match and looks_like_heading(match[2], 80) and line.marker != "decimal":
        own_child = after.marker == "decimal" and after.label.startswith(f"{match[1]}.")
        return match[2].strip() if own_child or section_role(match[2]) else None
    if line.marker is None and len(line.text) < 70 and line.gap and looks_like_heading(line.text):
        return line.text if section_role(line.text) == "implications" or line.level else None
    return None


def read_background(desk: Desk, span: Span) -> list[str]:
    """Read the list of background papers; "None." is no paper, and an empty list an issue."""
    lines = desk.free(span.start, span.end)
    papers: list[str] = []
    for line in lines:
        if _AUTHOR.match(line.text) or _CONTACT.match(line.text):
            break
        desk.take(line, "background_papers")
        text = line.body if line.marker else line.text
        if _NONE.match(text.strip()) or _LEAD_IN.match(text):
            continue
        if line.marker is None and papers and not line.gap and text[0].islower():
            papers[-1] += f" {text}"
        elif not (line.marker is None and text.endswith(":")):
            papers.append(text)
    if not lines:
        desk.issue("empty_section", "info", span.line, f"“{span.heading}” has no text.")
    return papers


def read_contact(desk: Desk, span: Span) -> tuple[list[str], str | None]:
    """Read the contact lines; return them and the author they name."""
    contact: list[str] = []
    author = None
    lines = desk.free(span.start, span.end)
    for place, line in enumerate(lines):
        desk.take(line, "contact")
        contact.append(line.text)
        match = _AUTHOR.match(line.text)
        if match is not None and author is None:
            author = match[1].strip() or None
            if author is None and place + 1 < len(lines) and ":" not in lines[place + 1].text:
                author = lines[place + 1].text
    if section_role(span.heading) == "contact" and author is None and len(contact) == 1:
        author = contact[0] if "author" in span.heading.lower() and ":" not in contact[0] else None
    return contact, author


def read_stray_contact(desk: Desk) -> list[str]:
    """Read contact lines that have no section of their own; take them and what follows them."""
    contact: list[str] = []
    for line in desk.lines[len(desk) // 2 :]:
        if line.role is None and (contact or _CONTACT.match(line.text)):
            desk.take(line, "contact")
            contact.append(line.text)
    return contact


def author_of(lines: list[Line], desk: Desk) -> str | None:
    """Return the author that a line outside a contact section names, and take the line."""
    for line in lines:
        if line.role is None and (match := _AUTHOR.match(line.text)) and match[1]:
            desk.take(line, "contact")
            return match[1].strip()
    return None
