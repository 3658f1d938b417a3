"""Source lines with what can be told from their look: marker, indent, gap, hints of the format."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

BULLETS = "•●▪◦‣⁃∙·–—*-\uf0b7\uf0a7o►➢✓"
_BULLET = re.compile(r"^(?:[•●▪◦‣⁃∙·►➢✓\uf0b7\uf0a7]\s*|[–—*-]\s+|o\s{2,})(?=\S)")
_DECIMAL = re.compile(r"^(\d{1,3}(?:\.\d{1,3}){1,3})\.?\)?(?:\s+(?=\S)|$)")
_NUMBER = re.compile(r"^(\d{1,3})([.)])(?:\s+(?=\S)|(?=[A-Z‘“'\"(])|$)")
_BRACKETED = re.compile(r"^\((\d{1,3}|[a-z]{1,2}|[ivxlc]{1,6}|[A-Z])\)\s*(?=\S)")
_LETTER = re.compile(r"^([a-z]|[ivx]{1,5})([.)])\s+(?=\S)")
_CAPITAL = re.compile(r"^([A-Z])([.)])\s+(?=\S)")


@dataclass(slots=True)
class Line:
    """One line, paragraph or table row of the source.

    ``numbers`` holds every source line that was joined into it; ``marker`` is one of ``bullet``,
    ``number``, ``decimal``, ``bracketed``, ``letter``, ``capital`` or ``None``.
    """

    numbers: list[int]
    text: str
    indent: int = 0
    gap: bool = True
    level: int | None = None
    depth: int | None = None
    bold: bool = False
    cells: tuple[str, ...] | None = None
    table: int | None = None
    page: int | None = None
    marker: str | None = None
    label: str = ""
    body: str = ""
    role: str | None = None
    raw: list[str] = field(default_factory=list)

    @property
    def number(self) -> int:
        """The first source line."""
        return self.numbers[0]

    def mark(self) -> Line:
        """Tell the marker, its label and the text behind it."""
        self.marker, self.label, self.body = split_marker(self.text)
        return self


def split_marker(text: str) -> tuple[str | None, str, str]:
    """Split a list marker from the text behind it.

    Returns
    -------
    tuple
        Kind of marker (or ``None``), its label, the text.

    Examples
    --------
    >>> split_marker("(a) placing the unit under one command")
    ('bracketed', 'a', 'placing the unit under one command')
    >>> split_marker("12. 12. Demographic data")
    ('number', '12', '12. Demographic data')
    >>> split_marker("1.2 Costs")
    ('decimal', '1.2', 'Costs')
    """
    if not text:
        return None, "", text
    first = text[0]
    if first.isdigit():
        if match := _DECIMAL.match(text):
            return "decimal", match[1], text[match.end() :]
        if match := _NUMBER.match(text):
            return "number", match[1], text[match.end() :]
        return None, "", text
    if first == "(":
        if match := _BRACKETED.match(text):
            return "bracketed", match[1], text[match.end() :]
        return None, "", text
    if match := _BULLET.match(text):
        return "bullet", "", text[match.end() :]
    if match := _LETTER.match(text):
        return "letter", match[1], text[match.end() :]
    if match := _CAPITAL.match(text):
        return "capital", match[1], text[match.end() :]
    return None, "", text


def join(lines: Iterable[Line]) -> str:
    """Return the texts of several lines as one text, a line each."""
    return "\n".join(line.text for line in lines)


def ordinal(label: str) -> int | None:
    """Return the place of a letter, roman or arabic label in its list.

    Examples
    --------
    >>> ordinal("c"), ordinal("12"), ordinal("aa")
    (3, 12, 27)
    """
    if label.isdigit():
        return int(label)
    if len(label) == 1 and label.isalpha():
        return ord(label.lower()) - 96
    if len(label) == 2 and label[0] == label[1]:
        return ord(label[0].lower()) - 96 + 26
    return roman(label)


_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


def roman(label: str) -> int | None:
    """Return the value of a roman number, or ``None`` when it is none.

    Examples
    --------
    >>> roman("iv"), roman("XII"), roman("abc")
    (4, 12, None)
    """
    total = 0
    values = [_ROMAN.get(letter) for letter in label.lower()]
    if not values or None in values:
        return None
    numbers = [value for value in values if value is not None]
    for here, after in zip(numbers, [*numbers[1:], 0], strict=True):
        total += here if here >= after else -here
    return total
