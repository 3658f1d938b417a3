"""Passages of text as they are printed: one line each, bullets apart, nothing unprintable."""

from __future__ import annotations

import re

# Not allowed in XML 1.0 (so in no DOCX), or no characters at all. Whitespace is collapsed before.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff]"
)
_BLANK_LINES = re.compile(r"\n[ \t\r]*\n")
_BULLET = re.compile(r"^[•◦▪*\-–]\s+")


def printable(text: str) -> str:
    """Return a text on one line: whitespace collapsed, unprintable characters shown as U+FFFD.

    Examples
    --------
    >>> printable("  two\\nlines ")
    'two lines'
    """
    return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", " ".join(text.split()))


def paragraphs_of(text: str) -> tuple[str, ...]:
    """Split a text at blank lines, and before lines that begin with a bullet.

    Examples
    --------
    >>> paragraphs_of("One.\\n\\nTwo:\\n- first\\n- second")
    ('One.', 'Two:', '• first', '• second')
    """
    found: list[str] = []
    for passage in _BLANK_LINES.split(text.replace("\r\n", "\n")):
        lines: list[str] = []
        for line in passage.split("\n"):
            bullet = _BULLET.match(line.strip())
            if bullet and lines:
                found.append(printable(" ".join(lines)))
                lines = []
            lines.append("• " + line.strip()[bullet.end() :] if bullet else line)
        found.append(printable(" ".join(lines)))
    return tuple(paragraph for paragraph in found if paragraph)
