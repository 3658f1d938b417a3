"""Column names and values of events, in words."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils import timezone

from dueregard.web.audit import names as lookup
from dueregard.web.core.dates import write_date

if TYPE_CHECKING:
    from dueregard.web.audit.names import Names

ERASED = "(erased)"


def label_of(kind: str, column: str) -> str:
    """Return what a column is called."""
    field = lookup.field_of(kind, column)
    words = str(field.verbose_name) if field is not None else column.replace("_", " ")
    return words[:1].upper() + words[1:]


def in_words(kind: str, column: str, value: Any, names: Names) -> str:
    """Return a column's value as a person reads it; nothing is an empty string."""
    if value is None or value == "":
        return ""
    if isinstance(value, dict) and "personal" in value:
        return names.personal.get(value["personal"]) or ERASED
    if isinstance(value, bool):
        return "Yes" if value else "No"
    target = lookup.target_of(kind, column)
    if target is not None and isinstance(value, int):
        return names.of(target, value)
    if isinstance(value, list):
        return ", ".join(str(each) for each in value)
    field = lookup.field_of(kind, column)
    if field is not None:
        return _of_field(field, value)
    return str(value)


def _of_field(field: models.Field[Any, Any], value: Any) -> str:
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, str) and isinstance(field, models.DateTimeField):
        moment = timezone.localtime(datetime.datetime.fromisoformat(value))
        return f"{write_date(moment.date())}, {moment:%H:%M}"
    if isinstance(value, str) and isinstance(field, models.DateField):
        return write_date(datetime.date.fromisoformat(value))
    return str(value)
