"""Moves found in a small part of a pattern: valid in the whole of it, and soon found."""

from __future__ import annotations

import highspy
import numpy as np
import scipy.sparse as sp

from .master import quiet_solver
from .moves import NEAR, OPTIMAL, reach
from .problem import BoolArray, FloatArray, IntArray, Problem


def gathered(indptr: IntArray, indices: IntArray, lines: IntArray) -> IntArray:
    """Entries of some lines of a sparse matrix, one line after the other."""
    starts, counts = indptr[lines], indptr[lines + 1] - indptr[lines]
    skipped = np.repeat(starts - np.concatenate([[0], np.cumsum(counts)[:-1]]), counts)
    return np.asarray(indices[skipped + np.arange(int(counts.sum()))], dtype=np.int64)


class Neighbourhood:
    """The hidden cells around one of them that may move when no other cell does."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        rows = problem.matrix
        columns = rows.T.tocsr()
        self.row_start, self.row_cells = rows.indptr.astype(np.int64), rows.indices.astype(np.int64)
        self.cell_start = columns.indptr.astype(np.int64)
        self.cell_rows = columns.indices.astype(np.int64)
        self.cell_signs = columns.data.astype(np.float64)

    def around(self, p: int, hidden: BoolArray, price: FloatArray, mates: int) -> IntArray:
        """Cells worth a look: the cheapest in the equations of a cell, then those where these meet.

        In a table of three dimensions these are cubes with a corner at the cell. With ``mates``
        at nought, everything hidden.
        """
        if not mates:
            return self._core(np.flatnonzero(hidden), p)
        # A cell that can hardly fall is of little use.
        dear = price + np.where(self.problem.slack < self.problem.width[p], 0.5, 0.0)
        first = [np.array([p], dtype=np.int64)]
        for row in self.cell_rows[self.cell_start[p] : self.cell_start[p + 1]]:
            cells = self.row_cells[self.row_start[row] : self.row_start[row + 1]]
            cells = cells[hidden[cells] & (cells != p)]
            first.append(cells[np.lexsort((cells, dear[cells]))[:mates]])
        found = level = np.unique(np.concatenate(first))
        for meeting in (2, 3):
            rows = gathered(self.cell_start, self.cell_rows, level)
            cells = gathered(self.row_start, self.row_cells, rows)
            cells, times = np.unique(cells[hidden[cells]], return_counts=True)
            level = np.setdiff1d(cells[times >= meeting], found, assume_unique=True)
            found = np.union1d(found, level)
        return self._core(found, p)

    def _core(self, cells: IntArray, p: int) -> IntArray:
        """Without the cells that are alone in an equation and so cannot move."""
        while True:
            counts = self.cell_start[cells + 1] - self.cell_start[cells]
            rows = gathered(self.cell_start, self.cell_rows, cells)
            _, row, times = np.unique(rows, return_inverse=True, return_counts=True)
            alone = np.bincount(np.repeat(np.arange(len(cells)), counts), times[row] == 1) > 0
            if not alone.any():
                return cells
            cells = cells[~alone[: len(cells)]]
            if not (cells == p).any():
                return np.zeros(0, dtype=np.int64)

    def matrix(self, cells: IntArray) -> sp.csc_array:
        """Equations over some cells alone."""
        counts = self.cell_start[cells + 1] - self.cell_start[cells]
        entries = np.repeat(
            self.cell_start[cells] - np.concatenate([[0], np.cumsum(counts)[:-1]]), counts
        ) + np.arange(int(counts.sum()))
        rows, row = np.unique(self.cell_rows[entries], return_inverse=True)
        indptr = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
        return sp.csc_array(
            (self.cell_signs[entries], row.astype(np.int32), indptr), shape=(len(rows), len(cells))
        )


class LocalMoves:
    """Least dear moves within a few cells: rises and falls are columns, so moving has a price."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.neighbourhood = Neighbourhood(problem)
        self.reach = reach(problem, NEAR)
        self.solver = quiet_solver()
        for name, value in (
            ("presolve", "off"),
            ("solver", "simplex"),
            ("simplex_strategy", 1),
            ("simplex_scale_strategy", 0),
        ):
            self.solver.setOptionValue(name, value)
        self.work = 0

    def move(
        self, p: int, by: int, hidden: BoolArray, price: FloatArray, mates: int
    ) -> tuple[IntArray, FloatArray] | None:
        """Move a cell by an amount within its neighbourhood: cells and their moves, or None."""
        cells = self.neighbourhood.around(p, hidden, price, mates)
        if not len(cells):
            return None
        at = int(np.searchsorted(cells, p))
        found = self._solve(self._model(cells, at, by, price[cells]), len(cells))
        return None if found is None else (cells, found)

    def _model(self, cells: IntArray, at: int, by: int, price: FloatArray) -> highspy.HighsLp:
        matrix = self.neighbourhood.matrix(cells)
        m = len(cells)
        upper = np.concatenate(
            [np.full(m, self.reach), np.minimum(self.problem.slack[cells], self.reach)]
        )
        lower = np.zeros(2 * m)
        upper[at] = lower[at] = max(by, 0)
        upper[at + m] = lower[at + m] = max(-by, 0)
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = 2 * m, matrix.shape[0]
        lp.col_cost_ = np.concatenate([price, price])
        lp.col_lower_, lp.col_upper_ = lower, upper
        lp.row_lower_ = lp.row_upper_ = np.zeros(matrix.shape[0])
        lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        lp.a_matrix_.start_ = np.concatenate([matrix.indptr, matrix.indptr[1:] + matrix.nnz])
        lp.a_matrix_.index_ = np.concatenate([matrix.indices, matrix.indices])
        lp.a_matrix_.value_ = np.concatenate([matrix.data, -matrix.data])
        return lp

    def _solve(self, lp: highspy.HighsLp, m: int) -> FloatArray | None:
        self.solver.passModel(lp)
        self.solver.run()
        info = self.solver.getInfo()
        self.work += (max(info.simplex_iteration_count, 0) + 10) * m
        if self.solver.getModelStatus() != OPTIMAL:
            return None
        value = np.asarray(self.solver.getSolution().col_value)
        return np.asarray(value[:m] - value[m:], dtype=np.float64)
