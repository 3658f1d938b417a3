"""Numbers of recommendations as sources print them: ``7``, ``7(d)``, ``R12``, ``2(d)(iii)``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_PIECE = re.compile(r"\d+|[A-Za-z]+")
_LAST_PART = re.compile(r"(?:\s*\([^()]*\)|(?<=[\d)])\.[0-9A-Za-z]+|(?<=\d)[a-z]{1,2})$")
_ROMAN = re.compile(r"(?=[ivxlc])(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})")
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_ONLY_ROMAN_FROM = 2  # "ii" cannot be the place of a letter; "i" can be either

Key = tuple[tuple[int, int, str], ...]


@dataclass(frozen=True, slots=True)
class Number:
    """A number taken apart: ``7(d)`` is the pieces ``7`` and ``d``.

    ``printed`` is the number as the source has it; nothing of it is lost.
    """

    printed: str
    pieces: tuple[str, ...]

    def __str__(self) -> str:
        return self.printed


def parse(text: str) -> Number:
    """Take a printed number apart.

    Examples
    --------
    >>> parse("2(d)(iii)").pieces
    ('2', 'd', 'iii')
    >>> str(parse(" 7 (d) "))
    '7 (d)'
    """
    printed = " ".join(text.split())
    return Number(printed, tuple(_PIECE.findall(printed)))


def tidy(text: str) -> str:
    """Return a number without the spaces and full stop that only printing adds.

    Examples
    --------
    >>> tidy(" 7 (d). "), tidy("Recommendation 12")
    ('7(d)', 'Recommendation 12')
    """
    return re.sub(r"\s+(?=\()", "", " ".join(text.split())).rstrip(".:;,").strip()


def parent_of(number: str) -> str:
    """Return the number of the branch a part belongs to; empty when there is none.

    Examples
    --------
    >>> parent_of("7(d)"), parent_of("2(d)(iii)"), parent_of("1.4"), parent_of("7")
    ('7', '2(d)', '1', '')
    """
    printed = tidy(number)
    found = _LAST_PART.search(printed)
    return printed[: found.start()].strip() if found and found.start() else ""


def sort_key(number: str) -> Key:
    """Return what sorts numbers as people count: 2 before 10, 7 before 7(a), (ii) before (iv).

    Alone, a single letter counts as a letter; ``order`` knows better from its neighbours.

    Examples
    --------
    >>> sorted(["10", "2(b)", "2", "2(a)(iv)", "2(a)(ix)", "2(a)(v)"], key=sort_key)
    ['2', '2(a)(iv)', '2(a)(v)', '2(a)(ix)', '2(b)', '10']
    """
    return _key(parse(number).pieces, roman_from=2)


def order(numbers: Sequence[str]) -> list[str]:
    """Return the numbers of brothers and sisters in the order people count them.

    Whether ``(i)`` is the letter after (h) or the first Roman number shows in the company it
    keeps: beside (ii) it is Roman, beside (h) it is a letter.

    Examples
    --------
    >>> order(["1(v)", "1(ii)", "1(i)", "1(iv)", "1(iii)"])
    ['1(i)', '1(ii)', '1(iii)', '1(iv)', '1(v)']
    >>> order(["1(i)", "1(h)", "1(a)"])
    ['1(a)', '1(h)', '1(i)']
    """
    last = [pieces[-1].lower() for text in numbers if (pieces := parse(text).pieces)]
    all_roman = bool(last) and all(_ROMAN.fullmatch(piece) for piece in last)
    sure = any(len(piece) >= _ONLY_ROMAN_FROM for piece in last) or "i" in last
    if not (all_roman and sure):
        return sorted(numbers, key=lambda text: (sort_key(text), text))
    return sorted(
        numbers,
        key=lambda text: (_key(pieces := parse(text).pieces, roman_from=len(pieces) - 1), text),
    )


def reference_of(number: str, *, above: str = "", position: int = 1) -> str:
    """Return what an item is called: its number, or its place where the source prints none.

    Examples
    --------
    >>> reference_of("7(d)"), reference_of("", above="7", position=3)
    ('7(d)', '7, part 3')
    """
    if number:
        return number
    return f"{above}, part {position}" if above else f"Item {position}"


def _key(pieces: Sequence[str], *, roman_from: int) -> Key:
    return tuple(
        _piece_key(piece, may_be_roman=place >= roman_from) for place, piece in enumerate(pieces)
    )


def _piece_key(piece: str, *, may_be_roman: bool) -> tuple[int, int, str]:
    if piece.isdigit():
        return (0, int(piece), "")
    low = piece.lower()
    if _ROMAN.fullmatch(low) and (may_be_roman or len(low) >= _ONLY_ROMAN_FROM):
        return (1, _roman(low), low)
    if len(low) == 1:
        return (1, ord(low) - ord("a") + 1, low)
    # After (z) come (aa), (bb): a run of one letter counts on; other words sort as words.
    if len(set(low)) == 1:
        return (1, 26 * (len(low) - 1) + ord(low[0]) - ord("a") + 1, low)
    return (2, 0, low)


def _roman(piece: str) -> int:
    values = [_ROMAN_VALUES[letter] for letter in piece]
    return sum(
        -value if value < after else value
        for value, after in zip(values, [*values[1:], 0], strict=True)
    )
