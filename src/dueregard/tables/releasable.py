"""Tables and findings that have been through disclosure control and may be shown."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import NoReturn, final

from . import seal as sealing
from .dimension import Dimension
from .identity import Identity
from .problems import Confidential
from .seal import Seal
from .states import CellState


@dataclass(frozen=True)
class ReleasableCell:
    """One cell that may be shown.

    Parameters
    ----------
    levels : tuple of str
        A level of each dimension.
    value : int or None
        The count as it may be shown; None when the state shows none.
    state : CellState
        What the cell says.
    identity : str
        Equal for the same quantity in another release.
    """

    levels: tuple[str, ...]
    value: int | None
    state: CellState
    identity: str

    def __str__(self) -> str:
        shown = "" if self.value is None else f"{self.value:,}"
        return " ".join(part for part in (shown, self.state.symbol) if part)


@final
class ReleasableTable:
    """A table that may be shown, printed, exported and published.

    Only the door of `disclosure` makes one: the constructor asks for the seal the door holds.

    Parameters
    ----------
    seal : Seal
        The right to make it.
    name : str
        What the table is called.
    dimensions : sequence of Dimension
        The dimensions, in order.
    identity : Identity
        What the counts are counts of.
    cells : sequence of ReleasableCell
        Cells in the order of the table.
    policy : str
        Name and version of the policy that made it.
    entry : str
        Entry of the release ledger that records it.

    Raises
    ------
    Confidential
        When anybody else tries.
    """

    __slots__ = ("cells", "dimensions", "entry", "identity", "name", "policy")

    def __init__(
        self,
        seal: Seal,
        *,
        name: str,
        dimensions: Sequence[Dimension],
        identity: Identity,
        cells: Sequence[ReleasableCell],
        policy: str,
        entry: str,
    ) -> None:
        sealing.require(seal)
        for cell in cells:
            if cell.state.shows_value != (cell.value is not None):
                raise ValueError(f"The cell {cell.levels} cannot be {cell.state} with that value.")
        keep = object.__setattr__
        keep(self, "name", name)
        keep(self, "dimensions", tuple(dimensions))
        keep(self, "identity", identity)
        keep(self, "cells", tuple(cells))
        keep(self, "policy", policy)
        keep(self, "entry", entry)

    name: str
    dimensions: tuple[Dimension, ...]
    identity: Identity
    cells: tuple[ReleasableCell, ...]
    policy: str
    entry: str

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise Confidential("What has been released is not changed; release it anew.")

    def __delattr__(self, name: str) -> NoReturn:
        raise Confidential("What has been released is not changed; release it anew.")

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise Confidential("A releasable table is made by the door; store its rows instead.")

    def __init_subclass__(cls) -> NoReturn:
        raise Confidential("A releasable table has no subclasses.")

    def __iter__(self) -> Iterator[ReleasableCell]:
        return iter(self.cells)

    def __len__(self) -> int:
        return len(self.cells)

    def __repr__(self) -> str:
        hidden = sum(cell.state is CellState.CONFIDENTIAL for cell in self.cells)
        told = f"{len(self.cells)} cells, {hidden} hidden; {self.policy}"
        return f"<ReleasableTable {self.name}: {told}>"

    def cell(self, **levels: str) -> ReleasableCell:
        """Return a cell by its levels; a dimension not named is at its total.

        Raises
        ------
        KeyError
            When the table has no such cell.
        """
        names = [dimension.name for dimension in self.dimensions]
        if unknown := set(levels) - set(names):
            raise KeyError(f"{', '.join(sorted(unknown))}: the dimensions are {', '.join(names)}")
        wanted = tuple(levels.get(d.name, d.total) for d in self.dimensions)
        for cell in self.cells:
            if cell.levels == wanted:
                return cell
        raise KeyError(f"{self.name} has no cell {wanted}")

    def rows(self) -> list[dict[str, str | int | None]]:
        """Return the cells as mappings of dimensions to levels, ``value`` and ``state``."""
        names = [dimension.name for dimension in self.dimensions]
        return [
            {
                **dict(zip(names, cell.levels, strict=True)),
                "value": cell.value,
                "state": str(cell.state),
            }
            for cell in self.cells
        ]

    def as_csv(self) -> str:
        """Return tidy CSV: a column per dimension, ``value`` (empty when hidden), ``state``."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow([*(dimension.name for dimension in self.dimensions), "value", "state"])
        for cell in self.cells:
            writer.writerow([*cell.levels, "" if cell.value is None else cell.value, cell.state])
        return out.getvalue()

    def symbols(self) -> Mapping[str, str]:
        """Return the symbols the table uses, each with its meaning."""
        return {
            state.symbol: state.meaning
            for state in CellState
            if state.symbol and any(cell.state is state for cell in self.cells)
        }


@final
class ReleasableFinding:
    """A sentence or estimate that may be shown: it gives away no more than its policy lets it.

    Only the door of `disclosure` makes one.

    Parameters
    ----------
    seal : Seal
        The right to make it.
    kind : str
        ``percentage``, ``rate``, ``ratio``, ``interval``, ``model``, ``curve``, ``sentence``.
    statement : str
        The finding in words.
    values : mapping of str to float or None
        Estimates by name, rounded to what may be shown; None when withheld.
    state : CellState
        Whether it is shown.
    basis : sequence of str
        Identities of the counts it rests on.
    policy, entry : str
        Name and version of the policy; entry of the release ledger.
    """

    __slots__ = ("basis", "entry", "kind", "policy", "state", "statement", "values")

    kind: str
    statement: str
    values: Mapping[str, float | None]
    state: CellState
    basis: tuple[str, ...]
    policy: str
    entry: str

    def __init__(
        self,
        seal: Seal,
        *,
        kind: str,
        statement: str,
        values: Mapping[str, float | None],
        state: CellState,
        basis: Sequence[str],
        policy: str,
        entry: str,
    ) -> None:
        sealing.require(seal)
        keep = object.__setattr__
        keep(self, "kind", kind)
        keep(self, "statement", statement)
        keep(self, "values", MappingProxyType(dict(values)))
        keep(self, "state", state)
        keep(self, "basis", tuple(basis))
        keep(self, "policy", policy)
        keep(self, "entry", entry)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise Confidential("What has been released is not changed; release it anew.")

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise Confidential("A releasable finding is made by the door; store its words instead.")

    def __init_subclass__(cls) -> NoReturn:
        raise Confidential("A releasable finding has no subclasses.")

    def __str__(self) -> str:
        return self.statement

    def __repr__(self) -> str:
        return f"<ReleasableFinding {self.kind}, {self.state}: {self.statement}>"

    def as_dict(self) -> dict[str, object]:
        """Return the finding for JSON."""
        return {
            "kind": self.kind,
            "statement": self.statement,
            "values": dict(self.values),
            "state": str(self.state),
            "basis": list(self.basis),
            "policy": self.policy,
            "entry": self.entry,
        }
