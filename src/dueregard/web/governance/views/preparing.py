"""The list of papers, a new paper, and the editor."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from dueregard.web.accounts.permissions import Permission, permissions_of
from dueregard.web.commitments.models import Round
from dueregard.web.core import drafts
from dueregard.web.core.clock import today
from dueregard.web.core.exceptions import Conflict, NotPermitted, Refused
from dueregard.web.governance import queries, services
from dueregard.web.governance.assembling import Assembly, assembly_of
from dueregard.web.governance.assembling.moments import SCOPE
from dueregard.web.governance.checks import has_moved_on
from dueregard.web.governance.comparison import word_changes
from dueregard.web.governance.forms import ChooseSourceForm, EditPaperForm, PreparePaperForm
from dueregard.web.governance.links import address, trail_of
from dueregard.web.governance.lists import PaperList
from dueregard.web.governance.models import BoardPaper
from dueregard.web.governance.states import PaperState
from dueregard.web.governance.views.access import paper_for
from dueregard.web.governance.wording import PARTS, storable, tidy
from dueregard.web.organisation.access import access_of, needs
from dueregard.web.organisation.models import RoleAssignment, Unit, current
from dueregard.web.recommendations.models import Source


@needs(Permission.VIEW)
def paper_list(request: HttpRequest) -> HttpResponse:
    """Show the papers the user may see."""
    papers = queries.listed_for(request.user)  # type: ignore[arg-type]
    listing = PaperList(papers, request.GET)
    if listing.export_format:
        return listing.export()
    may_edit = access_of(request.user).may(Permission.EDIT_PAPERS)
    context = {"listing": listing, "may_edit": may_edit, "nothing": not papers.exists()}
    return render(request, "governance/paper_list.html", context)


@needs(Permission.EDIT_PAPERS)
def paper_add(request: HttpRequest) -> HttpResponse:
    """Ask which source, then for which meeting."""
    chosen = request.GET.get("source", "")
    if not chosen:
        choose = ChooseSourceForm(sources=Source.objects.order_by("short_title"))
        return render(request, "governance/choose_source.html", {"form": choose})
    if not chosen.isascii() or not chosen.isdigit():
        return redirect("governance:paper_add")
    source = get_object_or_404(Source.objects.select_related("unit"), pk=int(chosen))
    rounds = Round.objects.filter(scope_kind=SCOPE, scope_id=source.pk).order_by("-position")
    reach = access_of(request.user).units(Permission.EDIT_PAPERS)
    units = Unit.objects.filter(pk__in=reach)
    form = PreparePaperForm(
        request.POST or None,
        rounds=rounds,
        units=units,
        initial=_first_answers(request, source, rounds.first()),
    )
    if request.method == "POST" and form.is_valid():
        paper = _prepare(form, source, request)
        if paper is not None:
            messages.success(request, "The draft has been made from the register.")
            return redirect("governance:paper_edit", pk=paper.pk)
    context = {
        "form": form,
        "source": source,
        "has_rounds": rounds.exists(),
        "open_round_href": address("commitments:open_round", SCOPE, source.pk),
    }
    return render(request, "governance/paper_add.html", context)


def _first_answers(request: HttpRequest, source: Source, latest: Round | None) -> dict[str, Any]:
    before = BoardPaper.objects.filter(source=source).order_by("-meeting_on", "-pk").first()
    reach = access_of(request.user).units(Permission.EDIT_PAPERS)
    return {
        "round": request.GET.get("round") or (latest.pk if latest else None),
        "unit": _own_unit(request) or (source.unit_id if source.unit_id in reach else None),
        "title": f"{source.short_title}: progress on the recommendations",
        "meeting_of": before.meeting_of if before else "",
        "by": before.by if before else "",
    }


def _own_unit(request: HttpRequest) -> int | None:
    """Return the unit in which the person prepares papers: it is the one a paper comes from."""
    held = RoleAssignment.objects.filter(current(today()), user=request.user.pk)
    for role, unit in held.order_by("pk").values_list("role", "unit"):
        if Permission.EDIT_PAPERS in permissions_of(role):
            return int(unit)
    return None


def _prepare(form: PreparePaperForm, source: Source, request: HttpRequest) -> BoardPaper | None:
    values = dict(form.cleaned_data)
    values["by_office"] = values.pop("by")
    try:
        return services.prepare_paper(source=source, by=request.user, **values)  # type: ignore[arg-type]
    except Refused as refusal:
        form.add_refusal(refusal)
    except NotPermitted as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    return None


def draft_key(paper: BoardPaper) -> str:
    """Return the key under which an officer's unsaved wording is kept."""
    return f"governance.paper.{paper.pk}"


@needs(Permission.EDIT_PAPERS)
def paper_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the register's words beside the officer's, part by part, and save the wording."""
    paper = paper_for(request, pk, Permission.EDIT_PAPERS)
    if paper.state != PaperState.DRAFT:
        messages.error(request, "Only a draft can be worded. This paper is no draft any more.")
        return redirect("governance:paper", pk=paper.pk)
    assembly = assembly_of(paper)
    context: dict[str, Any] = {}
    if request.method == "POST":
        form = EditPaperForm(request.POST, paper=paper, suggested=assembly.suggested)
        if form.is_valid() and _save_wording(request, paper, form, context):
            drafts.discard(by=request.user, key=draft_key(paper))  # type: ignore[arg-type]
            return _after_saving(request, paper)
    else:
        draft = drafts.recall(by=request.user, key=draft_key(paper))  # type: ignore[arg-type]
        form = _form_with_draft(paper, assembly, draft.data if draft else {})
        context["draft"] = draft
    context |= {
        "form": form,
        "paper": paper,
        "rows": _rows(paper, assembly, form),
        "header": [form[name] for name in form.fields if name in _HEADER],
        "trail": trail_of(paper),
    }
    return render(request, "governance/paper_edit.html", context)


_HEADER = ("title", "report_number", "meeting_of", "meeting_on", "by", "statements")


def _form_with_draft(paper: BoardPaper, assembly: Assembly, kept: dict[str, Any]) -> EditPaperForm:
    """Return the form with what the officer wrote last, saved or not.

    A draft keeps the version it began from, so that saving it over a newer one is noticed.
    """
    initial = {key: value for key, value in kept.items() if not key.startswith("meeting_on_")}
    version = initial.pop("version", None)
    if kept.get("meeting_on_day") and kept.get("meeting_on_month") and kept.get("meeting_on_year"):
        initial["meeting_on"] = "-".join(
            str(kept[f"meeting_on_{part}"]) for part in ("year", "month", "day")
        )
    number = int(version) if str(version).isdigit() else paper.version
    return EditPaperForm(paper=paper, suggested=assembly.suggested, initial=initial, version=number)


def _save_wording(
    request: HttpRequest, paper: BoardPaper, form: EditPaperForm, context: dict[str, Any]
) -> bool:
    wording = form.wording(follow=request.POST.get("follow", ""))
    try:
        services.edit_wording(
            paper=paper,
            expected_version=form.expected_version,
            by=request.user,  # type: ignore[arg-type]
            **wording,
        )
    except Refused as refusal:
        form.add_refusal(refusal)
    except Conflict as conflict:
        form.take_version(conflict)
        context["conflict_rows"] = form.conflict_rows(conflict)
        paper.refresh_from_db()
    else:
        return True
    return False


def _after_saving(request: HttpRequest, paper: BoardPaper) -> HttpResponse:
    follow = request.POST.get("follow", "")
    if follow:
        messages.success(request, "Saved. That part follows the register again.")
        return redirect(f"{reverse('governance:paper_edit', args=[paper.pk])}#part-{follow}")
    if request.POST.get("then") == "read":
        messages.success(request, "Saved. This is what the board will read.")
        return redirect("governance:paper", pk=paper.pk)
    messages.success(request, "The wording has been saved.")
    return redirect("governance:paper_edit", pk=paper.pk)


def _rows(paper: BoardPaper, assembly: Assembly, form: EditPaperForm) -> list[dict[str, Any]]:
    """Return each part with its box and, where the officer worded it, what the register says."""
    rows: list[dict[str, Any]] = []
    for part in PARTS:
        live = tidy(assembly.suggested.get(part.key, ""))
        written = paper.wording.get(part.key)
        row: dict[str, Any] = {
            "part": part,
            "field": form[part.key],
            "mark": form[f"{part.key}_as_suggested"],
            "live": live,
            "worded": isinstance(written, dict),
        }
        if isinstance(written, dict):
            row["difference"] = word_changes(live, str(written["text"]))
            if has_moved_on(paper, part.key, assembly.suggested):
                row["moved"] = word_changes(str(written.get("register", "")), live)
        rows.append(row)
    return rows


@needs(Permission.EDIT_PAPERS)
@require_POST
def paper_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what is being written, from the first word."""
    paper = paper_for(request, pk, Permission.EDIT_PAPERS)
    names = {*_HEADER, "version", "meeting_on_day", "meeting_on_month", "meeting_on_year"}
    names |= {part.key for part in PARTS} | {f"{part.key}_as_suggested" for part in PARTS}
    data = {key: storable(str(value)) for key, value in request.POST.items() if key in names}
    kept = drafts.keep(by=request.user, key=draft_key(paper), data=data)  # type: ignore[arg-type]
    return JsonResponse({"saved_at": kept.updated_at.isoformat()})


@needs(Permission.EDIT_PAPERS)
@require_POST
def paper_draft_discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget what was being written; what was saved stays."""
    paper = paper_for(request, pk, Permission.EDIT_PAPERS)
    drafts.discard(by=request.user, key=draft_key(paper))  # type: ignore[arg-type]
    messages.success(request, "Your unsaved changes have been discarded.")
    return redirect("governance:paper_edit", pk=paper.pk)
