"""A source's tree, its worst branches and its changes, as the components show them."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse

from dueregard.web.commitments.status import StatusCounts, sentence, status_tag
from dueregard.web.core.clock import today as clock_today
from dueregard.web.core.components import Link, TreeNode
from dueregard.web.core.text import excerpt
from dueregard.web.recommendations.models import Recommendation
from dueregard.web.recommendations.queries import Changes, Node, SourceTree, ends_of
from dueregard.web.recommendations.queries.tree import needs_attention
from dueregard.web.recommendations.views.counting import standing

Ends = Mapping[int, Sequence[Recommendation]]


def tree_nodes(tree: SourceTree, *, today: datetime.date | None = None) -> list[TreeNode]:
    """Return the tree for the component; the worst branches are open, and all within them."""
    today = today or clock_today()
    pointers = [node.recommendation.pk for node in tree.walk() if node.commitment.is_pointer]
    ends = ends_of(pointers) if pointers else {}
    worst = {node.recommendation.pk for top in tree.worst_branches() for node in top.walk()}
    return [_tree_node(node, ends, worst, today) for node in tree.nodes]


def tree_nodes_below(
    tree: SourceTree, item: Recommendation, *, today: datetime.date | None = None
) -> tuple[StatusCounts, list[TreeNode]]:
    """Return the counts of one branch and its parts for the component."""
    today = today or clock_today()
    here = next((node for node in tree.walk() if node.recommendation.pk == item.pk), None)
    if here is None:
        return StatusCounts(), []
    below = SourceTree(here.children, here.counts, here.challenged, here.ownerless, False)
    return here.counts, tree_nodes(below, today=today)


def _tree_node(node: Node, ends: Ends, opened: set[int], today: datetime.date) -> TreeNode:
    item = node.recommendation
    children = [_tree_node(child, ends, opened, today) for child in node.children]
    if not node.is_seen:
        return TreeNode(
            node.reference,
            "Restricted",
            counts=standing(node.counts),
            open=True,
            children=children,
        )
    if node.is_branch:
        return TreeNode(
            node.reference,
            excerpt(" ".join([item.text, item.stem]), words=30),
            item_href(item),
            counts=_branch_words(node),
            note=_worst_words(node, today),
            open=item.pk in opened,
            children=children,
        )
    return TreeNode(
        node.reference,
        excerpt(item.text, words=30),
        item_href(item),
        status=status_tag(node.commitment, today),
        note=_leaf_words(item, ends, today),
    )


def _leaf_words(item: Recommendation, ends: Ends, today: datetime.date) -> str:
    commitment = item.commitment
    if commitment.is_pointer:
        there = ends.get(item.pk)
        if not there:
            return "Answered at another item, but nothing says at which."
        # What it leads to is named, never quoted: the reader may not be allowed to see it.
        return f"Answered at {' and '.join(named(end, item) for end in there)}."
    owner = f"{commitment.owner_post.title}. " if commitment.owner_post else ""
    priority = "Priority. " if item.priority else ""
    restricted = "Restricted. " if commitment.restricted else ""
    return f"{priority}{restricted}{owner}{sentence(commitment, today)}"


def _branch_words(node: Node) -> str:
    words = standing(node.counts) if node.counts.total else "No parts yet"
    if node.challenged:
        words += f"; {node.challenged} challenged"
    return words


def _worst_words(node: Node, today: datetime.date) -> str:
    worst = node.worst
    if worst is None or not needs_attention(worst.commitment, today):
        return ""
    return f"Worst: {worst.commitment.reference}. {sentence(worst.commitment, today)}"


@dataclass(frozen=True)
class WorstRow:
    """A branch that needs attention, with the leaf that needs it most."""

    branch: Link
    text: str
    counts: str
    leaf: Link | None
    sentence: str


def worst_rows(tree: SourceTree, *, today: datetime.date | None = None) -> list[WorstRow]:
    """Return the worst branches; where a source has no branches, its worst leaves."""
    today = today or clock_today()
    rows = []
    for node in tree.worst_branches():
        worst = node.worst
        leaf = None
        if worst is not None and worst != node.recommendation:
            leaf = Link(worst.commitment.reference, item_href(worst))
        rows.append(
            WorstRow(
                branch=Link(node.reference, item_href(node.recommendation) if node.is_seen else ""),
                text=excerpt(node.recommendation.text, words=14) if node.is_seen else "Restricted",
                counts=_branch_words(node) if node.is_branch else "",
                leaf=leaf,
                sentence=sentence(worst.commitment, today) if worst is not None else "",
            )
        )
    return rows


@dataclass(frozen=True)
class ChangeLine:
    """One kind of change with the recommendations it happened to."""

    words: str
    links: Sequence[Link]
    more: int = 0


_MOST = 12


def change_lines(changes: Changes) -> list[ChangeLine]:
    """Return what changed, the best first; what did not happen is left out."""
    return [
        _line(words, found)
        for words, found in (
            ("newly completed", changes.completed),
            ("reopened", changes.reopened),
            ("newly overdue", changes.overdue),
            ("newly challenged", changes.challenged),
            ("answered", changes.answered),
            ("reported on", changes.reported),
        )
        if found
    ]


def _line(words: str, found: Sequence[Recommendation]) -> ChangeLine:
    return ChangeLine(
        f"{len(found)} {words}", _links(found[:_MOST]), more=max(0, len(found) - _MOST)
    )


def _links(items: Iterable[Recommendation]) -> list[Link]:
    return [Link(item.commitment.reference, item_href(item)) for item in items]


def named(item: Recommendation, seen_from: Recommendation) -> str:
    """Return what one item is called on the page of another: with its source if it differs."""
    reference = item.commitment.reference
    return reference if item.source_id == seen_from.source_id else f"{reference} of {item.source}"


def item_href(item: Recommendation) -> str:
    """Return the address of a recommendation's page."""
    return reverse("recommendations:recommendation", args=[item.pk])
