"""Ratios, differences and tests of many pairs, each by the rule that fits its counts.

The rules are those of `dueregard.statistics.choice_rules`, applied to whole columns at once; a
test holds the two against each other. Where they choose an exact test, limits of ratios agree
with it (`dueregard.measures.exact_limits`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from dueregard.statistics import (
    exact_test,
    rate_difference,
    rate_ratio,
    rate_ratio_test,
    risk_difference,
    risk_ratio,
)
from dueregard.statistics.choice_rules import FEW, FEWEST_EVENTS, SMALLEST_EXPECTED, USUAL
from dueregard.statistics.estimate import Estimate

from .cells import Floats
from .columns import Coded, Flags
from .exact_limits import Rows, agreeing, exact_risk_limits, very_few
from .pairs import Pairs

RULES = ("nobody", "no_events_in_reference", "zero_cell", "few", "enough")
TESTS = ("exact", "mid_p", "score")
METHODS = (
    USUAL["risk_ratio"],
    FEW["odds_ratio"],
    USUAL["rate_ratio"],
    FEW["rate_ratio"],
    "test_inversion",
)
_TEST_OF_RULE = np.array([-1, 0, 0, 1, 2])
_EXACT, _MID_P, _SCORE = range(3)


@dataclass(frozen=True)
class Compared:
    """Results of comparing, comparison group over or less reference group; ``nan`` elsewhere.

    Parameters
    ----------
    ratio, ratio_lower, ratio_upper : ndarray of float
        Ratio with its limits.
    difference, difference_lower, difference_upper : ndarray of float
        Difference with its limits.
    p_value : ndarray of float
        Two-sided.
    rule, test, method : Coded
        Rule that fitted, test and interval of the ratio that it chose.
    """

    ratio: Floats
    ratio_lower: Floats
    ratio_upper: Floats
    difference: Floats
    difference_lower: Floats
    difference_upper: Floats
    p_value: Floats
    rule: Coded
    test: Coded
    method: Coded

    def __repr__(self) -> str:
        return f"<Compared of {self.p_value.size} rows>"


def compare(pairs: Pairs, *, people: bool, confidence: float) -> Compared:
    """Compare each pair by the rule that fits its counts.

    Parameters
    ----------
    pairs : Pairs
        Counts; rows that are not usable stay ``nan``.
    people : bool
        Risks of people (True) or rates of events over exposure.
    confidence : float
        Two-sided level of the limits.
    """
    usable = pairs.usable
    rows = (
        pairs.events_1[usable],
        pairs.total_1[usable],
        pairs.events_2[usable],
        pairs.total_2[usable],
    )
    rules = rules_of(*rows, people=people)
    tests = _TEST_OF_RULE[rules]
    exactly = (tests == _EXACT) | (tests == _MID_P)
    difference = _difference(rows, people, confidence)
    p_value = p_values(rows, tests, people=people)
    value, (lower, upper), methods = _ratio(rows, exactly, people, confidence)
    x1, n1, x2, n2 = (part[exactly] for part in rows)
    lower[exactly], upper[exactly], turned = agreeing(
        (x1, n1, x2, n2),
        (lower[exactly], upper[exactly]),
        p_value[exactly],
        mid=tests[exactly] == _MID_P,
        people=people,
        confidence=confidence,
    )
    methods[np.flatnonzero(exactly)[turned]] = METHODS.index("test_inversion")

    def wide(values: object) -> Floats:
        full = np.full(usable.shape, np.nan)
        full[usable] = values
        return full

    def coded(words: tuple[str, ...], codes: np.ndarray) -> Coded:
        full = np.full(usable.shape, -1, dtype=np.intp)
        full[usable] = codes
        return Coded(words, full)

    return Compared(
        ratio=wide(value),
        ratio_lower=wide(lower),
        ratio_upper=wide(upper),
        difference=wide(difference.value),
        difference_lower=wide(difference.lower),
        difference_upper=wide(difference.upper),
        p_value=wide(p_value),
        rule=coded(RULES, rules),
        test=coded(TESTS, tests),
        method=coded(METHODS, methods),
    )


def rules_of(x1: Floats, n1: Floats, x2: Floats, n2: Floats, *, people: bool) -> np.ndarray:
    """Return for each pair the number of the first of ``RULES`` that fits a ratio."""
    share = np.divide(x1 + x2, n1 + n2, out=np.zeros_like(x1), where=n1 + n2 > 0)
    least = np.minimum(n1, n2) * (np.minimum(share, 1 - share) if people else share)
    zero = np.minimum(x1, x2) == 0
    if people:
        zero |= np.minimum(n1 - x1, n2 - x2) == 0
    few = (np.minimum(x1, x2) < FEWEST_EVENTS) | (least < SMALLEST_EXPECTED)
    return np.select([(n1 == 0) | (n2 == 0), x2 == 0, zero, few], [0, 1, 2, 3], 4)


def _ratio(
    rows: Rows, exactly: Flags, people: bool, confidence: float
) -> tuple[Floats, tuple[Floats, Floats], np.ndarray]:
    """Ratios, their limits, and for each row the number of its method."""
    x1, n1, x2, n2 = rows
    if people:
        method = USUAL["risk_ratio"]
        counts = {"events_1": x1, "total_1": n1, "events_2": x2, "total_2": n2}
        found = risk_ratio(**counts, method=method, confidence=confidence)
        value, lower, upper = (
            np.array(part, dtype=np.float64) for part in (found.value, found.lower, found.upper)
        )
        few = exactly & very_few(*rows)
        some = (x1[few], n1[few], x2[few], n2[few])
        lower[few], upper[few] = exact_risk_limits(some, (lower[few], upper[few]), confidence)
        return value, (lower, upper), np.where(few, 1, 0)
    value, lower, upper = (np.full(x1.shape, np.nan) for _ in range(3))
    for method, chosen in ((USUAL["rate_ratio"], ~exactly), (FEW["rate_ratio"], exactly)):
        if chosen.any():
            counts = {"events_1": x1[chosen], "exposure_1": n1[chosen]}
            counts |= {"events_2": x2[chosen], "exposure_2": n2[chosen]}
            found = rate_ratio(**counts, method=method, confidence=confidence)
            value[chosen], lower[chosen], upper[chosen] = found.value, found.lower, found.upper
    return value, (lower, upper), np.where(exactly, 3, 2)


def _difference(rows: Rows, people: bool, confidence: float) -> Estimate:
    x1, n1, x2, n2 = rows
    if people:
        return risk_difference(
            events_1=x1, total_1=n1, events_2=x2, total_2=n2, confidence=confidence
        )
    return rate_difference(
        events_1=x1, exposure_1=n1, events_2=x2, exposure_2=n2, confidence=confidence
    )


def p_values(rows: tuple[Floats, ...], tests: np.ndarray, *, people: bool) -> Floats:
    """Return two-sided p-values, each by its own test (a number of ``TESTS``)."""
    found = np.full(rows[0].shape, np.nan)
    for number, name in enumerate(TESTS):
        chosen = tests == number
        if not chosen.any():
            continue
        x1, n1, x2, n2 = (part[chosen] for part in rows)
        if not people:
            method = "exact_conditional" if name == "exact" else name
            test = rate_ratio_test(
                events_1=x1, exposure_1=n1, events_2=x2, exposure_2=n2, method=method
            )
            found[chosen] = test.p_value
        elif number == _SCORE:
            found[chosen] = _score_p(x1, n1, x2, n2)
        else:
            table = np.stack([np.stack([x1, n1 - x1], -1), np.stack([x2, n2 - x2], -1)], -2)
            found[chosen] = exact_test(table, method="fisher" if number == _EXACT else name).p_value
    return found


def _score_p(x1: Floats, n1: Floats, x2: Floats, n2: Floats) -> Floats:
    """Score test that Miettinen and Nurminen's limits turn round: both say the same."""
    total = n1 + n2
    share = (x1 + x2) / total
    variance = share * (1 - share) * (1 / n1 + 1 / n2) * total / (total - 1)
    z = (x1 / n1 - x2 / n2) / np.sqrt(variance)
    return np.asarray(2 * special.ndtr(-np.abs(z)))
