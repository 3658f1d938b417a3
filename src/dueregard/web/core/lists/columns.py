"""The columns of a list: where a value comes from, how it is shown, sorted and exported."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.db.models import F
from django.db.models.expressions import Expression, OrderBy

from dueregard.web.core.components import Link, Tag

Kind = Literal["text", "long", "number", "date", "datetime", "boolean"]
Sort = str | F | Expression | Sequence["str | F | Expression"]


@dataclass(frozen=True)
class Cell:
    """One value of one row, ready to be laid out."""

    column: Column
    value: Any = None
    href: str = ""
    tag: Tag | None = None

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show."""
        return self.tag is None and (self.value is None or self.value == "")


@dataclass(frozen=True)
class Column:
    """A column of a list.

    Parameters
    ----------
    key
        Its name in addresses and exports.
    label
        Its heading.
    value
        A dotted path from the row, or a function of the row; the key when left out. The result
        may be a ``Tag``, a ``Link``, a date, a number, text or None.
    sort
        A field path, an expression, or several; without it the list cannot be sorted by this.
    link
        A dotted path or a function giving the address the value leads to.
    kind
        How it is laid out and typed in spreadsheets; ``long`` is text that needs room.
    header
        Whether this cell names the row.
    show
        False for columns that only the export has.
    export
        A function whose result replaces the value in the export; False leaves the column out.
    """

    key: str
    label: str
    value: str | Callable[[Any], Any] | None = None
    sort: Sort | None = None
    link: str | Callable[[Any], str] | None = None
    kind: Kind = "text"
    header: bool = False
    nowrap: bool = False
    show: bool = True
    export: bool | Callable[[Any], Any] = True

    def cell(self, row: Any) -> Cell:
        """Return what the page shows of ``row`` in this column."""
        value = _resolve(row, self.key if self.value is None else self.value)
        if isinstance(value, Tag):
            return Cell(self, tag=value)
        if isinstance(value, Link):
            return Cell(self, value=value.text, href=value.href)
        href = str(_resolve(row, self.link) or "") if self.link is not None else ""
        return Cell(self, value=value, href=href)

    def exported(self, row: Any) -> Any:
        """Return what the export holds of ``row`` in this column: plain values only."""
        if callable(self.export):
            return plain(self.export(row))
        return plain(_resolve(row, self.key if self.value is None else self.value))

    def ordering(self, *, descending: bool) -> list[OrderBy]:
        """Return the order of this column; what has no value comes last either way."""
        parts: Sequence[str | F | Expression]
        parts = [self.sort] if isinstance(self.sort, str | F | Expression) else (self.sort or ())
        return [_ordered(part, descending=descending) for part in parts]


def plain(value: Any) -> Any:
    """Return ``value`` as a spreadsheet can hold it."""
    if isinstance(value, Tag | Link):
        return value.text
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, list | tuple):
        return "; ".join(str(plain(each)) for each in value)
    if value is None or isinstance(value, int | float | datetime.date):
        return value
    return str(value)


def _ordered(part: str | F | Expression, *, descending: bool) -> OrderBy:
    # Databases disagree on where nulls go; we say it. Some records have no value: they come last.
    if isinstance(part, str):
        descending ^= part.startswith("-")
        field = F(part.removeprefix("-"))
        return field.desc(nulls_last=True) if descending else field.asc(nulls_last=True)
    return part.desc(nulls_last=True) if descending else part.asc(nulls_last=True)


def _resolve(row: Any, source: str | Callable[[Any], Any]) -> Any:
    if callable(source):
        return source(row)
    value = row
    for name in source.split("."):
        if value is None:
            return None
        value = getattr(value, name)
        if callable(value):
            value = value()
    return value
