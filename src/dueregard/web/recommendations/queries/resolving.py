"""Where a recommendation that hands the matter on leads to in the end."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from dueregard.web.recommendations.models import Link, Recommendation
from dueregard.web.recommendations.states import RESOLVING_LINKS


def resolve(recommendation: Recommendation) -> list[Recommendation]:
    """Return what ``recommendation`` comes down to: itself, unless it hands the matter on.

    It follows *see*, *duplicate of* and *merged into* to their ends; there are several when it
    points to several.
    """
    return ends_of([recommendation.pk]).get(recommendation.pk) or [recommendation]


def ends_of(ids: Iterable[int]) -> dict[int, list[Recommendation]]:
    """Return where each item that hands the matter on leads to; others are left out.

    The number of queries is that of the steps of the longest chain, and one for the ends.
    """
    starts = list(ids)
    steps = _steps(starts)
    ends = {start: _ends(start, steps) for start in starts if start in steps}
    wanted = {pk for found in ends.values() for pk in found}
    items = (
        Recommendation.objects.select_related("commitment", "source").in_bulk(wanted)
        if wanted
        else {}
    )
    return {start: [items[pk] for pk in found] for start, found in ends.items()}


def _steps(starts: list[int]) -> dict[int, list[int]]:
    """Return each item's next ones, for everything that can be reached from ``starts``."""
    steps: dict[int, list[int]] = defaultdict(list)
    asked: set[int] = set()
    front = set(starts)
    while front:
        asked |= front
        links = Link.objects.filter(origin__in=front, kind__in=list(RESOLVING_LINKS))
        reached = set()
        for origin, target in links.order_by("pk").values_list("origin_id", "target_id"):
            steps[origin].append(target)
            reached.add(target)
        front = reached - asked
    return dict(steps)


def _ends(start: int, steps: dict[int, list[int]]) -> list[int]:
    ends: list[int] = []
    passed: set[int] = set()
    waiting = [start]
    while waiting:
        here = waiting.pop()
        # Links never loop, but a record that was damaged must not hang a page.
        if here in passed:
            continue
        passed.add(here)
        if here in steps:
            waiting.extend(reversed(steps[here]))
        elif here not in ends:
            ends.append(here)
    return ends
