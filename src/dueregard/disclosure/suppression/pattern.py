"""What the engine answers: the cells to hide, and how good that is known to be."""

from __future__ import annotations

from dataclasses import dataclass

from .problem import BoolArray


@dataclass(frozen=True)
class Pattern:
    """A safe pattern of suppression.

    Parameters
    ----------
    hidden : array of bool
        The cells to hide, unsafe and secondary alike, in the order of the system given.
    cost : float
        Weight of the secondary cells.
    bound : float
        No safe pattern costs less than this.
    gap : float
        ``(cost - bound) / cost``: at most this share could be saved; 0 when proven.
    proven : bool
        Whether the pattern is the cheapest there is.
    notes : tuple of str
        What the reader of the pattern should know, in words.
    undecided : int
        Secondary cells of which it is not known whether they could be shown; when 0, none of
        them could be shown alone.
    """

    hidden: BoolArray
    cost: float
    bound: float
    gap: float
    proven: bool
    notes: tuple[str, ...] = ()
    undecided: int = 0
