"""What the organisation tells lower pages through the registry of ``core``."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from dueregard.web.accounts.models import User
from dueregard.web.accounts.permissions import Permission, deciders
from dueregard.web.core import registry
from dueregard.web.core.clock import today
from dueregard.web.core.registry import NavigationItem, RecordProblem, SearchHit
from dueregard.web.organisation.access import access_of
from dueregard.web.organisation.models import Body, Post, PostHolding, Unit, current


def register() -> None:
    """Register everything (once, when the app is ready)."""
    deciders.register("organisation", _may)
    registry.search.register("body", _bodies)
    registry.search.register("unit", _units)
    registry.search.register("post", _posts)
    registry.search.register("person", _people)
    registry.record_checks.register("organisation", _problems)
    registry.navigation.register(
        "organisation",
        NavigationItem(
            "Organisation", "organisation:overview", order=80, permission=Permission.VIEW.value
        ),
    )


def _may(user: User, permission: Permission) -> bool:
    return access_of(user).may(permission)


def _bodies(user: User, ids: list[int]) -> Iterator[SearchHit]:
    for body in Body.objects.filter(pk__in=ids):
        yield SearchHit(
            "body",
            body.pk,
            body.name,
            reverse("organisation:body", args=[body.pk]),
            body.short_name,
        )


def _units(user: User, ids: list[int]) -> Iterator[SearchHit]:
    for unit in Unit.objects.filter(pk__in=ids).select_related("body"):
        href = reverse("organisation:unit", args=[unit.pk])
        yield SearchHit("unit", unit.pk, unit.name, href, unit.code, unit.body.name)


def _posts(user: User, ids: list[int]) -> Iterator[SearchHit]:
    for post in Post.objects.filter(pk__in=ids).select_related("unit"):
        href = reverse("organisation:post", args=[post.pk])
        yield SearchHit("post", post.pk, post.title, href, excerpt=post.unit.name)


def _people(user: User, ids: list[int]) -> Iterator[SearchHit]:
    for person in User.objects.filter(pk__in=ids):
        href = reverse("organisation:person", args=[person.pk])
        yield SearchHit("person", person.pk, person.name, href)


def _problems() -> Iterator[RecordProblem]:
    on = today()
    held = PostHolding.objects.filter(current(on)).values("post")
    for post in Post.objects.filter(current(on)).exclude(pk__in=held).select_related("unit"):
        yield RecordProblem(
            "post-vacant",
            f"Nobody holds the post {post.title} in {post.unit.name}.",
            reverse("organisation:post", args=[post.pk]),
        )
    ended = Post.objects.filter(current(on), unit__ends_on__lt=on).select_related("unit")
    for post in ended:
        yield RecordProblem(
            "post-in-ended-unit",
            f"The post {post.title} goes on in {post.unit.name}, which has ended.",
            reverse("organisation:post", args=[post.pk]),
        )
    for holding in PostHolding.objects.filter(current(on), user__is_active=False).select_related(
        "post", "user"
    ):
        yield RecordProblem(
            "held-by-leaver",
            f"{holding.user.name}, who cannot sign in any more, still holds {holding.post.title}.",
            reverse("organisation:post", args=[holding.post_id]),
        )
