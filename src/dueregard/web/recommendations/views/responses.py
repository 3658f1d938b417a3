"""The page where a body's response is recorded."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from dueregard.web.accounts.permissions import Permission
from dueregard.web.core.clock import today
from dueregard.web.organisation.access import needs
from dueregard.web.recommendations import services
from dueregard.web.recommendations.forms import ResponseForm
from dueregard.web.recommendations.models import Recommendation, Response
from dueregard.web.recommendations.queries import responses_of
from dueregard.web.recommendations.states import ResponseKind
from dueregard.web.recommendations.views.drafts import begun, draft_context, submitted
from dueregard.web.recommendations.views.finding import find_item, require_manage, user_of
from dueregard.web.recommendations.views.saving import saved


@needs(Permission.MANAGE_SOURCES)
def respond(request: HttpRequest, pk: int) -> HttpResponse:
    """Record what a body says to a recommendation, or change what it said (``?response=``)."""
    item, user = find_item(request, pk), user_of(request)
    require_manage(request, item.source, item)
    held = _held(item, request.GET.get("response", ""))
    initial = {"responded_on": today(), "body": item.owner_body or item.source.owner_body}
    context: dict[str, Any] = draft_context(user, "respond", pk)
    first = begun(context) if held else initial | begun(context)
    form = ResponseForm(request.POST or None, response=held, initial=first)
    context |= {"form": form, "recommendation": item, "response": held}
    if request.method == "POST" and form.is_valid():
        given = {
            name: form.cleaned_data[name] for name in ("body", "kind", "reason", "responded_on")
        }
        done, shown = saved(
            form,
            lambda: services.respond(
                recommendation=item, by=user, expected_version=form.expected_version, **given
            ),
        )
        if done is not None:
            submitted(user, "respond", pk)
            messages.success(request, _next(item, done))
            return redirect("recommendations:recommendation", pk=pk)
        context |= shown
    return render(request, "recommendations/respond.html", context)


def _held(item: Recommendation, asked: str) -> Response | None:
    return next((each for each in responses_of(item) if str(each.pk) == asked), None)


def _next(item: Recommendation, response: Response) -> str:
    """Say what was recorded, and what that does not do by itself."""
    words = f"The response of {response.body} to {item.commitment.reference} is recorded."
    if response.kind == ResponseKind.REJECTED and item.commitment.is_leaf:
        return f"{words} It stays open until its closure as rejected is proposed and verified."
    return words
