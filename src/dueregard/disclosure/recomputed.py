"""Results of `dueregard.statistics` computed anew from counts as they are shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import dueregard.statistics as st

from .kinds import FUNCTIONS, FunctionRule

#: Functions of a chart, computed from the chart that may be shown.
OF_A_CHART = ("special_causes", "assurance")


@dataclass(frozen=True)
class Recomputed:
    """A result of `dueregard.statistics` asked for beside tables.

    It is computed from counts as they are shown, so it tells nothing that they do not. A result on
    a hidden count is withheld; of charts, funnels and rankings only the units with a hidden count
    are left out.

    Parameters
    ----------
    function : str
        Name of a function of `dueregard.statistics` that takes counts.
    counts : mapping of argument to counts
        For each argument a cell (dimension to level; a dimension left out is at its total), a
        number everybody knows, or a list, or a list of lists, of these.
    options : mapping
        Other arguments: ``method``, ``confidence``, a target. Nothing confidential.
    statement : str
        The finding in words, with its values by name in braces; values and names when empty.
    decimals : int
        Decimals of the values.
    then : str
        ``special_causes`` or ``assurance``: what to compute from the chart.
    then_options : mapping
        Its arguments.
    labels : sequence of str
        Names of units or points; their levels when not given.
    table : str, optional
        The table; the first when not given.

    Raises
    ------
    ValueError
        When no such function computes from counts.

    Examples
    --------
    >>> Recomputed("risk_ratio", {"events_1": {"sex": "Women"}, "total_1": 40}).rule.kind
    'risk ratio'
    >>> Recomputed("kaplan_meier", {})
    Traceback (most recent call last):
        ...
    ValueError: function: kaplan_meier does not compute from counts; ask for it as a Curve.
    """

    function: str
    counts: Mapping[str, Any]
    options: Mapping[str, Any] = field(default_factory=dict)
    statement: str = ""
    decimals: int = 2
    then: str = ""
    then_options: Mapping[str, Any] = field(default_factory=dict)
    labels: Sequence[str] = ()
    table: str | None = None

    def __post_init__(self) -> None:
        rule = FUNCTIONS.get(self.function)
        if rule is None or self.function in OF_A_CHART:
            raise ValueError(f"function: there is no {self.function!r} that computes from counts.")
        if rule.guard == "never":
            raise ValueError(f"function: {self.function} is never shown: {rule.reason}.")
        if rule.guard not in ("counts", "units"):
            name = {"curve": "Curve", "average": "Average"}.get(rule.guard, "OfMicrodata")
            raise ValueError(
                f"function: {self.function} does not compute from counts; ask for it as a {name}."
            )
        if self.then and (self.then not in OF_A_CHART or rule.kind != "control chart"):
            raise ValueError(f"then: {' or '.join(OF_A_CHART)} of a control chart is allowed.")

    @property
    def rule(self) -> FunctionRule:
        """Return the rule of the function."""
        return FUNCTIONS[self.function]

    @property
    def kind(self) -> str:
        """Return what the finding is called."""
        return FUNCTIONS[self.then or self.function].kind

    def result(self, arguments: Mapping[str, Any], options: Mapping[str, Any]) -> Any:
        """Return the result for these counts."""
        found = getattr(st, self.function)(**arguments, **options)
        return getattr(st, self.then)(found, **self.then_options) if self.then else found


def leaves(structure: Any) -> Iterator[Any]:
    """Yield the cells and numbers of nested lists.

    Examples
    --------
    >>> list(leaves([[{"sex": "Men"}, 3], [4, 5]]))
    [{'sex': 'Men'}, 3, 4, 5]
    """
    if isinstance(structure, list | tuple):
        for part in structure:
            yield from leaves(part)
    else:
        yield structure


def replaced(structure: Any, value_of: Callable[[Any], Any]) -> Any:
    """Return nested lists with each cell or number replaced."""
    if isinstance(structure, list | tuple):
        return [replaced(part, value_of) for part in structure]
    return value_of(structure)


def units_shown(counts: Mapping[str, Any], is_shown: Callable[[Any], bool]) -> list[int]:
    """Return the numbers of the units all of whose counts are shown.

    Examples
    --------
    >>> units_shown({"events": [3, None, 5], "total": [9, 9, 9]}, lambda leaf: leaf is not None)
    [0, 2]
    """
    lists = [part for part in counts.values() if isinstance(part, list | tuple)]
    size = max((len(part) for part in lists), default=0)
    return [
        i
        for i in range(size)
        if all(is_shown(leaf) for part in lists if i < len(part) for leaf in leaves(part[i]))
    ]


def kept(asked: Recomputed, units: Sequence[int]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return counts and options of these units alone; places in time move with them."""
    counts = {
        name: [part[i] for i in units if i < len(part)] if isinstance(part, list | tuple) else part
        for name, part in asked.counts.items()
    }
    options = dict(asked.options)
    if options.get("baseline") is not None:
        options["baseline"] = sum(i < options["baseline"] for i in units)
    if options.get("rebase_at"):
        moved = {sum(i < place for i in units) for place in options["rebase_at"]}
        options["rebase_at"] = sorted(place for place in moved if 0 < place < len(units))
    return counts, options


def labels_of(asked: Recomputed) -> list[str]:
    """Return a name for each unit: as given, or the levels of its first cell."""
    lists = [part for part in asked.counts.values() if isinstance(part, list | tuple)]
    size = max((len(part) for part in lists), default=0)
    if len(asked.labels) == size:
        return list(asked.labels)
    cells: list[str] = []
    for number in range(size):
        first = next(
            (
                leaf
                for part in lists
                if number < len(part)
                for leaf in leaves(part[number])
                if isinstance(leaf, Mapping)
            ),
            {},
        )
        cells.append(", ".join(str(level) for level in first.values()) or str(number + 1))
    return cells if len(set(cells)) == size else [str(i) for i in range(1, size + 1)]
