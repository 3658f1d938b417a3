"""Telling which items of a paper are which recommendations of the register."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from dueregard.web.recommendations.imports.differences import (
    Differences,
    contradiction,
    differences,
)
from dueregard.web.recommendations.imports.held import HeldItem
from dueregard.web.recommendations.imports.items import ReadItem
from dueregard.web.recommendations.imports.similarity import (
    DOUBTFUL_BELOW,
    LEAD_OF_BEST,
    SUGGEST_FROM,
    similarity,
    words,
)
from dueregard.web.recommendations.states import RowMatch


@dataclass(frozen=True, slots=True)
class Matched:
    """One item of a paper, and what it is to the register."""

    item: ReadItem
    match: RowMatch
    held: HeldItem | None = None
    similarity: float | None = None
    differences: Differences = field(default_factory=dict)

    @property
    def warnings(self) -> list[str]:
        """What the officer should look at twice, in words."""
        if self.held is None:
            return []
        found = [contradiction(self.item, self.held)]
        if self.match is RowMatch.CHANGED and self.is_doubtful:
            found.append(
                "The number is the same but the wording is quite different. "
                "Check that this is the same recommendation."
            )
        return [one for one in found if one]

    @property
    def is_doubtful(self) -> bool:
        """Whether number and wording disagree about which recommendation is meant."""
        return (
            self.similarity is not None
            and "text" in self.differences
            and self.similarity < DOUBTFUL_BELOW
        )


def match_items(items: Sequence[ReadItem], held: Sequence[HeldItem]) -> list[Matched]:
    """Return each item with its match: by number exactly, else suggested by text, else new.

    Nothing in the register is matched twice. An unnumbered item whose text the register has
    word for word is the same; a text that is merely like one is suggested, never assumed.
    """
    by_number = {one.number: one for one in held if one.number}
    matched: dict[int, HeldItem] = {}
    taken: set[int] = set()
    for item in items:
        found = by_number.get(item.reference) if item.reference else None
        if found and found.id not in taken:
            matched[item.position] = found
            taken.add(found.id)
    rest = [one for one in held if one.id not in taken]
    open_items = [one for one in items if one.position not in matched]
    suggested = _suggest(open_items, rest)
    return [_result(item, matched.get(item.position), suggested) for item in items]


def _result(
    item: ReadItem, exact: HeldItem | None, suggested: dict[int, tuple[HeldItem, float]]
) -> Matched:
    if exact is not None:
        alike = similarity(words(item.wording), words(exact.wording))
        return _compared(item, exact, alike)
    if item.position not in suggested:
        return Matched(item, RowMatch.NEW)
    found, alike = suggested[item.position]
    if not item.reference and not found.number and alike == 1:
        return _compared(item, found, alike)
    return Matched(item, RowMatch.SUGGESTED, found, alike, differences(item, found))


def _compared(item: ReadItem, held: HeldItem, alike: float) -> Matched:
    changed = differences(item, held)
    match = RowMatch.CHANGED if changed else RowMatch.UNCHANGED
    return Matched(item, match, held, alike, changed)


def _suggest(
    items: Sequence[ReadItem], held: Sequence[HeldItem]
) -> dict[int, tuple[HeldItem, float]]:
    """Pair items with the likest recommendation left, best pairs first, each used once."""
    counted = [words(one.wording) for one in held]
    postings: dict[str, list[int]] = defaultdict(list)
    for at, bag in enumerate(counted):
        for word in bag:
            postings[word].append(at)
    pairs: list[tuple[float, int, HeldItem]] = []
    for item in items:
        own = words(item.wording)
        # Only those that share a word can be alike: long papers meet long registers.
        near = {at for word in own for at in postings.get(word, ())}
        ranked = sorted((similarity(own, counted[at]), at) for at in near)[-2:]
        if not ranked or ranked[-1][0] < SUGGEST_FROM:
            continue
        best, at = ranked[-1]
        lead = best - ranked[0][0] if len(ranked) > 1 else 1.0
        if lead >= LEAD_OF_BEST or best == 1:
            pairs.append((best, item.position, held[at]))
    suggested: dict[int, tuple[HeldItem, float]] = {}
    used: set[int] = set()
    for alike, position, one in sorted(pairs, key=lambda pair: (-pair[0], pair[1])):
        if one.id not in used:
            suggested[position] = (one, alike)
            used.add(one.id)
    return suggested
