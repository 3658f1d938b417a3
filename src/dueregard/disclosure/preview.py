"""How much a breakdown would hide, before anybody asks for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dueregard.exceptions import RefusedByPolicy
from dueregard.tables import CellState, FrequencyTable
from dueregard.tables.seal import READING

from .door import protect
from .ledger import LedgerEntry
from .policy import DisclosurePolicy
from .primary import primary
from .suppression import Effort


@dataclass(frozen=True)
class Preview:
    """What would become of a table.

    It counts cells and names none, but it is for whoever works with the confidential counts.

    Parameters
    ----------
    table : str
        Name of the table.
    cells : int
        Cells that would be published.
    small : int
        Cells that are unsafe by themselves.
    hidden : int or None
        Cells that would be hidden in all; None when nothing may be released.
    people_hidden : float
        Share of the counts in cells without parts that would be in a hidden cell.
    refusal : str
        Why nothing may be released; empty when it may.
    """

    table: str
    cells: int
    small: int
    hidden: int | None
    people_hidden: float
    refusal: str = ""

    @property
    def share_hidden(self) -> float:
        """Share of the cells that would be hidden; 1 when nothing may be released."""
        return 1.0 if self.hidden is None else self.hidden / max(self.cells, 1)

    def __str__(self) -> str:
        if self.hidden is None:
            return f"{self.table}: nothing could be released. {self.refusal}"
        return (
            f"{self.table}: {self.hidden} of {self.cells} cells would be hidden "
            f"({self.share_hidden:.0%}): {self.small} that are too small and "
            f"{self.hidden - self.small} that protect them. "
            f"{self.people_hidden:.0%} of the counts would be in hidden cells."
        )


def preview(
    tables: Sequence[FrequencyTable],
    policy: DisclosurePolicy,
    *,
    earlier: Sequence[LedgerEntry] = (),
    effort: Effort | None = None,
) -> list[Preview]:
    """Return how much of each table would be hidden if they were released together.

    Parameters
    ----------
    tables, policy, earlier, effort
        As for `dueregard.disclosure.protect`.

    Examples
    --------
    >>> from dueregard.disclosure import preset
    >>> table = FrequencyTable.from_records(
    ...     [{"area": a, "count": c} for a, c in zip("NESW", (41, 3, 25, 36))]
    ...     + [{"area": "Total", "count": 105}]
    ... )
    >>> print(preview([table], preset("published"))[0])
    table: 2 of 5 cells would be hidden (40%): 1 that are too small and 1 that protect them. \
37% of the counts would be in hidden cells.
    """
    try:
        release = protect(tables, policy, name="preview", earlier=earlier, effort=effort)
    except RefusedByPolicy as refusal:
        return [
            Preview(t.name, _given(t), _small(t, policy), None, 1.0, refusal.message)
            for t in tables
        ]
    found = []
    for table, made in zip(tables, release.tables, strict=True):
        gone = {cell.levels for cell in made if cell.state is CellState.CONFIDENTIAL}
        found.append(
            Preview(table.name, len(made), _small(table, policy), len(gone), _people(table, gone))
        )
    return found


def _given(table: FrequencyTable) -> int:
    return int(table._confidential(READING).given.sum())


def _small(table: FrequencyTable, policy: DisclosurePolicy) -> int:
    return int((primary(table, policy).unsafe & table._confidential(READING).given).sum())


def _people(table: FrequencyTable, gone: set[tuple[str, ...]]) -> float:
    values = table._confidential(READING).values
    whole = values[tuple(d.place[d.total] for d in table.dimensions)]
    hidden = sum(
        int(values[tuple(d.place[x] for d, x in zip(table.dimensions, levels, strict=True))])
        for levels in gone
        if all(d.depth[x] == 0 for d, x in zip(table.dimensions, levels, strict=True))
    )
    return float(hidden / whole) if np.any(whole) else 0.0
