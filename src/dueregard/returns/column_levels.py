"""Columns of a source that are levels of one field: an ethnic group, a date, a rank each."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .dates import read_date
from .field_model import Field
from .labels import SUBTOTAL, code_list
from .mapping import Spread
from .schema_model import Schema

#: What publishers put before and after the level in the head of a column.
_AROUND = re.compile(r"^(ethnic group|measures|sex|age|rank)\s*:\s*|\s*;\s*measures\s*:.*$", re.I)
_FEWEST = 2


def bare_level(column: str) -> str:
    """The level in the head of a column, without what publishers put around it.

    Examples
    --------
    >>> bare_level("Ethnic Group: White: Irish; measures: Value")
    'White: Irish'
    """
    return _AROUND.sub("", _AROUND.sub("", column)).strip()


def find_spread(columns: Sequence[str], schema: Schema, taken: set[str]) -> Spread | None:
    """The field that most of the columns left over are levels of, if two or more are.

    Columns that are totals, or sums of other levels, are left out.

    Examples
    --------
    >>> from dueregard import returns
    >>> form = returns.schema("workforce_strength")
    >>> find_spread(["2019-03-31", "2019-09-30", "note"], form, {"force"}).field
    'as_at'
    """
    value = schema.count_field
    if value is None or value in taken:
        return None
    best: Spread | None = None
    for one in schema.fields:
        if one.name in taken or one.name == value:
            continue
        levels = _levels(columns, one)
        if len(levels) >= _FEWEST and (best is None or len(levels) > len(best.columns)):
            best = Spread(one.name, value, levels)
    return best


def _levels(columns: Sequence[str], one: Field) -> dict[str, str]:
    if one.kind == "date":
        return {column: column for column in columns if read_date(column, None)[0] is not None}
    if one.kind != "category":
        return {}
    known = code_list(one)
    found: dict[str, str] = {}
    for column in columns:
        level = bare_level(column)
        for label in (level, level.rsplit(":", 1)[-1].strip()):
            code = known.code_of(label)
            if code is not None and code != SUBTOTAL:
                found[column] = code
                break
    # Two columns of one level would be added up: a person decides which is meant.
    codes = list(found.values())
    return {column: code for column, code in found.items() if codes.count(code) == 1}
