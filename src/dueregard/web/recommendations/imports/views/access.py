"""Finding an import or paper for somebody who may work on it."""

from __future__ import annotations

from typing import cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, QueryDict
from django.shortcuts import get_object_or_404

from dueregard.web.accounts.models import User
from dueregard.web.core.exceptions import NotPermitted
from dueregard.web.recommendations.imports.queries import papers_visible_to
from dueregard.web.recommendations.imports.setup import require_manager
from dueregard.web.recommendations.models import PaperImport, ReceivedPaper


def posted(request: HttpRequest) -> QueryDict | None:
    """Return what was sent, also when it is empty; None when nothing was sent yet."""
    return request.POST if request.method == "POST" else None


def signed_in(request: HttpRequest) -> User:
    """Return the person who asks; views say with ``needs`` that there is one."""
    return cast("User", request.user)


def import_for(request: HttpRequest, pk: int) -> PaperImport:
    """Return an import this person may review; 403 when it is for another unit."""
    found = get_object_or_404(
        PaperImport.objects.select_related("paper__file", "source", "round", "accepted_by"), pk=pk
    )
    try:
        require_manager(found, signed_in(request))
    except NotPermitted as error:
        raise PermissionDenied(str(error)) from error
    return found


def paper_for(request: HttpRequest, pk: int) -> ReceivedPaper:
    """Return a paper this person may read, or 404."""
    return get_object_or_404(papers_visible_to(signed_in(request)), pk=pk)
