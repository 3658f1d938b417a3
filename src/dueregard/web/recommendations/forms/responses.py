"""The form of a response."""

from __future__ import annotations

from typing import Any

from django import forms

from dueregard.web.core.clock import today
from dueregard.web.core.forms import DateField, DueForm, VersionedFormMixin
from dueregard.web.recommendations.forms.fields import BodyField
from dueregard.web.recommendations.models import Response
from dueregard.web.recommendations.states import ResponseKind


class ResponseForm(VersionedFormMixin, DueForm):
    """What one body says to a recommendation."""

    body = BodyField(label="Which body responds?", empty_label="Choose a body")
    kind = forms.ChoiceField(
        label="What does it say?", choices=ResponseKind.choices, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label="Reason",
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Needed when it is rejected or accepted in part. Give the body’s own words.",
    )
    responded_on = DateField(label="When did it respond?", help_text="For example, 27 3 2026.")

    def __init__(self, *args: Any, response: Response | None = None, **kwargs: Any) -> None:
        if response is not None:
            held = {
                name: getattr(response, name) for name in ("body", "kind", "reason", "responded_on")
            }
            kwargs["initial"] = {**held, **(kwargs.get("initial") or {})}
            kwargs.setdefault("version", response.version)
        super().__init__(*args, **kwargs)
        date = self.fields["responded_on"]
        if isinstance(date, DateField):
            date.latest = today()
        if response is not None:
            # A response belongs to its body; another body gives another response.
            self.fields["body"].disabled = True

    def clean(self) -> dict[str, Any]:
        """Ask for the reason beside its own box."""
        cleaned = super().clean() or self.cleaned_data
        kind = cleaned.get("kind")
        if kind and kind != ResponseKind.ACCEPTED and not cleaned.get("reason"):
            self.add_error("reason", f"Say why it is {ResponseKind(kind).label.lower()}")
        return cleaned
