"""Statistics computed again for every combination of counts an outsider thinks possible."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import special

from dueregard.statistics.differences import RISK_DIFFERENCE_METHODS, risk_difference
from dueregard.statistics.exact_tests import EXACT_TEST_METHODS, exact_test
from dueregard.statistics.odds import ODDS_RATIO_METHODS, odds_ratio
from dueregard.statistics.proportions import PROPORTION_METHODS, proportion_interval
from dueregard.statistics.rate_comparisons import (
    RATE_DIFFERENCE_METHODS,
    RATE_RATIO_METHODS,
    rate_difference,
    rate_ratio,
)
from dueregard.statistics.rate_tests import RATE_TEST_METHODS, rate_ratio_test
from dueregard.statistics.rates import RATE_METHODS, rate_interval
from dueregard.statistics.ratios import RISK_RATIO_METHODS, risk_ratio

from .polytope import Floats

Flags: TypeAlias = NDArray[np.bool_]
Counts: TypeAlias = tuple[Floats, ...]
#: Name of what was printed to the numbers that print so; ``nan`` twice: printed as undefined.
Printed: TypeAlias = Mapping[str, tuple[float, float]]

#: Kinds that compare two groups: their function, methods and default.
COMPARISONS: dict[str, tuple[Callable[..., Any], tuple[str, ...], str]] = {
    "risk_ratio": (risk_ratio, RISK_RATIO_METHODS, "miettinen_nurminen"),
    "risk_difference": (risk_difference, RISK_DIFFERENCE_METHODS, "miettinen_nurminen"),
    "odds_ratio": (odds_ratio, ODDS_RATIO_METHODS, "miettinen_nurminen"),
    "rate_ratio": (rate_ratio, RATE_RATIO_METHODS, "exact_conditional"),
    "rate_difference": (rate_difference, RATE_DIFFERENCE_METHODS, "score"),
}
#: Tests of two groups by what their totals are: people, or exposure.
TESTS = {"events": EXACT_TEST_METHODS, "rates": RATE_TEST_METHODS}

#: Combinations a method is computed for at most, a few seconds for each: limits in closed form,
#: then what is not listed, then those that go through all tables for each combination.
_MOST = {
    **dict.fromkeys(("wilson", "wilson_cc", "agresti_coull", "wald", "byar", "score"), 2_000_000),
    **dict.fromkeys(("katz", "woolf", "newcombe", "agresti_caffo"), 2_000_000),
    "conditional": 15_000,
    "boschloo": 30,
    "barnard": 30,
}
_MOST_OTHERWISE = 100_000


def _most(method: str) -> int:
    return _MOST.get(method, _MOST_OTHERWISE)


@dataclass(frozen=True)
class Recipe:
    """How a statistic follows from the counts it rests on.

    Parameters
    ----------
    fits : callable
        From counts and what was printed to whether they print so.
    possible : callable
        Which counts the statistic can be computed for at all.
    quick : callable, optional
        The value alone, in a few operations: what does not print as it is left out first.
    most : int
        Combinations that ``fits`` is asked about at most.
    looked_at : int
        Combinations that are looked at at most.
    """

    fits: Callable[[Counts, Printed], Flags]
    possible: Callable[[Counts], Flags]
    quick: Callable[[Counts], Floats] | None = None
    most: int = 2_000_000
    looked_at: int = 8_000_000


def printed_alike(values: Floats, printed: tuple[float, float]) -> Flags:
    """Return which values print as the one given."""
    if np.isnan(printed[0]):
        return np.isnan(values)
    return np.asarray((values >= printed[0]) & (values <= printed[1]))


def _fitting(found: Mapping[str, Floats], printed: Printed) -> Flags:
    flags = [printed_alike(found[name], limits) for name, limits in printed.items()]
    return np.asarray(np.logical_and.reduce(flags))


def _events_in(counts: Counts) -> Flags:
    pairs = [(counts[k] >= 0) & (counts[k] <= counts[k + 1]) for k in range(0, len(counts), 2)]
    return np.asarray(np.logical_and.reduce(pairs))


def _not_negative(counts: Counts) -> Flags:
    return np.asarray(np.logical_and.reduce([part >= 0 for part in counts]))


def one_group(*, method: str, confidence: float, scale: float, rates: bool) -> Recipe:
    """Return the recipe of a proportion or rate with its interval.

    Examples
    --------
    Of 40 people, a Wilson interval of 4.0 % to 23.1 % belongs to four and to nobody else:

    >>> recipe = one_group(method="wilson", confidence=0.95, scale=100, rates=False)
    >>> x, n = np.arange(1.0, 10.0), np.full(9, 40.0)
    >>> printed = {"lower": (3.95, 4.05), "upper": (23.05, 23.15)}
    >>> x[recipe.fits((x, n), printed)]
    array([4.])
    """

    def fits(counts: Counts, printed: Printed) -> Flags:
        more: dict[str, Any] = {"method": method, "confidence": confidence}
        if rates:
            found = rate_interval(events=counts[0], exposure=counts[1], **more)
        else:
            found = proportion_interval(events=counts[0], total=counts[1], **more)
        values = {n: np.asarray(getattr(found, n)) * scale for n in ("value", "lower", "upper")}
        return _fitting(values, printed)

    return Recipe(fits, _not_negative if rates else _events_in, None, _most(method))


def two_groups(*, kind: str, method: str, confidence: float, scale: float) -> Recipe:
    """Return the recipe of an estimate that compares two groups, with its interval.

    Examples
    --------
    Of 40 and 60 people, a risk ratio of 1.50 (from 0.36) leaves one pair of counts:

    >>> recipe = two_groups(
    ...     kind="risk_ratio", method="miettinen_nurminen", confidence=0.95, scale=1
    ... )
    >>> x, y = (a.ravel().astype(float) for a in np.mgrid[1:10, 1:10])
    >>> counts = x, np.full(81, 40.0), y, np.full(81, 60.0)
    >>> printed = {"value": (1.495, 1.505), "lower": (0.355, 0.365)}
    >>> found = recipe.fits(counts, printed)
    >>> x[found], y[found]
    (array([3.]), array([3.]))
    """
    function, _, _ = COMPARISONS[kind]
    rates = kind.startswith("rate")
    total = "exposure" if rates else "total"

    def fits(counts: Counts, printed: Printed) -> Flags:
        names = ("events_1", f"{total}_1", "events_2", f"{total}_2")
        found = function(
            **dict(zip(names, counts, strict=True)), method=method, confidence=confidence
        )
        values = {n: np.asarray(getattr(found, n)) * scale for n in ("value", "lower", "upper")}
        return _fitting(values, printed)

    quick = None if method == "conditional" else _value(kind, scale)
    return Recipe(fits, _not_negative if rates else _events_in, quick, _most(method))


def value_of_one(*, scale: float) -> Recipe:
    """Return the recipe of a plain quotient.

    Linear facts say all of it but one thing: which of the counts between the least and the most
    do not print so. That is looked at where there are few.
    """

    def quick(counts: Counts) -> Floats:
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(counts[0] / counts[1] * scale)

    def fits(counts: Counts, printed: Printed) -> Flags:
        return _fitting({"value": quick(counts)}, printed)

    return Recipe(fits, _not_negative, quick, looked_at=50_000)


def value_of_two(*, kind: str, scale: float) -> Recipe:
    """Return the recipe of the plain ratio or difference of two quotients."""
    quick = _value(kind, scale)

    def fits(counts: Counts, printed: Printed) -> Flags:
        return _fitting({"value": quick(counts)}, printed)

    return Recipe(fits, _not_negative, quick)


def _value(kind: str, scale: float) -> Callable[[Counts], Floats]:
    def quick(counts: Counts) -> Floats:
        x, n, y, m = counts
        with np.errstate(divide="ignore", invalid="ignore"):
            if kind.endswith("difference"):
                found = x / n - y / m
            elif kind == "odds_ratio":
                found = x * (m - y) / ((n - x) * y)
            else:
                found = np.where((n > 0) & (m > 0), x / n / (y / m), np.nan)
        return np.asarray(found * scale)

    return quick


def p_value(*, of: str, method: str, alternative: str) -> Recipe:
    """Return the recipe of the p-value of a test of two groups.

    Examples
    --------
    >>> recipe = p_value(of="events", method="fisher", alternative="two-sided")
    >>> x, full = np.arange(0.0, 9.0), np.full(9, 8.0)
    >>> x[recipe.fits((x, full, np.full(9, 4.0), full), {"value": (0.005, 0.105)})]
    array([0., 8.])
    """

    def fits(counts: Counts, printed: Printed) -> Flags:
        x, n, y, m = counts
        if of == "rates":
            groups: dict[str, Any] = {
                "events_1": x,
                "exposure_1": n,
                "events_2": y,
                "exposure_2": m,
            }
            found = rate_ratio_test(**groups, method=method, alternative=alternative)
        else:
            table = np.stack([np.stack([x, n - x], -1), np.stack([y, m - y], -1)], -2)
            found = exact_test(table, method=method, alternative=alternative, groups="rows")
        return _fitting({"value": np.asarray(found.p_value)}, printed)

    return Recipe(fits, _not_negative if of == "rates" else _events_in, None, _most(method))


def mean(*, unit: float | None, confidence: float) -> Recipe:
    """Return the recipe of a mean: how many people it can be the mean of.

    The sum of measurements taken in steps of ``unit`` is a multiple of it; and the width of
    Student's interval in standard deviations depends on nothing but how many there are.

    Examples
    --------
    Years of service, counted in whole years, have a mean of 4.33:

    >>> people = np.arange(1.0, 16.0)
    >>> people[mean(unit=1, confidence=0.95).fits((people,), {"value": (4.325, 4.335)})]
    array([ 3.,  6.,  9., 12., 15.])
    """

    def fits(counts: Counts, printed: Printed) -> Flags:
        n = counts[-1]
        flags = np.asarray(n >= 1)
        if unit is not None and "value" in printed:
            low, high = printed["value"]
            flags &= np.floor(high * n / unit) >= np.ceil(low * n / unit)
        spread = printed.get("standard_deviation")
        if spread is not None and {"lower", "upper"} <= printed.keys():
            least = (printed["upper"][0] - printed["lower"][1]) / 2
            most = (printed["upper"][1] - printed["lower"][0]) / 2
            reach = special.stdtrit(np.maximum(n - 1, 1), (1 + confidence) / 2) / np.sqrt(n)
            flags &= (n >= 2) & (reach * spread[1] >= least) & (reach * spread[0] <= most)
        return flags

    return Recipe(fits, lambda counts: np.asarray(counts[-1] >= 1))


def check_method(kind: str, method: str, allowed: tuple[str, ...]) -> str:
    """Return what is wrong with a method, or nothing."""
    if method in allowed:
        return ""
    return f"the attack does not know “{method}” for {kind}; it knows {', '.join(allowed)}"


def methods_of_one(rates: bool) -> tuple[str, ...]:
    """Return the methods of an interval of one proportion, or of one rate."""
    return tuple(RATE_METHODS if rates else PROPORTION_METHODS)
