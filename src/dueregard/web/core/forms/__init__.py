"""Forms in GOV.UK markup: how they are rendered, our own fields, versions and refusals.

>>> class ExtensionForm(VersionedFormMixin, DueForm):
...     due_on = DateField(label="New due date")
"""

from dueregard.web.core.forms.base import DueForm, DueFormMixin, DueModelForm
from dueregard.web.core.forms.date_field import DateField, DatePartsInput
from dueregard.web.core.forms.errors import ErrorLink, error_links
from dueregard.web.core.forms.renderer import GovukFormRenderer
from dueregard.web.core.forms.versions import VersionedFormMixin

__all__ = [
    "DateField",
    "DatePartsInput",
    "DueForm",
    "DueFormMixin",
    "DueModelForm",
    "ErrorLink",
    "GovukFormRenderer",
    "VersionedFormMixin",
    "error_links",
]
