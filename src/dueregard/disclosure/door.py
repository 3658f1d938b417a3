"""The door: the only place where releasable tables and findings are made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import numpy as np

from dueregard.tables import (
    CellState,
    FrequencyTable,
    ReleasableFinding,
    ReleasableTable,
)
from dueregard.tables.seal import READING, Seal

from .audit import breaches
from .cell_key import perturbed
from .fit import check_fit
from .hiding import Breach, Hidden, hide
from .keys import CellKey, Link, Naming, naming
from .ledger import LedgerEntry
from .links import links_of
from .permits import Permit
from .policy import DisclosurePolicy
from .record import Shown, entry_of, release_record, table_cells
from .rounding import rounded
from .suppression import Effort
from .system import BoolArray, CellSystem, cell_system

_SEAL = Seal.claim()


@dataclass(frozen=True)
class Release:
    """Tables that have passed, and what the world is told of them.

    Parameters
    ----------
    name : str
        What the release is called.
    tables : tuple of ReleasableTable
        The tables, in the order they were given.
    record : mapping
        The content of ``release.json``: nothing in it is confidential.
    notes : tuple of str
        What the person who releases should know.
    """

    name: str
    tables: tuple[ReleasableTable, ...]
    record: Mapping[str, Any]
    notes: tuple[str, ...] = ()

    @property
    def ledger_entry(self) -> LedgerEntry:
        """Return the entry for the release ledger."""
        return LedgerEntry(str(self.record["entry"]), self.name, self.record)


@dataclass(frozen=True)
class _Plan:
    """What a release is made of, while its pattern is searched."""

    tables: tuple[FrequencyTable, ...]
    policy: DisclosurePolicy
    naming: Naming
    links: tuple[Link, ...]
    system: CellSystem
    values: Mapping[CellKey, int]
    revised: frozenset[CellKey]
    more: Mapping[str, Any] = field(default_factory=dict)

    def shown(self, hidden: BoolArray) -> Shown:
        keys = frozenset(key for key, gone in zip(self.system.keys, hidden, strict=True) if gone)
        return Shown(self.values, keys, self.revised)

    def record(self, hidden: BoolArray, *, whole: bool = False, **more: Any) -> dict[str, Any]:
        shown = self.shown(hidden)
        cells = {
            table.name: table_cells(table, self.naming, shown, whole=whole) for table in self.tables
        }
        return release_record(
            self.tables, cells, self.policy, self.naming, self.links, {**self.more, **more}
        )


def protect(
    tables: Sequence[FrequencyTable],
    policy: DisclosurePolicy,
    *,
    name: str = "release",
    earlier: Sequence[LedgerEntry] = (),
    revisions: Sequence[Mapping[str, Any]] = (),
    effort: Effort | None = None,
) -> Release:
    """Make tables releasable together: hide, round, attack, and only then let them through.

    Parameters
    ----------
    tables : sequence of FrequencyTable
        Confidential tables that are released together.
    policy : DisclosurePolicy
        What may be shown.
    name : str
        What the release is called.
    earlier : sequence of LedgerEntry
        Everything released before: the attack knows it too.
    revisions : sequence of mapping
        Bounds declared for revised quantities: ``identity``, ``earlier_snapshot`` and
        ``at_most_change``.
    effort : Effort, optional
        How hard to search for the least to hide.

    Returns
    -------
    Release
        Releasable tables and their record.

    Raises
    ------
    UnusableTable
        When tables contradict each other or the policy names what they do not have.
    Infeasible
        When no pattern protects a cell.
    Unsafe
        When the attack succeeds whatever is hidden, with each combination in words.

    Examples
    --------
    >>> from dueregard.disclosure import preset
    >>> counts = {"North": 41, "East": 3, "South": 25, "West": 36}
    >>> table = FrequencyTable.from_records(
    ...     [{"area": area, "count": count} for area, count in counts.items()]
    ...     + [{"area": "Total", "count": 105}]
    ... )
    >>> release = protect([table], preset("published"))
    >>> [str(cell) for cell in release.tables[0]]
    ['[c]', '41', '25', '[c]', '105']
    """
    plan = _plan(tables, policy, earlier, revisions)

    def audit(cells: BoolArray) -> Sequence[Breach]:
        return breaches(plan.record(cells, whole=True), name, earlier)

    found = hide(plan.system, policy, audit, also=_small_when_shown(plan), effort=effort)
    return _release(plan, found, name)


def _plan(
    tables: Sequence[FrequencyTable],
    policy: DisclosurePolicy,
    earlier: Sequence[LedgerEntry],
    revisions: Sequence[Mapping[str, Any]],
) -> _Plan:
    check_fit(tables, policy)
    links = links_of(tables, policy)
    names = naming(tables, links)
    system = cell_system(tables, policy, names)
    values = _values(tables, policy, names, system)
    return _Plan(
        tuple(tables),
        policy,
        names,
        links,
        system,
        values,
        _revised(values, earlier),
        {"revisions": tuple(revisions)},
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
            [key.text for key in values],
        )
        values = dict(zip(values, (int(v) for v in shown), strict=True))
    return MappingProxyType(values)


def _small_when_shown(plan: _Plan) -> BoolArray:
    """Cells that noise has made small: what is shown must not look unsafe either."""
    if plan.policy.perturbation is None:
        return np.zeros(len(plan.system.keys), dtype=bool)
    shown = np.array([plan.values[key] for key in plan.system.keys])
    small = (shown > 0) & (shown < plan.policy.threshold)
    return small & ~plan.system.must_publish & ~plan.system.fixed


def _revised(values: Mapping[CellKey, int], earlier: Sequence[LedgerEntry]) -> frozenset[CellKey]:
    """Quantities that an earlier snapshot showed otherwise."""
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


def _release(plan: _Plan, found: Hidden, name: str) -> Release:
    record = plan.record(
        found.cells, cost=found.cost, bound=found.bound, gap=found.gap, proven=found.proven
    )
    entry = entry_of(record)
    record["entry"] = entry
    shown = plan.shown(found.cells)
    tables = tuple(
        ReleasableTable(
            _SEAL,
            name=table.name,
            dimensions=table.dimensions,
            identity=plan.naming.identities[table.name],
            cells=table_cells(table, plan.naming, shown),
            policy=plan.policy.label,
            entry=entry,
        )
        for table in plan.tables
    )
    return Release(name, tables, record, tuple(_notes(plan)))


def _notes(plan: _Plan) -> list[str]:
    notes = []
    if not plan.policy.source.verified:
        notes.append(f"The policy {plan.policy.label} is not verified: {plan.policy.source.note}")
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
        if computed:
            notes.append(
                f"{table.name}: {computed} totals are in no row; they were computed and protected "
                "as if they were published."
            )
    return notes


def finding(permit: Permit, *, statement: str, entry: str) -> ReleasableFinding:
    """Make a finding releasable, given the permit that a rule has granted or withheld.

    Parameters
    ----------
    permit : Permit
        What `dueregard.disclosure.permits` and its rules allow to be shown.
    statement : str
        The finding in words; its values go in by name (``{value}``, ``{lower}``).
    entry : str
        Entry of the release ledger.

    Returns
    -------
    ReleasableFinding
        Withheld, with the reason as its sentence, when the permit says so.
    """
    if not permit.granted:
        return ReleasableFinding(
            _SEAL,
            kind=permit.kind,
            statement=f"Withheld {CellState.CONFIDENTIAL.symbol}: {permit.reason}",
            values=dict.fromkeys(permit.values),
            state=CellState.CONFIDENTIAL,
            basis=permit.basis,
            policy=permit.policy,
            entry=entry,
        )
    return ReleasableFinding(
        _SEAL,
        kind=permit.kind,
        statement=statement.format_map(permit.texts),
        values=permit.values,
        state=permit.state,
        basis=permit.basis,
        policy=permit.policy,
        entry=entry,
    )
