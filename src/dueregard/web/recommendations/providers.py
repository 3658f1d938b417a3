"""What this app tells lower pages through the registries of ``core`` and ``commitments``."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from django.db.models import QuerySet
from django.urls import reverse

from dueregard.web.accounts.models import User
from dueregard.web.accounts.permissions import Permission
from dueregard.web.commitments.access import visible_to
from dueregard.web.commitments.models import Commitment
from dueregard.web.commitments.scopes import Scope, ScopeProvider, scopes
from dueregard.web.commitments.status import still_open
from dueregard.web.core import registry
from dueregard.web.core.registry import AttentionItem, NavigationItem, Origin, SearchHit, ThreadStep
from dueregard.web.core.text import excerpt
from dueregard.web.organisation.access import access_of
from dueregard.web.recommendations import record_checks
from dueregard.web.recommendations.models import Recommendation, Source
from dueregard.web.recommendations.queries.items import visible_recommendations


def register() -> None:
    """Register everything (once, when the app is ready)."""
    registry.search.register("recommendation", _found_recommendations)
    registry.search.register("source", _found_sources)
    registry.origins.register("recommendation", _origins)
    registry.thread.register("recommendations", _thread)
    registry.attention.register("recommendations", _attention)
    registry.record_checks.register("recommendations", record_checks.problems)
    scopes.register("source", ScopeProvider(_scopes, _commitments, _scopes_of))
    for order, (title, url_name, permission) in enumerate(
        (
            ("Sources", "source_list", Permission.VIEW),
            ("Recommendations", "recommendation_list", Permission.VIEW),
            ("Imports", "import_list", Permission.MANAGE_SOURCES),
        )
    ):
        registry.navigation.register(
            f"recommendations:{url_name}",
            NavigationItem(
                title, f"recommendations:{url_name}", 20 + order, permission=permission.value
            ),
        )


def recommendation_href(pk: int) -> str:
    """Return the address of a recommendation's page."""
    return reverse("recommendations:recommendation", args=[pk])


def source_href(pk: int) -> str:
    """Return the address of a source's page."""
    return reverse("recommendations:source", args=[pk])


def _attention(user: User, on: datetime.date) -> Iterator[AttentionItem]:
    """Give whoever names owners the recommendations that nobody answers for."""
    units = access_of(user).units(Permission.ASSIGN)
    if not units:
        return
    waiting = visible_to(user).filter(still_open(), kind="recommendation", owner_post=None)
    number = waiting.filter(unit__in=units).count()
    if number:
        one = number == 1
        yield AttentionItem(
            group="To name an owner for",
            title=f"{number} recommendation{'' if one else 's'} without an owner",
            href=f"{reverse('recommendations:recommendation_list')}?no_owner=yes",
            sentence="Nobody answers for it yet." if one else "Nobody answers for them yet.",
            urgency=55,
        )


def _found_recommendations(user: User, ids: list[int]) -> Iterator[SearchHit]:
    found = visible_recommendations(user).filter(pk__in=ids)
    for item in found.select_related("commitment", "source").order_by("source__title", "place"):
        yield SearchHit(
            kind="recommendation",
            object_id=item.pk,
            title=excerpt(item.text),
            href=recommendation_href(item.pk),
            reference=item.commitment.reference,
            excerpt=item.source.title,
        )


def _found_sources(user: User, ids: list[int]) -> Iterator[SearchHit]:
    if not access_of(user).may(Permission.VIEW):
        return
    for source in Source.objects.filter(pk__in=ids).order_by("title"):
        yield SearchHit(
            kind="source",
            object_id=source.pk,
            title=source.title,
            href=source_href(source.pk),
            reference=source.short_title,
            excerpt=source.get_kind_display(),
        )


def _origins(ids: list[int]) -> dict[int, Origin]:
    found = Recommendation.objects.filter(pk__in=ids).select_related("commitment", "source")
    return {
        item.pk: Origin(
            kind="recommendation",
            title=f"{item.commitment.reference} – {item.source}",
            href=recommendation_href(item.pk),
        )
        for item in found
    }


def _thread(kind: str, object_id: int, user: User) -> Iterator[ThreadStep]:
    if kind not in ("recommendation", "commitment"):
        return
    item = (
        visible_recommendations(user)
        .filter(pk=object_id)
        .select_related("commitment", "source")
        .first()
    )
    if item is not None:
        yield ThreadStep("Source", item.source.title, source_href(item.source_id))
        yield ThreadStep("Recommendation", item.commitment.reference, recommendation_href(item.pk))


def _scopes(ids: list[int]) -> dict[int, Scope]:
    return {
        source.pk: Scope(source.title, source_href(source.pk), source.unit_id)
        for source in Source.objects.filter(pk__in=ids)
    }


def _commitments(source_id: int) -> QuerySet[Commitment]:
    return Commitment.objects.filter(recommendation__source_id=source_id)


def _scopes_of(ids: list[int]) -> dict[int, int]:
    return dict(Recommendation.objects.filter(pk__in=ids).order_by().values_list("pk", "source_id"))
