"""Exact tests of two proportions that give no margin away: Barnard's and Boschloo's.

The p-value is the greatest probability, over every proportion the groups could share, of a table
at least as extreme as the one seen. A grid as fine as such a probability can wiggle is searched
first, then each of its peaks.
"""

from __future__ import annotations

import math

import numpy as np
from scipy import special

from dueregard.statistics.discrete_tails import hypergeometric_p
from dueregard.statistics.estimate import Flags, Floats

PEAKS = 12
LARGEST = 1_000_000
GOLDEN = (math.sqrt(5) - 1) / 2


def check_size(n1: int, n2: int) -> None:
    """Refuse groups for which listing every outcome would take minutes.

    Raises
    ------
    ValueError
        Naming a test that takes them.
    """
    if (n1 + 1) * (n2 + 1) > LARGEST:
        raise ValueError(
            f"table: groups of {n1:,} and {n2:,} have more than {LARGEST:,} outcomes to list; "
            "mid_p and fisher take groups of any size"
        )


def boschloo(x1: int, n1: int, x2: int, n2: int, alternative: str) -> tuple[float, float]:
    """Statistic (Fisher's p-value) and p-value; two-sided is twice the smaller side."""
    if alternative == "two-sided":
        sides = [boschloo(x1, n1, x2, n2, side) for side in ("less", "greater")]
        statistic, p = min(sides, key=lambda pair: pair[1])
        return statistic, min(2 * p, 1.0)
    first, second = np.meshgrid(np.arange(n1 + 1.0), np.arange(n2 + 1.0), indexing="ij")
    shape = first.shape
    cells = (first.ravel(), np.full(first.size, float(n1)), (first + second).ravel())
    all_p = hypergeometric_p(*cells, np.full(first.size, float(n1 + n2)), alternative, mid=False)
    statistic = float(all_p.reshape(shape)[x1, x2])
    return statistic, _greatest((all_p <= statistic * (1 + 1e-9)).reshape(shape))


def barnard(x1: int, n1: int, x2: int, n2: int, alternative: str) -> tuple[float, float]:
    """Statistic (Wald's, with pooled variance) and p-value."""
    first, second = np.meshgrid(np.arange(n1 + 1.0), np.arange(n2 + 1.0), indexing="ij")
    pooled = (first + second) / (n1 + n2)
    error = np.sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n2))
    with np.errstate(divide="ignore", invalid="ignore"):
        wald = np.nan_to_num((first / n1 - second / n2) / error, nan=0.0)
    statistic = float(wald[x1, x2])
    if alternative == "less":
        extreme = wald <= statistic + 1e-9
    elif alternative == "greater":
        extreme = wald >= statistic - 1e-9
    else:
        extreme = np.abs(wald) >= abs(statistic) - 1e-9
    return statistic, _greatest(extreme)


def _greatest(extreme: Flags) -> float:
    """Greatest probability of a set of tables over the proportion both groups share."""
    if extreme.all():
        return 1.0
    n1, n2 = extreme.shape[0] - 1, extreme.shape[1] - 1
    rows = extreme.astype(np.float64)

    def probability(angle: Floats) -> Floats:
        share = np.sin(angle) ** 2
        first, second = _binomial(n1, share), _binomial(n2, share)
        return np.asarray(((first @ rows) * second).sum(axis=1))

    # On the arcsine scale no binomial changes faster than the square root of its size.
    angles = np.linspace(0, math.pi / 2, 257 + 8 * math.ceil(math.sqrt(n1 + n2)))
    heights = probability(angles)
    inner = np.arange(1, angles.size - 1)
    peaks = inner[(heights[inner] >= heights[inner - 1]) & (heights[inner] >= heights[inner + 1])]
    peaks = peaks[np.argsort(-heights[peaks], kind="stable")][:PEAKS]
    best = max(float(heights[0]), float(heights[-1]), float(heights.max()))
    low, high = angles[peaks - 1], angles[peaks + 1]
    for _ in range(40):
        left, right = high - GOLDEN * (high - low), low + GOLDEN * (high - low)
        better = probability(left) >= probability(right)
        low, high = np.where(better, low, left), np.where(better, right, high)
    if peaks.size:
        best = max(best, float(probability((low + high) / 2).max()))
    return min(best, 1.0)


def _binomial(n: int, share: Floats) -> Floats:
    k = np.arange(n + 1.0)
    ways = special.gammaln(n + 1) - special.gammaln(k + 1) - special.gammaln(n - k + 1)
    power = special.xlogy(k, share[:, None]) + special.xlog1py(n - k, -share[:, None])
    return np.asarray(np.exp(ways + power))
