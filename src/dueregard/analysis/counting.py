"""Counting what the questions need, once each: confidential tables, rows, public populations."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dueregard import returns
from dueregard.measures import Population
from dueregard.tables import FrequencyTable, Observations
from dueregard.vocabulary import classification

from .plan import Plan, ReturnFile, UnusablePlan
from .questions import PERIOD, Questions, TableAsked
from .taking_in import Intake

_SIGNS = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class Counted:
    """Everything the questions are answered from. Confidential.

    Parameters
    ----------
    tables : mapping of str to FrequencyTable
        Counts of people and events of the body.
    populations : mapping of str to FrequencyTable
        Counts everybody may know: a census.
    rows : mapping of str to Observations
        Rows for models.
    notes : tuple of str
        What was left out.
    """

    tables: Mapping[str, FrequencyTable] = field(default_factory=dict)
    populations: Mapping[str, FrequencyTable] = field(default_factory=dict)
    rows: Mapping[str, Observations] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"<Counted: {len(self.tables)} tables; confidential>"


def count(
    plan: Plan, questions: Questions, intakes: Mapping[str, Intake], engine: returns.Engine
) -> Counted:
    """Count every table the questions need.

    Parameters
    ----------
    plan : Plan
        What is asked.
    questions : Questions
        Its questions.
    intakes : mapping of str to Intake
        What was taken in.
    engine : Engine
        Where to count.

    Raises
    ------
    UnusablePlan
        When no level of a population fits the units of the return.
    """
    tables: dict[str, FrequencyTable] = {}
    populations: dict[str, FrequencyTable] = {}
    rows: dict[str, Observations] = {}
    notes: list[str] = []
    public = [one for one in questions.tables.values() if _is_public(one)]
    own = [one for one in questions.tables.values() if not _is_public(one)]
    for source in dict.fromkeys(one.source for one in own):
        asked = [one for one in own if one.source == source]
        intake = intakes[source]
        tables |= returns.tabulate(
            engine,
            intake.snapshot,
            [_tabulation(plan, one, intake) for one in asked if not one.wanted.rows],
        )
        for one in asked:
            if one.wanted.rows:
                where: Any = getattr(one.wanted.source, "where", {})
                rows[one.name] = returns.observe(
                    engine,
                    intake.snapshot,
                    one.fields,
                    where,
                    coarsen=one.wanted.coarsen,
                    name=one.name,
                )
    for one in public:
        populations[one.name] = _population(plan, one, intakes, engine, notes)
    return Counted(tables, populations, rows, tuple(dict.fromkeys(notes)))


def _is_public(one: TableAsked) -> bool:
    return isinstance(one.wanted.source, Population)


def _tabulation(
    plan: Plan,
    one: TableAsked,
    intake: Intake,
    *,
    where: Mapping[str, Any] | None = None,
    fields: Sequence[str] | None = None,
) -> returns.Tabulation:
    by = tuple(fields or one.fields)
    stated: Any = getattr(one.wanted.source, "where", {})
    return returns.Tabulation(
        one.name,
        by=by,
        where={**stated, **(where or {})},
        count=getattr(one.wanted.source, "count", "rows"),
        coarsen={name: to for name, to in one.wanted.coarsen.items() if name in by},
        hierarchies={plan.by.units: plan.by.hierarchies}
        if plan.by.units in by and plan.by.hierarchies
        else {},
        periods={PERIOD: (_dated(intake), plan.by.periods)} if PERIOD in by else {},
    )


def _dated(intake: Intake) -> str:
    """Return the field that says when: of an event the one its schema holds to the period."""
    snapshot = intake.schema.period == "snapshot"
    for rule in () if snapshot else intake.schema.rules:
        if rule.kind == "within_period" and rule.fields[0] in intake.columns:
            return str(rule.fields[0])
    for kind in () if snapshot else ("month", "date"):
        for one in intake.schema.fields:
            if one.kind == kind and one.name in intake.columns:
                return str(one.name)
    raise UnusablePlan([f"plan, by, periods: {intake.name} has no field that says when"])


def _population(
    plan: Plan,
    one: TableAsked,
    intakes: Mapping[str, Intake],
    engine: returns.Engine,
    notes: list[str],
) -> FrequencyTable:
    intake = intakes[one.source]
    if intake.schema.row != "count":
        # What everybody may know is shown as it is: rows about people never are.
        raise UnusablePlan(
            [
                f"plan, population, {one.source}: {intake.schema.id} holds rows about people and "
                "is no population that everybody may count; give counts, such as a census"
            ]
        )
    given = next(p for p in plan.population if (p.name or p.return_id) == one.source)
    fields = tuple(given.match.get(name, name) for name in one.fields)
    places = {own: there for own, there in given.match.items() if own != there}
    renames: dict[str, dict[str, str]] = {}
    where: dict[str, Any] = {}
    for own, there in given.match.items():
        if intakes[plan.return_id].schema.field(own).kind == "category":
            # Codes are compared as codes; only names of places are matched by their letters.
            renames[there] = _by_label(one, own, intake.schema.field(there))
            continue
        levels = _levels(own, _plain(engine, intakes[plan.return_id], own))
        found = _levels(there, _plain(engine, intake, there))
        renames[there] = matched(levels, found, given, there)
        lost = [level for level in levels if level not in renames[there].values()]
        if lost:
            raise UnusablePlan(
                [
                    f"plan, population, {one.source}: no {there} of it is {own} {level}; name it "
                    f"in labels: {{{there}: {{NAME THERE: {level}}}}}"
                    for level in lost
                ]
            )
        where[there] = sorted(renames[there])
        if len(found) > len(where[there]):
            notes.append(
                f"{one.source}: {len(found) - len(where[there])} of {len(found)} of its "
                f"{there}s are not in the return and are left out."
            )
    counted = returns.tabulate(
        engine, intake.snapshot, [_tabulation(plan, one, intake, where=where, fields=fields)]
    )[one.name]
    back = {there: own for own, there in places.items() if there in fields}
    kept = {there: names for there, names in renames.items() if there in fields}
    return counted.renamed(one.name, back, kept)


def _by_label(one: TableAsked, own: str, field: returns.Field) -> dict[str, str]:
    """Codes the measure does not know, with their labels: Chinese where officers see none."""
    scheme = one.wanted.coarsen.get(own)
    if scheme is None:
        return {}
    known = {category.code for category in classification(scheme).categories}
    return {code.code: code.label for code in field.codes if code.code not in known}


def _plain(engine: returns.Engine, intake: Intake, name: str) -> FrequencyTable:
    asked = returns.Tabulation(f"{intake.name} by {name}", by=(name,))
    return returns.tabulate(engine, intake.snapshot, [asked])[asked.name]


def _levels(name: str, table: FrequencyTable) -> list[str]:
    (dimension,) = (one for one in table.dimensions if one.name == name)
    return [level for level in dimension.levels if level not in dimension.sums]


def matched(
    levels: Sequence[str], found: Sequence[str], given: ReturnFile, there: str
) -> dict[str, str]:
    """Return which value of a population is which unit: as the plan says, else by its letters.

    Parameters
    ----------
    levels : sequence of str
        Units of the return that is analysed.
    found : sequence of str
        Values of the population.
    given : ReturnFile
        Its ``labels`` come first.
    there : str
        Field of the population.

    Examples
    --------
    >>> from pathlib import Path
    >>> given = ReturnFile("population", (Path("p.csv"),), labels={"area": {"Met": "london"}})
    >>> matched(["south-yorkshire", "london"], ["South Yorkshire", "Met", "Kent"], given, "area")
    {'South Yorkshire': 'south-yorkshire', 'Met': 'london'}
    """
    said = dict(given.labels.get(there, {}))
    by_letters = {_letters(level): level for level in levels}
    made: dict[str, str] = {}
    for value in found:
        level = said.get(value) or by_letters.get(_letters(value))
        if level in levels:
            made[value] = str(level)
    return made


def _letters(text: str) -> str:
    return _SIGNS.sub(" ", text.lower().replace("&", " and ")).strip()
