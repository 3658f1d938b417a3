"""Strategies and schemes: title, period, sections, what is promised for all and for each strand."""

from __future__ import annotations

import re

from dueregard.papers.desk import Desk
from dueregard.papers.draft import Draft
from dueregard.papers.header import period
from dueregard.papers.model import Activity, Footnote, Section, Subheading
from dueregard.papers.numbering import NumberRun
from dueregard.papers.sections import looks_like_heading
from dueregard.papers.titles import is_organisation
from dueregard.papers.tracker.tree import read_tree

_DOCUMENT = re.compile(r"\b(?:strategy|scheme|plan|policy|framework|objectives|statement)\b", re.I)
_PROMISE = re.compile(
    r"\b(?:we|the (?:service|force|trust|authority|council|constabulary|board)|[A-Z]{2,5}) "
    r"(?:will|shall|(?:are |is )?commit(?:ted|s)? to|aims? to|plans? to|intends? to)(?: also)?:$"
)
_ACTIVITY_HEAD = re.compile(
    r"\b(?:activit(?:y|ies)|actions?|objectives?|priorit(?:y|ies)|commitments?|"
    r"what we(?: wi|'|’)ll do|we will|pledges?|goals?|deliverables?|"
    r"how we will)\b|^(?:theme|aim|outcome|strand) \d",
    re.I,
)
_MARK = re.compile(r"^([¹²³⁴-⁹]+|\[\d{1,2}\])\s*(\S.*)$")
_STRANDS = (
    ("age", re.compile(r"\bage\b", re.I)),
    ("disability", re.compile(r"\bdisab", re.I)),
    ("gender", re.compile(r"\bgender(?! re)|\bsex\b(?!ual)", re.I)),
    ("gender reassignment", re.compile(r"gender re-?assignment|transgender|\btrans\b", re.I)),
    ("race", re.compile(r"\brac(?:e|ial)\b|ethnic", re.I)),
    ("religion or belief", re.compile(r"religio|\bfaith\b|\bbelief", re.I)),
    ("sexual orientation", re.compile(r"sexual orientation|\blgb", re.I)),
    ("pregnancy and maternity", re.compile(r"pregnan|maternity", re.I)),
    ("marriage and civil partnership", re.compile(r"marriage|civil partnership", re.I)),
)


def read_strategy(draft: Draft) -> None:
    """Read a strategy into the draft."""
    desk = draft.desk
    body = _cover(draft)
    _footnotes(draft, body)
    draft.items.extend(read_tree(desk, body, len(desk), NumberRun()))
    headings = [at for at in range(body, len(desk)) if _is_heading(desk, at)]
    for place, at in enumerate(headings):
        line = desk.lines[at]
        end = headings[place + 1] if place + 1 < len(headings) else len(desk)
        draft.sections.append(Section(None, line.text, line.number))
        desk.take(line, "section")
        del end
    _activities(draft, body, headings)
    desk.take(desk.lines[body:], "body")


def _cover(draft: Draft) -> int:
    """Read title and period from the cover; return where the body begins."""
    desk = draft.desk
    blocks = _blocks(desk)
    body = next((block[0] for block in blocks if len(desk.lines[block[0]].text) > 150), 0)
    if not body:
        body = next((at for at in range(2, len(desk)) if desk.lines[at].text[-1] in ".:"), 0)
    if body and _is_heading(desk, body - 1):
        body -= 1
    cover = [block for block in blocks if block[0] < body] or blocks[:1]
    named = None
    for place, block in enumerate(cover):
        text = _text(desk, block)
        if _DOCUMENT.search(text) and (period(text) or named is None):
            named = place
            if period(text):
                break
    if named is None:
        named = 0
    chosen = [cover[named]]
    if named and _is_first_half(_text(desk, cover[named - 1])):
        chosen.insert(0, cover[named - 1])
    title = " ".join(_text(desk, block) for block in chosen)
    draft.head.values["title"] = title
    draft.head.lines["title"] = desk.lines[chosen[0][0]]
    desk.take((desk.lines[at] for block in chosen for at in block), "header")
    desk.take((line for line in desk.lines[:body] if is_organisation(line.text)), "header")
    desk.take(desk.lines[:body], "cover")
    if years := period(title):
        from dataclasses import replace

        draft.header = replace(draft.header, period=years)
    return body


def _is_first_half(text: str) -> bool:
    """Tell the first half of a title from a slogan above it."""
    return text[0].isupper() and not text.endswith(("...", "…", ".”")) and len(text) < 120


def _blocks(desk: Desk) -> list[list[int]]:
    """Return the first lines in groups that no blank line parts."""
    blocks: list[list[int]] = []
    for at, line in enumerate(desk.lines[:80]):
        if line.role == "furniture":
            continue
        if not line.gap and blocks and line.level is None:
            blocks[-1].append(at)
        else:
            blocks.append([at])
    return blocks


def _text(desk: Desk, block: list[int]) -> str:
    return " ".join(desk.lines[at].text for at in block)


def _footnotes(draft: Draft, body: int) -> None:
    for line in draft.desk.lines[body:]:
        match = _MARK.match(line.text)
        if match and line.role is None:
            draft.footnotes.append(Footnote(match[1], match[2], line.number))
            draft.desk.take(line, "footnote")


def _is_heading(desk: Desk, at: int) -> bool:
    line = desk.lines[at]
    if line.role is not None or line.marker in ("bullet", "bracketed", "letter"):
        return False
    if line.level is not None:
        return True
    if at + 1 >= len(desk) or not desk.lines[at + 1].gap or not line.gap:
        return False
    return looks_like_heading(line.text.rstrip("?"), 100) and desk.lines[at + 1].role != "footnote"


def _strand(heading: str) -> str | None:
    named = [name for name, pattern in _STRANDS if pattern.search(heading)]
    return named[0] if len(named) == 1 else None


def _activities(draft: Draft, body: int, headings: list[int]) -> None:
    """Read the promises: bullets under a heading of activities, or of a strand among them."""
    desk = draft.desk
    promising = promised = False
    strand: str | None = None
    above: str | None = None
    heads = set(headings)
    current: list[str] | None = None
    for at in range(body, len(desk)):
        line = desk.lines[at]
        if at in heads:
            above = line.text
            strand, promising = _under(line.text, promising)
            if strand is not None:
                draft.sections = [one for one in draft.sections if one.line != line.number]
                draft.subheadings.append(Subheading(line.text, line.number))
            current, promised = None, False
        elif line.role is None and line.marker is None and _PROMISE.search(line.text):
            # "For race equality we will:" promises what the list below it says.
            promised, current = True, None
            if not promising and above is not None and _strand(above) is not None:
                strand = heading_strand(above)
        elif line.role is None and line.marker in _LISTED and (promising or promised):
            current = _activity(draft, at, strand, current)
        elif line.marker is None:
            promised = False


_LISTED = frozenset(("bullet", "number", "bracketed", "letter"))


def _activity(
    draft: Draft, at: int, strand: str | None, current: list[str] | None
) -> list[str] | None:
    """Read one promise, or one step of the promise above it; return the steps so far."""
    desk = draft.desk
    line = desk.lines[at]
    if line.marker == "bullet" and line.indent > 0 and current is not None and _deeper(desk, at):
        current.append(line.body)
        last = draft.activities[-1]
        draft.activities[-1] = Activity(last.strand, last.text, last.line, tuple(current))
    else:
        current = []
        draft.activities.append(Activity(strand, line.body, line.number))
    desk.take(line, "activity")
    return current


def _deeper(desk: Desk, at: int) -> bool:
    flush = min((line.indent for line in desk.lines if line.marker == "bullet"), default=0)
    line = desk.lines[at]
    if line.depth is not None:
        return line.depth > 0
    return line.indent > flush


def _under(heading: str, promising: bool) -> tuple[str | None, bool]:
    """Return the strand a heading names, and whether what follows are promises."""
    if _ACTIVITY_HEAD.search(heading) and not heading.endswith("?"):
        return None, True
    strand = _strand(heading)
    if strand is not None and promising:
        return heading_strand(heading), True
    return None, False


def heading_strand(heading: str) -> str:
    """Return the strand as the heading prints it, without the words around it.

    Examples
    --------
    >>> (
    ...     heading_strand("Equality in relation to Religion and Belief"),
    ...     heading_strand("Age Equality"),
    ... )
    ('Religion and Belief', 'Age')
    """
    short = _AROUND.sub("", heading).strip()
    return short or heading


_AROUND = re.compile(
    r"^(?:equality (?:in relation to|on|for|of|and)|promoting)\s+|\s+(?:equality|scheme|strand|"
    r"objectives?|actions?|priorities)$",
    re.I,
)
