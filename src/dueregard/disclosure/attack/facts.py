"""What an outsider knows: bounds on counts, and linear facts that tie counts together."""

from __future__ import annotations

from dataclasses import dataclass, field

from .published import Levels

INFINITY = float("inf")


@dataclass(frozen=True)
class Occurrence:
    """One place where a quantity was published: release, table and cell by their numbers."""

    release: int
    table: int
    levels: Levels
    hidden: bool
    value: int | None = None


@dataclass
class Quantity:
    """One count, wherever it was published, and the bounds an outsider starts from.

    ``lower`` and ``upper`` are inclusive; the reasons are sentences, empty when there is
    nothing to tell (a count is never negative). A ``choice`` is no count: it is 1 when one of
    several combinations of counts is the true one, else 0. A count of at least 1 is at least
    ``least_if_any``; where it is ``hidden_if_nobody``, a 0 would have been hidden.
    """

    occurrences: list[Occurrence] = field(default_factory=list)
    lower: float = 0.0
    upper: float = INFINITY
    lower_reason: str = ""
    upper_reason: str = ""
    choice: bool = False
    least_if_any: float = 0.0
    hidden_if_nobody: bool = False

    @property
    def known(self) -> bool:
        """Whether the bounds leave one count."""
        return self.lower == self.upper

    def raise_to(self, lower: float, reason: str) -> None:
        """Take in that the count is at least ``lower``."""
        if lower > self.lower:
            self.lower, self.lower_reason = lower, reason

    def cut_to(self, upper: float, reason: str) -> None:
        """Take in that the count is at most ``upper``."""
        if upper < self.upper:
            self.upper, self.upper_reason = upper, reason


@dataclass(frozen=True)
class Fact:
    """One published or structural fact about several quantities.

    Parameters
    ----------
    terms : tuple of (quantity, coefficient)
        Numbers of quantities, each once.
    lower, upper : float
        Inclusive bounds of the sum; infinite where there is none.
    release, table : int
        Where it was published.
    words : str
        The sentence; empty for a sum, which is told from its terms (the first is the whole).
    about : tuple of int
        Quantities the sentence names; those of the terms when empty.
    """

    terms: tuple[tuple[int, float], ...]
    lower: float
    upper: float
    release: int
    table: int
    words: str = ""
    about: tuple[int, ...] = ()


@dataclass
class Knowledge:
    """Everything an outsider knows: quantities with bounds, and facts that tie them."""

    quantities: list[Quantity]
    facts: list[Fact]
