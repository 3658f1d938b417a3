"""The attack, asked before anything is released: this release and every earlier one together."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from dueregard.tables import CellState

from .attack import AttackedCell, AttackReport, attack, release_from
from .hiding import Breach
from .ledger import LedgerEntry, ReleaseLedger


def breaches(
    record: Mapping[str, Any], name: str, earlier: Sequence[LedgerEntry] = ()
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
    # What is judged is hidden counts: where none is hidden, there is nothing to find.
    if not record["tables"] or not any(map(_hides, records)):
        return []
    labels = _labels(name, earlier)
    releases = [
        release_from(content, name=label) for content, label in zip(records, labels, strict=True)
    ]
    report = attack(releases, exact=False)
    if report.safe:
        return []
    identities = {
        (label, table["name"], _cell(cell["cell"])): cell["identity"]
        for label, content in zip(labels, records, strict=True)
        for table in content["tables"]
        for cell in table["cells"]
    }
    return [
        Breach(identities[cell.release, cell.table, _cell(cell.cell)], _words(cell, labels[0]))
        for cell in report.unsafe
    ]


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


def _words(cell: AttackedCell, new: str) -> str:
    of = "" if cell.release == new else f" (hidden in the earlier release “{cell.release}”)"
    if cell.upper is None:
        found = f"is at least {cell.lower}"
    elif cell.lower == cell.upper:
        found = "can be worked out"
    else:
        found = f"is known to within {cell.upper - cell.lower + 1} counts"
    return f"table {cell.table}, {cell.name}{of}: it {found}. {' '.join(cell.via)}".rstrip()


def _labels(name: str, earlier: Sequence[LedgerEntry]) -> list[str]:
    labels = [name]
    for entry in earlier:
        taken = entry.name in labels
        labels.append(f"{entry.name} ({entry.entry})" if taken else entry.name)
    return labels
