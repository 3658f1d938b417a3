"""What two characteristics lead one to expect of a pair of groups when they do not interact."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import special, stats

from dueregard.measures.cells import Floats
from dueregard.measures.power import POWER
from dueregard.statistics import proportion_interval
from dueregard.statistics.choice_rules import SMALLEST_EXPECTED
from dueregard.statistics.discrete_tails import binomial_p

MOST_STEPS = 100
TOLERANCE = 1e-10
FARTHEST = 30.0


@dataclass(frozen=True)
class Fitted:
    """Pairs of groups beside what a logistic model without interaction expects.

    Parameters
    ----------
    expected : ndarray of float
        Events expected in each pair.
    value, lower, upper : ndarray of float
        Events over expected events, with limits.
    p_value : ndarray of float
        That the pair departs from the model.
    detectable : ndarray of float
        The ratio above 1 that was likely to show; ``nan`` where none was.
    exact : ndarray of float
        1 where expected counts are small, so that the binomial distribution was used.
    together : float
        P-value of the test that no pair departs.
    """

    expected: Floats
    value: Floats
    lower: Floats
    upper: Floats
    p_value: Floats
    detectable: Floats
    exact: Floats
    together: float

    def __repr__(self) -> str:
        return f"<Fitted {self.value.size} pairs>"


def expected_by_margins(events: Floats, total: Floats, confidence: float) -> Fitted | None:
    """Fit main effects of two characteristics and hold each pair against them.

    Parameters
    ----------
    events, total : ndarray of float, shape (first, second)
        People with the event and all people in each pair of groups.
    confidence : float
        Two-sided level of the limits.

    Returns
    -------
    Fitted or None
        None when nobody, or everybody, has the event, or a characteristic has one group only.

    Notes
    -----
    Adjusted residuals of a generalised linear model (Haberman, 1973; McCullagh and Nelder, 1989,
    section 12.5). Where fewer than five people with, or without, the event are expected, the
    pair is held against the expected share by the mid-p binomial test; that takes the expected
    share as known, which is cautious: the pair has drawn it towards itself.

    Examples
    --------
    >>> found = expected_by_margins(
    ...     np.array([[20.0, 40.0], [30.0, 60.0]]), np.array([[100.0] * 2, [150.0] * 2]), 0.95
    ... )
    >>> found.value.round(6).tolist()
    [[1.0, 1.0], [1.0, 1.0]]
    """
    design, used = _design(total)
    x, n = events.ravel()[used], total.ravel()[used]
    if x.sum() in (0, n.sum()) or used.sum() < 4 or np.linalg.matrix_rank(design) >= used.sum():
        return None
    share, leverage = _fit(design, x, n)
    expected, spread = n * share, n * share * (1 - share)
    error = np.sqrt(spread * np.maximum(1 - leverage, 0.0))
    z = -float(special.ndtri((1 - confidence) / 2))
    with np.errstate(divide="ignore", invalid="ignore"):
        value = x / expected
        lower = np.maximum(x - z * error, 0.0) / expected
        upper = np.minimum(x + z * error, n) / expected
        p = 2 * special.ndtr(-np.abs(x - expected) / error)
        least = 1 + (z + float(special.ndtri(POWER))) * error / expected
        detectable = np.where(least * share <= 1, least, np.nan)
    few = np.minimum(expected, n - expected) < SMALLEST_EXPECTED
    if few.any():
        limits = proportion_interval(
            events=x[few], total=n[few], method="clopper_pearson", confidence=confidence
        )
        with np.errstate(divide="ignore", invalid="ignore"):
            lower[few], upper[few] = limits.lower / share[few], limits.upper / share[few]
        p[few] = binomial_p(x[few], n[few], share[few], "two-sided", mid=True)
    told = spread > 0
    statistic = float(((x - expected)[told] ** 2 / spread[told]).sum())
    freedom = int(used.sum() - np.linalg.matrix_rank(design))
    wide = _wide(total.shape, used)
    return Fitted(
        wide(expected), wide(value), wide(lower), wide(upper), wide(p), wide(detectable),
        wide(few.astype(np.float64)), float(stats.chi2.sf(statistic, freedom)),
    )  # fmt: skip


def _design(total: Floats) -> tuple[Floats, np.ndarray]:
    """A constant and one column per group but the first of those that have people."""
    used = total.ravel() > 0
    first, second = (part[used] for part in np.divmod(np.arange(total.size), total.shape[1]))
    columns = [np.ones(int(used.sum()))]
    for member in (first, second):
        columns += [(member == level).astype(np.float64) for level in np.unique(member)[1:]]
    return np.column_stack(columns), used


def _fit(design: Floats, x: Floats, n: Floats) -> tuple[Floats, Floats]:
    """Shares and leverages of a logistic model of counts, by repeated least squares.

    A group without events, or with nothing else, has logits that run away; they are held at the
    end, where its share is as good as 0 or 1.
    """
    coefficients = np.linalg.lstsq(design, special.logit((x + 0.5) / (n + 1)), rcond=None)[0]
    for _ in range(MOST_STEPS):
        logits = np.clip(design @ coefficients, -FARTHEST, FARTHEST)
        share = special.expit(logits)
        weight = np.maximum(n * share * (1 - share), 1e-12)
        root = np.sqrt(weight)
        target = logits + (x - n * share) / weight
        new = np.linalg.lstsq(design * root[:, None], target * root, rcond=None)[0]
        step = float(np.abs(design @ (new - coefficients)).max())
        coefficients = new
        if step < TOLERANCE:
            break
    share = special.expit(np.clip(design @ coefficients, -FARTHEST, FARTHEST))
    root = np.sqrt(np.maximum(n * share * (1 - share), 1e-12))
    basis, _ = np.linalg.qr(design * root[:, None])
    return np.asarray(share), np.asarray((basis**2).sum(axis=1))


def _wide(shape: tuple[int, ...], used: np.ndarray) -> Callable[[Floats], Floats]:
    def wide(values: Floats) -> Floats:
        full = np.full(used.shape, np.nan)
        full[used] = values
        return full.reshape(shape)

    return wide
