"""Text as people compare it: without accents, case or odd spaces."""

from __future__ import annotations

import re
import unicodedata

_SPACES = re.compile(r"\s+")
_AMPERSAND = re.compile(r"(?<!\S)&(?!\S)")
_QUOTES = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\u00a0": " "})
_SPECIAL = str.maketrans(
    {"ß": "ss", "æ": "ae", "Æ": "ae", "ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "đ": "d", "Đ": "d"}
)


def fold(text: str) -> str:
    """Return ``text`` folded for searching and comparing.

    Both databases compare the folded form, so that "Émigré" is found by "emigre" on
    either, whatever collation they were installed with. A sign for "and" that stands alone
    is the word; within an abbreviation it stays.

    Examples
    --------
    >>> fold("  Égalité – “Together” ")
    'egalite - "together"'
    >>> fold("Race & Faith"), fold("Q&A")
    ('race and faith', 'q&a')
    """
    plain = unicodedata.normalize("NFKD", text.translate(_QUOTES).translate(_SPECIAL))
    bare = "".join(c for c in plain if not unicodedata.combining(c))
    return _SPACES.sub(" ", _AMPERSAND.sub("and", bare)).strip().casefold()


def excerpt(text: str, words: int = 24) -> str:
    """Return the first words of ``text``, with an ellipsis where it was cut."""
    parts = text.split()
    return " ".join(parts) if len(parts) <= words else " ".join(parts[:words]) + "…"
