"""Two groups over strata: people alike in rank or service compared with each other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import optimize, special

from dueregard.measures.cells import Floats
from dueregard.statistics import Estimate, adjusted_difference, mantel_haenszel
from dueregard.statistics.mover import difference_limits, ratio_limits
from dueregard.statistics.proportion_limits import wilson

LARGEST_Z = 8.0
FEWEST_PER_COEFFICIENT = 10
NOTHING = (np.nan, np.nan, np.nan, np.nan)


@dataclass(frozen=True)
class Strata:
    """Counts of two groups in strata. Confidential when its tables are.

    Parameters
    ----------
    events_1, total_1, events_2, total_2 : ndarray of float, shape (strata, clusters)
        People with the event and all people, of the comparison and the reference group; one
        column per unit, or one column.
    """

    events_1: Floats
    total_1: Floats
    events_2: Floats
    total_2: Floats

    def __repr__(self) -> str:
        return f"<Strata of {len(self.total_1)} strata>"

    @property
    def both(self) -> np.ndarray:
        """Strata that have people of both groups: others have nobody to be compared with."""
        return np.asarray((self.total_1.sum(axis=1) > 0) & (self.total_2.sum(axis=1) > 0))

    def whole(self) -> tuple[Floats, Floats, Floats, Floats]:
        """Counts of strata with both groups, over all clusters."""
        parts = (self.events_1, self.total_1, self.events_2, self.total_2)
        x1, n1, x2, n2 = (part.sum(axis=1)[self.both] for part in parts)
        return x1, n1, x2, n2


@dataclass(frozen=True)
class Adjusted:
    """One figure of two groups made alike.

    Parameters
    ----------
    value, lower, upper : float
        Ratio or difference, comparison group over or less reference group.
    p_value : float
        Two-sided.
    method, test : str
        Names.
    rate_1, rate_2 : float
        The shares it is the ratio or difference of; ``nan`` where there are none.
    homogeneity_p : float
        Of the test that the odds ratio is one and the same in all strata; ``nan`` if not tested.
    parameters : int
        Parameters fitted, 0 where nothing is.
    """

    value: float
    lower: float
    upper: float
    p_value: float
    method: str
    test: str
    rate_1: float = np.nan
    rate_2: float = np.nan
    homogeneity_p: float = np.nan
    parameters: int = 0


def stratified(strata: Strata, *, ratio: bool, confidence: float) -> Adjusted:
    """Return the estimate of Mantel and Haenszel, with Tarone's test of homogeneity.

    Parameters
    ----------
    strata : Strata
        Counts.
    ratio : bool
        The ratio of risks, not their difference.
    confidence : float
        Two-sided level.

    Examples
    --------
    >>> one = np.array([[4.0], [6.0]]), np.array([[40.0], [20.0]])
    >>> two = np.array([[20.0], [30.0]]), np.array([[100.0], [50.0]])
    >>> round(stratified(Strata(*one, *two), ratio=True, confidence=0.95).value, 3)
    0.5
    """
    x1, n1, x2, n2 = strata.whole()
    tables = np.stack([np.stack([x1, n1 - x1], -1), np.stack([x2, n2 - x2], -1)], -2)
    measure = "risk_ratio" if ratio else "risk_difference"
    found = mantel_haenszel(tables, measure=measure, confidence=confidence)
    return Adjusted(
        float(found.value),
        float(found.lower),
        float(found.upper),
        float(found.cmh.p_value),
        found.method,
        "cochran_mantel_haenszel",
        homogeneity_p=float(found.tarone.p_value),
    )


def standardised(strata: Strata, *, ratio: bool, confidence: float) -> Adjusted:
    """Return shares as if both groups were spread over the strata as the two together are.

    Limits are those of Wilson in each stratum, put together by the method of variance estimates
    recovery (Zou and Donner, 2008; Donner and Zou, 2012), which holds with empty cells. The
    p-value is one less the level at which the limits reach parity.

    Parameters
    ----------
    strata : Strata
        Counts.
    ratio : bool
        The ratio of the shares, not their difference.
    confidence : float
        Two-sided level.

    Examples
    --------
    >>> one = np.array([[4.0], [6.0]]), np.array([[40.0], [20.0]])
    >>> two = np.array([[20.0], [30.0]]), np.array([[100.0], [50.0]])
    >>> found = standardised(Strata(*one, *two), ratio=False, confidence=0.95)
    >>> round(found.rate_1, 3), round(found.rate_2, 3)
    (0.167, 0.333)
    """
    x1, n1, x2, n2 = strata.whole()
    weight = (n1 + n2) / (n1 + n2).sum()

    def at(z: float) -> tuple[float, float]:
        make = ratio_limits if ratio else difference_limits
        lower, upper = make(_part(x1, n1, weight, z), _part(x2, n2, weight, z))
        return float(lower), float(upper)

    z = -float(special.ndtri((1 - confidence) / 2))
    lower, upper = at(z)
    rate_1, rate_2 = (float((weight * x / n).sum()) for x, n in ((x1, n1), (x2, n2)))
    with np.errstate(divide="ignore", invalid="ignore"):
        value = float(np.divide(rate_1, rate_2)) if ratio else rate_1 - rate_2
    p = _p_value(at, value, 1.0 if ratio else 0.0)
    method = f"standardised_{'ratio' if ratio else 'difference'}"
    return Adjusted(value, lower, upper, p, method, "limits_inverted", rate_1, rate_2)


def _part(x: Floats, n: Floats, weight: Floats, z: float) -> tuple[Floats, Floats, Floats]:
    low, high = wilson(x, n, z)
    p = x / n
    value = (weight * p).sum()
    lower = value - np.sqrt((weight**2 * (p - low) ** 2).sum())
    upper = value + np.sqrt((weight**2 * (high - p) ** 2).sum())
    return np.asarray(value), np.asarray(max(lower, 0.0)), np.asarray(min(upper, 1.0))


def _p_value(limits: Callable[[float], tuple[float, float]], value: float, null: float) -> float:
    """The p-value that goes with limits: where their end reaches the null."""
    if np.isnan(value):
        return float("nan")
    if value == null:
        return 1.0
    end = 0 if value > null else 1

    def past(z: float) -> float:
        at = limits(z)[end]
        return (at - null) * (1 if end == 0 else -1) if np.isfinite(at) else -1.0

    if past(LARGEST_Z) > 0:
        return float(2 * special.ndtr(-LARGEST_Z))
    if past(1e-6) <= 0:
        return 1.0
    return float(2 * special.ndtr(-optimize.brentq(past, 1e-6, LARGEST_Z, xtol=1e-10)))


def regression(strata: Strata, *, ratio: bool, confidence: float) -> Adjusted:
    """Return the average marginal effect of logistic regression, one column per stratum.

    Firth's penalty is taken where the data are separated or there are fewer than ten events per
    coefficient. With two clusters or more, limits allow for people of one unit being alike.

    Parameters
    ----------
    strata : Strata
        Counts; columns are clusters.
    ratio : bool
        The ratio of average probabilities, not their difference.
    confidence : float
        Two-sided level.
    """
    outcome, group, stratum, cluster = _people(strata)
    if not outcome.size or np.ptp(outcome) == 0:
        return Adjusted(*NOTHING, "logistic", "wald")
    covariates = {"stratum": stratum} if np.unique(stratum).size > 1 else None
    clusters = cluster if np.unique(cluster).size > 1 else None
    method = "auto"
    for _ in range(2):
        found = adjusted_difference(
            outcome=outcome,
            group=group,
            covariates=covariates,
            cluster=clusters,
            method=method,
            confidence=confidence,
        )
        if found.separated or found.events_per_coefficient >= FEWEST_PER_COEFFICIENT:
            break
        method = "firth"
    chosen = found.risk_ratio if ratio else found
    return Adjusted(
        float(chosen.value),
        float(chosen.lower),
        float(chosen.upper),
        _wald(found.odds_ratio, confidence, np.unique(cluster).size),
        str(found.method),
        "wald",
        parameters=1 + np.unique(stratum).size,
    )


def _people(strata: Strata) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """One element per person: outcome, group, stratum and cluster, of strata with both groups."""
    both = np.flatnonzero(strata.both)
    found: list[tuple[float, float, str, str, int]] = []
    for group, events, total in (
        (1.0, strata.events_1, strata.total_1),
        (0.0, strata.events_2, strata.total_2),
    ):
        for row in both:
            for column in range(total.shape[1]):
                x, n = int(events[row, column]), int(total[row, column])
                found += [(1.0, group, f"{row:04d}", f"{column:04d}", x)]
                found += [(0.0, group, f"{row:04d}", f"{column:04d}", n - x)]
    times = [times for *_, times in found]
    outcome, group_, stratum, cluster = (
        np.repeat(np.array([one[i] for one in found]), times) for i in range(4)
    )
    return outcome, group_, stratum, cluster


def _wald(odds: Estimate, confidence: float, clusters: int) -> float:
    """The p-value of the group's coefficient, from its odds ratio and limits."""
    value, lower, upper = (float(part) for part in (odds.value, odds.lower, odds.upper))
    tail = (1 + confidence) / 2
    t = clusters > 1
    quantile = special.stdtrit(clusters - 1, tail) if t else special.ndtri(tail)
    with np.errstate(divide="ignore", invalid="ignore"):
        error = (np.log(upper) - np.log(lower)) / 2 / quantile
        z = abs(np.log(value)) / error
    return float(2 * (special.stdtr(clusters - 1, -z) if t else special.ndtr(-z)))
