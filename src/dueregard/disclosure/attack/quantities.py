"""Cells of all releases brought together into the quantities they are."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from typing import Any

from dueregard.exceptions import UnusableDocument

from .facts import INFINITY, Fact, Occurrence, Quantity
from .published import HIDDEN, SHOWN, Levels, PublishedCell, PublishedRelease

#: Release, table and cell.
Place = tuple[int, int, Levels]


class Merging:
    """Disjoint sets of places: which cells are one quantity."""

    def __init__(self) -> None:
        self._above: dict[Any, Any] = {}

    def find(self, item: Any) -> Any:
        """Return the one that stands for the set of ``item``."""
        root = item
        while (above := self._above.setdefault(root, root)) != root:
            root = above
        while self._above[item] != root:
            self._above[item], item = root, self._above[item]
        return root

    def join(self, first: Any, second: Any) -> None:
        """Make the sets of both one."""
        self._above[self.find(second)] = self.find(first)


def merge(releases: Sequence[PublishedRelease]) -> tuple[list[Quantity], dict[Place, int]]:
    """Return the quantities of all releases, and which quantity each cell is.

    Cells are the same quantity when they say so (``identity``), when all parts of the identity
    of their tables and every level other than a total agree, or when their tables are linked.
    """
    merging = Merging()
    for r, release in enumerate(releases):
        _join_linked(merging, r, release)
        for t, table in enumerate(release.tables):
            for cell in table.cells.values():
                place = (r, t, cell.levels)
                merging.find(place)
                if cell.identity:
                    merging.join(("said", cell.identity), place)
                if table.identity["statistic"]:
                    same = (tuple(table.identity.values()), table.inner(cell.levels))
                    merging.join(("same", same), place)
    quantities: list[Quantity] = []
    numbers: dict[Any, int] = {}
    where: dict[Place, int] = {}
    for place, cell in _cells(releases):
        if cell.state == "not_available":
            continue
        root = merging.find(place)
        if root not in numbers:
            numbers[root] = len(quantities)
            quantities.append(Quantity())
        where[place] = numbers[root]
        _take_in(quantities[numbers[root]], place, cell, releases)
    return quantities, where


def _cells(releases: Sequence[PublishedRelease]) -> Iterator[tuple[Place, PublishedCell]]:
    for r, release in enumerate(releases):
        for t, table in enumerate(release.tables):
            for levels in sorted(table.cells):
                yield (r, t, levels), table.cells[levels]


def _join_linked(merging: Merging, r: int, release: PublishedRelease) -> None:
    """Linked dimensions are one classification: the margins over all the others are the same."""
    numbers = {table.name: t for t, table in enumerate(release.tables)}
    pairs: dict[tuple[int, int], dict[str, str]] = {}
    for one, dimension, other, counterpart in release.linked:
        pairs.setdefault((numbers[one], numbers[other]), {})[dimension] = counterpart
    for (a, b), dimensions in pairs.items():
        first, second = release.tables[a], release.tables[b]
        for levels in first.cells:
            inner = dict(first.inner(levels))
            if inner.keys() <= dimensions.keys():
                there = second.levels_of({dimensions[d]: level for d, level in inner.items()})
                if there in second.cells:
                    merging.join((r, a, levels), (r, b, there))


def _take_in(
    quantity: Quantity, place: Place, cell: PublishedCell, releases: Sequence[PublishedRelease]
) -> None:
    r, t, levels = place
    release = releases[r]
    hidden = cell.state == HIDDEN
    quantity.occurrences.append(Occurrence(r, t, levels, hidden, cell.value))
    if cell.state == "not_applicable":
        quantity.cut_to(0, "it is marked [z]: there can be nobody")
    elif hidden and (release.tables[t].name, levels) in release.not_at_risk:
        large = release.threshold
        quantity.raise_to(large, f"declared to be no small count, so it is at least {large}")
    elif hidden and release.zeros_shown:
        quantity.raise_to(1, "zeros are shown, so every hidden count is at least 1")
    elif cell.state in SHOWN and cell.value is not None:
        lower, upper, least, reason = _shown(cell.value, release)
        quantity.raise_to(lower, reason)
        quantity.cut_to(upper, reason)
        quantity.least_if_any = max(quantity.least_if_any, least)
        quantity.hidden_if_nobody |= bool(least) and not release.zeros_shown
    if quantity.lower > quantity.upper:
        raise UnusableDocument(_contradiction(quantity, releases))


def _shown(value: int, release: PublishedRelease) -> tuple[float, float, float, str]:
    """Return what a shown number says of the count: rounding and noise leave an interval.

    The third number is the least it can be when it is not 0.
    """
    below, above = rounding_error(release.policy)
    if not below and not above:
        return value, value, 0, ""
    lower, upper = max(0, value - below), value + above
    reason = f"shown as {value} after rounding, so it is from {lower} to {upper}"
    if release.hides_small and lower < release.threshold:
        least = release.threshold
        if value == 0:
            if upper < least:
                told = "shown as 0 where every other count under the threshold is hidden"
                return 0, 0, 0, told
            return 0, upper, least, reason
        if least <= upper:
            lower = least
            reason = (
                f"shown as {value} after rounding and not hidden, so it is from {lower} to {upper}"
            )
    return lower, upper, 0, reason


def nobody_or_many(quantities: list[Quantity], left_out: Container[int]) -> Iterator[Fact]:
    """Yield what ties counts that are 0 or no small number; add their choices to ``quantities``.

    Where small counts are hidden, a number rounded to 0 stands for nobody, or for at least the
    threshold; where zeros are hidden too, for nobody only if another table has ``left_out`` the
    cell, so that all know that it is nobody.
    """
    for number, quantity in enumerate(list(quantities)):
        least, most = quantity.least_if_any, quantity.upper
        if quantity.lower >= least or quantity.known:
            continue
        shown = least <= most and quantity.hidden_if_nobody and number not in left_out
        if quantity.lower > 0 or shown:
            reason = f"shown as 0 after rounding and not hidden, so if anybody, at least {least:g}"
            quantity.raise_to(min(least, most), reason)
        elif most < least:
            quantity.cut_to(0, "shown as 0 where every other count under the threshold is hidden")
        else:
            choice = len(quantities)
            quantities.append(Quantity(choice=True))
            place = quantity.occurrences[0]
            words = f"It was rounded to 0 and not hidden, so it is 0 or from {least:g} to {most:g}"
            for terms, lower in (
                (((choice, -1.0),), -1.0),
                (((number, 1.0), (choice, -least)), 0.0),
                (((number, -1.0), (choice, most)), 0.0),
            ):
                yield Fact(terms, lower, INFINITY, place.release, place.table, words, (number,))


def rounding_error(policy: Mapping[str, Any]) -> tuple[int, int]:
    """Return how far a count can lie below and above the number shown for it.

    Examples
    --------
    >>> rounding_error({"rounding": {"base": 5, "rule": "nearest"}})
    (2, 2)
    >>> rounding_error({"rounding": {"base": 10, "rule": "nearest"}})
    (5, 4)
    >>> rounding_error({"rounding": {"base": 3, "rule": "random"}})
    (2, 2)
    >>> rounding_error({})
    (0, 0)
    """
    rounding = policy.get("rounding")
    below = above = 0
    if rounding:
        base = int(rounding if isinstance(rounding, int) else rounding.get("base") or 1)
        rule = "nearest" if isinstance(rounding, int) else rounding.get("rule", "nearest")
        below = above = base - 1
        if rule in ("nearest", "deterministic"):
            # A half goes up: of an even base, nothing half a base above is shown so.
            below, above = base // 2, (base - 1) // 2
        elif rule == "down":
            below = 0
        elif rule == "up":
            above = 0
    for key in ("perturbation", "cell_key"):
        noise = policy.get(key)
        if noise:
            most = noise.get("maximum") if isinstance(noise, dict) else noise
            if not isinstance(most, int) or isinstance(most, bool):
                raise UnusableDocument(
                    f"policy, {key}: say with “maximum” how far at most a number shown can lie "
                    "from the count; without it nothing can be said of safety."
                )
            below, above = below + most, above + most
    return below, above


def _contradiction(quantity: Quantity, releases: Sequence[PublishedRelease]) -> str:
    told = "; ".join(
        f"{'hidden' if o.hidden else o.value} in release “{releases[o.release].name}”, "
        f"table “{releases[o.release].tables[o.table].name}”, cell {', '.join(o.levels)}"
        for o in quantity.occurrences
    )
    return (
        "The releases contradict each other about one and the same quantity: "
        f"{told}. If these are different quantities, their identities must differ "
        "(statistic, population, unit tree, classification, period or snapshot)."
    )
