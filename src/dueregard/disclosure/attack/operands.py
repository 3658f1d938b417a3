"""The counts a published statistic rests on: cells, sums of cells, or numbers everybody knows."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dueregard.exceptions import UnusableDocument

from .facts import Quantity
from .listing import Listings
from .polytope import Floats
from .published import PublishedRelease, PublishedTable

#: The least and the most something can be.
Range = tuple[float, float]


@dataclass(frozen=True)
class Operand:
    """A sum of hidden quantities and a number: one count a statistic rests on.

    Parameters
    ----------
    terms : tuple of (quantity, coefficient)
        Empty when everybody knows the count.
    constant : float
        What is known of it.
    """

    terms: tuple[tuple[int, float], ...] = ()
    constant: float = 0.0

    @property
    def known(self) -> bool:
        """Whether everybody knows the count."""
        return not self.terms

    def at(self, counts: Mapping[int, Floats]) -> Floats | float:
        """Return the count where the quantities have these values."""
        found: Floats | float = self.constant
        for quantity, coefficient in self.terms:
            found = found + coefficient * counts[quantity]
        return found

    def range(self, ranges: Mapping[int, Range]) -> Range:
        """Return the least and the most it can be."""
        low = high = self.constant
        for quantity, coefficient in self.terms:
            one, other = (coefficient * side for side in ranges[quantity])
            low, high = low + min(one, other), high + max(one, other)
        return max(0.0, low), high


class Operands:
    """Reads what a statistic of one table of one release is about."""

    def __init__(
        self,
        releases: Sequence[PublishedRelease],
        listed: Listings,
        quantities: Sequence[Quantity],
        partial: Container[tuple[int, int]],
    ) -> None:
        self.releases, self.listed, self.quantities = releases, listed, quantities
        self._partial = partial

    def read(self, given: Any, r: int, t: int, told: str) -> Operand:
        """Return the operand that ``given`` names.

        Raises
        ------
        UnusableDocument
            When it is neither a cell, a list of cells nor a number, or there is no such cell.
        """
        if isinstance(given, int | float) and not isinstance(given, bool):
            return Operand((), float(given))
        if isinstance(given, list | tuple) and given:
            return _added([self.read(part, r, t, told) for part in given])
        if not isinstance(given, Mapping):
            raise UnusableDocument(
                f"{told}: numerator and denominator are cells ({{dimension: level}}), lists of "
                f"cells that are added up, or numbers, not {given!r}."
            )
        cell, release = given.get("cell", given), self.releases[r]
        if "table" in given and "cell" in given:
            names = [table.name for table in release.tables]
            if given["table"] not in names:
                raise UnusableDocument(f"{told}: there is no table “{given['table']}”.")
            t = names.index(given["table"])
        listing = self.listed[r, t]
        levels = listing.place(cell)
        found = listing.sum(levels) if levels in listing.occupied and levels else None
        if found is None or not (found.complete or (r, t) not in self._partial):
            named = ", ".join(f"{name} {level}" for name, level in cell.items())
            raise UnusableDocument(f"{told}: there is no cell {named or 'of everyone'}.")
        return _added([self._quantity(*term) for term in found.terms.items()])

    def _quantity(self, number: int, coefficient: float) -> Operand:
        quantity = self.quantities[number]
        if quantity.known:
            return Operand((), coefficient * quantity.lower)
        return Operand(((number, coefficient),))


def _added(parts: Sequence[Operand]) -> Operand:
    terms: dict[int, float] = {}
    for part in parts:
        for quantity, coefficient in part.terms:
            terms[quantity] = terms.get(quantity, 0.0) + coefficient
    return Operand(tuple(terms.items()), sum(part.constant for part in parts))


def label(given: Any, table: PublishedTable) -> str:
    """Return what an operand is called in a sentence."""
    if isinstance(given, list | tuple):
        return " + ".join(label(part, table) for part in given)
    if not isinstance(given, Mapping):
        return f"{given:g}" if isinstance(given, int | float) else "?"
    cell = given.get("cell", given)
    levels = [str(cell[d.name]) for d in table.dimensions if cell.get(d.name, d.total) != d.total]
    return " – ".join(levels) or "the grand total"
