"""What a measure takes: which rows of which return, counted by what, or the rows themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .definition import Measure, Population, Source
from .kinds.registry import kind_named
from .problems import UnusableMeasures

CHARACTERISTIC = "$characteristic"
BY = "$by"
KEYS = ("return", "population", "where", "count", "scale", "fields", "rows")


@dataclass(frozen=True)
class Wanted:
    """A table, or rows, that a measure is computed of.

    Parameters
    ----------
    name : str
        The name under which `compute` takes it: ``numerator``.
    source : Source or Population
        The rows, or the population, that are counted.
    fields : tuple of str
        Dimensions of the table; columns of the rows.
    rows : bool
        Whether rows are wanted (`dueregard.tables.Observations`), not counts.
    coarsen : mapping of str to str
        Field to the classification its codes are counted in.
    """

    name: str
    source: Source | Population
    fields: tuple[str, ...]
    rows: bool = False
    coarsen: Mapping[str, str] = field(default_factory=dict, hash=False)


def wanted(measure: Measure, by: tuple[str, ...] = ()) -> tuple[Wanted, ...]:
    """Return what a measure takes, for whoever fetches it from returns.

    A measure that counts a numerator among a denominator takes a table of each, by its field and
    what it is broken down by. Another kind names its tables in the catalogue, under
    ``options: tables:``, each with ``return`` (or ``population``), ``where``, ``count``, ``fields``
    and ``rows``; among the fields ``$characteristic`` stands for the field of the measure and
    ``$by`` for what it is broken down by.

    Parameters
    ----------
    measure : Measure
        The measure.
    by : tuple of str
        Fields to break it down by.

    Raises
    ------
    UnusableMeasures
        When the catalogue does not say what the measure takes.

    Examples
    --------
    >>> mine = Measure(
    ...     "ours.1", "1", "Resigned", "comparison",
    ...     Source("leavers", {"reason": "voluntary_resignation"}), Source("staff_in_post"),
    ...     field="ethnicity", classification="ethnicity.broad_5plus1_2011",
    ... )
    >>> [(one.name, one.source.return_id, one.fields) for one in wanted(mine, ("unit",))]
    [('numerator', 'leavers', ('ethnicity', 'unit')), \
('denominator', 'staff_in_post', ('ethnicity', 'unit'))]
    """
    declared = measure.options.get("tables")
    if isinstance(declared, Mapping):
        return tuple(_declared(measure, str(name), one, by) for name, one in declared.items())
    sources: dict[str, Source | Population | None] = {
        "numerator": measure.numerator,
        "denominator": measure.denominator,
        **{f"denominator.{name}": source for name, source in measure.scenarios.items()},
    }
    kind = kind_named(measure.kind)
    missing = [name for name in kind.tables if sources.get(name) is None]
    if missing:
        names = " and ".join(missing)
        raise UnusableMeasures([f"measure {measure.id}, {names}: the catalogue does not say what"])
    fields = tuple(dict.fromkeys(one for one in (measure.field, *by) if one))
    return tuple(
        Wanted(name, source, fields, coarsen=_coarsen(measure, fields))
        for name, source in sources.items()
        if source is not None
    )


def _declared(measure: Measure, name: str, given: Any, by: tuple[str, ...]) -> Wanted:
    where = f"measure {measure.id}, options, tables, {name}"
    if not isinstance(given, Mapping) or set(given) - set(KEYS) or "fields" not in given:
        raise UnusableMeasures([f"{where}: fields are needed; the keys are {', '.join(KEYS)}"])
    if ("return" in given) == ("population" in given):
        raise UnusableMeasures([f"{where}: either return or population is needed"])
    source: Source | Population = (
        Population(str(given["population"]))
        if "population" in given
        else Source(
            str(given["return"]),
            dict(given.get("where") or {}),
            given.get("count", "rows"),
            float(given.get("scale", 1.0)),
        )
    )
    fields: list[str] = []
    for one in given["fields"]:
        fields += [measure.field] if one == CHARACTERISTIC else by if one == BY else [str(one)]
    kept = tuple(dict.fromkeys(one for one in fields if one))
    return Wanted(name, source, kept, bool(given.get("rows")), _coarsen(measure, kept))


def _coarsen(measure: Measure, fields: tuple[str, ...]) -> dict[str, str]:
    if measure.field in fields and measure.classification:
        return {measure.field: measure.classification}
    return {}
