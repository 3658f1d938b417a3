"""The engine against a slow oracle: every pattern tried, every table an outsider could think of."""

from __future__ import annotations

import itertools
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from dueregard.disclosure.suppression import Effort, Infeasible, suppress
from dueregard.disclosure.suppression.problem import canonical
from dueregard.disclosure.suppression.pushing import too_narrow


def table(inner, *, weight=None, width=6, threshold=5, zeros_shown=True, must=()):
    """A table of counts of any number of dimensions with all its totals."""
    inner = np.asarray(inner, dtype=np.int64)
    full = inner
    for axis in range(inner.ndim):
        full = np.concatenate([full, full.sum(axis=axis, keepdims=True)], axis=axis)
    keys = tuple(itertools.product(*(range(size) for size in full.shape)))
    number = {key: i for i, key in enumerate(keys)}
    equations = []
    for axis in range(inner.ndim):
        rest = [range(size) for a, size in enumerate(full.shape) if a != axis]
        for other in itertools.product(*rest):
            line = [
                number[(*other[:axis], level, *other[axis:])] for level in range(full.shape[axis])
            ]
            equations.append((line[-1], tuple(line[:-1])))
    values = full.ravel()
    unsafe = values < threshold
    fixed = np.zeros(len(keys), dtype=bool)
    if zeros_shown:
        fixed = values == 0
        unsafe &= ~fixed
    if weight is None:
        depth = [sum(k == s - 1 for k, s in zip(key, full.shape, strict=True)) for key in keys]
        weight = 3.0 ** np.array(depth)
    return SimpleNamespace(
        keys=keys,
        values=values,
        equations=tuple(equations),
        unsafe=unsafe,
        fixed=fixed,
        lower=np.full(len(keys), int(zeros_shown)),
        width=np.full(len(keys), width),
        weight=np.asarray(weight, dtype=float),
        must_publish=np.isin(np.arange(len(keys)), must),
    )


def shuffled(system, seed):
    """The same cells in another order."""
    order = np.random.default_rng(seed).permutation(len(system.keys))
    place = np.argsort(order)
    arrays = ("values", "unsafe", "fixed", "lower", "width", "weight", "must_publish")
    equations = [(place[p], tuple(place[c] for c in children)) for p, children in system.equations]
    return SimpleNamespace(
        keys=tuple(system.keys[i] for i in order),
        equations=tuple(equations[::-1]),
        **{name: getattr(system, name)[order] for name in arrays},
    ), order


def ranges(system, hidden):
    """Width of the interval of every unsafe cell by linear programming, with scipy."""
    n = len(system.keys)
    sums = np.zeros((len(system.equations), n))
    for row, (parent, children) in enumerate(system.equations):
        sums[row, parent] = 1.0
        sums[row, list(children)] = -1.0
    known = ~hidden | system.fixed
    bounds = [
        (v, v) if k else (low, None)
        for v, k, low in zip(system.values, known, system.lower, strict=True)
    ]
    for p in np.flatnonzero(system.unsafe):
        objective = np.zeros(n)
        objective[p] = 1.0
        ends = []
        for sign in (1.0, -1.0):
            result = linprog(
                sign * objective, A_eq=sums, b_eq=np.zeros(len(sums)), bounds=bounds, method="highs"
            )
            ends.append(sign * result.fun if result.status == 0 else np.inf)
        yield int(p), ends[1] - ends[0]


def is_safe(system, hidden):
    return all(w >= system.width[p] - 1e-6 for p, w in ranges(system, hidden))


def cost(system, hidden):
    return float(system.weight[hidden & ~system.unsafe].sum())


def tops(system):
    parents = {parent for parent, _ in system.equations}
    children = {child for _, parts in system.equations for child in parts}
    return parents - children


def cheaper_and_safe(system, limit):
    """A safe pattern that costs less than a limit, or None.

    A safe pattern stays safe when more is hidden, so of the cheaper patterns only those need be
    tried that nothing can be added to.
    """
    free = np.flatnonzero(~system.unsafe & ~system.fixed & ~system.must_publish)
    for top in sorted(tops(system)):
        # The grand total may only be hidden when nothing else will do.
        without = free[free != top]
        if is_safe(system, system.unsafe | np.isin(np.arange(len(system.keys)), without)):
            free = without
    price = system.weight[free]
    for choice in itertools.product((False, True), repeat=len(free)):
        chosen = np.array(choice, dtype=bool)
        total = price[chosen].sum()
        if total >= limit - 1e-6 or (total + price[~chosen] < limit - 1e-6).any():
            continue
        hidden = system.unsafe.copy()
        hidden[free[chosen]] = True
        if is_safe(system, hidden):
            return hidden
    return None


def cannot_be_protected(system):
    return bool((system.unsafe & system.must_publish).any()) or not is_safe(
        system, system.unsafe | ~system.fixed & ~system.must_publish
    )


counts = st.lists(st.integers(0, 12), min_size=9, max_size=9)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(counts, st.integers(1, 2**31), st.booleans(), st.sampled_from([3, 6, 10]))
def test_two_way_is_as_cheap_as_brute_force(inner, seed, zeros_shown, width):
    inner = np.array(inner).reshape(3, 3)[:2]
    weight = np.random.default_rng(seed).integers(1, 9, 12).astype(float)
    system = table(inner, weight=weight, width=width, zeros_shown=zeros_shown)
    if cannot_be_protected(system):
        with pytest.raises(Infeasible):
            suppress(system)
        return
    pattern = suppress(system)
    assert is_safe(system, pattern.hidden)
    assert pattern.proven
    assert pattern.cost == pytest.approx(cost(system, pattern.hidden))
    assert cheaper_and_safe(system, pattern.cost) is None


@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.integers(3, 12), min_size=8, max_size=8), st.integers(1, 2**31))
def test_three_way_is_never_below_its_bound(inner, seed):
    system = table(
        np.array(inner).reshape(2, 2, 2), width=4, must=(8, 17, 18, 19, 20, 21, 22, 23, 24, 25)
    )
    system.weight = np.random.default_rng(seed).integers(1, 9, 27).astype(float)
    if cannot_be_protected(system):
        with pytest.raises(Infeasible):
            suppress(system)
        return
    pattern = suppress(system)
    assert is_safe(system, pattern.hidden)
    # By linear programming nothing safe is cheaper than the bound.
    assert cheaper_and_safe(system, pattern.bound) is None


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 10_000), st.sampled_from([(5, 7), (3, 12), (3, 3, 3), (2, 3, 5)]))
def test_every_pattern_is_safe_and_no_cell_can_be_shown(seed, shape):
    rng = np.random.default_rng(seed)
    system = table(rng.geometric(0.05, shape) - 1, threshold=8, width=8)
    try:
        pattern = suppress(system)
    except Infeasible:
        everything = ~system.fixed
        assert not is_safe(system, everything)
        return
    assert pattern.bound <= pattern.cost + 1e-9
    assert is_safe(system, pattern.hidden)
    for cell in np.flatnonzero(pattern.hidden & ~system.unsafe):
        less = pattern.hidden.copy()
        less[cell] = False
        if system.weight[cell] > 0 and not any("whole" in note for note in pattern.notes):
            assert not is_safe(system, less), system.keys[cell]


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([(6, 6), (3, 3, 3)]))
def test_order_of_cells_does_not_change_the_pattern(seed, shape):
    rng = np.random.default_rng(seed)
    system = table(rng.geometric(0.05, shape) - 1, threshold=8, width=8)
    other, order = shuffled(system, seed)
    try:
        first = suppress(system)
    except Infeasible as error:
        with pytest.raises(Infeasible) as again:
            suppress(other)
        assert str(again.value) == str(error)
        return
    second = suppress(other)
    assert (first.hidden[order] == second.hidden).all()
    assert (first.cost, first.bound, first.proven) == (second.cost, second.bound, second.proven)


def whole_ranges(system, hidden, limit=30):
    """Widths for an outsider who tries every table of whole counts, by brute force.

    The counts inside a table settle its totals, so it is enough to try those; ``limit`` ends the
    search of cells that could be any size.
    """
    parents = {parent for parent, _ in system.equations}
    inner = [i for i in range(len(system.keys)) if i not in parents]
    weights = np.zeros((len(system.keys), len(inner)), dtype=np.int64)
    weights[inner, range(len(inner))] = 1
    while open_ := [e for e in system.equations if not weights[e[0]].any()]:
        for parent, parts in open_:
            if weights[list(parts)].any(axis=1).all():
                weights[parent] = weights[list(parts)].sum(axis=0)
    known = ~hidden | system.fixed
    moves = np.zeros((1, 0), dtype=np.int64)
    own = system.values[inner]
    for place, cell in enumerate(inner):
        free = not known[cell]
        low = int(system.lower[cell] - own[place]) if free else 0
        steps = np.arange(low, limit + 1) if free else np.zeros(1, dtype=np.int64)
        moves = np.hstack(
            [np.repeat(moves, len(steps), axis=0), np.tile(steps, len(moves))[:, None]]
        )
        # What a cell shown sums up must add to nought once all of its parts are chosen.
        done = ~weights[:, place + 1 :].any(axis=1) & weights[:, : place + 1].any(axis=1)
        change = moves @ weights[done, : place + 1].T
        fits = np.where(known[done], change == 0, change >= (system.lower - system.values)[done])
        moves = moves[fits.all(axis=1)]
    change = moves @ weights.T
    return {int(p): int(np.ptp(change[:, p])) for p in np.flatnonzero(system.unsafe)}


LARGE_PATH = Effort(small=1)


@settings(max_examples=10, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 10_000), st.sampled_from([(2, 2, 3), (3, 3, 2)]))
def test_what_is_searched_like_a_large_table_is_safe_and_lean(seed, shape):
    system = table(np.random.default_rng(seed).geometric(0.12, shape), threshold=4, width=4)
    try:
        pattern = suppress(system, effort=LARGE_PATH)
    except Infeasible:
        assert cannot_be_protected(system)
        return
    assert is_safe(system, pattern.hidden)
    assert pattern.bound <= pattern.cost + 1e-9
    best = suppress(system)
    # The bound stands below what the search for a proof finds, and the cost not below its bound.
    assert pattern.bound <= best.cost + 1e-9
    assert best.bound <= pattern.cost + 1e-9
    if pattern.undecided:
        assert any("not known whether" in note for note in pattern.notes)
        return
    for cell in np.flatnonzero(pattern.hidden & ~system.unsafe):
        less = pattern.hidden.copy()
        less[cell] = False
        assert not is_safe(system, less), system.keys[cell]


@settings(max_examples=8, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 10_000), st.sampled_from([None, LARGE_PATH]))
def test_no_outsider_who_counts_in_whole_numbers_comes_closer(seed, effort):
    system = table(np.random.default_rng(seed).geometric(0.2, (2, 2, 2)) + 1, threshold=4, width=4)
    try:
        pattern = suppress(system, effort=effort)
    except Infeasible:
        assert cannot_be_protected(system)
        return
    for p, width in whole_ranges(system, pattern.hidden, limit=8).items():
        assert width >= system.width[p], system.keys[p]


def linked(seed):
    """Two tables of three dimensions by two that share the margin of their first dimension."""
    rng = np.random.default_rng(seed)
    first = table(rng.geometric(0.1, (3, 2)) + 1, threshold=5, width=5)
    second = table(rng.geometric(0.1, (3, 2)) + 1, threshold=5, width=5)
    # The second table's counts are made to agree with the first on what both hold.
    one, two = first.values.reshape(4, 3), second.values.reshape(4, 3).copy()
    for row in range(3):
        two[row] = [one[row, 2] // 2, one[row, 2] - one[row, 2] // 2, one[row, 2]]
    two[3] = two[:3].sum(axis=0)
    values = np.concatenate([one.ravel(), two[:, :2].ravel()])
    number = {(i, j): 3 * i + j for i in range(4) for j in range(3)}
    other = {(i, j): 12 + 2 * i + j for i in range(4) for j in range(2)}
    equations = [*first.equations]
    equations += [(number[i, 2], (other[i, 0], other[i, 1])) for i in range(4)]
    equations += [(other[3, j], tuple(other[i, j] for i in range(3))) for j in range(2)]
    n = len(values)
    unsafe = (values > 0) & (values < 5)
    weight = np.ones(n)
    weight[[2, 5, 8, 9, 10, 18, 19]] = 3.0
    weight[11] = 9.0
    return SimpleNamespace(
        keys=tuple(range(n)),
        values=values,
        equations=tuple(equations),
        unsafe=unsafe,
        fixed=values == 0,
        lower=np.ones(n, dtype=np.int64),
        width=np.full(n, 5),
        weight=weight,
        must_publish=np.isin(np.arange(n), [8, 9, 10, 11, 18, 19]) & ~unsafe,
    )


@settings(max_examples=4, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 10_000), st.sampled_from([None, LARGE_PATH]))
def test_linked_tables_are_safe_together_and_as_cheap_as_brute_force(seed, effort):
    system = linked(seed)
    if cannot_be_protected(system):
        with pytest.raises(Infeasible):
            suppress(system, effort=effort)
        return
    pattern = suppress(system, effort=effort)
    assert is_safe(system, pattern.hidden)
    assert cheaper_and_safe(system, pattern.bound) is None
    if pattern.proven:
        assert cheaper_and_safe(system, pattern.cost) is None


def test_effort_that_ends_early_says_what_is_not_known():
    system = table(np.random.default_rng(5).geometric(0.03, (4, 4, 4)) - 1, threshold=9, width=9)
    pattern = suppress(system, effort=Effort(small=1, work=1))
    assert is_safe(system, pattern.hidden)
    assert pattern.undecided > 0
    assert f"Of {pattern.undecided} of the" in " ".join(pattern.notes)
    thorough = suppress(system, effort=LARGE_PATH)
    assert thorough.undecided == 0
    assert thorough.cost <= pattern.cost


@settings(max_examples=6, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 10_000))
def test_the_last_check_finds_what_another_solver_finds(seed):
    rng = np.random.default_rng(seed)
    system = table(rng.geometric(0.1, (3, 3, 2)), threshold=5, width=5)
    hidden = system.unsafe | (rng.random(len(system.keys)) < 0.6) & ~system.fixed
    narrow = [p for p, width in ranges(system, hidden) if width < system.width[p] - 1e-6]
    problem = canonical(system)
    found = too_narrow(problem, hidden[problem.order])
    assert sorted(int(problem.order[p]) for p in found) == narrow
