"""A page with one form: what all forms of the organisation have in common."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from dueregard.web.core.components import Link
from dueregard.web.core.exceptions import Conflict, Refused
from dueregard.web.core.forms import DueForm


@dataclass(frozen=True)
class FormPage:
    """What stands around the form."""

    title: str
    button: str
    back: Link
    caption: str = ""
    intro: str = ""
    warning: str = ""
    points: list[str] = field(default_factory=list)
    danger: bool = False


#: Does what the form asks; returns what to say and where to go.
Act = Callable[[dict[str, Any]], tuple[str, str]]


def answer(request: HttpRequest, form: DueForm, page: FormPage, act: Act) -> HttpResponse:
    """Show the form, or do what it asks and go on."""
    context: dict[str, Any] = {"form": form, "page": page}
    if request.method == "POST" and form.is_valid():
        try:
            said, href = act(form.cleaned_data)
        except Refused as refusal:
            form.add_refusal(refusal)
        except Conflict as conflict:
            if hasattr(form, "conflict_rows"):
                form.take_version(conflict)  # type: ignore[attr-defined]
                context["conflict_rows"] = form.conflict_rows(conflict)
            else:
                form.add_error(None, f"{conflict.message} Look again, then save once more.")
        else:
            messages.success(request, said)
            return redirect(href)
    return render(request, "organisation/form.html", context)
