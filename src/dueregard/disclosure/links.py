"""Dimensions that two tables share, worked out when the policy does not say."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np

from dueregard.tables import FrequencyTable
from dueregard.tables.margins import IntArray
from dueregard.tables.seal import READING

from .keys import Link
from .policy import DisclosurePolicy


def links_of(tables: Sequence[FrequencyTable], policy: DisclosurePolicy) -> tuple[Link, ...]:
    """Return the links the policy states, or those that counts show.

    Two tables that have dimensions of the same name and levels, and the same counts over them,
    count the same people: to protect each alone would let one undo the other.

    Parameters
    ----------
    tables : sequence of FrequencyTable
        Tables that are released together.
    policy : DisclosurePolicy
        Its ``linked`` decides when it is given, even when it is empty.

    Returns
    -------
    tuple of (table, dimension, table, dimension)
    """
    if policy.linked is not None:
        return policy.linked
    found: list[Link] = []
    ordered = sorted(tables, key=lambda table: table.name)
    for one, other in itertools.combinations(ordered, 2):
        shared = [
            d.name
            for d in one.dimensions
            if any(d.name == e.name and set(d.levels) == set(e.levels) for e in other.dimensions)
        ]
        if shared and np.array_equal(_margin(one, shared), _margin(other, shared)):
            found += [(one.name, name, other.name, name) for name in shared]
    return tuple(found)


def _margin(table: FrequencyTable, names: Sequence[str]) -> IntArray:
    """Counts over these dimensions, levels sorted, the others at their total."""
    values = table._confidential(READING).values
    index = []
    for dimension in table.dimensions:
        if dimension.name in names:
            index.append([dimension.place[x] for x in (*sorted(dimension.levels), dimension.total)])
        else:
            index.append([dimension.place[dimension.total]])
    margin = values[np.ix_(*index)]
    order = sorted(range(len(table.names)), key=lambda axis: table.names[axis])
    return margin.transpose(order).squeeze()
