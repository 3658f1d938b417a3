"""Lists of the organisation."""

from __future__ import annotations

from django.db.models import QuerySet

from dueregard.web.accounts.models import User
from dueregard.web.accounts.permissions import Role
from dueregard.web.core.clock import today
from dueregard.web.core.components import Tag
from dueregard.web.core.lists import ChoiceFilter, Column, ListPage, TextFilter
from dueregard.web.organisation.models import current
from dueregard.web.organisation.queries import page_of, unit_choices


def _posts(person: User) -> str:
    return "; ".join(f"{h.post.title}, {h.post.unit.name}" for h in person.holdings.all())


def _roles(person: User) -> str:
    return "; ".join(f"{Role(r.role).label}, {r.unit.name}" for r in person.roles.all())


def _sign_in(person: User) -> Tag:
    if not person.is_active:
        return Tag("Deactivated", "closed")
    return (
        Tag("Active", "accepted")
        if getattr(person, "password_set", False)
        else Tag("No password yet", "due")
    )


def _with_role(people: QuerySet[User], role: str) -> QuerySet[User]:
    return people.filter(current(today(), "roles__"), roles__role=role).distinct()


def _in_unit(people: QuerySet[User], unit: str) -> QuerySet[User]:
    holders = current(today(), "holdings__")
    return people.filter(holders, holdings__post__unit=int(unit)).distinct()


def _by_state(people: QuerySet[User], state: str) -> QuerySet[User]:
    return people.filter(is_active=state == "active")


class PersonList(ListPage[User]):
    """Everybody who has a sign-in or had one."""

    columns = [
        Column(
            "name",
            "Name",
            sort="name",
            link=lambda person: page_of(person),
            header=True,
        ),
        Column("posts", "Posts", value=_posts, kind="long"),
        Column("roles", "Roles", value=_roles, kind="long"),
        Column("sign_in", "Sign-in", value=_sign_in),
    ]
    filters = [
        TextFilter("q", "Name", lookups=["name"]),
        ChoiceFilter("role", "Role", choices=Role.choices, apply=_with_role),
        ChoiceFilter(
            "unit",
            "Holds a post in",
            choices=lambda: [(str(pk), name) for pk, name in unit_choices()],
            apply=_in_unit,
        ),
        ChoiceFilter(
            "state",
            "Sign-in",
            choices=[("active", "Can sign in"), ("deactivated", "Deactivated")],
            apply=_by_state,
        ),
    ]
    default_sort = "name"
    export_name = "people"
    names = ("person", "people")
