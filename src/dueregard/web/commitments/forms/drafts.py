"""What was kept of a form, as the form's initial values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dueregard.web.core.forms.date_field import DateParts

_PARTS = ("day", "month", "year")


def initial_of(kept: Mapping[str, str]) -> dict[str, Any]:
    """Return the values of a draft, the three boxes of a date put together.

    Examples
    --------
    >>> initial_of({"text": "So far", "due_on_day": "1", "due_on_month": "", "due_on_year": ""})
    {'text': 'So far', 'due_on': DateParts(day='1', month='', year='')}
    """
    values: dict[str, Any] = {}
    for name, value in kept.items():
        field, _, part = name.rpartition("_")
        if part in _PARTS and f"{field}_{part}" == name:
            boxes = [kept.get(f"{field}_{each}", "") for each in _PARTS]
            if any(boxes):
                values[field] = DateParts(*boxes)
        else:
            values[name] = value
    return values
