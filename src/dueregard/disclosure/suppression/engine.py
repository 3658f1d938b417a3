"""From a system of cells to a pattern: which oracle to ask and how far to search."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .effort import Effort
from .exact import Best, Search, UnprotectableError
from .flows import FlowOracle
from .infeasible import Infeasible, say
from .linear import LinearOracle
from .network import find_network
from .pattern import Pattern
from .problem import BoolArray, Problem, canonical
from .whole import protect_in_whole_numbers

if TYPE_CHECKING:
    from dueregard.disclosure.system import CellSystem


def suppress(system: CellSystem, *, effort: Effort | None = None) -> Pattern:
    """Find the cheapest cells to hide so that nobody can deduce an unsafe count too closely.

    Whatever an outsider works out from the cells shown, the sums, and the least each hidden cell
    can be, the interval left for every unsafe cell is at least as wide as ``system.width`` asks.

    Parameters
    ----------
    system : CellSystem
        The cells of all tables released together (`dueregard.disclosure.system`).
    effort : Effort, optional
        Limits of the search, in steps.

    Returns
    -------
    Pattern
        Cells to hide, cost, bound and gap. The same for cells in any order.

    Raises
    ------
    Infeasible
        When a cell cannot be protected; the message names it and says why.

    Notes
    -----
    Networks (two-way tables, one hierarchy by a flat dimension) are solved by the capacity cuts of
    Fischetti and Salazar (1999, 2001), separated by maximum flows, and proven optimal. For other
    tables the cuts come from linear programmes; small ones are proven, larger ones get a pattern
    with its bound, of which no cell can be shown alone but those counted as undecided. A cell that
    is nobody's part (the grand total) is hidden only when nothing else protects the rest, unless
    ``system.tops_priced``.

    Examples
    --------
    A row of four counts and their total; the 3 is unsafe, and one more cell must hide it.

    >>> import numpy as np
    >>> from types import SimpleNamespace
    >>> system = SimpleNamespace(
    ...     keys=("a", "b", "c", "d", "total"),
    ...     values=np.array([3, 14, 40, 25, 82]),
    ...     equations=((4, (0, 1, 2, 3)),),
    ...     unsafe=np.array([True, False, False, False, False]),
    ...     fixed=np.zeros(5, bool),
    ...     lower=np.ones(5, int),
    ...     width=np.full(5, 10),
    ...     weight=np.array([1.0, 1.0, 3.0, 2.0, 9.0]),
    ...     must_publish=np.zeros(5, bool),
    ... )
    >>> pattern = suppress(system)
    >>> [system.keys[i] for i in np.flatnonzero(pattern.hidden)]
    ['a', 'b']
    >>> pattern.cost, pattern.proven
    (1.0, True)
    """
    problem = canonical(system)
    effort = effort or Effort()
    notes: list[str] = []
    if not problem.unsafe.any():
        return _answer(problem, Best(problem.unsafe.copy(), 0.0, 0.0), notes)
    priced = bool(getattr(system, "tops_priced", False))
    forbidden = problem.top & problem.candidate & (not priced)
    try:
        best = _search(problem.without(forbidden), effort, notes)
    except UnprotectableError as first:
        allowed = _tops_needed(problem, forbidden, first.cells)
        notes.append(
            "Nothing else protects the unsafe cells: hidden at the top are "
            + "; ".join(say(problem.keys[i]) for i in np.flatnonzero(allowed))
            + "."
        )
        try:
            best = _search(problem.without(forbidden & ~allowed), effort, notes)
        except UnprotectableError as still:
            raise Infeasible([_why(problem, p) for p in still.cells]) from None
    return _answer(problem, best, notes)


def _oracle(problem: Problem) -> FlowOracle | LinearOracle:
    graph = find_network(problem)
    return LinearOracle(problem) if graph is None else FlowOracle(problem, graph)


def _search(problem: Problem, effort: Effort, notes: list[str]) -> Best:
    oracle = _oracle(problem)
    best = Search(problem, oracle, effort).run()
    if isinstance(oracle, LinearOracle):
        best = protect_in_whole_numbers(problem, oracle, best, effort, notes)
    if best.undecided and not best.proven:
        hidden = int((best.hidden & problem.candidate).sum())
        notes.append(
            f"Of {best.undecided} of the {hidden} secondary cells it is not known whether they "
            "could be shown; more effort may tell."
        )
    return best


def _tops_needed(problem: Problem, tops: BoolArray, wrong: list[int]) -> BoolArray:
    """The fewest cells at the top without which the unsafe cells cannot be protected."""

    def left(forbidden: BoolArray) -> list[int]:
        part = problem.without(forbidden)
        oracle = _oracle(part)
        everything = part.unsafe | part.candidate
        return [p for p in wrong if oracle.movement(p, everything).width < part.width[p]]

    allowed = tops.copy()
    failing = left(tops & ~allowed)
    if failing:
        raise Infeasible([_why(problem, p) for p in failing])
    for top in np.flatnonzero(tops):
        allowed[top] = False
        allowed[top] = bool(left(tops & ~allowed))
    return allowed


def _why(problem: Problem, p: int) -> str:
    """Why a cell cannot be protected, in a sentence without its stop."""
    active = problem.unsafe | problem.candidate
    matrix = problem.matrix
    asked = f"an interval of {int(problem.width[p])} is asked for"
    for row in range(matrix.shape[0]):
        cells = matrix.indices[matrix.indptr[row] : matrix.indptr[row + 1]]
        if p in cells and int(active[cells].sum()) == 1:
            parent = say(problem.keys[int(problem.parents[row])])
            return (
                f"{say(problem.keys[p])}: {asked}, but it is the only cell that may be hidden in "
                f"the sum of “{parent}”, so it follows from the others"
            )
    return (
        f"{say(problem.keys[p])}: {asked}, but even with every cell hidden that may be, outsiders "
        "can work out a narrower one from what must stay published or is known to all"
    )


def _answer(problem: Problem, best: Best, notes: list[str]) -> Pattern:
    hidden = np.zeros(problem.n, dtype=bool)
    hidden[problem.order] = best.hidden
    cost = problem.cost(best.hidden)
    bound = cost if best.proven else min(best.bound, cost)
    gap = 0.0 if best.proven or cost == 0.0 else (cost - bound) / cost
    undecided = 0 if best.proven else best.undecided
    return Pattern(hidden, cost, bound, gap, best.proven, tuple(notes), undecided)
