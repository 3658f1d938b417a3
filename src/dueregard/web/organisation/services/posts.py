"""Posts and who holds them. Work belongs to the post, whoever holds it."""

from __future__ import annotations

import datetime
import uuid

from django.db import transaction

from dueregard.web.accounts.models import User
from dueregard.web.audit.services import record, snapshot
from dueregard.web.core.clock import now
from dueregard.web.core.exceptions import Refused
from dueregard.web.organisation.access import forget_access
from dueregard.web.organisation.models import Post, PostHolding, Unit
from dueregard.web.organisation.services.guards import require_unit
from dueregard.web.organisation.services.indexing import index_post
from dueregard.web.organisation.terms import (
    overlapping,
    refuse_backwards,
    refuse_ending,
    refuse_outside,
    refuse_overlap,
)


@transaction.atomic
def create_post(
    *,
    unit: Unit,
    title: str,
    starts_on: datetime.date,
    by: User,
    at: datetime.datetime | None = None,
    batch: uuid.UUID | None = None,
) -> Post:
    """Add a post to a unit."""
    require_unit(by, unit.pk)
    at = at or now()
    refuse_ending(starts_on=starts_on, outer=unit, name=unit.name, field="unit")
    post = Post(unit=unit, title=_title(title, unit, starts_on), starts_on=starts_on)
    post.save()
    index_post(post, at)
    record(by=by, verb="create", instance=post, at=at, batch=batch)
    return post


@transaction.atomic
def rename_post(
    *,
    post: Post,
    title: str,
    by: User,
    at: datetime.datetime | None = None,
    expected_version: int | None = None,
) -> Post:
    """Change the title of a post; its work and its holders stay with it."""
    require_unit(by, post.unit_id)
    at = at or now()
    post.refresh_from_db()
    post.expect_version(expected_version, {"title": title})
    before = snapshot(post)
    post.title = _title(title, post.unit, post.starts_on, but=post)
    post.save_version(update_fields=["title"])
    index_post(post, at)
    record(by=by, verb="rename", instance=post, before=before, at=at)
    return post


@transaction.atomic
def end_post(
    *,
    post: Post,
    ends_on: datetime.date,
    successor: Post | None = None,
    by: User,
    at: datetime.datetime | None = None,
) -> Post:
    """Say that a post is no more after a day, and which post takes over.

    Whoever holds it then stops holding it on that day; the work it owns stays on record with
    it until it is given to another.
    """
    require_unit(by, post.unit_id)
    at = at or now()
    post.refresh_from_db()
    refuse_backwards(post.starts_on, ends_on)
    if successor is not None and successor.pk == post.pk:
        raise Refused("A post cannot be its own successor.", field="successor")
    batch = uuid.uuid4()
    for holding in post.holdings.exclude(ends_on__lte=ends_on):
        cut_term(holding, ends_on=ends_on, by=by, at=at, batch=batch)
    before = snapshot(post)
    post.ends_on = ends_on
    post.successor = successor
    post.save_version(update_fields=["ends_on", "successor"])
    record(by=by, verb="end", instance=post, before=before, at=at, batch=batch)
    return post


@transaction.atomic
def hold_post(
    *,
    post: Post,
    user: User,
    starts_on: datetime.date,
    ends_on: datetime.date | None = None,
    acting: bool = False,
    by: User,
    at: datetime.datetime | None = None,
) -> PostHolding:
    """Say who holds a post for a term.

    One person holds a post at a time; somebody *acting* may hold it beside the one who is
    away, and answers for it meanwhile.
    """
    require_unit(by, post.unit_id)
    post.refresh_from_db()
    refuse_backwards(starts_on, ends_on)
    refuse_outside(starts_on=starts_on, ends_on=ends_on, outer=post, name=post.title)
    if not user.is_active:
        raise Refused(f"{user.name} cannot sign in any more. Choose somebody else.", field="user")
    terms = post.holdings.filter(overlapping(starts_on, ends_on), acting=acting)
    verb = "is acting in this post" if acting else "holds this post"
    refuse_overlap(
        terms.select_related("user").order_by("starts_on"),
        who=lambda holding: f"{holding.user.name} {verb}",
        advice="End that term first, or choose other dates.",
    )
    # Two at the same moment count the same version up; the second is refused.
    post.save_version(update_fields=[])
    holding = PostHolding.objects.create(
        post=post, user=user, starts_on=starts_on, ends_on=ends_on, acting=acting
    )
    forget_access(user)
    record(by=by, verb="create", instance=holding, at=at)
    return holding


@transaction.atomic
def end_holding(
    *,
    holding: PostHolding,
    ends_on: datetime.date,
    by: User,
    at: datetime.datetime | None = None,
) -> PostHolding | None:
    """End somebody's term in a post; everything the post owns stays with the post.

    A term that has not begun by ``ends_on`` is taken out; then nothing is returned.
    """
    require_unit(by, holding.post.unit_id)
    holding.refresh_from_db()
    return cut_term(holding, ends_on=ends_on, by=by, at=at or now())


def cut_term(
    holding: PostHolding,
    *,
    ends_on: datetime.date,
    by: User,
    at: datetime.datetime,
    batch: uuid.UUID | None = None,
) -> PostHolding | None:
    """End a term without asking who may; the caller has."""
    before = snapshot(holding)
    forget_access(holding.user)
    if ends_on < holding.starts_on:
        record(by=by, verb="cancel", instance=holding, before=before, after={}, at=at, batch=batch)
        holding.delete()
        return None
    if holding.ends_on is not None and ends_on > holding.ends_on:
        later = holding.post.holdings.filter(
            overlapping(holding.ends_on, ends_on), acting=holding.acting
        ).exclude(pk=holding.pk)
        refuse_overlap(
            later.select_related("user"),
            who=lambda other: f"{other.user.name} holds this post",
            advice="Choose an earlier last day.",
        )
    holding.ends_on = ends_on
    holding.save(update_fields=["ends_on"])
    record(by=by, verb="end", instance=holding, before=before, at=at, batch=batch)
    return holding


def _title(title: str, unit: Unit, starts_on: datetime.date, but: Post | None = None) -> str:
    """Return the title, tidied; refuse one that another post of the unit has."""
    tidy = " ".join(title.split())
    if not tidy:
        raise Refused("Enter the title of the post.", field="title")
    same = unit.posts.filter(title__iexact=tidy).exclude(ends_on__lt=starts_on)
    if but is not None:
        same = same.exclude(pk=but.pk)
    if same.exists():
        raise Refused(
            f"There is already a post called {tidy} in {unit.name}. Posts own work, so each needs "
            "its own title.",
            field="title",
        )
    return tidy
