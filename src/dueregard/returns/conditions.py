"""Which rows to count, as data: the same words in a plan, a measure and here."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from typing import Any

from dueregard.exceptions import UnusableDocument

#: Level and code of a row that has nothing in a column.
NOT_RECORDED = "not_recorded"
SCALARS = (str, int, float, bool, datetime.date, type(None))


class UnusableCondition(UnusableDocument):
    """A condition that cannot be understood or does not fit the rows."""


@dataclass(frozen=True)
class FieldTest:
    """What a field must be.

    Parameters
    ----------
    field : str
        Name of the column.
    values : tuple
        The values that match; with `excluded`, those that do not.
    excluded : bool
        Whether `values` are the ones left out.
    lower, upper : optional
        Bounds, both included.
    """

    field: str
    values: tuple[Any, ...] = ()
    excluded: bool = False
    lower: Any = None
    upper: Any = None

    @property
    def is_range(self) -> bool:
        """Whether it has bounds instead of values."""
        return self.lower is not None or self.upper is not None


@dataclass(frozen=True)
class Condition:
    """A conjunction of tests and of alternatives.

    Parameters
    ----------
    tests : tuple of FieldTest
        All must hold.
    alternatives : tuple of tuple of Condition
        Of each group, one must hold.

    Examples
    --------
    >>> found = condition({"rank": ["inspector", "chief_inspector"], "fte": {"from": 0.5}})
    >>> found.fields
    ('rank', 'fte')
    >>> condition({"rank": {"above": "sergeant"}})
    Traceback (most recent call last):
        ...
    dueregard.returns.conditions.UnusableCondition: where, field rank: “above” is not known; a \
value, a list of values, {from, to} or {not: [values]} is allowed
    """

    tests: tuple[FieldTest, ...] = ()
    alternatives: tuple[tuple[Condition, ...], ...] = ()

    @property
    def fields(self) -> tuple[str, ...]:
        """The columns it reads, each once."""
        found = [test.field for test in self.tests]
        found += [f for group in self.alternatives for one in group for f in one.fields]
        return tuple(dict.fromkeys(found))

    def expression(self, table: Any) -> Any:
        """The condition as an expression over an ibis table; None when it is empty.

        Raises
        ------
        UnusableCondition
            For a field that the table lacks, and values that its type cannot be compared with.
        """
        parts = [_test(table, test) for test in self.tests]
        for group in self.alternatives:
            some = [one.expression(table) for one in group]
            if all(part is not None for part in some):
                parts.append(reduce(or_, some))
        return reduce(and_, parts) if parts else None


def condition(data: Mapping[str, Any] | None, place: str = "where") -> Condition:
    """Read a condition.

    Parameters
    ----------
    data : mapping
        Field to a value, a list of values, ``{"from": …, "to": …}`` (both included) or
        ``{"not": […]}``; ``any`` to a list of conditions of which one must hold. All entries
        must hold. ``None`` and ``not_recorded`` match a row that has nothing in the field; a
        row that has nothing is no member of a range and is never excluded by other values.
    place : str
        Where it stands, for messages.

    Raises
    ------
    UnusableCondition
        With the field and what is allowed.
    """
    if not isinstance(data or {}, Mapping):
        raise UnusableCondition(f"{place}: a mapping of fields to values is allowed")
    tests, alternatives = [], []
    for key, wanted in (data or {}).items():
        if key == "any":
            if not isinstance(wanted, Sequence) or isinstance(wanted, str) or not wanted:
                raise UnusableCondition(f"{place}, any: a list of conditions is allowed")
            alternatives.append(tuple(condition(one, f"{place}, any") for one in wanted))
        else:
            tests.append(_read(str(key), wanted, f"{place}, field {key}"))
    return Condition(tuple(tests), tuple(alternatives))


def _read(field: str, wanted: Any, place: str) -> FieldTest:
    if isinstance(wanted, Mapping):
        unknown = set(wanted) - {"from", "to", "not"}
        if unknown or not wanted or ("not" in wanted and len(wanted) > 1):
            what = f"“{min(map(str, unknown))}” is not known" if unknown else "it is not clear"
            raise UnusableCondition(
                f"{place}: {what}; a value, a list of values, {{from, to}} or "
                "{not: [values]} is allowed"
            )
        if "not" in wanted:
            return FieldTest(field, _values(wanted["not"], place), excluded=True)
        lower, upper = wanted.get("from"), wanted.get("to")
        if lower is None and upper is None:
            raise UnusableCondition(f"{place}: from and to are both empty")
        return FieldTest(field, lower=_scalar(lower, place), upper=_scalar(upper, place))
    return FieldTest(field, _values(wanted, place))


def _values(wanted: Any, place: str) -> tuple[Any, ...]:
    many = isinstance(wanted, Iterable) and not isinstance(wanted, str)
    values = tuple(_scalar(value, place) for value in (wanted if many else [wanted]))
    if not values:
        raise UnusableCondition(f"{place}: the list of values is empty")
    return values


def _scalar(value: Any, place: str) -> Any:
    if not isinstance(value, SCALARS):
        raise UnusableCondition(f"{place}: text, numbers, dates, true and false are allowed")
    return value


def _test(table: Any, test: FieldTest) -> Any:
    place = f"where, field {test.field}"
    if test.field not in table.columns:
        raise UnusableCondition(
            f"{place}: there is no such field; there are {', '.join(table.columns)}"
        )
    column = table[test.field]
    if test.is_range:
        if column.type().is_boolean():
            raise UnusableCondition(f"{place}: true and false have no range")
        if column.type().is_string():
            # An engine may keep codes as numbers: their order must be that of text.
            column = column.concat("")
        bounds = []
        if test.lower is not None:
            bounds.append(column >= _fitting(test.lower, column, place))
        if test.upper is not None:
            bounds.append(column <= _fitting(test.upper, column, place))
        return reduce(and_, bounds)
    blank = any(value is None or value == NOT_RECORDED for value in test.values)
    named = [
        _fitting(value, column, place) for value in test.values if not _is_blank(value, column)
    ]
    if test.excluded:
        kept = column.notin(named) if named else None
        if blank:
            return column.notnull() if kept is None else column.notnull() & kept
        return column.isnull() | kept
    found = column.isin(named) if named else None
    if blank:
        return column.isnull() if found is None else column.isnull() | found
    return found


def _is_blank(value: Any, column: Any) -> bool:
    return value is None or (value == NOT_RECORDED and not column.type().is_string())


def _fitting(value: Any, column: Any, place: str) -> Any:
    """The value as the type of the column, or a refusal."""
    kind = column.type()
    if kind.is_string() and isinstance(value, str):
        return value
    if kind.is_string() and isinstance(value, (int, datetime.date)) and value is not True:
        return str(value)
    if kind.is_boolean() and isinstance(value, bool):
        return value
    if kind.is_numeric() and isinstance(value, (int, float)) and not isinstance(value, bool):
        return value
    if kind.is_date() or kind.is_timestamp():
        return _date(value, place)
    raise UnusableCondition(
        f"{place}: a value of type {kind} is needed, not {type(value).__name__}"
    )


def _date(value: Any, place: str) -> datetime.date:
    if isinstance(value, datetime.datetime):
        return value.date()
    if isinstance(value, datetime.date):
        return value
    try:
        return datetime.date.fromisoformat(str(value))
    except ValueError:
        raise UnusableCondition(f"{place}: a date such as 2026-03-31 is needed") from None
