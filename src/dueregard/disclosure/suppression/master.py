"""The master problem: the cheapest set of cells that meets every cut found so far."""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np

from .cuts import Cut
from .problem import BoolArray, FloatArray, IntArray, Problem

TOLERANCE = 1e-6


def quiet_solver() -> highspy.Highs:
    """A solver that is silent and does the same thing every time."""
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("random_seed", 0)
    solver.setOptionValue("time_limit", float("inf"))
    return solver


@dataclass(frozen=True)
class Relaxed:
    """An optimum of the linear relaxation: point, bound and reduced costs, per cell."""

    x: FloatArray
    bound: float
    reduced: FloatArray


class Master:
    """Cuts and bridge rows over the cells that may be hidden."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.free: IntArray = np.flatnonzero(problem.candidate)
        self.column = np.full(problem.n, -1, dtype=np.int64)
        self.column[self.free] = np.arange(len(self.free))
        self.rows: list[tuple[IntArray, FloatArray, float]] = []
        self.known: set[tuple[int, ...]] = set()
        self.whole_costs = bool(np.all(problem.weight == np.round(problem.weight)))
        self.solver = quiet_solver()
        self.solver.setOptionValue("solver", "simplex")
        for _ in self.free:
            self.solver.addVar(0.0, 1.0)
        count = len(self.free)
        if count:
            self.solver.changeColsCost(
                count, np.arange(count, dtype=np.int32), problem.weight[self.free]
            )
        self.loaded = 0

    def add_cut(self, cut: Cut) -> bool:
        """Keep a cut unless it is known already."""
        return self._add(self.column[cut.cells], cut.weight, 1.0)

    def add_bridge(self, cell: int, others: IntArray) -> bool:
        """A cell hidden in an equation needs another beside it."""
        columns = np.concatenate([[self.column[cell]], self.column[others]])
        weight = np.ones(len(columns))
        weight[0] = -1.0
        return self._add(columns, weight, 0.0)

    def _add(self, columns: IntArray, weight: FloatArray, least: float) -> bool:
        mark = (*columns.tolist(), *np.round(weight * 1e6).astype(np.int64).tolist())
        if mark in self.known:
            return False
        self.known.add(mark)
        self.rows.append((columns, weight, least))
        return True

    def _load(self, solver: highspy.Highs, rows: list[tuple[IntArray, FloatArray, float]]) -> None:
        if not rows:
            return
        starts = np.cumsum([0] + [len(columns) for columns, _, _ in rows])[:-1]
        columns = np.concatenate([columns for columns, _, _ in rows])
        weights = np.concatenate([weight for _, weight, _ in rows])
        least = np.array([least for _, _, least in rows])
        solver.addRows(
            len(rows),
            least,
            np.full(len(rows), np.inf),
            len(columns),
            starts.astype(np.int32),
            columns.astype(np.int32),
            weights,
        )

    def relax(self) -> Relaxed:
        """Solve the linear relaxation, going on from the last optimum."""
        n = self.problem.n
        if not len(self.free):
            return Relaxed(self.problem.unsafe.astype(float), 0.0, np.zeros(n))
        self._load(self.solver, self.rows[self.loaded :])
        self.loaded = len(self.rows)
        self.solver.run()
        solution = self.solver.getSolution()
        x = self.problem.unsafe.astype(float)
        x[self.free] = np.clip(np.asarray(solution.col_value), 0.0, 1.0)
        reduced = np.zeros(n)
        reduced[self.free] = np.asarray(solution.col_dual)
        return Relaxed(x, self.solver.getInfo().objective_function_value, reduced)

    def slim(self) -> None:
        """Forget rows of the linear programme that do not bind; they can be found again."""
        value = np.asarray(self.solver.getSolution().row_value)
        loaded, waiting = self.rows[: self.loaded], self.rows[self.loaded :]
        least = np.array([row[2] for row in loaded])
        binding = value < least + 0.05
        kept = [row for row, keep in zip(loaded, binding, strict=True) if keep]
        gone = np.flatnonzero(~binding).astype(np.int32)
        if len(gone) < max(100, len(loaded) // 4):
            return
        self.solver.deleteRows(len(gone), gone)
        self.rows = kept + waiting
        self.loaded = len(kept)
        self.known = {
            (*c.tolist(), *np.round(w * 1e6).astype(np.int64).tolist()) for c, w, _ in self.rows
        }

    def integer(
        self, fixed_out: BoolArray, fixed_in: BoolArray, start: BoolArray, nodes: int
    ) -> tuple[BoolArray, float, bool]:
        """Cheapest whole pattern that meets the cuts: pattern, bound, and whether proven.

        ``start`` is a safe pattern: its cost limits the search from above.
        """
        solver = quiet_solver()
        count = len(self.free)
        lower = fixed_in[self.free].astype(float)
        upper = 1.0 - fixed_out[self.free].astype(float)
        model = highspy.HighsLp()
        model.num_col_ = count
        model.num_row_ = 0
        model.col_cost_ = self.problem.weight[self.free]
        model.col_lower_ = lower
        model.col_upper_ = np.maximum(lower, upper)
        model.integrality_ = [highspy.HighsVarType.kInteger] * count
        model.a_matrix_.start_ = np.zeros(count + 1, dtype=np.int32)
        solver.passModel(model)
        self._load(solver, self.rows)
        for name, value in (
            ("mip_rel_gap", 0.0),
            ("mip_abs_gap", TOLERANCE),
            ("mip_max_nodes", nodes),
            ("mip_feasibility_tolerance", 1e-7),
        ):
            solver.setOptionValue(name, value)
        first = highspy.HighsSolution()
        first.col_value = start[self.free].astype(float).tolist()
        solver.setSolution(first)
        solver.run()
        info = solver.getInfo()
        status = solver.getModelStatus()
        pattern = start.copy()
        if info.primal_solution_status == 2:
            pattern = self.problem.unsafe.copy()
            chosen = np.asarray(solver.getSolution().col_value) > 0.5
            pattern[self.free[chosen]] = True
        done = status == highspy.HighsModelStatus.kOptimal
        bound = info.objective_function_value if done else info.mip_dual_bound
        return pattern, float(max(bound, 0.0)) if np.isfinite(bound) else 0.0, done

    def raise_bound(self, bound: float) -> float:
        """With whole weights no pattern costs a fraction."""
        return float(np.ceil(bound - TOLERANCE)) if self.whole_costs else bound
