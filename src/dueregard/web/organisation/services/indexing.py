"""What of the organisation is findable, kept in step by the services."""

from __future__ import annotations

import datetime

from dueregard.web.accounts.models import User
from dueregard.web.core import search
from dueregard.web.organisation.models import Body, Post, Unit


def index_body(body: Body, at: datetime.datetime) -> None:
    """Keep a body findable by its names."""
    search.index(
        kind="body",
        object_id=body.pk,
        reference=body.short_name,
        title=body.name,
        texts=list(body.aliases),
        at=at,
    )


def index_unit(unit: Unit, at: datetime.datetime) -> None:
    """Keep a unit findable by its name and code."""
    search.index(
        kind="unit", object_id=unit.pk, reference=unit.code, title=unit.name, texts=[], at=at
    )


def index_post(post: Post, at: datetime.datetime) -> None:
    """Keep a post findable by its title and unit."""
    search.index(
        kind="post",
        object_id=post.pk,
        reference="",
        title=post.title,
        texts=[post.unit.name],
        at=at,
    )


def index_person(user: User, at: datetime.datetime) -> None:
    """Keep a person findable by name and address."""
    search.index(
        kind="person",
        object_id=user.pk,
        reference="",
        title=user.name,
        texts=[user.email],
        at=at,
    )
