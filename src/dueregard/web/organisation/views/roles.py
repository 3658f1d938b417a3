"""Roles and posts of one person."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from dueregard.web.accounts.models import User
from dueregard.web.accounts.permissions import Permission, Role, permissions_of
from dueregard.web.core.clock import today
from dueregard.web.core.components import Link
from dueregard.web.core.dates import write_date
from dueregard.web.organisation import services
from dueregard.web.organisation.access import access_of, needs, signed_in
from dueregard.web.organisation.forms import EndForm, PersonsPostForm, RoleForm
from dueregard.web.organisation.models import Post, RoleAssignment, Unit
from dueregard.web.organisation.queries import page_of
from dueregard.web.organisation.views.form_page import FormPage, answer


def role_hints() -> dict[str, str]:
    """Return what each role allows, in the words of the permissions."""
    hints = {}
    for role in Role:
        words = [
            permission.value for permission in Permission if permission in permissions_of(role)
        ]
        hints[role.value] = "May " + ", ".join(words) + "."
    return hints


@needs(Permission.MANAGE_PEOPLE)
def give_role(request: HttpRequest, pk: int) -> HttpResponse:
    """What shall this person be, and where?"""
    person = get_object_or_404(User, pk=pk)
    form = RoleForm(request.POST or None, initial={"starts_on": today()}, user=signed_in(request))
    form.fields["role"].choice_hints = role_hints()  # type: ignore[attr-defined]

    def act(data: dict[str, Any]) -> tuple[str, str]:
        unit = Unit.objects.get(pk=data.pop("unit"))
        services.give_role(user=person, unit=unit, **data, by=signed_in(request))
        label = Role(data["role"]).label.lower()
        said = f"{person.name} is {label} in {unit.name} from {write_date(data['starts_on'])}."
        return said, page_of(person)

    page = FormPage(
        title="Give a role",
        button="Give role",
        back=Link(person.name, page_of(person)),
        caption=person.name,
    )
    return answer(request, form, page, act)


@needs(Permission.MANAGE_PEOPLE)
def end_role(request: HttpRequest, pk: int) -> HttpResponse:
    """When does the role end?"""
    assignment = get_object_or_404(RoleAssignment.objects.select_related("user", "unit"), pk=pk)
    access_of(signed_in(request)).require(Permission.MANAGE_PEOPLE, assignment.unit_id)
    person = assignment.user
    form = EndForm(request.POST or None, initial={"ends_on": today()})

    def act(data: dict[str, Any]) -> tuple[str, str]:
        services.end_role(assignment=assignment, **data, by=signed_in(request))
        return f"The role of {person.name} has been ended.", page_of(person)

    page = FormPage(
        title=f"End the role {Role(assignment.role).label.lower()}",
        button="End the role",
        back=Link(person.name, page_of(person)),
        caption=f"{person.name}, {assignment.unit.name}",
    )
    return answer(request, form, page, act)


@needs(Permission.MANAGE_ORGANISATION)
def give_post(request: HttpRequest, pk: int) -> HttpResponse:
    """Which post does this person hold?"""
    person = get_object_or_404(User, pk=pk)
    form = PersonsPostForm(
        request.POST or None,
        initial={"starts_on": today()},
        units=access_of(signed_in(request)).units(Permission.MANAGE_ORGANISATION),
    )

    def act(data: dict[str, Any]) -> tuple[str, str]:
        post = Post.objects.get(pk=data.pop("post"))
        services.hold_post(post=post, user=person, **data, by=signed_in(request))
        said = f"{person.name} holds {post.title} from {write_date(data['starts_on'])}."
        return said, page_of(person)

    page = FormPage(
        title="Say which post this person holds",
        button="Save",
        back=Link(person.name, page_of(person)),
        caption=person.name,
    )
    return answer(request, form, page, act)
