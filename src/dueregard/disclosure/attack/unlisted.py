"""Totals that are in no row, tied to the same total wherever else it can be had."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from .facts import Fact, Quantity
from .published import Levels, PublishedRelease, PublishedTable
from .quantities import Place
from .wording import MOST_NAMED, cell_name

#: Quantity to coefficient.
Terms = dict[int, float]
#: What a total counts: the identity of its table, and its levels other than totals.
Key = tuple[tuple[str, ...], tuple[tuple[str, str], ...]]


def unlisted(
    releases: Sequence[PublishedRelease],
    where: Mapping[Place, int],
    quantities: Sequence[Quantity],
) -> Iterator[Fact]:
    """Yield facts that tie totals nobody listed to the same totals elsewhere.

    Whoever holds two tables of the same people knows that both add up to the same. Used are
    totals of all innermost levels of a dimension, of tables that have the same identity.
    """
    tables = [(r, t, table) for r, one in enumerate(releases) for t, table in enumerate(one.tables)]
    shared = Counter(
        tuple(table.identity.values()) for _, _, table in tables if table.identity["statistic"]
    )
    told: dict[Key, list[_Total]] = {}
    for r, t, table in tables:
        if shared[identity := tuple(table.identity.values())] < 2:
            continue
        label = f"table “{table.name}” of release “{releases[r].name}”"
        for levels, terms in _computed(r, t, table, where).items():
            total = _Total(terms, r, t, label, cell_name(table, levels), computed=True)
            told.setdefault((identity, table.inner(levels)), []).append(total)
        for levels in table.cells:
            if (number := where.get((r, t, levels))) is not None:
                total = _Total({number: 1.0}, r, t, label, cell_name(table, levels), computed=False)
                told.setdefault((identity, table.inner(levels)), []).append(total)
    for totals in told.values():
        if any(total.computed for total in totals):
            yield from _tied(totals, quantities)


@dataclass(frozen=True)
class _Total:
    """One total, as a sum of quantities of one table."""

    terms: Terms
    release: int
    table: int
    label: str
    name: str
    computed: bool


def _tied(totals: Sequence[_Total], quantities: Sequence[Quantity]) -> Iterator[Fact]:
    """Each total is the same as the first; a listed one, if there is any, goes first."""
    different = {frozenset(total.terms.items()): total for total in totals}
    first, *others = sorted(different.values(), key=lambda total: total.computed)
    for other in others:
        terms = dict(first.terms)
        for quantity, coefficient in other.terms.items():
            terms[quantity] = terms.get(quantity, 0.0) - coefficient
        left = tuple((q, c) for q, c in terms.items() if c)
        unknown = tuple(q for q, _ in left if not quantities[q].known)
        known = sum(c * quantities[q].lower for q, c in left if quantities[q].known)
        words = (
            f"{other.name[:1].upper()}{other.name[1:]} is in no row of {other.label}, but its "
            f"parts add up to what {first.label} has for it; by what is shown they differ by "
            f"{abs(known):g}"
        )
        about = unknown[:MOST_NAMED] or tuple(q for q, _ in left)[:MOST_NAMED]
        yield Fact(left, 0.0, 0.0, other.release, other.table, words, about)


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
