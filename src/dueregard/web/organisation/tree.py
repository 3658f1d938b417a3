"""The tree of units as it stood on a day."""

from __future__ import annotations

import datetime
from collections import defaultdict
from dataclasses import dataclass, field

from dueregard.web.organisation.models import UnitPlacement, current


@dataclass(frozen=True, slots=True)
class UnitTree:
    """Parent and children of every unit on one day; built with one query.

    Examples
    --------
    >>> tree = UnitTree(parents={1: None, 2: 1, 3: 2, 4: 1})
    >>> sorted(tree.subtree(2)), tree.ancestors(3)
    ([2, 3], [2, 1])
    """

    parents: dict[int, int | None]
    children: dict[int | None, list[int]] = field(init=False)

    def __post_init__(self) -> None:
        children: dict[int | None, list[int]] = defaultdict(list)
        for unit, parent in self.parents.items():
            children[parent].append(unit)
        object.__setattr__(self, "children", dict(children))

    def subtree(self, unit: int) -> frozenset[int]:
        """Return ``unit`` and every unit below it."""
        found: set[int] = set()
        waiting = [unit]
        while waiting:
            here = waiting.pop()
            if here not in found:
                found.add(here)
                waiting.extend(self.children.get(here, ()))
        return frozenset(found)

    def ancestors(self, unit: int) -> list[int]:
        """Return the units above ``unit``, nearest first."""
        above: list[int] = []
        parent = self.parents.get(unit)
        while parent is not None and parent not in above:
            above.append(parent)
            parent = self.parents.get(parent)
        return above


def unit_tree(on: datetime.date) -> UnitTree:
    """Return the tree of units as it stands on ``on`` (one query)."""
    rows = UnitPlacement.objects.filter(current(on)).order_by("unit__name", "unit_id")
    return UnitTree(dict(rows.values_list("unit_id", "parent_id")))
