"""What the page of a source shows: how far we are, what is worst, what changed, the tree."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from dueregard.web.accounts.models import User
from dueregard.web.accounts.permissions import Permission
from dueregard.web.commitments.models import Round
from dueregard.web.commitments.states import RoundState, Status
from dueregard.web.commitments.status import StatusCounts
from dueregard.web.core import registry
from dueregard.web.core.components import Link, Step, SummaryRow, Tile
from dueregard.web.core.dates import write_date
from dueregard.web.organisation.access import Access, access_of
from dueregard.web.recommendations.models import Source
from dueregard.web.recommendations.queries import SourceTree, changes_since_last, source_tree
from dueregard.web.recommendations.queries.changes import rounds_of
from dueregard.web.recommendations.queries.papers import papers_of_source
from dueregard.web.recommendations.views.counting import standing
from dueregard.web.recommendations.views.tree_nodes import change_lines, tree_nodes, worst_rows


def source_context(source: Source, user: User) -> dict[str, Any]:
    """Return the context of the page (a constant number of queries)."""
    access = access_of(user)
    tree = source_tree(source, user)
    rounds = rounds_of(source)
    seen = [node.recommendation for node in tree.walk() if node.is_seen]
    changes = changes_since_last(source, seen, rounds=rounds)
    papers = [step for step in _board_papers(source, user) if step.href]
    open_round = next((each for each in rounds if each.state == RoundState.OPEN), None)
    return {
        "source": source,
        "tree": tree,
        "lead": lead(tree),
        "tiles": _tiles(source, tree),
        "worst": worst_rows(tree),
        "nodes": tree_nodes(tree),
        "changes": changes,
        "change_lines": change_lines(changes),
        "rounds": list(reversed(rounds)),
        "open_round": open_round,
        "main_action": _main_action(source, access, open_round, tree),
        "actions": _actions(
            source, access, may_open_round=bool(tree.ownerless) and open_round is None
        ),
        "facts": _facts(source),
        "received": papers_of_source(source),
        "board_papers": papers,
        "may_prepare": access.may(Permission.EDIT_PAPERS, source.unit_id),
        "may_manage": access.may(Permission.MANAGE_SOURCES, source.unit_id),
        "trail": _trail(source, tree, papers),
    }


def lead(tree: SourceTree) -> str:
    """Return how far the source is, in a sentence or two."""
    if not tree.counts.total:
        return ""
    sentences = [f"{standing(tree.counts)}."]
    if tree.challenged:
        number = tree.challenged
        have = "has" if number == 1 else "have"
        sentences.append(f"{number} {have} unanswered challenges.")
    if tree.ownerless:
        has = "has" if tree.ownerless == 1 else "have"
        sentences.append(f"{tree.ownerless} {has} no owner yet.")
    return " ".join(sentences)


def _tiles(source: Source, tree: SourceTree) -> list[Tile]:
    counts: StatusCounts = tree.counts
    if not counts.total:
        return []
    tiles = [
        Tile(
            counts.completed,
            "completed",
            _listed(source, status=Status.COMPLETED),
            note=f"{counts.verified} verified" if counts.completed else "",
            kind="completed",
        ),
        Tile(counts.in_progress, "in progress", _listed(source, status=Status.IN_PROGRESS)),
        Tile(counts.not_started, "not started", _listed(source, status=Status.NOT_STARTED)),
    ]
    for number, text, kind, query in (
        (counts.overdue, "overdue", "overdue", {"overdue": "yes"}),
        (tree.challenged, "with unanswered challenges", "unanswered", {"challenged": "yes"}),
        (tree.ownerless, "without an owner", "warning", {"no_owner": "yes"}),
        (counts.pointer, "answered at another", "", {"status": Status.POINTER}),
        (counts.rejected, "rejected", "", {"status": Status.REJECTED}),
        (counts.closed, "closed otherwise", "", {"status": Status.CLOSED}),
    ):
        if number:
            tiles.append(Tile(number, text, _listed(source, **query), kind=kind))
    return tiles


def _listed(source: Source, **query: str) -> str:
    address = reverse("recommendations:recommendation_list")
    return f"{address}?{urlencode({'source': source.pk, **query})}"


def _main_action(
    source: Source, access: Access, open_round: Round | None, tree: SourceTree
) -> Link | None:
    """Return the one thing the page offers most: what comes next for this person.

    In order: bring a paper in, name the owners that are missing, open a round, report.
    """
    has_items = bool(tree.nodes)
    if tree.ownerless and access.may(Permission.ASSIGN, source.unit_id):
        number = tree.ownerless
        return Link(
            f"Name owners for {number} recommendation{'' if number == 1 else 's'}",
            _listed(source, no_owner="yes"),
        )
    if open_round is not None:
        if access.may(Permission.MANAGE_ROUNDS, source.unit_id):
            return Link(
                "Go to this round", reverse("commitments:round", args=[open_round.pk]), "reporting"
            )
        if access.posts or access.may(Permission.REPORT):
            return Link(
                "Report this round", f"{reverse('commitments:update_many')}?round={open_round.pk}"
            )
    if not has_items and access.may(Permission.MANAGE_SOURCES, source.unit_id):
        return Link("Import a paper", _import_address(source))
    if has_items and access.may(Permission.MANAGE_ROUNDS, source.unit_id) and open_round is None:
        address = reverse("commitments:open_round", args=["source", source.pk])
        return Link("Open a reporting round", address)
    return None


def _actions(source: Source, access: Access, *, may_open_round: bool) -> list[Link]:
    actions = []
    if may_open_round and access.may(Permission.MANAGE_ROUNDS, source.unit_id):
        # It waits its turn behind the owners, but need not.
        address = reverse("commitments:open_round", args=["source", source.pk])
        actions.append(Link("Open a reporting round", address))
    if access.may(Permission.MANAGE_SOURCES, source.unit_id):
        actions += [
            Link("Import a paper", _import_address(source)),
            Link(
                "Add a recommendation",
                reverse("recommendations:recommendation_add", args=[source.pk]),
            ),
        ]
    actions.append(
        Link(
            "Download as a spreadsheet", reverse("recommendations:source_export", args=[source.pk])
        )
    )
    return actions


def _import_address(source: Source) -> str:
    return f"{reverse('recommendations:import_upload')}?source={source.pk}"


def _facts(source: Source) -> list[SummaryRow]:
    published = write_date(source.published_on) if source.published_on else ""
    return [
        SummaryRow("Title", source.title),
        SummaryRow("Kind", source.get_kind_display()),
        SummaryRow("Published by", source.published_by),
        SummaryRow("Published", published),
        SummaryRow("Must be carried out by", source.owner_body or ""),
        SummaryRow("Kept by", source.unit),
        SummaryRow("Can be read at", source.link, href=source.link),
    ]


def _board_papers(source: Source, user: User) -> list[registry.ThreadStep]:
    """Return the board papers about a source that higher apps know of."""
    return [
        step
        for provide in registry.thread
        for step in provide("source", source.pk, user)
        if step.stage == "Paper"
    ]


def _trail(source: Source, tree: SourceTree, papers: list[registry.ThreadStep]) -> list[Step]:
    listed = _listed(source)
    counts = tree.counts
    closed = counts.completed + counts.rejected + counts.closed
    latest = papers[0] if papers else None
    return [
        Step("Source", source.short_title, current=True),
        Step("Recommendations", _plural(counts.total), listed if counts.total else ""),
        Step("Closed", f"{closed} of {counts.total}" if counts.total else ""),
        Step("Paper", latest.title if latest else "", latest.href if latest else ""),
    ]


def _plural(number: int) -> str:
    if not number:
        return ""
    return f"{number} recommendations" if number > 1 else "One recommendation"
