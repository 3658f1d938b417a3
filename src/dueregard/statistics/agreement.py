"""Two codings of the same people: as they see themselves, and as somebody else saw them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from dueregard.statistics.arguments import (
    Value,
    check_choice,
    check_confidence,
    count_array,
    normal_quantile,
)
from dueregard.statistics.design_matrix import label_array
from dueregard.statistics.estimate import Estimate, Floats, TestResult

WEIGHTS = ("none", "linear", "quadratic")
ONE_CODE = "undefined: both codings put everybody into one and the same category"
NO_DIFFERENCE = "both codings have the same number of people in every category"


def agreement_table(
    first: ArrayLike, second: ArrayLike, *, levels: Sequence[str] | None = None
) -> tuple[tuple[str, ...], Floats]:
    """Cross-tabulate two codings of the same people.

    Parameters
    ----------
    first, second : array_like, shape (n,)
        One code per person and coding, in the same order.
    levels : sequence, optional
        The categories, in the order wanted; default all that occur, sorted.

    Returns
    -------
    tuple
        The categories, and a square table: rows by the first coding, columns by the second.

    Raises
    ------
    ValueError
        Lists of unlike length, a code that is not among the levels.

    Notes
    -----
    The table that Cohen (1960) and Stuart (1955) start from.

    Examples
    --------
    >>> levels, table = agreement_table(["A", "A", "B"], ["A", "B", "B"])
    >>> levels, table.tolist()
    (('A', 'B'), [[1.0, 1.0], [0.0, 1.0]])
    """
    one, two = label_array("first", first).astype(str), label_array("second", second).astype(str)
    if one.ndim != 1 or one.shape != two.shape:
        raise ValueError("first and second must be two lists of one length")
    seen = sorted({*one.tolist(), *two.tolist()})
    names = tuple(str(level) for level in levels) if levels is not None else tuple(seen)
    unknown = [code for code in seen if code not in names]
    if unknown:
        raise ValueError(f"levels do not hold the code {unknown[0]!r}")
    place = {name: index for index, name in enumerate(names)}
    table = np.zeros((len(names), len(names)))
    np.add.at(table, ([place[code] for code in one], [place[code] for code in two]), 1)
    return names, table


def cohen_kappa(table: Value, *, weights: str = "none", confidence: float = 0.95) -> Estimate:
    """Agreement of two codings beyond what chance would give.

    Parameters
    ----------
    table : array_like of int, shape (k, k)
        People by first coding (rows) and second coding (columns), the categories in one order.
    weights : str
        ``none`` (a miss is a miss), or ``linear`` and ``quadratic`` for ordered categories, where
        near misses count in part.
    confidence : float
        Two-sided level, between 0 and 1.

    Returns
    -------
    Estimate
        1 for full agreement, 0 for what chance gives; ``nan`` when there is one category only.

    Raises
    ------
    ValueError
        A table that is not square, or empty.

    Notes
    -----
    Cohen (1960, 1968); variance of Fleiss, Cohen and Everitt (1969). Kappa falls when categories
    are of very unlike size: show the table's agreement by category as well.

    Examples
    --------
    >>> kappa = cohen_kappa([[45, 5], [10, 40]])
    >>> round(kappa.value, 3), round(kappa.lower, 3), round(kappa.upper, 3)
    (0.7, 0.561, 0.839)
    """
    check_choice("weights", weights, WEIGHTS)
    level = check_confidence(confidence)
    counts = _square(table)
    share = counts / counts.sum()
    rows, columns = share.sum(axis=1), share.sum(axis=0)
    size = len(counts)
    distance = np.abs(np.subtract.outer(np.arange(size), np.arange(size))) / max(size - 1, 1)
    worth = {"none": np.eye(size), "linear": 1 - distance, "quadratic": 1 - distance**2}[weights]
    seen = float((worth * share).sum())
    chance = float((worth * np.outer(rows, columns)).sum())
    if chance >= 1:
        return Estimate(np.nan, np.nan, np.nan, level, f"kappa_{weights}", (ONE_CODE,))
    value = (seen - chance) / (1 - chance)
    mean = np.add.outer(worth @ columns, worth.T @ rows)
    spread = (share * (worth - mean * (1 - value)) ** 2).sum() - (value - chance * (1 - value)) ** 2
    variance = max(float(spread), 0.0) / (float(counts.sum()) * (1 - chance) ** 2)
    half = normal_quantile(level) * np.sqrt(variance)
    notes = () if half else ("limits without width: a table like this leaves no room to vary",)
    return Estimate(
        value, max(value - half, -1.0), min(value + half, 1.0), level, f"kappa_{weights}", notes
    )


def stuart_maxwell_test(table: Value) -> TestResult:
    """Test that two codings put the same share of people into each category.

    Parameters
    ----------
    table : array_like of int, shape (k, k)
        People by first coding (rows) and second coding (columns), the categories in one order.

    Returns
    -------
    TestResult
        Chi-squared with one degree of freedom less than there are categories in play. With two
        categories it is McNemar's test without correction.

    Raises
    ------
    ValueError
        A table that is not square, or empty.

    Notes
    -----
    Stuart (1955), Maxwell (1970). A large p-value does not say that codings agree on people, only
    that their totals do.

    Examples
    --------
    >>> result = stuart_maxwell_test([[20, 10, 5], [3, 30, 15], [0, 5, 40]])
    >>> round(result.statistic, 2), result.degrees_of_freedom
    (13.76, 2.0)
    """
    counts = _square(table)
    moved = counts - np.diag(np.diag(counts))
    gap = counts.sum(axis=1) - counts.sum(axis=0)
    covariance = np.diag(moved.sum(axis=1) + moved.sum(axis=0)) - moved - moved.T
    # Categories nobody moves between leave fewer ways for totals to differ.
    degrees = int(np.linalg.matrix_rank(covariance))
    if not degrees:
        return TestResult(0.0, 1.0, "stuart_maxwell", (NO_DIFFERENCE,), degrees_of_freedom=0.0)
    statistic = float(gap @ np.linalg.pinv(covariance, hermitian=True) @ gap)
    p_value = float(stats.chi2.sf(statistic, degrees))
    return TestResult(statistic, p_value, "stuart_maxwell", degrees_of_freedom=float(degrees))


def _square(table: Value) -> Floats:
    counts = count_array("table", table)
    if counts.ndim != 2 or counts.shape[0] != counts.shape[1] or not counts.sum():
        raise ValueError("table must be square and hold people: one row and column per category")
    return counts
