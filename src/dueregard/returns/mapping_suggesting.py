"""Suggesting a mapping: what each column may be, why, and what is left to a person."""

from __future__ import annotations

import re
from collections.abc import Mapping as Mapped
from collections.abc import Sequence
from dataclasses import replace

from dueregard.vocabulary.labels import normalise

from .amounts import dashes
from .column_levels import find_spread
from .dates import DateForm, date_form, read_date
from .labels import codes_of, known_labels
from .mapping import Mapping
from .mapping_suggestion import ColumnSuggestion, MappingSuggestion
from .schema_library import schema as find_schema
from .schema_model import Schema
from .source_rows import SourceRows
from .subtotals import sums_of_rows, total_labels

_SAMPLE = 400
#: Share of labels a column must have in common with a field to be taken for it.
_ALIKE = 0.8


def suggest_mapping(rows: SourceRows, schema: Schema | str) -> MappingSuggestion:
    """Suggest how a source's columns and labels lead to a schema.

    Names of columns come first, then labels that only one field knows. Nothing is used before
    a person has confirmed it.

    Parameters
    ----------
    rows : SourceRows
        What `read_rows` gave.
    schema : Schema or str
        Where it should lead.

    Returns
    -------
    MappingSuggestion
    """
    wanted = find_schema(schema) if isinstance(schema, str) else schema
    placed = _by_name(rows, wanted)
    left_out = _left_out(rows, wanted, placed)
    free = [c for c in rows.columns if c not in left_out and c not in {p.column for p in placed}]
    placed += _by_labels(rows, wanted, free, {one.field for one in placed})
    free = [c for c in free if c not in {p.column for p in placed}]
    placed += _by_place(rows, wanted, free, {one.field for one in placed})
    free = [c for c in free if c not in {p.column for p in placed}]
    columns = {one.field: one.column for one in placed}
    spread = find_spread(free, wanted, set(columns)) if wanted.row == "count" else None
    free = [c for c in free if spread is None or c not in spread.columns]
    named = tuple(name for name in wanted.from_file_name(rows.facts.name) if name not in columns)
    labels, unknown = _labels(rows, wanted, columns)
    column_forms = _column_forms(rows, wanted, columns)
    forms = {name: column_forms[c] for name, c in columns.items() if c in column_forms}
    mapping = Mapping(
        schema=wanted.id,
        version=wanted.version,
        columns=columns,
        labels=labels,
        date_formats={name: form.format for name, form in forms.items() if form.format},
        from_file_name=named,
        spread=spread,
        ignored=tuple(left_out),
        dash_is_zero=wanted.dash_is_zero,
    )
    filled = set(mapping.fields)
    subtotals = _subtotals(rows, wanted, mapping)
    return MappingSuggestion(
        mapping=replace(mapping, subtotals=subtotals),
        schema=wanted,
        columns=tuple(placed),
        unmapped=tuple(free),
        left_out=left_out,
        missing=tuple(
            one.name
            for one in wanted.fields
            if one.required and one.derived is None and one.name not in filled
        ),
        derived=_derivable(wanted, filled),
        unknown_labels=unknown,
        date_forms=forms,
        column_forms=column_forms,
        subtotals=subtotals,
        dashes=_dashed(rows, wanted),
    )


def _plain(name: str) -> str:
    return normalise(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name))


def _by_name(rows: SourceRows, schema: Schema) -> list[ColumnSuggestion]:
    placed: list[ColumnSuggestion] = []
    taken: set[str] = set()
    for one in schema.fields:
        if one.repeated:
            continue
        names = [_plain(one.name), _plain(one.title), *map(_plain, one.synonyms)]
        ranked = [(names.index(_plain(c)), c) for c in rows.columns if _plain(c) in names]
        ranked = [(rank, column) for rank, column in ranked if column not in taken]
        if ranked:
            column = min(ranked)[1]
            taken.add(column)
            placed.append(
                ColumnSuggestion(column, one.name, "certain", "its name is known for this field")
            )
    for one in (each for each in schema.fields if each.repeated):
        for column in rows.columns:
            name = re.sub(r"\W+", "_", _plain(column)).strip("_")
            if column not in taken and name.startswith(one.name[:-1]):
                taken.add(column)
                placed.append(
                    ColumnSuggestion(column, name, "certain", f"its name begins {one.name[:-1]}")
                )
    return placed


def _left_out(rows: SourceRows, schema: Schema, placed: list[ColumnSuggestion]) -> dict[str, str]:
    reasons = {_plain(name): reason for name, reason in schema.left_out.items()}
    used = {one.column for one in placed}
    return {
        column: reasons[key]
        for column in rows.columns
        if column not in used and (key := _plain(re.sub(r" \(\d+\)$", "", column))) in reasons
    }


def _by_labels(
    rows: SourceRows, schema: Schema, free: Sequence[str], taken: set[str]
) -> list[ColumnSuggestion]:
    """Place columns whose labels only one field knows."""
    fields = [f for f in schema.fields if f.kind == "category" and f.name not in taken]
    found: dict[str, list[tuple[str, str]]] = {}
    for column in free:
        values = [value for value in rows.distinct(column) if value][:_SAMPLE]
        if not values or all(value.isdecimal() for value in values):
            continue
        fitting = [f for f in fields if len(known_labels(values, f)) >= _ALIKE * len(values)]
        if len(fitting) == 1:
            known = len(known_labels(values, fitting[0]))
            reason = f"{known} of its {len(values)} labels are those of this field"
            found.setdefault(fitting[0].name, []).append((column, reason))
    return [
        ColumnSuggestion(columns[0][0], name, "likely", columns[0][1])
        for name, columns in found.items()
        if len(columns) == 1
    ]


def _by_place(
    rows: SourceRows, schema: Schema, free: Sequence[str], taken: set[str]
) -> list[ColumnSuggestion]:
    """Place a first column without a name, as printed tables have it."""
    needed = [f for f in schema.fields if f.required and f.kind == "text" and f.name not in taken]
    first = rows.columns[0] if rows.columns else ""
    if len(needed) != 1 or first not in free or first != "Column 1":
        return []
    dated = [value for value in rows.distinct(first) if read_date(value, None)[0] is not None]
    if dated:
        return []
    reason = "the first column has no name and this field is needed"
    return [ColumnSuggestion(first, needed[0].name, "likely", reason)]


def _labels(
    rows: SourceRows, schema: Schema, columns: Mapped[str, str]
) -> tuple[dict[str, dict[str, str]], dict[str, tuple[str, ...]]]:
    unknown: dict[str, tuple[str, ...]] = {}
    for name, column in columns.items():
        one = schema.field(name)
        values = rows.distinct(column) if one.kind in ("category", "boolean") else []
        if one.kind == "category":
            left = codes_of(values, one, {})[1]
        else:
            known = set(known_labels(values, one)) if values else set()
            left = [value for value in values if value and value not in known]
        if left:
            unknown[name] = tuple(sorted(left))
    return {}, unknown


def _column_forms(
    rows: SourceRows, schema: Schema, columns: Mapped[str, str]
) -> dict[str, DateForm]:
    """The form of dates of columns placed as dates, and of others that may hold dates."""
    dated = {c for name, c in columns.items() if schema.field(name).kind in ("date", "month")}
    free = [column for column in rows.columns if column not in columns.values()]
    forms = {}
    for column in (*sorted(dated), *free):
        values = [value for value in rows.distinct(column) if value]
        sample = values[:_SAMPLE]
        like = sum(read_date(value, None)[1] != "date_unreadable" for value in sample)
        if column in dated or like * 2 > len(sample):
            forms[column] = date_form(v for v in values if read_date(v, None)[0] is None)
    return forms


def _subtotals(rows: SourceRows, schema: Schema, mapping: Mapping) -> tuple[str, ...]:
    found: list[str] = []
    for name in schema.keys:
        column = mapping.columns.get(name)
        if column and schema.field(name).kind == "text":
            found += total_labels(rows.distinct(column))
            if schema.row == "count":
                values = list(mapping.spread.columns) if mapping.spread else []
                found += sums_of_rows(rows, column, values)
    return tuple(dict.fromkeys(found))


def _dashed(rows: SourceRows, schema: Schema) -> tuple[str, ...]:
    """The columns of a return of counts that leave open what a dash alone means."""
    if schema.row != "count" or schema.dash_is_zero:
        return ()
    return tuple(column for column in rows.columns if dashes(rows.table[column]).any())


def _derivable(schema: Schema, filled: set[str]) -> tuple[str, ...]:
    have, found = set(filled), []
    for one in schema.fields:
        if one.derived and one.name not in have and set(one.derived.sources) <= have:
            found.append(one.name)
            have.add(one.name)
    return tuple(found)
