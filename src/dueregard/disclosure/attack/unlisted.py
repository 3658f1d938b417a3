"""Totals that are in no row, tied to the same total wherever else it can be had."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from .facts import Fact, Quantity
from .published import Levels, PublishedRelease, PublishedTable
from .quantities import Place

#: Quantity to coefficient.
Terms = dict[int, float]
#: What a total counts: the identity of its table, and its levels other than totals.
Key = tuple[tuple[str, ...], tuple[tuple[str, str], ...]]


def unlisted(
    releases: Sequence[PublishedRelease],
    where: Mapping[Place, int],
    quantities: list[Quantity],
) -> list[Fact]:
    """Return facts that tie totals nobody listed, appending the totals to ``quantities``.

    Whoever holds two tables of the same people without totals knows that both add up to the
    same. Used are totals of all innermost levels of a dimension, of tables that have the same
    identity.
    """
    tables = [(r, t, table) for r, one in enumerate(releases) for t, table in enumerate(one.tables)]
    shared = Counter(
        tuple(table.identity.values()) for _, _, table in tables if table.identity["statistic"]
    )
    listed: dict[Key, int] = {}
    sums: dict[Key, list[tuple[Terms, int, int]]] = {}
    for r, t, table in tables:
        if shared[identity := tuple(table.identity.values())] < 2:
            continue
        for levels in table.cells:
            if (r, t, levels) in where:
                listed[identity, table.inner(levels)] = where[r, t, levels]
        for levels, terms in _computed(r, t, table, where).items():
            sums.setdefault((identity, table.inner(levels)), []).append((terms, r, t))
    return list(_tied(listed, sums, quantities))


def _tied(
    listed: Mapping[Key, int],
    sums: Mapping[Key, list[tuple[Terms, int, int]]],
    quantities: list[Quantity],
) -> Iterator[Fact]:
    for key, found in sums.items():
        different = {frozenset(terms.items()): (terms, r, t) for terms, r, t in found}
        whole = listed.get(key)
        if whole is None:
            if len(different) < 2:
                continue
            whole = len(quantities)
            quantities.append(Quantity())
        for terms, r, t in different.values():
            if whole not in terms:
                parts = ((q, -c) for q, c in terms.items())
                yield Fact(((whole, 1.0), *parts), 0.0, 0.0, r, t)


def _computed(
    r: int, t: int, table: PublishedTable, where: Mapping[Place, int]
) -> dict[Levels, Terms]:
    """Return every margin of a table that is in no row, as a sum of what is."""
    cells: dict[Levels, Terms] = {
        levels: {where[r, t, levels]: 1.0} for levels in table.cells if (r, t, levels) in where
    }
    rows = set(table.cells)
    for k, dimension in enumerate(table.dimensions):
        tree = dimension.sums
        lines: dict[Levels, dict[str, Terms]] = {}
        for levels, terms in cells.items():
            line = lines.setdefault((*levels[:k], *levels[k + 1 :]), {})
            line[levels[k]] = terms
        for rest, line in lines.items():
            margin = (*rest[:k], dimension.total, *rest[k:])
            parts = _parts(dimension.total, line, tree)
            if margin not in rows and dimension.total not in line and parts:
                cells[margin] = _added(parts)
    return {levels: terms for levels, terms in cells.items() if levels not in rows}


def _parts(
    level: str, line: Mapping[str, Terms], tree: Mapping[str, tuple[str, ...]]
) -> list[Terms]:
    """Return what adds up to a level; nothing when a part of it is missing."""
    found: list[Terms] = []
    for part in tree.get(level, ()):
        below = [line[part]] if part in line else _parts(part, line, tree)
        if not below:
            return []
        found += below
    return found


def _added(parts: Sequence[Terms]) -> Terms:
    total: Terms = {}
    for part in parts:
        for quantity, coefficient in part.items():
            total[quantity] = total.get(quantity, 0.0) + coefficient
    return total
