"""Exact p-values of counts: tails of the hypergeometric and binomial, many tables at once.

Two-sided p-values add up all outcomes no likelier than the one seen (Fisher's own rule, that of
R and scipy). With ``mid`` the outcomes exactly as likely as the one seen count half (Lancaster
1961; Fagerland, Lydersen and Laake 2017, chapter 4).
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from scipy import special

from dueregard.statistics.estimate import Floats
from dueregard.statistics.proportion_limits import at_least, at_most
from dueregard.statistics.root_finding import blocks

TIE = math.log1p(1e-7)  # outcomes this close are as likely as each other, as in R
LARGEST_TABLE = 2_000_000  # log factorials kept in a table up to here


def hypergeometric_p(
    x: Floats, n1: Floats, m: Floats, total: Floats, alternative: str, *, mid: bool
) -> Floats:
    """P-values of the first cell given all margins.

    Parameters
    ----------
    x, n1, m, total : ndarray, shape (n,)
        First cell, total of its row, total of its column, total of the table.
    alternative : str
        ``two-sided``, ``less`` or ``greater`` (of the odds ratio than 1).
    mid : bool
        Whether outcomes as likely as the one seen count half.
    """
    p = np.empty(x.shape)
    log_factorial = _log_factorials(float(total.max()) if total.size else 0.0)
    for part in blocks(x.size):
        table = (x[part], n1[part], m[part], total[part])
        p[part] = _hypergeometric(*table, alternative, mid, log_factorial)
    return p


def _log_factorials(greatest: float) -> Callable[[Floats], Floats]:
    if greatest > LARGEST_TABLE:
        return lambda k: np.asarray(special.gammaln(k + 1))
    table = special.gammaln(np.arange(greatest + 2) + 1)
    return lambda k: np.asarray(table[k.astype(np.intp)])


def _hypergeometric(
    x: Floats,
    n1: Floats,
    m: Floats,
    total: Floats,
    alternative: str,
    mid: bool,
    log_factorial: Callable[[Floats], Floats],
) -> Floats:
    # Seen from the side on which x lies below the mode, so that sums run outwards and fall; of
    # two equal modes x is the lower one.
    above = x > np.ceil((n1 + 1) * (m + 1) / (total + 2)) - 1
    x, n1 = np.where(above, m - x, x), np.where(above, total - n1, n1)
    n2 = total - n1
    constant = log_factorial(n1) + log_factorial(n2) + log_factorial(m)
    constant += log_factorial(total - m) - log_factorial(total)

    def log_probability(k: Floats) -> Floats:
        first = log_factorial(k) + log_factorial(n1 - k)
        return np.asarray(constant - first - log_factorial(m - k) - log_factorial(n2 - m + k))

    seen = np.exp(log_probability(x))
    near = seen * _sum_outwards(x, n1, m, total)
    if alternative != "two-sided":
        wants_near = above == (alternative == "greater")
        other = 1 - near + seen
        p = np.where(wants_near, near, other)
        return np.asarray(np.clip(p - 0.5 * seen if mid else p, 0, 1))
    most = np.minimum(n1, m)
    start = _first_no_likelier(log_probability, x, most)
    exists = start <= most
    start = np.minimum(start, most)
    at_start = np.where(exists, np.exp(log_probability(start)), 0.0)
    far = at_start * _sum_outwards(m - start, n2, m, total)
    tied = np.where(np.abs(at_start - seen) <= 1e-7 * seen, at_start, 0.0)
    return np.minimum(near + far - (0.5 * (seen + tied) if mid else 0.0), 1)


def _first_no_likelier(
    log_probability: Callable[[Floats], Floats], x: Floats, most: Floats
) -> Floats:
    """First outcome above ``x`` that is no likelier than ``x``: ``most + 1`` where none is."""
    limit = log_probability(x) + TIE
    low, high = x.copy(), most + 1
    while (high - low > 1).any():
        middle = np.minimum(np.floor((low + high) / 2), most)
        found = (log_probability(middle) <= limit) & (middle > low)
        open_ = high - low > 1
        high = np.where(open_ & found, middle, high)
        low = np.where(open_ & ~found, middle, low)
    return high


def _sum_outwards(x: Floats, n1: Floats, m: Floats, total: Floats) -> Floats:
    """Probability of ``x`` or less over that of ``x``, for ``x`` at or below the mode."""
    total_sum = np.ones(x.shape)
    index = np.arange(x.size)
    k, term = x.copy(), np.ones(x.shape)
    rest = total - n1 - m
    done_sum = total_sum.copy()
    while index.size:
        # Sixteen steps between looking who is done: looking costs as much as a step.
        for _ in range(16):
            term = term * (k * (rest + k) / ((n1 - k + 1) * (m - k + 1)))
            k = np.maximum(k - 1, 0)
            done_sum = done_sum + term
        total_sum[index] = done_sum
        on = term > 1e-17 * done_sum
        index, k, term, done_sum = index[on], k[on], term[on], done_sum[on]
        n1, m, rest = n1[on], m[on], rest[on]
    return total_sum


def binomial_p(x: Floats, n: Floats, share: Floats, alternative: str, *, mid: bool) -> Floats:
    """P-values of a count given its total and the share supposed."""
    above = x > np.ceil((n + 1) * share * (1 - 1e-12)) - 1
    x, share = np.where(above, n - x, x), np.where(above, 1 - share, share)
    constant = special.gammaln(n + 1)

    def log_probability(k: Floats) -> Floats:
        ways = constant - special.gammaln(k + 1) - special.gammaln(n - k + 1)
        return np.asarray(ways + special.xlogy(k, share) + special.xlog1py(n - k, -share))

    seen = np.exp(log_probability(x))
    near = at_most(x, n, share)
    if alternative != "two-sided":
        wants_near = above == (alternative == "greater")
        p = np.where(wants_near, near, at_least(x, n, share))
        return np.asarray(np.clip(p - 0.5 * seen if mid else p, 0, 1))
    start = _first_no_likelier(log_probability, x, n)
    at_start = np.where(start <= n, np.exp(log_probability(np.minimum(start, n))), 0.0)
    tied = np.where(np.abs(at_start - seen) <= 1e-7 * seen, at_start, 0.0)
    p = near + at_least(start, n, share) - (0.5 * (seen + tied) if mid else 0.0)
    return np.clip(p, 0, 1)
