"""Links between recommendations: they resolve, so they must not lead back to themselves."""

from __future__ import annotations

import datetime
import uuid
from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise

from django.db import connection, transaction

from dueregard.web.accounts.models import User
from dueregard.web.audit.services import record, snapshot
from dueregard.web.commitments.access import visible_to
from dueregard.web.core.clock import now
from dueregard.web.core.exceptions import NotPermitted, Refused
from dueregard.web.recommendations.models import Link, Recommendation
from dueregard.web.recommendations.services.rules import require_manage_item, short
from dueregard.web.recommendations.states import ACYCLIC_LINKS, RESOLVING_LINKS, LinkKind

#: One number for "links are being changed", known to PostgreSQL's advisory locks.
_LOCK = 2_010_149

#: What "leads" to the next item, in a sentence: "7(d) **points to** 2(d)".
WORDS: dict[LinkKind, str] = {
    LinkKind.SEE: "points to",
    LinkKind.DUPLICATE: "is a duplicate of",
    LinkKind.MERGED_INTO: "is merged into",
    LinkKind.SUPERSEDES: "supersedes",
    LinkKind.ANSWERS: "answers",
    LinkKind.DEPENDS_ON: "depends on",
}


@transaction.atomic
def link(
    *,
    origin: Recommendation,
    target: Recommendation,
    kind: LinkKind | str,
    note: str = "",
    by: User,
    at: datetime.datetime | None = None,
    batch: uuid.UUID | None = None,
) -> Link:
    """Link one recommendation to another; the same link twice is the same link.

    Raises
    ------
    NotPermitted
        If ``by`` may not manage ``origin`` or may not see ``target``.
    Refused
        If following the link would lead back to ``origin``; the sentence names the way.
    """
    require_manage_item(by, origin)
    if not visible_to(by).filter(pk=target.pk).exists():
        raise NotPermitted("You may not see the recommendation you link to.")
    kind = LinkKind(kind)
    at = at or now()
    if origin.pk == target.pk:
        raise Refused(
            "A recommendation cannot be linked to itself. Choose another.", field="target"
        )
    _one_at_a_time()
    held = Link.objects.filter(origin=origin, target=target, kind=kind).first()
    if held is not None:
        return held
    _refuse_loop(origin, target, kind)
    made = Link.objects.create(
        origin=origin,
        target=target,
        kind=kind,
        note=short(note, "the note", field="note", at_most=300),
        created_at=at,
        batch=batch,
    )
    record(by=by, verb="link", instance=made, at=at, batch=batch)
    return made


@transaction.atomic
def unlink(*, link: Link, by: User, at: datetime.datetime | None = None) -> None:
    """Take a link away; that it was there stays in the record."""
    require_manage_item(by, link.origin)
    before = snapshot(link)
    record(by=by, verb="unlink", instance=link, before=before, after={"removed": True}, at=at)
    link.delete()


def _refuse_loop(origin: Recommendation, target: Recommendation, kind: LinkKind) -> None:
    if kind not in ACYCLIC_LINKS:
        return
    family = RESOLVING_LINKS if kind in RESOLVING_LINKS else frozenset({kind})
    way = way_between(target.pk, origin.pk, family)
    if way is None:
        return
    names = _names([*way, origin.pk])
    steps = [f"{names[origin.pk]} {WORDS[kind]} {names[target.pk]}"]
    held = {
        (link.origin_id, link.target_id): LinkKind(link.kind)
        for link in Link.objects.filter(kind__in=family, origin__in=way, target__in=way)
    }
    steps += [
        f"{names[one]} {WORDS[held[one, next_]]} {names[next_]}" for one, next_ in pairwise(way)
    ]
    raise Refused(
        f"That would lead round in a circle: {', '.join(steps)}. Whoever follows it would never "
        "come to an end. Choose another target, or take one of these links away first.",
        field="target",
    )


def way_between(start: int, end: int, kinds: Iterable[str]) -> list[int] | None:
    """Return the shortest way from one item to another along links of ``kinds``, if any.

    One query a step: chains of links are short, the register is long.
    """
    came_from: dict[int, int | None] = {start: None}
    front = [start]
    while front and end not in came_from:
        steps = Link.objects.filter(origin__in=front, kind__in=list(kinds)).order_by("id")
        front = []
        for one, next_ in steps.values_list("origin_id", "target_id"):
            if next_ not in came_from:
                came_from[next_] = one
                front.append(next_)
    if end not in came_from:
        return None
    way: list[int] = []
    here: int | None = end
    while here is not None:
        way.append(here)
        here = came_from[here]
    return way[::-1]


def _names(ids: list[int]) -> dict[int, str]:
    """Return what each item is called; with its source where two share a name."""
    found = Recommendation.objects.filter(pk__in=ids).select_related("commitment", "source")
    items = list(found)
    sources = {item.source_id for item in items}
    names: dict[int, str] = defaultdict(lambda: "another recommendation")
    for item in items:
        reference = item.commitment.reference
        names[item.pk] = f"{reference} ({item.source})" if len(sources) > 1 else reference
    return names


def _one_at_a_time() -> None:
    """Wait for others who change links: two halves of a circle must not pass each other.

    SQLite writes one transaction at a time anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
