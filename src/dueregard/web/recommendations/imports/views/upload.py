"""Uploading a paper and saying what it is about."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from dueregard.exceptions import UnreadableDocument, UnusableDocument
from dueregard.web.accounts.permissions import Permission
from dueregard.web.core.exceptions import Conflict, Refused
from dueregard.web.organisation.access import needs
from dueregard.web.recommendations.imports.forms import PaperUploadForm, SetupForm
from dueregard.web.recommendations.imports.queries import sources_managed_by, taken_in
from dueregard.web.recommendations.imports.services import (
    change_setup,
    receive_paper,
    start_import,
)
from dueregard.web.recommendations.imports.views.access import (
    import_for,
    paper_for,
    posted,
    signed_in,
)
from dueregard.web.recommendations.models import PaperImport, ReceivedPaper, Source
from dueregard.web.recommendations.states import ImportState


@needs(Permission.MANAGE_SOURCES)
def import_upload(request: HttpRequest) -> HttpResponse:
    """Choose a paper; what was read is shown next."""
    form = PaperUploadForm(posted(request), request.FILES or None)
    source = _chosen_source(request)
    if request.method == "POST" and form.is_valid():
        try:
            paper = receive_paper(upload=form.cleaned_data["file"], by=signed_in(request))
        except Refused as refusal:
            form.add_refusal(refusal)
        except (UnusableDocument, UnreadableDocument) as error:
            form.add_error("file", str(error))
        else:
            return _after_reading(request, paper, source)
    return render(request, "recommendations/imports/upload.html", {"form": form, "source": source})


def _chosen_source(request: HttpRequest) -> Source | None:
    wanted = request.GET.get("source", "")
    if not wanted.isascii() or not wanted.isdigit():
        return None
    return sources_managed_by(signed_in(request)).filter(pk=int(wanted)).first()


def _after_reading(
    request: HttpRequest, paper: ReceivedPaper, source: Source | None
) -> HttpResponse:
    if not paper.document.get("tracked_items"):
        messages.info(
            request,
            "This paper was read, but it holds no recommendations or actions to follow. "
            "It is kept here with everything that was read.",
        )
        return redirect("recommendations:received_paper", pk=paper.pk)
    waiting = _waiting(request, paper)
    if waiting is not None:
        messages.info(request, "This paper is under review already. Carry on here.")
        return redirect("recommendations:import_review", pk=waiting.pk)
    if before := taken_in(paper):
        context = {"paper": paper, "before": before, "source": source}
        return render(request, "recommendations/imports/taken_in.html", context)
    address = reverse("recommendations:import_start", args=[paper.pk])
    return redirect(f"{address}?source={source.pk}" if source else address)


def _waiting(request: HttpRequest, paper: ReceivedPaper) -> PaperImport | None:
    found = paper.imports.filter(state=ImportState.PREVIEW, created_by=signed_in(request))
    return found.order_by("-id").first()


@needs(Permission.MANAGE_SOURCES)
def import_start(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what a paper is about, then review its rows."""
    paper = paper_for(request, pk)
    user = signed_in(request)
    form = SetupForm(posted(request), paper=paper, user=user, chosen=_chosen_source(request))
    if request.method == "POST" and form.is_valid():
        try:
            started = start_import(paper=paper, setup=form.setup(), by=user)
        except Refused as refusal:
            form.add_refusal(refusal)
        else:
            return redirect("recommendations:import_review", pk=started.pk)
    return _setup_page(request, form, paper, None)


@needs(Permission.MANAGE_SOURCES)
def import_setup(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what an import is about; its rows are compared anew."""
    paper_import = import_for(request, pk)
    user = signed_in(request)
    form = SetupForm(
        posted(request), paper=paper_import.paper, user=user, paper_import=paper_import
    )
    if request.method == "POST" and form.is_valid():
        try:
            change_setup(
                paper_import=paper_import,
                setup=form.setup(),
                by=user,
                expected_version=form.expected_version,
            )
        except Refused as refusal:
            form.add_refusal(refusal)
        except Conflict as conflict:
            form.take_version(conflict)
            form.add_error(None, str(conflict))
        else:
            return redirect("recommendations:import_review", pk=paper_import.pk)
    return _setup_page(request, form, paper_import.paper, paper_import)


def _setup_page(
    request: HttpRequest, form: SetupForm, paper: ReceivedPaper, paper_import: PaperImport | None
) -> HttpResponse:
    context = {"form": form, "paper": paper, "paper_import": paper_import}
    return render(request, "recommendations/imports/setup.html", context)
