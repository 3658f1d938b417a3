"""A difference between two groups among people alike in other ways."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike
from scipy import special, stats

from dueregard.statistics.arguments import (
    check_choice,
    check_confidence,
    normal_quantile,
    number_array,
)
from dueregard.statistics.design_matrix import (
    Covariates,
    check_full_rank,
    design_columns,
    label_array,
    two_groups,
)
from dueregard.statistics.estimate import Estimate, Floats
from dueregard.statistics.logistic import LogisticFit, fit_logistic, is_separated

METHODS = ("auto", "logistic", "firth")
FEWEST_EVENTS = 10  # per coefficient
FEWEST_CLUSTERS = 30
SEPARATED = "separated: some combination of covariates parts those with the event from the rest"
ALL_ALIKE = "undefined: everybody has the same outcome"
NO_ANSWER = "undefined: separated, so maximum likelihood has no finite answer; use firth"


@dataclass(frozen=True, eq=False)
class AdjustedDifference(Estimate):
    """Average marginal effect of the group: a difference in probability, with its ratios.

    Parameters
    ----------
    risk_ratio : Estimate
        Average probability as group 1 over that as reference group.
    odds_ratio : Estimate
        Of the group, given the covariates. Not comparable between models.
    crude : float
        The difference before adjustment.
    separated : bool
        Whether the data are separated.
    events_per_coefficient : float
        The rarer outcome over the number of coefficients but the constant.
    """

    risk_ratio: Estimate = field(kw_only=True)
    odds_ratio: Estimate = field(kw_only=True)
    crude: float = field(kw_only=True)
    separated: bool = field(kw_only=True)
    events_per_coefficient: float = field(kw_only=True)


def adjusted_difference(
    *,
    outcome: ArrayLike,
    group: ArrayLike,
    covariates: Covariates | None = None,
    cluster: ArrayLike | None = None,
    method: str = "auto",
    confidence: float = 0.95,
) -> AdjustedDifference:
    """Difference in probability between two groups, other things being equal.

    Parameters
    ----------
    outcome : array_like of bool, shape (n,)
        Who had the event.
    group : array_like of bool, shape (n,)
        True or 1 for group 1, false or 0 for the reference group.
    covariates : array_like of float, shape (n, p), or mapping of str to array_like, optional
        What people should be alike in; words become one column per level.
    cluster : array_like, shape (n,), optional
        Unit, panel or person that rows share: limits then allow for rows being alike in it, on
        a t distribution with one degree of freedom less than there are clusters.
    method : str
        ``auto``: logistic regression, or Firth's when the data are separated; ``logistic``;
        ``firth``.
    confidence : float
        Two-sided level, between 0 and 1.

    Returns
    -------
    AdjustedDifference
        ``method`` says which model was used.

    Raises
    ------
    ValueError
        An outcome other than 0 and 1, an empty group, covariates that repeat each other.

    Notes
    -----
    Average marginal effects with limits by the delta method, the covariates as they are
    (Greenland, 2004). Firth (1993), Heinze and Schemper (2002): his estimates are finite, and
    lean towards no difference. Clusters: Liang and Zeger (1986). Adjusting for a step on the way
    (rank, when promotion is in question) hides what one looks for.

    Examples
    --------
    >>> rank = ["PC"] * 200 + ["Sergeant"] * 200
    >>> group = ([1] * 50 + [0] * 150) * 2
    >>> passed = ([1] * 10 + [0] * 40 + [1] * 45 + [0] * 105) * 2
    >>> result = adjusted_difference(outcome=passed, group=group, covariates={"rank": rank})
    >>> round(result.value, 3), result.method
    (-0.1, 'logistic')
    """
    level = check_confidence(confidence)
    check_choice("method", method, METHODS)
    y = number_array("outcome", outcome)
    if y.ndim != 1 or not np.isin(y, (0, 1)).all():
        raise ValueError("outcome must be one list of true and false, or 1 and 0")
    first = two_groups("group", group, y.size)
    columns = [np.ones(y.size), first.astype(np.float64)]
    if covariates is not None:
        _, others = design_columns("covariates", covariates)
        if len(others) != y.size:
            raise ValueError(f"covariates must have one row per person: {y.size}")
        columns.extend(others.T)
    design = np.column_stack(columns)
    check_full_rank("covariates with the group", design)
    crude = float(y[first].mean() - y[~first].mean())
    per_coefficient = min(y.sum(), (1 - y).sum()) / (design.shape[1] - 1)
    alike = bool(np.ptp(y) == 0)
    separated = not alike and is_separated(design, y)
    chosen = ("firth" if separated else "logistic") if method == "auto" else method
    spread, clusters = _quantile(level, cluster, y.size)
    notes = _notes(chosen, separated, float(per_coefficient), clusters)
    name = chosen if cluster is None else f"{chosen}_cluster_robust"
    if alike or (separated and chosen == "logistic"):
        nothing = Estimate(np.nan, np.nan, np.nan, level, name)
        effects, notes = (nothing,) * 3, ((ALL_ALIKE if alike else NO_ANSWER), *notes)
    else:
        fit = fit_logistic(design, y, firth=chosen == "firth")
        if not fit.converged:
            notes = (*notes, "the model did not converge: do not use it")
        covariance = _covariance(fit, cluster)
        effects = _effects(design, fit.coefficients, covariance, spread, level, name)
    difference, ratio, odds = effects
    return AdjustedDifference(
        difference.value, difference.lower, difference.upper, level, name, notes,
        risk_ratio=ratio, odds_ratio=odds, crude=crude, separated=separated,
        events_per_coefficient=float(per_coefficient),
    )  # fmt: skip


def _quantile(level: float, cluster: ArrayLike | None, people: int) -> tuple[float, int | None]:
    if cluster is None:
        return normal_quantile(level), None
    labels = label_array("cluster", cluster)
    if labels.shape != (people,):
        raise ValueError(f"cluster must have one label per person: {people}")
    clusters = int(np.unique(labels).size)
    if clusters < 2:
        raise ValueError("cluster must hold two clusters or more")
    return float(stats.t.ppf((1 + level) / 2, clusters - 1)), clusters


def _notes(
    chosen: str, separated: bool, per_coefficient: float, clusters: int | None
) -> tuple[str, ...]:
    notes = [SEPARATED] if separated else []
    if per_coefficient < FEWEST_EVENTS and chosen == "logistic":
        notes.append(
            f"fewer than {FEWEST_EVENTS} events per coefficient: limits are rough; "
            "method='firth' is steadier"
        )
    if clusters is not None and clusters < FEWEST_CLUSTERS:
        notes.append(f"fewer than {FEWEST_CLUSTERS} clusters: limits are somewhat too narrow")
    return tuple(notes)


def _covariance(fit: LogisticFit, cluster: ArrayLike | None) -> Floats:
    bread = np.linalg.inv(fit.information)
    if cluster is None:
        return np.asarray(bread)
    labels, member = np.unique(np.asarray(cluster), return_inverse=True)
    sums = np.zeros((labels.size, bread.shape[0]))
    np.add.at(sums, member, fit.scores)
    return np.asarray(bread @ (sums.T @ sums) @ bread * labels.size / (labels.size - 1))


def _effects(
    design: Floats, coefficients: Floats, covariance: Floats, z: float, level: float, name: str
) -> tuple[Estimate, Estimate, Estimate]:
    """Difference, ratio and odds ratio when all are taken as group 1, then as reference."""
    averages, slopes = [], []
    for member in (1.0, 0.0):
        as_if = design.copy()
        as_if[:, 1] = member
        probability = special.expit(as_if @ coefficients)
        averages.append(float(probability.mean()))
        slopes.append((as_if * (probability * (1 - probability))[:, None]).mean(axis=0))
    one, two = averages
    value, slope = one - two, slopes[0] - slopes[1]
    half = z * float(np.sqrt(slope @ covariance @ slope))
    difference = Estimate(value, max(value - half, -1.0), min(value + half, 1.0), level, name)
    log_slope = slopes[0] / one - slopes[1] / two
    wide = np.exp(z * float(np.sqrt(log_slope @ covariance @ log_slope)))
    ratio = Estimate(one / two, one / two / wide, one / two * wide, level, name)
    log_odds, error = float(coefficients[1]), z * float(np.sqrt(covariance[1, 1]))
    limits = np.exp(log_odds - error), np.exp(log_odds + error)
    odds = Estimate(np.exp(log_odds), *limits, confidence=level, method=name)
    return difference, ratio, odds
