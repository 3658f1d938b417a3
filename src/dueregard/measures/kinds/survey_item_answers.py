"""Answers to the items of a survey: who answered, who favourably, who gave no answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dueregard.measures.cells import Cells, Table, aligned, read
from dueregard.measures.kinds.registry import Request
from dueregard.measures.problems import UnusableCounts

FAVOURABLE = "favourable"
ANSWERED = "answered"
ASKED = "asked"
TABLES = (f"{FAVOURABLE}.*", f"{ANSWERED}.*", ASKED)


@dataclass(frozen=True)
class Item:
    """Counts of one item. Confidential when its tables are.

    Parameters
    ----------
    name, label : str
        The field of the item, and what it is called.
    favourable, answered : Cells
        People who answered favourably, and all who answered.
    asked : Cells or None
        All who were asked, with those who did not know or left it out.
    """

    name: str
    label: str
    favourable: Cells
    answered: Cells
    asked: Cells | None

    def __repr__(self) -> str:
        return f"<Item {self.name}>"


def items_of(request: Request, by: Sequence[str]) -> list[Item]:
    """Return the items of a request, each by characteristic and the dimensions named.

    Parameters
    ----------
    request : Request
        Its tables are ``favourable.<item>`` and ``answered.<item>`` for each item, and ``asked``;
        the option ``items`` says what items are called.
    by : sequence of str
        Dimensions to keep; one that no table of the item has is refused.

    Raises
    ------
    UnusableCounts
        When no item is given, or an item lacks one of its tables.
    """
    names = [name.partition(".")[2] for name in request.tables if name.startswith(FAVOURABLE)]
    others = [name.partition(".")[2] for name in request.tables if name.startswith(ANSWERED)]
    wrong = [f"table {ANSWERED}.{name}: it is missing" for name in names if name not in others]
    wrong += [f"table {FAVOURABLE}.{name}: it is missing" for name in others if name not in names]
    if wrong or not names:
        raise UnusableCounts(wrong or [f"table {FAVOURABLE}.*: at least one item is needed"])
    wanted = [f"{kept}.{name}" for name in names for kept in (FAVOURABLE, ANSWERED)]
    wanted += [ASKED] if ASKED in request.tables else []
    cells = dict(
        zip(wanted, aligned([read(_table(request, one), one) for one in wanted], by), strict=True)
    )
    labels = request.measure.options.get("items")
    called = labels if isinstance(labels, Mapping) else {}
    return [
        Item(
            name,
            str(called.get(name, "")) or name.replace("_", " "),
            cells[f"{FAVOURABLE}.{name}"],
            cells[f"{ANSWERED}.{name}"],
            cells.get(ASKED),
        )
        for name in names
    ]


def _table(request: Request, name: str) -> Table:
    return request.tables[name]  # type: ignore[return-value]  # `read` refuses what is no table


def dimensions_of(request: Request) -> set[str]:
    """Return the names of the dimensions that the tables of items have."""
    return {
        dimension.name
        for name, table in request.tables.items()
        if name.startswith(FAVOURABLE)
        for dimension in getattr(table, "dimensions", ())
    }
