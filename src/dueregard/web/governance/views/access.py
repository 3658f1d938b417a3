"""Finding the paper of an address and checking what may be done with it."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from dueregard.web.accounts.permissions import Permission
from dueregard.web.core.exceptions import NotPermitted
from dueregard.web.governance.models import BoardPaper
from dueregard.web.governance.queries import visible_to
from dueregard.web.organisation.access import access_of


def paper_or_404(request: HttpRequest, pk: int) -> BoardPaper:
    """Return a paper the user may see."""
    papers = visible_to(request.user).select_related(  # type: ignore[arg-type]
        "source__owner_body", "source__unit", "round", "unit", "issued_by", "created_by"
    )
    return get_object_or_404(papers, pk=pk)


def paper_for(request: HttpRequest, pk: int, permission: Permission) -> BoardPaper:
    """Return a paper the user may see and do this with; 403 says what is missing."""
    paper = paper_or_404(request, pk)
    try:
        access_of(request.user).require(permission, paper.unit_id)
    except NotPermitted as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    return paper
