"""Receiving a return: from the rows of a file to a table in canonical form, or a refusal."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from .canonical import Conversion, fill_blanks
from .coverage import Coverage, Place, find_coverage
from .derived import derive
from .mapping import Mapping as ColumnMapping
from .period import Period
from .problems import Findings, Problem, ReturnRefused, SetAside, UnusableMapping
from .reading import read_rows
from .received import Received
from .schema_library import schema as find_schema
from .schema_model import Schema
from .source_rows import SourceRows
from .spreading import spread_rows
from .subtotals import subtotal_rows
from .validation import check_repeats, check_rules

#: Rows set aside for these reasons are no fault of the return and count against no tolerance.
FORESEEN = frozenset({"subtotal", "number_not_given"})


def receive(
    rows: SourceRows | str | Path,
    *,
    schema: Schema | str,
    mapping: ColumnMapping,
    period: str | datetime.date | Period,
    snapshot_date: datetime.date | None = None,
    expected: Mapping[str, Sequence[str]] | None = None,
    nil: Iterable[Place] = (),
) -> Received:
    """Receive a return.

    Parameters
    ----------
    rows : SourceRows or path
        The rows, or the file they are in.
    schema : Schema or str
        What they should be.
    mapping : Mapping
        Confirmed by a post.
    period : str, date or Period
        What the return is of, such as ``2020-01`` or ``2024/25``.
    snapshot_date : date, optional
        Of a snapshot; by default the last day of the period.
    expected : mapping of str to sequence of str, optional
        Coverage field to the values expected, such as the forces that should have answered.
    nil : iterable of tuple of str
        Submissions declared to have no row.

    Returns
    -------
    Received

    Raises
    ------
    UnusableMapping
        When nobody confirmed the mapping or it is for another schema.
    UsageError
        When `expected` or `nil` does not fit the return.
    ReturnRefused
        When columns are missing, no row is left, or more rows are in error than the schema
        tolerates.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> from dueregard import returns
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "boards.csv"
    >>> _ = path.write_text(
    ...     "Person,Board,Voting,Ethnicity\\n1,Board,Yes,White - Irish\\n2,Board,No,\\n"
    ... )
    >>> rows = returns.read_rows(path)
    >>> mapping = returns.suggest_mapping(rows, "board_members").confirm(by="Secretary")
    >>> got = returns.receive(rows, schema="board_members", mapping=mapping, period="2025-03-31")
    >>> got.table["ethnicity"].to_pylist()
    ['W2', 'NOT_RECORDED']
    """
    source = rows if isinstance(rows, SourceRows) else read_rows(rows)
    wanted = find_schema(schema) if isinstance(schema, str) else schema
    span = Period.parse(period)
    if wanted.period == "snapshot" and snapshot_date is None:
        snapshot_date = span.end
    _check_mapping(mapping, wanted, source)
    texts, numbers = spread_rows(source, mapping)
    findings = Findings(numbers, source.facts.name)
    texts |= _fixed(mapping, wanted, source, len(numbers))
    _set_sums_aside(mapping, wanted, source, findings)
    columns = _converted(wanted, mapping, texts, findings)
    titles = _titles(mapping, columns)
    standing = snapshot_date or span.end
    dated = Period(min(span.start, standing), standing) if snapshot_date else span
    worked_out = {one.name for one in wanted.fields if one.derived and one.name not in columns}
    plain = [rule for rule in wanted.rules if not worked_out & set(rule.fields)]
    check_rules(plain, columns, findings, period=dated, titles=titles)
    derived = derive(wanted, columns, findings, at=standing, titles=titles)
    others = [rule for rule in wanted.rules if rule not in plain]
    check_rules(others, columns, findings, period=dated, titles=titles)
    printed = {name: source.table[name] for name in source.columns}
    check_repeats(wanted, columns, findings, titles, texts if mapping.spread else printed)
    table = _table(wanted, columns, ~findings.in_error)
    coverage = find_coverage(wanted, table, span, expected, nil)
    _notes(source, mapping, coverage, findings)
    aside = _with_ragged(findings.set_aside(), source, findings)
    received = Received(
        table=table,
        problems=tuple(findings.problems),
        set_aside=aside,
        rows_read=len(numbers) + len(source.ragged),
        coverage=coverage,
        derived=derived,
        schema=wanted,
        mapping=mapping,
        period=span,
        snapshot_date=snapshot_date,
        sources=(source.facts,),
    )
    _refuse_if_needed(received, findings)
    return received


def _check_mapping(mapping: ColumnMapping, schema: Schema, source: SourceRows) -> None:
    problems = list(mapping.problems(schema))
    if not mapping.confirmed_by:
        problems.append("nobody has confirmed the mapping; confirm it with the name of a post")
    if problems:
        raise UnusableMapping(problems)
    spread = list(mapping.spread.columns) if mapping.spread else []
    absent = [c for c in (*mapping.columns.values(), *spread) if c not in source.columns]
    if absent:
        raise ReturnRefused(
            f"{source.facts.name}: the return is refused: it has no column "
            f"{', '.join(f'“{name}”' for name in absent)}, which the mapping names. Its columns: "
            f"{', '.join(source.columns)}"
        )


def _fixed(
    mapping: ColumnMapping, schema: Schema, source: SourceRows, length: int
) -> dict[str, pa.ChunkedArray]:
    """Columns with one value in every row, from the mapping and the name of the file."""
    told = schema.from_file_name(source.facts.name)
    absent = [name for name in mapping.from_file_name if name not in told]
    if absent:
        raise ReturnRefused(
            f"{source.facts.name}: the return is refused: the name of the file does not tell "
            f"{', '.join(absent)}; name the file as published, or give a constant in the mapping"
        )
    values = {**mapping.constants, **{name: told[name] for name in mapping.from_file_name}}
    return {
        name: pa.chunked_array([pa.repeat(pa.scalar(value, pa.string()), length)])
        for name, value in values.items()
    }


def _set_sums_aside(
    mapping: ColumnMapping, schema: Schema, source: SourceRows, findings: Findings
) -> None:
    """Set aside rows that are sums of others."""
    values = list(mapping.spread.columns) if mapping.spread else []
    for name in dict.fromkeys((*schema.keys, *schema.coverage)):
        column = mapping.columns.get(name)
        if column is None or schema.field(name).kind not in ("text", "identifier"):
            continue
        found = np.repeat(
            subtotal_rows(source, column, values, mapping.subtotals), max(1, len(values))
        )
        findings.report(
            "subtotal",
            column,
            found,
            "the row is a sum of other rows",
            remedy="Nothing to do: sums are worked out anew",
        )
        findings.pass_over(found)


def _converted(
    schema: Schema,
    mapping: ColumnMapping,
    texts: Mapping[str, pa.ChunkedArray],
    findings: Findings,
) -> dict[str, pa.Array]:
    conversion = Conversion(
        findings, mapping.labels, mapping.date_formats, dash_is_zero=mapping.dash_is_zero
    )
    columns = {
        name: conversion.column(schema.field(name), texts[name], mapping.columns.get(name, name))
        for name in _in_order(schema, texts)
    }
    for name in list(columns):
        one = schema.field(name)
        if one.kind == "category":
            columns[name] = fill_blanks(one, columns[name], columns)
    return columns


def _in_order(schema: Schema, names: Iterable[str]) -> list[str]:
    given, ordered = set(names), []
    for one in schema.fields:
        if one.repeated:
            stem = one.name[:-1]
            named = sorted(n for n in given if n.startswith(stem) and n not in schema.names)
            ordered += [name for name in named if name not in ordered]
        elif one.name in given:
            ordered.append(one.name)
    return ordered


def _titles(mapping: ColumnMapping, columns: Mapping[str, pa.Array]) -> dict[str, str]:
    return {name: mapping.columns.get(name, name) for name in columns}


def _table(schema: Schema, columns: Mapping[str, pa.Array], keep: np.ndarray[Any, Any]) -> pa.Table:
    names = [name for name in _in_order(schema, columns) if schema.field(name).kept]
    mask = pa.array(keep)
    return pa.table({name: pc.filter(columns[name], mask) for name in names})


def _notes(
    source: SourceRows, mapping: ColumnMapping, coverage: Coverage, findings: Findings
) -> None:
    """Warnings that concern no row."""
    spread = mapping.spread.columns if mapping.spread else ()
    used = {*mapping.columns.values(), *spread, *mapping.ignored}
    for column in source.columns:
        if column not in used:
            findings.note(
                "column_not_used",
                column,
                "the mapping does not use this column",
                remedy="Map it, or list it among the ignored",
            )
    if source.facts.encoding == "cp1252":
        findings.note(
            "encoding_assumed",
            "",
            "the bytes are no UTF-8 and are read as cp1252",
            remedy="Say the encoding if letters look wrong",
        )
    findings.problems += [
        replace(problem, source=findings.source) for problem in coverage.problems()
    ]


def _with_ragged(aside: SetAside, source: SourceRows, findings: Findings) -> SetAside:
    if not source.ragged:
        return aside
    rows = tuple(number for number, _ in source.ragged)
    findings.problems.append(
        Problem(
            "wrong_number_of_cells",
            "",
            len(rows),
            rows[:20],
            "the row has more or fewer cells than there are columns",
            f"{len(source.columns)} cells",
            "Check for a delimiter inside a value that is not quoted",
            "error",
            source.facts.name,
        )
    )
    reasons = tuple((number, "wrong_number_of_cells", "") for number in rows)
    return SetAside(tuple(sorted((*aside.rows, *rows))), tuple(sorted((*aside.reasons, *reasons))))


def _refuse_if_needed(received: Received, findings: Findings) -> None:
    name = findings.source
    if received.rows_read == 0:
        raise ReturnRefused(
            f"{name}: the return is refused: it has no row below the names of its columns. If "
            "there was nothing to report, declare the submission nil",
            received.problems,
        )
    foreseen = findings.foreseen(FORESEEN)
    in_error = len(received.set_aside) - foreseen
    counted = received.rows_read - foreseen
    share = in_error / counted if counted else 0.0
    tolerance = received.schema.tolerance
    if share > tolerance or received.rows_kept == 0:
        raise ReturnRefused(
            f"{name}: the return is refused: {in_error:,} of {counted:,} rows ({share:.1%}) are "
            f"in error; {received.schema.id} tolerates {tolerance:.1%}. Correct them and send it "
            "again",
            received.problems,
            received.set_aside,
        )
