"""Combinations of counts as linear facts: bounds, the sides of their hull, and a list of them."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from .facts import INFINITY, Fact, Quantity
from .polytope import Floats

#: Up to this many combinations each is told apart where bounds and sides let others in.
MOST_LISTED = 300
Point = tuple[int, int]


@dataclass(frozen=True)
class Joint:
    """What a set of combinations says.

    Parameters
    ----------
    facts : tuple of Fact
        Linear facts that hold for all of them.
    choices : tuple of Quantity
        Unknowns of the list: one for each combination, of which one is 1. Their numbers in the
        facts begin where the caller said.
    complete : bool
        Whether whole counts that satisfy the facts are among the combinations.
    few : tuple of (quantity, counts)
        Quantities for which fewer counts remain than lie between the least and the most.
    """

    facts: tuple[Fact, ...]
    choices: tuple[Quantity, ...]
    complete: bool
    few: tuple[tuple[int, Floats], ...]


def joint(hidden: Sequence[int], combinations: Floats, base: Fact, first: int) -> Joint:
    """Return what it says of hidden quantities that one of these combinations is true.

    Parameters
    ----------
    hidden : sequence of int
        Numbers of the h quantities.
    combinations : array of shape (k, h)
        At least one.
    base : Fact
        Its place and words go on every fact.
    first : int
        Number of the first quantity that is free.

    Examples
    --------
    The p-value leaves 3 or 17: the list keeps what lies between out.

    >>> base = Fact((), 0, 0, 0, 0, "The p-value is 0.04", (5,))
    >>> told = joint([5], np.array([[3.0], [17.0]]), base, first=9)
    >>> [(fact.terms, fact.lower, fact.upper) for fact in told.facts[:2]]
    [(((5, 1.0),), 3.0, 17.0), (((9, 1.0), (10, 1.0)), 1.0, 1.0)]
    >>> told.complete, len(told.choices)
    (True, 2)
    """

    def fact(terms: tuple[tuple[int, float], ...], lower: float, upper: float) -> Fact:
        return Fact(terms, lower, upper, base.release, base.table, base.words, base.about)

    facts = []
    few = []
    for quantity, column in zip(hidden, combinations.T, strict=True):
        low, high = float(column.min()), float(column.max())
        facts.append(fact(((quantity, 1.0),), low, high))
        counts = np.unique(column)
        if len(counts) < high - low + 1:
            few.append((quantity, counts))
    gaps = bool(few) if len(hidden) == 1 else len(hidden) > 2
    for i, j in itertools.combinations(range(len(hidden)), 2):
        points = [(int(a), int(b)) for a, b in np.unique(combinations[:, [i, j]], axis=0)]
        corners = hull(points)
        for a, b, upper in sides(corners):
            facts.append(fact(((hidden[i], a), (hidden[j], b)), -INFINITY, upper))
        if len(hidden) == 2:
            gaps = points_inside(corners) > len(points)
    choices: list[Quantity] = []
    if gaps and len(combinations) <= MOST_LISTED:
        choices = [Quantity(choice=True) for _ in combinations]
        numbers = range(first, first + len(choices))
        facts.append(fact(tuple((n, 1.0) for n in numbers), 1.0, 1.0))
        for quantity, column in zip(hidden, combinations.T, strict=True):
            listed = ((n, -float(v)) for n, v in zip(numbers, column, strict=True) if v)
            facts.append(fact(((quantity, 1.0), *listed), 0.0, 0.0))
    return Joint(tuple(facts), tuple(choices), not gaps or bool(choices), tuple(few))


def hull(points: Sequence[Point]) -> list[Point]:
    """Return the corners of the convex hull, counter-clockwise (Andrew 1979).

    Examples
    --------
    >>> hull([(0, 0), (1, 1), (2, 0), (2, 2), (0, 2)])
    [(0, 0), (2, 0), (2, 2), (0, 2)]
    """
    ordered = sorted(set(points))
    if len(ordered) < 3:
        return ordered

    def half(along: Sequence[Point]) -> list[Point]:
        chain: list[Point] = []
        for point in along:
            while len(chain) > 1 and _turn(chain[-2], chain[-1], point) <= 0:
                chain.pop()
            chain.append(point)
        return chain[:-1]

    return half(ordered) + half(ordered[::-1])


def _turn(a: Point, b: Point, c: Point) -> int:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def sides(corners: Sequence[Point]) -> Iterator[tuple[float, float, float]]:
    """Yield ``a``, ``b`` and ``upper`` of each side: ``a·x + b·y <= upper`` for all points.

    Sides along an axis are bounds of one count and are left out; a hull that is a line has two.

    Examples
    --------
    >>> list(sides([(0, 0), (2, 0), (0, 2)]))
    [(1.0, 1.0, 2.0)]
    >>> list(sides([(1, 2), (3, 6)]))
    [(2.0, -1.0, 0.0), (-2.0, 1.0, 0.0)]
    """
    if len(corners) < 2:
        return
    for (x, y), (u, v) in itertools.pairwise([*corners, corners[0]]):
        step = math.gcd(u - x, v - y)
        a, b = (v - y) // step, (x - u) // step
        if a and b:
            yield float(a), float(b), float(a * x + b * y)


def points_inside(corners: Sequence[Point]) -> int:
    """Return how many points with whole coordinates a hull holds (Pick 1899).

    Examples
    --------
    >>> points_inside([(0, 0), (2, 0), (2, 2), (0, 2)]), points_inside([(1, 2), (3, 6)])
    (9, 3)
    """
    if len(corners) == 1:
        return 1
    ring = list(itertools.pairwise([*corners, corners[0]]))
    along = sum(math.gcd(u - x, v - y) for (x, y), (u, v) in ring)
    if len(corners) == 2:
        return along // 2 + 1
    twice = abs(sum(x * v - u * y for (x, y), (u, v) in ring))
    return (twice + along) // 2 + 1
