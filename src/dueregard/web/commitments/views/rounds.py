"""Pages of rounds: who has reported, who is late; opening, reminding, closing."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from dueregard.web.accounts.models import User
from dueregard.web.accounts.permissions import Permission
from dueregard.web.commitments import queries, services
from dueregard.web.commitments.access import may_see
from dueregard.web.commitments.forms.ownership import OpenRoundForm
from dueregard.web.commitments.models import Commitment, Round
from dueregard.web.commitments.pages import origins_of
from dueregard.web.commitments.queries.rounds import OwnerReport
from dueregard.web.commitments.scopes import Scope, describe, scope_of
from dueregard.web.commitments.states import RoundState
from dueregard.web.core.clock import today
from dueregard.web.core.components import Tile
from dueregard.web.core.exceptions import Conflict, NotPermitted, Refused
from dueregard.web.core.registry import Origin
from dueregard.web.organisation.access import access_of
from dueregard.web.organisation.models import Post


def round_page(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show who has reported in a round and who is late."""
    assert isinstance(request.user, User)
    shown = get_object_or_404(Round, pk=pk)
    scope = scope_of(shown)
    report = queries.round_report(shown)
    seen = _seen(request.user, report)
    manages = _manages(request.user, scope)
    rounds = Round.objects.filter(scope_kind=shown.scope_kind, scope_id=shown.scope_id)
    context = {
        "round": shown,
        "scope": scope,
        "report": report,
        "sentence": _sentence(report),
        "tiles": _tiles(report),
        "silent": [_owner(owner, seen) for owner in report.silent],
        "done": [_owner(owner, seen) for owner in report.done],
        "unowned": [(seen[item.pk], item) for item in report.unowned if item.pk in seen],
        "manages": manages,
        "is_open": shown.state == RoundState.OPEN,
        "others": rounds.exclude(pk=shown.pk).order_by("-position"),
        "reports_here": bool(access_of(request.user).posts & {o.post.pk for o in report.owners}),
    }
    return render(request, "commitments/round.html", context)


def _seen(user: User, report: queries.RoundReport) -> dict[int, Origin]:
    """Return the pages of the items the person may see; others are only counted."""
    items: list[Commitment] = list(report.unowned)
    for owner in report.owners:
        items += owner.silent + owner.reported
    return origins_of([item for item in items if may_see(user, item)])


def _owner(owner: OwnerReport, seen: dict[int, Origin]) -> dict[str, object]:
    hidden = sum(1 for item in owner.silent if item.pk not in seen)
    return {
        "report": owner,
        "items": [(seen[item.pk], item) for item in owner.silent if item.pk in seen],
        "hidden": hidden,
    }


def _sentence(report: queries.RoundReport) -> str:
    total, silent = len(report.owners), len(report.silent)
    if not total:
        return "Nobody is asked to report: no open item has an owner."
    if not silent:
        return f"All {total} owners have reported." if total > 1 else "The owner has reported."
    done = total - silent
    begun = sum(1 for owner in report.silent if owner.reported)
    clauses = [f"{done} of {total} owner{'' if total == 1 else 's'} {_have(done)} reported"]
    if begun:
        clauses.append(f"{begun} {_have(begun)} begun")
    if silent > begun:
        clauses.append(f"{silent - begun} {_have(silent - begun)} not")
    late = ""
    if report.is_late:
        late = " It is late." if silent == 1 else " They are late."
    return f"{'; '.join(clauses)}.{late}"


def _have(number: int) -> str:
    return "has" if number == 1 else "have"


def _tiles(report: queries.RoundReport) -> list[Tile]:
    return [
        Tile(report.total, "items to report on"),
        Tile(report.reported, "reported", kind="completed"),
        Tile(
            report.total - report.reported, "not reported", kind="overdue" if report.is_late else ""
        ),
        Tile(len(report.unowned), "nobody answers for", kind="warning" if report.unowned else ""),
    ]


def _manages(user: User, scope: Scope | None) -> bool:
    return access_of(user).may(Permission.MANAGE_ROUNDS, scope.unit_id if scope else None)


@require_POST
def remind(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Write to those chosen who have not reported."""
    assert isinstance(request.user, User)
    shown = get_object_or_404(Round, pk=pk)
    ids = [int(text) for text in request.POST.getlist("post") if text.isascii() and text.isdigit()]
    address = request.build_absolute_uri(reverse("commitments:update_many"))
    try:
        written = services.remind(
            round=shown, posts=Post.objects.filter(pk__in=ids), address=address, by=request.user
        )
    except Refused as refusal:
        messages.warning(request, str(refusal))
    except NotPermitted as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    else:
        people = "person" if written == 1 else "people"
        messages.success(request, f"Reminded {written} {people}.{_unreached(shown)}")
    return redirect("commitments:round", pk=pk)


def _unreached(shown: Round) -> str:
    """Return which posts nobody could be written to for."""
    empty = [owner.post.title for owner in queries.silent_owners(shown) if owner.holder is None]
    if not empty:
        return ""
    named = ", ".join(empty[:5]) + (f" and {len(empty) - 5} more" if len(empty) > 5 else "")
    return f" Nobody could be written to for vacant posts: {named}."


def close_round(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Ask before a round is closed, saying what would stay unsaid; then close it."""
    assert isinstance(request.user, User)
    shown = get_object_or_404(Round, pk=pk)
    scope = scope_of(shown)
    if not _manages(request.user, scope):
        raise PermissionDenied("You may not open and close reporting rounds of this unit.")
    problem = ""
    if request.method == "POST":
        version = request.POST.get("version", "")
        expected = int(version) if version.isascii() and version.isdigit() else None
        try:
            services.close_round(round=shown, by=request.user, expected_version=expected)
        except (Refused, Conflict) as refusal:
            problem = str(refusal)
            shown.refresh_from_db()
        else:
            messages.success(request, f"“{shown.name}” is closed. What was said in it stays.")
            return redirect("commitments:round", pk=pk)
    report = queries.round_report(shown)
    context = {"round": shown, "scope": scope, "report": report, "problem": problem}
    return render(request, "commitments/close_round.html", context)


def open_round(request: HttpRequest, scope_kind: str, scope_id: int) -> HttpResponseBase:
    """Open the next round of a source or plan."""
    assert isinstance(request.user, User)
    scope = describe(scope_kind, scope_id)
    if scope is None:
        raise Http404("There is nothing here to open a round for.")
    if not _manages(request.user, scope):
        raise PermissionDenied("You may not open and close reporting rounds of this unit.")
    form = OpenRoundForm(request.POST or None, initial={"opens_on": today()})
    if request.method == "POST" and form.is_valid():
        try:
            made = services.open_round(
                scope_kind=scope_kind, scope_id=scope_id, by=request.user, **form.cleaned_data
            )
        except Refused as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, f"“{made.name}” is open: owners can report now.")
            return redirect("commitments:round", pk=made.pk)
    rounds = Round.objects.filter(scope_kind=scope_kind, scope_id=scope_id)
    still_open = rounds.filter(state=RoundState.OPEN).first()
    context = {"form": form, "scope": scope, "still_open": still_open}
    return render(request, "commitments/open_round.html", context)
