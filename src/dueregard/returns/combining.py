"""Several files of one return as one: a file for each force and month, say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from dueregard.exceptions import UsageError

from .coverage import COVERAGE_RULES, Place, find_coverage
from .labels import code_list
from .period import Period
from .problems import Problem, ReturnRefused, SetAside
from .received import Received


def combine(
    parts: Sequence[Received],
    *,
    expected: Mapping[str, Sequence[str]] | None = None,
    nil: Iterable[Place] = (),
) -> Received:
    """Put files of one return together, and look again at what is missing.

    Parameters
    ----------
    parts : sequence of Received
        Of one schema; each was received on its own.
    expected : mapping of str to sequence of str, optional
        Coverage field to the values expected over the whole period.
    nil : iterable of tuple of str
        Submissions declared to have no row.

    Returns
    -------
    Received
        Its period runs from the first day of any part to the last; row numbers of `set_aside`
        are those within each file, and problems name their file.

    Raises
    ------
    UsageError
        When there is no part, or two are of different schemas.
        Also when `expected` or `nil` does not fit the return.
    ReturnRefused
        When two files hold rows with the same key.

    Examples
    --------
    >>> combine([])
    Traceback (most recent call last):
        ...
    dueregard.exceptions.UsageError: Name at least one file of the return
    """
    if not parts:
        raise UsageError("Name at least one file of the return")
    first = parts[0]
    others = {f"{one.schema.id} {one.schema.version}" for one in parts}
    if len(others) > 1:
        raise UsageError(f"Files of one return have one schema, not {', '.join(sorted(others))}")
    period = Period(min(p.period.start for p in parts), max(p.period.end for p in parts))
    table = pa.concat_tables([one.table for one in parts], promote_options="permissive")
    table = _missing_codes(table, first)
    _refuse_shared_keys(table, first, parts)
    coverage = find_coverage(first.schema, table, period, expected, nil)
    problems = tuple(
        replace(problem, of_several=len(parts) > 1)
        for one in parts
        for problem in one.problems
        if problem.rule not in COVERAGE_RULES
    )
    problems = (*problems, *coverage.problems())
    return replace(
        first,
        table=table,
        problems=problems,
        set_aside=SetAside(
            tuple(row for one in parts for row in one.set_aside.rows),
            tuple(reason for one in parts for reason in one.set_aside.reasons),
        ),
        rows_read=sum(one.rows_read for one in parts),
        coverage=coverage,
        derived=tuple(dict.fromkeys(name for one in parts for name in one.derived)),
        period=period,
        sources=tuple(facts for one in parts for facts in one.sources),
    )


def _missing_codes(table: pa.Table, first: Received) -> pa.Table:
    """Give rows of files without a category its code for not asked."""
    for name in table.column_names:
        one = first.schema.field(name)
        if one.kind == "category" and table[name].null_count:
            filled = pc.fill_null(table[name], code_list(one).blank("not_asked"))
            table = table.set_column(table.column_names.index(name), name, filled)
    return table


def _refuse_shared_keys(table: pa.Table, first: Received, parts: Sequence[Received]) -> None:
    keys = [name for name in first.schema.keys if name in table.column_names]
    if not keys:
        return
    distinct = table.select(keys).group_by(keys).aggregate([]).num_rows
    shared = table.num_rows - distinct
    if shared:
        problem = Problem(
            "duplicate_key",
            ", ".join(keys),
            shared,
            (),
            f"{shared:,} rows of different files share their key",
            "one row for each key",
            "Check whether a file was sent twice",
        )
        names = ", ".join(facts.name for one in parts for facts in one.sources)
        raise ReturnRefused(f"{names}: the return is refused", [problem])
