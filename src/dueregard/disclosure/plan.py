"""What a release is made of, while its pattern is searched. Confidential."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any

import numpy as np

from dueregard.tables import FrequencyTable, UnusableTable
from dueregard.tables.seal import READING

from .cell_key import perturbed
from .declared import Declared, declared, notes_across
from .fit import check_fit
from .keys import CellKey, Link, Naming, naming
from .ledger import LedgerEntry
from .links import links_of
from .policy import DisclosurePolicy
from .record import Shown, release_record, table_cells
from .reliability import is_low_count
from .rounding import rounded
from .system import BoolArray, CellSystem, cell_system


@dataclass(frozen=True)
class Plan:
    """What a release is made of, while its pattern is searched."""

    tables: tuple[FrequencyTable, ...]
    policy: DisclosurePolicy
    naming: Naming
    links: tuple[Link, ...]
    system: CellSystem
    values: Mapping[CellKey, int]
    revised: frozenset[CellKey]
    declared: Declared = field(default_factory=Declared)
    notes: tuple[str, ...] = ()

    @cached_property
    def low(self) -> frozenset[CellKey]:
        """Quantities whose counts, as shown, are of low reliability."""
        rule = self.policy.reliability
        if not rule.counts:
            return frozenset()
        return frozenset(key for key, value in self.values.items() if is_low_count(rule, value))

    @cached_property
    def unseen(self) -> frozenset[CellKey]:
        """Totals that are in no row and that the policy takes outsiders not to know."""
        if self.policy.unlisted_totals == "known":
            return frozenset()
        shown = Shown(self.values, frozenset())
        listed = {
            cell.identity
            for table in self.tables
            for cell in table_cells(table, self.naming, shown)
        }
        return frozenset(
            key for key, value in self.values.items() if value and key.text not in listed
        )

    @cached_property
    def own_widths(self) -> Mapping[str, int]:
        """How wide the quantities must be that must be wider than the policy says of all."""
        system = self.system
        wider = system.unsafe & (system.width > self.policy.width)
        return {system.keys[i].text: int(system.width[i]) for i in np.flatnonzero(wider)}

    def key(self, table: str | None, cell: Mapping[str, str]) -> tuple[str, CellKey]:
        """Return the table a statistic is about and the quantity of a cell in it.

        Raises
        ------
        UnusableTable
            When there is no such table, dimension or level.
        """
        names = [one.name for one in self.tables]
        if not names:
            raise UnusableTable(["a statistic on counts is asked for, but there is no table"])
        if table is not None and table not in names:
            raise UnusableTable([f"there is no table “{table}”; there are {', '.join(names)}"])
        found = self.tables[0 if table is None else names.index(table)]
        places = {d.name: d.place for d in found.dimensions}
        wrong = [
            f"table {found.name}: there is no cell {name} {level}"
            for name, level in cell.items()
            if level not in places.get(name, {})
        ]
        if wrong:
            raise UnusableTable(wrong)
        return found.name, self.naming.key(
            found, [cell.get(d.name, d.total) for d in found.dimensions]
        )

    def shown(self, hidden: BoolArray) -> Shown:
        """Return what is shown when these cells are hidden."""
        keys = frozenset(key for key, gone in zip(self.system.keys, hidden, strict=True) if gone)
        return Shown(self.values, keys, self.revised, self.low)

    def record(self, hidden: BoolArray, *, whole: bool = False, **more: Any) -> dict[str, Any]:
        """Return what the release tells when these cells are hidden.

        With `whole`, computed totals are told too: the attack is to know them.
        """
        shown = self.shown(hidden)
        cells = {
            table.name: table_cells(table, self.naming, shown, whole=whole) for table in self.tables
        }
        across = {"sums": self.declared.sums, "revisions": self.declared.revisions}
        return release_record(
            self.tables, cells, self.policy, self.naming, self.links, {**across, **more}
        )


def make_plan(
    tables: Sequence[FrequencyTable],
    policy: DisclosurePolicy,
    earlier: Sequence[LedgerEntry],
    *,
    sums: Sequence[Mapping[str, Any]] = (),
    revisions: Sequence[Mapping[str, Any]] = (),
) -> Plan:
    """Join the tables, and work out what is shown of each quantity that is not hidden.

    Raises
    ------
    UnusableTable
        When tables contradict each other, or the policy or what is declared names what they do
        not have.
    """
    check_fit(tables, policy)
    links = links_of(tables, policy)
    names = naming(tables, links)
    system = cell_system(tables, policy, names)
    values = _values(tables, policy, names, system)
    across = declared(tables, names, policy, earlier, sums, revisions)
    revised = _revised(values, earlier)
    return Plan(
        tuple(tables),
        policy,
        names,
        links,
        system,
        values,
        revised,
        across,
        tuple(notes_across(names, earlier, across, revised)),
    )


def _values(
    tables: Sequence[FrequencyTable], policy: DisclosurePolicy, names: Naming, system: CellSystem
) -> Mapping[CellKey, int]:
    """Counts as they are shown where they are: exact, perturbed, rounded."""
    values = dict(zip(system.keys, (int(v) for v in system.values), strict=True))
    if policy.perturbation is not None:
        values = perturbed(tables, policy.perturbation, names, values)
    if policy.rounding is not None:
        shown = rounded(
            np.array(list(values.values()), dtype=np.int64),
            policy.rounding,
            [key.text for key in values] if policy.rounding.rule == "random" else (),
        )
        values = dict(zip(values, (int(v) for v in shown), strict=True))
    return MappingProxyType(values)


def small_when_shown(plan: Plan) -> BoolArray:
    """Cells that noise has made small: what is shown must not look unsafe either."""
    if plan.policy.perturbation is None:
        return np.zeros(len(plan.system.keys), dtype=bool)
    shown = np.array([plan.values[key] for key in plan.system.keys])
    small = (shown > 0) & (shown < plan.policy.threshold)
    return small & ~plan.system.must_publish & ~plan.system.fixed


def _revised(values: Mapping[CellKey, int], earlier: Sequence[LedgerEntry]) -> frozenset[CellKey]:
    """Quantities that an earlier snapshot showed otherwise."""
    if not earlier:
        return frozenset()
    before: dict[tuple[object, ...], tuple[str, int]] = {}
    for entry in earlier:
        for table in entry.record["tables"]:
            identity = dict(table["identity"])
            snapshot = identity.pop("snapshot", "")
            totals = {d["name"]: d["total"] for d in table["dimensions"]}
            for cell in table["cells"]:
                inner = sorted((d, x) for d, x in cell["cell"].items() if x != totals[d])
                if cell["value"] is not None:
                    before[(*identity.values(), *inner)] = (snapshot, cell["value"])
    found = set()
    for key, value in values.items():
        parts = key.identity.as_dict()
        snapshot = parts.pop("snapshot")
        was = before.get((*parts.values(), *key.levels))
        if was is not None and was[0] != snapshot and was[1] != value:
            found.add(key)
    return frozenset(found)


def notes_of(plan: Plan) -> list[str]:
    """Return what the person who releases should know; no count is named."""
    notes = []
    if plan.policy.source.verified is not True:
        how = "verified in part" if plan.policy.source.verified == "partial" else "not verified"
        notes.append(f"The policy {plan.policy.label} is {how}: {plan.policy.source.note}")
    if not plan.policy.asks_for_width:
        notes.append(
            f"The policy {plan.policy.label} asks for no protection against deduction (protection "
            "is 0): nothing was tested, and counts may follow from what is shown."
        )
    if plan.policy.linked is None:
        notes += [
            f"{one}, {a} and {other}, {b} have the same levels and counts and were protected "
            "together; say “linked: []” if they count different people."
            for one, a, other, b in plan.links
        ]
    for table in plan.tables:
        counts = table._confidential(READING)
        empty = int((~counts.given & (counts.values == 0)).sum())
        computed = int((~counts.given & (counts.values > 0)).sum())
        if empty:
            notes.append(
                f"{table.name}: {empty} combinations are in no row and were taken for zero."
            )
        if computed and plan.policy.unlisted_totals == "known":
            notes.append(
                f"{table.name}: {computed} totals are in no row; they were computed and protected "
                "as if they were published (unlisted_totals: known)."
            )
    return [*notes, *plan.notes]
