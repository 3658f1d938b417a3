"""What answers are worked out from, and what they add up to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .hiding import Breach
from .keys import CellKey
from .permits import Permit
from .policy import DisclosurePolicy
from .system import BoolArray, CellSystem


@dataclass(frozen=True)
class Context:
    """What answers are worked out from. Confidential.

    Parameters
    ----------
    policy, system, hidden
        The policy, the counts, and which of them are hidden.
    values : mapping of CellKey to int
        Counts as they are shown where they are.
    key : callable
        From a table's name and a cell to the table and the quantity.
    audit : callable
        The attack on the release with these derived statistics and findings.
    unseen : set of CellKey
        Totals that are in no row, under a policy that takes them for unknown: a statistic on one
        would tell it.
    """

    policy: DisclosurePolicy
    system: CellSystem
    hidden: BoolArray
    values: Mapping[CellKey, int]
    key: Callable[[str | None, Mapping[str, str]], tuple[str, CellKey]]
    audit: Callable[
        [Mapping[str, Sequence[Mapping[str, Any]]], Sequence[Mapping[str, Any]]], Sequence[Breach]
    ]
    unseen: frozenset[CellKey] = frozenset()


@dataclass
class Answers:
    """Permits and sentences in the order asked, and what goes into the record."""

    permits: list[Permit] = field(default_factory=list)
    statements: list[str] = field(default_factory=list)
    derived: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    findings: list[dict[str, Any]] = field(default_factory=list)
    sources: dict[int, Any] = field(default_factory=dict)

    def add(self, permit: Permit, statement: str) -> None:
        """Keep a permit and its sentence."""
        self.permits.append(permit)
        self.statements.append(statement)

    def told(self, permit: Permit, **more: Any) -> None:
        """Keep what the release tells of a permit that was granted."""
        self.findings.append(told_of(permit, **more))


def told_of(permit: Permit, **more: Any) -> dict[str, Any]:
    """Return what the release tells of a permit that was granted."""
    return {
        "kind": permit.kind,
        "values": dict(permit.values),
        "decimals": permit.decimals,
        "state": str(permit.state),
        **({"words": dict(permit.words)} if permit.words else {}),
        "allows": {},
        **more,
    }
