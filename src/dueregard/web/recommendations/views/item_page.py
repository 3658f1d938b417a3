"""What the page of a recommendation shows."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from dueregard.web.accounts.models import User
from dueregard.web.accounts.permissions import Permission
from dueregard.web.audit.queries import history
from dueregard.web.commitments import queries as commitment_queries
from dueregard.web.commitments.access import may_see
from dueregard.web.commitments.status import sentence as status_sentence
from dueregard.web.commitments.status import status_tag
from dueregard.web.core import registry
from dueregard.web.core.clock import today
from dueregard.web.core.components import Link as PageLink
from dueregard.web.core.components import Step, SummaryRow, Tag
from dueregard.web.core.text import excerpt, fold
from dueregard.web.organisation.access import access_of
from dueregard.web.recommendations.imports.queries import PaperOrigin, line_href, origins_of
from dueregard.web.recommendations.models import Link, Recommendation, Response
from dueregard.web.recommendations.queries import (
    links_of,
    papers_that_carried,
    resolve,
    responses_of,
    source_tree,
)
from dueregard.web.recommendations.queries.items import Carried
from dueregard.web.recommendations.queries.next_action import next_action
from dueregard.web.recommendations.services.links import WORDS
from dueregard.web.recommendations.states import LinkKind, ResponseKind
from dueregard.web.recommendations.views.counting import standing
from dueregard.web.recommendations.views.tree_nodes import item_href, named, tree_nodes_below

#: What a link says when it is read from its other end.
_FROM_THE_OTHER_END: dict[LinkKind, str] = {
    LinkKind.SEE: "is pointed to by",
    LinkKind.DUPLICATE: "has a duplicate:",
    LinkKind.SUPERSEDES: "is superseded by",
    LinkKind.MERGED_INTO: "takes in",
    LinkKind.ANSWERS: "is answered by",
    LinkKind.DEPENDS_ON: "is needed for",
}


def item_context(item: Recommendation, user: User) -> dict[str, Any]:
    """Return the context of the page (a constant number of queries)."""
    commitment = item.commitment
    access = access_of(user)
    manages = access.may(Permission.MANAGE_SOURCES, item.source.unit_id) or access.may(
        Permission.MANAGE_SOURCES, commitment.unit_id
    )
    origin = origins_of([item.pk]).get(item.pk)
    carried = papers_that_carried(item)
    board = _board_papers(item, user)
    branch = source_tree(item.source, user) if not commitment.is_leaf else None
    counts, parts = tree_nodes_below(branch, item) if branch else (None, [])
    first_wording = _first_wording(item, origin)
    return {
        "recommendation": item,
        "commitment": commitment,
        "user": user,
        "access": access,
        "may_manage": manages,
        "lead": _lead(item, counts),
        "tags": _tags(item),
        "origin": origin,
        "origin_words": _origin_words(origin),
        "parent_is_seen": item.parent is not None and may_see(user, item.parent.commitment),
        "first_wording": first_wording,
        "quote_label": "Worded anew here" if first_wording else "",
        "parts": parts,
        "next": next_action(item, user),
        "links": [_link_line(link, item, manages) for link in links_of(item, user)],
        "ends": _ends(item, user),
        "responses": [_response_line(each, item, manages) for each in responses_of(item)],
        "story": commitment_queries.story(commitment, user),
        "facts": _facts(item),
        "carried": [_carried(each) for each in carried],
        "board_papers": board,
        "trail": _trail(item, carried, board),
    }


def _lead(item: Recommendation, counts: Any) -> str:
    if counts is None:
        return status_sentence(item.commitment, today())
    return f"{standing(counts)}." if counts.total else "It has no parts yet."


def _tags(item: Recommendation) -> list[Tag]:
    commitment = item.commitment
    tags = [status_tag(commitment, today())] if commitment.is_leaf else []
    if item.priority:
        tags.append(Tag("Priority", "priority"))
    if commitment.restricted:
        tags.append(Tag("Restricted", "restricted"))
    return tags


def _origin_words(origin: PaperOrigin | None) -> str:
    if origin is None:
        return ""
    return f"{origin.paper_title}, line {origin.line}" if origin.line else origin.paper_title


def _first_wording(item: Recommendation, origin: PaperOrigin | None) -> str:
    """Return what the paper says, or what was first recorded, where it is worded anew here.

    The whole text is compared, with the words that lead to the parts; empty when it is quoted.
    """
    ours = {fold(item.text), fold(f"{item.text} {item.stem}")}
    if origin is None:
        first = history(item).filter(verb="add_recommendation").last()
        recorded = json.loads(first.payload).get("after", {}).get("text", "") if first else ""
        return "" if fold(recorded) in ours else recorded
    if not origin.text_read or any(fold(one) in ours for one in origin.wordings):
        return ""
    return origin.text_read


def _facts(item: Recommendation) -> list[SummaryRow]:
    body = item.owner_body or item.source.owner_body
    rows = [SummaryRow("Must be carried out by", body or "")]
    if item.owner_printed:
        rows.append(SummaryRow("Owner as printed", item.owner_printed))
    if item.priority:
        rows.append(SummaryRow("Why it is a priority", item.priority_reason))
    return rows


@dataclass(frozen=True)
class LinkLine:
    """A link as this end of it reads, with the other end."""

    words: str
    other: PageLink
    text: str
    status: Tag
    note: str
    remove: str


def _link_line(link: Link, item: Recommendation, manages: bool) -> LinkLine:
    outward = link.origin_id == item.pk
    other = link.target if outward else link.origin
    kind = LinkKind(link.kind)
    words = WORDS[kind] if outward else _FROM_THE_OTHER_END[kind]
    return LinkLine(
        words=words[0].upper() + words[1:],
        other=PageLink(named(other, item), item_href(other)),
        text=excerpt(other.text, words=18),
        status=status_tag(other.commitment, today()),
        note=link.note,
        remove=reverse("recommendations:unlink", args=[link.pk]) if outward and manages else "",
    )


@dataclass(frozen=True)
class EndLine:
    """What a recommendation that hands the matter on comes down to."""

    name: str
    href: str
    sentence: str


def _ends(item: Recommendation, user: User) -> list[EndLine]:
    """Return the ends of the links; one the user may not see is said to be there, no more."""
    lines = []
    for end in resolve(item):
        if end.pk == item.pk:
            continue
        if not may_see(user, end.commitment):
            lines.append(EndLine("a restricted recommendation", "", ""))
            continue
        lines.append(
            EndLine(
                named(end, item),
                item_href(end),
                status_sentence(end.commitment, today()),
            )
        )
    return lines


@dataclass(frozen=True)
class ResponseLine:
    """What one body says, and where that is changed."""

    response: Response
    tag: Tag
    change: str


_RESPONSE_TAGS = {
    ResponseKind.ACCEPTED: "accepted",
    ResponseKind.IN_PART: "in-part",
    ResponseKind.REJECTED: "rejected",
}


def _response_line(response: Response, item: Recommendation, manages: bool) -> ResponseLine:
    address = reverse("recommendations:respond", args=[item.pk])
    kind = ResponseKind(response.kind)
    return ResponseLine(
        response,
        Tag(str(kind.label), _RESPONSE_TAGS[kind]),
        f"{address}?response={response.pk}" if manages else "",
    )


def _carried(carried: Carried) -> PageLink:
    line = f", line {carried.line}" if carried.line else ""
    return PageLink(f"{carried.paper}{line}", line_href(carried.paper.pk, carried.line))


def _board_papers(item: Recommendation, user: User) -> list[registry.ThreadStep]:
    """Return the board papers that told of it, as higher apps know them."""
    return [
        step
        for provide in registry.thread
        for step in provide("recommendation", item.pk, user)
        if step.stage == "Paper" and step.href
    ]


def _trail(
    item: Recommendation, carried: Sequence[Carried], board: Sequence[registry.ThreadStep]
) -> list[Step]:
    commitment = item.commitment
    number = commitment.evidence_uses.count()
    pieces = f"{number} piece{'' if number == 1 else 's'}" if number else ""
    closure = str(commitment.get_closure_state_display()) if commitment.closure_state else ""
    steps = [
        Step(
            "Source",
            item.source.short_title,
            reverse("recommendations:source", args=[item.source_id]),
        ),
        Step("Recommendation", commitment.reference, current=True),
        Step("Evidence", pieces, "#evidence" if pieces else ""),
        Step("Closure", closure, "#story" if closure else ""),
    ]
    if board:
        return [*steps, Step("Paper", board[0].title, board[0].href)]
    if carried:
        first = carried[0]
        return [*steps, Step("Paper", str(first.paper), line_href(first.paper.pk, first.line))]
    return [*steps, Step("Paper")]
