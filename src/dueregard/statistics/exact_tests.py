"""Exact tests of a table of counts."""

from __future__ import annotations

import numpy as np

from dueregard.statistics import unconditional_tests
from dueregard.statistics.arguments import Value, check_choice, count_array
from dueregard.statistics.discrete_tails import hypergeometric_p
from dueregard.statistics.estimate import Floats, TestResult
from dueregard.statistics.output import divide
from dueregard.statistics.tables_with_margins import fisher_freeman_halton

EXACT_TEST_METHODS = ("fisher", "mid_p", "boschloo", "barnard")
ALTERNATIVES = ("two-sided", "less", "greater")

NOTHING_TO_TEST = (
    "all are in one row or one column: no other table is possible, so the p-value is 1"
)
DRAWN = "too many tables to list: p-value from 99,999 tables drawn with a fixed seed"


def exact_test(
    table: Value,
    *,
    method: str = "fisher",
    alternative: str = "two-sided",
    groups: str = "columns",
    seed: int = 0,
) -> TestResult:
    """Test whether two classifications of the same people are independent.

    Parameters
    ----------
    table : array_like of int, shape (2, 2), (..., 2, 2) or (r, c)
        Counts. Several tables of two by two at once, or one table of any size (``fisher`` only).
    method : str
        ``fisher`` (exact given all margins, the default), ``mid_p`` (the same, tables as likely
        as the one seen counting half: less cautious), ``boschloo`` or ``barnard`` (exact without
        giving the margins away: more powerful on small groups).
    alternative : str
        ``two-sided``, or the odds ratio ``less`` or ``greater`` than 1 (two by two only).
    groups : str
        For ``boschloo`` and ``barnard``: whether the ``columns`` (the default, as in scipy) or
        the ``rows`` are the two groups whose sizes are fixed.
    seed : int
        For tables too large to list: where the drawing of tables starts.

    Returns
    -------
    TestResult
        The statistic is the odds ratio (two by two), the probability of the table (larger),
        Fisher's p-value (``boschloo``) or Wald's statistic (``barnard``).

    Raises
    ------
    ValueError
        Counts negative or not whole; a shape, method or alternative not known.

    Notes
    -----
    Fisher (1935), Barnard (1947), Freeman and Halton (1951), Lancaster (1961), Boschloo (1970);
    Lydersen, Fagerland and Laake (2009) on which to prefer.

    Examples
    --------
    >>> tea = [[3, 1], [1, 3]]
    >>> round(exact_test(tea).p_value, 4), round(exact_test(tea, method="mid_p").p_value, 4)
    (0.4857, 0.2571)
    >>> round(exact_test([[7, 4, 1], [2, 3, 9]]).p_value, 4)
    0.0085
    """
    check_choice("method", method, EXACT_TEST_METHODS)
    check_choice("alternative", alternative, ALTERNATIVES)
    check_choice("groups", groups, ("columns", "rows"))
    counts = count_array("table", table)
    if counts.ndim < 2 or min(counts.shape[-2:]) < 2:
        raise ValueError(f"table must have two rows and two columns or more, not {counts.shape}")
    if counts.shape[-2:] != (2, 2):
        return _larger(counts, method, alternative, seed)
    if method in ("fisher", "mid_p"):
        return _two_by_two(counts, method, alternative)
    return _unconditional(counts if groups == "columns" else counts.mT, method, alternative)


def _notes(tables: Floats) -> tuple[str, ...]:
    rows, columns = ((tables.sum(axis=axis) > 0).sum(axis=-1) for axis in (-1, -2))
    return (NOTHING_TO_TEST,) if ((rows < 2) | (columns < 2)).any() else ()


def _two_by_two(counts: Floats, method: str, alternative: str) -> TestResult:
    a, b, c, d = (counts[..., i, j] for i in (0, 1) for j in (0, 1))
    x, n1, m, total = (part.ravel() for part in (a, a + b, a + c, a + b + c + d))
    p = hypergeometric_p(x, n1, m, total, alternative, mid=method == "mid_p").reshape(a.shape)
    # With one possible table only there is no half of it to leave out.
    lone = ((a + b) * (c + d) == 0) | ((a + c) * (b + d) == 0)
    return TestResult(divide(a * d, b * c), np.where(lone, 1.0, p), method, _notes(counts))


def _unconditional(counts: Floats, method: str, alternative: str) -> TestResult:
    function = getattr(unconditional_tests, method)
    shape = counts.shape[:-2]
    known: dict[tuple[int, ...], tuple[float, float]] = {}
    found = []
    for table in counts.reshape(-1, 2, 2).astype(int):
        (x1, x2), (y1, y2) = table.tolist()
        key = (x1, x1 + y1, x2, x2 + y2)
        if key not in known:
            if min(key[1], key[3]) == 0 or x1 + x2 == 0 or y1 + y2 == 0:
                known[key] = (float("nan"), 1.0)
            else:
                unconditional_tests.check_size(key[1], key[3])
                known[key] = function(*key, alternative)
        found.append(known[key])
    statistic, p = np.asarray(found, dtype=np.float64).reshape(-1, 2).T
    return TestResult(statistic.reshape(shape), p.reshape(shape), method, _notes(counts))


def _larger(counts: Floats, method: str, alternative: str, seed: int) -> TestResult:
    if method != "fisher" or alternative != "two-sided":
        raise ValueError(
            f"a table of {counts.shape[-2]} by {counts.shape[-1]} can be tested with the method"
            f" fisher, two-sided, only: not {method}, {alternative}"
        )
    shape = counts.shape[:-2]
    found = [fisher_freeman_halton(table, seed) for table in counts.reshape(-1, *counts.shape[-2:])]
    notes = _notes(counts) + (() if all(exact for _, _, exact in found) else (DRAWN,))
    statistic, p = (np.array([row[i] for row in found]).reshape(shape) for i in (0, 1))
    return TestResult(statistic, p, method, notes)
