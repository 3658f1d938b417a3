"""Sums every reader can do: totals by dimension and hierarchy, declared sums, revisions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from dueregard.exceptions import UnusableDocument

from .facts import INFINITY, Fact, Quantity
from .published import IDENTITY, PublishedRelease
from .quantities import Place


def sums(
    releases: Sequence[PublishedRelease],
    where: Mapping[Place, int],
    quantities: Sequence[Quantity],
) -> Iterator[Fact]:
    """Yield one fact for every total in every table.

    A level that was declared and not listed counts as nobody, unless the numbers shown leave
    somebody for it; a subtotal that is not listed is replaced by its parts. Cells that were not
    collected ([x]) are in no sum.
    """
    seen: set[frozenset[tuple[int, float]]] = set()
    for r, release in enumerate(releases):
        for t, table in enumerate(release.tables):
            for k, dimension in enumerate(table.dimensions):
                lines: dict[tuple[str, ...], dict[str, int]] = {}
                for levels in sorted(table.cells):
                    if (r, t, levels) in where:
                        line = lines.setdefault((*levels[:k], *levels[k + 1 :]), {})
                        line[levels[k]] = where[(r, t, levels)]
                tree = dimension.sums
                for line in lines.values():
                    for whole in (level for level in tree if level in line):
                        parts = [q for part in tree[whole] for q in _listed(part, line, tree)]
                        terms = ((line[whole], 1.0), *((q, -1.0) for q in parts))
                        if _more_than_listed(line[whole], parts, quantities):
                            complete = set(_leaves(whole, tree)) <= set(
                                _covered(line, tree, dimension.total)
                            )
                            parts = parts if complete else []
                        if parts and (key := frozenset(terms)) not in seen:
                            seen.add(key)
                            yield Fact(terms, 0.0, 0.0, r, t)


def _listed(
    level: str, line: Mapping[str, int], tree: Mapping[str, tuple[str, ...]]
) -> Iterator[int]:
    if level in line:
        yield line[level]
    else:
        for part in tree.get(level, ()):
            yield from _listed(part, line, tree)


def _more_than_listed(whole: int, parts: Sequence[int], quantities: Sequence[Quantity]) -> bool:
    known = quantities[whole].known and all(quantities[part].known for part in parts)
    return known and quantities[whole].lower > sum(quantities[part].lower for part in parts)


def _leaves(level: str, tree: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    for part in tree.get(level, ()):
        yield from _leaves(part, tree) if part in tree else (part,)


def _covered(
    line: Mapping[str, int], tree: Mapping[str, tuple[str, ...]], total: str
) -> Iterator[str]:
    """Yield the innermost levels that are listed, or a part of a subtotal that is."""
    for level in line:
        if level != total:
            yield from _leaves(level, tree) if level in tree else (level,)


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
