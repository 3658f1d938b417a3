"""Disclosure rate: of those who were asked, how many said?"""

from __future__ import annotations

import numpy as np

from dueregard.measures import wording
from dueregard.measures.cells import Floats, Known, aligned, read
from dueregard.measures.columns import Coded, Columns
from dueregard.measures.finding import Finding
from dueregard.measures.groups import Groups, groups_of
from dueregard.measures.kinds.registry import Request, kind
from dueregard.measures.kinds.share import shares
from dueregard.measures.pairs import places
from dueregard.measures.states import OF_KNOWN, State

STATED = "stated"
MOST_NAMED = 6
BETWEEN = "; "


def say(finding: Finding) -> str:
    """Return the sentence of a disclosure rate, with its warning."""
    if not finding.state.computed:
        return wording.not_computed(finding)
    numbers, people = finding.numbers, finding.measure.words.people
    asked, silent = numbers["total"], numbers["non_disclosure"]
    of = finding.measure.field or finding.measure.characteristic or "the characteristic"
    about = wording.about(finding)
    told = (
        f"{wording.where(finding)}of {wording.count(finding, asked)} {people} who were asked, "
        f"{wording.count(finding, numbers['events'])} gave their {of.replace('_', ' ')} "
        f"({about}{wording.percentage(numbers['value'], asked)}) and "
        f"{wording.count(finding, silent)} did not "
        f"({about}{wording.percentage(silent / asked, asked)})."
    )
    if numbers["not_asked"] > 0:
        told += f" A further {wording.number(numbers['not_asked'])} were not asked."
    if smaller := finding.words["smaller"]:
        told += (
            f" Those who did not are more than {_each(smaller.split(BETWEEN))}; what is said of "
            "so small a group depends on who did not say."
        )
    return wording.capital(told)


@kind("disclosure_rate", tables=("numerator",), say=say)
def compute(request: Request) -> Columns:
    """Describe how many of those asked gave their characteristic.

    Table: ``numerator``, people by characteristic with a level for each kind of missing. People
    who were not asked are left out and told. ``smaller`` names the groups that are smaller than
    the number who did not say.
    """
    (cells,) = aligned([read(request.tables["numerator"], "numerator")], request.by)  # type: ignore[arg-type]
    groups = groups_of(cells.dimensions[0], request.measure)
    inner = (slice(None), *[slice(None, -1)] * (cells.values.ndim - 1))
    values, known = cells.values[inner], cells.known[inner]
    silent_levels = [i for i in groups.unknown if i not in groups.not_asked]
    stated = values[list(groups.known)].sum(axis=0).ravel()
    silent = values[silent_levels].sum(axis=0).ravel()
    not_asked = values[list(groups.not_asked)].sum(axis=0).ravel()
    leaves = [*groups.known, *groups.unknown]
    worst = known[leaves].max(axis=0).ravel()
    state = np.array([OF_KNOWN[Known(code)] for code in range(len(Known))], dtype=np.int8)[worst]
    asked = stated + silent
    for wrong, what in (
        (asked == 0, State.EMPTY_GROUP),
        (asked < request.measure.minimum_n, State.TOO_FEW),
    ):
        state = np.where((state == State.COMPUTED) & wrong, what, state).astype(np.int8)
    numbers, method = shares(stated, asked, state == State.COMPUTED, request.confidence)
    size = stated.size
    return Columns(
        group=Coded((STATED,), np.zeros(size, dtype=np.intp)),
        labels=(STATED,),
        reference="",
        by=places(cells.dimensions[1:], 1),
        numbers={
            **numbers,
            "events": stated,
            "total": asked,
            "non_disclosure": silent,
            "not_asked": not_asked,
        },
        words={
            "method": method,
            "smaller": _smaller(values[list(groups.known)].reshape(-1, size), silent, groups),
        },
        state=state,
        family=np.zeros(size, dtype=np.intp),
        above=np.zeros(size),
        tested=False,
        notes=groups.notes,
    )


def _smaller(sizes: Floats, silent: Floats, groups: Groups) -> Coded:
    """For each cell the names of the groups smaller than the number who did not say."""
    with np.errstate(invalid="ignore"):
        below = (sizes < silent).T
    patterns, codes = np.unique(below, axis=0, return_inverse=True)
    labels = [groups.labels[i] for i in groups.known]
    words = tuple(
        BETWEEN.join(label for label, is_below in zip(labels, row, strict=True) if is_below)
        for row in patterns.tolist()
    )
    return Coded(words, codes.ravel().astype(np.intp))


def _each(labels: list[str]) -> str:
    """Name the groups one at a time: together they can be more than those who did not say."""
    if len(labels) == 1:
        return f"all who are {labels[0]}"
    if len(labels) > MOST_NAMED:
        return f"the people of each of {len(labels)} groups, taken one at a time"
    return f"the people of each of these groups, taken one at a time: {', '.join(labels)}"
