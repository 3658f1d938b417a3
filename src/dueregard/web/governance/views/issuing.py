"""Reading a paper, issuing it, and what may be done with an issued one."""

from __future__ import annotations

import hashlib

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET

from dueregard.rendering.html import render_fragment, stylesheet
from dueregard.web.accounts.permissions import Permission
from dueregard.web.core.components import SummaryRow
from dueregard.web.core.exceptions import Conflict, NotPermitted, Refused
from dueregard.web.governance import queries, services
from dueregard.web.governance.assembling import assemble, assembly_of
from dueregard.web.governance.assembling.phrases import day
from dueregard.web.governance.checks import before_issue
from dueregard.web.governance.comparison import compare_papers
from dueregard.web.governance.files import FORMATS, file_name, file_of
from dueregard.web.governance.forms import IssueForm, ReasonForm, VerifyForm
from dueregard.web.governance.links import trail_of
from dueregard.web.governance.models import BoardPaper
from dueregard.web.governance.states import PaperState
from dueregard.web.governance.views.access import paper_for, paper_or_404
from dueregard.web.organisation.access import access_of, needs


@needs(Permission.VIEW)
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a paper as the board reads it, with what can be done with it."""
    found = paper_or_404(request, pk)
    access = access_of(request.user)
    may_edit = access.may(Permission.EDIT_PAPERS, found.unit_id)
    may_issue = access.may(Permission.ISSUE_PAPERS, found.unit_id)
    is_draft = found.state == PaperState.DRAFT
    context = {
        "paper": found,
        # The renderer escapes every text; nothing in it comes from a user as markup.
        "fragment": mark_safe(render_fragment(queries.content(found))),
        "formats": FORMATS.values(),
        "may_edit": may_edit and is_draft,
        "may_issue": may_issue and is_draft,
        "may_withdraw": (may_edit and is_draft) or (may_issue and found.state == PaperState.ISSUED),
        "trail": trail_of(found),
    }
    return render(request, "governance/paper.html", context)


@needs(Permission.VIEW)
@require_GET
def paper_file(request: HttpRequest, pk: int, format: str) -> HttpResponse:
    """Give a paper as a file; an issued one always as the same bytes."""
    found = paper_or_404(request, pk)
    if format not in FORMATS:
        raise Http404(f"Papers can be downloaded as {', '.join(FORMATS)}.")
    response = HttpResponse(
        file_of(found, format),
        content_type=FORMATS[format].content_type,
        headers={"X-Content-Type-Options": "nosniff"},
    )
    response.headers["Content-Disposition"] = f'attachment; filename="{file_name(found, format)}"'
    return response


@needs(Permission.ISSUE_PAPERS)
def paper_issue(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for confirmation, showing what will be frozen; then issue it."""
    found = paper_for(request, pk, Permission.ISSUE_PAPERS)
    if found.state != PaperState.DRAFT:
        messages.error(request, "Only a draft can be issued. This paper is no draft any more.")
        return redirect("governance:paper", pk=found.pk)
    form = IssueForm(request.POST or None, version=found.version)
    if request.method == "POST" and form.is_valid():
        try:
            services.issue_paper(
                paper=found,
                by=request.user,  # type: ignore[arg-type]
                expected_version=form.expected_version,
                expected_checksum=form.cleaned_data["checksum"],
            )
        except (Refused, Conflict) as refusal:
            messages.error(request, str(refusal))
            return redirect("governance:paper_issue", pk=found.pk)
        messages.success(request, "The paper has been issued and will not change any more.")
        return redirect("governance:paper", pk=found.pk)
    assembly = assembly_of(found)
    checksum = services.checksum_of(services.content_of(found))
    form = IssueForm(initial={"checksum": checksum}, version=found.version)
    context = {
        "paper": found,
        "form": form,
        "rows": _answers(found),
        "counts": assembly.paper.counts,
        "unanswered": len(assembly.paper.unanswered_challenges),
        "warnings": before_issue(found, assembly),
        "own": found.created_by_id == request.user.pk,
        "trail": trail_of(found),
    }
    return render(request, "governance/paper_issue.html", context)


def _answers(found: BoardPaper) -> list[SummaryRow]:
    return [
        SummaryRow("Title", found.title),
        SummaryRow("Report number", found.report_number),
        SummaryRow("Board or committee", found.meeting_of),
        SummaryRow("Date of the meeting", day(found.meeting_on)),
        SummaryRow("By", found.by),
        SummaryRow("Reports on", f"{found.source.title}, round “{found.round.name}”"),
    ]


@needs(Permission.EDIT_PAPERS)
def paper_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask why, then withdraw."""
    found = paper_for(request, pk, Permission.EDIT_PAPERS)
    if found.state == PaperState.WITHDRAWN:
        messages.error(request, "This paper has been withdrawn already.")
        return redirect("governance:paper", pk=found.pk)
    if found.state == PaperState.ISSUED:
        paper_for(request, pk, Permission.ISSUE_PAPERS)
    form = ReasonForm(request.POST or None, version=found.version)
    if request.method == "POST" and form.is_valid():
        try:
            services.withdraw_paper(
                paper=found,
                reason=form.cleaned_data["reason"],
                expected_version=form.expected_version,
                by=request.user,  # type: ignore[arg-type]
            )
        except Refused as refusal:
            form.add_refusal(refusal)
        except Conflict as conflict:
            form.take_version(conflict)
            form.add_error(None, str(conflict))
        except NotPermitted as refusal:
            raise PermissionDenied(str(refusal)) from refusal
        else:
            messages.success(request, "The paper has been withdrawn. Its text is kept.")
            return redirect("governance:paper_list")
    context = {"paper": found, "form": form, "trail": trail_of(found)}
    return render(request, "governance/paper_withdraw.html", context)


@needs(Permission.VIEW)
@require_GET
def paper_compare(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the register of today beside the paper as issued, changes marked."""
    found = paper_or_404(request, pk)
    if not found.issued_content:
        raise Http404("Only an issued paper can be held against the register.")
    sections = compare_papers(queries.content(found), assemble(found))
    context = {"paper": found, "sections": sections, "trail": trail_of(found)}
    return render(request, "governance/paper_compare.html", context)


@needs(Permission.VIEW)
def paper_verify(request: HttpRequest, pk: int) -> HttpResponse:
    """Check that an issued paper is as it was, and whether a file is one of it."""
    found = paper_or_404(request, pk)
    if not found.issued_content:
        raise Http404("Only an issued paper has a checksum.")
    form = VerifyForm(request.POST or None, request.FILES or None)
    context: dict[str, object] = {
        "paper": found,
        "form": form,
        "is_whole": queries.is_whole(found),
        "trail": trail_of(found),
    }
    if request.method == "POST" and form.is_valid():
        digest = hashlib.sha256()
        for chunk in form.cleaned_data["file"].chunks():
            digest.update(chunk)
        context["checked"] = True
        context["matches"] = next(
            (
                each
                for each in FORMATS.values()
                if hashlib.sha256(file_of(found, each.key)).digest() == digest.digest()
            ),
            None,
        )
    return render(request, "governance/paper_verify.html", context)


@needs(None)
@require_GET
def paper_style(request: HttpRequest) -> HttpResponse:
    """Give the style sheet of papers, from where the renderer keeps it."""
    return HttpResponse(stylesheet(), content_type="text/css; charset=utf-8")
