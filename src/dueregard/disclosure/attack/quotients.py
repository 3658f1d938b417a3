"""What printed values say without looking at combinations: linear facts about the counts."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from .facts import INFINITY, Fact
from .operands import Operand, Range


def weighted(terms: Sequence[tuple[Operand, float]], low: float, high: float, base: Fact) -> Fact:
    """Return the fact that a weighted sum of operands lies between ``low`` and ``high``."""
    unknown: dict[int, float] = {}
    known = 0.0
    for operand, weight in terms:
        known += operand.constant * weight
        for quantity, coefficient in operand.terms:
            unknown[quantity] = unknown.get(quantity, 0.0) + coefficient * weight
    left = tuple((quantity, weight) for quantity, weight in unknown.items() if weight)
    return replace(base, terms=left, lower=low - known, upper=high - known)


def quotient(top: Operand, bottom: Operand, low: float, high: float, base: Fact) -> Iterator[Fact]:
    """Yield ``low <= top / bottom <= high`` as linear facts, whatever is hidden.

    Examples
    --------
    One tenth, to one decimal, of two hidden counts:

    >>> base = Fact((), 0, 0, 0, 0, "The ratio is 0.1")
    >>> one, other = Operand(((0, 1.0),)), Operand(((1, 1.0),))
    >>> for fact in quotient(one, other, 0.05, 0.15, base):
    ...     print(fact.terms, fact.lower, fact.upper)
    ((0, 1.0), (1, -0.05)) 0.0 inf
    ((0, 1.0), (1, -0.15)) -inf 0.0
    """
    if bottom.known:
        if bottom.constant:
            yield weighted([(top, 1.0)], low * bottom.constant, high * bottom.constant, base)
        return
    if -INFINITY < low < INFINITY:
        yield weighted([(top, 1.0), (bottom, -low)], 0.0, INFINITY, base)
    if -INFINITY < high < INFINITY:
        yield weighted([(top, 1.0), (bottom, -high)], -INFINITY, 0.0, base)


def two_quotients(
    kind: str,
    operands: Sequence[Operand],
    value: Range,
    ranges: Mapping[int, Range],
    base: Fact,
) -> Iterator[Fact]:
    """Yield what the printed value of a comparison says of each group, and of both.

    Where both totals are known, ratios and differences are linear in the events; else each
    group's share is bounded by what the other's can be.

    Parameters
    ----------
    kind : {"ratio", "difference", "odds"}
        What is compared.
    operands : four operands
        Events and total of the first group and of the second.
    value : (least, most)
        The numbers that print as the value.
    ranges : mapping
        The least and the most of each quantity.
    base : Fact
        Its place and words go on every fact.
    """
    x, n, y, m = operands
    low, high = value
    if kind != "difference" and high <= 0:
        return
    if n.known and m.known and n.constant > 0 and m.constant > 0:
        if kind == "difference":
            terms = [(x, 1 / n.constant), (y, -1 / m.constant)]
            yield weighted(terms, low, high, base)
        elif kind == "ratio":
            yield from quotient(
                x, y, low * n.constant / m.constant, high * n.constant / m.constant, base
            )
    first, second = (_share(*pair, ranges) for pair in ((x, n), (y, m)))
    if not n.known or kind == "odds":
        yield from quotient(x, n, *_first(kind, value, second), base)
    if not m.known or kind == "odds":
        yield from quotient(y, m, *_second(kind, value, first), base)


def _share(top: Operand, bottom: Operand, ranges: Mapping[int, Range]) -> Range:
    (low, high), (least, most) = top.range(ranges), bottom.range(ranges)
    lower = low / most if most < INFINITY and most > 0 else 0.0
    return lower, high / least if least > 0 else INFINITY


def _first(kind: str, value: Range, second: Range) -> Range:
    """Return what the first share can be, given the second."""
    if kind == "difference":
        return value[0] + second[0], value[1] + second[1]
    if kind == "odds":
        odds = [_odds(share) for share in second]
        least, most = _times(max(value[0], 0.0), odds[0], 0.0), _times(value[1], odds[1])
        return _shared(least), _shared(most)
    return _times(max(value[0], 0.0), second[0], 0.0), _times(value[1], second[1])


def _second(kind: str, value: Range, first: Range) -> Range:
    """Return what the second share can be, given the first."""
    if kind == "difference":
        return first[0] - value[1], first[1] - value[0]
    if kind == "odds":
        odds = [_odds(share) for share in first]
        return _shared(_over(odds[0], value[1])), _shared(_over(odds[1], value[0]))
    return _over(first[0], value[1]), _over(first[1], value[0])


def _odds(share: float) -> float:
    return share / (1 - share) if share < 1 else INFINITY


def _shared(odds: float) -> float:
    return odds / (1 + odds) if odds < INFINITY else 1.0


def _times(one: float, other: float, otherwise: float = INFINITY) -> float:
    found = one * other
    return otherwise if math.isnan(found) else found


def _over(one: float, other: float) -> float:
    """Divide where what is divided by may be nothing: then there is no limit from above."""
    return one / other if other > 0 else INFINITY
