"""Bringing an edited export back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from dueregard.exceptions import UnreadableDocument, UnusableDocument
from dueregard.web.accounts.permissions import Permission
from dueregard.web.core.exceptions import NotPermitted, Refused
from dueregard.web.organisation.access import needs
from dueregard.web.recommendations.imports.forms import SheetUploadForm
from dueregard.web.recommendations.imports.services import (
    accept_sheet,
    receive_sheet,
    rehearse,
    rows_of,
)
from dueregard.web.recommendations.imports.views.access import posted, signed_in
from dueregard.web.recommendations.models import SheetImport
from dueregard.web.recommendations.states import ImportState


@needs(Permission.VIEW)
def sheet_import_upload(request: HttpRequest) -> HttpResponse:
    """Choose an edited list; its differences are shown next."""
    form = SheetUploadForm(posted(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            sheet = receive_sheet(upload=form.cleaned_data["file"], by=signed_in(request))
        except Refused as refusal:
            form.add_refusal(refusal)
        except (UnusableDocument, UnreadableDocument) as error:
            form.add_error("file", str(error))
        else:
            return redirect("recommendations:sheet_import_review", pk=sheet.pk)
    return render(request, "recommendations/imports/sheet_upload.html", {"form": form})


def _own_sheet(request: HttpRequest, pk: int) -> SheetImport:
    sheets = SheetImport.objects.select_related("file")
    return get_object_or_404(sheets, pk=pk, created_by=signed_in(request))


@needs(Permission.VIEW)
def sheet_import_review(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what an edited list changes, row by row, and what is wrong with it."""
    sheet = _own_sheet(request, pk)
    if sheet.state != ImportState.PREVIEW:
        return render(request, "recommendations/imports/sheet_done.html", {"sheet": sheet})
    return _review(request, sheet, "")


def _review(request: HttpRequest, sheet: SheetImport, refusal: str) -> HttpResponse:
    rows = rows_of(sheet, signed_in(request))
    rehearse(sheet, rows, signed_in(request))
    context = {
        "sheet": sheet,
        "refusal": refusal,
        "changed": [row for row in rows if row.can_be_taken],
        "wrong": [row for row in rows if row.errors],
        "ignored": [row for row in rows if row.ignored],
        "unchanged": sum(not row.changes and not row.errors for row in rows),
    }
    return render(request, "recommendations/imports/sheet_review.html", context)


@needs(Permission.VIEW)
def sheet_import_accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the ticked rows over, all of them or none."""
    sheet = _own_sheet(request, pk)
    if request.method != "POST" or sheet.state != ImportState.PREVIEW:
        return redirect("recommendations:sheet_import_review", pk=sheet.pk)
    chosen = {int(pk) for pk in request.POST.getlist("selected") if pk.isascii() and pk.isdigit()}
    if not chosen:
        return _review(request, sheet, "Tick the rows you want to take over.")
    try:
        accepted = accept_sheet(sheet=sheet, chosen=chosen, by=signed_in(request))
    except (Refused, NotPermitted) as error:
        sheet.refresh_from_db()
        return _review(request, sheet, str(error))
    number = accepted.outcome.get("rows", 0)
    messages.success(request, f"{number} {'row' if number == 1 else 'rows'} taken over.")
    return redirect("recommendations:sheet_import_review", pk=sheet.pk)
