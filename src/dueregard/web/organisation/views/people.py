"""People: who they are, what they may do, how they sign in."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from dueregard.web.accounts.models import User
from dueregard.web.accounts.permissions import Permission
from dueregard.web.audit.presenters import present
from dueregard.web.audit.queries import history
from dueregard.web.core.clock import today
from dueregard.web.core.components import Link
from dueregard.web.core.exceptions import Refused
from dueregard.web.core.forms import DueForm
from dueregard.web.organisation import queries, services
from dueregard.web.organisation.access import access_of, needs, signed_in
from dueregard.web.organisation.forms import EndForm, PersonForm
from dueregard.web.organisation.lists import PersonList
from dueregard.web.organisation.queries import page_of
from dueregard.web.organisation.services.people import may_manage, require_person
from dueregard.web.organisation.views.form_page import FormPage, answer


@needs(Permission.VIEW)
def person_list(request: HttpRequest) -> HttpResponse:
    """Who works with this register?"""
    listing = PersonList(queries.people(today()), request.GET)
    if listing.export_format:
        return listing.export()
    context = {
        "listing": listing,
        "may_manage": access_of(signed_in(request)).may(Permission.MANAGE_PEOPLE),
    }
    return render(request, "organisation/person_list.html", context)


@needs(None)
def account(request: HttpRequest) -> HttpResponse:
    """Who am I here, and what may I do?"""
    return _show(request, signed_in(request), "organisation/account.html")


@needs(Permission.VIEW)
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """What does this person answer for?"""
    return _show(request, get_object_or_404(User, pk=pk), "organisation/person.html")


def _show(request: HttpRequest, found: User, template: str) -> HttpResponse:
    on = today()
    manages = may_manage(signed_in(request), found)
    sees_record = manages or access_of(signed_in(request)).may(Permission.VIEW_AUDIT)
    holdings = found.holdings.select_related("post__unit").order_by("-starts_on")
    roles = found.roles.select_related("unit").order_by("-starts_on")
    context = {
        "person": found,
        "holdings": [(holding, holding.is_current(on)) for holding in holdings],
        "roles": [(role, role.is_current(on)) for role in roles],
        "may_manage": manages,
        "history": present(history(found)[:20]) if sees_record else None,
    }
    return render(request, template, context)


@needs(Permission.MANAGE_PEOPLE)
def add_person(request: HttpRequest) -> HttpResponse:
    """Who is new?"""
    form = PersonForm(request.POST or None)

    def act(data: dict[str, Any]) -> tuple[str, str]:
        made = services.add_person(**data, by=signed_in(request))
        said = f"{made.name} has been added. Give them a role, a post and a sign-in link."
        return said, page_of(made)

    page = FormPage(
        title="Add a person",
        button="Add person",
        back=Link("People", reverse("organisation:person_list")),
        intro="They set their own password with a link you hand them next.",
    )
    return answer(request, form, page, act)


@needs(Permission.MANAGE_PEOPLE)
def edit_person(request: HttpRequest, pk: int) -> HttpResponse:
    """What is their name and address?"""
    found = _mine(request, pk)
    form = PersonForm(request.POST or None, initial={"name": found.name, "email": found.email})

    def act(data: dict[str, Any]) -> tuple[str, str]:
        services.edit_person(user=found, **data, by=signed_in(request))
        return f"The details of {found.name} have been saved.", page_of(found)

    return answer(request, form, _page(found, "Change the person’s details", "Save"), act)


@needs(Permission.MANAGE_PEOPLE)
def deactivate_person(request: HttpRequest, pk: int) -> HttpResponse:
    """When does this person leave?"""
    found = _mine(request, pk)
    form = EndForm(request.POST or None, initial={"ends_on": today()})
    going_on = found.holdings.exclude(ends_on__lte=today()).select_related("post__unit")

    def act(data: dict[str, Any]) -> tuple[str, str]:
        services.deactivate_person(user=found, **data, by=signed_in(request))
        said = f"{found.name} can no longer sign in. Their work stays with the posts they held."
        return said, page_of(found)

    page = FormPage(
        title=f"Deactivate {found.name}",
        button="Deactivate",
        back=Link(found.name, page_of(found)),
        intro="They can no longer sign in from now on, and their roles and terms end on the last "
        "day you give. What they wrote stays on record, and work stays with the post."
        + (" These posts will need somebody:" if going_on else ""),
        points=[queries.post_label(holding.post) for holding in going_on],
        danger=True,
    )
    return answer(request, form, page, act)


@needs(Permission.MANAGE_PEOPLE)
def erase_person(request: HttpRequest, pk: int) -> HttpResponse:
    """Shall the record forget who this was?"""
    found = _mine(request, pk)
    form = DueForm(request.POST if request.method == "POST" else None)

    def act(data: dict[str, Any]) -> tuple[str, str]:
        services.erase_person(user=found, by=signed_in(request))
        return "The name and address have been erased.", page_of(found)

    page = FormPage(
        title=f"Erase who {found.name} was",
        button="Erase name and address",
        back=Link(found.name, page_of(found)),
        warning="This cannot be undone by anybody.",
        intro="Name and address disappear, from the record of changes too. What was done stays, "
        "as done by a former member of staff.",
        danger=True,
    )
    return answer(request, form, page, act)


@needs(Permission.MANAGE_PEOPLE)
def sign_in_link(request: HttpRequest, pk: int) -> HttpResponse:
    """How do I let this person in? (shown once, never kept)"""
    found = _mine(request, pk)
    context: dict[str, Any] = {"person": found}
    if request.method == "POST":
        try:
            path = services.hand_over_sign_in_link(user=found, by=signed_in(request))
        except Refused as refusal:
            messages.error(request, refusal.message)
            return redirect(page_of(found))
        context["link"] = request.build_absolute_uri(path)
    response = render(request, "organisation/sign_in_link.html", context)
    response["Cache-Control"] = "no-store"
    return response


@needs(Permission.MANAGE_PEOPLE)
@require_POST
def reactivate_person(request: HttpRequest, pk: int) -> HttpResponse:
    """Let somebody sign in again."""
    found = _mine(request, pk)
    services.reactivate_person(user=found, by=signed_in(request))
    messages.success(request, f"{found.name} can sign in again. Give them roles and posts anew.")
    return redirect(page_of(found))


@needs(Permission.MANAGE_PEOPLE)
@require_POST
def require_new_password(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask somebody for a new password."""
    found = _mine(request, pk)
    services.require_new_password(user=found, by=signed_in(request))
    messages.success(request, f"{found.name} is asked for a new password on the next page.")
    return redirect(page_of(found))


def _mine(request: HttpRequest, pk: int) -> User:
    """Return the person, or refuse when the user may not manage them."""
    found = get_object_or_404(User, pk=pk)
    require_person(signed_in(request), found)
    return found


def _page(found: User, title: str, button: str) -> FormPage:
    return FormPage(title, button, Link(found.name, page_of(found)), found.name)
