"""The form of a source."""

from __future__ import annotations

from typing import Any

from django import forms

from dueregard.web.accounts.models import User
from dueregard.web.core.clock import today
from dueregard.web.core.forms import DateField, DueForm, VersionedFormMixin
from dueregard.web.recommendations.forms.fields import BodyField, UnitField
from dueregard.web.recommendations.models import Source
from dueregard.web.recommendations.states import SourceKind

FIELDS = (
    "title", "short_title", "kind", "published_by", "published_on", "owner_body", "unit", "link",
    "description",
)  # fmt: skip


class SourceForm(VersionedFormMixin, DueForm):
    """What a source is and who keeps it."""

    title = forms.CharField(
        label="Title", max_length=300, help_text="In full, as it stands on the cover."
    )
    short_title = forms.CharField(
        label="Short title",
        max_length=80,
        help_text="What people call it in a sentence. Shown in lists.",
    )
    kind = forms.ChoiceField(
        label="What kind of source is it?", choices=SourceKind.choices, widget=forms.RadioSelect
    )
    published_by = forms.CharField(label="Published by", max_length=200, required=False)
    published_on = DateField(
        label="Date of publication", required=False, help_text="For example, 27 3 2026."
    )
    owner_body = BodyField(
        label="Body that must carry it out",
        required=False,
        empty_label="Not one body alone",
        help_text="Unless a recommendation names another.",
    )
    unit = UnitField(
        label="Unit that keeps it",
        help_text="Those with a role there may add to it and open its reporting rounds.",
    )
    link = forms.URLField(
        label="Where it can be read",
        required=False,
        assume_scheme="https",
        help_text="A web address, if it is public.",
    )
    description = forms.CharField(
        label="What it is about", required=False, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, *args: Any, user: User, source: Source | None = None, **kwargs: Any) -> None:
        if source is not None:
            kwargs.setdefault("initial", {name: getattr(source, name) for name in FIELDS})
            kwargs.setdefault("version", source.version)
        super().__init__(*args, **kwargs)
        unit = self.fields["unit"]
        if isinstance(unit, UnitField):
            unit.offer(user)
        date = self.fields["published_on"]
        if isinstance(date, DateField):
            date.latest = today()

    @property
    def values(self) -> dict[str, Any]:
        """What the service takes."""
        return {name: self.cleaned_data[name] for name in FIELDS}
