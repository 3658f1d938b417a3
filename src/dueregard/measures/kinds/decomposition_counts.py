"""A gap in rates (promotion), taken apart by the make-up of groups: counts are enough."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special

from dueregard.measures.cells import Cells, Floats, Known, aligned, read
from dueregard.measures.columns import Coded, Columns
from dueregard.measures.comparing import p_values, rules_of
from dueregard.measures.groups import groups_of
from dueregard.measures.kinds.decomposition_parts import (
    APART,
    GAP,
    MAKE_UP,
    OTHER,
    Taken,
    columns_of_parts,
    normal_p,
)
from dueregard.measures.kinds.registry import Request
from dueregard.measures.pairs import places
from dueregard.measures.states import OF_KNOWN, State
from dueregard.statistics import Estimate, risk_difference

NAMES = (GAP, MAKE_UP, OTHER, APART)
TEST_OF_RULE = np.array([-1, 0, 0, 1, 2])


@dataclass(frozen=True)
class Strata:
    """Counts of two groups by stratum. Confidential when their tables are."""

    events_1: Floats
    total_1: Floats
    events_2: Floats
    total_2: Floats

    def __repr__(self) -> str:
        return f"<Strata {self.events_1.size}>"

    @property
    def common(self) -> np.ndarray:
        """Strata in which there are people of both groups."""
        return np.asarray((self.total_1 > 0) & (self.total_2 > 0))


def columns_of_tables(request: Request, covariates: Sequence[str], by: Sequence[str]) -> Columns:
    """Return the gap in a rate between groups, taken apart by strata."""
    read_in = [
        read(request.tables[name], name)  # type: ignore[arg-type]  # `read` refuses what is no table
        for name in ("numerator", "denominator")
    ]
    top, bottom = (_flat(c, len(covariates)) for c in aligned(read_in, [*covariates, *by]))
    measure = request.measure
    groups = groups_of(top.dimensions[0], measure)
    inside = top.values.shape[2]
    found: list[Taken | None] = []
    state: list[State] = []
    size = len(groups.compared) * inside
    counts = np.zeros((4, size))
    for row in range(size):
        group, place = groups.compared[row // inside], row % inside
        others = [groups.reference] if groups.reference >= 0 else list(groups.known)
        strata, worst = _strata(top, bottom, group, others, place, groups.reference < 0)
        state.append(state_of(strata, worst, measure.minimum_n))
        taken = None if state[-1] is not State.COMPUTED else taken_apart(strata, request.confidence)
        found.append(taken)
        if worst is State.COMPUTED:
            parts = (strata.events_1, strata.total_1, strata.events_2, strata.total_2)
            counts[:, row] = [part.sum() for part in parts]
        else:
            counts[:, row] = math.nan
    names = ("events_1", "total_1", "events_2", "total_2")
    return columns_of_parts(
        found,
        NAMES,
        group=Coded(
            tuple(groups.codes[i] for i in groups.compared),
            np.repeat(np.arange(len(groups.compared)), inside),
        ),
        labels=tuple(groups.labels[i] for i in groups.compared),
        reference=groups.reference_label,
        by=places(top.dimensions[2:], len(groups.compared)),
        state=np.array(state, dtype=np.int8),
        numbers=("apart_1", "apart_2", "rate_1", "rate_2"),
        shared=dict(zip(names, counts, strict=True)),
    )


def _flat(cells: Cells, covariates: int) -> Cells:
    """Put all strata on one axis and all places on another, without totals and sums of parts."""
    values, known = cells.values, cells.known
    for axis in range(1, cells.values.ndim):
        dimension = cells.dimensions[axis]
        parents = dimension.sums if axis <= covariates else {}
        kept = [i for i, level in enumerate(dimension.levels) if level not in parents]
        values, known = values.take(kept, axis), known.take(kept, axis)
    # Where there can be nobody there is nobody.
    nobody = known == Known.NOT_APPLICABLE
    values = np.asarray(np.where(nobody, 0.0, values), dtype=np.float64)
    known = np.asarray(np.where(nobody, Known.COUNTED, known), dtype=np.int8)
    shape = (values.shape[0], int(np.prod(values.shape[1 : covariates + 1])), -1)
    dimensions = (*cells.dimensions[:2], *cells.dimensions[covariates + 1 :])
    return Cells(dimensions, values.reshape(shape), known.reshape(shape), cells.confidential)


def _strata(
    top: Cells, bottom: Cells, group: int, others: list[int], place: int, rest: bool
) -> tuple[Strata, State]:
    counts = []
    for cells in (top, bottom):
        first = cells.values[group, :, place]
        other = cells.values[others, :, place].sum(axis=0)
        counts.append((first, other - first if rest else other))
    seen = [cells.known[[group, *others], :, place].max() for cells in (top, bottom)]
    strata = Strata(counts[0][0], counts[1][0], counts[0][1], counts[1][1])
    return strata, OF_KNOWN[Known(int(max(seen)))]


def state_of(strata: Strata, worst: State, minimum_n: float) -> State:
    """Return whether strata can be taken apart, given what is known of their counts."""
    if worst is not State.COMPUTED:
        return worst
    totals = (strata.total_1, strata.total_2)
    if min(total.sum() for total in totals) == 0:
        return State.EMPTY_GROUP
    if (strata.events_1 > strata.total_1).any() or (strata.events_2 > strata.total_2).any():
        return State.INCONSISTENT
    if min(total[strata.common].sum() for total in totals) < max(minimum_n, 1):
        return State.TOO_FEW
    return State.COMPUTED


def taken_apart(strata: Strata, confidence: float) -> Taken:
    """Take a difference of two rates apart.

    Parameters
    ----------
    strata : Strata
        Counts by stratum.
    confidence : float
        Two-sided level of the limits.

    Returns
    -------
    Taken
        ``make-up`` and ``not make-up`` compare strata that both groups are in (Kitagawa 1955);
        ``without a counterpart`` is what people in strata of one group only add or take
        (Ñopo 2008). They add up to the gap exactly.

    Notes
    -----
    Limits of the parts take the make-up as it is: it is that of everybody who applied. Variances
    of rates are those of half an event and half a non-event added, so that a stratum without
    events is not taken to be certain. Limits and test of the gap are those of a comparison.

    Examples
    --------
    >>> parts = taken_apart(
    ...     Strata(*np.array([[20.0, 15], [200, 50], [5, 60], [50, 200]])), 0.95
    ... ).parts
    >>> [round(float(part.value), 3) for part in parts.values()]
    [-0.12, -0.12, 0.0, 0.0]
    """
    x1, n1, x2, n2 = strata.events_1, strata.total_1, strata.events_2, strata.total_2
    both = strata.common
    p1, p2 = x1[both] / n1[both], x2[both] / n2[both]
    w1, w2 = n1[both] / n1[both].sum(), n2[both] / n2[both].sum()
    error = _variance(x1[both], n1[both]) + _variance(x2[both], n2[both])
    make_up = _normal(
        float((w1 - w2) @ (p1 + p2)) / 2, float(((w1 - w2) / 2) ** 2 @ error), confidence
    )
    other = _normal(
        float((w1 + w2) @ (p1 - p2)) / 2, float(((w1 + w2) / 2) ** 2 @ error), confidence
    )
    first, second = (_outside(x, n, both) for x, n in ((x1, n1), (x2, n2)))
    apart = _normal(first[0] - second[0], first[1] + second[1], confidence)
    sums = [float(part.sum()) for part in (x1, n1, x2, n2)]
    keys = ("events_1", "total_1", "events_2", "total_2")
    gap = risk_difference(**dict(zip(keys, sums, strict=True)), confidence=confidence)  # type: ignore[arg-type]
    arrays = tuple(np.array([part]) for part in sums)
    rule = rules_of(*arrays, people=True)
    tested = p_values(arrays, TEST_OF_RULE[rule], people=True)
    parts = {GAP: gap, MAKE_UP: make_up, OTHER: other, APART: apart}
    return Taken(
        parts,
        {GAP: float(tested[0]), **{name: normal_p(parts[name]) for name in NAMES[1:]}},
        {
            "apart_1": float(n1[~both].sum()),
            "apart_2": float(n2[~both].sum()),
            "rate_1": sums[0] / sums[1],
            "rate_2": sums[2] / sums[3],
        },
    )


def _variance(x: Floats, n: Floats) -> Floats:
    share = (x + 0.5) / (n + 1)
    return np.asarray(share * (1 - share) / n)


def _outside(x: Floats, n: Floats, both: np.ndarray) -> tuple[float, float]:
    """What people in strata of this group only add to its rate, and the variance of that."""
    out = ~both & (n > 0)
    if not out.any():
        return 0.0, 0.0
    part = float(n[out].sum() / n.sum())
    inside, outside = (float(x[who].sum() / n[who].sum()) for who in (both, out))
    spread = [_variance(x[who].sum(), n[who].sum()) for who in (both, out)]
    return part * (outside - inside), part**2 * float(sum(spread))


def _normal(value: float, variance: float, confidence: float) -> Estimate:
    half = -float(special.ndtri((1 - confidence) / 2)) * math.sqrt(variance)
    return Estimate(value, value - half, value + half, confidence, "kitagawa")
