"""The list of imports, and a paper as it was read, line by line."""

from __future__ import annotations

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from dueregard.web.accounts.permissions import Permission
from dueregard.web.commitments.files import open_file
from dueregard.web.core.components import Tag
from dueregard.web.core.lists import ChoiceFilter, Column, ListPage, TextFilter
from dueregard.web.organisation.access import access_of, needs
from dueregard.web.recommendations.imports.paper_page import paper_page
from dueregard.web.recommendations.imports.queries import imports_seen_by, taken_in
from dueregard.web.recommendations.imports.views.access import paper_for, signed_in
from dueregard.web.recommendations.models import PaperImport
from dueregard.web.recommendations.states import ImportState

_TAG_KINDS = {
    ImportState.PREVIEW: "to-do",
    ImportState.ACCEPTED: "accepted",
    ImportState.UNDONE: "withdrawn",
    ImportState.ABANDONED: "withdrawn",
}


def state_tag(paper_import: PaperImport) -> Tag:
    """Return the state of an import as a tag."""
    state = ImportState(paper_import.state)
    return Tag(state.label, _TAG_KINDS[state])


class ImportList(ListPage[PaperImport]):
    """Every import this person may open, newest first."""

    columns = [
        Column(
            "paper",
            "Paper",
            value=lambda one: str(one.paper),
            sort="paper__title",
            link=lambda one: reverse("recommendations:import_review", args=[one.pk]),
            header=True,
        ),
        Column("source", "Source", value=lambda one: source_name(one)),
        Column("paper_date", "Date of the paper", value="paper.paper_date", kind="date",
               sort="paper__paper_date"),
        Column("rows", "Rows", value="row_count", kind="number", sort="row_count"),
        Column("state", "State", value=state_tag, sort="state",
               export=lambda one: ImportState(one.state).label),
        Column("created", "Started", value="created_at", kind="datetime", sort="created_at"),
    ]  # fmt: skip
    filters = [
        TextFilter("q", "Words in the title", lookups=["paper__title", "paper__file_name"]),
        ChoiceFilter("state", "State", choices=ImportState.choices, lookup="state"),
    ]
    default_sort = "-created"
    export_name = "imports"
    names = ("import", "imports")


def source_name(paper_import: PaperImport) -> str:
    """Return the source of an import, also one that is not there yet."""
    if paper_import.source is not None:
        return paper_import.source.short_title
    return (paper_import.new_source or {}).get("short_title", "")


@needs(Permission.MANAGE_SOURCES)
def import_list(request: HttpRequest) -> HttpResponse:
    """List the imports."""
    listing = ImportList(imports_seen_by(signed_in(request)), request.GET)
    if listing.export_format:
        return listing.export()
    return render(request, "recommendations/imports/list.html", {"listing": listing})


@needs(Permission.VIEW)
def received_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a paper line by line: what was read as what, what was not, what looks odd."""
    paper = paper_for(request, pk)
    page = paper_page(paper, request.GET.get("page", ""))
    manages = access_of(request.user).may(Permission.MANAGE_SOURCES)
    context = {
        "paper": paper,
        "page": page,
        "manages": manages,
        "may_import": manages and page.tracked > 0,
        "taken_in": taken_in(paper),
    }
    return render(request, "recommendations/imports/received_paper.html", context)


@needs(Permission.VIEW)
def received_paper_file(request: HttpRequest, pk: int) -> FileResponse:
    """Hand the paper out as it came in, always as a download."""
    paper = paper_for(request, pk)
    answer = FileResponse(
        open_file(paper.file),
        as_attachment=True,
        filename=paper.file_name,
        content_type=paper.file.content_type,
    )
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
