"""What hiding costs in an analysis: the groups compared are what was asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from dueregard.disclosure import DisclosurePolicy
from dueregard.measures import Measure
from dueregard.tables import CellState, Dimension, FrequencyTable, ReleasableTable
from dueregard.vocabulary import MissingKind, classification

from .questions import Question

#: More than the ten times that a total costs: rather hide a total, or how many did not say.
ASKED_FOR = 25.0
OF_EVERYBODY = ("unit_funnel", "control_chart")
ALL = "*"
REST = "rest"


def with_priorities(
    policy: DisclosurePolicy, asked: Iterable[Question], tables: Iterable[FrequencyTable]
) -> DisclosurePolicy:
    """Return the policy with hiding a group that is compared dearer than anything else.

    A policy that names its own cells keeps them: the user knows better.

    Parameters
    ----------
    policy : DisclosurePolicy
        The policy of the plan.
    asked : iterable of Question
        Whose characteristics are compared.
    tables : iterable of FrequencyTable
        Whose levels are looked at; no count is.
    """
    if policy.weights.cells:
        return policy
    questions = list(asked)
    fields = {question.measure.field: question.measure.classification for question in questions}
    dimensions = {d.name: d for table in tables for d in table.dimensions if d.name in fields}
    cells = tuple(
        ({name: level}, ASKED_FOR)
        for name, dimension in sorted(dimensions.items())
        for level in _known(dimension, fields[name])
    )
    # A funnel of units and a chart of months are of everybody first.
    everybody = {q.measure.field for q in questions if q.measure.kind in OF_EVERYBODY}
    cells += tuple(
        ({name: dimensions[name].total}, ASKED_FOR) for name in sorted(everybody & set(dimensions))
    )
    return replace(policy, weights=replace(policy.weights, cells=cells, grand_total="priced"))


def hidden_beside(
    measure: Measure, by: Sequence[str], tables: Iterable[ReleasableTable]
) -> frozenset[str]:
    """Return the groups of whom nothing that is made of rows may be told beside these tables.

    An estimate of people whose counts are shown but for one gives that one away, however the
    people in its sentence are rounded.

    Parameters
    ----------
    measure : Measure
        The measure, for its field and groups.
    by : sequence of str
        What the findings are broken down by: then any hidden count is one too many.
    tables : iterable of ReleasableTable
        What is released beside it.

    Returns
    -------
    frozenset of str
        Codes of groups; ``*`` for all.
    """
    hidden: set[str] = set()
    for table in tables:
        cells = [cell for cell in table if cell.state is CellState.CONFIDENTIAL]
        if cells and by:
            return frozenset({ALL})
        names = [dimension.name for dimension in table.dimensions]
        if measure.field not in names:
            continue
        place = names.index(measure.field)
        totals = [dimension.total for dimension in table.dimensions]
        for cell in cells:
            elsewhere = (*cell.levels[:place], *cell.levels[place + 1 :])
            if elsewhere == (*totals[:place], *totals[place + 1 :]):
                hidden.add(cell.levels[place])
    known = hidden - _missing(measure.classification)
    if measure.reference in known or (known and measure.reference == REST):
        return frozenset({ALL})
    return frozenset(known)


def _missing(scheme: str) -> set[str]:
    missing = set(map(str, MissingKind))
    if scheme:
        missing |= {one.code for one in classification(scheme).missing}
    return missing


def _known(dimension: Dimension, scheme: str) -> Iterator[str]:
    missing = _missing(scheme)
    return (level for level in dimension.levels if level not in missing)
