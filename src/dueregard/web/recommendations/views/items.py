"""Pages of one recommendation."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from dueregard.web.accounts.models import User
from dueregard.web.accounts.permissions import Permission
from dueregard.web.organisation.access import needs
from dueregard.web.recommendations import services
from dueregard.web.recommendations.forms import AddRecommendationForm, EditRecommendationForm
from dueregard.web.recommendations.forms.recommendations import mark_of
from dueregard.web.recommendations.models import Recommendation, Source
from dueregard.web.recommendations.queries import likely_duplicates
from dueregard.web.recommendations.views.drafts import begun, draft_context, submitted
from dueregard.web.recommendations.views.finding import (
    find_item,
    find_source,
    require_manage,
    user_of,
)
from dueregard.web.recommendations.views.item_page import item_context
from dueregard.web.recommendations.views.saving import saved


@needs(None)
def recommendation(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what was asked, who answers, and everything said about it."""
    item = find_item(request, pk)
    return render(
        request, "recommendations/recommendation.html", item_context(item, user_of(request))
    )


@needs(Permission.MANAGE_SOURCES)
def recommendation_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a recommendation by hand; what looks like one we have is shown first."""
    source, user = find_source(pk), user_of(request)
    require_manage(request, source)
    context: dict[str, Any] = draft_context(user, "add", pk)
    initial = {"parent": request.GET.get("parent")} | begun(context)
    form = AddRecommendationForm(request.POST or None, user=user, source=source, initial=initial)
    context |= {"form": form, "source": source}
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"]
        if request.POST.get("confirmed") != mark_of(text):
            context["duplicates"] = likely_duplicates(text, user=user)
            context["mark"] = mark_of(text)
        if not context.get("duplicates"):
            made, _ = saved(
                form,
                lambda: services.add_recommendation(source=source, by=user, **form.values),
            )
            if made is not None:
                return _added(request, source, made)
    return render(request, "recommendations/recommendation_add.html", context)


def _added(request: HttpRequest, source: Source, made: Recommendation) -> HttpResponse:
    submitted(user_of(request), "add", source.pk)
    messages.success(request, f"{made.commitment.reference} is in the register.")
    if request.POST.get("then") == "another":
        return redirect("recommendations:recommendation_add", pk=source.pk)
    return redirect("recommendations:recommendation", pk=made.pk)


@needs(Permission.MANAGE_SOURCES)
def recommendation_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what is recorded of a recommendation."""
    item, user = find_item(request, pk), user_of(request)
    require_manage(request, item.source, item)
    form = EditRecommendationForm(
        request.POST or None, user=user, source=item.source, recommendation=item
    )
    context: dict[str, Any] = {"form": form, "recommendation": item}
    if request.method == "POST" and form.is_valid():
        done, shown = saved(form, lambda: _save_edit(form, item, user))
        if done is not None:
            messages.success(request, f"{done.commitment.reference} was saved.")
            return redirect("recommendations:recommendation", pk=pk)
        context |= shown
    return render(request, "recommendations/recommendation_edit.html", context)


@transaction.atomic
def _save_edit(form: EditRecommendationForm, item: Recommendation, user: User) -> Recommendation:
    """Save the wording and, if it was moved, the place: both or neither."""
    edited = services.edit_recommendation(
        recommendation=item, expected_version=form.expected_version, by=user, **form.values
    )
    parent = form.cleaned_data["parent"]
    if parent != item.parent:
        services.move_recommendation(recommendation=edited, parent=parent, by=user)
    return edited
