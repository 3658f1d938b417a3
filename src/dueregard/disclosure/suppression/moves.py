"""Linear programmes over what an outsider can move, for tables that are not networks."""

from __future__ import annotations

import highspy
import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from .master import quiet_solver
from .problem import BoolArray, FloatArray, IntArray, Problem

WHOLE = 1e-6
OPTIMAL = highspy.HighsModelStatus.kOptimal
# Rises have no limit for an outsider. A near limit finds sharper cuts and slimmer patterns and is
# only used for those; what is proven holds for the far one, which no real move comes close to.
NEAR = 2.0
FAR = 50.0


def reach(problem: Problem, times: float) -> float:
    """A limit to rises, as a multiple of the widest range asked for."""
    return times * float(problem.width[problem.unsafe].max(initial=1))


def _pass(
    solver: highspy.Highs,
    matrix: sp.csc_array,
    cost: FloatArray,
    lower: FloatArray,
    upper: FloatArray,
) -> None:
    """Hand a model with equations equal to nought to the solver."""
    model = highspy.HighsLp()
    rows, columns = matrix.shape
    model.num_col_, model.num_row_ = columns, rows
    model.col_cost_, model.col_lower_, model.col_upper_ = cost, lower, upper
    model.row_lower_ = model.row_upper_ = np.zeros(rows)
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_ = matrix.indptr
    model.a_matrix_.index_ = matrix.indices
    model.a_matrix_.value_ = matrix.data
    solver.passModel(model)


def _part(problem: Problem, cells: IntArray) -> tuple[sp.csc_array, IntArray]:
    """Columns of some cells, and the rows that they touch."""
    part = problem.matrix[:, cells].tocsr()
    rows = np.flatnonzero(np.diff(part.indptr))
    return part[rows].tocsc(), rows


class Rerouting:
    """Least dear ways for one cell to move by a set amount (Kelly, Golden and Assad 1992).

    Rises and falls are columns of their own, so the price of moving is linear. Started afresh each
    time: with prices above nought the empty basis is dual feasible and soon optimal.
    """

    def __init__(self, problem: Problem, cells: IntArray, times: float) -> None:
        self.problem = problem
        self.cells = cells
        self.at = np.full(problem.n, -1, dtype=np.int64)
        self.at[cells] = np.arange(len(cells))
        matrix, _ = _part(problem, cells)
        self.m = len(cells)
        self.solver = quiet_solver()
        for name, value in (
            ("presolve", "off"),
            ("solver", "simplex"),
            ("simplex_strategy", 1),
            ("simplex_scale_strategy", 0),
        ):
            self.solver.setOptionValue(name, value)
        both = sp.hstack([matrix, -matrix]).tocsc()
        self.reach = reach(problem, times)
        self.upper = np.concatenate(
            [np.full(self.m, self.reach), np.minimum(problem.slack[cells], self.reach)]
        )
        self.cost = np.ones(2 * self.m)
        self.open = np.ones(self.m, dtype=bool)
        _pass(self.solver, both, self.cost, np.zeros(2 * self.m), self.upper)
        self.all = np.arange(2 * self.m, dtype=np.int32)
        self.work = 0

    def price(self, price: FloatArray) -> None:
        """Set what it costs each cell to move by one."""
        cost = price[self.cells]
        self.cost = np.concatenate([cost, cost])
        self.solver.changeColsCost(2 * self.m, self.all, self.cost)

    def allow(self, hidden: BoolArray) -> None:
        """Let only some cells move."""
        now = hidden[self.cells]
        changed = np.flatnonzero(now != self.open)
        if len(changed):
            columns = np.concatenate([changed, changed + self.m]).astype(np.int32)
            upper = np.where(np.concatenate([now[changed]] * 2), self.upper[columns], 0.0)
            self.solver.changeColsBounds(len(columns), columns, np.zeros(len(columns)), upper)
            self.open = now

    def move(self, p: int, by: int) -> FloatArray | None:
        """Move a cell by an amount: how each cell moves, or None when it cannot."""
        rise = int(self.at[p])
        columns = np.array([rise, rise + self.m], dtype=np.int32)
        amount = np.array([max(by, 0), max(-by, 0)], dtype=np.float64)
        self.solver.changeColsBounds(2, columns, amount, amount)
        self.solver.clearSolver()
        self.solver.run()
        self.work += (max(self.solver.getInfo().simplex_iteration_count, 0) + 10) * self.m
        found = None
        if self.solver.getModelStatus() == OPTIMAL:
            value = np.asarray(self.solver.getSolution().col_value)
            found = value[: self.m] - value[self.m :]
        self.solver.changeColsBounds(2, columns, np.zeros(2), self.upper[columns] * self.open[rise])
        return found


class Reaching:
    """How far one cell can move at all, and the duals that say why not further.

    Rises and falls are columns of their own, so that standing still is a vertex: the primal
    simplex method starts there, or where it stopped, without a search for a feasible point.
    """

    def __init__(self, problem: Problem, cells: IntArray, times: float) -> None:
        self.problem = problem
        self.cells = cells
        self.at = np.full(problem.n, -1, dtype=np.int64)
        self.at[cells] = np.arange(len(cells))
        matrix, self.rows = _part(problem, cells)
        self.m = len(cells)
        furthest = reach(problem, times)
        self.room = np.concatenate(
            [np.full(self.m, furthest), np.minimum(problem.slack[cells], furthest)]
        )
        self.solver = quiet_solver()
        for name, value in (("presolve", "off"), ("solver", "simplex"), ("simplex_strategy", 4)):
            self.solver.setOptionValue(name, value)
        both = sp.hstack([matrix, -matrix]).tocsc()
        _pass(self.solver, both, np.zeros(2 * self.m), np.zeros(2 * self.m), self.room)
        self.x = np.ones(self.m)
        self.last = np.zeros(2 * self.m)
        self.work = 0

    def at_point(self, x: FloatArray) -> None:
        """Give every cell the room that a point gives it."""
        now = x[self.cells]
        changed = np.flatnonzero(now != self.x)
        if len(changed):
            columns = np.concatenate([changed, changed + self.m])
            upper = self.room[columns] * np.concatenate([now[changed]] * 2)
            self.solver.changeColsBounds(
                len(columns), columns.astype(np.int32), np.zeros(len(columns)), upper
            )
            self.x = now
            if (self.last[columns] > upper).any():
                self._stand_still()

    def _stand_still(self) -> None:
        self.solver.clearSolver()
        self.last[:] = 0.0

    def reach_of(self, p: int, sign: int, limit: float) -> tuple[float, FloatArray, FloatArray]:
        """Furthest move of a cell in one direction: amount, duals of all equations, the move."""
        up = int(self.at[p])
        mine, other = (up, up + self.m) if sign > 0 else (up + self.m, up)
        if self.last[mine] > limit or self.last[other] > 0.0:
            self._stand_still()
        columns = np.array([mine, other], dtype=np.int32)
        self.solver.changeColsBounds(2, columns, np.zeros(2), np.array([limit, 0.0]))
        self.solver.changeColCost(mine, -1.0)
        self.solver.run()
        self.work += (max(self.solver.getInfo().simplex_iteration_count, 0) + 10) * self.m
        solution = self.solver.getSolution()
        duals = np.zeros(self.problem.matrix.shape[0])
        duals[self.rows] = np.asarray(solution.row_dual)
        self.last = np.asarray(solution.col_value)
        self.solver.changeColCost(mine, 0.0)
        usual = self.room[columns] * self.x[up]
        self.solver.changeColsBounds(2, columns, np.zeros(2), usual)
        if self.last[mine] > usual[0]:
            self._stand_still()
        move = self.last[: self.m] - self.last[self.m :]
        return float(self.last[mine]), duals, move


def furthest_whole(
    problem: Problem, cells: IntArray, p: int, sign: int, limit: int, nodes: int
) -> npt.NDArray[np.float64]:
    """Furthest move of a cell in whole numbers, for an outsider who knows that counts are whole."""
    matrix, _ = _part(problem, cells)
    furthest = reach(problem, FAR)
    lower = -np.minimum(problem.slack[cells], furthest)
    upper = np.full(len(cells), furthest)
    at = int(np.flatnonzero(cells == p)[0])
    lower[at], upper[at] = (0.0, limit) if sign > 0 else (-limit, 0.0)
    cost = np.zeros(len(cells))
    cost[at] = -float(sign)
    solver = quiet_solver()
    _pass(solver, matrix, cost, lower, upper)
    count = len(cells)
    solver.changeColsIntegrality(
        count,
        np.arange(count, dtype=np.int32),
        np.full(count, highspy.HighsVarType.kInteger.value, dtype=np.uint8),
    )
    solver.setOptionValue("mip_max_nodes", nodes)
    solver.run()
    if solver.getInfo().primal_solution_status != 2:
        return np.zeros(count)
    return np.round(np.asarray(solver.getSolution().col_value))
