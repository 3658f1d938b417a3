"""The demonstration's bodies, units, posts and people, made through the services."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

from dueregard.web.accounts.models import User
from dueregard.web.accounts.permissions import Role
from dueregard.web.organisation import services
from dueregard.web.organisation.models import Body, Post, Unit
from dueregard.web.overview.demonstration.content_files import content

#: Every body, unit, post and role of the demonstration began on this day.
BEGAN = datetime.date(2015, 4, 1)


@dataclass
class Place:
    """What was made, by the keys of the content files."""

    authority: Body
    force: Body
    units: dict[str, Unit] = field(default_factory=dict)
    posts: dict[str, Post] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)

    def post(self, key: str | None) -> Post | None:
        """Return the post with this key; None stands for nobody."""
        return None if key is None else self.posts[key]


def address(key: str) -> str:
    """Return the sign-in of a demonstration person."""
    return f"{key}@wessamere.example"


def make_place(*, by: User, password: str) -> Place:
    """Make the organisation; ``by`` is the administrator who exists already."""
    data = content("organisation")
    # The authority, its top unit and the administrator's role came with the installation.
    place = Place(
        authority=Body.objects.get(name=data["authority"]["name"]),
        force=services.create_body(**data["force"], starts_on=BEGAN, by=by),
    )
    place.units["authority"] = Unit.objects.get(body=place.authority)
    for key, (name, kind, parent) in data["units"].items():
        if key not in place.units:
            place.units[key] = services.create_unit(
                body=place.authority if key == "secretariat" else place.force,
                name=name,
                kind=kind,
                parent=place.units[parent],
                starts_on=BEGAN,
                by=by,
            )
    for key, (title, unit) in data["posts"].items():
        place.posts[key] = services.create_post(
            unit=place.units[unit], title=title, starts_on=BEGAN, by=by
        )
    for key, (role, unit, post) in data["people"].items():
        place.people[key] = _make_person(key, role, unit, post, place, by, password)
    return place


def _make_person(
    key: str, role: str, unit: str, post: str, place: Place, by: User, password: str
) -> User:
    """Make one person: the post's title stands for a name, so that nobody real is meant."""
    if key == "administrator":
        person = by
    else:
        person = services.add_person(
            email=address(key), name=place.posts[post].title, by=by, password=password
        )
        services.give_role(
            user=person, role=Role(role), unit=place.units[unit], starts_on=BEGAN, by=by
        )
    services.hold_post(post=place.posts[post], user=person, starts_on=BEGAN, by=by)
    return person
