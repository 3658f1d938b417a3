"""Search over everything: one folded text per thing, alike on both databases."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from dueregard.web.core import registry
from dueregard.web.core.models import SearchEntry
from dueregard.web.core.text import fold

#: Kinds that show the reference of something else: what they are about.
_ABOUT_OTHERS = frozenset({"entry", "challenge", "evidence"})

if TYPE_CHECKING:
    from dueregard.web.accounts.models import User


def index(
    *,
    kind: str,
    object_id: int,
    reference: str,
    title: str,
    texts: list[str],
    at: datetime.datetime,
) -> None:
    """Keep ``texts`` findable under ``kind`` and ``object_id`` (called by services)."""
    SearchEntry.objects.update_or_create(
        kind=kind,
        object_id=object_id,
        defaults={
            "reference": reference[:200],
            "title": title,
            "folded": fold(" ".join([reference, title, *texts])),
            "updated_at": at,
        },
    )


def forget(*, kind: str, object_id: int) -> None:
    """Take a thing out of search."""
    SearchEntry.objects.filter(kind=kind, object_id=object_id).delete()


def matching(query: str, *, kind: str | None = None) -> QuerySet[SearchEntry]:
    """Return the entries that hold every word of ``query``, whatever its accents and case."""
    entries = SearchEntry.objects.order_by("kind", "reference", "object_id")
    if kind:
        entries = entries.filter(kind=kind)
    words = fold(query).split()
    if not words:
        return entries.none()
    for word in words:
        entries = entries.filter(folded__contains=word)
    return entries


def find(
    query: str, *, user: User, kind: str | None = None, most: int = 200
) -> list[registry.SearchHit]:
    """Return what ``user`` may see of what ``query`` finds, at most ``most`` of each kind.

    Kinds of which one thing goes by exactly these words come first, and in each kind such
    things do: who looks for "2(d)" means the recommendation, not what was said of it.
    """
    groups: list[list[registry.SearchHit]] = []
    wanted = fold(query)
    for name in [kind] if kind else registry.search.keys():
        provider = registry.search.get(name)
        if provider is None:
            continue
        ids = list(matching(query, kind=name).values_list("object_id", flat=True)[:most])
        if ids:
            found = provider(user, ids)
            groups.append(sorted(found, key=lambda hit: not _is_named(hit, wanted)))
    groups.sort(key=lambda hits: not (hits and _is_thing_named(hits[0], wanted)))
    return [hit for hits in groups for hit in hits]


def _is_named(hit: registry.SearchHit, wanted: str) -> bool:
    return wanted in (fold(hit.reference), fold(hit.title))


def _is_thing_named(hit: registry.SearchHit, wanted: str) -> bool:
    # A statement bears the number of what it is about, but is not called that.
    return hit.kind not in _ABOUT_OTHERS and _is_named(hit, wanted)
