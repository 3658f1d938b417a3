"""A gap in rates taken apart where rows are at hand: no stratum is ever shown for itself."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from dueregard.measures.columns import Columns, Flags
from dueregard.measures.kinds.decomposition_counts import NAMES, Strata, state_of, taken_apart
from dueregard.measures.kinds.decomposition_parts import Taken, columns_of_parts
from dueregard.measures.kinds.registry import Request
from dueregard.measures.kinds.row_groups import Column, GroupedRows, amounts, rows_of
from dueregard.measures.problems import UnusableCounts
from dueregard.measures.states import State


def columns_of_outcomes(
    request: Request, outcome: str, covariates: Sequence[str], by: Sequence[str]
) -> Columns:
    """Return the gap in how many had a yes-or-no outcome, taken apart by strata of rows.

    Raises
    ------
    UnusableCounts
        When the outcome is anything but yes or no.
    """
    columns = rows_of(request, "rows", [outcome, *covariates])
    happened = amounts(columns[outcome], outcome)
    told = ~np.isnan(happened)
    if not np.isin(happened[told], (0, 1)).all():
        raise UnusableCounts([f"column {outcome}: yes or no (1 or 0) is wanted"])
    rows = GroupedRows(columns, request.measure, by)
    stratum = _strata_of([columns[name] for name in covariates])
    found: list[Taken | None] = []
    state = np.zeros(rows.size, dtype=np.int8)
    counts = np.zeros((4, rows.size))
    left_out, strata_used = np.zeros(rows.size), np.zeros(rows.size)
    for pair in rows.pairs():
        strata = _counted(stratum, happened, (pair.first & told, pair.second & told))
        parts = (strata.events_1, strata.total_1, strata.events_2, strata.total_2)
        counts[:, pair.row] = [part.sum() for part in parts]
        left_out[pair.row] = ((pair.first | pair.second) & ~told).sum()
        strata_used[pair.row] = sum((total > 0).sum() for total in parts[1::2])
        state[pair.row] = state_of(strata, State.COMPUTED, request.measure.minimum_n)
        computed = state[pair.row] == State.COMPUTED
        found.append(taken_apart(strata, request.confidence) if computed else None)
    names = ("events_1", "total_1", "events_2", "total_2")
    without = counts[1::2] - counts[::2]
    return columns_of_parts(
        found,
        NAMES,
        group=rows.group_of(),
        labels=rows.labels,
        reference=rows.groups.reference_label,
        by=rows.where_pairs(),
        state=state,
        numbers=("apart_1", "apart_2", "rate_1", "rate_2"),
        shared={
            **dict(zip(names, counts, strict=True)),
            "left_out": left_out,
            "observations": counts[1] + counts[3],
            "parameters": strata_used,
            "smallest_group": np.vstack([counts[::2], without]).min(axis=0),
        },
    )


def _strata_of(covariates: Sequence[Column]) -> npt.NDArray[np.intp]:
    found = np.zeros(covariates[0].shape, dtype=np.intp)
    for column in covariates:
        _, codes = np.unique(column.astype(str), return_inverse=True)
        _, found = np.unique(found * (int(codes.max(initial=0)) + 1) + codes, return_inverse=True)
    return found.astype(np.intp)


def _counted(
    stratum: npt.NDArray[np.intp], happened: npt.NDArray[np.float64], who: tuple[Flags, Flags]
) -> Strata:
    size = int(stratum.max(initial=-1)) + 1
    ones = np.ones(happened.shape)
    events, totals = (
        [
            np.asarray(np.bincount(stratum[g], weights=each[g], minlength=size), dtype=np.float64)
            for g in who
        ]
        for each in (happened, ones)
    )
    return Strata(events[0], totals[0], events[1], totals[1])
