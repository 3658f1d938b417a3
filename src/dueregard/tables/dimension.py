"""A dimension of a table: its levels, what they add up to, and the word for its margin."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from .problems import UnusableTable

TOTAL = "Total"
_DIGITS = re.compile(r"(\d+)")


def natural(level: str) -> tuple[tuple[int, int, str], ...]:
    """Order levels as people do: ``5-9`` before ``10-14``.

    Examples
    --------
    >>> sorted(["10-14", "5-9", "Other"], key=natural)
    ['5-9', '10-14', 'Other']
    """
    parts = [part for part in _DIGITS.split(level) if part]
    keys = [(0, int(p), p) if p.isdecimal() else (1, 0, p.casefold()) for p in parts]
    return (*keys, (2, 0, level))


def _are_words(given: object) -> bool:
    """Whether it is a list of words, and not one word: callers without types get this wrong."""
    return (
        not isinstance(given, str)
        and isinstance(given, Iterable)
        and all(isinstance(one, str) for one in given)
    )


@dataclass(frozen=True)
class Dimension:
    """One dimension of a table.

    Parameters
    ----------
    name : str
        What the dimension is called: the head of its column.
    levels : tuple of str
        Every level except the total, those with parts included.
    hierarchy : mapping of str to tuple of str, optional
        Parent level to the levels it is the sum of. A level has at most one parent.
    total : str
        The word that marks the margin.

    Raises
    ------
    UnusableTable
        Naming each level that is unknown, twice there, its own part or a part of two.

    Examples
    --------
    >>> area = Dimension("area", ("North", "Ash", "Elm", "South"), {"North": ("Ash", "Elm")})
    >>> area.top
    ('North', 'South')
    >>> area.sums
    {'North': ('Ash', 'Elm'), 'Total': ('North', 'South')}
    """

    name: str
    levels: tuple[str, ...]
    hierarchy: Mapping[str, tuple[str, ...]] | None = field(default=None, hash=False)
    total: str = TOTAL

    def __post_init__(self) -> None:
        if not _are_words(self.levels):
            raise UnusableTable([f"dimension {self.name}: its levels are a list of words"])
        object.__setattr__(self, "levels", tuple(self.levels))
        tree = {parent: tuple(parts) for parent, parts in (self.hierarchy or {}).items()}
        object.__setattr__(self, "hierarchy", {p: parts for p, parts in tree.items() if parts})
        if problems := list(self._problems()):
            raise UnusableTable(problems)

    def _problems(self) -> Iterable[str]:
        where = f"dimension {self.name}"
        known = set(self.levels)
        if not known:
            yield f"{where}: it has no level besides “{self.total}”"
        if len(known) < len(self.levels):
            yield f"{where}: a level is named twice"
        if self.total in known:
            yield f"{where}: “{self.total}” marks the margin and cannot be a level"
        parent_of: dict[str, str] = {}
        for parent, parts in (self.hierarchy or {}).items():
            for level in (parent, *parts):
                if level not in known and not (level == parent == self.total):
                    yield f"{where}, hierarchy: unknown level “{level}”"
            for part in parts:
                if parent_of.setdefault(part, parent) != parent or parts.count(part) > 1:
                    yield (
                        f"{where}, hierarchy: “{part}” is a part of “{parent_of[part]}” "
                        f"and of “{parent}”; a level has one parent"
                    )
        yield from self._circles(parent_of)
        stated = (self.hierarchy or {}).get(self.total)
        top = {level for level in self.levels if parent_of.get(level, self.total) == self.total}
        if stated is not None and set(stated) != top:
            missing = ", ".join(f"“{level}”" for level in sorted(top - set(stated), key=natural))
            yield f"{where}, hierarchy: unknown level {missing}: it is no part of “{self.total}”"

    def _circles(self, parent_of: Mapping[str, str]) -> Iterable[str]:
        for level in parent_of:
            seen = {level}
            above: str | None = parent_of[level]
            while above is not None and above not in seen:
                seen.add(above)
                above = parent_of.get(above)
            if above == level:
                yield f"dimension {self.name}, hierarchy: “{level}” is a part of itself"

    def renamed(self, name: str | None, levels: Mapping[str, str] | None) -> Dimension:
        """Return the dimension, and those of its levels that are named, under other names.

        Examples
        --------
        >>> Dimension("area", ("Ash", "Elm")).renamed("force", {"Ash": "ash"}).levels
        ('ash', 'Elm')
        """
        new = dict(levels or {})
        tree = {
            new.get(parent, parent): tuple(new.get(part, part) for part in parts)
            for parent, parts in (self.hierarchy or {}).items()
        }
        moved = tuple(new.get(level, level) for level in self.levels)
        return Dimension(name or self.name, moved, tree or None, self.total)

    @cached_property
    def top(self) -> tuple[str, ...]:
        """The levels whose sum is the total."""
        parts = {
            part
            for parent, parts in (self.hierarchy or {}).items()
            if parent != self.total
            for part in parts
        }
        return tuple(level for level in self.levels if level not in parts)

    @cached_property
    def sums(self) -> dict[str, tuple[str, ...]]:
        """Each level that is a sum, with its parts; parts come before what they add up to."""
        tree = {p: parts for p, parts in (self.hierarchy or {}).items() if p != self.total}
        tree[self.total] = self.top
        ordered: dict[str, tuple[str, ...]] = {}

        def place(parent: str) -> None:
            for part in tree[parent]:
                if part in tree and part not in ordered:
                    place(part)
            ordered[parent] = tree[parent]

        place(self.total)
        return ordered

    @cached_property
    def all_levels(self) -> tuple[str, ...]:
        """Every level, the total last."""
        return (*self.levels, self.total)

    @cached_property
    def place(self) -> dict[str, int]:
        """Level to its number in `all_levels`."""
        return {level: number for number, level in enumerate(self.all_levels)}

    @cached_property
    def depth(self) -> dict[str, int]:
        """Level to how many steps of adding up lie below it: 0 for a level without parts."""
        found = dict.fromkeys(self.levels, 0)
        for parent, parts in self.sums.items():
            found[parent] = 1 + max(found[part] for part in parts)
        return found


def dimension_of(
    name: str,
    levels: Iterable[str],
    hierarchy: Mapping[str, Sequence[str]] | None = None,
    declared: Sequence[str] | None = None,
    total: str = TOTAL,
) -> Dimension:
    """Return a dimension with the levels found, in an order that no order of rows can change.

    Parameters
    ----------
    name : str
        What the dimension is called.
    levels : iterable of str
        Levels as they were found; the total may be among them.
    hierarchy : mapping of str to sequence of str, optional
        Parent to parts; a parent that was not found is added.
    declared : sequence of str, optional
        All levels in their order, where they are fixed.
    total : str
        The word for the margin.

    Raises
    ------
    UnusableTable
        When the hierarchy names what is not there.

    Examples
    --------
    >>> dimension_of("age", ["10-14", "Total", "5-9"]).levels
    ('5-9', '10-14')
    """
    found = {level for level in levels if level != total}
    ordered = list(declared) if declared else sorted(found, key=natural)
    tree = {parent: tuple(parts) for parent, parts in (hierarchy or {}).items()}
    # A parent that is in no row is computed.
    ordered += sorted({p for p in tree if p != total} - set(ordered), key=natural)
    return Dimension(name, tuple(ordered), tree or None, total)
