"""Many comparisons: p-values adjusted for the family they belong to."""

from __future__ import annotations

import numpy as np

from dueregard.statistics.arguments import Value, check_choice
from dueregard.statistics.estimate import Floats

ADJUSTMENT_METHODS = (
    "holm",
    "benjamini_hochberg",
    "benjamini_yekutieli",
    "hochberg",
    "bonferroni",
    "sidak",
    "sidak_stepdown",
)


def adjust_p_values(p_values: Value, *, method: str = "holm") -> Floats:
    """Adjust the p-values of one family of comparisons.

    Parameters
    ----------
    p_values : array_like of float
        All p-values of the family, whatever their shape. ``nan`` (no test could be made) stays
        ``nan`` and does not count as a comparison.
    method : str
        Against any false finding: ``holm`` (the default, never worse than ``bonferroni``),
        ``hochberg`` (for tests not negatively related), ``bonferroni``, ``sidak``,
        ``sidak_stepdown``. Against too large a share of false findings:
        ``benjamini_hochberg``, ``benjamini_yekutieli`` (under any dependence).

    Returns
    -------
    ndarray of float
        Adjusted p-values (q-values for the last two), in the shape given.

    Raises
    ------
    ValueError
        A p-value outside 0 to 1; a method not known.

    Notes
    -----
    Sidak (1967), Holm (1979), Hochberg (1988), Benjamini and Hochberg (1995), Benjamini and
    Yekutieli (2001).

    Examples
    --------
    >>> adjust_p_values([0.01, 0.04, 0.03]).round(3)
    array([0.03, 0.06, 0.06])
    >>> adjust_p_values([0.01, 0.04, 0.03], method="benjamini_hochberg").round(3)
    array([0.03, 0.04, 0.04])
    """
    check_choice("method", method, ADJUSTMENT_METHODS)
    given = np.asarray(p_values, dtype=np.float64)
    known = ~np.isnan(given)
    p = given[known]
    if p.size and (p.min() < 0 or p.max() > 1):
        raise ValueError("p_values must lie between 0 and 1")
    adjusted = np.full(given.shape, np.nan)
    order = np.argsort(p, kind="stable")
    ranked = np.empty(p.size)
    ranked[order] = _adjust_sorted(p[order], method)
    adjusted[known] = np.minimum(ranked, 1)
    return adjusted


def _adjust_sorted(p: Floats, method: str) -> Floats:
    """Adjust p-values in rising order."""
    m = p.size
    rank = np.arange(1.0, m + 1)
    if method == "bonferroni":
        return p * m
    if method == "sidak":
        return _at_least_one(p, np.full(m, float(m)))
    if method == "holm":
        return np.maximum.accumulate(p * (m - rank + 1))
    if method == "sidak_stepdown":
        return np.maximum.accumulate(_at_least_one(p, m - rank + 1))
    if method == "hochberg":
        return _step_up(p * (m - rank + 1))
    harmonic = (1 / rank).sum() if method == "benjamini_yekutieli" else 1.0
    return _step_up(p * m * harmonic / rank)


def _at_least_one(p: Floats, tests: Floats) -> Floats:
    """Chance of at least one so small a p-value among so many independent tests."""
    with np.errstate(divide="ignore"):
        return np.asarray(-np.expm1(tests * np.log1p(-p)))


def _step_up(values: Floats) -> Floats:
    return np.minimum.accumulate(values[::-1])[::-1]
