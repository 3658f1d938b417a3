"""Accepting an import, undoing it, giving it up: each asks once more."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from dueregard.web.accounts.permissions import Permission
from dueregard.web.core.exceptions import Conflict, Refused
from dueregard.web.organisation.access import needs
from dueregard.web.recommendations.imports.acceptance import Plan, outcome_sentence, plan_of
from dueregard.web.recommendations.imports.built_on import built_on
from dueregard.web.recommendations.imports.services import (
    Outdated,
    abandon_import,
    accept_import,
    refresh_rows,
    undo_import,
)
from dueregard.web.recommendations.imports.views.access import import_for, signed_in
from dueregard.web.recommendations.imports.views.review import row_href
from dueregard.web.recommendations.models import PaperImport
from dueregard.web.recommendations.states import ImportState


@needs(Permission.MANAGE_SOURCES)
def import_accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what acceptance will do, then do all of it or nothing."""
    paper_import = import_for(request, pk)
    if paper_import.state != ImportState.PREVIEW:
        return redirect("recommendations:import_review", pk=paper_import.pk)
    refusal: Refused | None = None
    if request.method == "POST":
        try:
            accepted = accept_import(
                paper_import=paper_import,
                by=signed_in(request),
                expected_version=_version(request),
            )
        except Outdated as outdated:
            refresh_rows(paper_import=paper_import)
            messages.warning(request, str(outdated))
            return redirect("recommendations:import_review", pk=paper_import.pk)
        except Conflict as conflict:
            messages.warning(request, str(conflict))
            return redirect("recommendations:import_review", pk=paper_import.pk)
        except Refused as error:
            refusal = error
            paper_import.refresh_from_db()
        else:
            return _accepted(request, accepted)
    plan = plan_of(paper_import)
    return _accept_page(request, paper_import, plan, refusal)


def _version(request: HttpRequest) -> int | None:
    version = request.POST.get("version", "")
    return int(version) if version.isascii() and version.isdigit() else None


def _accept_page(
    request: HttpRequest, paper_import: PaperImport, plan: Plan, refusal: Refused | None
) -> HttpResponse:
    problems = [
        {"message": problem.message, "href": row_href(paper_import, problem.position)}
        for problem in plan.problems
    ]
    context = {
        "paper_import": paper_import,
        "plan": plan,
        "problems": problems,
        "refusal": refusal,
    }
    return render(request, "recommendations/imports/accept.html", context)


def _accepted(request: HttpRequest, accepted: PaperImport) -> HttpResponse:
    messages.success(request, outcome_sentence(accepted.outcome))
    if accepted.source_id is None:
        return redirect("recommendations:import_review", pk=accepted.pk)
    return redirect("recommendations:source", pk=accepted.source_id)


@needs(Permission.MANAGE_SOURCES)
def import_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an accepted import out again as a whole, or say what has been built on it."""
    paper_import = import_for(request, pk)
    if paper_import.state != ImportState.ACCEPTED:
        return redirect("recommendations:import_review", pk=paper_import.pk)
    refusal: Refused | None = None
    if request.method == "POST":
        try:
            undo_import(paper_import=paper_import, by=signed_in(request))
        except Refused as error:
            refusal = error
            paper_import.refresh_from_db()
        else:
            messages.success(
                request,
                "The import is undone. The register is as it was before; the paper stays here.",
            )
            return redirect("recommendations:import_review", pk=paper_import.pk)
    context = {
        "paper_import": paper_import,
        "refusal": refusal,
        "built": built_on(paper_import),
        "outcome": outcome_sentence(paper_import.outcome),
    }
    return render(request, "recommendations/imports/undo.html", context)


@needs(Permission.MANAGE_SOURCES)
def import_abandon(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a review up."""
    paper_import = import_for(request, pk)
    if paper_import.state != ImportState.PREVIEW:
        return redirect("recommendations:import_review", pk=paper_import.pk)
    if request.method == "POST":
        try:
            abandon_import(paper_import=paper_import, by=signed_in(request))
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(
                request, "The review is given up. The register is as it was; the paper stays here."
            )
        return redirect("recommendations:import_list")
    return render(request, "recommendations/imports/abandon.html", {"paper_import": paper_import})
