"""One published statistic: the counts behind it, and what it says of them by itself."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from .facts import INFINITY, Fact
from .operands import Operand, Range
from .quotients import quotient, two_quotients, weighted
from .recomputing import Printed, Recipe


@dataclass(frozen=True)
class Statement:
    """One published statistic that rests on hidden counts.

    Parameters
    ----------
    kind, told : str
        What it is, and its place for messages.
    fact : Fact
        A fact without terms that carries its place and words.
    operands : tuple of Operand
        The counts it rests on, in the order its recipe takes them.
    printed : mapping
        What was printed, as the numbers that print so.
    recipe : Recipe or None
        None: the linear facts say all there is.
    shape : str
        How its value follows from the operands: ``quotient``, ``ratio``, ``difference``,
        ``odds`` of two quotients, or nothing of these.
    scale : float
        What the value is multiplied by before it is printed.
    parts : bool
        Whether numerators are parts of their denominators.
    most_people : float
        More people than this the denominator cannot be, whatever the counts.
    """

    kind: str
    told: str
    fact: Fact
    operands: tuple[Operand, ...]
    printed: Printed
    recipe: Recipe | None
    shape: str = ""
    scale: float = 1.0
    parts: bool = False
    most_people: float = INFINITY

    @property
    def linear(self) -> bool:
        """Whether its linear facts alone bound its counts as closely as can be."""
        if self.shape == "quotient":
            return set(self.printed) == {"value"}
        totals = all(operand.known for operand in self.operands[1::2])
        return self.shape in ("ratio", "difference") and set(self.printed) == {"value"} and totals

    @property
    def hidden(self) -> tuple[int, ...]:
        """Quantities it rests on."""
        return tuple(dict.fromkeys(q for o in self.operands for q, _ in o.terms))

    def facts(self, ranges: Mapping[int, Range]) -> Iterator[Fact]:
        """Yield its linear facts."""
        for fact in self._facts(ranges):
            if fact.terms:
                yield fact

    def _facts(self, ranges: Mapping[int, Range]) -> Iterator[Fact]:
        defined = any(math.isfinite(low) for low, _ in self.printed.values())
        for k in range(1, len(self.operands), 2):
            top, bottom = self.operands[k - 1], self.operands[k]
            if self.parts:
                yield weighted([(bottom, 1.0), (top, -1.0)], 0.0, INFINITY, self.fact)
            if defined and all(c == 1 for _, c in bottom.terms):
                yield weighted([(bottom, 1.0)], 1.0, self.most_people, self.fact)
        low, high = self.printed.get("value", (-INFINITY, INFINITY))
        if not self.shape or not math.isfinite(low):
            return
        low, high = low / self.scale, high / self.scale
        if self.shape == "quotient":
            yield from quotient(self.operands[0], self.operands[1], low, high, self.fact)
        else:
            yield from two_quotients(self.shape, self.operands, (low, high), ranges, self.fact)
