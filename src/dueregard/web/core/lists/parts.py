"""The parts a list is shown as: headings, rows, filters that are on, actions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dueregard.web.core.lists.columns import Cell, Column
from dueregard.web.core.lists.filters import Filter, Reading


@dataclass(frozen=True)
class BulkAction:
    """A button that does something with the ticked rows."""

    key: str
    label: str
    kind: str = "secondary"


@dataclass(frozen=True)
class EmptyState:
    """What a list says while there is nothing in it at all."""

    title: str
    text: str
    who: str = ""
    href: str = ""
    button: str = ""


@dataclass(frozen=True)
class Heading:
    """A column heading; ``direction`` is how the list is sorted by it now, if at all."""

    column: Column
    href: str = ""
    direction: str = ""


@dataclass(frozen=True)
class Row:
    """One row: its id, the name a screen reader calls it by, and its cells."""

    id: str
    name: str
    cells: Sequence[Cell]


@dataclass(frozen=True)
class BoundFilter:
    """A filter with what it read from this request."""

    filter: Filter
    reading: Reading

    @property
    def written(self) -> list[str]:
        """What was written or chosen, box by box, with "" for an empty box."""
        values = self.reading.written
        return [(values.get(name) or [""])[0] for name in self.filter.names]

    @property
    def options(self) -> list[dict[str, Any]]:
        """The choices of a choice filter, each saying whether it is chosen."""
        on = set(self.reading.written.get(self.filter.key, []))
        return [
            {"value": str(value), "label": label, "chosen": str(value) in on}
            for value, label in self.reading.choices
        ]


@dataclass(frozen=True)
class ChosenLink:
    """A filter that is on, in words, and the address of the list without it."""

    text: str
    href: str
