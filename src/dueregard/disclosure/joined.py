"""Earlier releases in the system of cells: the search knows what an outsider holds already."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import scipy.sparse as sp
from scipy import optimize

from dueregard.tables import CellState, Dimension, Identity

from .keys import CellKey
from .ledger import LedgerEntry
from .system import BoolArray, CellSystem, FloatArray, IntArray

#: More hidden counts of earlier releases than this are not joined.
MOST_UNKNOWN = 5_000
MOST_NODES = 2_000

Sum = tuple[str, tuple[str, ...]]


@dataclass(frozen=True)
class Joined:
    """A system with what earlier releases tell of it. Confidential.

    Parameters
    ----------
    system : CellSystem
        The cells of the release, in their order, and after them those of earlier ones. What was
        shown is fixed; what was hidden stays hidden.
    wanted : array of float
        How wide each cell must be once the attack has found it too narrow.
    """

    system: CellSystem
    wanted: FloatArray


@dataclass(frozen=True)
class _Before:
    """A quantity of an earlier release: its count where shown, else the least it can be."""

    value: int | None
    least: int
    width: float


def joined(
    system: CellSystem,
    sums: Sequence[Mapping[str, Any]],
    earlier: Sequence[LedgerEntry],
    width: float,
) -> Joined | None:
    """Return the system with the quantities of earlier releases that are tied to it.

    Only releases with exact counts are joined: rounded ones do not add up. What the search makes
    of them is a proposal; the attack decides.

    Parameters
    ----------
    system : CellSystem
        The cells of the release.
    sums : sequence of mapping
        Declared sums across releases.
    earlier : sequence of LedgerEntry
        What was released before.
    width : float
        How wide the policy wants intervals.

    Returns
    -------
    Joined or None
        None where they add nothing, show an unsafe count, or do not fit together.
    """
    before, ties = _before(earlier)
    ties |= {(str(one["whole"]), tuple(map(str, one["parts"]))) for one in sums}
    here = {key.text: i for i, key in enumerate(system.keys)}
    if any(
        told.value is not None
        and (system.unsafe[here[text]] or told.value != system.values[here[text]])
        for text, told in before.items()
        if text in here
    ):
        return None
    known = {text for text, told in before.items() if told.value is not None}
    free = {text for text, i in here.items() if not system.fixed[i]} - known
    ties = _tied(
        {one for one in ties if set(_all(one)) <= here.keys() | before.keys()}, free, known
    )
    more = sorted({text for one in ties for text in _all(one)} - here.keys())
    unknown = sum(text not in known for text in more)
    if not (ties or known & here.keys()) or unknown > MOST_UNKNOWN:
        return None
    return _with(system, here | {t: len(here) + i for i, t in enumerate(more)}, before, ties, width)


def _all(one: Sum) -> tuple[str, ...]:
    return (one[0], *one[1])


def _before(earlier: Sequence[LedgerEntry]) -> tuple[dict[str, _Before], set[Sum]]:
    """Return the quantities of earlier releases with exact counts, and their sums."""
    found: dict[str, _Before] = {}
    ties: set[Sum] = set()
    for entry in earlier:
        policy = entry.record["policy"]
        if policy.get("rounding") or policy.get("perturbation"):
            continue
        least = 1 if policy.get("zeros", "safe") == "safe" else 0
        for table in entry.record["tables"]:
            for cell in table["cells"]:
                if cell["state"] == CellState.NOT_AVAILABLE:
                    continue
                value = 0 if cell["state"] == CellState.NOT_APPLICABLE else cell["value"]
                was = found.get(cell["identity"])
                if was is not None:
                    value = was.value if value is None else value
                wide = float(policy.get("protection") or 0)
                found[cell["identity"]] = _Before(
                    value,
                    max(least, was.least if was else 0),
                    max(wide, was.width if was else 0.0),
                )
            ties |= set(_sums(table))
    return found, ties


def _sums(table: Mapping[str, Any]) -> Iterator[Sum]:
    """Yield the sums of a published table whose whole is listed; who is in no row is nobody."""
    dimensions = [
        Dimension(d["name"], tuple(d["levels"]), d["hierarchy"], d["total"])
        for d in table["dimensions"]
    ]
    cells = {
        tuple(cell["cell"][d.name] for d in dimensions): cell["identity"]
        for cell in table["cells"]
        if cell["state"] != CellState.NOT_AVAILABLE
    }
    missing = {
        tuple(cell["cell"][d.name] for d in dimensions)
        for cell in table["cells"]
        if cell["state"] == CellState.NOT_AVAILABLE
    }
    for levels, identity in cells.items():
        for axis, dimension in enumerate(dimensions):
            if levels[axis] not in dimension.sums:
                continue
            below = [
                (*levels[:axis], part, *levels[axis + 1 :])
                for part in _listed(levels, axis, dimension, cells)
            ]
            if below and not missing & set(below):
                yield identity, tuple(sorted(cells[at] for at in below if at in cells))


def _listed(
    levels: tuple[str, ...], axis: int, dimension: Dimension, cells: Mapping[tuple[str, ...], str]
) -> Iterable[str]:
    """Yield the parts of a level, each that is not listed replaced by its own parts."""
    for part in dimension.sums[levels[axis]]:
        at = (*levels[:axis], part, *levels[axis + 1 :])
        if at not in cells and part in dimension.sums:
            yield from _listed(at, axis, dimension, cells)
        else:
            yield part


def _tied(ties: set[Sum], free: set[str], known: set[str]) -> set[Sum]:
    """Keep the sums that hang together with the free cells of the release."""
    reached, kept, left = set(free), set(), set(ties)
    while new := {one for one in left if not reached.isdisjoint(_all(one))}:
        kept |= new
        left -= new
        reached |= {text for one in new for text in _all(one)} - known
    return kept


def _with(
    system: CellSystem,
    number: Mapping[str, int],
    before: Mapping[str, _Before],
    ties: set[Sum],
    width: float,
) -> Joined | None:
    n, size = len(system.keys), len(number)
    told = [before.get(text) for text in number]
    shown = np.array([t is not None and t.value is not None for t in told])
    equations = set(system.equations) | {
        (number[whole], tuple(sorted(number[part] for part in parts))) for whole, parts in ties
    }
    new = np.arange(size) >= n
    values = np.concatenate([system.values, np.zeros(size - n, dtype=np.int64)])
    values[shown] = [t.value for t in told if t is not None and t.value is not None]
    least = np.concatenate([system.lower, np.zeros(size - n, dtype=np.int64)])
    least[new] = [t.least for t in told[n:] if t is not None]
    filled = _filled(values, least, new & ~shown, equations)
    if filled is None:
        return None

    def grown(array: BoolArray, more: BoolArray) -> BoolArray:
        return np.concatenate([array, more[n:]])

    nothing = np.zeros(size, dtype=bool)
    texts = list(number)
    before_width = np.array([0.0 if t is None else t.width for t in told])
    return Joined(
        replace(
            system,
            keys=(*system.keys, *(_key(text) for text in texts[n:])),
            values=filled,
            equations=tuple(sorted(equations)),
            unsafe=grown(system.unsafe, ~shown),
            fixed=grown(system.fixed, nothing) | shown,
            lower=least,
            width=np.concatenate([system.width, np.zeros(size - n, dtype=np.int64)]),
            weight=np.concatenate([system.weight, np.zeros(size - n)]),
            must_publish=grown(system.must_publish, nothing),
        ),
        np.maximum(before_width, np.where(new, 0.0, width)),
    )


def _key(text: str) -> CellKey:
    *parts, levels = json.loads(text)
    return CellKey(Identity(*parts), tuple((str(d), str(level)) for d, level in levels))


def _filled(
    values: IntArray, least: IntArray, unknown: BoolArray, equations: Iterable[tuple[int, Any]]
) -> IntArray | None:
    """Put counts that are possible for those that nobody here knows.

    How far an outsider can move a count does not depend on which possible counts these are.
    """
    column = {int(cell): c for c, cell in enumerate(np.flatnonzero(unknown))}
    rows, columns, signs, right = [], [], [], []
    for total, parts in equations:
        terms = [(total, 1), *((part, -1) for part in parts)]
        if not any(cell in column for cell, _ in terms):
            if sum(sign * values[cell] for cell, sign in terms):
                return None
            continue
        right.append(-sum(sign * values[cell] for cell, sign in terms if cell not in column))
        for cell, sign in terms:
            if cell in column:
                rows.append(len(right) - 1)
                columns.append(column[cell])
                signs.append(float(sign))
    filled = values.copy()
    if column:
        shape = (len(right), len(column))
        matrix = sp.csr_array((signs, (rows, columns)), shape=shape)
        found = optimize.milp(
            np.ones(len(column)),
            integrality=np.ones(len(column)),
            bounds=optimize.Bounds(least[unknown], np.inf),
            constraints=optimize.LinearConstraint(matrix, right, right) if right else None,
            options={"node_limit": MOST_NODES},
        )
        if found.x is None:
            return None
        filled[unknown] = np.rint(found.x).astype(np.int64)
    return filled
