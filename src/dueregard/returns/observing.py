"""Rows for models, taken out of a snapshot without identifiers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from dueregard.exceptions import UsageError
from dueregard.tables import Identity, Observations
from dueregard.vocabulary import Crosswalk

from .coarsening import Coarsening, coarsening
from .conditions import NOT_RECORDED, condition
from .counted_rows import Source, counted_rows
from .engines import Engine
from .tabulation import Tabulation


def observe(
    engine: Engine,
    source: Source,
    columns: Sequence[str],
    where: Mapping[str, Any] | None = None,
    *,
    coarsen: Mapping[str, str | Crosswalk | Mapping[str, str]] | None = None,
    name: str = "rows",
    identity: Identity | None = None,
) -> Observations:
    """Take columns of rows for a model.

    Parameters
    ----------
    engine : Engine
        Where the rows are.
    source : Snapshot, path, ibis table, or several snapshots or paths
        The rows.
    columns : sequence of str
        The columns; identifiers are refused.
    where : mapping, optional
        Which rows; see `dueregard.returns.condition`.
    coarsen : mapping, optional
        Column to the classification, crosswalk or groups its codes are put in, as in
        `Tabulation`.
    name : str
        What the rows are called.
    identity : Identity, optional
        What they are rows of; their name and what the snapshot says when not given.

    Returns
    -------
    Observations
        Text where nothing is recorded is ``not_recorded``; numbers are then NaN (whole numbers
        become floats, truth values 1.0 and 0.0) and dates NaT. The rows are in the order of their
        values, which is the same on every engine.

    Raises
    ------
    UsageError
        For columns that are not there and for identifiers.
    UnusableCondition
        For a condition that does not fit the rows.
    UnusableTabulation
        For a code that has no single group in the coarser classification.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from dueregard.returns import duckdb_engine, observe
    >>> rows = pa.table({"person": ["1", "2"], "years": [3.5, 12.0], "left": [True, False]})
    >>> with duckdb_engine() as engine:
    ...     observe(engine, engine.connection.create_table("r", rows), ["years", "left"])
    <Observations rows: years, left; confidential>
    """
    rows = counted_rows(engine, source)
    wanted = list(dict.fromkeys(columns))
    test = condition(where)
    for column in [*wanted, *test.fields]:
        if column not in rows.table.columns:
            there = ", ".join(rows.table.columns)
            raise UsageError(f"There is no column {column}; there are {there}.")
        if column in rows.identifiers:
            raise UsageError(f"{column} tells people apart and is no column for a model.")
    if not wanted:
        raise UsageError("Name at least one column.")
    expression = test.expression(rows.table)
    table = rows.table if expression is None else rows.table.filter(expression)
    found = _in_order(engine.run(table.select(*wanted)))
    stated = Identity(name, period=rows.period, snapshot=rows.snapshot)
    given = dict(coarsen or {})
    asked = Tabulation(name, by=tuple(wanted), coarsen=given)
    groups = {c: coarsening(asked, c, rows.classifications.get(c)) for c in given}
    arrays = {c: _grouped(_array(found[c]), groups.get(c)) for c in wanted}
    return Observations(name, arrays, identity or stated)


def _grouped(codes: npt.NDArray[Any], groups: Coarsening | None) -> npt.NDArray[Any]:
    if groups is None:
        return codes
    distinct, places = np.unique(codes.astype(str), return_inverse=True)
    placed = np.array([groups.place(code) for code in distinct], dtype=object)
    return np.asarray(placed[places])


def _in_order(table: pa.Table) -> pa.Table:
    """Sorted here, because engines put text and nothing in different orders."""
    keys = [(column, "ascending") for column in table.column_names]
    return table.sort_by(keys)


def _array(column: pa.ChunkedArray) -> npt.NDArray[Any]:
    kind = column.type
    if pa.types.is_dictionary(kind):
        column, kind = column.cast(kind.value_type), kind.value_type
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        filled = pc.fill_null(column, NOT_RECORDED)
        return np.array(filled.to_pylist(), dtype=object)
    if pa.types.is_date(kind):
        days = column.cast(pa.date32()).cast(pa.int32()).to_numpy()
        missing = np.isnan(days) if days.dtype.kind == "f" else np.zeros(days.shape, dtype=bool)
        dates = np.where(missing, 0, days).astype("int64").astype("datetime64[D]")
        dates[missing] = np.datetime64("NaT")
        return dates
    if column.null_count and not pa.types.is_floating(kind):
        numbers = column.cast(pa.int64()) if pa.types.is_boolean(kind) else column
        return np.asarray(numbers.cast(pa.float64()).to_numpy(), dtype=np.float64)
    found: npt.NDArray[Any] = column.to_numpy()
    return found
