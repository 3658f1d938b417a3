"""Pages of one item: the item itself, as it stood on a day, its history."""

from __future__ import annotations

import datetime

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render

from dueregard.web.accounts.models import User
from dueregard.web.audit import presenters
from dueregard.web.commitments import queries
from dueregard.web.commitments.pages import origin_of, own_href, trail_of
from dueregard.web.commitments.views.acting import visible_or_404
from dueregard.web.commitments.voices import challenge_voice, entry_voice
from dueregard.web.core.clock import today
from dueregard.web.core.forms import DateField, DueForm

EVENTS_ON_A_PAGE = 50


class AsAtForm(DueForm):
    """Choose a day."""

    on = DateField(label="Day", help_text="It is shown as it stood at the end of that day.")


def commitment(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Lead to the item's full page; one of no other app is shown here."""
    assert isinstance(request.user, User)
    found = visible_or_404(request.user, pk)
    origin = origin_of(found)
    if origin.href != own_href(pk):
        return redirect(origin.href)
    context = {
        "commitment": found,
        "story": queries.story(found, request.user),
        "trail": trail_of(found, request.user),
    }
    return render(request, "commitments/commitment.html", context)


def as_at(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show an item as it stood on a day."""
    assert isinstance(request.user, User)
    found = visible_or_404(request.user, pk)
    asked = any(name.startswith("on") for name in request.GET)
    form = AsAtForm(
        request.GET if asked else None, initial={"on": today() - datetime.timedelta(days=1)}
    )
    day = form.cleaned_data["on"] if asked and form.is_valid() else None
    if day is not None and day > today():
        form.add_error(
            "on", forms.ValidationError("That day is still to come. Give one that has passed.")
        )
        day = None
    context: dict[str, object] = {
        "form": form,
        "commitment": found,
        "origin": origin_of(found),
        "trail": trail_of(found, request.user),
    }
    if day is not None:
        then = queries.commitment_as_at(found, day)
        context |= {
            "then": then,
            "entries": [entry_voice(entry, None) for entry in then.entries],
            "unanswered": [challenge_voice(each, on=day) for each in then.unanswered],
            "answered": [challenge_voice(each, on=day) for each in then.answered],
        }
    return render(request, "commitments/as_at.html", context)


def history(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show every write to an item and what hangs on it, from the audit record."""
    assert isinstance(request.user, User)
    found = visible_or_404(request.user, pk)
    pages = Paginator(queries.history(found, request.user), EVENTS_ON_A_PAGE)
    page = pages.get_page(request.GET.get("page"))
    context = {
        "commitment": found,
        "origin": origin_of(found),
        "page": page,
        "history": presenters.present(page.object_list),
        "trail": trail_of(found, request.user),
    }
    return render(request, "commitments/history.html", context)
