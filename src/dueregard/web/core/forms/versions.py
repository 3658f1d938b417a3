"""Forms that notice when somebody else saved the same thing meanwhile."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.db.models import Model
from django.http import QueryDict

from dueregard.web.core.components import ConflictRow
from dueregard.web.core.dates import write_date
from dueregard.web.core.exceptions import Conflict


class VersionedFormMixin(forms.BaseForm):
    """Carry the version of the record the user opened, hidden in the form.

    The version is that of ``instance`` or the argument ``version``.
    """

    def __init__(self, *args: Any, version: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if version is None:
            version = getattr(getattr(self, "instance", None), "version", None)
        self.fields["version"] = forms.IntegerField(
            required=False,
            initial=version,
            widget=forms.HiddenInput,
            error_messages={"invalid": "Open this page again: part of it was lost on the way."},
        )

    @property
    def expected_version(self) -> int | None:
        """The version the user saw; None when the form did not carry one."""
        return self.cleaned_data.get("version")

    def take_version(self, conflict: Conflict) -> None:
        """Measure the next save against what is saved now, since the user has seen it."""
        data = QueryDict(mutable=True)
        data.update(self.data)
        data[self.add_prefix("version")] = str(conflict.current.version)
        self.data = data

    def conflict_rows(self, conflict: Conflict) -> list[ConflictRow]:
        """Return the fields in which the two versions differ, each in words."""
        rows = []
        for name, field in self.fields.items():
            if name == "version" or not hasattr(conflict.current, name):
                continue
            submitted = getattr(self, "cleaned_data", {})
            yours = conflict.submitted.get(name, submitted.get(name))
            yours, theirs = in_words(field, yours), in_words(field, getattr(conflict.current, name))
            if yours != theirs:
                rows.append(ConflictRow(str(field.label or name), yours, theirs))
        return rows


def in_words(field: forms.Field, value: Any) -> str:
    """Return a field's value as a person reads it."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, datetime.date):
        return write_date(value)
    if isinstance(value, Model):
        return str(value)
    choices = dict(getattr(field, "choices", ())) if isinstance(field, forms.ChoiceField) else {}
    return str(choices.get(value, value))
