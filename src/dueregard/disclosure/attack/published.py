"""What has been published, as an outsider holds it: tables, cells and statements about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

#: Parts of an identity, in the order of the design.
IDENTITY = ("statistic", "population", "unit_tree", "classification", "period", "snapshot")
SHOWN = frozenset({"value", "low_reliability", "revised"})
HIDDEN = "confidential"
STATES = SHOWN | {HIDDEN, "not_applicable", "not_available"}

#: Levels of a cell in the order of the table's dimensions.
Levels = tuple[str, ...]


@dataclass(frozen=True)
class PublishedDimension:
    """A dimension as published: which levels add up to which.

    Parameters
    ----------
    name : str
        Head of the column.
    levels : tuple of str
        Every level without the total.
    total : str
        The word that marks the margin.
    hierarchy : mapping
        Parent to its children.
    """

    name: str
    levels: tuple[str, ...]
    total: str = "Total"
    hierarchy: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def sums(self) -> dict[str, tuple[str, ...]]:
        """Each level that others add up to, the total among them, with those levels."""
        sums = {parent: parts for parent, parts in self.hierarchy.items() if parent != self.total}
        below = {part for parts in sums.values() for part in parts}
        sums[self.total] = tuple(level for level in self.levels if level not in below)
        return sums

    @property
    def circular(self) -> str | None:
        """Return a level that is a part of itself, if there is one."""
        sums = self.sums
        for level in sums:
            below, seen = list(sums[level]), set()
            while below:
                if (part := below.pop()) == level:
                    return level
                if part not in seen:
                    seen.add(part)
                    below.extend(sums.get(part, ()))
        return None


@dataclass(frozen=True)
class PublishedCell:
    """One cell as published: its state, its value where shown, and what quantity it is."""

    levels: Levels
    state: str
    value: int | None
    identity: str | None = None


@dataclass(frozen=True)
class PublishedTable:
    """One table of a release."""

    name: str
    dimensions: tuple[PublishedDimension, ...]
    identity: Mapping[str, str]
    cells: Mapping[Levels, PublishedCell]
    derived: tuple[Mapping[str, Any], ...] = ()

    def levels_of(self, cell: Mapping[str, str]) -> Levels:
        """Return the levels of ``cell`` in the order of the dimensions; absent means the total."""
        return tuple(str(cell.get(d.name, d.total)) for d in self.dimensions)

    def named(self, levels: Levels) -> dict[str, str]:
        """Return dimension to level."""
        return {d.name: level for d, level in zip(self.dimensions, levels, strict=True)}

    def inner(self, levels: Levels) -> tuple[tuple[str, str], ...]:
        """Return dimension and level wherever the level is not the total, sorted."""
        pairs = zip(self.dimensions, levels, strict=True)
        return tuple(sorted((d.name, level) for d, level in pairs if level != d.total))


@dataclass(frozen=True)
class PublishedRelease:
    """One release: tables, the policy they say they follow, and what they say of each other.

    Parameters
    ----------
    name : str
        What the report calls it.
    policy : mapping
        ``threshold``, ``zeros``, ``protection``, ``rounding``, … as published.
    tables : tuple of PublishedTable
    linked : tuple of (table, dimension, table, dimension)
        Dimensions that are the same classification of the same quantity.
    revisions, sums : tuple of mapping
        Declared bounds of revisions, and declared sums over quantities of any release.
    not_at_risk : frozenset of (table, levels)
        Hidden cells the publisher declares to be no small counts: known to everybody, then.
    entry : str, optional
        Its entry in a release ledger.
    findings : tuple of mapping
        What is told beside the tables: ``allows`` bounds the hidden counts it rests on.
    """

    name: str
    policy: Mapping[str, Any]
    tables: tuple[PublishedTable, ...]
    linked: tuple[tuple[str, str, str, str], ...] = ()
    revisions: tuple[Mapping[str, Any], ...] = ()
    sums: tuple[Mapping[str, Any], ...] = ()
    not_at_risk: frozenset[tuple[str, Levels]] = frozenset()
    entry: str | None = None
    findings: tuple[Mapping[str, Any], ...] = ()

    @property
    def zeros_shown(self) -> bool:
        """Whether a hidden cell is known to be at least 1, because zeros are shown."""
        return self.policy.get("zeros", "safe") in ("safe", "shown", True)

    @property
    def threshold(self) -> int:
        """Counts below this are hidden; 0 when the policy has no threshold."""
        return int(self.policy.get("threshold") or 0)

    @cached_property
    def hides_small(self) -> bool:
        """Whether small counts are hidden here, so that one which is shown is not small."""
        return self.threshold > 0 and any(
            cell.state == HIDDEN for table in self.tables for cell in table.cells.values()
        )

    @property
    def required_width(self) -> float:
        """How wide the interval of a hidden count must be: the protection, else the threshold."""
        protection = self.policy.get("protection")
        return float(self.threshold if protection is None else protection)

    @property
    def only_small_counts(self) -> bool:
        """Whether the threshold is the only reason to hide a cell for its own sake."""
        dominance = self.policy.get("dominance")
        if isinstance(dominance, Mapping):
            dominance = any(dominance.values())
        return not dominance and not self.policy.get("group_disclosure")

    def is_answer(self, dimension: str) -> bool:
        """Whether nobody may learn that everybody in a row gave one answer of a dimension.

        Which dimensions are answers is known when the policy names them; else all may be.
        """
        if not self.policy.get("group_disclosure"):
            return False
        answers = self.policy.get("answers")
        return not answers or dimension in answers
