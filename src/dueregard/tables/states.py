"""What a cell of a releasable table says: zero, hidden and not collected are never alike."""

from __future__ import annotations

from enum import StrEnum


class CellState(StrEnum):
    """State of a cell, with the symbol of the Government Statistical Service in tables.

    Examples
    --------
    >>> CellState.CONFIDENTIAL.symbol
    '[c]'
    >>> CellState.REVISED.shows_value
    True
    """

    VALUE = "value"
    CONFIDENTIAL = "confidential"
    NOT_APPLICABLE = "not_applicable"
    NOT_AVAILABLE = "not_available"
    LOW_RELIABILITY = "low_reliability"
    REVISED = "revised"

    @property
    def symbol(self) -> str:
        """Return the symbol shown in a table; empty for a plain value."""
        return _SYMBOLS[self]

    @property
    def meaning(self) -> str:
        """Return what the symbol means, for the note below a table."""
        return _MEANINGS[self]

    @property
    def shows_value(self) -> bool:
        """Whether the cell has a value to show."""
        return self in (CellState.VALUE, CellState.LOW_RELIABILITY, CellState.REVISED)


_SYMBOLS = {
    CellState.VALUE: "",
    CellState.CONFIDENTIAL: "[c]",
    CellState.NOT_APPLICABLE: "[z]",
    CellState.NOT_AVAILABLE: "[x]",
    CellState.LOW_RELIABILITY: "[low]",
    CellState.REVISED: "[r]",
}
_MEANINGS = {
    CellState.VALUE: "a count",
    CellState.CONFIDENTIAL: "hidden so that nobody can be identified",
    CellState.NOT_APPLICABLE: "not applicable: there can be nobody here",
    CellState.NOT_AVAILABLE: "not available: it was not collected",
    CellState.LOW_RELIABILITY: "based on few people: treat with caution",
    CellState.REVISED: "revised since it was first published",
}
