"""Finding what a page is about, or saying that it is not there."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from dueregard.web.accounts.models import User
from dueregard.web.accounts.permissions import Permission
from dueregard.web.organisation.access import access_of
from dueregard.web.recommendations.models import Recommendation, Source
from dueregard.web.recommendations.queries import visible_recommendation


def user_of(request: HttpRequest) -> User:
    """Return who is signed in; ``needs`` has made sure that somebody is."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def find_source(pk: int) -> Source:
    """Return a source, or say that there is none."""
    found = Source.objects.select_related("unit", "owner_body").filter(pk=pk).first()
    if found is None:
        raise Http404("There is no such source.")
    return found


def find_item(request: HttpRequest, pk: int) -> Recommendation:
    """Return a recommendation, or 404 when the user may not see it."""
    found = visible_recommendation(request.user, pk)
    if found is None:
        raise Http404("There is no such recommendation, or you may not see it.")
    return found


def may_manage(request: HttpRequest, source: Source, item: Recommendation | None = None) -> bool:
    """Return whether the user may change the source, or this item of it."""
    access = access_of(request.user)
    units = {source.unit_id} | ({item.commitment.unit_id} if item else set())
    return any(access.may(Permission.MANAGE_SOURCES, unit) for unit in units)


def require_manage(
    request: HttpRequest, source: Source, item: Recommendation | None = None
) -> None:
    """Show the page that says no, before a form is filled in for nothing."""
    if not may_manage(request, source, item):
        raise PermissionDenied(
            f"You may not {Permission.MANAGE_SOURCES.value} in the unit that keeps "
            f"{source.short_title}. Ask an administrator if your work needs it."
        )
