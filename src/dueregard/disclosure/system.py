"""All counts of tables that are released together, and every sum that ties them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dueregard.tables import FrequencyTable, UnusableTable
from dueregard.tables import margins as tables_margins
from dueregard.tables.seal import READING

from .keys import CellKey, Naming
from .policy import DisclosurePolicy
from .primary import primary

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class CellSystem:
    """The cells of one or many linked tables, each quantity once, in canonical order.

    Parameters
    ----------
    keys : tuple of CellKey
        The quantities, sorted: the order of rows and tables cannot change it.
    values : array of int, one per cell
        The counts. Confidential.
    equations : tuple of (parent, children)
        Numbers of cells: the parent's count is the sum of its children's.
    unsafe : array of bool
        Cells that must be hidden.
    fixed : array of bool
        Cells everybody knows: shown zeros, and where there can be nobody.
    lower : array of int
        The least an outsider takes each cell for when it is hidden.
    width : array of int
        How wide the interval an outsider can deduce must be for an unsafe cell.
    weight : array of float
        What hiding a cell costs.
    must_publish : array of bool
        Cells that may not be hidden.
    tops_priced : bool
        Whether a total that is nobody's part is hidden by its price like any other cell.
    """

    keys: tuple[CellKey, ...]
    values: IntArray
    equations: tuple[tuple[int, tuple[int, ...]], ...]
    unsafe: BoolArray
    fixed: BoolArray
    lower: IntArray
    width: IntArray
    weight: FloatArray
    must_publish: BoolArray
    tops_priced: bool = False

    def __repr__(self) -> str:
        return f"<CellSystem: {len(self.keys)} cells, {len(self.equations)} sums; confidential>"


@dataclass
class _Cell:
    """What is known of one quantity while tables are joined."""

    value: int
    place: str
    unsafe: bool = False
    width: int = 0
    fixed: bool = False
    must: bool = False
    weight: float = 0.0
    listed: bool = False


def cell_system(
    tables: Sequence[FrequencyTable], policy: DisclosurePolicy, naming: Naming
) -> CellSystem:
    """Join tables into one system of cells.

    Parameters
    ----------
    tables : sequence of FrequencyTable
        Tables that are released together.
    policy : DisclosurePolicy
        What is unsafe, and what hiding costs.
    naming : Naming
        Which cells are the same quantity (see `dueregard.disclosure.keys.naming`).

    Returns
    -------
    CellSystem
        Every quantity once, every sum once.

    Raises
    ------
    UnusableTable
        When two tables give different counts for the same quantity, with both places.
    """
    found: dict[CellKey, _Cell] = {}
    sums: set[tuple[CellKey, tuple[CellKey, ...]]] = set()
    problems: list[str] = []
    for table in sorted(tables, key=lambda t: t.name):
        keys = _join(table, policy, naming, found, problems)
        sums |= set(_sums(table, keys))
    if problems:
        raise UnusableTable(problems)
    _drop_unseen(found, sums)
    return _system(found, sums, policy)


def _drop_unseen(
    found: dict[CellKey, _Cell], sums: set[tuple[CellKey, tuple[CellKey, ...]]]
) -> None:
    """Take out totals that nobody sees and that are no part of another: they tell nothing."""
    while True:
        parts = {part for _, below in sums for part in below}
        unseen = {key for key, cell in found.items() if not cell.listed} - parts
        if not unseen:
            return
        sums -= {one for one in sums if one[0] in unseen}
        for key in unseen:
            del found[key]


def _join(
    table: FrequencyTable,
    policy: DisclosurePolicy,
    naming: Naming,
    found: dict[CellKey, _Cell],
    problems: list[str],
) -> dict[tuple[int, ...], CellKey]:
    """Add a table's cells to those found; return the key at each place of the table."""
    counts = table._confidential(READING)
    rules = primary(table, policy)
    must, factor = selection(table, policy)
    keys: dict[tuple[int, ...], CellKey] = {}
    facts = (
        naming.keys(table),
        tables_margins.cells(table.dimensions),
        *(
            array.ravel().tolist()
            for array in (
                counts.values,
                counts.given,
                rules.unsafe,
                rules.width,
                ~counts.applicable | (counts.values == 0) & ~counts.given,
                counts.collected,
            )
        ),
    )
    for index, (key, levels, value, given, unsafe, width, fixed, collected) in zip(
        np.ndindex(*counts.values.shape), zip(*facts, strict=True), strict=True
    ):
        if not collected:
            continue
        keys[index] = key
        cell = found.setdefault(key, _Cell(value, f"table {table.name}"))
        if cell.value != value:
            problems.append(
                f"{key}: it is {value} in table {table.name}, but {cell.value} in {cell.place}; "
                "linked tables must agree"
            )
        if policy.unlisted_totals == "unknown" and not given and value > 0:
            # In no row: nobody sees it, so it costs nothing to hide and needs no protection.
            continue
        cell.listed = True
        cell.unsafe |= unsafe
        cell.width = max(cell.width, width)
        cell.fixed |= fixed
        cell.must |= must(levels)
        cell.weight = max(cell.weight, factor(levels) * _price(policy, value))
    return keys


def _sums(
    table: FrequencyTable, keys: dict[tuple[int, ...], CellKey]
) -> list[tuple[CellKey, tuple[CellKey, ...]]]:
    """Every sum of a table all of whose cells were collected."""
    found = []
    for axis, parent, parts in tables_margins.sums(table.dimensions):
        others = [n for i, n in enumerate(table.shape) if i != axis]
        for index in np.ndindex(*others):
            at = [(*index[:axis], level, *index[axis:]) for level in (parent, *parts)]
            if all(place in keys for place in at):
                total, *below = (keys[place] for place in at)
                found.append((total, tuple(sorted(below))))
    return found


def _system(
    found: dict[CellKey, _Cell],
    sums: set[tuple[CellKey, tuple[CellKey, ...]]],
    policy: DisclosurePolicy,
) -> CellSystem:
    keys = tuple(sorted(found))
    number = {key: i for i, key in enumerate(keys)}
    cells = [found[key] for key in keys]
    values = np.array([cell.value for cell in cells], dtype=np.int64)
    fixed = np.array([cell.fixed for cell in cells], dtype=bool)
    unsafe = np.array([cell.unsafe for cell in cells], dtype=bool)
    if policy.zeros == "safe":
        fixed |= values == 0
    least = 1 if policy.zeros == "safe" else 0
    return CellSystem(
        keys=keys,
        values=values,
        equations=tuple(
            sorted((number[total], tuple(number[part] for part in parts)) for total, parts in sums)
        ),
        unsafe=unsafe & ~fixed,
        fixed=fixed,
        lower=np.full(len(keys), least, dtype=np.int64),
        width=np.array([cell.width for cell in cells], dtype=np.int64),
        weight=np.array([cell.weight for cell in cells], dtype=np.float64),
        must_publish=np.array([cell.must for cell in cells], dtype=bool),
        tops_priced=policy.weights.grand_total == "priced",
    )


def _price(policy: DisclosurePolicy, value: int) -> float:
    if policy.weights.by == "counts":
        return float(max(value, 1))
    if policy.weights.by == "log":
        return float(1 + np.log1p(value))
    return 1.0


def selection(
    table: FrequencyTable, policy: DisclosurePolicy
) -> tuple[Callable[[Sequence[str]], bool], Callable[[Sequence[str]], float]]:
    """Return whether a cell must be published and how dear it is, by its levels."""
    place = {name: i for i, name in enumerate(table.names)}

    prices = [
        {level: policy.weights.margins ** min(d.depth[level], 1) for level in d.all_levels}
        for d in table.dimensions
    ]

    def matches(selector: object, levels: Sequence[str]) -> bool:
        assert isinstance(selector, dict)
        wanted = {k: v for k, v in selector.items() if k != "table"}
        if selector.get("table", table.name) != table.name or not set(wanted) <= set(place):
            return False
        return all(levels[place[name]] == level for name, level in wanted.items())

    def must(levels: Sequence[str]) -> bool:
        return any(matches(dict(selector), levels) for selector in policy.must_publish)

    def factor(levels: Sequence[str]) -> float:
        price = 1.0
        for prices_of, level in zip(prices, levels, strict=True):
            price *= prices_of[level]
        for selector, times in policy.weights.cells:
            if matches(dict(selector), levels):
                price *= times
        return price

    return must, factor
