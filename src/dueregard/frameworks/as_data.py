"""Frameworks as JSON holds them: mappings, lists, text, numbers and ``None``."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from typing import Any


def plain(value: object) -> Any:
    """Return a value as JSON holds it; days as ISO text, a name without its last underscore.

    Examples
    --------
    >>> from dueregard.frameworks.periods import Period
    >>> plain(Period.stated("2001", "2009-03-31"))["from"]
    '2001-01-01'
    """
    if is_dataclass(value) and not isinstance(value, type):
        content = {
            each.name.rstrip("_"): plain(getattr(value, each.name)) for each in fields(value)
        }
        path = getattr(value, "path", None)
        return {"ref": path[-1], "uid": getattr(value, "uid", None), **content} if path else content
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [plain(each) for each in value]
    return value
