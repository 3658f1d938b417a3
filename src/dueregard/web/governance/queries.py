"""Reading board papers: who may see which, what they hold, whether they are still whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from dueregard.papers.assembly import CommitteePaper, from_json_bytes
from dueregard.web.accounts.permissions import Permission
from dueregard.web.governance.assembling import assemble
from dueregard.web.governance.models import BoardPaper
from dueregard.web.governance.services import checksum_of
from dueregard.web.governance.states import PaperState
from dueregard.web.organisation.access import access_of

if TYPE_CHECKING:
    from dueregard.web.accounts.models import User


def visible_to(user: User) -> QuerySet[BoardPaper]:
    """Return the papers a person may see.

    What was issued is for everybody who sees the register; a draft is for those who prepare or
    issue papers in its unit.
    """
    access = access_of(user)
    papers = BoardPaper.objects.all()
    if not access.may(Permission.VIEW):
        return papers.none()
    desk = access.units(Permission.EDIT_PAPERS) | access.units(Permission.ISSUE_PAPERS)
    return papers.filter(~Q(issued_content="") | Q(unit__in=desk))


def listed_for(user: User) -> QuerySet[BoardPaper]:
    """Return the visible papers for a list, without their content."""
    return visible_to(user).select_related("source", "round").defer("issued_content", "wording")


def content(paper: BoardPaper) -> CommitteePaper:
    """Return what a paper says: as issued, or as the register has it while it is a draft."""
    if paper.issued_content:
        return from_json_bytes(paper.issued_content.encode("utf-8"))
    return assemble(paper)


def is_whole(paper: BoardPaper) -> bool:
    """Return whether an issued paper still is what its checksum says."""
    return bool(paper.checksum) and checksum_of(paper.issued_content) == paper.checksum


def waiting_for(user: User) -> QuerySet[BoardPaper]:
    """Return the drafts that a person may word or issue, nearest meeting first."""
    access = access_of(user)
    desk = access.units(Permission.EDIT_PAPERS) | access.units(Permission.ISSUE_PAPERS)
    if not desk:
        return BoardPaper.objects.none()
    drafts = BoardPaper.objects.filter(state=PaperState.DRAFT, unit__in=desk)
    return drafts.select_related("source", "round").order_by("meeting_on", "pk")
