"""Sums every reader can do: totals by dimension and hierarchy, declared sums, revisions."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from typing import Any

from dueregard.exceptions import UnusableDocument

from .facts import INFINITY, Fact, Quantity
from .listing import Listings
from .published import IDENTITY, PublishedRelease
from .quantities import Place


def partial(
    releases: Sequence[PublishedRelease], listed: Listings, quantities: Sequence[Quantity]
) -> dict[tuple[int, int], str]:
    """Return the tables whose totals leave somebody for combinations that are in no row.

    With the sentence that says so. In such a table, what is in no row is not nobody.
    """
    found: dict[tuple[int, int], str] = {}
    for (r, t), listing in listed.items():
        for levels, parts in listing.totals():
            most = sum(c * quantities[q].upper for q, c in parts.terms.items())
            if not parts.complete and quantities[listing.at[levels]].lower > most:
                found[r, t] = (
                    f"Release “{releases[r].name}”, table “{listing.table.name}”: combinations "
                    "that are in no row were not taken for nobody; totals shown leave somebody "
                    "for them."
                )
                break
    return found


def sums(listed: Listings, unknown: Container[tuple[int, int]]) -> Iterator[Fact]:
    """Yield one fact for every total in every table.

    A total that is not listed is replaced by its parts, and these by theirs. A combination of
    innermost levels that is in no row, or was not collected ([x]), counts as nobody, unless the
    table is one of ``unknown``: then totals are at least what is listed of them.
    """
    seen: set[frozenset[tuple[int, float]]] = set()
    for (r, t), listing in listed.items():
        for levels, parts in listing.totals():
            terms = (
                (listing.at[levels], 1.0),
                *((q, -c) for q, c in parts.terms.items()),
            )
            loose = not parts.complete and (r, t) in unknown
            if loose and not parts.terms:
                continue
            if (key := frozenset(terms)) not in seen:
                seen.add(key)
                yield Fact(
                    terms,
                    0.0,
                    INFINITY if loose else 0.0,
                    r,
                    t,
                    "A total is at least what is listed of it" if loose else "",
                )


class Identities:
    """Quantities by the identity that releases give them."""

    def __init__(self, releases: Sequence[PublishedRelease], where: Mapping[Place, int]) -> None:
        self.said: dict[str, int] = {}
        self.same: dict[tuple[tuple[str, ...], Any], int] = {}
        self.of: dict[str, list[tuple[dict[str, str], Any]]] = {}
        for (r, t, levels), number in where.items():
            table = releases[r].tables[t]
            inner = table.inner(levels)
            self.same[(tuple(table.identity.values()), inner)] = number
            if said := table.cells[levels].identity:
                self.said[said] = number
                self.of.setdefault(said, []).append((dict(table.identity), inner))

    def at_snapshot(self, identity: str, snapshot: str) -> int | None:
        """Return the quantity that ``identity`` was in an earlier snapshot, if published."""
        for parts, inner in self.of.get(identity, ()):
            earlier = {**parts, "snapshot": snapshot}
            number = self.same.get((tuple(earlier[part] for part in IDENTITY), inner))
            if number is not None:
                return number
        return None


def declared(releases: Sequence[PublishedRelease], where: Mapping[Place, int]) -> Iterator[Fact]:
    """Yield the facts that releases declare: bounds of revisions, and sums of quantities."""
    identities = Identities(releases, where)
    for r, release in enumerate(releases):
        for entry in release.revisions:
            yield from _revision(entry, identities, release, r)
        for entry in release.sums:
            try:
                whole, parts = identities.said.get(entry["whole"]), entry["parts"]
            except (KeyError, TypeError):
                raise UnusableDocument(
                    f"{release.name}, sums: “whole” and “parts” are expected, not {entry!r}."
                ) from None
            numbers = [identities.said.get(part) for part in parts]
            if whole is not None and None not in numbers:
                terms = ((whole, 1.0), *((q, -1.0) for q in numbers if q is not None))
                yield Fact(terms, 0.0, 0.0, r, 0)


def _revision(
    entry: Mapping[str, Any], identities: Identities, release: PublishedRelease, r: int
) -> Iterator[Fact]:
    try:
        identity, snapshot = entry["identity"], entry["earlier_snapshot"]
        most = float(entry["at_most_change"])
    except (KeyError, TypeError, ValueError):
        raise UnusableDocument(
            f"{release.name}, revisions: “identity”, “earlier_snapshot” and “at_most_change” "
            f"(a number) are expected, not {entry!r}."
        ) from None
    later = identities.said.get(identity)
    earlier = identities.at_snapshot(identity, snapshot)
    if later is None or earlier is None or most == INFINITY:
        return
    words = f"A revision since snapshot “{snapshot}” changed it by at most {most:g}"
    yield Fact(((later, 1.0), (earlier, -1.0)), -most, most, r, 0, words)
