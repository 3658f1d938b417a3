"""Findings told of what is shown: rebuilt from releasable cells, by whoever knows the measure."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dueregard.tables import CellState, ReleasableTable

from .permits import Permit
from .policy import DisclosurePolicy


@dataclass(frozen=True)
class Told:
    """A finding that was made of releasable tables and of nothing else.

    Parameters
    ----------
    kind : str
        ``ratio``, ``rate``, ``pipeline``, …
    statement : str
        The finding in words.
    values : mapping of str to float
        Its numbers by name; ``nan`` where it has none.
    basis : tuple of str
        Identities of the cells it rests on.
    withheld : str
        Why it is not told, when a count it rests on is hidden; empty otherwise.
    state : CellState
        ``value`` or ``low_reliability``.
    decimals : int
        Decimals of the values.
    """

    kind: str
    statement: str
    values: Mapping[str, float] = field(default_factory=dict)
    basis: tuple[str, ...] = ()
    withheld: str = ""
    state: CellState = CellState.VALUE
    decimals: int = 3

    def permit(self, policy: DisclosurePolicy) -> Permit:
        """Return what may be shown: rounded values, or the reason why nothing may."""
        if policy.derived.treatment == "withhold" and not self.withheld:
            return Permit(
                self.kind,
                policy.label,
                False,
                dict.fromkeys(self.values),
                reason="the policy shows no derived statistics",
                basis=self.basis,
            )
        values = {
            name: round(x, self.decimals) if math.isfinite(x) else None
            for name, x in self.values.items()
        }
        if self.withheld:
            values = dict.fromkeys(self.values)
        return Permit(
            self.kind,
            policy.label,
            not self.withheld,
            values,
            self.decimals,
            self.withheld,
            self.basis,
            self.state,
        )

    def entry(self, permit: Permit) -> dict[str, Any]:
        """Return the finding as it stands in ``release.json``."""
        return {
            "kind": self.kind,
            "values": dict(permit.values),
            "decimals": self.decimals,
            "state": str(permit.state),
            "words": {"statement": self.statement},
            "allows": {},
            "basis": "published",
        }


#: Makes findings of releasable tables, which it is given and which are all that it may read.
Telling = Callable[[Sequence[ReleasableTable]], Sequence[Told]]
