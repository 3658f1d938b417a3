"""Fields worked out from others: ages and bands, length of service, months, groups."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from dueregard import vocabulary

from .canonical import fill_blanks
from .field_model import Field
from .labels import code_list
from .problems import Findings
from .schema_model import Schema

_SERVICE = (2, 5, 10, 15, 20, 25, 30)
_OLDEST = 120


def whole_years(start: pa.Array, end: pa.Array) -> pa.Array:
    """Completed years from one date to another; null where one is not there.

    Examples
    --------
    >>> born = pa.array([datetime.date(2000, 2, 29), None])
    >>> day = pa.array([datetime.date(2018, 2, 28)] * 2)
    >>> whole_years(born, day).to_pylist()
    [17, None]
    """

    def day_of_year(dates: pa.Array) -> Any:
        month = pc.cast(pc.month(dates), pa.int64())
        return pc.add(pc.multiply(month, 100), pc.cast(pc.day(dates), pa.int64()))

    years = pc.subtract(pc.year(end), pc.year(start))
    short = pc.cast(pc.less(day_of_year(end), day_of_year(start)), pa.int64())
    return pc.subtract(years, short)


def derive(
    schema: Schema,
    columns: dict[str, pa.Array],
    findings: Findings,
    *,
    at: datetime.date,
    titles: Mapping[str, str],
) -> tuple[str, ...]:
    """Add every field that can be worked out and has no column; return their names.

    Parameters
    ----------
    schema : Schema
        Its fields say how.
    columns : dict of str to pyarrow.Array
        Canonical columns; what is derived is added.
    findings : Findings
        Told of ages and lengths that cannot be.
    at : date
        The date of rows that have none of their own.
    titles : mapping of str to str
        Field to its column in the source, for problems.
    """
    made = []
    for one in schema.fields:
        how = one.derived
        if how is None or one.name in columns or not set(how.sources) <= set(columns):
            continue
        columns[one.name] = _derived(one, schema, columns, findings, at, titles)
        made.append(one.name)
    return tuple(made)


def _derived(
    one: Field,
    schema: Schema,
    columns: Mapping[str, pa.Array],
    findings: Findings,
    at: datetime.date,
    titles: Mapping[str, str],
) -> pa.Array:
    how = one.derived
    assert how is not None
    source = columns[how.sources[0]]
    if how.how == "month":
        return pc.strftime(source, "%Y-%m")
    if how.how == "age_band":
        return _age_band(one, source, columns)
    if how.how == "service_band":
        return _service_band(one, source)
    if how.how == "group":
        return _group(one, source, how.groups)
    dates = _dates_of_rows(schema, columns, how.at, at, len(source))
    years = whole_years(source, dates)
    highest = _OLDEST if how.how == "age" else (one.maximum or _OLDEST)
    wrong = pc.or_(pc.less(years, 0), pc.greater(years, highest))
    mask = pc.fill_null(wrong, False).to_numpy(zero_copy_only=False)
    findings.report(
        f"{one.name}_impossible",
        titles.get(how.sources[0], how.sources[0]),
        mask & ~findings.in_error,
        f"{one.title.lower()} comes out below 0 or above {highest:g} years",
        remedy="Correct the date",
    )
    return pc.if_else(pa.array(mask), pa.scalar(None, pa.int64()), years)


def _dates_of_rows(
    schema: Schema,
    columns: Mapping[str, pa.Array],
    named: str | None,
    at: datetime.date,
    length: int,
) -> pa.Array:
    """The date each row stands at: its own where it has one, else that of the return."""
    fixed = pa.scalar(at, pa.date32())
    if named is None and schema.period == "interval":
        dated = (f.derived.sources[0] for f in schema.fields if f.derived and f.name == "month")
        named = next(dated, None)
    if named is not None and named in columns:
        return pc.fill_null(columns[named], fixed)
    return pa.repeat(fixed, length)


def _age_band(one: Field, ages: pa.Array, columns: Mapping[str, pa.Array]) -> pa.Array:
    bands = vocabulary.classification(str(one.classification)).bands
    assert bands is not None
    low, high = 0, _OLDEST + 10
    known = pc.and_(pc.greater_equal(ages, low), pc.less_equal(ages, high))
    values = pc.if_else(known, ages, None).to_numpy(zero_copy_only=False).astype(float)
    codes = pa.array(bands.band_of(values).tolist(), pa.string())
    return fill_blanks(one, pc.if_else(pc.is_valid(ages), codes, None), columns)


def _service_band(one: Field, years: pa.Array) -> pa.Array:
    codes = [each.code for each in one.codes]
    values = pc.fill_null(years, 0).to_numpy(zero_copy_only=False)
    places = np.searchsorted(np.array(_SERVICE), values, side="right")
    found = pc.take(pa.array(codes, pa.string()), pa.array(places))
    return fill_blanks(one, pc.if_else(pc.is_valid(years), found, None), {})


def _group(one: Field, codes: pa.Array, groups: Mapping[str, str]) -> pa.Array:
    known = code_list(one)
    coded = pc.dictionary_encode(codes)
    found = [
        groups.get(code, code if code in known.missing.values() else None)
        for code in coded.dictionary.to_pylist()
    ]
    return fill_blanks(one, pc.take(pa.array(found, pa.string()), coded.indices), {})
