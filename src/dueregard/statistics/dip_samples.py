"""How many cases to draw, and what it means to have found nothing in those drawn."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import ceil, comb, expm1, log, log1p

import numpy as np

from dueregard.statistics.arguments import (
    Value,
    broadcast,
    check_at_most,
    check_confidence,
    count_array,
    number_array,
)
from dueregard.statistics.estimate import Numbers

ROUNDING = Fraction(1, 10**9)


def dip_sample_size(*, population: Value, tolerable: Value, confidence: float = 0.95) -> Numbers:
    """Fewest cases to draw at random so that too many errors are unlikely to stay unseen.

    Parameters
    ----------
    population : array_like of int
        Cases to draw from.
    tolerable : array_like of float
        Share of cases with an error from which on at least one must be found, between 0 and 1.
    confidence : float
        Probability of finding at least one when the share of errors is that high.

    Returns
    -------
    float or ndarray
        Whole cases; 0 for an empty population.

    Raises
    ------
    ValueError
        A tolerable share outside 0 and 1, a fractional population.

    Notes
    -----
    Exact, by the hypergeometric distribution (Cochran, 1977, on sampling without replacement): the
    smallest n with
    :math:`1 - \\binom{N-D}{n}/\\binom{N}{n}` at least the confidence,
    :math:`D = \\lceil tN \\rceil`.

    Examples
    --------
    >>> dip_sample_size(population=400, tolerable=0.05)
    55.0
    """
    missed = _missed(confidence)
    cases, share = broadcast(
        population=count_array("population", population),
        tolerable=number_array("tolerable", tolerable),
    )
    if share.size and not ((share > 0) & (share < 1)).all():
        raise ValueError("tolerable must be a share between 0 and 1, ends excluded")

    def smallest(size: int, limit: float) -> int:
        # A share a hair too high from rounding would mean one error more, and too few cases.
        errors = max(1, ceil(Fraction(str(limit)) * size - ROUNDING))
        if not size:
            return 0
        # Drawing with replacement needs no fewer cases: a bound to begin below.
        enough = log(missed) / log1p(-errors / size) if errors < size else 1
        return _first(lambda n: _none_found(size, errors, n) <= missed, min(size, ceil(enough) + 1))

    found = [smallest(int(a), float(b)) for a, b in zip(cases.flat, share.flat, strict=True)]
    return _shaped(found, cases.shape)


def zero_found_upper_bound(
    *, population: Value, sample: Value, confidence: float = 0.95
) -> Numbers:
    """Largest share of errors a population may still hold when none was found in a sample.

    Parameters
    ----------
    population, sample : array_like of int
        Cases there are, and cases drawn at random and found without error.
    confidence : float
        One-sided level.

    Returns
    -------
    float or ndarray
        A share between 0 and 1; ``nan`` for an empty population.

    Raises
    ------
    ValueError
        A sample larger than its population, fractional numbers.

    Notes
    -----
    Exact, by the hypergeometric distribution: the largest D/N with
    :math:`\\binom{N-D}{n}/\\binom{N}{n}` above one less the confidence. For large populations it
    comes near the rule of three, 3/n (Hanley and Lippman-Hand, 1983).

    Examples
    --------
    A dip sample of two in a hundred of 400 cases, without a finding:

    >>> zero_found_upper_bound(population=400, sample=8)
    0.3075
    """
    missed = _missed(confidence)
    cases, drawn = broadcast(
        population=count_array("population", population), sample=count_array("sample", sample)
    )
    check_at_most("sample", drawn, "population", cases)

    def largest(size: int, n: int) -> float:
        if not size:
            return np.nan
        # With one error more than the sample leaves room for, one is found for certain.
        most = size - n + 1
        if n:
            # Drawing with replacement excludes no fewer errors: a bound to begin below.
            most = min(most, ceil(-size * expm1(log(missed) / n)) + 1)
        excluded = _first(lambda errors: _none_found(size, errors, n) <= missed, most)
        return (excluded - 1) / size

    found = [largest(int(a), int(b)) for a, b in zip(cases.flat, drawn.flat, strict=True)]
    return _shaped(found, cases.shape)


def _missed(confidence: float) -> Fraction:
    return 1 - Fraction(str(check_confidence(confidence)))


def _none_found(population: int, errors: int, sample: int) -> Fraction:
    """Probability that a sample holds none of the errors; the same with both exchanged."""
    fewer, more = sorted((errors, sample))
    return Fraction(comb(population - more, fewer), comb(population, fewer))


def _first(holds: Callable[[int], bool], most: int) -> int:
    """Smallest number from 0 to ``most`` for which it holds; it goes on holding from there."""
    low, high = 0, most
    while low < high:
        middle = (low + high) // 2
        if holds(middle):
            high = middle
        else:
            low = middle + 1
    return low


def _shaped(found: list[int] | list[float], shape: tuple[int, ...]) -> Numbers:
    array = np.array(found, dtype=np.float64).reshape(shape)
    return float(array) if array.ndim == 0 else array
