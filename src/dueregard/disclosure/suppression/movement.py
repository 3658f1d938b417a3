"""What is asked of an oracle: how far an outsider can move an unsafe cell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from .cuts import Cut
from .problem import BoolArray, FloatArray, IntArray


@dataclass(frozen=True)
class Movement:
    """The range found for an unsafe cell and the hidden cells that move to give it.

    ``width`` is exact when below what is required, else at least what is required. The range
    stands as long as ``cells`` stay hidden.
    """

    width: int
    cells: IntArray


class Oracle(Protocol):
    """An outsider who answers questions about one unsafe cell at a time."""

    @property
    def quick(self) -> bool:
        """Whether asking costs next to nothing."""

    @property
    def work(self) -> int:
        """Work done so far, in steps that do not depend on the machine."""

    def movement(self, p: int, hidden: BoolArray) -> Movement:
        """How far the cell can move under a pattern."""

    def recalled(self, p: int, hidden: BoolArray) -> Movement:
        """A range that is sure, at little expense; it may be less than the cell can move."""

    def cut(self, p: int, x: FloatArray, far: bool = False) -> Cut | None:
        """What patterns must hide for the cell, if the point ``x`` hides too little.

        Of several least cuts an oracle may give the one ``far`` from the cell.
        """

    def widen(
        self, p: int, hidden: BoolArray, price: FloatArray, within: BoolArray | None = None
    ) -> BoolArray:
        """Hide further cells, cheaply and rather among ``within``, until the cell moves enough."""
