"""What the register says about a source, as far as an open paper may say it.

Restricted items, and everything under them, are left out here, before anything is worded: what
is not in the record cannot enter a paper. The number of queries does not depend on the number of
recommendations.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dueregard.web.commitments.models import (
    Challenge,
    ChallengeItem,
    Closure,
    Commitment,
    Entry,
    Evidence,
    Round,
)
from dueregard.web.commitments.states import Visibility
from dueregard.web.governance.assembling.moments import rounds_of
from dueregard.web.recommendations.models import Recommendation, Source


@dataclass(frozen=True)
class Item:
    """One recommendation or part of one, with everything said about it, oldest first."""

    recommendation: Recommendation
    reference: str
    entries: Sequence[Entry]
    challenges: Sequence[Challenge]
    closures: Sequence[Closure]
    children: Sequence[Item]

    @property
    def commitment(self) -> Commitment:
        """Who answers for it, and by when."""
        return self.recommendation.commitment

    def leaves(self) -> list[Item]:
        """Return the items under this one that have a status of their own.

        A branch all of whose parts are restricted has none either.
        """
        if not self.children:
            return [self] if self.commitment.is_leaf else []
        return [leaf for child in self.children for leaf in child.leaves()]


@dataclass(frozen=True)
class Record:
    """A source with its rounds and the tree of its open recommendations."""

    source: Source
    rounds: Sequence[Round]
    tree: Sequence[Item]
    evidence: Sequence[Evidence]
    left_out: int = 0  # restricted recommendations with a status of their own

    def leaves(self) -> list[Item]:
        """Return every leaf, in the order of the source."""
        return [leaf for item in self.tree for leaf in item.leaves()]

    def items(self) -> list[Item]:
        """Return every item, branches before their leaves."""
        return list(_walk(self.tree))


def read_record(source: Source) -> Record:
    """Read the record of a source."""
    recommendations = list(
        Recommendation.objects.filter(source=source)
        .select_related("commitment__owner_post__unit", "owner_body")
        .order_by("depth", "position", "commitment_id")
    )
    shown = _open_ones(recommendations)
    ids = [each.commitment_id for each in shown]
    tree = _tree(shown, _entries(ids), _challenges(ids), _closures(ids))
    seen = set(ids)
    left_out = sum(
        each.commitment.is_leaf for each in recommendations if each.commitment_id not in seen
    )
    return Record(source, rounds_of(source), tree, _public_evidence(ids), left_out)


def _open_ones(recommendations: Iterable[Recommendation]) -> list[Recommendation]:
    """Leave out what is restricted and whatever stands under it (parents come first)."""
    shown: dict[int, Recommendation] = {}
    for each in recommendations:
        under_open = each.parent_id is None or each.parent_id in shown
        if under_open and not each.commitment.restricted:
            shown[each.commitment_id] = each
    return list(shown.values())


def _entries(ids: list[int]) -> dict[int, list[Entry]]:
    """Read progress and next steps; what was corrected gives way to its correction."""
    found: dict[int, list[Entry]] = defaultdict(list)
    entries = (
        Entry.objects.filter(commitment__in=ids, corrected_by__isnull=True)
        .exclude(kind="note")
        .select_related("round", "author_post", "owner_post")
    )
    for entry in entries.order_by("said_on", "position", "id"):
        found[entry.commitment_id].append(entry)
    return found


def _challenges(ids: list[int]) -> dict[int, list[Challenge]]:
    found: dict[int, list[Challenge]] = defaultdict(list)
    items = (
        ChallengeItem.objects.filter(commitment__in=ids)
        .select_related("challenge__round", "challenge__author_post")
        .prefetch_related("challenge__answers__round", "challenge__answers__author_post")
    )
    for item in items.order_by("challenge__raised_on", "position", "id"):
        found[item.commitment_id].append(item.challenge)
    return found


def _closures(ids: list[int]) -> dict[int, list[Closure]]:
    found: dict[int, list[Closure]] = defaultdict(list)
    closures = Closure.objects.filter(commitment__in=ids).select_related("round")
    for closure in closures.order_by("id"):
        found[closure.commitment_id].append(closure)
    return found


def _public_evidence(ids: list[int]) -> list[Evidence]:
    """Read public evidence; a piece that a restricted item also rests on stays out."""
    return list(
        Evidence.objects.filter(
            uses__commitment__in=ids, visibility=Visibility.PUBLIC, withdrawn_at=None
        )
        .exclude(uses__commitment__restricted=True)
        .distinct()
        .order_by("title", "pk")
    )


def _tree(
    recommendations: list[Recommendation],
    entries: dict[int, list[Entry]],
    challenges: dict[int, list[Challenge]],
    closures: dict[int, list[Closure]],
) -> list[Item]:
    below: dict[int | None, list[Recommendation]] = defaultdict(list)
    for each in recommendations:
        below[each.parent_id].append(each)

    printed = {each.number for each in recommendations}

    def build(parent: int | None, above: str) -> list[Item]:
        items: list[Item] = []
        for place, each in enumerate(below.get(parent, ()), start=1):
            # A source that prints no number still needs a way to point at its recommendations.
            counted = f"{above}.{place}" if above else str(place)
            unused = f"{counted} (no number)" if counted in printed else counted
            reference = each.number or unused
            key = each.commitment_id
            said = (entries.get(key, ()), challenges.get(key, ()), closures.get(key, ()))
            items.append(Item(each, reference, *said, build(key, reference)))
        return items

    return build(None, "")


def _walk(items: Iterable[Item]) -> Iterable[Item]:
    for item in items:
        yield item
        yield from _walk(item.children)
