"""Posts: what they own, who holds them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from dueregard.web.accounts.permissions import Permission
from dueregard.web.audit.presenters import present
from dueregard.web.audit.queries import history_of
from dueregard.web.core.clock import today
from dueregard.web.core.components import Link
from dueregard.web.core.dates import write_date
from dueregard.web.organisation import queries, sections, services
from dueregard.web.organisation.access import access_of, needs, signed_in
from dueregard.web.organisation.forms import (
    EndForm,
    EndPostForm,
    HoldingForm,
    PostForm,
    PostNameForm,
)
from dueregard.web.organisation.models import Post, PostHolding, Unit
from dueregard.web.organisation.views.form_page import FormPage, answer


@needs(Permission.VIEW)
def post(request: HttpRequest, pk: int) -> HttpResponse:
    """Who answers for this post, and what does it own?"""
    found = get_object_or_404(Post.objects.select_related("unit", "successor__unit"), pk=pk)
    on = today()
    holdings = list(found.holdings.select_related("user").order_by("-starts_on"))
    things = [("organisation.post", found.pk)]
    things += [("organisation.postholding", holding.pk) for holding in holdings]
    context = {
        "post": found,
        "holder": queries.holder_of(found, on),
        "holdings": [(holding, holding.is_current(on)) for holding in holdings],
        "sections": sections.of_post(found, signed_in(request)),
        "may_change": access_of(signed_in(request)).may(
            Permission.MANAGE_ORGANISATION, found.unit_id
        ),
        "history": present(history_of(things)[:20]),
    }
    return render(request, "organisation/post.html", context)


@needs(Permission.MANAGE_ORGANISATION)
def add_post(request: HttpRequest, pk: int) -> HttpResponse:
    """Which post is new?"""
    unit = get_object_or_404(Unit, pk=pk)
    access_of(signed_in(request)).require(Permission.MANAGE_ORGANISATION, unit.pk)
    form = PostForm(request.POST or None, initial={"starts_on": today()})

    def act(data: dict[str, Any]) -> tuple[str, str]:
        data.pop("version")
        made = services.create_post(unit=unit, **data, by=signed_in(request))
        return f"{made.title} has been added. Now say who holds it.", made.get_absolute_url()

    page = FormPage(
        title="Add a post",
        button="Add post",
        back=Link(unit.name, unit.get_absolute_url()),
        caption=unit.name,
        intro="Work belongs to posts, so that it stays when people go.",
    )
    return answer(request, form, page, act)


@needs(Permission.MANAGE_ORGANISATION)
def rename_post(request: HttpRequest, pk: int) -> HttpResponse:
    """What is the post called?"""
    found = _mine(request, pk)
    form = PostNameForm(request.POST or None, initial={"title": found.title}, version=found.version)

    def act(data: dict[str, Any]) -> tuple[str, str]:
        expected = data.pop("version")
        services.rename_post(post=found, **data, by=signed_in(request), expected_version=expected)
        return f"{found.title} has been saved.", found.get_absolute_url()

    return answer(request, form, _page(found, "Change the title of the post", "Save"), act)


@needs(Permission.MANAGE_ORGANISATION)
def end_post(request: HttpRequest, pk: int) -> HttpResponse:
    """When did the post end, and which takes over?"""
    found = _mine(request, pk)
    form = EndPostForm(request.POST or None, initial={"ends_on": today()}, post=found)

    def act(data: dict[str, Any]) -> tuple[str, str]:
        services.end_post(post=found, **data, by=signed_in(request))
        said = f"The last day of {found.title} is {write_date(data['ends_on'])}."
        return said, found.get_absolute_url()

    page = FormPage(
        title="End the post",
        button="End the post",
        back=Link(found.title, found.get_absolute_url()),
        caption=queries.post_label(found),
        intro="Whoever holds it stops holding it on that day. Work it owns stays with it until "
        "somebody gives it to another post.",
        danger=True,
    )
    return answer(request, form, page, act)


@needs(Permission.MANAGE_ORGANISATION)
def hold_post(request: HttpRequest, pk: int) -> HttpResponse:
    """Who holds the post?"""
    found = _mine(request, pk)
    form = HoldingForm(request.POST or None, initial={"starts_on": today()})

    def act(data: dict[str, Any]) -> tuple[str, str]:
        services.hold_post(post=found, **data, by=signed_in(request))
        said = f"{data['user'].name} holds {found.title} from {write_date(data['starts_on'])}."
        return said, found.get_absolute_url()

    return answer(request, form, _page(found, "Say who holds the post", "Save"), act)


@needs(Permission.MANAGE_ORGANISATION)
def end_holding(request: HttpRequest, pk: int) -> HttpResponse:
    """When did somebody stop holding the post?"""
    holding = get_object_or_404(PostHolding.objects.select_related("post__unit", "user"), pk=pk)
    found = holding.post
    access_of(signed_in(request)).require(Permission.MANAGE_ORGANISATION, found.unit_id)
    form = EndForm(request.POST or None, initial={"ends_on": today()})

    def act(data: dict[str, Any]) -> tuple[str, str]:
        name = holding.user.name
        services.end_holding(holding=holding, **data, by=signed_in(request))
        said = f"The term of {name} as {found.title} has been ended."
        return said, found.get_absolute_url()

    page = FormPage(
        title=f"End the term of {holding.user.name}",
        button="End the term",
        back=Link(found.title, found.get_absolute_url()),
        caption=queries.post_label(found),
        intro="Everything the post owns stays with the post, for whoever holds it next.",
    )
    return answer(request, form, page, act)


def _mine(request: HttpRequest, pk: int) -> Post:
    """Return the post, or refuse when the user may not change it."""
    found = get_object_or_404(Post.objects.select_related("unit"), pk=pk)
    access_of(signed_in(request)).require(Permission.MANAGE_ORGANISATION, found.unit_id)
    return found


def _page(found: Post, title: str, button: str) -> FormPage:
    label = queries.post_label(found)
    return FormPage(title, button, Link(found.title, found.get_absolute_url()), label)
