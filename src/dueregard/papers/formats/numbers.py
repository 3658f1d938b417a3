"""Counters of list levels, printed as word processors print them."""

from __future__ import annotations

import re
from collections.abc import Mapping

_ROMAN = (
    (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
    (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


def printed(value: int, style: str) -> str:
    """Return a number in a numbering style (``decimal``, ``lowerLetter``, ``upperRoman`` …).

    Examples
    --------
    >>> printed(4, "lowerLetter"), printed(4, "upperRoman"), printed(28, "lowerLetter")
    ('d', 'IV', 'bb')
    """
    if style in ("lowerLetter", "upperLetter", "a", "A"):
        letter = chr(97 + (value - 1) % 26) * ((value - 1) // 26 + 1)
        return letter.upper() if style in ("upperLetter", "A") else letter
    if style in ("lowerRoman", "upperRoman", "i", "I"):
        rest, text = max(value, 0), ""
        for worth, letters in _ROMAN:
            count, rest = divmod(rest, worth)
            text += letters * count
        return text.upper() if style in ("upperRoman", "I") else text
    return f"{value:02d}" if style == "decimalZero" else str(value)


class ListCounter:
    """The running numbers of one list, level by level."""

    def __init__(self) -> None:
        self.values: dict[int, int] = {}

    def step(self, level: int, start: int) -> None:
        """Count one item at a level; deeper levels begin anew."""
        self.values[level] = self.values.get(level, start - 1) + 1
        for deeper in [one for one in self.values if one > level]:
            del self.values[deeper]

    def label(self, text: str, styles: Mapping[int, str], starts: Mapping[int, int]) -> str:
        """Return a label such as ``%1.%2)`` with its numbers filled in."""

        def fill(match: re.Match[str]) -> str:
            level = int(match[1]) - 1
            value = self.values.get(level, starts.get(level, 1))
            return printed(value, styles.get(level, "decimal"))

        return re.sub(r"%(\d)", fill, text)
