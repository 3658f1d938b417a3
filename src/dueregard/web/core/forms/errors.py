"""From the errors of forms to the links of an error summary."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.forms import BaseForm, BaseFormSet, BoundField


@dataclass(frozen=True)
class ErrorLink:
    """One line of an error summary; ``href`` leads to the field, when there is one."""

    message: str
    href: str = ""


def error_links(form: Any) -> list[ErrorLink]:
    """Return the errors of a form or formset in the order of the page; none when not submitted."""
    if isinstance(form, BaseFormSet):
        if not form.is_bound:
            return []
        own = [ErrorLink(str(message)) for message in form.non_form_errors()]
        return own + [link for each in form.forms for link in error_links(each)]
    if isinstance(form, BaseForm) and form.is_bound:
        return list(_form_links(form))
    return []


def _form_links(form: BaseForm) -> Iterator[ErrorLink]:
    for message in form.non_field_errors():
        yield ErrorLink(str(message))
    for name in form.fields:
        bound = form[name]
        # A hidden field cannot take the focus, and its error was moved to the top by Django.
        for message in form.errors.get(name, ()):
            yield ErrorLink(str(message), "" if bound.is_hidden else f"#{focus_id(bound)}")


def focus_id(bound: BoundField) -> str:
    """Return the id of the first thing of a field that takes the focus."""
    first = getattr(bound, "first_input_id", "")
    return first or bound.id_for_label or bound.auto_id
