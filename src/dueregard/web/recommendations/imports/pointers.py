"""Where an item points that says no more than "see next recommendation"."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

_NEXT = re.compile(r"\bnext recommendation\b|\brecommendation below\b", re.IGNORECASE)
_PREVIOUS = re.compile(
    r"\b(?:previous|preceding|above) recommendation\b|\brecommendation above\b", re.IGNORECASE
)
_PARAGRAPH = re.compile(r"\bpara(?:graph|s|\.)?s?\s+(\d+)", re.IGNORECASE)
_NUMBER = re.compile(r"\b[A-Z]?\d+(?:\.\d+)*(?:\s?\([a-z0-9]{1,4}\))*", re.IGNORECASE)


def pointer_target(texts: Sequence[str], position: int, items: Sequence[Mapping[str, Any]]) -> str:
    """Return the reference of the item that ``texts`` point to; empty when it is not there.

    Parameters
    ----------
    texts : sequence of str
        What the pointing item says.
    position : int
        Its place among ``items``.
    items : sequence of mapping
        The tracked items of the paper, in printed order, with ``ref`` and ``paragraphs``.

    Examples
    --------
    >>> items = [{"ref": "2(c)"}, {"ref": "2(d)"}, {"ref": "6(e)", "paragraphs": [53]}]
    >>> pointer_target(["See next recommendation."], 0, items)
    '2(d)'
    >>> pointer_target(["As paragraph 53."], 0, items)
    '6(e)'
    """
    for text in texts:
        if _NEXT.search(text):
            return _reference(items, position + 1)
        if _PREVIOUS.search(text):
            return _reference(items, position - 1)
        if paragraph := _PARAGRAPH.search(text):
            return _holder_of(paragraph[1], position, items)
        if target := _named(text, position, items):
            return target
    return ""


def _reference(items: Sequence[Mapping[str, Any]], position: int) -> str:
    return items[position].get("ref") or "" if 0 <= position < len(items) else ""


def _holder_of(number: str, position: int, items: Sequence[Mapping[str, Any]]) -> str:
    for at, item in enumerate(items):
        if at != position and number in {str(one) for one in item.get("paragraphs") or ()}:
            return item.get("ref") or ""
    return ""


def _named(text: str, position: int, items: Sequence[Mapping[str, Any]]) -> str:
    known = {
        _tight(item["ref"]): item["ref"]
        for at, item in enumerate(items)
        if at != position and item.get("ref")
    }
    for found in _NUMBER.findall(text):
        if target := known.get(_tight(found)):
            return str(target)
    return ""


def _tight(reference: str) -> str:
    return reference.replace(" ", "").casefold()
