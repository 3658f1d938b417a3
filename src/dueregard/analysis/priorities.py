"""What hiding costs in an analysis: the groups compared are what was asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from dueregard.disclosure import DisclosurePolicy
from dueregard.tables import Dimension, FrequencyTable
from dueregard.vocabulary import MissingKind, classification

from .questions import Question

#: More than the ten times that a total costs: rather hide a total, or how many did not say.
ASKED_FOR = 25.0


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
    fields = {question.measure.field: question.measure.classification for question in asked}
    dimensions = {d.name: d for table in tables for d in table.dimensions if d.name in fields}
    cells = tuple(
        ({name: level}, ASKED_FOR)
        for name, dimension in sorted(dimensions.items())
        for level in _known(dimension, fields[name])
    )
    return replace(policy, weights=replace(policy.weights, cells=cells, grand_total="priced"))


def _known(dimension: Dimension, scheme: str) -> Iterator[str]:
    missing = set(map(str, MissingKind))
    if scheme:
        missing |= {one.code for one in classification(scheme).missing}
    return (level for level in dimension.levels if level not in missing)
