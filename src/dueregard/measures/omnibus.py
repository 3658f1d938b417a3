"""One test over all groups of a cell, before any two of them are compared."""

from __future__ import annotations

import numpy as np
from scipy import special

from dueregard.statistics import proportions_test
from dueregard.statistics.choice_rules import SMALLEST_EXPECTED

from .cells import Floats
from .columns import Coded, Flags
from .pairs import Pairs

METHODS = ("chi_squared", "exact", "smallest_p")
MOST_EXACT = 400
MOST_PEOPLE = 400
ALWAYS_EXACT = 20


def omnibus(pairs: Pairs, p_value: Floats, *, people: bool, rest: bool) -> tuple[Floats, Coded]:
    """Test the groups of each cell together.

    Parameters
    ----------
    pairs : Pairs
        Counts of all pairs.
    p_value : ndarray of float
        P-values of the pairs, before adjustment.
    people : bool
        Risks of people or rates of events.
    rest : bool
        Whether the reference is everybody else, so that it is no group of its own.

    Returns
    -------
    p : ndarray of float
        For each row that of its cell; ``nan`` with fewer than three groups, where the comparison
        of the two is all there is to test.
    method : Coded
        ``chi_squared``; where an expected count is too small ``exact`` (Freeman and Halton), or
        ``smallest_p`` (the smallest p-value of the pairs times their number) where tables are
        large or very many.
    """
    shape = (pairs.groups, -1)
    x, n = pairs.events_1.reshape(shape), pairs.total_1.reshape(shape)
    if not rest:
        x = np.concatenate([x, pairs.events_2.reshape(shape)[:1]])
        n = np.concatenate([n, pairs.total_2.reshape(shape)[:1]])
    shown = pairs.usable.reshape(shape)
    used = shown if rest else np.concatenate([shown, shown.any(axis=0, keepdims=True)])
    x, n = np.where(used, x, 0.0).T, np.where(used, n, 0.0).T
    several = (n > 0).sum(axis=1) > 2
    p, method = np.full(several.shape, np.nan), np.full(several.shape, -1, dtype=np.intp)
    if several.any():
        p[several], method[several] = _tested(x[several], n[several], people)
        rough = method == 2
        p[rough] = _smallest(p_value.reshape(shape)[:, rough])
    return np.tile(p, pairs.groups), Coded(METHODS, np.tile(method, pairs.groups))


def _tested(x: Floats, n: Floats, people: bool) -> tuple[Floats, np.ndarray]:
    share = x.sum(axis=1, keepdims=True) / n.sum(axis=1, keepdims=True)
    part = np.minimum(share, 1 - share) if people else share
    small: Flags = np.where(n > 0, n * part, np.inf).min(axis=1) < SMALLEST_EXPECTED
    p = _chi_squared(x, n, people)
    method = np.where(small, 2, 0)
    few = small & ((n.sum(axis=1) <= MOST_PEOPLE) | (small.sum() <= ALWAYS_EXACT))
    if people and 0 < few.sum() <= MOST_EXACT:
        p[few] = proportions_test(events=x[few], total=n[few], method="exact").p_value
        method[few] = 1
    return p, method


def _chi_squared(x: Floats, n: Floats, people: bool) -> Floats:
    if people:
        test = proportions_test(events=x, total=n)
        # Where nobody or everybody has the event no two groups differ.
        return np.where(np.isnan(test.p_value), 1.0, test.p_value)
    expected = n * (x.sum(axis=1) / n.sum(axis=1))[:, None]
    gaps = np.divide((x - expected) ** 2, expected, out=np.zeros_like(x), where=expected > 0)
    freedom = (n > 0).sum(axis=1) - 1
    return np.asarray(special.chdtrc(freedom, gaps.sum(axis=1)))


def _smallest(p_value: Floats) -> Floats:
    tests = (~np.isnan(p_value)).sum(axis=0)
    least = np.where(np.isnan(p_value), 1.0, p_value).min(axis=0)
    return np.asarray(np.minimum(least * np.maximum(tests, 1), 1.0))
