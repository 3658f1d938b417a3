"""What a count is a count of: when two cells in two releases are the same quantity."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields


@dataclass(frozen=True, order=True)
class Identity:
    """What all counts of a table have in common.

    Two cells are the same quantity when all of this and the level of every dimension agree; a
    revised snapshot is another quantity.

    Parameters
    ----------
    statistic : str
        What is counted: ``officers in post``.
    population : str
        Among whom: ``serving on the last day of the period``.
    unit_tree : str
        Version of the tree of units.
    classification : str
        Version of the classification or classifications.
    period : str
        The time it is about: ``2026-Q1``.
    snapshot : str
        Which taking of the data: ``first`` or a date.

    Examples
    --------
    >>> Identity("officers", period="2026-Q1").of({"sex": "Women"})
    '["officers","","","","2026-Q1","",[["sex","Women"]]]'
    """

    statistic: str
    population: str = ""
    unit_tree: str = ""
    classification: str = ""
    period: str = ""
    snapshot: str = ""

    def of(self, levels: Mapping[str, str]) -> str:
        """Return the identity of a cell, given its levels without the totals."""
        cell = sorted([dimension, level] for dimension, level in levels.items())
        return json.dumps(
            [*self.as_dict().values(), cell], ensure_ascii=False, separators=(",", ":")
        )

    def as_dict(self) -> dict[str, str]:
        """Return the parts by name, in a fixed order."""
        return {name: getattr(self, name) for name in self.names()}

    @classmethod
    def names(cls) -> tuple[str, ...]:
        """Return the names of the parts."""
        return tuple(part.name for part in fields(cls))
