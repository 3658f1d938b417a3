"""What a release tells the world: ``release.json``, without anything confidential."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dueregard.tables import CellState, Dimension, FrequencyTable, ReleasableCell
from dueregard.tables import margins as tables_margins
from dueregard.tables.seal import READING

from .keys import CellKey, Link, Naming
from .policy import DisclosurePolicy

FORMAT = "dueregard-release/1"
SEARCH = ("gap", "proven")


@dataclass(frozen=True)
class Shown:
    """What is shown of each quantity, and what is not.

    Parameters
    ----------
    values : mapping of CellKey to int
        Counts as they may be shown: rounded or perturbed where the policy says so.
    hidden : set of CellKey
        Quantities that are hidden, unsafe and secondary alike.
    revised : set of CellKey
        Quantities that differ from an earlier snapshot.
    low : set of CellKey
        Quantities that are marked as being of low reliability, where they are shown.
    """

    values: Mapping[CellKey, int]
    hidden: frozenset[CellKey]
    revised: frozenset[CellKey] = field(default_factory=frozenset)
    low: frozenset[CellKey] = field(default_factory=frozenset)


def table_cells(
    table: FrequencyTable, naming: Naming, shown: Shown, *, whole: bool = False
) -> list[ReleasableCell]:
    """Return the cells of a table as they may be shown: the rows that were given, in order.

    With `whole`, the totals that were computed are there too, for an attacker who knows them.
    """
    counts = table._confidential(READING)
    listed = counts.given | (counts.values != 0) if whole else counts.given
    cells = []
    for there, collected, applicable, key, levels in zip(
        listed.ravel().tolist(),
        counts.collected.ravel().tolist(),
        counts.applicable.ravel().tolist(),
        naming.keys(table),
        tables_margins.cells(table.dimensions),
        strict=True,
    ):
        if not there:
            continue
        state, value = CellState.VALUE, shown.values.get(key)
        if not collected:
            state, value = CellState.NOT_AVAILABLE, None
        elif not applicable:
            state, value = CellState.NOT_APPLICABLE, None
        elif key in shown.hidden:
            state, value = CellState.CONFIDENTIAL, None
        elif key in shown.low:
            # Of two marks the one that warns.
            state = CellState.LOW_RELIABILITY
        elif key in shown.revised:
            state = CellState.REVISED
        cells.append(ReleasableCell(levels, value, state, key.text))
    return cells


def release_record(
    tables: Sequence[FrequencyTable],
    cells: Mapping[str, Sequence[ReleasableCell]],
    policy: DisclosurePolicy,
    naming: Naming,
    links: Sequence[Link],
    more: Mapping[str, Any],
) -> dict[str, Any]:
    """Return the content of ``release.json`` (without its ledger entry).

    Parameters
    ----------
    tables : sequence of FrequencyTable
        For their dimensions; no count is read.
    cells : mapping
        Table to its cells as they are shown.
    policy, naming, links
        What made them.
    more : mapping
        ``derived`` by table, ``findings``, ``revisions``, ``sums``, ``gap``, ``proven``. What the
        pattern costs is not told: it follows from hidden counts.
    """
    derived = more.get("derived", {})
    ordered = sorted(tables, key=lambda t: t.name)
    return {
        "format": FORMAT,
        "policy": policy.published,
        "tables": [
            {
                "name": table.name,
                "file": f"{table.name}.csv" if len(tables) > 1 else "table.csv",
                "dimensions": [_dimension(dimension) for dimension in table.dimensions],
                "identity": naming.identities[table.name].as_dict(),
                "cells": [
                    {
                        "cell": dict(zip(table.names, cell.levels, strict=True)),
                        "state": str(cell.state),
                        "value": cell.value,
                        "identity": cell.identity,
                    }
                    for cell in cells[table.name]
                ],
                "derived": list(derived.get(table.name, ())),
            }
            for table in ordered
        ],
        "linked": [list(link) for link in links],
        "revisions": list(more.get("revisions", ())),
        "sums": list(more.get("sums", ())),
        "findings": list(more.get("findings", ())),
        **{key: more[key] for key in SEARCH if key in more},
    }


def _dimension(dimension: Dimension) -> dict[str, Any]:
    return {
        "name": dimension.name,
        "levels": list(dimension.levels),
        "total": dimension.total,
        "hierarchy": {parent: list(parts) for parent, parts in (dimension.hierarchy or {}).items()},
    }


def entry_of(record: Mapping[str, Any]) -> str:
    """Return the name of a release in the ledger: a fingerprint of what it says.

    Examples
    --------
    >>> entry_of({"format": FORMAT}) == entry_of({"format": FORMAT, "entry": "x"})
    True
    """
    told = {key: value for key, value in record.items() if key != "entry"}
    text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()
