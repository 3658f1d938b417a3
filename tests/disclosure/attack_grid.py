"""The plain reference: one integer programme over every cell of every table, listed or not.

It knows nothing of how the attack replaces totals that are in no row: each of them is an unknown.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import lil_array

Levels = tuple[str, ...]
#: Number of a release, of its table, and a cell.
Place = tuple[int, int, Levels]


class Contradiction(Exception):
    """No counts agree with what was published."""


def sums_of(dim: Mapping[str, Any]) -> dict[str, list[str]]:
    """Each level that others add up to, with those levels."""
    below = {part for parts in dim["hierarchy"].values() for part in parts}
    top = [level for level in dim["levels"] if level not in below]
    return {**{p: list(parts) for p, parts in dim["hierarchy"].items()}, dim["total"]: top}


def counts_shown_so(
    value: int, policy: Mapping[str, Any], *, hides: bool, alone: bool = True
) -> list[int]:
    """The counts that a number shown can stand for, tried one by one.

    A table that is not ``alone`` can show a zero that another leaves out, although zeros are
    hidden.
    """
    rounding = policy.get("rounding")
    if not rounding:
        return [value]
    base = rounding["base"]
    near = range(max(0, value - base), value + base + 1)
    if rounding["rule"] == "nearest":
        found = [n for n in near if (2 * n + base) // (2 * base) * base == value]
    else:
        found = [n for n in near if value in {n // base * base, -(-n // base) * base}]
    if hides:
        safe = policy["zeros"] == "safe" or not alone
        found = [n for n in found if n >= policy["threshold"] or (n == 0 and safe)]
    return found


def intervals(
    records: Sequence[Mapping[str, Any]],
) -> dict[Place, tuple[float, float]]:
    """The least and most of every hidden cell over all tables of whole counts.

    Tables of one identity count the same people, and so do linked dimensions; a combination of
    innermost levels that is in no row is nobody.
    """
    model = _Model()
    hidden = [place for r, record in enumerate(records) for place in model.read(r, record)]
    return {place: model.extremes(place) for place in hidden}


class _Model:
    def __init__(self) -> None:
        self.number: dict[Any, int] = {}
        self.low: list[float] = []
        self.high: list[float] = []
        self.rows: list[tuple[dict[int, float], float, float]] = []
        self._built: tuple[LinearConstraint, Bounds] | None = None

    def new(self, key: Any, low: float = 0, high: float = math.inf) -> int:
        if key not in self.number:
            self.number[key] = len(self.low)
            self.low.append(low)
            self.high.append(high)
        return self.number[key]

    def read(self, r: int, record: Mapping[str, Any]) -> list[Place]:
        hidden: list[Place] = []
        policy = record["policy"]
        states = [c["state"] for t in record["tables"] for c in t["cells"]]
        hides = policy["threshold"] > 0 and "confidential" in states
        for t, table in enumerate(record["tables"]):
            dims = table["dimensions"]
            axes = [[*d["levels"], d["total"]] for d in dims]
            for levels in itertools.product(*axes):
                self.new((r, t, levels))
                self._same(table, dims, levels, self.number[r, t, levels])
            self._sums(r, t, dims, axes)
            rows = {tuple(c["cell"][d["name"]] for d in dims): c for c in table["cells"]}
            for levels in itertools.product(*axes):
                number = self.number[r, t, levels]
                inner = not any(lv in sums_of(d) for d, lv in zip(dims, levels, strict=True))
                if levels in rows:
                    alone = len(record["tables"]) == 1
                    self._take_in(number, rows[levels], policy, hides, alone)
                    if rows[levels]["state"] == "confidential":
                        hidden.append((r, t, levels))
                elif inner:
                    self.high[number] = 0
        self._linked(r, record)
        return hidden

    def _same(
        self, table: Mapping[str, Any], dims: Sequence[Any], levels: Levels, number: int
    ) -> None:
        inner = tuple(
            sorted((d["name"], lv) for d, lv in zip(dims, levels, strict=True) if lv != d["total"])
        )
        if table["identity"].get("statistic"):
            same = self.new((tuple(sorted(table["identity"].items())), inner))
            self.rows.append(({same: 1.0, number: -1.0}, 0, 0))

    def _sums(self, r: int, t: int, dims: Sequence[Any], axes: Sequence[Sequence[str]]) -> None:
        for k, dim in enumerate(dims):
            for whole, parts in sums_of(dim).items():
                for rest in itertools.product(*axes[:k], *axes[k + 1 :]):
                    at = [self.number[r, t, (*rest[:k], lv, *rest[k:])] for lv in (whole, *parts)]
                    self.rows.append(({at[0]: 1.0, **dict.fromkeys(at[1:], -1.0)}, 0, 0))

    def _take_in(
        self,
        number: int,
        cell: Mapping[str, Any],
        policy: Mapping[str, Any],
        hides: bool,
        alone: bool,
    ) -> None:
        if cell["state"] == "confidential":
            self.low[number] = max(self.low[number], policy["zeros"] == "safe")
            return
        counts = counts_shown_so(cell["value"], policy, hides=hides, alone=alone)
        if not counts:
            raise Contradiction
        self.low[number], self.high[number] = counts[0], counts[-1]
        if counts[0] == 0 and len(counts) > 1 and counts[1] > 1:
            any_ = self.new(("anybody", number), 0, 1)
            self.rows.append(({number: 1.0, any_: -counts[1]}, 0, math.inf))
            self.rows.append(({number: -1.0, any_: counts[-1]}, 0, math.inf))

    def _linked(self, r: int, record: Mapping[str, Any]) -> None:
        names = [table["name"] for table in record["tables"]]
        pairs: dict[tuple[int, int], dict[str, str]] = {}
        for one, d, other, e in record.get("linked", ()):
            pairs.setdefault((names.index(one), names.index(other)), {})[d] = e
        for (a, b), dims in pairs.items():
            first, second = record["tables"][a], record["tables"][b]
            axes = [
                [*d["levels"], d["total"]] if d["name"] in dims else [d["total"]]
                for d in first["dimensions"]
            ]
            for levels in itertools.product(*axes):
                named = {
                    dims[d["name"]]: lv
                    for d, lv in zip(first["dimensions"], levels, strict=True)
                    if d["name"] in dims
                }
                there = tuple(named.get(d["name"], d["total"]) for d in second["dimensions"])
                if (r, b, there) in self.number:
                    one, other = self.number[r, a, levels], self.number[r, b, there]
                    self.rows.append(({one: 1.0, other: -1.0}, 0, 0))

    def _constraints(self) -> tuple[LinearConstraint, Bounds]:
        if self._built is None:
            matrix = lil_array((len(self.rows), len(self.low)))
            for i, (row, _, _) in enumerate(self.rows):
                for column, value in row.items():
                    matrix[i, column] = value
            lows, highs = [row[1] for row in self.rows], [row[2] for row in self.rows]
            self._built = (
                LinearConstraint(matrix.tocsr(), lows, highs),
                Bounds(self.low, self.high),
            )
        return self._built

    def extremes(self, place: Place) -> tuple[float, float]:
        constraints, bounds = self._constraints()
        found = []
        for sign in (1.0, -1.0):
            price = np.zeros(len(self.low))
            price[self.number[place]] = sign
            outcome = milp(
                price, constraints=constraints, integrality=np.ones(len(self.low)), bounds=bounds
            )
            if outcome.status == 2:
                raise Contradiction
            unbounded = outcome.status in (3, 4) or outcome.x is None
            found.append(math.inf if unbounded else float(round(sign * outcome.fun)))
        return found[0], found[1]
