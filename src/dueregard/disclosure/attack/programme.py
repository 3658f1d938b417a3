"""Linear and integer programmes on HiGHS: the least and the most a count can be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np

from .polytope import Floats, Row

#: Nodes of branch and bound for one bound; beyond, the bound proven so far is used.
MOST_NODES = 300


class Impossible(Exception):
    """No table agrees with all facts."""


@dataclass(frozen=True)
class Outcome:
    """One optimum: the bound that is proven, and a table that comes nearest to it."""

    bound: float
    point: Floats | None


class Programme:
    """One polytope held in HiGHS, minimised or maximised again and again from where it stands.

    Parameters
    ----------
    lower, upper : arrays of shape (n,)
        Bounds; infinite ones are replaced by ``cap``.
    rows : sequence of Row
        Their columns number the n unknowns.
    cap : float
        Stands for infinity. It can only make the outsider look better informed, never worse.
    whole : bool
        Whether counts must be whole.
    """

    def __init__(
        self, lower: Floats, upper: Floats, rows: Sequence[Row], cap: float, whole: bool = False
    ) -> None:
        self._size = len(lower)
        solver: Any = highspy.Highs
        self._solver = solver()
        for option, value in (
            ("output_flag", False),
            ("threads", 1),
            ("random_seed", 0),
            # Primal simplex: after a change of cost the last table is still feasible. Left to
            # choose, HiGHS starts afresh with the dual, fifty times slower on 2,700 unknowns.
            ("simplex_strategy", 4),
            ("mip_max_nodes", MOST_NODES),
            ("mip_rel_gap", 0.0),
            ("mip_abs_gap", 0.5),
        ):
            self._solver.setOptionValue(option, value)
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = self._size, len(rows)
        lp.col_cost_ = np.zeros(self._size)
        lp.col_lower_, lp.col_upper_ = lower, np.minimum(upper, cap)
        lp.row_lower_ = np.array([row.lower for row in rows])
        lp.row_upper_ = np.array([row.upper for row in rows])
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lengths = [len(row.columns) for row in rows]
        lp.a_matrix_.start_ = np.concatenate(([0], np.cumsum(lengths))).astype(np.int32)
        lp.a_matrix_.index_ = np.array([c for row in rows for c in row.columns], dtype=np.int32)
        lp.a_matrix_.value_ = np.array([v for row in rows for v in row.coefficients], dtype=float)
        if whole:
            lp.integrality_ = [highspy.HighsVarType.kInteger] * self._size
        self._whole = whole
        self._solver.passModel(lp)
        self._cost = np.zeros(self._size)
        self._all = np.arange(self._size, dtype=np.int32)

    def least(self, cost: Floats) -> Outcome:
        """Minimise ``cost · counts``.

        Raises
        ------
        Impossible
            When no counts satisfy the rows.
        """
        changed = np.flatnonzero(cost != self._cost).astype(np.int32)
        if len(changed):
            self._solver.changeColsCost(len(changed), changed, cost[changed])
            self._cost = cost.copy()
        self._solver.run()
        status = self._solver.getModelStatus()
        if status in (
            highspy.HighsModelStatus.kInfeasible,
            highspy.HighsModelStatus.kUnboundedOrInfeasible,
        ):
            raise Impossible
        info = self._solver.getInfo()
        optimal = status == highspy.HighsModelStatus.kOptimal
        bound = info.mip_dual_bound if self._whole else info.objective_function_value
        if not self._whole and not optimal:
            raise ArithmeticError(f"HiGHS stopped without an optimum: {status}")
        # A value of 2 means that a feasible point is at hand.
        feasible = info.primal_solution_status == 2
        point = np.array(self._solver.getSolution().col_value) if feasible else None
        return Outcome(float(bound), point)

    def extreme(self, column: int, most: bool) -> Outcome:
        """Return the least (or the most) that one count can be."""
        cost = np.zeros(self._size)
        cost[column] = -1.0 if most else 1.0
        outcome = self.least(cost)
        return Outcome(-outcome.bound if most else outcome.bound, outcome.point)

    def support(self) -> tuple[list[int], list[int]]:
        """Return the rows and columns whose duals the last optimum rests on."""
        solution = self._solver.getSolution()
        rows = np.flatnonzero(np.abs(np.array(solution.row_dual)) > 1e-9)
        columns = np.flatnonzero(np.abs(np.array(solution.col_dual)) > 1e-9)
        return rows.tolist(), columns.tolist()
