"""Reading bodies, units, posts and who holds them."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Prefetch, Q, QuerySet
from django.urls import reverse

from dueregard.web.accounts.models import User
from dueregard.web.accounts.permissions import Permission, Role
from dueregard.web.core.clock import today
from dueregard.web.core.text import fold
from dueregard.web.organisation.access import access_of
from dueregard.web.organisation.models import (
    Body,
    Post,
    PostHolding,
    RoleAssignment,
    Unit,
    UnitPlacement,
    current,
)
from dueregard.web.organisation.tree import lasting_tree, unit_tree


def body_named(text: str) -> Body | None:
    """Return the body that goes by ``text``: its name, short name or an alias, folded."""
    wanted = fold(text)
    if not wanted:
        return None
    for body in Body.objects.all():
        if wanted in {fold(name) for name in (body.name, body.short_name, *body.aliases)}:
            return body
    return None


def root_unit(body: Body, on: datetime.date) -> Unit | None:
    """Return the unit that is the whole of ``body`` on a day.

    A body's top unit may stand under a unit of the body that oversees it.
    """
    tree = unit_tree(on)
    units = {unit.pk: unit for unit in body.units.filter(pk__in=tree.parents)}
    tops = [unit for pk, unit in units.items() if tree.parents[pk] not in units]
    tops.sort(key=lambda unit: (unit.kind != Unit.Kind.WHOLE, unit.name, unit.pk))
    return tops[0] if tops else None


def holder_of(post: Post, on: datetime.date) -> User | None:
    """Return who answers for ``post`` on a day: whoever is acting, else whoever holds it."""
    return holders_of([post], on).get(post.pk)


def holders_of(posts: Iterable[Post | int], on: datetime.date) -> dict[int, User]:
    """Return who answers for each post on a day (one query); empty posts are left out."""
    ids = [post if isinstance(post, int) else post.pk for post in posts]
    holdings = PostHolding.objects.filter(current(on), post_id__in=ids).select_related("user")
    # Acting last: it overrules the one who is away.
    return {h.post_id: h.user for h in holdings.order_by("acting", "starts_on")}


def post_label(post: Post) -> str:
    """Return a post as people name it: title and unit."""
    return f"{post.title}, {post.unit.name}"


def unit_choices(
    user: User | None = None,
    permission: Permission | None = None,
    on: datetime.date | None = None,
) -> list[tuple[int, str]]:
    """Return the units for a choice field, in the order of the tree, indented.

    With ``user`` and ``permission`` only those in which the user may do it.
    """
    on = on or today()
    names = dict(Unit.objects.filter(current(on)).values_list("pk", "name"))
    allowed = set(names)
    if user is not None and permission is not None:
        allowed &= access_of(user).units(permission)
    return [
        (unit, "\u2003" * depth + names[unit])
        for unit, depth in unit_tree(on).walk()
        if unit in allowed
    ]


def post_choices(
    unit_ids: Iterable[int] | None = None, on: datetime.date | None = None
) -> list[tuple[int, str]]:
    """Return the posts there are on a day, for a choice field."""
    posts = Post.objects.filter(current(on or today())).select_related("unit")
    if unit_ids is not None:
        posts = posts.filter(unit_id__in=list(unit_ids))
    return [(post.pk, post_label(post)) for post in posts.order_by("title", "unit__name", "pk")]


def page_of(user: User) -> str:
    """Return the address of somebody's page (accounts do not know this app's pages)."""
    return reverse("organisation:person", args=[user.pk])


def people(on: datetime.date) -> QuerySet[User]:
    """Return everybody with the posts and roles they have on a day (three queries)."""
    holdings = PostHolding.objects.filter(current(on)).select_related("post__unit")
    roles = RoleAssignment.objects.filter(current(on)).select_related("unit")
    return User.objects.annotate(
        password_set=~Q(password__startswith=UNUSABLE_PASSWORD_PREFIX)
    ).prefetch_related(
        Prefetch("holdings", holdings.order_by("starts_on")),
        Prefetch("roles", roles.order_by("starts_on")),
    )


def units_above(unit: Unit, on: datetime.date) -> list[Unit]:
    """Return the units above, the topmost first (two queries)."""
    above = lasting_tree(on).ancestors(unit.pk)
    found = Unit.objects.in_bulk(above)
    return [found[pk] for pk in reversed(above)]


def units_below(unit: Unit, on: datetime.date) -> QuerySet[Unit]:
    """Return the units directly below on a day."""
    placed = UnitPlacement.objects.filter(current(on), parent=unit)
    return Unit.objects.filter(pk__in=placed.values("unit")).order_by("name", "pk")


@dataclass(frozen=True)
class PostHeld:
    """A post with whoever answers for it on a day."""

    post: Post
    holder: User | None


def posts_with_holders(unit: Unit, on: datetime.date) -> list[PostHeld]:
    """Return the posts of a unit on a day and who holds each (two queries)."""
    posts = list(unit.posts.filter(current(on)).order_by("title", "pk"))
    held = holders_of(posts, on)
    return [PostHeld(post, held.get(post.pk)) for post in posts]


def roles_reaching(unit: Unit, on: datetime.date) -> list[RoleAssignment]:
    """Return the roles that reach a unit on a day, its own and those from above."""
    places = [unit.pk, *lasting_tree(on).ancestors(unit.pk)]
    roles = RoleAssignment.objects.filter(
        current(on), unit_id__in=places, user__is_active=True
    ).select_related("user", "unit")
    return sorted(
        roles,
        key=lambda role: (-places.index(role.unit_id), Role(role.role).label, role.user.name),
    )
