"""Roles people have in units; each reaches all units below."""

from __future__ import annotations

import datetime
import uuid
from contextlib import nullcontext

from django.db import transaction

from dueregard.web.accounts.models import User
from dueregard.web.accounts.permissions import Permission, Role
from dueregard.web.audit.services import record, snapshot
from dueregard.web.core.clock import now
from dueregard.web.core.exceptions import Refused
from dueregard.web.organisation.access import access_of, forget_access
from dueregard.web.organisation.models import RoleAssignment, Unit
from dueregard.web.organisation.services.guards import administrators_remain, take_turns
from dueregard.web.organisation.terms import (
    overlapping,
    refuse_backwards,
    refuse_outside,
    refuse_overlap,
)


@transaction.atomic
def give_role(
    *,
    user: User,
    role: str,
    unit: Unit,
    starts_on: datetime.date,
    ends_on: datetime.date | None = None,
    by: User,
    at: datetime.datetime | None = None,
) -> RoleAssignment:
    """Give somebody a role in a unit, for a term or until further notice."""
    access_of(by).require(Permission.MANAGE_PEOPLE, unit.pk)
    return assign_role(
        user=user, role=role, unit=unit, starts_on=starts_on, ends_on=ends_on, by=by, at=at
    )


def assign_role(
    *,
    user: User,
    role: str,
    unit: Unit,
    starts_on: datetime.date,
    ends_on: datetime.date | None,
    by: User | None,
    at: datetime.datetime | None,
) -> RoleAssignment:
    """Give a role without asking who may; the caller has."""
    role = Role(role)
    refuse_backwards(starts_on, ends_on)
    refuse_outside(starts_on=starts_on, ends_on=ends_on, outer=unit, name=unit.name)
    if not user.is_active:
        raise Refused(f"{user.name} cannot sign in any more. Choose somebody else.", field="user")
    take_turns([unit.pk])
    refuse_overlap(
        RoleAssignment.objects.filter(
            overlapping(starts_on, ends_on), user=user, role=role, unit=unit
        ).order_by("starts_on"),
        who=lambda other: f"{user.name} is already {role.label.lower()} in {unit.name}",
        advice="End that term first, or choose other dates.",
    )
    assignment = RoleAssignment.objects.create(
        user=user, role=role, unit=unit, starts_on=starts_on, ends_on=ends_on
    )
    forget_access(user)
    record(by=by, verb="create", instance=assignment, at=at)
    return assignment


@transaction.atomic
def end_role(
    *,
    assignment: RoleAssignment,
    ends_on: datetime.date,
    by: User,
    at: datetime.datetime | None = None,
) -> RoleAssignment | None:
    """End a role after a day. The last administrator's cannot be ended.

    A role that has not begun by ``ends_on`` is taken out; then nothing is returned.
    """
    access_of(by).require(Permission.MANAGE_PEOPLE, assignment.unit_id)
    administers = assignment.role == Role.ADMINISTRATOR
    with administrators_remain() if administers else nullcontext():
        assignment.refresh_from_db()
        return cut_role(assignment, ends_on=ends_on, by=by, at=at or now())


def cut_role(
    assignment: RoleAssignment,
    *,
    ends_on: datetime.date,
    by: User,
    at: datetime.datetime,
    batch: uuid.UUID | None = None,
) -> RoleAssignment | None:
    """End a role without asking who may; the caller has."""
    before = snapshot(assignment)
    forget_access(assignment.user)
    if assignment.user_id == by.pk:
        forget_access(by)
    if ends_on < assignment.starts_on:
        record(
            by=by, verb="cancel", instance=assignment, before=before, after={}, at=at, batch=batch
        )
        assignment.delete()
        return None
    if assignment.ends_on is not None and ends_on > assignment.ends_on:
        raise Refused(
            "A role cannot be made longer. Give it again from the day after it ends.",
            field="ends_on",
        )
    assignment.ends_on = ends_on
    assignment.save(update_fields=["ends_on"])
    record(by=by, verb="end", instance=assignment, before=before, at=at, batch=batch)
    return assignment
