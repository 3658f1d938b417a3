"""A disclosure policy: what is unsafe, how wide protection must be, what else is done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any

from .rules import (
    Derived,
    Dominance,
    Models,
    Perturbation,
    Reliability,
    Rounding,
    Source,
    Weights,
    Zeros,
)

Selector = Mapping[str, str]


@dataclass(frozen=True)
class DisclosurePolicy:
    """What may be shown, as data.

    Parameters
    ----------
    name, version : str
        What it is called; both stand in every release.
    threshold : int
        A count of 1 to ``threshold - 1`` is unsafe.
    zeros : {"safe", "unsafe"}
        Safe: zeros are shown, so an outsider knows that every hidden cell is at least 1. Unsafe:
        zeros are hidden like small counts.
    unlisted_totals : {"known", "unknown"}
        What outsiders know of totals that are in no row: they have them from elsewhere, and they
        are protected as if they were published; or they do not.
    protection : int, optional
        The interval an outsider can deduce for an unsafe cell must be at least this wide; the
        threshold when not given.
    weights : Weights
        What hiding a cell costs.
    must_publish : tuple of selectors
        Cells that are never hidden: dimension to level; dimensions not named match every level.
    rounding : Rounding, optional
        How shown counts are rounded.
    dominance : Dominance, optional
        When a contributor dominates a count.
    group_disclosure : tuple of str
        Dimensions that are answers: a row that is all one answer is unsafe.
    perturbation : Perturbation, optional
        Cell key perturbation.
    derived : Derived
        What becomes of percentages and rates.
    models : Models
        When a model may be shown.
    reliability : Reliability
        When what is shown is marked ``[low]``.
    hierarchies : mapping
        Dimension to parent to parts.
    levels : mapping
        Dimension to all its levels, where they are fixed.
    linked : tuple of (table, dimension, table, dimension), optional
        Dimensions that are the same in two tables; None: worked out from names and counts.
    identity : mapping
        What the counts are counts of (see `dueregard.tables.Identity`), the same for each table.
    tables : mapping
        Table to its own identity, where they differ.
    sums, revisions : tuple of mapping
        Sums that hold across releases, and bounds of revisions (`dueregard.disclosure.declared`).
    source : Source
        Where the policy comes from.

    Examples
    --------
    >>> policy = DisclosurePolicy("ours", threshold=10)
    >>> policy.width, policy.label
    (10, 'ours 1')
    """

    name: str
    version: str = "1"
    threshold: int = 10
    zeros: Zeros = "safe"
    unlisted_totals: str = "known"
    protection: int | None = None
    weights: Weights = field(default_factory=Weights)
    must_publish: tuple[Selector, ...] = ()
    rounding: Rounding | None = None
    dominance: Dominance | None = None
    group_disclosure: tuple[str, ...] = ()
    perturbation: Perturbation | None = None
    derived: Derived = field(default_factory=Derived)
    models: Models = field(default_factory=Models)
    reliability: Reliability = field(default_factory=Reliability)
    hierarchies: Mapping[str, Mapping[str, Sequence[str]]] = field(default_factory=dict)
    levels: Mapping[str, Sequence[str]] = field(default_factory=dict)
    linked: tuple[tuple[str, str, str, str], ...] | None = None
    identity: Mapping[str, str] = field(default_factory=dict)
    tables: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    sums: tuple[Mapping[str, Any], ...] = ()
    revisions: tuple[Mapping[str, Any], ...] = ()
    source: Source = field(default_factory=Source)

    @property
    def width(self) -> int:
        """Return how wide the interval an outsider can deduce must be."""
        return self.threshold if self.protection is None else self.protection

    @property
    def asks_for_width(self) -> bool:
        """Whether anything must be protected from being deduced."""
        return self.width > 0 or self.dominance is not None or bool(self.group_disclosure)

    @property
    def label(self) -> str:
        """Return name and version, as they stand on a table."""
        return f"{self.name} {self.version}"

    @cached_property
    def published(self) -> dict[str, Any]:
        """What a release says of the policy: nothing in it depends on a count."""
        told: dict[str, Any] = {
            "name": self.name,
            "version": self.version,
            "threshold": self.threshold,
            "zeros": self.zeros,
            "protection": self.width,
            "rounding": None,
            "perturbation": None,
            "dominance": None,
            "group_disclosure": bool(self.group_disclosure),
            "answers": list(self.group_disclosure),
            "reliability": asdict(self.reliability),
        }
        if self.dominance is not None:
            told["dominance"] = asdict(self.dominance)
        if self.rounding is not None:
            told["rounding"] = {
                "base": self.rounding.base,
                "rule": self.rounding.rule,
                "additive": False,
            }
        if self.perturbation is not None:
            told["perturbation"] = {
                "version": self.perturbation.version,
                "maximum": self.perturbation.maximum,
                "additive": False,
            }
        return told
