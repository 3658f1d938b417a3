"""Totals that are in no row, tied to the same totals wherever else they can be had."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .facts import Fact, Quantity
from .listing import Inner, Listing, Listings, Terms
from .published import Levels, PublishedRelease
from .quantities import Merging
from .wording import MOST_NAMED, cell_name

#: What a cell counts: the identity of its table, or the table itself where it has none, and its
#: levels other than totals.
Key = tuple[Any, Inner]


@dataclass(frozen=True)
class _Total:
    """One total, as a sum of quantities of one table."""

    terms: Terms
    release: int
    table: int
    label: str
    name: str
    computed: bool


class Unlisted:
    """Ties what one table leaves out to what others have of it.

    Whoever holds two tables of the same people knows that both add up to the same: tables that
    have the same identity, and tables whose dimensions are linked. A combination of levels that
    one of them has and another leaves out is nobody, as far as that is possible.

    Parameters
    ----------
    releases : sequence of PublishedRelease
    listed : mapping of release and table to Listing
    quantities : sequence of Quantity
    unknown : container of release and table
        Tables in which what is in no row is not nobody.
    """

    def __init__(
        self,
        releases: Sequence[PublishedRelease],
        listed: Listings,
        quantities: Sequence[Quantity],
        unknown: Container[tuple[int, int]],
    ) -> None:
        self.releases, self.listed, self.quantities = releases, listed, quantities
        self._unknown = unknown
        self._same = Merging()
        self._told: dict[Key, list[_Total]] = {}
        self._together = self._collect()
        #: Quantities listed in one table and nobody in another, by its leaving them out.
        self.left_out = {
            quantity
            for totals in self._together
            if any(total.computed and not total.terms for total in totals)
            for total in totals
            if not total.computed
            for quantity in total.terms
        }

    def facts(self) -> Iterator[Fact]:
        """Yield the facts that tie."""
        for totals in self._together:
            if any(total.computed for total in totals):
                yield from self._tied(totals)

    def _collect(self) -> list[list[_Total]]:
        """Return what all tables have of each total."""
        groups = self._groups()
        for tables in groups:
            for place in tables:
                self._tell(*place)
        for tables in groups:
            for place in tables:
                self._tell_absent(*place, tables)
        for r, release in enumerate(self.releases):
            for a, b, dimensions in _links(release):
                self._link((r, a), (r, b), dimensions)
                self._link((r, b), (r, a), {there: here for here, there in dimensions.items()})
        together: dict[Key, list[_Total]] = {}
        for key, totals in self._told.items():
            together.setdefault(self._same.find(key), []).extend(totals)
        return list(together.values())

    def _groups(self) -> list[list[tuple[int, int]]]:
        """Tables of one identity, or tied by links, not all of which list everything."""
        merging = Merging()
        for (r, t), listing in self.listed.items():
            if listing.table.identity["statistic"]:
                merging.join(tuple(listing.table.identity.values()), (r, t))
        for r, release in enumerate(self.releases):
            for a, b, _ in _links(release):
                merging.join((r, a), (r, b))
        groups: dict[Any, list[tuple[int, int]]] = {}
        for place in self.listed:
            groups.setdefault(merging.find(place), []).append(place)
        return [
            tables
            for tables in groups.values()
            if len(tables) > 1 and not all(self.listed[place].full for place in tables)
        ]

    def _key(self, place: tuple[int, int], levels: Levels) -> Key:
        table = self.listed[place].table
        about = tuple(table.identity.values()) if table.identity["statistic"] else place
        return about, table.inner(levels)

    def _tell(self, r: int, t: int) -> None:
        listing = self.listed[r, t]
        for levels in sorted(listing.occupied - listing.borrowed):
            self._add((r, t), levels, self._key((r, t), levels))

    def _add(
        self, place: tuple[int, int], levels: Levels, key: Key, *, absent: bool = False
    ) -> None:
        listing = self.listed[place]
        found = listing.sum(levels)
        if place in self._unknown and (absent or not found.complete):
            return
        r, t = place
        label = f"table “{listing.table.name}” of release “{self.releases[r].name}”"
        name = cell_name(listing.table, levels)
        terms: Terms = {} if absent else found.terms
        total = _Total(terms, r, t, label, name, absent or levels not in listing.at)
        self._told.setdefault(key, []).append(total)

    def _tell_absent(self, r: int, t: int, tables: Sequence[tuple[int, int]]) -> None:
        """What tables of the same identity have and this one has in no row is nobody."""
        listing, about = self.listed[r, t], self.listed[r, t].table.identity
        if listing.full or not about["statistic"]:
            return
        for other in tables:
            there = self.listed[other]
            if other != (r, t) and there.table.identity == about:
                for levels in sorted(there.occupied - there.borrowed):
                    here = listing.place(dict(there.table.inner(levels)))
                    if here is not None and _left_out(listing, here):
                        self._add((r, t), here, self._key((r, t), here), absent=True)

    def _link(
        self, one: tuple[int, int], other: tuple[int, int], dimensions: Mapping[str, str]
    ) -> None:
        first, second = self.listed[one], self.listed[other]
        if first.full and second.full:
            return
        for levels in sorted(first.occupied - first.borrowed):
            inner = dict(first.table.inner(levels))
            if not inner.keys() <= dimensions.keys():
                continue
            there = second.place({dimensions[d]: level for d, level in inner.items()})
            if there is None:
                continue
            key = self._key(other, there)
            if there in second.occupied:
                self._same.join(self._key(one, levels), key)
            elif _left_out(second, there):
                self._same.join(self._key(one, levels), key)
                self._add(other, there, key, absent=True)

    def _tied(self, totals: Sequence[_Total]) -> Iterator[Fact]:
        """Each total is the same as the first; a listed one, if there is any, goes first."""
        different = {frozenset(total.terms.items()): total for total in totals}
        first, *others = sorted(different.values(), key=lambda one: (not one.terms, one.computed))
        for other in others:
            terms = dict(first.terms)
            for quantity, coefficient in other.terms.items():
                terms[quantity] = terms.get(quantity, 0.0) - coefficient
            left = tuple((q, c) for q, c in terms.items() if c)
            if not other.terms:
                if any(self.quantities[q].lower > 0 for q, _ in left):
                    continue
                words = f"{_start(other)} is in no row of {other.label}: there is nobody"
            else:
                known = sum(
                    c * self.quantities[q].lower for q, c in left if self.quantities[q].known
                )
                words = (
                    f"{_start(other)} is in no row of {other.label}, but its parts add up to what "
                    f"{first.label} has for it; by what is shown they differ by {abs(known):g}"
                )
            unknown = tuple(q for q, _ in left if not self.quantities[q].known)
            about = unknown[:MOST_NAMED] or tuple(q for q, _ in left)[:MOST_NAMED]
            yield Fact(left, 0.0, 0.0, other.release, other.table, words, about)


def _start(total: _Total) -> str:
    return total.name[:1].upper() + total.name[1:]


def _left_out(listing: Listing, levels: Levels) -> bool:
    """Whether a cell of the table is in no row, nor is anything below it."""
    if levels in listing.table.cells:
        return False
    return levels in listing.borrowed or levels not in listing.occupied


def _links(release: PublishedRelease) -> Iterator[tuple[int, int, dict[str, str]]]:
    """Yield pairs of tables whose dimensions are linked."""
    numbers = {table.name: t for t, table in enumerate(release.tables)}
    pairs: dict[tuple[int, int], dict[str, str]] = {}
    for one, dimension, other, counterpart in release.linked:
        pairs.setdefault((numbers[one], numbers[other]), {})[dimension] = counterpart
    for (a, b), dimensions in pairs.items():
        yield a, b, dimensions
