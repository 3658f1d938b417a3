"""The labelled parts of a paper: ``A. Recommendations``, ``2. Background``, ``Appendix 1`` …"""

from __future__ import annotations

import re
from dataclasses import dataclass

from dueregard.papers.desk import Desk
from dueregard.papers.labels import normal
from dueregard.papers.lines import Line
from dueregard.papers.section_roles import section_role

_APPENDIX = re.compile(
    r"^(?:appendix|annex|annexe|attachment|schedule)(?:\s+(?:\d{1,2}|[A-Z]|[IVX]{1,5}))?\b"
    r"(?:\s*[:–—.-]\s*.{1,110}|\s+[A-Z].{1,90})?$",
    re.I,
)
_TWO_SENTENCES = re.compile(r"[a-z]{3}\. [A-Z]")
_PLAIN_NUMBER = re.compile(r"^(\d{1,2})(?:\.0)?\.?\s+([A-Z].*)$")
# Headings that may be plain lines in between labelled sections.
_FREE = frozenset(("summary", "abbreviations", "appendices", "contact", "background_papers"))


@dataclass(slots=True)
class Span:
    """A section: heading, what it is about, and which lines of the desk are its body."""

    label: str | None
    heading: str
    role: str
    line: int
    head: int
    start: int
    end: int


def is_appendix(text: str) -> bool:
    """Tell whether a line is the heading of an appendix or annex."""
    return len(text) <= 130 and text[-1] not in ".;," and bool(_APPENDIX.match(text))


def looks_like_heading(text: str, longest: int = 110) -> bool:
    """Tell whether a text could be a heading: short, capital first, no stop at the end."""
    return (
        2 < len(text) <= longest
        and text[-1] not in ".;,:"
        and (text[0].isupper() or text[0] in "‘“'\"" or text[0].isdigit())
        and len(text.split()) <= 16
        and not (". " in text and _TWO_SENTENCES.search(text))
    )


def find_sections(desk: Desk, start: int = 0) -> list[Span]:
    """Return the sections in order; each reaches to the next.

    A paper labels them with letters, or with numbers, or not at all: whichever of the three
    it uses for headings that are known decides.
    """
    for finder in (_lettered, _numbered, _unlabelled):
        heads = finder(desk, start)
        if heads:
            break
    spans: list[Span] = []
    for place, (at, label, heading, role) in enumerate(heads):
        end = heads[place + 1][0] if place + 1 < len(heads) else len(desk)
        spans.append(Span(label, heading, role, desk.lines[at].number, at, at + 1, end))
    return spans


Head = tuple[int, str | None, str, str]


def _free_heading(line: Line) -> str | None:
    """Return the role of an unlabelled heading that may stand between labelled sections."""
    if line.role or line.cells or line.marker not in (None,):
        return None
    if is_appendix(line.text):
        return "appendix"
    if len(line.text) > 70:
        return None
    role = section_role(line.text)
    return role if role in _FREE else None


def _lettered(desk: Desk, start: int) -> list[Head]:
    heads: list[Head] = []
    last = 0
    known = 0
    for at in range(start, len(desk)):
        line = desk.lines[at]
        if line.role or line.cells:
            continue
        if line.marker == "capital" and looks_like_heading(line.body.strip()):
            place = ord(line.label) - 64
            role = section_role(line.body)
            fits = last < place <= last + 3 or (place == last and role is not None)
            if fits and (role is not None or last) and line.label not in "IVX"[: 0 if last else 3]:
                last = place
                known += role is not None
                heads.append((at, line.label, line.body.strip(), role or "supporting"))
                continue
        free = _free_heading(line)
        if free:
            heads.append((at, None, line.text, free))
    return heads if known else []


def _numbered(desk: Desk, start: int) -> list[Head]:
    heads: list[Head] = []
    last = known = 0
    for at in range(start, len(desk)):
        line = desk.lines[at]
        if line.role or line.cells:
            continue
        found = _numbered_heading(desk, at)
        if found is not None:
            label, heading, role = found
            place = int(label)
            if last < place <= last + 3 and (role is not None or last):
                last = place
                known += role is not None
                heads.append((at, label, heading, role or "supporting"))
                continue
        free = _free_heading(line)
        if free:
            heads.append((at, None, line.text, free))
    return heads if known >= 2 else []


def _numbered_heading(desk: Desk, at: int) -> tuple[str, str, str | None] | None:
    match = _PLAIN_NUMBER.match(desk.lines[at].text)
    if match is None or not looks_like_heading(match[2].rstrip(" :"), 90):
        return None
    heading = match[2].rstrip(" :")
    role = section_role(heading)
    following = desk.lines[at + 1] if at + 1 < len(desk) else None
    own_child = (
        following is not None
        and following.marker == "decimal"
        and following.label.startswith(f"{match[1]}.")
    )
    alone = (
        following is not None
        and following.gap
        and desk.lines[at].gap
        and following.marker != "number"
        and len(heading) <= 60
        and match[2][-1] not in "?:"
    )
    if role is None and not own_child and not alone:
        return None
    return match[1], heading, role


def _unlabelled(desk: Desk, start: int) -> list[Head]:
    heads: list[Head] = []
    known = 0
    for at in range(start, len(desk)):
        line = desk.lines[at]
        if line.role or line.cells or line.marker not in (None,) or len(line.text) > 90:
            continue
        if is_appendix(line.text):
            heads.append((at, None, line.text, "appendix"))
            continue
        role = section_role(line.text)
        if role is None or (not line.gap and line.level is None and line.text[-1] == "."):
            continue
        begun = any(head[3] == "supporting" for head in heads)
        if role == "supporting" and begun and normal(line.text) in _WEAK:
            continue
        known += role in ("recommendations", "summary", "implications", "background_papers")
        heads.append((at, None, line.text.rstrip(" :"), role))
    return heads if known else []


# Too common inside the body to begin a section once the paper has begun.
_WEAK = frozenset(
    (
        "progress",
        "update",
        "issues",
        "context",
        "details",
        "detail",
        "information",
        "report",
        "discussion",
        "progress to date",
        "next steps",
        "current position",
        "analysis",
        "proposals",
    )
)
