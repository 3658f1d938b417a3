"""A gap in means of rows of people (pay), taken apart by a linear model."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from dueregard.measures.columns import Columns, Flags
from dueregard.measures.kinds.decomposition_parts import (
    GAP,
    MAKE_UP,
    OTHER,
    Taken,
    columns_of_parts,
    normal_p,
)
from dueregard.measures.kinds.registry import Request
from dueregard.measures.kinds.row_groups import Column, GroupedRows, Pair, amounts, rows_of
from dueregard.measures.states import State
from dueregard.statistics import Decomposition, oaxaca_blinder

NAMES = (GAP, MAKE_UP, OTHER)


def columns_of_rows(
    request: Request, outcome: str, covariates: Sequence[str], by: Sequence[str]
) -> Columns:
    """Return the gap in the mean of an outcome between groups, taken apart."""
    columns = rows_of(request, "rows", [outcome, *covariates])
    rows = GroupedRows(columns, request.measure, by)
    values = amounts(columns[outcome], outcome)
    complete = ~np.isnan(values)
    for name in covariates:
        if columns[name].dtype.kind == "f":
            complete &= ~np.isnan(columns[name])
    used = {name: columns[name] for name in covariates}
    found: list[Taken | None] = []
    state = np.zeros(rows.size, dtype=np.int8)
    counts = np.zeros((3, rows.size))
    for pair in rows.pairs():
        chosen = _with_counterpart(pair, complete, used)
        sizes = [int((group & chosen).sum()) for group in (pair.first, pair.second)]
        asked = int((pair.first | pair.second).sum())
        counts[:, pair.row] = (*sizes, asked - sum(sizes))
        taken = None
        if min(sizes) == 0:
            state[pair.row] = State.EMPTY_GROUP
        elif min(sizes) < request.measure.minimum_n:
            state[pair.row] = State.TOO_FEW
        elif (taken := _taken(pair, chosen, values, used, request.confidence)) is None:
            state[pair.row] = State.NOT_FITTED
        found.append(taken)
    least = counts[:2].min(axis=0)
    return columns_of_parts(
        found,
        NAMES,
        group=rows.group_of(),
        labels=rows.labels,
        reference=rows.groups.reference_label,
        by=rows.where_pairs(),
        state=state,
        numbers=("amount_1", "amount_2", "parameters", *(f"by_{name}" for name in covariates)),
        shared={
            "people_1": counts[0],
            "people_2": counts[1],
            "left_out": counts[2],
            "observations": counts[:2].sum(axis=0),
            "smallest_group": least,
        },
    )


def _with_counterpart(pair: Pair, complete: Flags, covariates: dict[str, Column]) -> Flags:
    """People whose level of every covariate in words is found in both groups."""
    chosen = (pair.first | pair.second) & complete
    while True:
        before = int(chosen.sum())
        for column in covariates.values():
            if column.dtype.kind in "biuf":
                continue
            words = column.astype(str)
            first, second = (set(words[group & chosen]) for group in (pair.first, pair.second))
            chosen = chosen & np.isin(words, sorted(first & second))
        if int(chosen.sum()) == before:
            return chosen


def _taken(
    pair: Pair, chosen: Flags, values: Column, covariates: dict[str, Column], confidence: float
) -> Taken | None:
    try:
        result = oaxaca_blinder(
            outcome=values[chosen],
            covariates={name: _plain(column[chosen]) for name, column in covariates.items()},
            group=pair.first[chosen],
            confidence=confidence,
        )
    except ValueError:
        # A covariate that never varies, or as many of them as people: no model can be fitted.
        return None
    parts = {GAP: result.gap, MAKE_UP: result.explained, OTHER: result.unexplained}
    return Taken(
        parts,
        {name: normal_p(part) for name, part in parts.items()},
        {
            "amount_1": float(values[chosen & pair.first].mean()),
            "amount_2": float(values[chosen & pair.second].mean()),
            "parameters": float(len(result.names) + 2),
            **_by_covariate(result, covariates),
        },
    )


def _plain(column: Column) -> Column:
    return column if column.dtype.kind in "biuf" else column.astype(str)


def _by_covariate(result: Decomposition, covariates: dict[str, Column]) -> dict[str, float]:
    shares = np.asarray(result.explained_by.value)
    of = [name.partition("=")[0] for name in result.names]
    return {
        f"by_{name}": math.fsum(shares[i] for i, one in enumerate(of) if one == name)
        for name in covariates
    }
