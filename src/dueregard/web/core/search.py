"""Search over everything: one folded text per thing, alike on both databases."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from dueregard.web.core import registry
from dueregard.web.core.models import SearchEntry
from dueregard.web.core.text import fold

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
    """Return what ``user`` may see of what ``query`` finds, at most ``most`` of each kind."""
    hits: list[registry.SearchHit] = []
    for name in [kind] if kind else registry.search.keys():
        provider = registry.search.get(name)
        if provider is None:
            continue
        ids = list(matching(query, kind=name).values_list("object_id", flat=True)[:most])
        if ids:
            hits.extend(provider(user, ids))
    return hits
