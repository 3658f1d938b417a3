"""What the registries are told of imports: how their events read, and what waits for whom."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.urls import reverse

from dueregard.web.accounts.models import User
from dueregard.web.accounts.permissions import Permission
from dueregard.web.audit import names, presenters
from dueregard.web.core import registry
from dueregard.web.core.dates import write_date
from dueregard.web.core.registry import AttentionItem
from dueregard.web.organisation.access import access_of
from dueregard.web.recommendations.imports.queries import imports_seen_by
from dueregard.web.recommendations.models import PaperImport, ReceivedPaper, SheetImport
from dueregard.web.recommendations.states import ImportState

_PAPER, _IMPORT, _SHEET = (
    "recommendations.receivedpaper",
    "recommendations.paperimport",
    "recommendations.sheetimport",
)


def register() -> None:
    """Register sentences, names and what waits for review (once, when the app is ready)."""
    names.providers.register(_PAPER, _papers)
    names.providers.register(_IMPORT, _imports)
    names.providers.register(_SHEET, _sheets)
    presenters.register(_PAPER, sentences={"receive": "{actor} brought the paper {thing}"})
    presenters.register(
        _IMPORT,
        sentences={
            "start_import": "{actor} began to review {thing}",
            "change_import": "{actor} changed what {thing} is about",
            "decide_rows": "{actor} decided about rows of {thing}",
            "edit_row": "{actor} edited a row of {thing}",
            "accept_import": "{actor} took {thing} into the register",
            "abandon_import": "{actor} gave the review of {thing} up",
            "undo_import": "{actor} undid the import of {thing}",
        },
        quiet=("batch", "new_source", "owner_bodies", "outcome", "decisions", "edits"),
    )
    presenters.register(
        _SHEET,
        sentences={
            "receive": "{actor} brought the edited list {thing}",
            "accept_sheet": "{actor} took the edited list {thing} over",
        },
        quiet=("batch", "outcome"),
    )
    registry.attention.register("imports", waiting_for_review)


def waiting_for_review(user: User, today: datetime.date) -> Iterable[AttentionItem]:
    """Return the reviews this person began and has not finished (one query)."""
    if not access_of(user).may(Permission.MANAGE_SOURCES):
        return
    waiting = imports_seen_by(user).filter(state=ImportState.PREVIEW, created_by=user)
    for one in waiting.defer("paper__document", "paper__lines"):
        yield AttentionItem(
            group="Imports to finish",
            title=str(one.paper),
            href=reverse("recommendations:import_review", args=[one.pk]),
            sentence=f"You began to review it on {write_date(one.created_at.date())}; nothing of "
            "it is in the register yet.",
            urgency=60,
        )


def _papers(ids: list[int]) -> dict[int, str]:
    found = ReceivedPaper.objects.filter(pk__in=ids).defer("document", "lines")
    return {one.pk: f"“{one}”" for one in found}


def _imports(ids: list[int]) -> dict[int, str]:
    found = PaperImport.objects.filter(pk__in=ids).select_related("paper")
    return {one.pk: f"“{one.paper}”" for one in found.defer("paper__document", "paper__lines")}


def _sheets(ids: list[int]) -> dict[int, str]:
    return dict(SheetImport.objects.filter(pk__in=ids).values_list("pk", "file_name"))
