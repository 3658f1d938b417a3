"""Show again every cell that need not be hidden, and prove the others necessary.

A range found for an unsafe cell stands as long as the cells that move for it stay hidden, so only
the ranges that use a cell are looked at when it is to be shown. When one fails, the cut that
limits it proves further cells necessary at once: a safe pattern without them would miss the cut.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
import scipy.sparse as sp

from .cuts import Cut
from .movement import Movement, Oracle
from .problem import BoolArray, FloatArray, Problem


class Pool:
    """Cuts as one matrix: which hidden cells they prove necessary, all at once."""

    def __init__(self, problem: Problem, cuts: Sequence[Cut]) -> None:
        indptr = np.cumsum([0] + [len(cut.cells) for cut in cuts])
        cells = np.concatenate([cut.cells for cut in cuts]) if cuts else np.zeros(0, np.int64)
        weight = np.concatenate([cut.weight for cut in cuts]) if cuts else np.zeros(0)
        self.matrix = sp.csr_array((weight, cells, indptr), shape=(len(cuts), problem.n))
        self.row = np.repeat(np.arange(len(cuts)), np.diff(indptr))

    def needed(self, hidden: BoolArray) -> BoolArray:
        """Hidden cells without which the pattern would miss a cut."""
        excess = self.matrix @ hidden.astype(float) - 1.0
        found = np.zeros(len(hidden), dtype=bool)
        found[self.matrix.indices[self.matrix.data > excess[self.row] + 1e-6]] = True
        return found & hidden


class Witnesses:
    """For every unsafe cell the range found last, and who relies on which hidden cell."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.of: dict[int, Movement] = {}
        self.relying: dict[int, set[int]] = defaultdict(set)

    def set(self, p: int, movement: Movement) -> None:
        """Replace the range of an unsafe cell."""
        if p in self.of:
            for cell in self.of[p].cells:
                self.relying[int(cell)].discard(p)
        self.of[p] = movement
        for cell in movement.cells:
            self.relying[int(cell)].add(p)

    def standing(self, p: int, hidden: BoolArray) -> bool:
        """Whether the range found last still holds and is wide enough."""
        movement = self.of.get(p)
        return (
            movement is not None
            and movement.width >= self.problem.width[p]
            and bool(hidden[movement.cells].all())
        )


def failing(problem: Problem, oracle: Oracle, hidden: BoolArray, witnesses: Witnesses) -> list[int]:
    """Unsafe cells whose range is too narrow under a pattern."""
    found = []
    for p in problem.sensitive:
        if witnesses.standing(int(p), hidden):
            continue
        movement = oracle.movement(int(p), hidden)
        witnesses.set(int(p), movement)
        if movement.width < problem.width[p]:
            found.append(int(p))
    return found


def cover(
    problem: Problem,
    oracle: Oracle,
    hidden: BoolArray,
    price: FloatArray,
    witnesses: Witnesses,
    within: BoolArray | None = None,
) -> BoolArray:
    """Widen a pattern, one unsafe cell after the other, until all can move enough."""
    hidden = hidden.copy()
    for p in sorted(problem.sensitive, key=lambda p: (problem.slack[p], p)):
        if witnesses.standing(int(p), hidden):
            continue
        movement = oracle.recalled(int(p), hidden)
        if movement.width < problem.width[p]:
            hidden = oracle.widen(int(p), hidden, price, within)
            movement = oracle.recalled(int(p), hidden)
        witnesses.set(int(p), movement)
    return hidden


def clean(
    problem: Problem,
    oracle: Oracle,
    hidden: BoolArray,
    price: FloatArray,
    witnesses: Witnesses,
    known: Sequence[Cut] = (),
) -> tuple[BoolArray, list[Cut]]:
    """Show again, dearest first, every cell that no unsafe cell needs.

    Returns the pattern, of which no cell can be shown alone, and the cuts learnt. Cuts ``known``
    already spare much asking.
    """
    hidden = hidden.copy()
    cuts: list[Cut] = []
    pool = Pool(problem, known)
    needed = problem.unsafe | pool.needed(hidden)
    extra = np.flatnonzero(hidden & problem.candidate)
    used = np.array([len(witnesses.relying.get(int(cell), ())) for cell in extra])
    for cell in extra[np.lexsort((extra, used, -price[extra]))]:
        if needed[cell]:
            continue
        hidden[cell] = False
        tried: dict[int, Movement] = {}
        for p in sorted(witnesses.relying[int(cell)]):
            movement = oracle.movement(p, hidden)
            if movement.width < problem.width[p]:
                hidden[cell] = True
                needed |= _needed(problem, oracle, p, hidden, int(cell), cuts)
                break
            tried[p] = movement
        if not hidden[cell]:
            needed |= pool.needed(hidden)
        for p, movement in tried.items():
            witnesses.set(p, movement)
    return hidden, cuts


def _needed(
    problem: Problem, oracle: Oracle, p: int, hidden: BoolArray, cell: int, cuts: list[Cut]
) -> BoolArray:
    """Cells that a cut of an unsafe cell proves necessary in this pattern and all within it."""
    found = np.zeros(problem.n, dtype=bool)
    found[cell] = True
    x = hidden.astype(float)
    x[cell] = 0.0
    cut = oracle.cut(p, x)
    if cut is not None:
        cuts.append(cut)
        excess = float(cut.weight @ hidden[cut.cells]) - 1.0
        found[cut.cells[(cut.weight > excess + 1e-6) & hidden[cut.cells]]] = True
    return found


def clean_in_passes(
    problem: Problem,
    oracle: Oracle,
    hidden: BoolArray,
    price: FloatArray,
    known: Sequence[Cut] = (),
    passes: int = 12,
    work: int = 10**12,
) -> tuple[BoolArray, list[Cut], int]:
    """Like :func:`clean`, for oracles that are slow: ask the neighbours first, all others once.

    A cell is shown when the unsafe cells beside it allow it; after a pass all unsafe cells are
    asked, and those that fail get back what they need. What is necessary is read from the cuts
    alone, which hold for every pattern. Stops when ``work`` is spent; the last of the three
    answers says how many cells left are not known to be necessary.
    """
    cuts = list(known)
    beside = _neighbours(problem)
    blamed: dict[int, set[int]] = defaultdict(set)
    for _ in range(passes):
        needed = problem.unsafe | Pool(problem, cuts).needed(hidden)
        trial = hidden.copy()
        extra = np.flatnonzero(hidden & ~needed)
        if not len(extra) or oracle.work > work:
            break
        for cell in extra[np.lexsort((extra, -price[extra]))]:
            if needed[cell]:
                continue
            if oracle.work > work:
                break
            trial[cell] = False
            for p in [*sorted(blamed[int(cell)]), *beside[int(cell)]]:
                if oracle.movement(p, trial).width < problem.width[p]:
                    trial[cell] = True
                    needed |= _needed(problem, oracle, p, trial, int(cell), cuts)
                    break
        shown = hidden & ~trial
        for p in problem.sensitive:
            if oracle.movement(int(p), trial).width < problem.width[p]:
                trial = oracle.widen(int(p), trial, price, hidden)
                for cell in np.flatnonzero(shown & trial):
                    blamed[int(cell)].add(int(p))
                shown &= ~trial
        hidden = trial
    needed = problem.unsafe | Pool(problem, cuts).needed(hidden)
    return hidden, cuts[len(known) :], int((hidden & ~needed).sum())


def _neighbours(problem: Problem) -> dict[int, list[int]]:
    """Unsafe cells that share an equation with a cell."""
    together = (problem.matrix.T.tocsr() @ problem.matrix).tocsr()
    return {
        cell: [
            int(p)
            for p in np.sort(together.indices[together.indptr[cell] : together.indptr[cell + 1]])
            if problem.unsafe[p]
        ]
        for cell in range(problem.n)
    }
