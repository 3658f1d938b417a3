"""Reading bodies, units, posts and who holds them."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from dueregard.web.accounts.models import User
from dueregard.web.accounts.permissions import Permission
from dueregard.web.core.clock import today
from dueregard.web.core.text import fold
from dueregard.web.organisation.access import access_of
from dueregard.web.organisation.models import Body, Post, PostHolding, Unit, current
from dueregard.web.organisation.tree import unit_tree


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
