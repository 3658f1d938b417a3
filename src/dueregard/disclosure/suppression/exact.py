"""The search for a pattern proven cheapest: cuts, a guided pattern, whole patterns in turn."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .cleaning import Witnesses, clean, clean_in_passes, cover, failing
from .cuts import bridges, single_equation_cuts
from .effort import Effort
from .linear import LinearOracle
from .master import Master, Relaxed
from .movement import Oracle
from .problem import BoolArray, FloatArray, Problem
from .pushing import too_narrow
from .showing import show_again

PROVEN = 1e-6
FIRST_MIX = 0.3
ROOT_WORK = 15_000_000
IMPROVE_WORK = 100_000_000


class UnprotectableError(Exception):
    """Some unsafe cells cannot move enough whatever is hidden."""

    def __init__(self, cells: list[int]) -> None:
        super().__init__(f"{len(cells)} cells cannot be protected")
        self.cells = cells


@dataclass
class Best:
    """The cheapest safe pattern known and the best bound below."""

    hidden: BoolArray
    cost: float
    bound: float = 0.0
    undecided: int = 0

    @property
    def proven(self) -> bool:
        """Whether nothing cheaper can exist."""
        return self.cost - self.bound <= PROVEN * max(1.0, self.cost)

    def offer(self, hidden: BoolArray, cost: float, undecided: int = 0) -> None:
        """Keep a safe pattern when it is cheaper, with how many cells may be hidden in vain."""
        if cost < self.cost - PROVEN:
            self.hidden, self.cost, self.undecided = hidden, cost, undecided


class Search:
    """One search; every part of it is deterministic and limited in steps, not in time."""

    def __init__(self, problem: Problem, oracle: Oracle, effort: Effort) -> None:
        self.problem = problem
        self.oracle = oracle
        self.effort = effort
        self.master = Master(problem)
        self.known = single_equation_cuts(problem)
        self.large = not oracle.quick and int(problem.candidate.sum()) > effort.small
        everything = problem.unsafe | problem.candidate
        self.best = Best(everything, problem.cost(everything))
        self.best.undecided = int(problem.candidate.sum())

    def run(self) -> Best:
        """Search until proven or until the effort is spent."""
        for cut in self.known:
            self.master.add_cut(cut)
        if self.large:
            self._large()
            return self.best
        relaxed = self._root()
        self.improve(self.problem.unsafe, self._guide(relaxed.x))
        if not self.best.proven:
            self._whole(relaxed)
        return self.best

    def _guide(self, x: FloatArray) -> FloatArray:
        """Prices that lead a pattern along a relaxed one."""
        return self.problem.weight * np.maximum(1.0 - x, 0.01) + 1e-7

    def improve(self, start: BoolArray, price: FloatArray) -> BoolArray:
        """Make a pattern safe, then lean, and offer it."""
        witnesses = Witnesses(self.problem)
        hidden = cover(self.problem, self.oracle, start, price, witnesses)
        self._refuse_unprotectable(witnesses)
        undecided = 0
        if self.oracle.quick:
            hidden, cuts = clean(
                self.problem, self.oracle, hidden, self.problem.weight, witnesses, self.known
            )
        elif self.large and isinstance(self.oracle, LinearOracle):
            hidden, cuts, undecided = show_again(
                self.problem,
                self.oracle,
                hidden,
                self.problem.weight,
                self.known,
                self.effort.work,
            )
        else:
            hidden, cuts, undecided = clean_in_passes(
                self.problem,
                self.oracle,
                hidden,
                self.problem.weight,
                self.known,
                work=self.effort.work,
            )
        for cut in cuts:
            self.master.add_cut(cut)
        self.known.extend(cuts)
        # Widening can fall short of what a cell could do at most: offer only what was checked.
        if self.large:
            wrong = too_narrow(self.problem, hidden)
        else:
            wrong = failing(self.problem, self.oracle, hidden, Witnesses(self.problem))
        if not wrong:
            self.best.offer(hidden, self.problem.cost(hidden), undecided)
        return hidden

    def _refuse_unprotectable(self, witnesses: Witnesses) -> None:
        everything = self.problem.unsafe | self.problem.candidate
        short = [p for p, m in witnesses.of.items() if m.width < self.problem.width[p]]
        short = [
            p for p in short if self.oracle.movement(p, everything).width < self.problem.width[p]
        ]
        if short:
            raise UnprotectableError(sorted(short))

    def _large(self) -> None:
        """A good pattern and a bound, where a proof is out of reach."""
        relaxed = self._bridged()
        self.best.bound = self.master.raise_bound(relaxed.bound)
        self.improve(self.problem.unsafe, self._guide(relaxed.x))
        size = int(self.problem.candidate.sum())
        for _ in range(ROOT_WORK // size**2):
            if (
                self.best.proven
                or self.oracle.work > IMPROVE_WORK
                or not self._separate(relaxed.x, self.best.hidden.astype(float), FIRST_MIX / 3)
            ):
                break
            self.master.slim()
            relaxed = self._bridged()
            self.best.bound = max(self.best.bound, self.master.raise_bound(relaxed.bound))
        for turn in range(1, 7):
            if self.best.proven or self.oracle.work > IMPROVE_WORK:
                break
            mix = 1.0 / turn
            self.improve(
                self.problem.unsafe, self._guide(mix * relaxed.x + (1 - mix) * self.best.hidden)
            )

    def _bridged(self) -> Relaxed:
        """The relaxation with every bridge row it misses."""
        relaxed = self.master.relax()
        for _ in range(self.effort.rounds):
            missed = bridges(self.problem, relaxed.x, 1e-4)
            if not sum(self.master.add_bridge(cell, others) for cell, others in missed):
                break
            relaxed = self.master.relax()
        return relaxed

    def _root(self) -> Relaxed:
        relaxed = self.master.relax()
        mix = FIRST_MIX
        core: FloatArray | None = None
        for turn in range(self.effort.rounds):
            self.best.bound = max(self.best.bound, self.master.raise_bound(relaxed.bound))
            if self.best.proven:
                break
            if core is None or turn % 5 == 0:
                core = self.improve(self.problem.unsafe, self._guide(relaxed.x)).astype(float)
            added = self._separate(relaxed.x, core, mix)
            if not added:
                if mix == 0.0:
                    break
                mix = 0.0 if mix < 0.1 else mix / 3
                continue
            self.master.slim()
            relaxed = self.master.relax()
        return relaxed

    def _separate(self, x: FloatArray, core: FloatArray, mix: float) -> int:
        added = 0
        point = (1.0 - mix) * x + mix * core
        for p in self.problem.sensitive:
            cut = self.oracle.cut(int(p), point)
            if cut is not None and cut.short(x) > 1e-4:
                added += self.master.add_cut(cut)
        for cell, others in bridges(self.problem, x, 1e-4):
            added += self.master.add_bridge(cell, others)
        return added

    def _whole(self, relaxed: Relaxed) -> None:
        """Whole patterns from the master, each checked and cut off when it hides too little."""
        for _ in range(self.effort.patterns):
            room = self.best.cost - relaxed.bound
            out = self.problem.candidate & (relaxed.reduced > room + PROVEN) & ~self.best.hidden
            sure = self.problem.candidate & (-relaxed.reduced > room + PROVEN) & self.best.hidden
            pattern, bound, done = self.master.integer(
                out, sure, self.best.hidden, self.effort.nodes
            )
            self.best.bound = max(
                self.best.bound, min(self.master.raise_bound(bound), self.best.cost)
            )
            if self.best.proven or not self._learn(pattern) or not done:
                break

    def _learn(self, pattern: BoolArray) -> int:
        """Cut off a whole pattern that is not safe, and make a safe one of it."""
        witnesses = Witnesses(self.problem)
        wrong = failing(self.problem, self.oracle, pattern, witnesses)
        if not wrong:
            self.best.offer(pattern, self.problem.cost(pattern))
            return 0
        x = pattern.astype(float)
        added = 0
        ways = ((0.3, False), (0.1, False), (0.0, False), (0.0, True))
        for mix, far in ways if self.oracle.quick else ways[1:3]:
            for p in wrong:
                cut = self.oracle.cut(p, (1.0 - mix) * x + mix * self.best.hidden, far)
                if cut is not None and cut.short(x) > 1e-6:
                    added += self.master.add_cut(cut)
            for cell, others in bridges(self.problem, x, 0.5):
                added += self.master.add_bridge(cell, others)
        self.improve(pattern, self._guide(x))
        return added
