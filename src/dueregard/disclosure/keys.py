"""Which cells of which tables are the same quantity."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from dueregard.tables import FrequencyTable, Identity, UnusableTable

Link = tuple[str, str, str, str]


@dataclass(frozen=True, order=True)
class CellKey:
    """A quantity: what is counted, and the level of each dimension that is not at its total.

    Parameters
    ----------
    identity : Identity
        What is counted.
    levels : tuple of (dimension, level)
        Sorted by dimension; dimensions at their total are left out.

    Examples
    --------
    >>> str(CellKey(Identity("officers"), (("area", "North"),)))
    'officers: area North'
    """

    identity: Identity
    levels: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        told = ", ".join(f"{dimension} {level}" for dimension, level in self.levels)
        return f"{self.identity.statistic}: {told or 'all together'}"

    @cached_property
    def text(self) -> str:
        """Return the canonical string that stands in releases and in the ledger."""
        return self.identity.of(dict(self.levels))


@dataclass(frozen=True)
class Naming:
    """The quantity each cell of each table is, dimensions that are linked under one name."""

    identities: Mapping[str, Identity]
    dimensions: Mapping[tuple[str, str], str]
    _keys: dict[str, tuple[CellKey, ...]] = field(default_factory=dict, repr=False, compare=False)

    def key(self, table: FrequencyTable, levels: Sequence[str]) -> CellKey:
        """Return the key of a cell of a table."""
        named = sorted(
            (self.dimensions[table.name, dimension.name], level)
            for dimension, level in zip(table.dimensions, levels, strict=True)
            if level != dimension.total
        )
        return CellKey(self.identities[table.name], tuple(named))

    def keys(self, table: FrequencyTable) -> tuple[CellKey, ...]:
        """Return the key of every cell of a table, in its order; worked out once."""
        if table.name not in self._keys:
            identity = self.identities[table.name]
            named = [
                [
                    ((self.dimensions[table.name, dimension.name], level),)
                    if level != dimension.total
                    else ()
                    for level in dimension.all_levels
                ]
                for dimension in table.dimensions
            ]
            self._keys[table.name] = tuple(
                CellKey(identity, tuple(sorted(itertools.chain(*parts))))
                for parts in itertools.product(*named)
            )
        return self._keys[table.name]


def naming(tables: Sequence[FrequencyTable], links: Iterable[Link]) -> Naming:
    """Return the quantity of each cell when these dimensions are linked.

    Tables that are linked count the same thing: they share one identity. So do tables whose
    identities are equal, and in those dimensions of one name are one dimension.

    Raises
    ------
    UnusableTable
        When a link names a table or dimension that is not there.
    """
    by_name = {table.name: table for table in tables}
    if len(by_name) < len(tables):
        raise UnusableTable(["two tables have the same name; rename one file"])
    links = list(links)
    _check(links, by_name)
    groups = _Groups()
    tied = _Groups()
    for first, one, second, other in links:
        groups.join((first, one), (second, other))
        tied.join((first, ""), (second, ""))
    dimensions = {
        (table.name, dimension): min(name for _, name in groups.members((table.name, dimension)))
        for table in tables
        for dimension in table.names
    }
    identities = {}
    for table in tables:
        members = sorted(name for name, _ in tied.members((table.name, "")))
        stated = [by_name[name].identity for name in members]
        shared = stated[0]
        if len(set(stated)) > 1:
            statistics = sorted({identity.statistic for identity in stated})
            shared = replace(max(stated), statistic=" + ".join(statistics))
        identities[table.name] = shared
    return Naming(identities, dimensions)


def _check(links: Iterable[Link], tables: Mapping[str, FrequencyTable]) -> None:
    problems = []
    for link in links:
        for name, dimension in (link[:2], link[2:]):
            if name not in tables:
                known = ", ".join(sorted(tables))
                problems.append(f"linked: there is no table “{name}”; there are {known}")
            elif dimension not in tables[name].names:
                known = ", ".join(tables[name].names)
                problems.append(
                    f"linked: the table {name} has no dimension “{dimension}”; it has {known}"
                )
    if problems:
        raise UnusableTable(problems)


class _Groups:
    """Things that have been said to be the same."""

    def __init__(self) -> None:
        self._group: dict[tuple[str, str], set[tuple[str, str]]] = {}

    def members(self, thing: tuple[str, str]) -> set[tuple[str, str]]:
        return self._group.setdefault(thing, {thing})

    def join(self, one: tuple[str, str], other: tuple[str, str]) -> None:
        merged = self.members(one) | self.members(other)
        for member in merged:
            self._group[member] = merged
