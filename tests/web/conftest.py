"""A small invented authority for tests of the web half."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

import pytest

from dueregard.web.accounts.models import User
from dueregard.web.accounts.permissions import Role
from dueregard.web.organisation.models import (
    Body,
    Post,
    PostHolding,
    RoleAssignment,
    Unit,
    UnitPlacement,
)

LONG_AGO = datetime.date(2000, 1, 1)


@dataclass
class World:
    """An authority, the force it oversees, two boroughs, a person for each role."""

    authority: Body
    force: Body
    authority_unit: Unit
    force_unit: Unit
    north: Unit
    south: Unit
    people: dict[str, User] = field(default_factory=dict)
    posts: dict[str, Post] = field(default_factory=dict)

    def person(self, role: str) -> User:
        """Return the person who has ``role`` (a fresh one, so that access is worked out anew)."""
        return User.objects.get(pk=self.people[role].pk)


def make_unit(body: Body, name: str, kind: str, parent: Unit | None) -> Unit:
    unit = Unit.objects.create(body=body, name=name, kind=kind, starts_on=LONG_AGO)
    UnitPlacement.objects.create(unit=unit, parent=parent, starts_on=LONG_AGO)
    return unit


def make_person(name: str, role: str | None = None, unit: Unit | None = None) -> User:
    user = User.objects.create_user(f"{name}@wessamere.example", name.replace("_", " ").title())
    if role and unit:
        RoleAssignment.objects.create(user=user, role=role, unit=unit, starts_on=LONG_AGO)
    return user


def make_post(unit: Unit, title: str, holder: User | None = None) -> Post:
    post = Post.objects.create(unit=unit, title=title, starts_on=LONG_AGO)
    if holder:
        PostHolding.objects.create(post=post, user=holder, starts_on=LONG_AGO)
    return post


@pytest.fixture
def world(db) -> World:
    authority = Body.objects.create(
        name="Wessamere Police Authority", short_name="WPA", kind="authority", starts_on=LONG_AGO
    )
    force = Body.objects.create(
        name="Wessamere Police", short_name="WP", kind="force", starts_on=LONG_AGO
    )
    top = make_unit(authority, "Wessamere Police Authority", "whole", None)
    whole = make_unit(force, "Wessamere Police", "whole", top)
    north = make_unit(force, "Northmoor", "borough", whole)
    south = make_unit(force, "Southwold Vale", "borough", whole)
    made = World(authority, force, top, whole, north, south)
    for role in Role.values:
        place = north if role in ("contributor", "unit_lead") else top
        made.people[role] = make_person(role, role, place)
    made.people["nobody"] = make_person("nobody")
    made.people["south_contributor"] = make_person("south_contributor", "contributor", south)
    made.posts["north_lead"] = make_post(north, "Head of Northmoor", made.people["unit_lead"])
    made.posts["north_officer"] = make_post(
        north, "Northmoor diversity officer", made.people["contributor"]
    )
    made.posts["south_officer"] = make_post(
        south, "Southwold Vale diversity officer", made.people["south_contributor"]
    )
    made.posts["chair"] = make_post(top, "Chair of the Diversity Board", made.people["scrutineer"])
    return made
