"""Finding a way from one classification to another, and the one that loses least."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from dueregard.exceptions import UsageError

from .classification import Classification
from .crosswalk import Break, Crosswalk
from .crosswalk_making import by_cover, by_mapping, composed, identity, of_ages, of_atoms


class NoCrosswalk(UsageError):
    """There is no declared way from one classification to the other."""


class Crosswalks:
    """All crosswalks between some classifications, made when first asked for.

    Parameters
    ----------
    classifications : mapping of str to Classification
        By ``id@version``.
    declared : mapping of (str, str) to Crosswalk
        Declared crosswalks.
    breaks : mapping of (str, str) to tuple of Break
        Declared breaks, for crosswalks that are worked out.
    """

    def __init__(
        self,
        classifications: Mapping[str, Classification],
        declared: Mapping[tuple[str, str], Crosswalk],
        breaks: Mapping[tuple[str, str], tuple[Break, ...]],
    ) -> None:
        self._all = classifications
        self._breaks = breaks
        self._made: dict[tuple[str, str], Crosswalk | None] = dict(declared)
        self._best: dict[tuple[str, str], Crosswalk] = {}

    def along(self, keys: Sequence[str]) -> Crosswalk:
        """Return the crosswalk over the classifications named, each step direct."""
        steps = []
        for source, target in pairwise(keys):
            step = self.direct(source, target)
            if step is None:
                raise NoCrosswalk(f"there is no direct crosswalk from {source} to {target}")
            steps.append(step)
        return composed(steps)

    def between(self, source: str, target: str) -> Crosswalk:
        """Return the direct crosswalk, or that over others which loses the fewest groups."""
        if (source, target) not in self._best:
            self._best[source, target] = self._found(source, target)
        return self._best[source, target]

    def direct(self, source: str, target: str) -> Crosswalk | None:
        """Return the crosswalk of one step; None where there is none."""
        if (source, target) not in self._made:
            self._made[source, target] = self._worked_out(source, target)
        return self._made[source, target]

    def _worked_out(self, source: str, target: str) -> Crosswalk | None:
        old, new = self._all[source], self._all[target]
        declared = self._breaks.get((source, target), ())
        if source == target:
            return identity(old)
        if old.universe is not None and old.universe == new.universe:
            return by_cover(old, new, of_atoms, declared)
        if old.bands is not None and new.bands is not None:
            return by_cover(old, new, of_ages, declared)
        if old.broader == target:
            parents = {
                c.code: (c.parent,) if c.parent else () for c in old.categories if c.missing is None
            }
            return by_mapping(old, new, parents, declared=declared, verified=old.verified)
        return None

    def _found(self, source: str, target: str) -> Crosswalk:
        direct = self.direct(source, target)
        ways = [direct] if direct is not None else [composed(w) for w in self._ways(source, target)]
        useful = [way for way in ways if _lost(way) < len(way.source.codes)]
        if not useful:
            why = (
                "every group would be divided or have no counterpart"
                if ways
                else "none is declared"
            )
            raise NoCrosswalk(f"there is no crosswalk from {source} to {target}: {why}")
        return min(useful, key=lambda way: (_lost(way), len(way.path), way.path))

    def _ways(self, source: str, target: str) -> Iterator[list[Crosswalk]]:
        for middle in self._all:
            first, last = self.direct(source, middle), self.direct(middle, target)
            if middle in (source, target) or first is None:
                continue
            if last is not None:
                yield [first, last]
                continue
            for other in self._all:
                second, third = self.direct(middle, other), self.direct(other, target)
                if second is not None and third is not None and other not in (source, middle):
                    yield [first, second, third]


def _lost(way: Crosswalk) -> int:
    """Return how many groups of the source have no single counterpart."""
    return sum(way.kinds[code] not in ("exact", "broader") for code in way.source.codes)
