"""How hard to search, in steps: never in seconds, so that a pattern does not depend on the day."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Effort:
    """Limits of a search.

    Parameters
    ----------
    rounds : int
        Rounds of cuts on the linear relaxation.
    patterns : int
        Whole patterns of the master problem that are checked and cut off.
    nodes : int
        Nodes of branch and bound for each of them.
    whole_checks : int
        Unsafe cells whose interval is searched in whole numbers by branch and bound, in tables
        that are not networks; where more than 500 cells are hidden, each counts for the cube of
        their number over 500.
    work : int
        Simplex iterations, each counted by the columns of its model, after which cells are no
        longer tried to be shown again.
    small : int
        Tables that are not networks are searched like networks up to this many cells that can be
        hidden, and with less above.

    Examples
    --------
    >>> Effort(patterns=5).patterns
    5
    """

    rounds: int = 60
    patterns: int = 60
    nodes: int = 20_000
    whole_checks: int = 100
    work: int = 2_000_000_000
    small: int = 130

    def __post_init__(self) -> None:
        for name in ("rounds", "patterns", "nodes", "whole_checks", "work", "small"):
            if getattr(self, name) < 1:
                raise ValueError(f"{name} must be at least 1.")
