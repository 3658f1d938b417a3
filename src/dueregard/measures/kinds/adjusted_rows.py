"""From rows about people to counts of events and people on the axes of an adjustment."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from dueregard.measures.cells import Known
from dueregard.measures.groups import groups_of
from dueregard.measures.kinds.crossed_counts import Crossed
from dueregard.measures.kinds.registry import Request
from dueregard.measures.kinds.row_groups import Column, amounts, rows_of
from dueregard.tables import Dimension
from dueregard.tables.dimension import natural


def counted_rows(request: Request, event: str, further: Sequence[str]) -> Crossed:
    """Count the table ``rows`` of a request: who had the event, by characteristic and the rest.

    Parameters
    ----------
    request : Request
        Its table ``rows`` has one row a person.
    event : str
        Column that is true, or 1, for those who had the event; people for whom it is not known
        are left out.
    further : sequence of str
        Columns that become axes; those the request is broken down by come after them.

    Raises
    ------
    UnusableCounts
        When there are no rows, or a column is missing.
    """
    measure = request.measure
    by = [one for one in request.by if one not in further]
    columns = rows_of(request, "rows", [measure.field, event, *further, *by])
    happened = amounts(columns[event], event)
    known = ~np.isnan(happened)
    axes = [_coded(columns[name][known]) for name in (measure.field, *further, *by)]
    shape = tuple(len(levels) for levels, _ in axes)
    at = tuple(codes for _, codes in axes)
    events, total = np.zeros(shape), np.zeros(shape)
    np.add.at(total, at, 1.0)
    np.add.at(events, at, happened[known])
    kept = (*shape[: 1 + len(further)], -1)
    x, n = events.reshape(kept), total.reshape(kept)
    counted = np.full(x.shape, Known.COUNTED, dtype=np.int8)
    places = tuple(Dimension(name, axes[1 + len(further) + i][0]) for i, name in enumerate(by))
    return Crossed(
        x,
        n,
        counted,
        groups_of(Dimension(measure.field, axes[0][0]), measure),
        tuple(levels for levels, _ in axes[1 : 1 + len(further)]),
        places,
        (x.sum(axis=0), n.sum(axis=0), counted[0]),
    )


def _coded(column: Column) -> tuple[tuple[str, ...], Column]:
    words = column.astype(str)
    found = sorted({str(word) for word in np.unique(words)}, key=natural)
    place = {word: number for number, word in enumerate(found)}
    return tuple(found), np.array([place[str(word)] for word in words], dtype=np.intp)
