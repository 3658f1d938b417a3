"""How alike two texts are, by the words they share."""

from __future__ import annotations

import re
from collections import Counter

from dueregard.web.core.text import fold

#: From here on an item of the register is suggested as the one a paper means.
SUGGEST_FROM = 0.6
#: The best suggestion must lead the next by this much, or nothing is suggested.
LEAD_OF_BEST = 0.05
#: Below this the wording under one number is so different that the officer is warned.
DOUBTFUL_BELOW = 0.35
#: From here on a title names a source the register has.
SOURCE_FROM = 0.5

_WORD = re.compile(r"\w+")
#: Words that any two recommendations share.
_COMMON_WORDS = (
    "a all an and any are as at be been being by for from has have in into is it its must no "
    "not of on or other our should so that the their them there these they this those to was "
    "we were which who will with would"
)
_COMMON = frozenset(_COMMON_WORDS.split())


def words(text: str) -> Counter[str]:
    """Return the words that tell a text from another, counted.

    Examples
    --------
    >>> sorted(words("The plans must be published, and the plans reviewed."))
    ['plans', 'published', 'reviewed']
    """
    return Counter(word for word in _WORD.findall(fold(text)) if word not in _COMMON)


def similarity(one: Counter[str], other: Counter[str]) -> float:
    """Return the share of words two texts have in common, from 0 to 1 (Dice's coefficient).

    Examples
    --------
    >>> similarity(words("Publish the local plans"), words("Publish local plans each year"))
    0.75
    """
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 0.0


def containment(one: Counter[str], other: Counter[str]) -> float:
    """Return the share of the words of ``one`` that ``other`` has, from 0 to 1.

    Examples
    --------
    >>> containment(words("Fair treatment review"), words("Fair treatment review: an update"))
    1.0
    """
    return (one & other).total() / one.total() if one else 0.0
