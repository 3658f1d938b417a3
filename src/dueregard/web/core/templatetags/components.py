"""Template tags and filters of the page components. Load with ``{% load components %}``."""

from __future__ import annotations

import datetime
from typing import Any

from django import template
from django.template import Context
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from dueregard.web.core.forms.errors import ErrorLink, error_links

register = template.Library()

#: What a kind of status looks like. The words carry the meaning; colour repeats it.
TAG_COLOURS: dict[str, str] = {
    "completed": "green",
    "verified": "green",
    "accepted": "green",
    "issued": "green",
    "answered": "green",
    "in-progress": "",
    "open": "",
    "current": "",
    "new": "teal",
    "changed": "yellow",
    "due": "yellow",
    "proposed": "yellow",
    "in-part": "yellow",
    "overdue": "red",
    "error": "red",
    "unanswered": "orange",
    "challenged": "orange",
    "warning": "orange",
    "blocked": "orange",
    "draft": "purple",
    "restricted": "magenta",
    "priority": "magenta",
    "to-do": "grey",
    "not-started": "grey",
    "closed": "grey",
    "rejected": "grey",
    "pointer": "grey",
    "superseded": "grey",
    "unchanged": "grey",
    "withdrawn": "grey",
}


@register.filter
def tag_class(kind: str) -> str:
    """Return the classes of a status tag: ``{{ "overdue"|tag_class }}``."""
    colour = TAG_COLOURS.get(str(kind).replace("_", "-"), "")
    return f"govuk-tag dr-tag govuk-tag--{colour}" if colour else "govuk-tag dr-tag"


@register.filter
def british_date(value: datetime.date | datetime.datetime | None) -> SafeString | str:
    """Return ``1 March 2026`` as a ``<time>``; nothing when there is no date."""
    if value is None or value == "":
        return ""
    if isinstance(value, datetime.datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    words = f"{value.day} {value:%B %Y}"
    return format_html('<time datetime="{}">{}</time>', value.strftime("%Y-%m-%d"), words)


@register.filter
def british_datetime(value: datetime.datetime | None) -> SafeString | str:
    """Return ``1 March 2026 at 2:05pm`` as a ``<time>``; nothing when there is no time."""
    if value is None or value == "":
        return ""
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    hour = local.hour % 12 or 12
    half = "am" if local.hour < 12 else "pm"
    words = f"{local.day} {local:%B %Y} at {hour}:{local:%M}{half}"
    return format_html('<time datetime="{}">{}</time>', local.isoformat(), words)


@register.simple_tag(takes_context=True)
def page_errors(context: Context) -> list[ErrorLink]:
    """Collect the errors of the page's ``form``, ``formset`` and ``forms``, in that order."""
    found: list[ErrorLink] = []
    for name in ("form", "formset"):
        found.extend(error_links(context.get(name)))
    forms = context.get("forms") or []
    for form in forms if isinstance(forms, list | tuple) else []:
        found.extend(error_links(form))
    return found


@register.simple_tag
def error_summary(*forms: Any) -> SafeString:
    """Show the error summary of forms that the page frame does not know by name."""
    errors = [link for form in forms for link in error_links(form)]
    return render_to_string("core/components/error_summary.html", {"errors": errors})


@register.simple_block_tag
def details(content: SafeString, summary: str, open: bool = False) -> SafeString:
    """Hide help until it is asked for: ``{% details summary="Why we ask" %}…{% enddetails %}``."""
    values = {"content": content, "summary": summary, "open": open}
    return render_to_string("core/components/details.html", values)


@register.simple_block_tag
def inset(content: SafeString) -> SafeString:
    """Set a passage off from the text: ``{% inset %}…{% endinset %}``."""
    return render_to_string("core/components/inset.html", {"content": content})


@register.simple_block_tag
def summary_card(content: SafeString, title: str, level: int = 2, id: str = "") -> SafeString:
    """Frame a block: ``{% summary_card title="Owner" %}…{% endsummary_card %}``."""
    values = {"content": content, "title": title, "level": level, "id": id}
    return render_to_string("core/components/summary_card.html", values)
