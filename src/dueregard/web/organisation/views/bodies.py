"""Bodies: what they are called, which units are theirs."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from dueregard.web.accounts.permissions import Permission
from dueregard.web.audit.presenters import present
from dueregard.web.audit.queries import history
from dueregard.web.core.clock import today
from dueregard.web.core.components import Link
from dueregard.web.core.exceptions import NotPermitted
from dueregard.web.organisation import services
from dueregard.web.organisation.access import access_of, needs, signed_in
from dueregard.web.organisation.forms import BodyForm, BodyNameForm, EndBodyForm
from dueregard.web.organisation.models import Body
from dueregard.web.organisation.queries import root_unit
from dueregard.web.organisation.services.guards import require_whole
from dueregard.web.organisation.views.form_page import FormPage, answer


@needs(Permission.VIEW)
def body(request: HttpRequest, pk: int) -> HttpResponse:
    """Who is this body?"""
    found = get_object_or_404(Body.objects.select_related("successor"), pk=pk)
    context = {
        "body": found,
        "root": root_unit(found, today()),
        "units": found.units.order_by("name"),
        "may_change": access_of(signed_in(request)).whole,
        "history": present(history(found)[:20]),
    }
    return render(request, "organisation/body.html", context)


@needs(None)
def add_body(request: HttpRequest) -> HttpResponse:
    """Which body is new?"""
    access = access_of(signed_in(request))
    if not (access.may(Permission.MANAGE_SOURCES) or access.may(Permission.MANAGE_ORGANISATION)):
        raise NotPermitted("You may not add bodies. Ask an administrator if your work needs it.")
    form = BodyForm(request.POST or None, initial={"kind": Body.Kind.OTHER})

    def act(data: dict[str, Any]) -> tuple[str, str]:
        data.pop("version")
        made = services.create_body(**data, by=signed_in(request))
        return f"{made.name} has been added.", made.get_absolute_url()

    page = FormPage(
        title="Add a body",
        button="Add body",
        back=Link("Organisation", reverse("organisation:overview")),
        intro="The authority, a body it oversees, or one that makes recommendations to it.",
    )
    return answer(request, form, page, act)


@needs(Permission.MANAGE_ORGANISATION)
def describe_body(request: HttpRequest, pk: int) -> HttpResponse:
    """What is the body called?"""
    found = get_object_or_404(Body, pk=pk)
    require_whole(signed_in(request))
    initial = {
        "name": found.name,
        "short_name": found.short_name,
        "kind": found.kind,
        "aliases": "\n".join(found.aliases),
    }
    form = BodyNameForm(request.POST or None, initial=initial, version=found.version)

    def act(data: dict[str, Any]) -> tuple[str, str]:
        expected = data.pop("version")
        services.describe_body(body=found, **data, by=signed_in(request), expected_version=expected)
        return f"The names of {found.name} have been saved.", found.get_absolute_url()

    page = FormPage(
        title="Change what the body is called",
        button="Save",
        back=Link(found.name, found.get_absolute_url()),
        caption=found.name,
    )
    return answer(request, form, page, act)


@needs(Permission.MANAGE_ORGANISATION)
def end_body(request: HttpRequest, pk: int) -> HttpResponse:
    """When did the body end?"""
    found = get_object_or_404(Body, pk=pk)
    require_whole(signed_in(request))
    form = EndBodyForm(request.POST or None, initial={"ends_on": today()})

    def act(data: dict[str, Any]) -> tuple[str, str]:
        services.end_body(body=found, **data, by=signed_in(request))
        return f"The last day of {found.name} has been saved.", found.get_absolute_url()

    page = FormPage(
        title="End the body",
        button="End the body",
        back=Link(found.name, found.get_absolute_url()),
        caption=found.name,
        danger=True,
    )
    return answer(request, form, page, act)
