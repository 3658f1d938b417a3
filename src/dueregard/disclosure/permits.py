"""A permit: what a rule lets a finding show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from dueregard.tables import CellState


@dataclass(frozen=True)
class Permit:
    """What may be shown of a finding, or why nothing may.

    Parameters
    ----------
    kind : str
        ``percentage``, ``ratio``, ``interval``, ``model``, ``curve``, …
    policy : str
        Name and version of the policy.
    granted : bool
        Whether anything may be shown.
    values : mapping of str to float or None
        Values by name, as they may be shown.
    decimals : int
        Decimals they are shown with.
    reason : str
        Why it is withheld or coarser than asked for.
    basis : tuple of str
        Identities of the counts it rests on.
    state : CellState
        ``value``, or ``low_reliability``.
    words : mapping of str to str
        Results in words by name: a verdict, a method.
    """

    kind: str
    policy: str
    granted: bool
    values: Mapping[str, float | None] = field(default_factory=dict)
    decimals: int = 0
    reason: str = ""
    basis: tuple[str, ...] = ()
    state: CellState = CellState.VALUE
    words: Mapping[str, str] = field(default_factory=dict)

    @property
    def texts(self) -> dict[str, str]:
        """Return the values as they are printed, and the words."""
        printed = {
            name: "[x]" if value is None else f"{value:,.{max(self.decimals, 0)}f}"
            for name, value in self.values.items()
        }
        return printed | dict(self.words)
