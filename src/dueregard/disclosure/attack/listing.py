"""What a table lists, and every other cell of it as a sum of what is listed."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from .published import Levels, PublishedRelease, PublishedTable
from .quantities import Place

#: Quantity to coefficient.
Terms = dict[int, float]
#: Dimension and level wherever a level is not the total.
Inner = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Sum:
    """A cell as a sum of listed quantities.

    Parameters
    ----------
    terms : mapping of quantity to coefficient
        Not to be changed.
    complete : bool
        Whether every part of the cell is listed. If not, the sum holds where a combination of
        innermost levels that is in no row is nobody.
    """

    terms: Terms
    complete: bool


class Listing:
    """The cells of one table by what they are: listed, a total in no row, or in none at all.

    Parameters
    ----------
    table : PublishedTable
    at : mapping of levels to quantity
        The cells that are in rows.
    elsewhere : mapping of inner levels to quantity
        Quantities that tables of the same identity list.

    Attributes
    ----------
    at : dict of levels to quantity
        Cells in rows, and combinations of innermost levels that only other tables list.
    borrowed : set of levels
        The latter.
    occupied : set of levels
        Cells that are listed or have something listed below them.
    full : bool
        Whether every cell is in a row.

    Examples
    --------
    The row totals are in no row, so the grand total is tied to the four cells themselves; of
    these the last is in no row either.

    >>> from .published import PublishedDimension
    >>> dimensions = (PublishedDimension("a", ("x", "y")), PublishedDimension("b", ("p", "q")))
    >>> table = PublishedTable("t", dimensions, {}, {})
    >>> at = {("x", "p"): 0, ("x", "q"): 1, ("y", "p"): 2, ("Total", "Total"): 3}
    >>> Listing(table, at, {}).parts(("Total", "Total"), 0)
    Sum(terms={0: 1.0, 1: 1.0, 2: 1.0}, complete=False)
    """

    def __init__(
        self, table: PublishedTable, at: Mapping[Levels, int], elsewhere: Mapping[Inner, int]
    ) -> None:
        self.table, self.at = table, dict(at)
        self.trees = [dimension.sums for dimension in table.dimensions]
        self.full = len(at) == math.prod(len(d.levels) + 1 for d in table.dimensions)
        self.borrowed = set() if self.full else self._borrow(elsewhere)
        self.occupied = set(self.at) if self.full else self._with_totals()
        self._sums: dict[Levels, Sum] = {}

    def _borrow(self, elsewhere: Mapping[Inner, int]) -> set[Levels]:
        names = {d.name for d in self.table.dimensions}
        borrowed = set()
        for inner, quantity in elsewhere.items():
            levels = self.place(dict(inner)) if len(inner) == len(names) else None
            if levels is not None and levels not in self.at and self._innermost(levels):
                self.at[levels] = quantity
                borrowed.add(levels)
        return borrowed

    def _innermost(self, levels: Levels) -> bool:
        return all(level not in tree for level, tree in zip(levels, self.trees, strict=True))

    def _with_totals(self) -> set[Levels]:
        above: list[dict[str, list[str]]] = [{} for _ in self.trees]
        for parents, tree in zip(above, self.trees, strict=True):
            for whole, parts in tree.items():
                for part in parts:
                    parents.setdefault(part, []).append(whole)
        found, waiting = set(self.at), list(self.at)
        while waiting:
            levels = waiting.pop()
            for k, parents in enumerate(above):
                for whole in parents.get(levels[k], ()):
                    total = (*levels[:k], whole, *levels[k + 1 :])
                    if total not in found:
                        found.add(total)
                        waiting.append(total)
        return found

    def place(self, cell: Mapping[str, str]) -> Levels | None:
        """Return the levels of a cell, or None where the table has no such cell."""
        names = {d.name for d in self.table.dimensions}
        levels = self.table.levels_of(cell)
        declared = all(
            level == d.total or level in d.levels
            for d, level in zip(self.table.dimensions, levels, strict=True)
        )
        return levels if declared and cell.keys() <= names else None

    def sum(self, levels: Levels) -> Sum:
        """Return a cell as a sum of what is listed, by the fewest parts there are."""
        if levels not in self._sums:
            self._sums[levels] = self._sum(levels)
        return self._sums[levels]

    def _sum(self, levels: Levels) -> Sum:
        if levels in self.at:
            return Sum({self.at[levels]: 1.0}, complete=True)
        if levels not in self.occupied:
            return Sum({}, complete=False)
        found = [self.parts(levels, k) for k, tree in enumerate(self.trees) if levels[k] in tree]
        return min(found, key=lambda one: (not one.complete, len(one.terms)))

    def parts(self, levels: Levels, k: int) -> Sum:
        """Return what a total along dimension ``k`` is the sum of."""
        terms: Terms = {}
        complete = True
        for part in self.trees[k][levels[k]]:
            below = self.sum((*levels[:k], part, *levels[k + 1 :]))
            complete &= below.complete
            for quantity, coefficient in below.terms.items():
                terms[quantity] = terms.get(quantity, 0.0) + coefficient
        return Sum(terms, complete)

    def totals(self) -> Iterator[tuple[Levels, Sum]]:
        """Yield every total that is in a row, once for each dimension along which it is one."""
        ordered = sorted(self.at)
        for k, tree in enumerate(self.trees):
            for levels in ordered:
                if levels[k] in tree:
                    yield levels, self.parts(levels, k)


#: By release and table.
Listings = dict[tuple[int, int], Listing]


def listings(releases: Sequence[PublishedRelease], where: Mapping[Place, int]) -> Listings:
    """Return what each table of each release lists."""
    rows: dict[tuple[int, int], dict[Levels, int]] = {}
    same: dict[tuple[str, ...], dict[Inner, int]] = {}
    tables: dict[tuple[str, ...], set[tuple[int, int]]] = {}
    for (r, t, levels), quantity in where.items():
        table = releases[r].tables[t]
        rows.setdefault((r, t), {})[levels] = quantity
        if table.identity["statistic"]:
            identity = tuple(table.identity.values())
            same.setdefault(identity, {})[table.inner(levels)] = quantity
            tables.setdefault(identity, set()).add((r, t))
    found: Listings = {}
    for r, release in enumerate(releases):
        for t, table in enumerate(release.tables):
            identity = tuple(table.identity.values())
            shared = len(tables.get(identity, ())) > 1
            found[r, t] = Listing(table, rows.get((r, t), {}), same[identity] if shared else {})
    return found
