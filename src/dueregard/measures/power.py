"""The smallest ratio a comparison was likely to find: what every “cannot tell” carries."""

from __future__ import annotations

import math
from dataclasses import dataclass

from scipy import optimize, special

from dueregard.statistics import minimum_detectable_ratio

LARGEST_EXACT = 500
LARGEST_RARE = 20_000
ENOUGH_EXPECTED = 10
POWER = 0.8


@dataclass(frozen=True)
class Detectable:
    """The ratio nearest to 1, comparison group to reference group, that is likely to be found.

    Parameters
    ----------
    ratio : float
        ``nan`` where no ratio is likely to be found, or where it cannot be worked out.
    power : float
        How likely.
    method : str
        ``exact``; ``normal`` for large groups; ``square_root`` for rates; ``none`` where it
        cannot be worked out.
    """

    ratio: float
    power: float
    method: str


NOTHING = Detectable(math.nan, POWER, "none")


def detectable(
    *,
    events_2: float,
    total_1: float,
    total_2: float,
    confidence: float,
    people: bool,
    direction: str = "above",
) -> Detectable:
    """Return the ratio nearest to 1 likely to be found, at the rate the reference group has.

    Parameters
    ----------
    events_2, total_1, total_2 : float
        Events of the reference group, and people or exposure of both.
    confidence : float
        One less the level of the test.
    people : bool
        Risks of people (True) or rates of events.
    direction : {"above", "below"}
        On which side of 1.

    Notes
    -----
    Exact (`minimum_detectable_ratio`) for risks of up to 500 people, and of up to 20,000 where
    fewer than ten events are expected in a group; normal approximation of the score test beyond;
    square roots of rates (Huffman, 1984) for events over exposure.

    Examples
    --------
    >>> found = detectable(events_2=9, total_1=66, total_2=1250, confidence=0.95, people=True)
    >>> round(found.ratio, 1), found.method
    (7.8, 'exact')
    """
    if min(total_1, total_2) <= 0 or events_2 <= 0:
        return NOTHING
    rate = events_2 / total_2
    sign = 1.0 if direction == "above" else -1.0
    z = float(-special.ndtri((1 - confidence) / 2) + special.ndtri(POWER))
    if not people:
        root = 1 + sign * z / 2 * math.sqrt((1 / total_1 + 1 / total_2) / rate)
        return Detectable(root * root if root > 0 else math.nan, POWER, "square_root")
    if rate >= 1:
        return NOTHING
    if _exactly(total_1, total_2, rate):
        ratio = minimum_detectable_ratio(
            total_1=total_1,
            total_2=total_2,
            reference_rate=rate,
            confidence=confidence,
            direction=direction,
        )
        return Detectable(math.nan if math.isinf(ratio) else float(ratio), POWER, "exact")
    return Detectable(_normal(rate, total_1, total_2, sign, confidence), POWER, "normal")


def _exactly(n1: float, n2: float, rate: float) -> bool:
    """Whether sums of exact probabilities are short, or an approximation would be rough."""
    if n1 + n2 <= LARGEST_EXACT:
        return True
    return min(n1, n2) * rate < ENOUGH_EXPECTED and n1 + n2 <= LARGEST_RARE


def _normal(rate: float, n1: float, n2: float, sign: float, confidence: float) -> float:
    """Ratio at which the score test, with its error if nothing differed, has the power asked."""
    wrong, missed = -special.ndtri((1 - confidence) / 2), special.ndtri(POWER)

    def lacking(rate_1: float) -> float:
        pooled = (n1 * rate_1 + n2 * rate) / (n1 + n2)
        alike = math.sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n2))
        apart = math.sqrt(rate_1 * (1 - rate_1) / n1 + rate * (1 - rate) / n2)
        return float(wrong * alike + missed * apart - abs(rate_1 - rate))

    end = 1.0 if sign > 0 else 0.0
    if lacking(end) > 0:
        return math.nan
    return float(optimize.brentq(lacking, rate, end, xtol=1e-9)) / rate
