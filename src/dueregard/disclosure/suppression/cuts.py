"""Capacity cuts: what every safe pattern must hide, learnt from how an outsider fails to move.

Fischetti and Salazar (2001): if the cells hidden let an unsafe cell move too little, the dual of
the outsider's problem weighs the cells that would let it move, and every safe pattern satisfies
``sum weight_i x_i >= width``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .problem import BoolArray, FloatArray, IntArray, Problem

TINY = 1e-9


@dataclass(frozen=True)
class Cut:
    """``sum(weight * x[cells]) >= 1`` holds for every safe pattern, ``0 < weight <= 1``."""

    cells: IntArray
    weight: FloatArray

    def short(self, x: FloatArray) -> float:
        """By how much a point misses the cut (positive when it does)."""
        return 1.0 - float(self.weight @ x[self.cells])


def capacity_cut(problem: Problem, coefficient: FloatArray, required: float) -> Cut | None:
    """Strengthen ``sum coefficient_i x_i >= required``; None when it says nothing.

    Unsafe cells are hidden in every pattern, so they count towards what is required; no cell
    need count for more than what is left.
    """
    left = required - float(coefficient[problem.unsafe].sum())
    if left <= TINY * max(required, 1.0):
        return None
    cells = np.flatnonzero((coefficient > TINY) & problem.candidate)
    return Cut(cells, np.minimum(coefficient[cells], left) / left)


def single_equation_cuts(problem: Problem) -> list[Cut]:
    """The capacity cuts that one equation gives, for every unsafe cell in it.

    For the cell to rise, others in the same equation must move against it: those of its own sign
    fall, as far as outsiders allow; those of the other sign rise without limit.
    """
    cuts: list[Cut] = []
    seen: set[tuple[int, ...]] = set()
    matrix = problem.matrix
    active = problem.unsafe | problem.candidate
    for row in range(matrix.shape[0]):
        span = slice(matrix.indptr[row], matrix.indptr[row + 1])
        signs = matrix.data[span][active[matrix.indices[span]]]
        cells = matrix.indices[span][active[matrix.indices[span]]]
        for p, sign in zip(cells, signs, strict=True):
            if not problem.unsafe[p]:
                continue
            width, slack = float(problem.width[p]), float(problem.slack[p])
            own = min(slack, width)
            same = signs == sign
            falls = np.minimum(problem.slack[cells], width).astype(float)
            for required, capacity in (
                (width - own, np.where(same, falls, width)),
                (width, np.where(same, falls + width, width + falls)),
            ):
                coefficient = np.zeros(problem.n)
                coefficient[cells] = np.where(cells == p, 0.0, capacity)
                cut = capacity_cut(problem, coefficient, required)
                if cut is None:
                    continue
                mark = (*cut.cells.tolist(), *np.round(cut.weight * 1e6).astype(int).tolist())
                if mark not in seen:
                    seen.add(mark)
                    cuts.append(cut)
    return cuts


def bridges(problem: Problem, x: FloatArray, least: float) -> list[tuple[int, IntArray]]:
    """Cells hidden alone in an equation without unsafe cells: no least pattern has one.

    Returns pairs (cell, others of the equation): ``sum x[others] >= x[cell]`` is missed by more
    than ``least``.
    """
    found: list[tuple[int, IntArray]] = []
    matrix = problem.matrix
    for row in range(matrix.shape[0]):
        cells = matrix.indices[matrix.indptr[row] : matrix.indptr[row + 1]]
        if problem.unsafe[cells].any():
            continue
        cells = cells[problem.candidate[cells]]
        if not len(cells):
            continue
        highest = int(cells[np.argmax(x[cells])])
        if 2 * x[highest] - x[cells].sum() > least:
            found.append((highest, cells[cells != highest]))
    return found


def broken(hidden: BoolArray, cut: Cut) -> bool:
    """Whether a pattern misses a cut, with room for rounding."""
    return cut.short(hidden.astype(float)) > 1e-6
