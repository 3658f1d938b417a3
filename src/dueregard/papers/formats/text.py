"""Plain text, in whatever encoding it was saved."""

from __future__ import annotations

import codecs
import re
from itertools import pairwise

from dueregard.exceptions import UnusableDocument
from dueregard.papers.lines import Line, split_marker

_SPACE = re.compile(r"[\u00a0\u2007\u202f]")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_ENDS = re.compile(r"\r\n|\r|\n|\x0b|\x0c|\x85|\u2028|\u2029")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")


def decode(data: bytes) -> str:
    """Return the text of a file: UTF-8, UTF-16 or UTF-32 with or without mark, else cp1252.

    Raises
    ------
    UnusableDocument
        When the bytes are no text.
    """
    for mark, marked in _BOMS:
        if data.startswith(mark):
            return _checked(data.decode(marked, errors="replace"))
    if unmarked := _utf16_without_mark(data):
        return _checked(data.decode(unmarked, errors="replace"))
    try:
        return _checked(data.decode("utf-8"))
    except UnicodeDecodeError:
        pass
    if _damaged_utf8(data):
        return _checked(data.decode("utf-8", errors="replace"))
    try:
        return _checked(data.decode("cp1252"))
    except UnicodeDecodeError:
        return _checked(data.decode("latin-1"))


def _utf16_without_mark(data: bytes) -> str | None:
    sample = data[:4096]
    if len(sample) < 8:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2
    if odd > half * 0.6 and even < half * 0.1:
        return "utf-16-le"
    if even > half * 0.6 and odd < half * 0.1:
        return "utf-16-be"
    return None


def _damaged_utf8(data: bytes) -> bool:
    """Tell UTF-8 with a few broken bytes from cp1252: good sequences outnumber bad ones."""
    text = data.decode("utf-8", errors="replace")
    bad = text.count("\ufffd")
    good = sum(1 for letter in text if ord(letter) > 127) - bad
    return good > 2 * bad


def _checked(text: str) -> str:
    if not text.strip():
        raise UnusableDocument("The file holds no text: there is nothing to read.")
    sample = text[:20000]
    odd = len(_CONTROL.findall(sample)) + sample.count("\ufffd")
    if odd > max(4, len(sample) * 0.05):
        raise UnusableDocument(
            "This is not a document: it is neither text, HTML, DOCX, ODT nor PDF."
        )
    letters = sum(1 for letter in sample if letter.isalpha())
    spread = sum(1 for letter in sample if ord(letter) > 0x7F and not letter.isalpha())
    if letters < 3 or spread > len(sample) * 0.3:
        raise UnusableDocument("This is not a document: it holds hardly any words.")
    return text


def read_text(data: bytes) -> list[Line]:
    """Return the non-blank lines of a text file, wrapped lines joined where the file wraps.

    Raises
    ------
    UnusableDocument
        When the bytes are no text.
    """
    return from_text(decode(data))


def from_text(text: str) -> list[Line]:
    """Return the non-blank lines of a text."""
    lines: list[Line] = []
    gap = True
    for number, printed in enumerate(_ENDS.split(text), start=1):
        spaced = _SPACE.sub(" ", printed).replace("\t", "    ")
        stripped = _CONTROL.sub("", spaced).strip().lstrip("\ufeff")
        if not stripped:
            gap = True
            continue
        indent = len(spaced) - len(spaced.lstrip())
        lines.append(Line([number], stripped, indent, gap, raw=[printed]))
        gap = False
    return unwrap(lines)


def unwrap(lines: list[Line]) -> list[Line]:
    """Join lines that a fixed width broke, where the file as a whole shows such a width."""
    if len(lines) < 8:
        return lines
    together = [
        (first, second)
        for first, second in pairwise(lines)
        if not second.gap and 50 <= len(first.text) <= 120
    ]
    broken = [pair for pair in together if _continues(*pair)]
    longest = max(len(line.text) for line in lines)
    if longest > 130 or len(broken) < max(4, len(lines) * 0.15):
        return lines
    joined: list[Line] = []
    for line in lines:
        before = joined[-1] if joined else None
        if before is not None and not line.gap and _wraps(before, line):
            before.text = f"{before.text} {line.text}"
            before.numbers += line.numbers
            before.raw += line.raw
        else:
            joined.append(line)
    return joined


def _continues(first: Line, second: Line) -> bool:
    return second.text[0].islower() and first.text[-1] not in ".:;?!"


def _wraps(first: Line, second: Line) -> bool:
    """Tell whether the second line goes on with the first in a file of fixed width."""
    if split_marker(second.text)[0] is not None:
        return False
    last = first.raw[-1].rstrip()
    return len(last) >= 50 and ("  " not in last.strip() and "  " not in second.text)
