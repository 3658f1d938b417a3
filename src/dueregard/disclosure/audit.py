"""The attack, asked before anything is released: this release and every earlier one together."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from dueregard.tables import CellState

from .attack import AttackedCell, AttackReport, attack, release_from
from .hiding import Breach
from .ledger import LedgerEntry, ReleaseLedger

#: So many of the facts that give a count away are told.
MOST_FACTS = 4


def breaches(
    record: Mapping[str, Any],
    name: str,
    earlier: Sequence[LedgerEntry] = (),
    widths: Mapping[str, int] | None = None,
) -> list[Breach]:
    """Return the hidden quantities that an outsider can deduce too closely.

    Parameters
    ----------
    record : mapping
        Content of ``release.json`` of the release that is about to be made.
    name : str
        What it is called.
    earlier : sequence of LedgerEntry
        Everything released before.
    widths : mapping of str to int, optional
        Quantities of this release that must be wider than the policy says of all, as after a
        dominance rule: a release cannot tell which they are, so the attack does not know.

    Returns
    -------
    list of Breach
        Each with the offending combination in words; of this release first.

    Raises
    ------
    UnusableDocument
        When releases contradict each other about one quantity.
    """
    records = [record, *(entry.record for entry in earlier)]
    # What is judged is hidden counts: where none is hidden, there is nothing to find, unless
    # releases contradict each other.
    if not record["tables"] or not (earlier or any(map(_hides, records))):
        return []
    labels = _labels(name, earlier)
    releases = [
        release_from(content, name=label) for content, label in zip(records, labels, strict=True)
    ]
    report = attack(releases, exact=bool(widths))
    if report.safe and not widths:
        return []
    identities = {
        (label, table["name"], _cell(cell["cell"])): cell["identity"]
        for label, content in zip(labels, records, strict=True)
        for table in content["tables"]
        for cell in table["cells"]
    }
    found = []
    for cell in report.cells:
        identity = identities[cell.release, cell.table, _cell(cell.cell)]
        own = (widths or {}).get(identity, 0) if cell.release == labels[0] else 0
        narrow = cell.upper is not None and cell.upper - cell.lower < own
        if narrow or not cell.safe:
            found.append(Breach(identity, *_words(cell, labels[0], own if cell.safe else 0)))
    return found


def audit_ledger(ledger: ReleaseLedger) -> AttackReport:
    """Attack everything ever released, together.

    Parameters
    ----------
    ledger : ReleaseLedger
        The releases.

    Returns
    -------
    AttackReport
        The interval of every hidden cell of every release, and the verdict.

    Raises
    ------
    UnusableDocument
        When the ledger is empty, or releases contradict each other about one quantity.
    """
    entries = ledger.releases()
    labels = _labels("", entries)[1:]
    return attack(
        [
            release_from(entry.record, name=label)
            for entry, label in zip(entries, labels, strict=True)
        ]
    )


def _hides(record: Mapping[str, Any]) -> bool:
    return any(
        cell["state"] == CellState.CONFIDENTIAL
        for table in record["tables"]
        for cell in table["cells"]
    )


def _cell(cell: Mapping[str, str]) -> str:
    return json.dumps(sorted(cell.items()))


def _words(cell: AttackedCell, new: str, own: int) -> tuple[str, str]:
    """Return what was found, with the facts it follows from and without."""
    of = "" if cell.release == new else f" (hidden in the earlier release “{cell.release}”)"
    if cell.upper is None:
        found = f"is at least {cell.lower}"
    elif cell.lower == cell.upper:
        found = "can be worked out"
    else:
        found = f"is known to within {cell.upper - cell.lower + 1} counts"
    if own:
        found += f", and its largest contributors ask for an interval of {own}"
    brief = f"table {cell.table}, {cell.name}{of}: it {found}."
    facts = [*cell.via[:MOST_FACTS]]
    if len(cell.via) > MOST_FACTS:
        facts.append(f"(And {len(cell.via) - MOST_FACTS} more facts.)")
    return " ".join([brief, *facts]), brief


def _labels(name: str, earlier: Sequence[LedgerEntry]) -> list[str]:
    labels = [name]
    for entry in earlier:
        taken = entry.name in labels
        labels.append(f"{entry.name} ({entry.entry})" if taken else entry.name)
    return labels
