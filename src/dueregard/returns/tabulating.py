"""Counting rows into confidential tables: many tabulations, as few queries as they need."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from dueregard.tables import FrequencyTable

from .calendar_periods import period_number
from .cells import Cells
from .coarsening import NOT_PLACED, Coarsening, coarsening
from .conditions import Condition, condition
from .counted_rows import CountedRows, Source, counted_rows
from .engines import Engine
from .frequency_tables import frequency_table
from .tabulation import Count, Tabulation

Groups = Mapping[str, str]


@dataclass(frozen=True)
class Axis:
    """A dimension of a tabulation as the engine counts it.

    Parameters
    ----------
    name : str
        Name of the dimension.
    column : str
        The column it is taken from.
    grain : str
        Length of its periods; empty where it has none.
    coarse : Coarsening, optional
        The groups its codes are counted in.
    early : bool
        Whether the engine forms the groups before it counts: a person in two codes of one group
        counts once.
    """

    name: str
    column: str
    grain: str = ""
    coarse: Coarsening | None = None
    early: bool = False

    @property
    def key(self) -> tuple[Any, ...]:
        """What the engine groups by."""
        groups = tuple(self.coarse.groups.items()) if self.early and self.coarse else ()
        return (self.column, self.grain, groups)


@dataclass(frozen=True)
class Query:
    """What one pass over the rows finds; equal queries are sent once."""

    keys: tuple[tuple[Any, ...], ...]
    where: Condition
    count: Count

    def covers(self, other: Query) -> bool:
        """Whether the answer to `other` is sums of the answer to this."""
        return (
            self.count.additive
            and (self.where, self.count) == (other.where, other.count)
            and set(other.keys) < set(self.keys)
        )


@dataclass(frozen=True)
class Job:
    """A tabulation with its axes and query."""

    tabulation: Tabulation
    axes: tuple[Axis, ...]
    query: Query


def tabulate(
    engine: Engine, source: Source, tabulations: Iterable[Tabulation]
) -> dict[str, FrequencyTable]:
    """Count rows into confidential tables.

    All engines are sent the same expressions and give the same counts. Tabulations that differ
    only in the classification they are shown in, or of which one is a margin of another, share a
    query; the columns that several queries need are prepared once.

    Parameters
    ----------
    engine : Engine
        Where to count.
    source : Snapshot, path, ibis table, or several snapshots or paths
        The rows.
    tabulations : iterable of Tabulation
        The tables wanted; their names differ.

    Returns
    -------
    dict of str to FrequencyTable
        By name, in the order given. A row with nothing in a dimension counts under
        ``not_recorded``. Months and units that a snapshot says were not received are marked as
        not collected, never zero. Where a distinct person counts in more than one cell, no
        margin is a cell of the table, because the sum of cells is not a number of people.

    Raises
    ------
    UnusableTabulation, UnusableCondition
        Naming columns that are not there, identifiers used as a dimension, codes that have no
        place in the coarser classification and codes that are not among the levels.

    Examples
    --------
    >>> import ibis, pyarrow as pa
    >>> from dueregard.returns import Tabulation, duckdb_engine, tabulate
    >>> rows = pa.table({"sex": ["M", "F", "F"], "unit": ["A", "A", "B"]})
    >>> with duckdb_engine() as engine:
    ...     table = engine.connection.create_table("rows", rows)
    ...     tabulate(engine, table, [Tabulation("staff", by=("unit", "sex"))])
    {'staff': <FrequencyTable staff: unit (2 levels), sex (2 levels); confidential>}
    """
    wanted = list(tabulations)
    rows = counted_rows(engine, source)
    _check_names(wanted)
    jobs = [_job(one, rows) for one in wanted]
    found = _answers(engine, rows, [job.query for job in jobs])
    return {
        job.tabulation.name: frequency_table(
            job.tabulation,
            _on_axes(found[job.query], job),
            rows,
            job.query.where,
            [axis.coarse for axis in job.axes],
            additive=_additive(found, job.query),
        )
        for job in jobs
    }


def _check_names(tabulations: list[Tabulation]) -> None:
    names = [one.name for one in tabulations]
    for one in tabulations:
        if names.count(one.name) > 1:
            raise one.unusable("name: another tabulation has it too")


def _job(tabulation: Tabulation, rows: CountedRows) -> Job:
    where = condition(tabulation.where, f"tabulation {tabulation.name}, where")
    for field in where.fields:
        _column(tabulation, rows, field, "where")
    where.expression(rows.table)
    count = _count(tabulation, rows)
    axes = tuple(_axis(tabulation, rows, name, count) for name in tabulation.by)
    keys = tuple(sorted({axis.key for axis in axes}))
    return Job(tabulation, axes, Query(keys, where, count))


def _axis(tabulation: Tabulation, rows: CountedRows, name: str, count: Count) -> Axis:
    column, grain = tabulation.periods.get(name, (name, ""))
    _column(tabulation, rows, column, "by")
    if not grain and rows.kinds.get(column) == "month":
        grain = "month"
    kind = rows.table[column].type()
    if grain and not (kind.is_date() or kind.is_timestamp() or rows.kinds.get(column) == "month"):
        raise tabulation.unusable(f"periods, {name}: {column} is of type {kind}, not a date")
    if not grain and kind.is_floating():
        raise tabulation.unusable(f"by: {column} is a measurement; derive bands of it first")
    coarse = coarsening(tabulation, name, rows.classifications.get(column))
    return Axis(name, column, grain, coarse, early=coarse is not None and not count.additive)


def _column(tabulation: Tabulation, rows: CountedRows, column: str, place: str) -> None:
    if column not in rows.table.columns:
        there = ", ".join(rows.table.columns)
        raise tabulation.unusable(f"{place}: there is no column {column}; there are {there}")
    if column in rows.identifiers:
        raise tabulation.unusable(f"{place}: {column} tells people apart and cannot be counted by")


def _count(tabulation: Tabulation, rows: CountedRows) -> Count:
    count = tabulation.counted
    if count.kind == "rows" and rows.count_field:
        count = Count("sum", rows.count_field)
    if count.kind == "distinct" and not count.column:
        if not rows.identifiers:
            raise tabulation.unusable(
                "count: the rows have no identifier of persons; name one: {distinct: column}"
            )
        count = Count("distinct", rows.identifiers[0])
    if count.kind == "rows":
        return count
    if count.column not in rows.table.columns:
        raise tabulation.unusable(f"count: there is no column {count.column}")
    kind = rows.table[count.column].type()
    if count.kind == "sum" and not kind.is_numeric():
        raise tabulation.unusable(f"count: {count.column} is of type {kind} and has no sum")
    return count


def _answers(engine: Engine, rows: CountedRows, queries: list[Query]) -> dict[Query, Cells]:
    wanted = list(dict.fromkeys(queries))
    sent = [one for one in wanted if not any(other.covers(one) for other in wanted)]
    sent += [Query((), one.where, one.count) for one in wanted if not one.count.additive]
    sent = list(dict.fromkeys(sent))
    with engine.prepared(_needed(rows.table, sent), len(sent)) as table:
        found = {one: _answer(engine, table, one) for one in sent}
    for one in wanted:
        if one not in found:
            covering = [found[other] for other in sent if other.covers(one)]
            found[one] = min(covering, key=lambda cells: cells.size).margin(one.keys)
    return found


def _needed(table: Any, queries: list[Query]) -> Any:
    """The columns that queries read, periods worked out: all that is copied when prepared."""
    columns: dict[str, Any] = {}
    for query in queries:
        for column, grain, _ in query.keys:
            name = _stored(column, grain)
            columns[name] = period_number(table[column], grain) if grain else table[column]
        for column in (*query.where.fields, query.count.column):
            if column:
                columns[column] = table[column]
    if not columns:
        columns[table.columns[0]] = table[table.columns[0]]
    return table.select(**columns)


def _stored(column: str, grain: str) -> str:
    return f"{column} by {grain}" if grain else column


def _answer(engine: Engine, table: Any, query: Query) -> Cells:
    where = query.where.expression(table)
    rows = table if where is None else table.filter(where)
    keys = {}
    for number, (column, grain, groups) in enumerate(query.keys):
        key = rows[_stored(column, grain)]
        keys[f"k{number}"] = _grouped(key, groups) if groups else key
    count = _aggregate(rows, query.count)
    answer = rows.group_by(**keys).aggregate(n=count) if keys else rows.aggregate(n=count)
    return Cells.of(engine.run(answer), query.keys)


def _grouped(key: Any, groups: tuple[tuple[str, str], ...]) -> Any:
    import ibis

    placed = key.cases(*groups, else_=NOT_PLACED)
    return ibis.ifelse(key.isnull(), ibis.null("string"), placed)


def _aggregate(rows: Any, count: Count) -> Any:
    if count.kind == "rows":
        return rows.count()
    column = rows[count.column]
    if count.kind == "distinct":
        return column.nunique()
    if count.scale != 1 or column.type().is_floating():
        # Each row is rounded, half up: whole numbers add up alike in any order.
        column = (column.cast("float64") * count.scale + 0.5).floor().cast("int64")
    return column.cast("int64").fill_null(0).sum().cast("int64")


def _on_axes(cells: Cells, job: Job) -> Cells:
    """The cells with an axis for each dimension, in its order, coarsened where not yet done."""
    ordered = cells.ordered([axis.key for axis in job.axes])
    for number, axis in enumerate(job.axes):
        if axis.coarse is not None:
            label = axis.coarse.placed if axis.early else axis.coarse.place
            ordered = ordered.relabelled(number, label)
    return ordered


def _additive(found: Mapping[Query, Cells], query: Query) -> bool:
    if query.count.additive:
        return True
    whole = found[Query((), query.where, query.count)]
    return whole.sum == found[query].sum
