"""When no pattern protects a cell: say which cell, and why."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from dueregard.exceptions import RefusedByPolicy

NAMED = 12


class Infeasible(RefusedByPolicy):
    """No pattern protects these cells, however much else is hidden.

    Parameters
    ----------
    reasons : sequence of str
        One sentence per cell that cannot be protected.

    Examples
    --------
    >>> print(Infeasible(["North, women: it must be published, yet its count is unsafe"]))
    This cannot be protected. North, women: it must be published, yet its count is unsafe. \
Publish fewer cells, merge categories or lower the protection.
    """

    def __init__(self, reasons: Sequence[str]) -> None:
        self.reasons = tuple(reasons)
        more = len(self.reasons) - NAMED
        named = ". ".join(self.reasons[:NAMED]) + (f". And {more} more" if more > 0 else "")
        super().__init__(
            f"This cannot be protected. {named}. "
            "Publish fewer cells, merge categories or lower the protection."
        )


def say(key: Hashable) -> str:
    """A cell's key in words."""
    if isinstance(key, tuple):
        return ", ".join(say(part) for part in key)
    return str(key)
