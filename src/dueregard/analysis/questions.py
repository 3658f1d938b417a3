"""From a plan to the tables it needs: each asked of a return once, whoever needs it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dueregard import returns
from dueregard.measures import Measure, Population, Wanted, load_catalogue, wanted
from dueregard.measures import measure as shipped_measure

from .plan import Asked, Plan, UnusablePlan

PERIOD = "period"
#: Kinds that break down by units or by time whether asked or not.
OWN_DIMENSION = {"unit_funnel": "units", "control_chart": "time"}


@dataclass(frozen=True)
class TableAsked:
    """A table to be counted, or rows to be fetched.

    Parameters
    ----------
    name : str
        Its name: the same source, condition and fields have the same.
    source : str
        Return or population it is counted from.
    wanted : Wanted
        What the measure said.
    fields : tuple of str
        Its dimensions; those the source does not have are left out.
    """

    name: str
    source: str
    wanted: Wanted
    fields: tuple[str, ...]


@dataclass(frozen=True)
class Question:
    """A measure in one breakdown, and the tables it is computed of.

    Parameters
    ----------
    name : str
        Stem of its files.
    measure : Measure
        The measure, adapted as the plan says.
    by : tuple of str
        Fields it is broken down by.
    tables : mapping of str to str
        Name under which the measure takes a table, to the name of the table.
    """

    name: str
    measure: Measure
    by: tuple[str, ...]
    tables: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def stem(self) -> str:
        """Its name without what it is broken down by."""
        return self.name.removesuffix(f"-by-{'-'.join(self.by)}")


@dataclass(frozen=True)
class Questions:
    """Every question of a plan and every table they need."""

    asked: tuple[Question, ...]
    tables: Mapping[str, TableAsked]


def questions_of(plan: Plan, columns: Mapping[str, Sequence[str]]) -> Questions:
    """Return the questions of a plan.

    Parameters
    ----------
    plan : Plan
        The plan.
    columns : mapping of str to sequence of str
        Return or population to the fields it has.

    Raises
    ------
    UnusablePlan
        Naming each measure that counts in a return the plan does not give, and each field to
        break down by that no table has.
    """
    named = shipped_measure
    if plan.catalogue is not None:
        local = () if plan.schemas is None else returns.load_schemas(plan.schemas)
        fields_of = {one.id: one.names for one in (*returns.schemas(), *local)}
        named = load_catalogue(plan.catalogue, fields_of=fields_of).measure
    problems: list[str] = []
    if plan.by.periods and PERIOD not in columns[plan.return_id]:
        problems.append(f"plan, by, periods: {plan.return_id} has no field that says when")
    tables: dict[str, TableAsked] = {}
    asked = [
        question
        for one in plan.measures
        for question in _of_measure(plan, one, named(one.measure), columns, tables, problems)
    ]
    if problems:
        raise UnusablePlan(list(dict.fromkeys(problems)))
    return Questions(tuple(asked), tables)


def _of_measure(
    plan: Plan,
    one: Asked,
    base: Measure,
    columns: Mapping[str, Sequence[str]],
    tables: dict[str, TableAsked],
    problems: list[str],
) -> Iterator[Question]:
    try:
        adapted = base.adapted(**one.changes) if one.changes else base
    except TypeError:
        problems.append(
            f"plan, measures, {one.measure}: {', '.join(one.changes)}: a measure has no such field"
        )
        return
    for measure, by in _breakdowns(plan, adapted):
        named: dict[str, str] = {}
        for need in wanted(measure, by):
            found = _table(measure, by, need, columns, problems)
            if found is not None:
                tables.setdefault(found.name, found)
                named[need.name] = found.name
        suffix = "-".join(by)
        stem = measure.id if measure.field == base.field else f"{measure.id}-{measure.field}"
        yield Question(f"{stem}-by-{suffix}" if by else stem, measure, by, named)


def _breakdowns(plan: Plan, measure: Measure) -> Iterator[tuple[Measure, tuple[str, ...]]]:
    """Yield each characteristic with units and periods, then each pair for the whole body."""
    own = OWN_DIMENSION.get(measure.kind)
    if own is not None:
        # These kinds have their own dimension, and say how units or months stand to each other.
        by: tuple[str, ...] = (plan.by.units,) if own == "time" and plan.by.units else ()
    else:
        by = tuple(part for part in (plan.by.units, PERIOD if plan.by.periods else "") if part)
    for name in plan.by.characteristics or (measure.field,):
        yield _by_characteristic(measure, name), by
    for first, second in plan.by.pairs:
        yield _by_characteristic(measure, first), (second,)


def _by_characteristic(measure: Measure, name: str) -> Measure:
    """Return the measure of another characteristic: every group, beside all others."""
    if name == measure.field:
        return measure
    return measure.adapted(
        field=name, characteristic=name, classification="", comparison="each", reference="rest"
    )


def _table(
    measure: Measure,
    by: tuple[str, ...],
    need: Wanted,
    columns: Mapping[str, Sequence[str]],
    problems: list[str],
) -> TableAsked | None:
    population = isinstance(need.source, Population)
    source = need.source.name if isinstance(need.source, Population) else need.source.return_id
    if source not in columns and need.name.startswith("denominator."):
        # Other denominators are set beside the first where the plan gives them.
        return None
    if source not in columns:
        what = "population" if population else "return"
        problems.append(
            f"plan, measures, {measure.id}: it counts in the {what} {source}, which the plan does "
            "not give; add it under population"
        )
        return None
    there = set(columns[source])
    # People of an area, or in post on a day, are no different by month: what the source does not
    # have is left out.
    fields = tuple(one for one in need.fields if one in there)
    lacking = [one for one in need.fields if one not in there and one not in by]
    if lacking:
        problems.append(
            f"plan, measures, {measure.id}: {source} has no {' and no '.join(lacking)}; it has "
            f"{', '.join(columns[source])}"
        )
        return None
    return TableAsked(_name(source, need, fields), source, need, fields)


def _name(source: str, need: Wanted, fields: Sequence[str]) -> str:
    where: Any = getattr(need.source, "where", {})
    count: Any = getattr(need.source, "count", "rows")
    parts = [source, *(f"{key} {_told(value)}" for key, value in where.items())]
    if count != "rows":
        parts.append(_told(count))
    parts += [f"{one} in {scheme}" for one, scheme in need.coarsen.items()]
    return ", ".join(parts) + (f" by {', '.join(fields)}" if fields else "")


def _told(value: Any) -> str:
    if isinstance(value, Mapping):
        return " ".join(f"{key} {_told(part)}" for key, part in value.items())
    if isinstance(value, list | tuple):
        return "/".join(_told(part) for part in value)
    return str(value)
