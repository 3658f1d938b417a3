"""Which characters our fonts can show. PDF/UA allows no character without a shape."""

from __future__ import annotations

import struct
import unicodedata
from functools import cache
from importlib.resources import files
from pathlib import Path

FONT_FOLDER = Path(str(files("dueregard.rendering").joinpath("fonts")))
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
# No shape of their own: joiners, direction marks, variation selectors.
_WITHOUT_SHAPE = frozenset({"Cf", "Mn"})


def showable(text: str) -> str:
    """Return a text with every character that no font of ours can show replaced by U+FFFD.

    Examples
    --------
    >>> showable("Crèche \N{SNOWMAN} 漢")
    'Crèche ☃ \N{REPLACEMENT CHARACTER}'
    """
    if text.isascii():
        return text
    known = _coverage()
    return "".join(sign if ord(sign) in known else _instead_of(sign) for sign in text)


def _instead_of(sign: str) -> str:
    category = unicodedata.category(sign)
    if category in _WITHOUT_SHAPE:
        return ""
    return " " if category == "Zs" else _REPLACEMENT


@cache
def _coverage() -> frozenset[int]:
    """Return the characters that both the regular and the bold font hold."""
    fonts = [_characters(path.read_bytes()) for path in sorted(FONT_FOLDER.glob("*.ttf"))]
    # Private use and specials are refused by the standard even where a font has a shape.
    refused = {*range(0xE000, 0xF900), 0xFEFF, 0xFFFE, 0xFFFF, 0xAD}
    return frozenset.intersection(*fonts) - refused


def _characters(font: bytes) -> frozenset[int]:
    """Read which characters a TrueType font has shapes for (``cmap``, formats 4 and 12).

    Source: OpenType specification, "cmap – Character to Glyph Index Mapping Table".
    """
    count = struct.unpack_from(">H", font, 4)[0]
    tables = {
        font[at : at + 4]: struct.unpack_from(">I", font, at + 8)[0]
        for at in range(12, 12 + 16 * count, 16)
    }
    cmap = tables[b"cmap"]
    found: set[int] = set()
    for index in range(struct.unpack_from(">H", font, cmap + 2)[0]):
        at = cmap + struct.unpack_from(">HHI", font, cmap + 4 + 8 * index)[2]
        kind = struct.unpack_from(">H", font, at)[0]
        if kind == 4:
            segments = struct.unpack_from(">H", font, at + 6)[0] // 2
            ends = struct.unpack_from(f">{segments}H", font, at + 14)
            starts = struct.unpack_from(f">{segments}H", font, at + 16 + 2 * segments)
            for start, end in zip(starts, ends, strict=True):
                found.update(range(start, end + 1))
        elif kind == 12:
            groups = struct.unpack_from(">I", font, at + 12)[0]
            for group in range(groups):
                start, end, _ = struct.unpack_from(">III", font, at + 16 + 12 * group)
                found.update(range(start, end + 1))
    return frozenset(found)
