"""Pages of sources."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from dueregard.web.accounts.permissions import Permission
from dueregard.web.organisation.access import access_of, needs
from dueregard.web.recommendations import services
from dueregard.web.recommendations.forms import SourceForm
from dueregard.web.recommendations.queries.sources import source_summaries
from dueregard.web.recommendations.views.drafts import begun, draft_context, submitted
from dueregard.web.recommendations.views.finding import find_source, require_manage, user_of
from dueregard.web.recommendations.views.saving import saved
from dueregard.web.recommendations.views.source_page import source_context


@needs(Permission.VIEW)
def source_list(request: HttpRequest) -> HttpResponse:
    """Show every source with how far it is."""
    context = {
        "summaries": source_summaries(user_of(request)),
        "may_add": access_of(request.user).may(Permission.MANAGE_SOURCES),
    }
    return render(request, "recommendations/source_list.html", context)


@needs(Permission.VIEW)
def source(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what one source asked and how far that is."""
    return render(
        request, "recommendations/source.html", source_context(find_source(pk), user_of(request))
    )


@needs(Permission.MANAGE_SOURCES)
def source_add(request: HttpRequest) -> HttpResponse:
    """Add a source."""
    user = user_of(request)
    context = draft_context(user, "source")
    form = SourceForm(request.POST or None, user=user, initial=begun(context))
    if request.method == "POST" and form.is_valid():
        made, _ = saved(form, lambda: services.add_source(**form.values, by=user))
        if made is not None:
            submitted(user, "source")
            messages.success(
                request, f"{made.short_title} is in the register. Now add what it asks."
            )
            return redirect("recommendations:source", pk=made.pk)
    return render(request, "recommendations/source_form.html", context | {"form": form})


@needs(Permission.MANAGE_SOURCES)
def source_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change how a source is described."""
    held, user = find_source(pk), user_of(request)
    require_manage(request, held)
    form = SourceForm(request.POST or None, user=user, source=held)
    context: dict[str, Any] = {"form": form, "source": held}
    if request.method == "POST" and form.is_valid():
        done, shown = saved(
            form,
            lambda: services.edit_source(
                source=held, expected_version=form.expected_version, by=user, **form.values
            ),
        )
        if done is not None:
            messages.success(request, f"{done.short_title} was saved.")
            return redirect("recommendations:source", pk=pk)
        context |= shown
    return render(request, "recommendations/source_form.html", context)
