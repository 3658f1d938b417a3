"""How much of a gap between two groups goes with their make-up, and how much does not."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from dueregard.statistics.arguments import (
    Value,
    check_confidence,
    normal_quantile,
    number_array,
)
from dueregard.statistics.design_matrix import (
    Covariates,
    check_full_rank,
    design_columns,
    two_groups,
)
from dueregard.statistics.estimate import Estimate, Flags, Floats

FEWEST_PER_COEFFICIENT = 10


@dataclass(frozen=True)
class Decomposition:
    """A gap in means, taken apart. All are group 1 less group 2, in the unit of the outcome.

    Parameters
    ----------
    gap : Estimate
        Mean of group 1 less mean of group 2.
    endowments, coefficients, interaction : Estimate
        Threefold, from the reference group's point of view: what a different make-up, different
        returns to it, and both together account for. They add up to the gap.
    explained, unexplained : Estimate
        Twofold, with the coefficients of both groups pooled. They add up to the gap.
    names : tuple of str
        The covariates.
    explained_by : Estimate
        The explained part by covariate, in that order. The unexplained part is not given by
        covariate: it changes with the choice of what counts as zero.
    notes : tuple of str
        What to beware of.
    """

    gap: Estimate
    endowments: Estimate
    coefficients: Estimate
    interaction: Estimate
    explained: Estimate
    unexplained: Estimate
    names: tuple[str, ...]
    explained_by: Estimate
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Part:
    """An estimate with what each person contributes to its error (its influence)."""

    value: Floats
    influence: Floats


def oaxaca_blinder(
    *,
    outcome: Value,
    covariates: Covariates,
    group: ArrayLike,
    confidence: float = 0.95,
) -> Decomposition:
    """Oaxaca–Blinder decomposition of a gap in means: threefold, and twofold pooled.

    Parameters
    ----------
    outcome : array_like of float, shape (n,)
        Pay, hours, a score; or 0 and 1 for a linear probability model.
    covariates : array_like of float, shape (n, p), or mapping of str to array_like
        Length of service, rank, place; words become one column per level.
    group : array_like of bool, shape (n,)
        True or 1 for group 1, false or 0 for the reference group.
    confidence : float
        Two-sided level of the limits.

    Returns
    -------
    Decomposition

    Raises
    ------
    ValueError
        Missing values, a group that is empty, covariates that repeat each other in a group.

    Notes
    -----
    Oaxaca (1973), Blinder (1973); pooled with the group as a regressor, as Jann (2008) advises.
    Limits rest on influence functions: they allow for unequal variances and for the make-up of
    the groups being a sample. "Explained" is not "justified": rank itself may be the product of
    what is asked about.

    Examples
    --------
    >>> years = [1, 2, 3, 4, 5, 6, 2, 4, 6, 8, 10, 12]
    >>> pay = [21, 22, 23, 24, 25, 26, 24, 26, 28, 30, 32, 34]
    >>> parts = oaxaca_blinder(outcome=pay, covariates={"years": years}, group=[1] * 6 + [0] * 6)
    >>> [round(float(e.value), 6) for e in (parts.gap, parts.explained, parts.unexplained)]
    [-5.5, -3.5, -2.0]
    """
    level = check_confidence(confidence)
    names, columns = design_columns("covariates", covariates)
    y = number_array("outcome", outcome)
    if y.shape != (columns.shape[0],):
        raise ValueError(f"outcome must have one element per person: {columns.shape[0]}")
    first = two_groups("group", group, y.size)
    x = np.column_stack([np.ones(y.size), columns])
    check_full_rank("covariates of group 1", x[first])
    check_full_rank("covariates of the reference group", x[~first])
    everybody = np.ones(y.size, dtype=bool)
    mean_1, mean_2 = _means(x, first), _means(x, ~first)
    slope_1, slope_2 = _slopes(x, y, first), _slopes(x, y, ~first)
    both = _slopes(np.column_stack([x, first]), y, everybody)
    pooled = _Part(both.value[:-1], both.influence[:, :-1])
    make_up, returns = _less(mean_1, mean_2), _less(slope_1, slope_2)
    gap = _less(_means(y[:, None], first), _means(y[:, None], ~first))
    explained_by = _times(make_up, pooled)
    explained = _total(explained_by)
    few = min(int(first.sum()), int((~first).sum())) < FEWEST_PER_COEFFICIENT * x.shape[1]
    notes = ("fewer than 10 people per coefficient in a group: limits are rough",) if few else ()

    def by_column(part: _Part) -> Estimate:
        half = normal_quantile(level) * np.sqrt((part.influence**2).sum(axis=0))
        return Estimate(part.value, part.value - half, part.value + half, level, "oaxaca_blinder")

    def said(part: _Part) -> Estimate:
        return by_column(part)[0]

    # The constant explains nothing: its make-up is the same in both groups.
    shown = _Part(explained_by.value[1:], explained_by.influence[:, 1:])
    return Decomposition(
        gap=said(gap),
        endowments=said(_total(_times(make_up, slope_2))),
        coefficients=said(_total(_times(mean_2, returns))),
        interaction=said(_total(_times(make_up, returns))),
        explained=said(explained),
        unexplained=said(_less(gap, explained)),
        names=names,
        explained_by=by_column(shown),
        notes=notes,
    )


def _means(x: Floats, chosen: Flags) -> _Part:
    value = x[chosen].mean(axis=0)
    count = int(chosen.sum())
    scale = np.sqrt(count / max(count - 1, 1)) / count
    return _Part(value, np.where(chosen[:, None], (x - value) * scale, 0.0))


def _slopes(x: Floats, y: Floats, chosen: Flags) -> _Part:
    used = x[chosen]
    orthogonal, triangle = np.linalg.qr(used)
    value = np.linalg.solve(triangle, orthogonal.T @ y[chosen])
    count, width = used.shape
    scale = np.sqrt(count / max(count - width, 1))
    inverse = np.linalg.inv(triangle.T @ triangle)
    influence = np.zeros(x.shape)
    influence[chosen] = (used * (y[chosen] - used @ value)[:, None]) @ inverse * scale
    return _Part(value, influence)


def _less(left: _Part, right: _Part) -> _Part:
    return _Part(left.value - right.value, left.influence - right.influence)


def _times(left: _Part, right: _Part) -> _Part:
    influence = left.influence * right.value + left.value * right.influence
    return _Part(left.value * right.value, influence)


def _total(part: _Part) -> _Part:
    return _Part(part.value.sum(keepdims=True), part.influence.sum(axis=1, keepdims=True))
