"""Spellings of one name that a reader cannot tell apart and a count does."""

from __future__ import annotations

import unicodedata
from typing import Any

import numpy as np
import pyarrow as pa

#: More distinct texts than these are no names of units or ranks.
MOST = 20_000


def plain_spelling(text: str) -> str:
    """Return a name without capitals, forms of letters, double spaces and unseen signs.

    Examples
    --------
    >>> plain_spelling("Ash\u200b  East") == plain_spelling("ASH EAST")
    True
    """
    seen = "".join(
        c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) != "Cf"
    )
    return " ".join(seen.casefold().split())


def rarer_spellings(coded: pa.DictionaryArray) -> np.ndarray[Any, Any]:
    """Mask of the distinct texts that are a rarer spelling of another, of shape (distinct,).

    Examples
    --------
    >>> names = pa.array(["Ash", "ASH", "Ash", "Elm"]).dictionary_encode()
    >>> rarer_spellings(names).tolist()
    [False, True, False]
    """
    texts = coded.dictionary.to_pylist()
    rarer = np.zeros(len(texts), dtype=bool)
    if len(texts) > MOST:
        return rarer
    counts = np.bincount(coded.indices.to_numpy(zero_copy_only=False), minlength=len(texts))
    groups: dict[str, list[int]] = {}
    for place, text in enumerate(texts):
        if text:
            groups.setdefault(plain_spelling(text), []).append(place)
    for places in groups.values():
        usual = max(places, key=lambda place: counts[place])
        rarer[[place for place in places if place != usual]] = True
    return rarer
