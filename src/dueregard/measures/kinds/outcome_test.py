"""Outcome test: of those who were searched, in how many was something found?"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from dueregard.measures import wording
from dueregard.measures.cells import Cells, Floats, aligned, read
from dueregard.measures.columns import Columns
from dueregard.measures.finding import Finding
from dueregard.measures.groups import groups_of
from dueregard.measures.kinds.registry import Request, kind
from dueregard.measures.kinds.two_groups import columns_of, said
from dueregard.measures.pairs import pairs_of
from dueregard.measures.unknowns import unrecorded_bounds

CAVEAT = (
    "A lower share of finds in one group can mean that its members were searched on less, and "
    "does not have to: the groups searched can differ in ways that move the share although all "
    "were searched on the same grounds (the problem of infra-marginality). Nor do equal shares "
    "show that the grounds were the same."
)
SHORT = (
    "A difference in finds does not by itself say that grounds differed, nor does the lack of one."
)
ALL = "searches"
MANY = 0.2
MOST_NAMED = 8


def say(finding: Finding) -> str:
    """Return the sentence of an outcome test; it always says what the test cannot."""
    if not finding.state.computed:
        return wording.not_computed(finding)
    told = said(finding, wording.counted(finding, 1), wording.counted(finding, 2))
    return " ".join(part for part in (told, _unrecorded(finding), SHORT) if part)


def _unrecorded(finding: Finding) -> str:
    numbers = finding.numbers
    missing = [numbers.get(f"unrecorded_{group}", math.nan) for group in (1, 2)]
    if math.isnan(sum(missing)) or sum(missing) <= 0:
        return ""
    told = []
    for group, label in ((0, finding.label), (1, finding.reference)):
        every = numbers[f"total_{group + 1}"] + missing[group]
        share = wording.percentage(missing[group] / every, every)
        told.append(
            f"{wording.count(finding, missing[group])} of {wording.count(finding, every)} "
            f"for {label} ({wording.about(finding)}{share})"
        )
    way = wording.turned(finding)
    lower, upper = numbers["unrecorded_lower"], numbers["unrecorded_upper"]
    end = "any size" if math.isinf(upper) else wording.ratio(upper)
    text = (
        f"Whether anything was found is not recorded for {' and '.join(told)}, which are in "
        f"neither figure: with them the ratio {way} could be anything from "
        f"{wording.ratio(lower)} to {end}, which is no confidence interval."
    )
    if numbers["unrecorded_share"] > MANY:
        text += (
            " So many are not recorded that the figures say more of what was written down than "
            "of what was found."
        )
    return text


@kind("outcome_test", tables=("numerator", "denominator"), optional=(ALL,), say=say)
def compute(request: Request) -> Columns:
    """Compare the share of searches in which something was found.

    Tables: ``numerator`` (searches with a find) and ``denominator`` (searches of which it is
    recorded), both with the characteristic first; ``searches`` (all of them, recorded or not).
    With the last the rows say how many are not recorded and what they could make of the ratio,
    and the notes name the places where that is more than a fifth. Becker (1957, 1993); Ayres
    (2002) and Simoiu, Corbett-Davies and Goel (2017) on what an outcome test cannot show.
    """
    columns = columns_of(request, people=True)
    columns = replace(columns, notes=(*columns.notes, CAVEAT))
    return _with_unrecorded(request, columns) if ALL in request.tables else columns


def _with_unrecorded(request: Request, columns: Columns) -> Columns:
    names = ("numerator", "denominator", ALL)
    tables = [read(request.tables[name], name) for name in names]  # type: ignore[arg-type]
    _, bottom, every = aligned(tables, request.by)
    groups = groups_of(bottom.dimensions[0], request.measure)
    # Searches of which it is recorded stand as events among all of them.
    pairs = pairs_of(
        bottom, every, groups, minimum_n=request.measure.minimum_n, people=True, ratio=False
    )
    missing = [
        np.where(every >= told, every - told, np.nan)
        for told, every in (
            (pairs.events_1, pairs.total_1),
            (pairs.events_2, pairs.total_2),
        )
    ]
    counts = columns.numbers
    low, high = unrecorded_bounds(
        events=(counts["events_1"], counts["events_2"]),
        total=(counts["total_1"], counts["total_2"]),
        unrecorded=(missing[0], missing[1]),
    )
    if request.measure.inverted:
        with np.errstate(divide="ignore"):
            low, high = 1 / high, 1 / low
    with np.errstate(divide="ignore", invalid="ignore"):
        share = (missing[0] + missing[1]) / (pairs.total_1 + pairs.total_2)
    numbers: dict[str, Floats] = {
        "unrecorded_1": missing[0],
        "unrecorded_2": missing[1],
        "unrecorded_share": share,
        "unrecorded_lower": low,
        "unrecorded_upper": high,
    }
    notes = (*columns.notes, *_places(tables[1], tables[2]))
    return replace(columns, numbers={**counts, **numbers}, notes=notes)


def _places(told: Cells, every: Cells) -> tuple[str, ...]:
    """For each dimension the places where much is not recorded: groups of places hide them."""
    found = []
    for name in told.names[1:]:
        if name not in every.names:
            continue
        some, whole = aligned([told, every], (name,))
        with np.errstate(divide="ignore", invalid="ignore"):
            lacking = 1 - _leaves(some) / _leaves(whole)
        levels = whole.dimensions[1].levels
        many = [at for at in np.argsort(-np.nan_to_num(lacking)) if lacking[at] > MANY]
        if not many:
            continue
        listed = [
            f"{wording.place(levels[at])} ({100 * lacking[at]:.0f}%)" for at in many[:MOST_NAMED]
        ]
        more = len(many) - len(listed)
        also = f" and {more} more" if more else ""
        found.append(
            f"Whether anything was found is not recorded for more than "
            f"{100 * MANY:.0f}% of searches in {len(many)} of {len(levels)} by "
            f"{name.replace('_', ' ')}: {', '.join(listed)}{also}. Where only finds are written "
            "down their share is high: look at each place for itself."
        )
    return tuple(found)


def _leaves(cells: Cells) -> Floats:
    dimension = cells.dimensions[0]
    leaves = [i for i, level in enumerate(dimension.levels) if level not in dimension.sums]
    return np.asarray(np.nansum(cells.values[leaves][:, :-1], axis=0))
