"""A form field as GOV.UK markup wants it: which component it is, its classes and descriptions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField, BoundWidget

from dueregard.web.core.forms.date_field import DatePartsInput

_KINDS: tuple[tuple[type[forms.Widget], str], ...] = (
    (DatePartsInput, "date"),
    (forms.CheckboxSelectMultiple, "checkboxes"),
    (forms.RadioSelect, "radios"),
    (forms.CheckboxInput, "checkbox"),
    (forms.Select, "select"),
    (forms.Textarea, "textarea"),
    (forms.FileInput, "file"),
    (forms.PasswordInput, "password"),
)
_CLASSES = {
    "checkboxes": "govuk-checkboxes__input",
    "radios": "govuk-radios__input",
    "checkbox": "govuk-checkboxes__input",
    "select": "govuk-select",
    "textarea": "govuk-textarea",
    "file": "govuk-file-upload",
    "password": "govuk-input govuk-password-input__input govuk-js-password-input-input",
    "input": "govuk-input",
}
_MARKED_WHEN_WRONG = {"select", "textarea", "file", "password", "input"}
_WIDTHS = (2, 3, 4, 5, 10, 20, 30)


@dataclass(frozen=True)
class Choice:
    """One radio or checkbox with its hint."""

    widget: BoundWidget
    hint: str = ""
    hint_id: str = ""


class GovukBoundField(BoundField):
    """A bound field that knows which GOV.UK component shows it."""

    @property
    def kind(self) -> str:
        """The component: input, textarea, select, radios, checkboxes, checkbox, date, file…"""
        widget = self.field.widget
        return next((kind for cls, kind in _KINDS if isinstance(widget, cls)), "input")

    @property
    def first_input_id(self) -> str:
        """The id that an error summary links to."""
        if self.kind in {"radios", "checkboxes"} and self.subwidgets:
            return str(self.subwidgets[0].id_for_label or "")
        if self.kind == "date":
            wrong = [p for p in ("day", "month", "year") if p in self.parts_in_error]
            return f"{self.auto_id}_{wrong[0] if wrong else 'day'}"
        return self.id_for_label

    @property
    def shown_label(self) -> str:
        """The label; a field that may stay empty says so."""
        marked = self.field.required or self.kind == "checkbox" or self._option("hide_optional")
        return str(self.label) if marked else f"{self.label} (optional)"

    @property
    def page_heading(self) -> bool:
        """Whether the label is the heading of the page."""
        return bool(self._option("page_heading"))

    @property
    def inline(self) -> bool:
        """Whether radios stand side by side."""
        return bool(self._option("inline"))

    @property
    def count_limit(self) -> int | None:
        """How many characters a text may have, when the page says so."""
        return getattr(self.field, "max_length", None) if self.kind == "textarea" else None

    @property
    def parts_in_error(self) -> frozenset[str]:
        """Which of day, month and year are wrong."""
        errors = self.form.errors.as_data().get(self.name, []) if self.form.is_bound else []
        parts: set[str] = set()
        for error in errors:
            params = error.params if isinstance(error, ValidationError) else None
            parts.update((params or {}).get("parts", ("day", "month", "year")))
        return frozenset(parts)

    @property
    def choices(self) -> list[Choice]:
        """The radios or checkboxes of the field, each with its hint."""
        hints = self._option("choice_hints") or {}
        found = []
        for widget in self.subwidgets:
            hint = str(hints.get(str(widget.data.get("value")), ""))
            hint_id = f"{widget.id_for_label}_hint" if hint else ""
            if hint:
                widget.data["attrs"]["aria-describedby"] = hint_id
            found.append(Choice(widget, hint, hint_id))
        return found

    @property
    def aria_describedby(self) -> str | None:
        """The ids of hint, error and character count, in the order they are read."""
        described = super().aria_describedby
        if self.count_limit and self.auto_id and described is not None:
            described = f"{described} {self.auto_id}-info".strip()
        return described

    def build_widget_attrs(
        self, attrs: dict[str, Any], widget: forms.Widget | None = None
    ) -> dict[str, Any]:
        """Add the GOV.UK classes to what Django gives the control."""
        built: dict[str, Any] = dict(super().build_widget_attrs(attrs, widget))
        shown = widget or self.field.widget
        if shown.is_hidden:
            return built
        if self.kind == "date":
            built["parts_in_error"] = self.parts_in_error
            return built
        if self.kind in {"radios", "checkboxes"}:
            # A radio cannot be invalid by itself; the group bears the error.
            built.pop("aria-invalid", None)
        built["class"] = " ".join(self._classes(str(shown.attrs.get("class", ""))))
        if self.count_limit:
            # The browser must not cut what is pasted without a word; the server refuses in words.
            built["maxlength"] = False
        return built

    def _classes(self, own: str) -> list[str]:
        classes = [_CLASSES[self.kind]]
        if self.errors and self.kind in _MARKED_WHEN_WRONG:
            classes.append(f"{_CLASSES[self.kind].split()[0]}--error")
        if self.kind == "input" and self._option("width") in _WIDTHS:
            classes.append(f"govuk-input--width-{self._option('width')}")
        if self.count_limit:
            classes.append("govuk-js-character-count")
        return [*classes, *own.split()]

    def _option(self, name: str) -> Any:
        return getattr(self.field, name, None)
