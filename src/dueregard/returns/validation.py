"""Rules between the fields of a row, and rows that are there twice."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import combinations
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from .period import Period
from .problems import Findings
from .schema_model import Rule, Schema

Mask = np.ndarray[Any, Any]
Columns = Mapping[str, pa.Array]


def check_rules(
    rules: Iterable[Rule],
    columns: Columns,
    findings: Findings,
    *,
    period: Period,
    titles: Mapping[str, str],
) -> None:
    """Report every row that breaks a rule.

    Parameters
    ----------
    rules : iterable of Rule
        Rules of the schema.
    columns : mapping of str to pyarrow.Array
        Canonical columns, each of shape (n,); a rule whose fields are absent does not apply.
    findings : Findings
        Told of each break.
    period : Period
        Of the return; the snapshot date is its last day.
    titles : mapping of str to str
        Field to its column in the source.
    """
    for rule in rules:
        broken = _CHECKS[rule.kind](rule, columns, period)
        if broken is not None:
            used = [titles.get(name, name) for name in rule.fields if name in columns]
            findings.report(
                rule.id,
                ", ".join(used),
                broken,
                rule.says,
                allowed=_allowed(rule, period),
                remedy=rule.remedy,
                severity=rule.severity,
            )


def _allowed(rule: Rule, period: Period) -> str:
    if rule.kind == "within_period":
        return f"{period.start} to {period.end}"
    return f"up to {period.end}" if rule.kind == "not_after_snapshot" else ""


def _present(rule: Rule, columns: Columns) -> list[pa.Array]:
    return [columns[name] for name in rule.fields if name in columns]


def _order(rule: Rule, columns: Columns, period: Period) -> Mask | None:
    given = _present(rule, columns)
    return _any(pc.greater(first, second) for first, second in combinations(given, 2))


def _stages(rule: Rule, columns: Columns, period: Period) -> Mask | None:
    given = _present(rule, columns)
    return _any(pc.and_(later, pc.invert(earlier)) for earlier, later in combinations(given, 2))


def _implies(rule: Rule, columns: Columns, period: Period) -> Mask | None:
    if not {*rule.when, *rule.then} <= set(columns):
        return None
    meets = [_meets(columns[name], values) for name, values in rule.when.items()]
    holds = [_meets(columns[name], values) for name, values in rule.then.items()]
    then = np.logical_and.reduce(holds)
    known = np.logical_and.reduce(
        [
            _mask(pc.is_valid(columns[name])) | (values[0] in ("present", "absent"))
            for name, values in rule.then.items()
        ]
    )
    return np.asarray(np.logical_and.reduce(meets) & ~then & known)


def _meets(column: pa.Array, values: tuple[str, ...]) -> Mask:
    if values == ("present",):
        return _mask(pc.is_valid(column))
    if values == ("absent",):
        return _mask(pc.is_null(column))
    texts = pc.cast(column, pa.string()) if not pa.types.is_string(column.type) else column
    return _mask(pc.is_in(texts, value_set=pa.array(values)))


def _within_period(rule: Rule, columns: Columns, period: Period) -> Mask | None:
    first, last = pa.scalar(period.start), pa.scalar(period.end)
    return _any(
        pc.or_(pc.less(dates, first), pc.greater(dates, last)) for dates in _present(rule, columns)
    )


def _not_after_snapshot(rule: Rule, columns: Columns, period: Period) -> Mask | None:
    return _any(pc.greater(dates, pa.scalar(period.end)) for dates in _present(rule, columns))


def _present_together(rule: Rule, columns: Columns, period: Period) -> Mask | None:
    given = [_mask(pc.is_valid(column)) for column in _present(rule, columns)]
    if len(given) < len(rule.fields):
        return None
    return np.asarray(np.logical_or.reduce(given) & ~np.logical_and.reduce(given))


def _sum(rule: Rule, columns: Columns, period: Period) -> Mask | None:
    given = _present(rule, columns)
    if len(given) < len(rule.fields):
        return None
    whole, *parts = (
        pc.cast(column, pa.float64()).to_numpy(zero_copy_only=False) for column in given
    )
    together = np.sum(parts, axis=0)
    known = np.isfinite(whole) & np.isfinite(together)
    return np.asarray(known & ~np.isclose(whole, together, rtol=1e-9, atol=1e-6))


_CHECKS: dict[str, Callable[[Rule, Columns, Period], Mask | None]] = {
    "order": _order,
    "stages": _stages,
    "implies": _implies,
    "within_period": _within_period,
    "not_after_snapshot": _not_after_snapshot,
    "present_together": _present_together,
    "sum": _sum,
}


def check_repeats(
    schema: Schema,
    columns: Columns,
    findings: Findings,
    titles: Mapping[str, str],
    printed: Columns,
) -> None:
    """Report rows that are there twice.

    Of rows alike in every field the first is kept. Rows that share their key and differ are all
    set aside: which is right, only the source knows. Without a key, rows alike in every column
    as `printed` are a warning.
    """
    # Half of the time that a short command takes to start; only rows that are checked need it.
    import pandas as pd

    sound = np.flatnonzero(~findings.in_error)
    keys = [name for name in schema.keys if name in columns]
    compared = columns if keys else printed
    frame = pd.DataFrame(
        {name: _numbered(column)[sound] for name, column in compared.items()}, copy=False
    )
    alike = frame.duplicated(keep="first").to_numpy()
    if not keys:
        findings.report(
            "repeated_row",
            "",
            _at(sound[alike], findings),
            "the row reads the same as an earlier one",
            remedy="Check that the extract was not joined twice; the rows are kept",
            severity="warning",
        )
        return
    named = ", ".join(titles.get(name, name) for name in keys)
    findings.report(
        "duplicate_row",
        named,
        _at(sound[alike], findings),
        "the row is there twice, alike in every field",
        remedy="The first is kept; remove the others at the source",
    )
    left = frame.loc[~alike, keys]
    clash = left.duplicated(keep=False).to_numpy()
    findings.report(
        "duplicate_key",
        named,
        _at(sound[~alike][clash], findings),
        "rows share their key and differ",
        allowed="one row for each key",
        remedy="Decide at the source which row is right",
    )


def _numbered(column: pa.Array) -> Mask:
    whole = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    coded = pc.dictionary_encode(whole, null_encoding="encode")
    return np.asarray(coded.indices.to_numpy(zero_copy_only=False))


def _at(places: Mask, findings: Findings) -> Mask:
    mask = np.zeros(len(findings.numbers), dtype=bool)
    mask[places] = True
    return mask


def _any(conditions: Any) -> Mask | None:
    found = [_mask(condition) for condition in conditions]
    return np.asarray(np.logical_or.reduce(found)) if found else None


def _mask(condition: Any) -> Mask:
    return np.asarray(pc.fill_null(condition, False).to_numpy(zero_copy_only=False), dtype=bool)
