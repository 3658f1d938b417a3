"""The smallest ratio a comparison was likely to find: what every “cannot tell” carries."""

from __future__ import annotations

import math
from dataclasses import dataclass

from scipy import special

from dueregard.statistics import minimum_detectable_ratio

LARGEST_EXACT = 20_000
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
    Exact for risks of up to 20,000 people (`minimum_detectable_ratio`), normal approximation
    beyond; square roots of rates (Huffman, 1984) for events over exposure.

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
    if total_1 + total_2 <= LARGEST_EXACT:
        ratio = minimum_detectable_ratio(
            total_1=total_1,
            total_2=total_2,
            reference_rate=rate,
            confidence=confidence,
            direction=direction,
        )
        return Detectable(math.nan if math.isinf(ratio) else float(ratio), POWER, "exact")
    return Detectable(_normal(rate, total_1, total_2, sign * z), POWER, "normal")


def _normal(rate: float, n1: float, n2: float, z: float) -> float:
    """Ratio whose distance from 1 is z standard errors at the rates it makes."""
    ratio = 1.0
    for _ in range(60):
        rate_1 = min(max(ratio * rate, 0.0), 1.0)
        error = math.sqrt(rate_1 * (1 - rate_1) / n1 + rate * (1 - rate) / n2)
        new = 1 + z * error / rate
        if abs(new - ratio) < 1e-9:
            break
        ratio = new
    return ratio if 0 < ratio * rate <= 1 else math.nan
