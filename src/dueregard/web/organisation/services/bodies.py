"""Bodies corporate: the authority, those it oversees, those who recommend."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Sequence

from django.db import transaction

from dueregard.web.accounts.models import User
from dueregard.web.accounts.permissions import Permission
from dueregard.web.audit.services import record, snapshot
from dueregard.web.core.clock import now
from dueregard.web.core.exceptions import Refused
from dueregard.web.core.text import fold
from dueregard.web.organisation.access import access_of
from dueregard.web.organisation.models import Body
from dueregard.web.organisation.services.guards import require_whole
from dueregard.web.organisation.services.indexing import index_body
from dueregard.web.organisation.terms import refuse_backwards


@transaction.atomic
def create_body(
    *,
    name: str,
    short_name: str,
    kind: str,
    starts_on: datetime.date,
    aliases: Sequence[str] = (),
    by: User,
    at: datetime.datetime | None = None,
    batch: uuid.UUID | None = None,
) -> Body:
    """Add a body. Those who add sources may: a source has a body that published it."""
    access = access_of(by)
    if not access.may(Permission.MANAGE_SOURCES):
        access.require(Permission.MANAGE_ORGANISATION)
    return make_body(
        name=name,
        short_name=short_name,
        kind=kind,
        starts_on=starts_on,
        aliases=aliases,
        by=by,
        at=at,
        batch=batch,
    )


def make_body(
    *,
    name: str,
    short_name: str,
    kind: str,
    starts_on: datetime.date,
    aliases: Sequence[str],
    by: User | None,
    at: datetime.datetime | None,
    batch: uuid.UUID | None = None,
) -> Body:
    """Add a body without asking who may; the caller has."""
    at = at or now()
    body = Body(kind=Body.Kind(kind), starts_on=starts_on)
    _name(body, name, short_name, aliases)
    body.save()
    index_body(body, at)
    record(by=by, verb="create", instance=body, at=at, batch=batch)
    return body


@transaction.atomic
def describe_body(
    *,
    body: Body,
    name: str,
    short_name: str,
    kind: str,
    aliases: Sequence[str],
    by: User,
    at: datetime.datetime | None = None,
    expected_version: int | None = None,
) -> Body:
    """Change what a body is called."""
    require_whole(by)
    at = at or now()
    body.refresh_from_db()
    body.expect_version(
        expected_version,
        {"name": name, "short_name": short_name, "kind": kind, "aliases": list(aliases)},
    )
    before = snapshot(body)
    body.kind = Body.Kind(kind)
    _name(body, name, short_name, aliases)
    body.save_version(update_fields=["name", "short_name", "kind", "aliases"])
    index_body(body, at)
    record(by=by, verb="describe", instance=body, before=before, at=at)
    return body


@transaction.atomic
def end_body(
    *,
    body: Body,
    ends_on: datetime.date,
    successor: Body | None = None,
    by: User,
    at: datetime.datetime | None = None,
) -> Body:
    """Say that a body is no more after a day, and which one took over."""
    require_whole(by)
    body.refresh_from_db()
    refuse_backwards(body.starts_on, ends_on)
    if successor is not None and successor.pk == body.pk:
        raise Refused("A body cannot be its own successor.", field="successor")
    living = body.units.filter(ends_on=None).count()
    if living:
        raise Refused(
            f"{body.name} still has {living} {'unit' if living == 1 else 'units'} with no end "
            "date. End or move them first.",
            field="ends_on",
        )
    before = snapshot(body)
    body.ends_on = ends_on
    body.successor = successor
    body.save_version(update_fields=["ends_on", "successor"])
    record(by=by, verb="end", instance=body, before=before, at=at)
    return body


def _name(body: Body, name: str, short_name: str, aliases: Sequence[str]) -> None:
    """Set the names of ``body``; refuse one that another body goes by."""
    body.name = " ".join(name.split())
    body.short_name = " ".join(short_name.split())
    body.aliases = [alias for alias in (" ".join(a.split()) for a in aliases) if alias]
    if not body.name:
        raise Refused("Enter the name of the body.", field="name")
    wanted = {fold(text): text for text in (body.name, body.short_name, *body.aliases) if text}
    for other in Body.objects.exclude(pk=body.pk):
        taken = {fold(text) for text in (other.name, other.short_name, *other.aliases) if text}
        clash = next((text for folded, text in wanted.items() if folded in taken), None)
        if clash is not None:
            raise Refused(
                f"“{clash}” is already a name of {other.name}. Papers could not tell them apart: "
                "use another name.",
                field="name" if clash == body.name else "short_name",
            )
