"""What all our forms share."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import models
from django.forms.models import ModelFormMetaclass
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from dueregard.web.core.exceptions import Refused
from dueregard.web.core.forms.date_field import DateField
from dueregard.web.core.forms.errors import error_links
from dueregard.web.core.forms.wording import say_plainly


class DueFormMixin(forms.BaseForm):
    """GOV.UK markup, messages in plain words, and room for the refusals of services."""

    # The browser's own bubbles are not accessible enough; the server says what is wrong.
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if field.label is None:
                field.label = name.replace("_", " ").capitalize()
            say_plainly(field)

    def _widget_data_value(self, widget: forms.Widget, html_name: str) -> Any:
        # Browsers send line ends as two characters; people count one, and so do we.
        value = super()._widget_data_value(widget, html_name)  # type: ignore[misc]
        return value.replace("\r\n", "\n") if isinstance(value, str) else value

    def as_govuk(self) -> SafeString:
        """Return all fields in their order."""
        return self.render()

    @property
    def error_summary(self) -> SafeString:
        """The error summary of this form, for pages whose frame does not show it."""
        errors = error_links(self)
        if not errors:
            return SafeString()
        return render_to_string("core/components/error_summary.html", {"errors": errors})

    def add_refusal(self, refusal: Refused) -> None:
        """Show a service's refusal beside the field it names, or at the top."""
        field = refusal.field if refusal.field in self.fields else None
        self.add_error(field, str(refusal))


class DueForm(DueFormMixin, forms.Form):
    """A form without a model."""


def due_formfield(field: models.Field[Any, Any], **kwargs: Any) -> forms.Field | None:
    """Return the form field of a model field; dates become three boxes."""
    if isinstance(field, models.DateField) and not isinstance(field, models.DateTimeField):
        kwargs.setdefault("form_class", DateField)
    return field.formfield(**kwargs)


class DueModelFormMetaclass(ModelFormMetaclass):
    """Give every model form our fields unless its ``Meta`` chooses its own."""

    def __new__(
        mcs, name: str, bases: tuple[type, ...], attrs: dict[str, Any]
    ) -> DueModelFormMetaclass:
        meta = attrs.get("Meta")
        if meta is not None and getattr(meta, "formfield_callback", None) is None:
            meta.formfield_callback = due_formfield
        return super().__new__(mcs, name, bases, attrs)


class DueModelForm(DueFormMixin, forms.ModelForm, metaclass=DueModelFormMetaclass):
    """A form of a model. It validates; saving is the work of a service."""
