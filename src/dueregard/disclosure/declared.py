"""What a body declares of quantities across releases: sums, and bounds of revisions."""

from __future__ import annotations

import difflib
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from dueregard.tables import FrequencyTable, Identity, UnusableTable

from .keys import CellKey, Naming
from .ledger import LedgerEntry
from .policy import DisclosurePolicy

#: A quantity: its canonical string, or ``cell`` with ``table`` and ``identity`` where they differ.
Selected = str | Mapping[str, Any]


@dataclass(frozen=True)
class Declared:
    """Sums and revisions as they stand in a release: quantities by their canonical strings."""

    sums: tuple[Mapping[str, Any], ...] = ()
    revisions: tuple[Mapping[str, Any], ...] = ()


def declared(
    tables: Sequence[FrequencyTable],
    naming: Naming,
    policy: DisclosurePolicy,
    earlier: Sequence[LedgerEntry],
    sums: Sequence[Mapping[str, Any]] = (),
    revisions: Sequence[Mapping[str, Any]] = (),
) -> Declared:
    """Return what the policy and the caller declare, each quantity looked up.

    Parameters
    ----------
    tables, naming, policy, earlier
        What is released, how its cells are called, and what was released before.
    sums, revisions : sequence of mapping
        Declared beside those of the policy.

    Raises
    ------
    UnusableTable
        For a quantity that no table here and no earlier release has, and a bound that is no
        number from 0 on; each with its place.
    """
    known = _Known(tables, naming, earlier)
    problems: list[str] = []
    found = Declared(
        tuple(
            one
            for where, entry in _entries("sums", policy.sums, sums)
            for one in _sum(known, entry, where, problems)
        ),
        tuple(
            one
            for where, entry in _entries("revisions", policy.revisions, revisions)
            for one in _revisions(known, entry, where, problems)
        ),
    )
    if problems:
        raise UnusableTable(problems)
    return found


def _entries(
    key: str, stated: Sequence[Mapping[str, Any]], given: object
) -> Iterable[tuple[str, Mapping[str, Any]]]:
    if isinstance(given, str | Mapping) or not isinstance(given, Sequence):
        raise UnusableTable([f"{key}: a list is allowed, not {type(given).__name__}"])
    for where, entries in ((f"policy, {key}", stated), (key, given)):
        for number, entry in enumerate(entries, start=1):
            if not isinstance(entry, Mapping):
                raise UnusableTable([f"{where}, entry {number}: a mapping is allowed"])
            yield f"{where}, entry {number}", entry


def _sum(
    known: _Known, entry: Mapping[str, Any], where: str, problems: list[str]
) -> Iterable[Mapping[str, Any]]:
    parts = entry.get("parts")
    if "whole" not in entry or not isinstance(parts, list | tuple) or not parts:
        problems.append(f"{where}: “whole” and a list of “parts” are needed")
        return
    whole = known.text(entry["whole"], f"{where}, whole", problems)
    below = [
        known.text(part, f"{where}, part {number}", problems)
        for number, part in enumerate(parts, start=1)
    ]
    if whole is not None and None not in below:
        if whole in below or len(set(below)) < len(below):
            problems.append(f"{where}: a quantity is there twice")
        yield {"whole": whole, "parts": below}


def _revisions(
    known: _Known, entry: Mapping[str, Any], where: str, problems: list[str]
) -> Iterable[Mapping[str, Any]]:
    most, snapshot = entry.get("at_most_change"), entry.get("earlier_snapshot")
    if isinstance(most, bool) or not isinstance(most, int | float) or not 0 <= most < math.inf:
        problems.append(f"{where}, at_most_change: a number from 0 on is allowed, not {most!r}")
        return
    if not isinstance(snapshot, str):
        problems.append(f"{where}, earlier_snapshot: the name of a snapshot is needed")
        return
    if "identity" in entry and isinstance(entry["identity"], str):
        chosen = [known.text(entry["identity"], where, problems)]
    elif "cell" in entry:
        chosen = [known.text(entry, where, problems)]
    else:
        chosen = [
            text
            for text in known.of(entry.get("table"))
            if at_snapshot(text, snapshot) in known.before
        ]
        if not chosen:
            problems.append(
                f"{where}: no earlier release shows these quantities in snapshot “{snapshot}”"
            )
    for text in chosen:
        if text is None:
            continue
        if text not in known.here or at_snapshot(text, snapshot) not in known.before:
            problems.append(
                f"{where}: {said(text)} is not in this release, or not in snapshot "
                f"“{snapshot}” of an earlier one"
            )
            continue
        yield {"identity": text, "earlier_snapshot": snapshot, "at_most_change": most}


class _Known:
    """Every quantity of this release and of earlier ones, by its canonical string."""

    def __init__(
        self, tables: Sequence[FrequencyTable], naming: Naming, earlier: Sequence[LedgerEntry]
    ) -> None:
        self._tables, self._naming = {table.name: table for table in tables}, naming
        self.here = dict.fromkeys(text for table in self._tables for text in self.of(table))
        self.before = {
            cell["identity"]
            for entry in earlier
            for table in entry.record["tables"]
            for cell in table["cells"]
        }

    def of(self, table: str | None) -> list[str]:
        """Return the canonical strings of the quantities of a table, or of all."""
        names = self._tables if table is None else {table} & set(self._tables)
        return [key.text for name in names for key in self._naming.keys(self._tables[name])]

    def text(self, chosen: Selected, where: str, problems: list[str]) -> str | None:
        """Return the canonical string of a quantity; add a problem where there is none."""
        text = chosen if isinstance(chosen, str) else self._selected(chosen, where, problems)
        if text is None or text in self.here or text in self.before:
            return text
        told = said(text)
        words = {said(one) for one in (*self.here, *self.before)}
        near = difflib.get_close_matches(told, sorted(words), n=1)
        hint = f"; the nearest is “{near[0]}”" if near else ""
        problems.append(f"{where}: no table here and no earlier release has “{told}”{hint}")
        return None

    def _selected(self, chosen: Selected, where: str, problems: list[str]) -> str | None:
        if not isinstance(chosen, Mapping) or not isinstance(chosen.get("cell"), Mapping):
            problems.append(f"{where}: “cell” is needed, a mapping of dimensions to levels")
            return None
        name = chosen.get("table", next(iter(self._tables), ""))
        if name not in self._tables:
            problems.append(
                f"{where}: there is no table “{name}”; there are {', '.join(self._tables)}"
            )
            return None
        changed = chosen.get("identity", {})
        if not isinstance(changed, Mapping) or not set(changed) <= set(Identity.names()):
            problems.append(f"{where}, identity: the keys are {', '.join(Identity.names())}")
            return None
        identity = replace(self._naming.identities[name], **changed)
        total = {d.name: d.total for d in self._tables[name].dimensions}
        levels = sorted(
            (self._naming.dimensions.get((name, dimension), dimension), str(level))
            for dimension, level in chosen["cell"].items()
            if level != total.get(dimension, "Total")
        )
        return CellKey(identity, tuple(levels)).text


def at_snapshot(text: str, snapshot: str) -> str:
    """Return the canonical string of the same quantity in another snapshot."""
    *parts, levels = json.loads(text)
    parts[Identity.names().index("snapshot")] = snapshot
    return Identity(*parts).of(dict(levels))


def said(text: str) -> str:
    """Return a canonical string in words.

    Examples
    --------
    >>> said(Identity("officers", period="2026-Q1", unit_tree="2").of({"area": "North"}))
    'officers: area North (unit_tree 2, period 2026-Q1)'
    """
    try:
        statistic, *parts, levels = json.loads(text)
        cell = ", ".join(f"{dimension} {level}" for dimension, level in levels)
    except ValueError:
        return text
    more = ", ".join(
        f"{name} {part}" for name, part in zip(Identity.names()[1:], parts, strict=False) if part
    )
    return f"{statistic}: {cell or 'all together'}" + (f" ({more})" if more else "")


def notes_across(
    naming: Naming, earlier: Sequence[LedgerEntry], found: Declared, revised: Iterable[CellKey]
) -> list[str]:
    """Return what the ledger holds that may undo this release and is not declared."""
    notes = []
    for other in _other_trees(naming, earlier, found):
        notes.append(
            f"{other}: the same statistic and period under another tree of units or "
            "classification is in the ledger. Units that were merged or split can be subtracted "
            "from each other, and the attack knows only of sums that are declared: say them under "
            "“sums” in the policy."
        )
    bounded = {revision["identity"] for revision in found.revisions}
    free = sum(key.text not in bounded for key in revised)
    if free:
        notes.append(
            f"{free} quantities are shown with another count than in an earlier snapshot: who has "
            "both sees by how many they changed, which can speak of single people."
        )
    return notes


def _other_trees(naming: Naming, earlier: Sequence[LedgerEntry], found: Declared) -> list[str]:
    def tree(identity: Identity) -> tuple[str, str]:
        return identity.unit_tree, identity.classification

    tied = set()
    for one_sum in found.sums:
        trees = {
            tree(Identity(*json.loads(text)[:-1])) for text in (one_sum["whole"], *one_sum["parts"])
        }
        tied |= {(one, other) for one in trees for other in trees}
    notes = []
    for entry in earlier:
        for table in entry.record["tables"]:
            before = Identity(**table["identity"])
            for here in dict.fromkeys(naming.identities.values()):
                same = (before.statistic, before.period) == (here.statistic, here.period)
                apart = tree(before) != tree(here)
                if same and apart and (tree(before), tree(here)) not in tied:
                    notes.append(f"Release {entry.name}, table {table['name']}")
    return list(dict.fromkeys(notes))
