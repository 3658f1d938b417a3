"""The renderer that gives every Django form GOV.UK markup (setting ``FORM_RENDERER``)."""

from __future__ import annotations

from pathlib import Path

import django.forms
from django.forms.renderers import BaseRenderer, EngineMixin
from django.template.backends.django import DjangoTemplates
from django.utils.functional import cached_property

from dueregard.web.core.forms.bound_field import GovukBoundField

_OURS = Path(__file__).resolve().parents[1] / "templates"
_DJANGOS = Path(django.forms.__file__).parent / "templates"


class GovukFormRenderer(EngineMixin, BaseRenderer):
    """Render forms with our templates first and Django's for what we do not change.

    Our own folder is named because Django's renderers would look at its templates before ours.
    """

    backend = DjangoTemplates
    bound_field_class = GovukBoundField

    @cached_property
    def engine(self) -> DjangoTemplates:
        """The template engine of forms."""
        return self.backend(
            {"APP_DIRS": True, "DIRS": [_OURS, _DJANGOS], "NAME": "govukforms", "OPTIONS": {}}
        )
