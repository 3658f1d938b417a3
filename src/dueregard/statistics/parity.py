"""Is one group chosen less often than another, and how many people would make it even?"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from dueregard.statistics.arguments import (
    Value,
    check_at_most,
    check_confidence,
    check_fraction,
    count_array,
)
from dueregard.statistics.differences import risk_difference
from dueregard.statistics.estimate import Estimate, Flags, Floats
from dueregard.statistics.two_groups import NOBODY, two_proportions

FOUR_FIFTHS = Fraction(4, 5)


@dataclass(frozen=True)
class FourFifths:
    """Selection rates of several groups against the highest of them.

    Parameters
    ----------
    rate : ndarray, shape (groups,)
        Share of each group that was selected; ``nan`` for an empty group.
    ratio : ndarray, shape (groups,)
        Rate over the highest rate among the groups that are large enough.
    below : ndarray of bool, shape (groups,)
        Whether the ratio is below the threshold: decided on exact fractions, so 48 of 100
        against 60 of 100 is not.
    considered : ndarray of bool, shape (groups,)
        Groups large enough to be looked at.
    reference : int
        Position of the group with the highest rate; -1 when nobody was selected.
    threshold : float
        What the ratios were compared with.
    notes : tuple of str
        What to beware of.
    """

    rate: Floats
    ratio: Floats
    below: Flags
    considered: Flags
    reference: int
    threshold: float
    notes: tuple[str, ...] = ()


def four_fifths(
    *,
    selected: Value,
    pool: Value,
    threshold: float = 0.8,
    minimum_share: float = 0.02,
) -> FourFifths:
    """Four-fifths rule of thumb: is a group selected at less than 80 % of the highest rate?

    Parameters
    ----------
    selected, pool : array_like of int, shape (groups,)
        People selected and people who could have been, by group.
    threshold : float
        Ratio below which a group is flagged.
    minimum_share : float
        Groups that are a smaller share of the whole pool are not looked at, and cannot be the
        group others are compared with.

    Returns
    -------
    FourFifths

    Raises
    ------
    ValueError
        More selected than in the pool, fewer than two groups.

    Notes
    -----
    Uniform Guidelines on Employee Selection Procedures (1978) of the United States and their
    Questions and Answers (1979). A screening rule, no legal test here: it knows nothing of chance.
    Give it a test, the difference and the :func:`shortfall` as company.

    Examples
    --------
    >>> result = four_fifths(selected=[48, 60], pool=[100, 100])
    >>> result.ratio.tolist(), result.below.tolist()
    ([0.8, 1.0], [False, False])
    """
    people, chosen = count_array("pool", pool), count_array("selected", selected)
    if people.ndim != 1 or people.size < 2 or people.shape != chosen.shape:
        raise ValueError("selected and pool must be lists of one length, of two groups or more")
    check_at_most("selected", chosen, "pool", people)
    limit = Fraction(str(check_fraction("threshold", threshold)))
    least = Fraction(str(float(minimum_share))) * int(people.sum())
    considered = (people > 0) & np.array([int(size) >= least for size in people])
    rates = [Fraction(int(x), int(n)) if n else None for x, n in zip(chosen, people, strict=True)]
    best: Fraction | None = None
    reference = -1
    for index, rate in enumerate(rates):
        if considered[index] and rate and (best is None or rate > best):
            best, reference = rate, index
    ratio, below = np.full(people.shape, np.nan), np.zeros(people.shape, dtype=bool)
    if best is not None:
        for index, rate in enumerate(rates):
            if rate is not None:
                ratio[index] = float(rate / best)
                below[index] = bool(considered[index] and rate / best < limit)
    notes = []
    if best is None:
        notes.append("undefined: nobody was selected from a group that is large enough")
    if not considered.all():
        notes.append("groups too small for the rule were not looked at")
    shown = np.array([np.nan if rate is None else float(rate) for rate in rates])
    return FourFifths(shown, ratio, below, considered, reference, float(limit), tuple(notes))


def shortfall(
    *,
    events_1: Value,
    total_1: Value,
    events_2: Value,
    total_2: Value,
    confidence: float = 0.95,
) -> Estimate:
    """How many more people of group 1 would have had the event at the reference group's rate.

    Parameters
    ----------
    events_1, total_1 : array_like of int
        People of group 1 with the event, and all of them.
    events_2, total_2 : array_like of int
        The same for the reference group.
    confidence : float
        Two-sided level of the limits.

    Returns
    -------
    Estimate
        Whole people, rounded up; below zero when group 1 has more events than parity asks for.
        For events nobody wants (dismissals) a number below zero is the excess.

    Raises
    ------
    ValueError
        More events than people, negative or fractional counts.

    Notes
    -----
    Value: :math:`\\lceil n_1 x_2 / n_2 \\rceil - x_1` in exact arithmetic (Morris and Dunleavy,
    2017). Limits: Miettinen and Nurminen's (1985) of the risk difference, times :math:`-n_1`,
    rounded up; so they hold zero when those of the difference do.

    Examples
    --------
    >>> gap = shortfall(events_1=10, total_1=100, events_2=80, total_2=400)
    >>> gap.value, gap.lower, gap.upper
    (10.0, 2.0, 17.0)
    """
    level = check_confidence(confidence)
    groups = two_proportions(events_1, total_1, events_2, total_2)
    difference = risk_difference(
        events_1=groups.x1,
        total_1=groups.n1,
        events_2=groups.x2,
        total_2=groups.n2,
        confidence=level,
    )
    # Whole numbers of both sides of the fraction bar: no rounding before rounding up.
    filled = np.where(groups.empty, 1.0, groups.n2)
    needed = -((-groups.n1 * groups.x2) // filled) - groups.x1 + 0.0
    value = np.where(groups.empty, np.nan, needed)
    lower, upper = (
        np.ceil(-groups.n1 * limit - 1e-9) + 0.0  # no negative zero
        for limit in (np.asarray(difference.upper), np.asarray(difference.lower))
    )
    return groups.estimate(
        value, (lower, upper), level, "miettinen_nurminen", [(NOBODY, groups.empty)]
    )
