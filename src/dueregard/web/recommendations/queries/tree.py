"""A source as a tree: each branch sums up its leaves and names the worst of them."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dueregard.web.accounts.models import User
from dueregard.web.commitments.access import may_see
from dueregard.web.commitments.models import Commitment
from dueregard.web.commitments.states import ClosureState
from dueregard.web.commitments.status import StatusCounts, counts_of, is_closed, is_overdue
from dueregard.web.core.clock import today as clock_today
from dueregard.web.recommendations.models import Recommendation, Source

#: From bad to good; what comes first is named first.
_CALM = 9


@dataclass(frozen=True)
class Node:
    """One recommendation with what stands under it.

    ``counts`` count leaves: its own for a leaf, those below for a branch. A node the user may
    not see is there only because something below it may be seen; it shows no words.
    """

    recommendation: Recommendation
    is_seen: bool
    children: Sequence[Node]
    counts: StatusCounts
    challenged: int
    ownerless: int
    worst: Recommendation | None

    @property
    def commitment(self) -> Commitment:
        """Who answers for it, by when, and how far it is."""
        return self.recommendation.commitment

    @property
    def reference(self) -> str:
        """What it is called."""
        return self.commitment.reference

    @property
    def is_branch(self) -> bool:
        """Whether it has parts."""
        return bool(self.children) or not self.commitment.is_leaf

    def walk(self) -> Iterator[Node]:
        """Yield this node and all below it, in the order of the source."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True)
class SourceTree:
    """The tree of a source as one person may see it, with its counts."""

    nodes: Sequence[Node]
    counts: StatusCounts
    challenged: int
    ownerless: int
    #: Whether there are restricted items this person does not see and that are not counted.
    has_hidden: bool

    def walk(self) -> Iterator[Node]:
        """Yield every node, in the order of the source."""
        for node in self.nodes:
            yield from node.walk()

    def leaves(self) -> list[Recommendation]:
        """Return every leaf the person may see."""
        return [
            node.recommendation for node in self.walk() if node.is_seen and node.commitment.is_leaf
        ]

    def worst_branches(self, most: int = 3) -> list[Node]:
        """Return the branches that most need attention, the worst first; calm ones are left out."""
        troubled = [
            node
            for node in self.nodes
            if node.counts.overdue or node.challenged or (node.counts.open and node.ownerless)
        ]
        troubled.sort(
            key=lambda node: (-node.counts.overdue, -node.challenged, -node.counts.not_started)
        )
        return troubled[:most]


def source_tree(source: Source, user: User, *, today: datetime.date | None = None) -> SourceTree:
    """Return the tree of ``source`` as ``user`` may see it (one query, beside their access)."""
    today = today or clock_today()
    found = list(
        Recommendation.objects.filter(source=source)
        .select_related("commitment__owner_post__unit", "owner_body", "source")
        .order_by("place", "pk")
    )
    below: dict[int | None, list[Recommendation]] = defaultdict(list)
    for each in found:
        below[each.parent_id].append(each)
    nodes = _build(None, below, user, today)
    seen = sum(node.is_seen for top in nodes for node in top.walk())
    return SourceTree(
        nodes=nodes,
        counts=sum((node.counts for node in nodes), StatusCounts()),
        challenged=sum(node.challenged for node in nodes),
        ownerless=sum(node.ownerless for node in nodes),
        has_hidden=seen < len(found),
    )


def _build(
    parent: int | None,
    below: dict[int | None, list[Recommendation]],
    user: User,
    today: datetime.date,
) -> list[Node]:
    nodes = []
    for item in below.get(parent, ()):
        children = _build(item.pk, below, user, today)
        seen = may_see(user, item.commitment)
        if seen or children:
            nodes.append(_node(item, children, seen, today))
    return nodes


def _node(item: Recommendation, children: list[Node], seen: bool, today: datetime.date) -> Node:
    commitment = item.commitment
    own = counts_of(commitment, today) if seen else StatusCounts()
    candidates = [child.worst for child in children if child.worst is not None]
    if seen and commitment.is_leaf:
        candidates.append(item)
    return Node(
        recommendation=item,
        is_seen=seen,
        children=children,
        counts=sum((child.counts for child in children), own),
        challenged=sum(child.challenged for child in children)
        + int(seen and commitment.open_challenges > 0),
        ownerless=sum(child.ownerless for child in children)
        + int(seen and _is_ownerless(commitment)),
        worst=min(candidates, key=lambda leaf: badness(leaf.commitment, today), default=None),
    )


def badness(commitment: Commitment, today: datetime.date) -> tuple[int, datetime.date]:
    """Return what sorts leaves from the one that needs most to the one that needs nothing."""
    due = commitment.due_on or datetime.date.max
    if is_overdue(commitment, today):
        rank = 0
    elif commitment.open_challenges:
        rank = 1
    elif commitment.is_pointer or commitment.closure_state == ClosureState.VERIFIED:
        rank = _CALM
    elif is_closed(commitment):
        rank = 5
    elif commitment.owner_post_id is None:
        rank = 2
    else:
        rank = 4 if commitment.has_progress else 3
    return rank, due


def needs_attention(commitment: Commitment, today: datetime.date) -> bool:
    """Return whether a leaf is late, challenged or nobody's."""
    return badness(commitment, today)[0] <= 2


def _is_ownerless(commitment: Commitment) -> bool:
    return (
        commitment.is_leaf
        and commitment.owner_post_id is None
        and not commitment.is_pointer
        and not is_closed(commitment)
    )
