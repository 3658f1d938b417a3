"""The parts of a board paper that an officer may word, and how their text is written down.

Every part is plain text. In the parts that are prose an empty line begins a paragraph, a line
that begins with ``- `` is a bullet or an item, and a line that begins with ``# `` a subheading.
The register suggests the text of each part in the same form, so that both are read alike.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Literal

from dueregard.papers.assembly import (
    Abbreviation,
    PaperRecommendations,
    SupportingBlock,
    SupportingHeading,
    SupportingParagraph,
)
from dueregard.web.core.exceptions import Refused

Shape = Literal["prose", "items", "supporting", "lines", "abbreviations"]
_ITEM = re.compile(r"^\s*[-•]\s+")
_ABBREVIATION = re.compile(r"^(?P<short>.+?)\s*(?:\s[–—-]\s|:\s|=)\s*(?P<meaning>.+)$")
_BLANK = re.compile(r"\n\s*\n")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the paper: its key in ``BoardPaper.wording``, its name and how it is written."""

    key: str
    title: str
    shape: Shape
    hint: str = ""
    rows: int = 4


_PARAGRAPHS = "Leave an empty line between paragraphs."
_LINES = "One on each line."

PARTS: tuple[Part, ...] = (
    Part("summary", "Summary", "prose", _PARAGRAPHS, 8),
    Part(
        "asks",
        "Recommendations: what members are asked to do",
        "items",
        "Begin each item with a hyphen and a space. Words before the items open the list.",
        6,
    ),
    Part(
        "background",
        "Background",
        "supporting",
        f"{_PARAGRAPHS} A line that begins with “# ” is a subheading, one that begins with “- ” "
        "a bullet. The paragraphs are numbered for you.",
        8,
    ),
    Part("news", "What is new in this round", "supporting", "Written as the background is.", 8),
    Part("equality", "Equality and diversity implications", "prose", _PARAGRAPHS, 5),
    Part("financial", "Financial implications", "prose", _PARAGRAPHS),
    Part("legal", "Legal implications", "prose", _PARAGRAPHS),
    Part("risk", "Risk implications", "prose", _PARAGRAPHS),
    Part("other", "Other implications", "prose", _PARAGRAPHS),
    Part("background_papers", "Background papers", "lines", _LINES, 5),
    Part(
        "abbreviations",
        "Abbreviations used",
        "abbreviations",
        "One on each line: the short form, a dash, what it stands for. Papers that come later "
        "suggest what you write here.",
        5,
    ),
    Part("contact", "Contact details", "lines", _LINES, 3),
)
PART = {part.key: part for part in PARTS}
IMPLICATIONS = ("equality", "financial", "legal", "risk", "other")


def storable(text: str) -> str:
    """Return a text without what no database can hold: null characters, halves of characters."""
    return _UNSTORABLE.sub("", text)


def tidy(text: str) -> str:
    """Return a text as it is kept: line ends of one kind, no space at either end."""
    lines = storable(text).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip()


def fingerprint(text: str) -> str:
    """Return a short mark of a text, to tell whether a form shows it unchanged."""
    return hashlib.sha256(tidy(text).encode("utf-8", errors="replace")).hexdigest()[:24]


def prose(text: str) -> tuple[str, ...]:
    """Return the paragraphs of a text.

    Examples
    --------
    >>> prose("One\\nand more.\\n\\nTwo.")
    ('One\\nand more.', 'Two.')
    """
    return tuple(found for each in _BLANK.split(tidy(text)) if (found := each.strip()))


def lines(text: str) -> tuple[str, ...]:
    """Return the lines of a text that hold something, without the mark of an item."""
    return tuple(_ITEM.sub("", each).strip() for each in text.splitlines() if each.strip())


def asked_of_members(text: str) -> PaperRecommendations:
    """Return what members are asked to do: opening words and items.

    Examples
    --------
    >>> asked_of_members("That members:\\n- note the report.")
    PaperRecommendations(intro='That members:', items=('note the report.',))
    """
    intro: list[str] = []
    items: list[str] = []
    for line in tidy(text).splitlines():
        if _ITEM.match(line):
            items.append(_ITEM.sub("", line).strip())
        elif line.strip() and items:
            items[-1] = f"{items[-1]} {line.strip()}"
        elif line.strip():
            intro.append(line.strip())
    return PaperRecommendations(" ".join(intro) or None, tuple(items))


def supporting(text: str) -> tuple[SupportingBlock, ...]:
    """Return subheadings and paragraphs with their bullets.

    Examples
    --------
    >>> supporting("# Aims\\nThere are two:\\n- first\\n- second")[1]
    SupportingParagraph(text='There are two:', bullets=('first', 'second'))
    """
    blocks: list[SupportingBlock] = []
    for passage in prose(text):
        said: list[str] = []
        bullets: list[str] = []
        for line in passage.splitlines():
            if line.startswith("# "):
                blocks += _paragraph(said, bullets)
                said, bullets = [], []
                blocks.append(SupportingHeading(line[2:].strip()))
            elif _ITEM.match(line):
                bullets.append(_ITEM.sub("", line).strip())
            elif bullets:
                bullets[-1] = f"{bullets[-1]} {line.strip()}"
            else:
                said.append(line.strip())
        blocks += _paragraph(said, bullets)
    return tuple(blocks)


def _paragraph(said: list[str], bullets: list[str]) -> list[SupportingBlock]:
    if said:
        return [SupportingParagraph(" ".join(said), tuple(bullets))]
    return [SupportingParagraph(bullet) for bullet in bullets]


def abbreviations(text: str) -> tuple[Abbreviation, ...]:
    """Return the abbreviations of a text, one from each line.

    Raises
    ------
    Refused
        If a line does not say what its abbreviation stands for.

    Examples
    --------
    >>> abbreviations("HR – Human Resources")
    (Abbreviation(short='HR', meaning='Human Resources'),)
    """
    found: list[Abbreviation] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        match = _ABBREVIATION.match(line.strip())
        if match is None:
            raise Refused(
                f"Line {number} of the abbreviations, “{line.strip()}”, does not say what it "
                "stands for. Write the short form, a dash and its meaning: "
                "HR – Human Resources.",
                field="abbreviations",
            )
        found.append(Abbreviation(match["short"].strip(), match["meaning"].strip()))
    return tuple(found)
