"""Units: what is in them, where they stand."""

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
from dueregard.web.core.dates import write_date
from dueregard.web.organisation import queries, sections, services
from dueregard.web.organisation.access import access_of, needs, signed_in
from dueregard.web.organisation.forms import EndUnitForm, MoveForm, UnitForm, UnitNameForm
from dueregard.web.organisation.models import Unit
from dueregard.web.organisation.services.units import open_posts
from dueregard.web.organisation.tree import lasting_tree
from dueregard.web.organisation.views.form_page import FormPage, answer


@needs(Permission.VIEW)
def unit(request: HttpRequest, pk: int) -> HttpResponse:
    """What is in this unit, and what has it promised?"""
    found = get_object_or_404(Unit.objects.select_related("body"), pk=pk)
    on = today()
    access = access_of(signed_in(request))
    context = {
        "unit": found,
        "above": queries.units_above(found, on),
        "below": queries.units_below(found, on),
        "placements": found.placements.select_related("parent").order_by("-starts_on"),
        "posts": queries.posts_with_holders(found, on),
        "roles": queries.roles_reaching(found, on),
        "sections": sections.of_unit(found, signed_in(request)),
        "may_change": access.may(Permission.MANAGE_ORGANISATION, found.pk),
        "history": present(history(found)[:20]),
    }
    return render(request, "organisation/unit.html", context)


@needs(Permission.MANAGE_ORGANISATION)
def add_unit(request: HttpRequest) -> HttpResponse:
    """Which unit is new, and where does it stand?"""
    number = _number(request.GET.get("parent"))
    parent = None if number is None else Unit.objects.filter(pk=number).first()
    initial = {"parent": parent.pk, "body": parent.body_id} if parent else {}
    form = UnitForm(
        request.POST or None,
        initial={**initial, "kind": Unit.Kind.TEAM},
        user=signed_in(request),
        whole=access_of(signed_in(request)).whole,
    )

    def act(data: dict[str, Any]) -> tuple[str, str]:
        data.pop("version")
        above = Unit.objects.get(pk=data.pop("parent")) if data["parent"] else data.pop("parent")
        made = services.create_unit(**data, parent=above or None, by=signed_in(request))
        return f"{made.name} has been added.", made.get_absolute_url()

    back = (
        Link(parent.name, parent.get_absolute_url())
        if parent
        else Link("Organisation", reverse("organisation:overview"))
    )
    return answer(request, form, FormPage("Add a unit", "Add unit", back), act)


@needs(Permission.MANAGE_ORGANISATION)
def rename_unit(request: HttpRequest, pk: int) -> HttpResponse:
    """What is the unit called?"""
    found = _mine(request, pk)
    form = UnitNameForm(
        request.POST or None,
        initial={"name": found.name, "kind": found.kind, "code": found.code},
        version=found.version,
    )

    def act(data: dict[str, Any]) -> tuple[str, str]:
        expected = data.pop("version")
        services.rename_unit(unit=found, **data, by=signed_in(request), expected_version=expected)
        return f"{found.name} has been saved.", found.get_absolute_url()

    return answer(request, form, _page(found, "Change the name of the unit", "Save"), act)


@needs(Permission.MANAGE_ORGANISATION)
def move_unit(request: HttpRequest, pk: int) -> HttpResponse:
    """Under which unit does it stand from now on?"""
    found = _mine(request, pk)
    form = MoveForm(
        request.POST or None,
        initial={"on": today(), "parent": lasting_tree(today()).parents.get(found.pk)},
        user=signed_in(request),
        whole=access_of(signed_in(request)).whole,
    )

    def act(data: dict[str, Any]) -> tuple[str, str]:
        parent = Unit.objects.get(pk=data["parent"]) if data["parent"] else None
        services.move_unit(unit=found, parent=parent, on=data["on"], by=signed_in(request))
        where = f"under {parent.name}" if parent else "at the top"
        said = f"{found.name} stands {where} from {write_date(data['on'])}."
        return said, found.get_absolute_url()

    page = FormPage(
        title="Move the unit",
        button="Move the unit",
        back=Link(found.name, found.get_absolute_url()),
        caption=found.name,
        intro="Everything in it moves along. Where it stood until then stays on record.",
    )
    return answer(request, form, page, act)


@needs(Permission.MANAGE_ORGANISATION)
def end_unit(request: HttpRequest, pk: int) -> HttpResponse:
    """When did the unit end, and what of its posts?"""
    found = _mine(request, pk)
    form = EndUnitForm(request.POST or None, initial={"ends_on": today()})
    posts = open_posts(found, today())
    if not posts:
        del form.fields["despite_open_posts"]

    def act(data: dict[str, Any]) -> tuple[str, str]:
        services.end_unit(unit=found, **data, by=signed_in(request))
        said = f"The last day of {found.name} is {write_date(data['ends_on'])}."
        return said, found.get_absolute_url()

    page = FormPage(
        title="End the unit",
        button="End the unit",
        back=Link(found.name, found.get_absolute_url()),
        caption=found.name,
        warning="These posts go on. They own work: end them first, naming a successor."
        if posts
        else "",
        points=posts,
        danger=True,
    )
    return answer(request, form, page, act)


def _mine(request: HttpRequest, pk: int) -> Unit:
    """Return the unit, or refuse when the user may not change it."""
    found = get_object_or_404(Unit, pk=pk)
    access_of(signed_in(request)).require(Permission.MANAGE_ORGANISATION, found.pk)
    return found


def _page(found: Unit, title: str, button: str) -> FormPage:
    return FormPage(title, button, Link(found.name, found.get_absolute_url()), found.name)


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None
