"""Units and where they stand in the dated tree."""

from __future__ import annotations

import datetime
import uuid

from django.db import transaction

from dueregard.web.accounts.models import User
from dueregard.web.audit.services import record, snapshot
from dueregard.web.core.clock import now
from dueregard.web.core.dates import write_date
from dueregard.web.core.exceptions import Refused
from dueregard.web.organisation.access import forget_access
from dueregard.web.organisation.models import Body, Unit, UnitPlacement
from dueregard.web.organisation.services.guards import (
    administrators_remain,
    require_unit,
    require_whole,
    take_turns,
)
from dueregard.web.organisation.services.indexing import index_unit
from dueregard.web.organisation.terms import refuse_backwards, refuse_ending
from dueregard.web.organisation.tree import lasting_tree, loop_on

_DAY = datetime.timedelta(days=1)


@transaction.atomic
def create_unit(
    *,
    body: Body,
    name: str,
    kind: str,
    parent: Unit | None,
    starts_on: datetime.date,
    code: str = "",
    by: User,
    at: datetime.datetime | None = None,
    batch: uuid.UUID | None = None,
) -> Unit:
    """Add a unit under ``parent`` (or, for an administrator of the whole, under none)."""
    if parent is None:
        require_whole(by)
    else:
        require_unit(by, parent.pk)
    unit = make_unit(
        body=body,
        name=name,
        kind=kind,
        parent=parent,
        starts_on=starts_on,
        code=code,
        by=by,
        at=at,
        batch=batch,
    )
    forget_access(by)
    return unit


def make_unit(
    *,
    body: Body,
    name: str,
    kind: str,
    parent: Unit | None,
    starts_on: datetime.date,
    code: str,
    by: User | None,
    at: datetime.datetime | None,
    batch: uuid.UUID | None = None,
) -> Unit:
    """Add a unit without asking who may; the caller has."""
    at = at or now()
    name = " ".join(name.split())
    if not name:
        raise Refused("Enter the name of the unit.", field="name")
    refuse_ending(starts_on=starts_on, outer=body, name=body.name, field="body")
    if parent is not None:
        refuse_ending(starts_on=starts_on, outer=parent, name=parent.name, field="parent")
    _refuse_double(name, body, parent, starts_on)
    unit = Unit.objects.create(
        body=body, name=name, kind=Unit.Kind(kind), code=code.strip(), starts_on=starts_on
    )
    UnitPlacement.objects.create(unit=unit, parent=parent, starts_on=starts_on)
    index_unit(unit, at)
    record(
        by=by,
        verb="create",
        instance=unit,
        at=at,
        batch=batch,
        parent=parent,
    )
    return unit


@transaction.atomic
def rename_unit(
    *,
    unit: Unit,
    name: str,
    kind: str | None = None,
    code: str | None = None,
    by: User,
    at: datetime.datetime | None = None,
    expected_version: int | None = None,
) -> Unit:
    """Change what a unit is called; its history stays with it."""
    require_unit(by, unit.pk)
    at = at or now()
    unit.refresh_from_db()
    unit.expect_version(expected_version, {"name": name, "kind": kind, "code": code})
    before = snapshot(unit)
    unit.name = " ".join(name.split())
    if not unit.name:
        raise Refused("Enter the name of the unit.", field="name")
    if kind is not None:
        unit.kind = Unit.Kind(kind)
    if code is not None:
        unit.code = code.strip()
    unit.save_version(update_fields=["name", "kind", "code"])
    index_unit(unit, at)
    record(by=by, verb="rename", instance=unit, before=before, at=at)
    return unit


@transaction.atomic
def move_unit(
    *,
    unit: Unit,
    parent: Unit | None,
    on: datetime.date,
    by: User,
    at: datetime.datetime | None = None,
) -> Unit:
    """Place a unit under another from a day on; where it stood before stays on record."""
    require_unit(by, unit.pk)
    if parent is None:
        require_whole(by)
    elif parent.pk == unit.pk:
        raise Refused(f"{unit.name} cannot stand under itself.", field="parent")
    else:
        require_unit(by, parent.pk)
        refuse_ending(starts_on=on, outer=parent, name=parent.name, field="parent")
    refuse_ending(starts_on=on, outer=unit, name=unit.name, field="on")
    above = [] if parent is None else [parent.pk, *lasting_tree(on).ancestors(parent.pk)]
    with administrators_remain():
        take_turns([unit.pk, *above])
        unit.refresh_from_db()
        before = _place(unit, parent, on)
        loop = loop_on(UnitPlacement.objects.all(), unit.pk)
        if loop is not None and parent is not None:
            raise Refused(
                f"{unit.name} cannot be placed under {parent.name}: on {write_date(loop)} "
                f"{parent.name} is itself part of {unit.name}. Choose a unit that is not below it.",
                field="parent",
            )
    forget_access(by)
    record(
        by=by,
        verb="move",
        instance=unit,
        before=snapshot(unit),
        at=at,
        on=on,
        parent=parent,
        parent_before=before,
    )
    return unit


def _place(unit: Unit, parent: Unit | None, on: datetime.date) -> Unit | None:
    """Write the new placement; return the parent until now."""
    placements = unit.placements.order_by("starts_on")
    later = placements.filter(starts_on__gt=on).first()
    if later is not None:
        raise Refused(
            f"{unit.name} already moves on {write_date(later.starts_on)}. Give a day on or after "
            "that one.",
            field="on",
        )
    last = placements.last()
    if last is None:
        UnitPlacement.objects.create(unit=unit, parent=parent, starts_on=on, ends_on=unit.ends_on)
        return None
    if last.parent_id == (parent.pk if parent else None):
        place = parent.name if parent else "the top"
        raise Refused(f"{unit.name} already stands under {place}.", field="parent")
    before = last.parent
    if last.starts_on == on:
        last.parent = parent
        last.save(update_fields=["parent"])
        return before
    last.ends_on = on - _DAY
    last.save(update_fields=["ends_on"])
    UnitPlacement.objects.create(unit=unit, parent=parent, starts_on=on, ends_on=unit.ends_on)
    return before


@transaction.atomic
def end_unit(
    *,
    unit: Unit,
    ends_on: datetime.date,
    by: User,
    at: datetime.datetime | None = None,
    despite_open_posts: bool = False,
) -> Unit:
    """Say that a unit is no more after a day.

    Raises
    ------
    Refused
        If units stand below it after that day, or (unless ``despite_open_posts``) if posts in
        it go on: they own work that somebody must take over.
    """
    require_unit(by, unit.pk)
    with administrators_remain():
        take_turns([unit.pk])
        unit.refresh_from_db()
        refuse_backwards(unit.starts_on, ends_on)
        _refuse_below(unit, ends_on)
        posts = open_posts(unit, ends_on)
        if posts and not despite_open_posts:
            raise Refused(
                f"{len(posts)} {'post goes' if len(posts) == 1 else 'posts go'} on in {unit.name} "
                f"after {write_date(ends_on)}: {', '.join(posts)}. End them first, or confirm that "
                "they stay on record in a unit that has ended."
            )
        before = snapshot(unit)
        unit.ends_on = ends_on
        unit.save_version(update_fields=["ends_on"])
        unit.placements.filter(starts_on__gt=ends_on).delete()
        last = unit.placements.order_by("starts_on").last()
        if last is not None:
            last.ends_on = ends_on
            last.save(update_fields=["ends_on"])
    record(by=by, verb="end", instance=unit, before=before, at=at)
    return unit


def open_posts(unit: Unit, after: datetime.date) -> list[str]:
    """Return the titles of posts in ``unit`` that go on after a day."""
    going_on = unit.posts.exclude(ends_on__lte=after)
    return list(going_on.values_list("title", flat=True))


def _refuse_below(unit: Unit, ends_on: datetime.date) -> None:
    below = UnitPlacement.objects.filter(parent=unit).exclude(ends_on__lte=ends_on)
    names = list(below.order_by("unit__name").values_list("unit__name", flat=True).distinct())
    if names:
        one = len(names) == 1
        raise Refused(
            f"{', '.join(names)} {'stands' if one else 'stand'} under {unit.name} after "
            f"{write_date(ends_on)}. Move or end {'it' if one else 'them'} first.",
            field="ends_on",
        )


def _refuse_double(name: str, body: Body, parent: Unit | None, starts_on: datetime.date) -> None:
    same = Unit.objects.filter(body=body, name__iexact=name, placements__parent=parent)
    if same.exclude(ends_on__lt=starts_on).exists():
        where = f"under {parent.name}" if parent else "at the top"
        raise Refused(
            f"There is already a unit called {name} {where}. Open that one, or use another name.",
            field="name",
        )
