"""A small part of a large table around one cell, in which a move can close."""

from __future__ import annotations

import numpy as np

from .problem import BoolArray, FloatArray, IntArray, Problem

MATES = 6


class Surroundings:
    """Which cells stand in equations together, and the cells worth a look around one of them."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.active = problem.unsafe | problem.candidate
        pattern = abs(problem.matrix)
        self.columns = pattern.tocsc()
        self.rows = pattern
        beside = (pattern.T @ pattern).tocsr()
        beside.data[:] = 1.0
        self.beside = beside

    def around(self, p: int, hidden: BoolArray, price: FloatArray) -> IntArray:
        """Cells around a cell: the cheapest in its equations, then those where these meet.

        In a table of three dimensions these are cubes with a corner at the cell.
        """
        price = np.where(hidden, 0.0, price)
        # A cell that can hardly fall is of little use.
        price = price + np.where(self.problem.slack < self.problem.width[p], 0.5, 0.0)
        first = np.zeros(self.problem.n)
        first[p] = 1.0
        for row in self._span(self.columns, p):
            cells = self._span(self.rows, int(row))
            cells = cells[self.active[cells] & (cells != p)]
            first[cells[np.lexsort((cells, price[cells]))[:MATES]]] = 1.0
        found = (first > 0) & self.active
        level = found.copy()
        for meeting in (2.0, 3.0):
            level = (self.beside @ level.astype(float) >= meeting) & ~found & self.active
            found |= level
        return np.flatnonzero(found)

    @staticmethod
    def _span(matrix: object, line: int) -> IntArray:
        indptr, indices = matrix.indptr, matrix.indices  # type: ignore[attr-defined]
        return np.asarray(indices[indptr[line] : indptr[line + 1]], dtype=np.int64)
