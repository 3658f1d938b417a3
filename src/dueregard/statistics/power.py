"""What could have been seen: the smallest ratio a comparison of this size is likely to find."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from scipy import optimize, special, stats

from dueregard.statistics.arguments import (
    Value,
    broadcast,
    check_choice,
    check_confidence,
    check_fraction,
    count_array,
    number_array,
)
from dueregard.statistics.estimate import Flags, Floats, Numbers

METHODS = ("mid_p", "fisher")
DIRECTIONS = ("above", "below")
NEGLIGIBLE = 1e-9  # probability left out of the sums, each side
TIE = 1e-7  # outcomes this close are as likely as each other
PRECISION = 1e-6  # of the ratio
LARGE = 2500  # variance of the events of a group beyond which the score test is as good


def minimum_detectable_ratio(
    *,
    total_1: Value,
    total_2: Value,
    reference_rate: Value,
    power: float = 0.8,
    confidence: float = 0.95,
    direction: str = "above",
    method: str = "mid_p",
) -> Numbers:
    """Smallest ratio of two proportions that a two-sided exact test would be likely to find.

    Parameters
    ----------
    total_1, total_2 : array_like of int
        People in group 1 and in the reference group.
    reference_rate : array_like of float
        Proportion of the reference group with the event, between 0 and 1.
    power : float
        Probability of finding it.
    confidence : float
        One less the level of the test.
    direction : str
        ``above``: the smallest ratio over 1; ``below``: the greatest under 1.
    method : str
        ``mid_p`` (default) or ``fisher``.

    Returns
    -------
    float or ndarray
        ``inf`` (``above``) or ``nan`` (``below``) where no ratio can be found with that power:
        then the comparison cannot tell, whatever it says.

    Raises
    ------
    ValueError
        A reference rate or power outside 0 and 1, fractional totals.

    Notes
    -----
    Exact: both binomial distributions are summed over the outcomes the test rejects, to within
    two parts in a thousand million, and the ratio is found to one part in a million. Lydersen,
    Fagerland and Laake (2009) on the tests. Where the reference rate has a variance of more than
    2,500 events in each group, the power of the score test takes the place of the exact one: they
    then differ by less than one part in a thousand of the ratio.

    Examples
    --------
    Seventeen temporary promotions beside ninety, of whom a tenth were made permanent:

    >>> ratio = minimum_detectable_ratio(total_1=17, total_2=90, reference_rate=0.1)
    >>> round(ratio, 2)
    3.79
    """
    check_choice("method", method, METHODS)
    check_choice("direction", direction, DIRECTIONS)
    wanted, level = check_fraction("power", power), check_confidence(confidence)
    n_1, n_2, rate = broadcast(
        total_1=count_array("total_1", total_1),
        total_2=count_array("total_2", total_2),
        reference_rate=number_array("reference_rate", reference_rate),
    )
    if rate.size and not ((rate > 0) & (rate < 1)).all():
        raise ValueError("reference_rate must lie between 0 and 1, ends excluded")
    found = [
        _smallest(int(a), int(b), float(p), wanted, 1 - level, direction, method)
        for a, b, p in zip(n_1.flat, n_2.flat, rate.flat, strict=True)
    ]
    return found[0] if n_1.ndim == 0 else np.array(found).reshape(n_1.shape)


class _ExactTest:
    """Which outcomes of two groups of given size an exact test rejects, row by row of totals."""

    def __init__(self, n_1: int, n_2: int, level: float, method: str) -> None:
        self.n_1, self.n_2, self.level = n_1, n_2, level
        self.own_weight = 0.5 if method == "mid_p" else 1.0
        self.known: dict[int, tuple[int, Flags]] = {}

    def rejected(self, events: int, first: int, last: int) -> Flags:
        """Whether outcomes with so many events in all, ``first`` to ``last`` of them in group 1."""
        if events not in self.known:
            self.known[events] = self._row(events)
        start, flags = self.known[events]
        wanted = np.arange(first, last + 1) - start
        inside = (wanted >= 0) & (wanted < flags.size)
        # Outcomes so far out that they were not listed are rejected.
        return np.where(inside, flags[np.clip(wanted, 0, flags.size - 1)], True)

    def _row(self, events: int) -> tuple[int, Flags]:
        total = self.n_1 + self.n_2
        lowest, highest = max(0, events - self.n_2), min(self.n_1, events)
        mean = events * self.n_1 / total
        spread = np.sqrt(mean * self.n_2 / total * (total - events) / max(total - 1, 1))
        reach = int(9 * spread) + 30
        start = max(lowest, int(mean) - reach)
        x = np.arange(start, min(highest, int(mean) + reach) + 1, dtype=np.float64)
        probability = np.exp(
            _log_choose(self.n_1, x)
            + _log_choose(self.n_2, events - x)
            - _log_choose(total, np.array(float(events)))
        )
        ordered = np.sort(probability)
        below = np.concatenate([[0.0], np.cumsum(ordered)])
        less = below[np.searchsorted(ordered, probability * (1 - TIE), side="left")]
        as_likely = below[np.searchsorted(ordered, probability * (1 + TIE), side="right")] - less
        p_value = less + self.own_weight * as_likely
        if highest == lowest:
            p_value = np.ones(x.shape)
        return start, np.asarray(p_value <= self.level)

    def power(self, rate_1: float, rate_2: float) -> float:
        """Probability of rejecting when these are the true rates."""
        first, weight_1 = _likely(self.n_1, rate_1)
        other, weight_2 = _likely(self.n_2, rate_2)
        last, end = first + weight_1.size - 1, other + weight_2.size - 1
        total = 0.0
        for events in range(first + other, last + end + 1):
            low, high = max(first, events - end), min(last, events - other)
            rejected = self.rejected(events, low, high)
            part_1 = weight_1[low - first : high - first + 1]
            part_2 = weight_2[events - high - other : events - low - other + 1][::-1]
            total += float((part_1 * part_2)[rejected].sum())
        return total


def _log_choose(n: int, k: Floats) -> Floats:
    return np.asarray(special.gammaln(n + 1) - special.gammaln(k + 1) - special.gammaln(n - k + 1))


def _likely(n: int, rate: float) -> tuple[int, Floats]:
    """First outcome worth counting and the probabilities from there on."""
    low, high = stats.binom.ppf([NEGLIGIBLE, 1 - NEGLIGIBLE], n, rate)
    x = np.arange(max(int(low), 0), int(high) + 1)
    return int(x[0]), np.asarray(stats.binom.pmf(x, n, rate))


@lru_cache(maxsize=4096)
def _smallest(
    n_1: int, n_2: int, rate: float, power: float, level: float, direction: str, method: str
) -> float:
    never = np.inf if direction == "above" else np.nan
    if n_1 == 0 or n_2 == 0:
        return never
    if min(n_1, n_2) * rate * (1 - rate) > LARGE:
        return _by_score(n_1, n_2, rate, power, level, direction)
    test = _ExactTest(n_1, n_2, level, method)
    if test.power(rate, rate) >= power:
        return 1.0  # less power was asked for than the level of the test gives away
    # Start where the normal approximation puts it: wide outcomes far away cost most.
    z = -special.ndtri(level / 2) + special.ndtri(power)
    step = z * np.sqrt(rate * (1 - rate) * (1 / n_1 + 1 / n_2))
    sign, end = (1.0, 1.0) if direction == "above" else (-1.0, 0.0)
    inner, outer = rate, rate + sign * min(step, sign * (end - rate))
    while test.power(outer, rate) < power:
        if outer == end:
            return never
        inner, step = outer, step / 2
        outer = outer + sign * min(step, sign * (end - outer))
        step = max(step, sign * (outer - rate) / 4)
    found = optimize.brentq(
        lambda at: test.power(at, rate) - power, inner, outer, xtol=PRECISION * rate
    )
    return float(found / rate)


def _by_score(n_1: int, n_2: int, rate: float, power: float, level: float, direction: str) -> float:
    """The ratio for groups so large that the normal approximation of the test is exact enough."""
    reach, wanted = -special.ndtri(level / 2), special.ndtri(power)
    sign, end = (1.0, 1.0 - 1e-12) if direction == "above" else (-1.0, 1e-12)

    def missing(at: float) -> float:
        share = (n_1 * at + n_2 * rate) / (n_1 + n_2)
        null = np.sqrt(share * (1 - share) * (1 / n_1 + 1 / n_2))
        own = np.sqrt(at * (1 - at) / n_1 + rate * (1 - rate) / n_2)
        return float(sign * (at - rate) - reach * null - wanted * own)

    if missing(end) < 0:
        return np.inf if direction == "above" else np.nan
    if missing(rate) >= 0:
        return 1.0  # less power was asked for than the level of the test gives away
    return float(optimize.brentq(missing, *sorted((rate, end)), xtol=PRECISION * rate)) / rate
