"""The suppression problem in canonical order: what may be hidden and what an outsider can move."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from .infeasible import Infeasible, say

if TYPE_CHECKING:
    from dueregard.disclosure.system import CellSystem

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Problem:
    """A system sorted by key, with the cells that may be hidden beside the unsafe ones.

    ``order[i]`` is the number in the caller's system of our cell ``i``; ``slack`` is how far a
    hidden cell can be below its count for all an outsider knows (above, it has no limit).
    """

    keys: tuple[Hashable, ...]
    order: IntArray
    values: IntArray
    slack: IntArray
    width: IntArray
    weight: FloatArray
    unsafe: BoolArray
    candidate: BoolArray
    top: BoolArray
    parents: IntArray
    matrix: sp.csr_array

    @property
    def n(self) -> int:
        """Number of cells."""
        return len(self.keys)

    @property
    def sensitive(self) -> IntArray:
        """Numbers of the unsafe cells."""
        return np.flatnonzero(self.unsafe)

    def cost(self, hidden: BoolArray) -> float:
        """Weight of the cells hidden beside the unsafe ones."""
        return float(self.weight[hidden & ~self.unsafe].sum())

    def without(self, forbidden: BoolArray) -> Problem:
        """The same problem with some cells taken out of what may be hidden."""
        candidate = self.candidate & ~forbidden
        fields = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return Problem(**{**fields, "candidate": candidate})


def canonical(system: CellSystem) -> Problem:
    """Sort a system by key, so that the order of rows cannot change a pattern."""
    texts = [repr(key) for key in system.keys]
    order = np.array(sorted(range(len(texts)), key=texts.__getitem__), dtype=np.int64)
    if len(set(texts)) != len(texts):
        raise ValueError("Two cells of the system have the same key.")
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    rows = sorted(
        {
            (int(place[parent]), tuple(sorted(int(place[c]) for c in children)))
            for parent, children in system.equations
        }
    )
    values, lower = (np.asarray(a, dtype=np.int64)[order] for a in (system.values, system.lower))
    unsafe, fixed, must = (
        np.asarray(a, dtype=bool)[order] for a in (system.unsafe, system.fixed, system.must_publish)
    )
    _refuse_contradictions(system, order, values, lower, unsafe, fixed, must)
    parent = np.zeros(len(order), dtype=bool)
    child = np.zeros(len(order), dtype=bool)
    for total, parts in rows:
        parent[total] = True
        child[list(parts)] = True
    return Problem(
        keys=tuple(system.keys[i] for i in order),
        order=order,
        values=values,
        slack=np.maximum(values - lower, 0),
        width=np.asarray(system.width, dtype=np.int64)[order],
        weight=np.asarray(system.weight, dtype=np.float64)[order],
        unsafe=unsafe,
        # A count below what outsiders take for granted (a shown zero) can only mislead them.
        candidate=~unsafe & ~fixed & ~must & (values >= lower),
        top=parent & ~child,
        parents=np.array([total for total, _ in rows], dtype=np.int64),
        matrix=_matrix(rows, len(order)),
    )


def _matrix(rows: list[tuple[int, tuple[int, ...]]], n: int) -> sp.csr_array:
    indptr = np.cumsum([0] + [1 + len(parts) for _, parts in rows])
    indices = np.array([cell for total, parts in rows for cell in (total, *parts)], dtype=np.int64)
    data = np.full(len(indices), -1.0)
    data[indptr[:-1]] = 1.0
    return sp.csr_array((data, indices, indptr), shape=(len(rows), n))


def _refuse_contradictions(
    system: CellSystem,
    order: IntArray,
    values: IntArray,
    lower: IntArray,
    unsafe: BoolArray,
    fixed: BoolArray,
    must: BoolArray,
) -> None:
    weight = np.asarray(system.weight, dtype=np.float64)
    if not (np.isfinite(weight).all() and (weight >= 0).all()):
        raise ValueError("Weights of cells must be finite and not negative.")
    reasons = (
        (must, "it must be published, yet its count is unsafe"),
        (fixed, "its count is known to everybody, yet it is unsafe"),
        (values < lower, "outsiders take for granted that its count is larger than it is"),
    )
    found = [
        f"{say(system.keys[order[i]])}: {why}"
        for wrong, why in reasons
        for i in np.flatnonzero(unsafe & wrong)
    ]
    if found:
        raise Infeasible(found)
