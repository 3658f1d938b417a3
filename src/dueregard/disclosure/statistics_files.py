"""Statistics asked for beside tables, as YAML in and CSV out."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

import yaml

from dueregard.exceptions import UnreadableDocument
from dueregard.tables import FrequencyTable, ReleasableFinding

from .derived import Statistic, UnusableStatistic

KEYS = (*(part.name for part in fields(Statistic)), "each")
COLUMNS = (
    "kind",
    "table",
    "numerator",
    "denominator",
    "per",
    "value",
    "lower",
    "upper",
    "method",
    "confidence",
    "state",
    "words",
)


def read_statistics(path: str | Path, tables: Sequence[FrequencyTable]) -> list[Statistic]:
    """Read the statistics that a YAML file asks for.

    Parameters
    ----------
    path : path
        The file: a list, or a mapping with the list under ``statistics``.
    tables : sequence of FrequencyTable
        The tables they are beside: ``each`` stands for every level of a dimension.

    Raises
    ------
    UnreadableDocument
        When the file cannot be opened.
    UnusableStatistic
        With the place of everything that is not allowed.
    """
    place = Path(path)
    try:
        content = yaml.safe_load(place.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise UnreadableDocument(f"{place}: there is no such file.") from None
    except OSError as error:
        raise UnreadableDocument(f"{place}: cannot be opened ({error.strerror}).") from None
    except UnicodeDecodeError:
        raise UnusableStatistic(f"{place}: it is not text in UTF-8") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark is not None else ""
        raise UnusableStatistic(f"{place}{where}: it is not YAML") from None
    return statistics_from(content, tables, where=place.name)


def statistics_from(
    content: object, tables: Sequence[FrequencyTable], *, where: str = "statistics"
) -> list[Statistic]:
    """Return the statistics that a list of mappings asks for.

    Examples
    --------
    >>> table = FrequencyTable.from_records([{"area": a, "count": 40} for a in ("Ash", "Elm")])
    >>> asked = statistics_from([{"each": "area", "kind": "percentage"}], [table])
    >>> [dict(one.numerator) for one in asked]
    [{'area': 'Ash'}, {'area': 'Elm'}]
    """
    if isinstance(content, Mapping) and set(content) == {"statistics"}:
        content = content["statistics"]
    if not isinstance(content, list) or not content:
        raise UnusableStatistic(f"{where}: a list of statistics is allowed")
    found: list[Statistic] = []
    problems: list[str] = []
    for number, entry in enumerate(content, start=1):
        at = f"{where}, entry {number}"
        if not isinstance(entry, Mapping):
            problems.append(f"{at}: a mapping is allowed; the keys are {', '.join(KEYS)}")
            continue
        if unknown := [str(key) for key in entry if key not in KEYS]:
            problems.append(f"{at}, {unknown[0]}: unknown key; the keys are {', '.join(KEYS)}")
            continue
        try:
            found += _expanded(entry, tables)
        except UnusableStatistic as error:
            problems.append(f"{at}, {error}")
    if problems:
        raise UnusableStatistic("\n".join(problems))
    return found


def _expanded(entry: Mapping[str, Any], tables: Sequence[FrequencyTable]) -> Iterator[Statistic]:
    asked: dict[str, Any] = {"kind": "percentage", "numerator": {}, "denominator": {}, **entry}
    each = asked.pop("each", None)
    for key in ("numerator", "denominator"):
        if isinstance(asked[key], Mapping):
            asked[key] = {str(name): str(level) for name, level in asked[key].items()}
    if each is None:
        yield Statistic(**asked)
        return
    levels = _levels(str(each), asked.get("table"), tables)
    of, among = asked["numerator"], asked["denominator"]
    if not isinstance(of, Mapping):
        raise UnusableStatistic("numerator: a mapping of dimensions to levels is allowed")
    if not of:
        # What share each level has of all.
        for level in levels:
            yield Statistic(**(asked | {"numerator": {each: level}}))
        return
    for level in levels:
        whole = {**among, each: level} if isinstance(among, Mapping) else among
        yield Statistic(**(asked | {"numerator": {**of, each: level}, "denominator": whole}))


def _levels(each: str, name: str | None, tables: Sequence[FrequencyTable]) -> tuple[str, ...]:
    table = next((one for one in tables if one.name == name), tables[0])
    for dimension in table.dimensions:
        if dimension.name == each:
            return dimension.levels
    raise UnusableStatistic(
        f"each: the table {table.name} has no dimension “{each}”; it has {', '.join(table.names)}"
    )


def statistics_csv(asked: Sequence[Statistic], found: Sequence[ReleasableFinding]) -> str:
    """Return statistics as they may be published, one per row.

    Parameters
    ----------
    asked : sequence of Statistic
        What was asked for.
    found : sequence of ReleasableFinding
        The answers, in the same order.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for one, answer in zip(asked, found, strict=True):
        writer.writerow(
            [
                one.kind,
                one.table or "",
                _cell(one.numerator),
                _cell(one.denominator),
                f"{one.per:g}" if one.kind == "rate" else "",
                *(_number(answer.values.get(name)) for name in ("value", "lower", "upper")),
                one.method or "",
                one.confidence if one.method else "",
                str(answer.state),
                answer.statement,
            ]
        )
    return text.getvalue()


def _cell(operand: Mapping[str, str] | float) -> str:
    if not isinstance(operand, Mapping):
        return f"{operand:g}"
    return ", ".join(f"{name} {level}" for name, level in operand.items()) or "Total"


def _number(value: float | None) -> str:
    return "" if value is None else repr(value)
