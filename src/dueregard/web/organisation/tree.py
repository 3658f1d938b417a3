"""The tree of units as it stood on a day."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator
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
    >>> list(tree.walk())
    [(1, 0), (2, 1), (3, 2), (4, 1)]
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

    def roots(self) -> list[int]:
        """Return the units under no other, and those whose parent is not in the tree."""
        return [u for u, parent in self.parents.items() if parent not in self.parents]

    def walk(self) -> Iterator[tuple[int, int]]:
        """Yield every unit with its depth, parents before what is below them."""
        waiting = [(unit, 0) for unit in reversed(self.roots())]
        while waiting:
            unit, depth = waiting.pop()
            yield unit, depth
            below = self.children.get(unit, ())
            waiting.extend((child, depth + 1) for child in reversed(below))


def unit_tree(on: datetime.date) -> UnitTree:
    """Return the tree of units as it stands on ``on`` (one query)."""
    rows = UnitPlacement.objects.filter(current(on)).order_by("unit__name", "unit_id")
    return UnitTree(dict(rows.values_list("unit_id", "parent_id")))


def lasting_tree(on: datetime.date) -> UnitTree:
    """Return the tree with every unit there ever was, where it stands on ``on`` (one query).

    A unit that has ended keeps its last place and one still to come has its first: whoever
    answered for the units above goes on seeing the work of a unit that is no more.
    """
    rows = UnitPlacement.objects.order_by("unit__name", "unit_id", "starts_on")
    parents: dict[int, int | None] = {}
    for unit, parent, starts_on in rows.values_list("unit_id", "parent_id", "starts_on"):
        if unit not in parents or starts_on <= on:
            parents[unit] = parent
    return UnitTree(parents)


def loop_on(placements: Iterable[UnitPlacement], unit: int) -> datetime.date | None:
    """Return the first day on which ``unit`` would stand below itself, if there is one.

    The tree changes only on the days placements start, so only those are looked at.
    """
    rows = list(placements)
    for on in sorted({row.starts_on for row in rows}):
        parents = {row.unit_id: row.parent_id for row in rows if row.is_current(on)}
        if _above_itself(parents, unit):
            return on
    return None


def _above_itself(parents: dict[int, int | None], unit: int) -> bool:
    seen: set[int] = set()
    above = parents.get(unit)
    while above is not None and above not in seen:
        if above == unit:
            return True
        seen.add(above)
        above = parents.get(above)
    return False
