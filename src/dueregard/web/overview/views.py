"""Home by role, search, the audit record, checks of the record, and whether the service is well."""

from __future__ import annotations

import json
from collections import defaultdict

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from dueregard.web.accounts.permissions import Permission
from dueregard.web.audit.models import Event
from dueregard.web.core import registry
from dueregard.web.core.clock import today
from dueregard.web.core.components import Link, SummaryRow
from dueregard.web.core.registry import RecordProblem
from dueregard.web.organisation.access import needs
from dueregard.web.overview.audit_reading import hidden_from, read_events
from dueregard.web.overview.home import attention_groups, lead, standing_of, teaching_for
from dueregard.web.overview.lists import AuditList, kind_in_words, moment, verb_in_words
from dueregard.web.overview.searching import LONGEST, hit_groups, kind_name


@needs(None)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show what needs this person today."""
    user, day = request.user, today()
    groups = attention_groups(user, day)  # type: ignore[arg-type]
    context = {
        "groups": groups,
        "lead": lead(groups),
        "today": day,
        "standing": standing_of(user, day),  # type: ignore[arg-type]
    }
    if not groups:
        teaching = teaching_for(user)  # type: ignore[arg-type]
        context["teaching"] = teaching
        context["teaching_href"] = _address(teaching.url_name)
    return render(request, "overview/home.html", context)


def _address(url_name: str) -> str:
    if not url_name:
        return ""
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""


@needs(None)
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Search over everything this person may see."""
    query = " ".join(request.GET.get("q", "").split())[:LONGEST]
    kind = request.GET.get("kind", "")
    groups = hit_groups(query, user=request.user, kind=kind) if query else []  # type: ignore[arg-type]
    context = {
        "query": query,
        "groups": groups,
        "kind": kind if registry.search.get(kind) is not None else "",
        "kind_name": kind_name(kind),
        "total": sum(len(group.hits) for group in groups),
    }
    return render(request, "overview/search.html", context)


@needs(Permission.VIEW_AUDIT)
@require_safe
def audit_list(request: HttpRequest) -> HttpResponse:
    """Show who did what to what, when."""
    listing = AuditList(Event.objects.all(), request.GET, user=request.user)  # type: ignore[arg-type]
    if listing.export_format:
        return listing.export()
    return render(request, "overview/audit_list.html", {"listing": listing})


@needs(Permission.VIEW_AUDIT)
@require_safe
def audit_event(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one event in full, as far as this person may see it."""
    event = get_object_or_404(Event, pk=pk)
    [read] = read_events([event], hidden_from(request.user))  # type: ignore[arg-type]
    listed = reverse("overview:audit_list")
    of_this = f"{listed}?kind={event.kind}&object={event.object_id}"
    rows = [
        SummaryRow("When", moment(event)),
        SummaryRow("Who", read.actor, hint=event.actor),
        SummaryRow("What was done", verb_in_words(event.verb)),
        SummaryRow(
            "To what",
            f"{kind_in_words(event.kind)} {event.object_id}",
            hint="" if read.concealed else read.thing,
            actions=[Link("All events", of_this, "of this thing")],
        ),
    ]
    if event.batch:
        together = Link("All events", f"{listed}?batch={event.batch}", "of this batch")
        rows.append(SummaryRow("Batch", str(event.batch), actions=[together]))
    payload = json.dumps(json.loads(event.payload), indent=2, ensure_ascii=False, sort_keys=True)
    context = {"event": event, "read": read, "rows": rows}
    if not read.concealed:
        context["payload"] = payload
    return render(request, "overview/audit_event.html", context)


@needs(Permission.VIEW_AUDIT)
@require_safe
def record_checks(request: HttpRequest) -> HttpResponse:
    """Run every check of the record and show what to mend."""
    problems: dict[str, list[RecordProblem]] = defaultdict(list)
    for provide in registry.record_checks:
        for problem in provide():
            problems[problem.severity].append(problem)
    order = sorted(problems, key=lambda name: (_ORDER.get(name, len(_ORDER)), name))
    context = {
        "groups": [(_SEVERITIES.get(name, name.capitalize()), problems[name]) for name in order],
        "checks": len(registry.record_checks.keys()),
        "total": sum(len(found) for found in problems.values()),
    }
    return render(request, "overview/record_checks.html", context)


_SEVERITIES = {
    "error": "To mend now",
    "warning": "To look at",
    "info": "Good to know",
}
_ORDER = {name: place for place, name in enumerate(_SEVERITIES)}


@never_cache
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """Say whether the service and its database answer; needs no sign-in and tells no more."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchone()
    except DatabaseError:
        return JsonResponse({"status": "unwell", "database": "unreachable"}, status=503)
    return JsonResponse({"status": "well", "database": "reachable"})
