"""Outsiders know that counts are whole: check the ranges in whole numbers, and widen what fails."""

from __future__ import annotations

import numpy as np

from .effort import Effort
from .exact import Best
from .linear import LinearOracle
from .problem import BoolArray, Problem

NODES = 50
EACH = 500
WIDER = 4


def protect_in_whole_numbers(
    problem: Problem, oracle: LinearOracle, best: Best, effort: Effort, notes: list[str]
) -> Best:
    """Check a pattern that linear programmes found safe against an outsider who knows more.

    In a network the ranges are whole already; elsewhere the furthest move may be in fractions.
    """
    hidden = best.hidden
    unchecked = []
    checks = effort.whole_checks
    for p in problem.sensitive:
        if oracle.known_whole(int(p), hidden) >= problem.width[p]:
            continue
        if checks <= 0:
            unchecked.append(int(p))
            continue
        checks -= max(1, int(hidden.sum()) // EACH) ** 3
        if oracle.whole_width(int(p), hidden, NODES) < problem.width[p]:
            hidden = _widen(problem, oracle, int(p), hidden)
    if unchecked:
        notes.append(
            f"For {len(unchecked)} unsafe cells the interval was found by linear programming only, "
            "not in whole numbers."
        )
    undecided = best.undecided
    if (hidden != best.hidden).any():
        # With more hidden, cells that were necessary may be so no longer.
        undecided = int((hidden & problem.candidate).sum())
        notes.append("Cells were added because outsiders know that counts are whole.")
    return Best(hidden, problem.cost(hidden), best.bound, undecided)


def _widen(problem: Problem, oracle: LinearOracle, p: int, hidden: BoolArray) -> BoolArray:
    """Ask for a little more than needed until whole numbers can follow."""
    for extra in range(1, WIDER + 1):
        wider = oracle.widen(p, hidden, problem.weight + 1e-7, extra=extra)
        if oracle.whole_width(p, wider, NODES) >= problem.width[p]:
            return wider
    hidden = hidden | oracle.whole_move_in_all(p, NODES * 10)
    if oracle.whole_width(p, hidden, NODES * 10) >= problem.width[p]:
        return hidden
    return np.asarray(problem.unsafe | problem.candidate)
