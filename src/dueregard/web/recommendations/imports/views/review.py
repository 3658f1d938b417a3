"""Reviewing the rows of a paper: decide row by row or all at once, edit, go on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from dueregard.web.accounts.permissions import Permission
from dueregard.web.core.components import Link
from dueregard.web.core.exceptions import NotPermitted, Refused
from dueregard.web.core.lists import Pagination
from dueregard.web.organisation.access import needs
from dueregard.web.recommendations.imports.forms import RowEditForm
from dueregard.web.recommendations.imports.issues import IssueGroup, grouped
from dueregard.web.recommendations.imports.matching import Matched
from dueregard.web.recommendations.imports.queries import RowCounts, issues_by_row, row_counts
from dueregard.web.recommendations.imports.review_page import RowView, row_view
from dueregard.web.recommendations.imports.rows import as_decided, choices_of, match_rows
from dueregard.web.recommendations.imports.services import (
    decide_all,
    decide_rows,
    edit_row,
    text_as_read,
)
from dueregard.web.recommendations.imports.setup import require_manager
from dueregard.web.recommendations.imports.tree_rules import problems
from dueregard.web.recommendations.imports.views.access import import_for, posted, signed_in
from dueregard.web.recommendations.models import ImportRow, PaperImport
from dueregard.web.recommendations.states import ImportState, RowDecision, RowMatch

#: How many rows one page of the review holds; what is decided stays when turning pages.
ROWS_PER_PAGE = 100

_SHOWS = {
    "all": "All",
    "undecided": "To decide",
    RowMatch.NEW.value: "New",
    RowMatch.CHANGED.value: "Changed",
    RowMatch.SUGGESTED.value: "Look like one we have",
    RowMatch.UNCHANGED.value: "Unchanged",
    "issues": "Look odd",
}
#: Buttons that decide at once: what they decide about which rows.
_AT_ONCE: dict[str, tuple[tuple[str, ...], str]] = {
    "take_new": ((RowMatch.NEW,), RowDecision.ACCEPT),
    "take_changed": ((RowMatch.CHANGED,), RowDecision.ACCEPT),
    "take_all": ((RowMatch.NEW, RowMatch.CHANGED), RowDecision.ACCEPT),
    "skip_rest": ((RowMatch.NEW, RowMatch.CHANGED, RowMatch.SUGGESTED), RowDecision.SKIP),
}


@dataclass(frozen=True)
class ReviewPage:
    """The rows of one page of a review, with counts and what else the reader found odd."""

    counts: RowCounts
    rows: list[RowView]
    shows: list[Link]
    show: str
    pagination: Pagination
    issues: list[IssueGroup]


@needs(Permission.MANAGE_SOURCES)
def import_review(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what the paper says beside what the register has; keep what is decided."""
    paper_import = import_for(request, pk)
    if request.method == "POST":
        return _decide(request, paper_import)
    page = _page(paper_import, request.GET)
    context = {
        "paper_import": paper_import,
        "paper": paper_import.paper,
        "page": page,
        "editable": paper_import.state == ImportState.PREVIEW,
    }
    return render(request, "recommendations/imports/review.html", context)


def _page(paper_import: PaperImport, params: QueryDict) -> ReviewPage:
    rows = list(paper_import.rows.select_related("paper_import"))
    open_for_review = paper_import.state == ImportState.PREVIEW
    # Afterwards: what was decided then, not how it would compare with the register of today.
    matched = match_rows(paper_import, rows) if open_for_review else as_decided(paper_import, rows)
    blocked = _blocked(paper_import, rows, matched) if open_for_review else {}
    beside, rest = issues_by_row(paper_import.paper.document, rows)
    show = params.get("show", "all")
    show = show if show in _SHOWS else "all"
    chosen = [
        (row, one)
        for row, one in zip(rows, matched, strict=True)
        if _is_shown(row, show, looks_odd(beside.get(row.position, ())))
    ]
    pagination = _pagination(params.get("page", ""), len(chosen), show)
    start = (pagination.number - 1) * ROWS_PER_PAGE
    printed = {line["line"]: line["text"] for line in paper_import.paper.lines}
    views = [
        row_view(
            row,
            one,
            printed=printed,
            issues=beside.get(row.position, []),
            problem=blocked.get(row.position, ""),
        )
        for row, one in chosen[start : start + ROWS_PER_PAGE]
    ]
    return ReviewPage(
        row_counts(paper_import), views, _shows(rows, beside, show), show, pagination, grouped(rest)
    )


def _shows(rows: list[ImportRow], beside: dict[int, Any], show: str) -> list[Link]:
    """Return the ways to narrow the rows, those that would show none left out."""
    links = []
    for key, label in _SHOWS.items():
        number = sum(_is_shown(row, key, looks_odd(beside.get(row.position, ()))) for row in rows)
        if number or key == show:
            address = f"?{urlencode({'show': key})}"
            links.append(Link(f"{label} ({number})", address, current=key == show))
    return links


def _blocked(
    paper_import: PaperImport, rows: list[ImportRow], matched: list[Matched]
) -> dict[int, str]:
    """Return what stands in the way of a decided row; undecided ones simply wait."""
    numbers: set[str] = set()
    if paper_import.source is not None:
        numbers = set(paper_import.source.recommendations.values_list("number", flat=True))
    found = problems(choices_of(rows, [one.item for one in matched]), numbers - {""})
    undecided = {row.position for row in rows if row.decision == RowDecision.UNDECIDED}
    return {each.position: each.message for each in found if each.position not in undecided}


def looks_odd(issues: Iterable[dict[str, Any]]) -> bool:
    """Return whether any issue is more than a remark on the layout."""
    return any(issue.get("severity") != "info" for issue in issues)


def _is_shown(row: ImportRow, show: str, has_issues: bool) -> bool:
    if show == "undecided":
        return row.decision == RowDecision.UNDECIDED and row.match != RowMatch.UNCHANGED
    if show == "issues":
        return has_issues
    return show in ("all", row.match)


def _pagination(asked: str, total: int, show: str) -> Pagination:
    last = max(1, -(-total // ROWS_PER_PAGE))
    number = int(asked) if asked.isascii() and asked.isdigit() else 1
    return Pagination(
        number=min(max(number, 1), last),
        size=ROWS_PER_PAGE,
        total=total,
        address=lambda page: f"?{urlencode({'show': show, 'page': page})}",
    )


def _decide(request: HttpRequest, paper_import: PaperImport) -> HttpResponse:
    user = signed_in(request)
    decisions, left_out = _posted(request.POST)
    action = request.POST.get("action", "save")
    try:
        decide_rows(paper_import=paper_import, decisions=decisions, left_out=left_out, by=user)
        if action in _AT_ONCE:
            matches, decision = _AT_ONCE[action]
            decide_all(paper_import=paper_import, matches=matches, decision=decision, by=user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("recommendations:import_review", pk=paper_import.pk)
    if action == "accept":
        return redirect("recommendations:import_accept", pk=paper_import.pk)
    if action == "save":
        messages.success(request, "Your decisions are kept. Nothing has entered the register yet.")
    return redirect(_back_to(paper_import, request))


def _posted(data: QueryDict) -> tuple[dict[int, str], dict[int, list[str]]]:
    """Return the decisions on the page and the differences that were unticked."""
    decisions: dict[int, str] = {}
    left_out: dict[int, list[str]] = {}
    for shown in data.getlist("row"):
        if not (shown.isascii() and shown.isdigit()):
            continue
        position = int(shown)
        decisions[position] = data.get(f"decision-{position}") or RowDecision.UNDECIDED.value
        offered = data.getlist(f"offered-{position}")
        taken = set(data.getlist(f"take-{position}"))
        left_out[position] = [key for key in offered if key not in taken]
    return decisions, left_out


def _back_to(paper_import: PaperImport, request: HttpRequest) -> str:
    address = reverse("recommendations:import_review", args=[paper_import.pk])
    kept = {key: request.GET[key] for key in ("show", "page") if request.GET.get(key)}
    turn = request.POST.get("turn", "")
    if turn.isascii() and turn.isdigit():
        kept["page"] = turn
    return f"{address}?{urlencode(kept)}" if kept else address


def row_href(paper_import: PaperImport, position: int) -> str:
    """Return the address of a row among all rows of a review."""
    address = reverse("recommendations:import_review", args=[paper_import.pk])
    page = position // ROWS_PER_PAGE + 1
    return f"{address}{f'?page={page}' if page > 1 else ''}#row-{position}"


@needs(Permission.MANAGE_SOURCES)
def import_row(request: HttpRequest, pk: int) -> HttpResponse:
    """Edit the number or the wording of a row; the edit stays marked."""
    row = get_object_or_404(ImportRow.objects.select_related("paper_import__paper"), pk=pk)
    user = signed_in(request)
    try:
        require_manager(row.paper_import, user)
    except NotPermitted as error:
        raise PermissionDenied(str(error)) from error
    initial = {
        "reference": row.edits.get("reference", row.item.get("ref") or ""),
        "text": row.edits.get("text", text_as_read(row)),
    }
    form = RowEditForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            edit_row(row=row, by=user, **form.cleaned_data)
        except Refused as refusal:
            form.add_refusal(refusal)
        else:
            return redirect(row_href(row.paper_import, row.position))
    context = {"form": form, "row": row, "text_read": text_as_read(row)}
    return render(request, "recommendations/imports/row.html", context)
