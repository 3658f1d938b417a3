"""Rows of a source with columns that are levels, laid out one row a level."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from .mapping import Mapping
from .source_rows import SourceRows


def spread_rows(
    rows: SourceRows, mapping: Mapping
) -> tuple[dict[str, pa.ChunkedArray], np.ndarray[Any, Any]]:
    """Text columns by field, and the row number each row came from.

    Parameters
    ----------
    rows : SourceRows
        Of shape (n, columns).
    mapping : Mapping
        Says which columns are levels; with k of them there are n × k rows, in the order of the
        source, and a row number appears k times.
    """
    spread = mapping.spread
    if spread is None:
        named = {name: rows.table[column] for name, column in mapping.columns.items()}
        return named, rows.numbers
    count = len(rows)
    levels = list(spread.columns)
    repeated = pa.array(np.repeat(np.arange(count), len(levels)))
    named = {
        name: pc.take(rows.table[column], repeated) for name, column in mapping.columns.items()
    }
    labels = pa.array([spread.columns[level] for level in levels], pa.string())
    turn = pa.array(np.tile(np.arange(len(levels)), count))
    named[spread.field] = pa.chunked_array([pc.take(labels, turn)])
    stacked = pa.concat_arrays([rows.table[level].combine_chunks() for level in levels])
    # Cell (row i, level j) stands at j × n + i of the stacked columns.
    order = np.arange(count * len(levels)).reshape(len(levels), count).T.ravel()
    named[spread.value] = pa.chunked_array([pc.take(stacked, pa.array(order))])
    return named, np.repeat(rows.numbers, len(levels))
