"""Text as it is printed: dates in words, unprintable characters made harmless."""

from __future__ import annotations

import re
from datetime import date

# Not allowed in XML 1.0 (so in no DOCX), or no characters at all. Whitespace is collapsed before.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff]"
)
# Not from the calendar module: its names follow the language of the machine.
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
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


def date_in_words(day: date) -> str:
    """Return a date as the house layout prints it.

    Examples
    --------
    >>> date_in_words(date(2011, 5, 26))
    '26 May 2011'
    """
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def joined(*parts: str | date | None) -> str:
    """Join what is known with commas: a post, a date, a round.

    Examples
    --------
    >>> joined("Director of People", None, date(2011, 5, 26))
    'Director of People, 26 May 2011'
    """
    words = [
        date_in_words(part) if isinstance(part, date) else printable(part) for part in parts if part
    ]
    return ", ".join(word for word in words if word)
