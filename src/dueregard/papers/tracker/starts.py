"""Where a tracked item begins: ``Recommendation 3``, ``R12``, ``Action 1``, ``(a)`` …"""

from __future__ import annotations

import re
from dataclasses import dataclass

from dueregard.papers.labels import TRACKER, Labelled, split_label
from dueregard.papers.lines import Line, ordinal, roman

_START = re.compile(
    r"^(Recommendation|RECOMMENDATION|Rec\.?|Action|ACTION|Objective|Area for [Ii]mprovement|AFI|"
    r"Cause of [Cc]oncern|Requirement|Commitment|Agreed [Aa]ction|Finding)\s*"
    r"(?:[Nn]o\.?|[Nn]umber|NO\.?|#)?\s*"
    r"(\d{1,3}(?:\.\d{1,3})*[A-Za-z]?(?:\([a-z]+\))*|[A-Z]{1,4}[-/]?\d{1,3}(?:\.\d{1,3})*[a-z]?|[IVX]{1,5}|[A-Z])(?=$|[\s:.)\]–—-])"
    r"\s*([:.)–—-])?\s*(.*)$",
    re.S,
)
_SHORT = re.compile(r"^((?:R|A|AFI|O|C)\s?\d{1,3}[a-z]?)(?:\s*([:.)–—-])\s*|\s+)(\S.*)?$", re.S)
_SHORT_ALONE = re.compile(r"^(R|AFI)\s?\d{1,3}[a-z]?$")
_WHOLE_REF = re.compile(
    r"^([A-Z]{0,3}\d{1,3}(?:\.\d{1,3})*)((?:\([a-z]{1,4}\))+)\s*[:.–—-]?\s+(\S.*)$", re.S
)
_OWNER = re.compile(
    r"^[\[(]\s*(?:(?:owner|lead|responsible|responsibility|action(?: by)?|for)\s*[:–-]\s*)?"
    r"([^\])]{1,80}?)(?:\s+(?:is|are|to be))?"
    r"(?:\s+(?:responsible for (?:the )?implementation|responsible|to lead|leads?|to action))?"
    r"\s*[\])]\s*"
)
_OWNER_WORDS = re.compile(r"respons|lead|owner|action|\bto action", re.I)
_BRACKETS = re.compile(r"^[\[(]([^\])]{2,70})[\])]\s*[:.–—-]?\s*")
_POST = re.compile(
    r"\b(?:Directorate|Department|Unit|Team|Commissioner|Chief|Head of|Director|Officer|Authority|"
    r"Service|Board|Committee|Command|Council|Trust|Force|Manager|Constabulary)\b|^[A-Z]{2,6}$"
)
# Who made the recommendation, or how widely it holds: not who carries it out.
_SOURCE = re.compile(
    r"^\(((?:HMI[A-Z]*|IOPC|IPCC|CQC|CRE|EHRC|Ofsted|Local|National|Force|Thematic|Internal audit|"
    r"PEEL|New|High|Medium|Low|Priority \d)(?:[ ,:/-][^)]{1,40})?)\)\s*[:.–—-]?\s*(?=\S)"
)
_OWNER_END = re.compile(
    r"[\[(]\s*(?:owner|lead|lead officer|led by|responsible(?: officer)?|responsibility|"
    r"action(?: by)?|"
    r"action owner)\s*[:–-]\s*([^\])]{2,80})[\])]\s*\.?$|"
    r"[\[(]\s*([^\])]{2,60}?)\s+(?:responsible for implementation|to lead)\s*[\])]\s*\.?$|"
    r"\s[–—-]\s*(?-i:Owner|Lead|Lead officer|Responsible(?: officer)?|Action by)\s*[:–-]\s*"
    r"((?-i:[A-Z])[^()]{1,80}?)\s*\.?$|\[([^\]]{2,60})\]\s*\.?$",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Start:
    """The beginning of an item: reference, owner printed with it, its own words."""

    ref: str
    owner: str | None
    text: str
    heading: str
    above: str | None = None


def read_start(text: str) -> Start | None:
    """Return the start of an item that a line prints, or ``None``.

    Examples
    --------
    >>> start = read_start("Recommendation 4 [The unit responsible for implementation] More")
    >>> start.ref, start.owner, start.text
    ('4', 'The unit', 'More')
    >>> read_start("Recommendation 61 asks that a record be made.") is None
    True
    """
    if (text[0].isdigit() or text[0].isupper()) and (whole := _WHOLE_REF.match(text)):
        above = (whole[1] + whole[2]).rpartition("(")[0]
        return Start(whole[1] + whole[2], None, whole[3], "", above)
    match = _START.match(text)
    if match is not None:
        word, ref, rest = match[1], match[2], match[4].strip()
        named = ref if word.lower().startswith("rec") else f"{word} {ref}"
        if ref.isalpha() and ref.isupper() and len(ref) == 1 and rest and not match[3]:
            return None
    else:
        match = _SHORT.match(text)
        if match is None and not _SHORT_ALONE.match(text):
            return None
        named = match[1] if match else text
        rest = (match[3] or "").strip() if match else ""
    if rest and (rest[0].islower() or rest[0] in ",;/&"):
        return None
    owner = None
    if source := _SOURCE.match(rest):
        rest = rest[source.end() :]
    found = _OWNER.match(rest)
    if found is None or not _OWNER_WORDS.search(found[0]):
        found = _BRACKETS.match(rest)
        found = found if found and _POST.search(found[1]) else None
    if found is not None:
        owner, rest = found[1].strip(), rest[found.end() :]
    heading = text[: len(text) - len(rest)].strip() if rest else text
    return Start(named, owner, rest, heading)


def owner_at_end(text: str) -> str | None:
    """Return the owner in brackets at the end of a text (``(Lead: Head of Equality)``)."""
    match = _OWNER_END.search(text)
    named = match and (match[3] or match[4])
    if match is None or (named and not _POST.search(named)):
        return None
    return next(group for group in match.groups() if group).strip()


def owner_alone(text: str) -> str | None:
    """Return the owner that a line in brackets names: ``[Head of Training]``, ``(DCC)``."""
    if text[0] not in "[(" or text[-1] not in "])":
        return None
    match = _BRACKETS.match(text)
    whole = match is not None and match.end() == len(text)
    return match[1].strip() if match and whole and _POST.search(match[1]) else None


def next_letter(line: Line, last: str | None) -> bool:
    """Tell whether a lettered line goes on with a list of leaves (``last``: letter before)."""
    if line.marker not in ("bracketed", "letter") or not line.label.isalpha():
        return False
    if line.label.isupper():
        return False
    place = ordinal(line.label)
    before = ordinal(last) if last else 0
    if place is None or before is None:
        return False
    if len(line.label) > 1 and line.label[0] != line.label[-1]:
        return False
    return before < place <= before + 3


def is_roman(line: Line) -> bool:
    """Tell whether a line is marked with a lower-case roman number."""
    return (
        line.marker in ("bracketed", "letter")
        and line.label.isalpha()
        and line.label.islower()
        and roman(line.label) is not None
    )


# Only these stand side by side on a line; a sentence may hold any other word and a colon.
_SHORT_FIELDS = frozenset(("ref", "owner", "status", "due", "date"))
_PIECES = re.compile(r"\s*[;|]\s*|\s{3,}|\t+")
_MULTI = re.compile(
    r"(?:(?<=^)|(?<=[.,;)]\s)|(?<=\s))(?=(?:Owner|Lead(?: officer| organisation| department)?|"
    r"Responsible officer|Action owner|Status|RAG(?: status| rating)?|BRAG|Due(?: date)?|By when|"
    r"Target date|Deadline|Timescale)\s*:)"
)


def read_labels(line: Line) -> list[Labelled]:
    """Return the tracker labels of a line: none, one, or several side by side."""
    text = line.body if line.marker == "bullet" and ":" in line.body else line.text
    if text[:1] in "[(" and text[-1:] in "])":
        text = text[1:-1]
    head = text.partition(":")[0]
    if len(head) > 60 or (":" not in text and len(text) > 60):
        return []
    first = split_label(text, TRACKER)
    if first is None or not first.colon:
        return [first] if first is not None and line.marker is None and _firm(first) else []
    for pattern in (_PIECES, _MULTI):
        pieces = [piece for piece in pattern.split(text) if piece.strip()]
        labels = [split_label(piece.strip(" ,."), TRACKER) for piece in pieces]
        if len(labels) > 1 and all(
            label is not None and label.colon and label.role in _SHORT_FIELDS for label in labels
        ):
            return [label for label in labels if label is not None]
    return [first]


_LOOSE = frozenset(
    (
        "no",
        "who",
        "what",
        "when",
        "id",
        "for",
        "report",
        "officer",
        "agreed",
        "date",
        "accepted",
        "reason",
        "grade",
        "director",
        "origin",
        "inspection",
        "target",
        "notes",
        "background",
        "rationale",
        "resources",
        "strand",
        "theme",
        "cost",
    )
)


def _firm(label: Labelled) -> bool:
    """Tell whether a word alone on its line is a label rather than a value."""
    return label.printed.strip(" .:").lower() not in _LOOSE
