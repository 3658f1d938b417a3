"""Control chart: months in time order, within the usual variation at their size or not."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from dueregard.measures.cells import Codes, Floats, Known
from dueregard.measures.columns import Coded, Columns
from dueregard.measures.kinds.control_chart_rare import Gaps, gaps_of
from dueregard.measures.kinds.control_chart_series import (
    Improvement,
    Series,
    charted,
    every_month,
    rebasing,
)
from dueregard.measures.kinds.control_chart_words import EVERYBODY, say
from dueregard.measures.kinds.crossed_counts import Crossed, crossed, state_of
from dueregard.measures.kinds.registry import Request, kind
from dueregard.measures.problems import UnusableCounts
from dueregard.measures.states import State

FEWEST_MONTHS = 6
NO_MONTH = "no count of it is in the tables, which is not a count of zero"
SIDES: dict[str, Improvement] = {"above": "decrease", "below": "increase", "either": "neutral"}
NUMBERS = (
    *("value", "lower", "upper", "centre", "near_lower", "near_upper", "segment", "baseline"),
    *("events", "total", "spread", "months"),
)
RARE = (
    *("value", "lower", "upper", "centre", "near_lower", "near_upper"),
    *("observations", "parameters", "smallest_group", "events"),
)
WORDS = ("chart", "kind", "flags", "rebased", "earlier", "why")

Row = tuple[State, dict[str, float], dict[str, str]]


@dataclass(frozen=True)
class _Months:
    """Counts of one group in one place, month by month. Confidential when its tables are."""

    events: Floats
    total: Floats
    known: Codes

    def __repr__(self) -> str:
        return f"<Months: {self.events.size}>"


@kind("control_chart", tables=(), optional=("numerator", "denominator", "rows"), say=say)
def compute(request: Request) -> Columns:
    """Put months on a chart, for everybody and for each group.

    Tables: ``numerator`` (events) and ``denominator`` (people or exposure), both with the
    characteristic first and the first with the dimension that the option ``time`` names
    (``month``). Shares of people go on a p chart, rates (option ``of: rate``) on a u chart, each
    with the limits of Laney where months vary by more than chance (option ``chart``). A month
    that is not known is left out and no rule reaches across it; it is never a nought. The option
    ``rebase`` gives months from which new limits hold, each with its reason. Or ``rows``
    (`Observations`), one row an event, with the column of its date (option ``date``): a chart of
    the days between events; with a column that the option ``event`` names, a chart of the cases
    between those that are events. Of such a chart the last gap is told. ``lower`` and ``upper``
    are the limits of the usual variation.
    """
    side = SIDES[request.measure.adverse]
    if "rows" in request.tables:
        return _rare(request, side)
    missing = [one for one in ("numerator", "denominator") if one not in request.tables]
    if missing:
        raise UnusableCounts([f"table {one}: it is missing" for one in missing])
    return _monthly(request, side)


def _monthly(request: Request, side: Improvement) -> Columns:
    name = _time(request)
    counts = crossed(request, [name], spread=[name])
    months, at = every_month(counts.levels[0])
    rebase = rebasing(request, months)
    groups = [None, *counts.groups.compared]
    absent = request.measure.options.get("absent") == "zero" and not _has(request, name)
    rows: list[Row] = []
    notes: dict[str, None] = {}
    for group in groups:
        found = [
            list(_rows(request, one, months, rebase, side, notes))
            for one in _series(counts, group, at, len(months), absent)
        ]
        rows += [part[month] for month in range(len(months)) for part in found]
    each = len(months) * counts.places
    labels = ("all", *(counts.groups.labels[i] for i in counts.groups.compared))
    codes = (EVERYBODY, *(counts.groups.codes[i] for i in counts.groups.compared))
    where = {
        name: Coded(months, np.tile(np.repeat(np.arange(len(months)), counts.places), len(groups))),
        **counts.where(len(groups) * len(months)),
    }
    group_of = Coded(codes, np.repeat(np.arange(len(groups)), each))
    return _columns(rows, group_of, labels, where, NUMBERS, tuple(notes))


def _time(request: Request) -> str:
    wanted = str(request.measure.options.get("time", "month"))
    there = [one.name for one in getattr(request.tables["numerator"], "dimensions", ())]
    for name in (wanted, "period"):
        if name in there[1:]:
            return name
    raise UnusableCounts(
        [f"table numerator: it has no dimension {wanted}; there are {', '.join(there)}"]
    )


def _has(request: Request, name: str) -> bool:
    dimensions = getattr(request.tables["denominator"], "dimensions", ())
    return any(one.name == name for one in dimensions)


def _series(
    counts: Crossed, group: int | None, at: Sequence[int], size: int, absent: bool
) -> Iterator[_Months]:
    """Yield the months of a group in each place, with those that no table has."""
    x, n, known = counts.everybody if group is None else counts.of(group)
    for place in range(counts.places):
        events, total = np.full(size, np.nan), np.full(size, np.nan)
        codes = np.full(size, Known.NOT_IN_TABLE, dtype=np.int8)
        events[at], total[at], codes[at] = x[:, place], n[:, place], known[:, place]
        if absent:
            # The denominator is one for all months, so that only the events of a month lack.
            lost = np.setdiff1d(np.arange(size), at)
            events[lost], total[lost], codes[lost] = 0.0, np.nanmax(total), Known.COUNTED
        yield _Months(events, total, codes)


def _rows(
    request: Request,
    months: _Months,
    labels: Sequence[str],
    rebase: Mapping[int, str],
    side: Improvement,
    notes: dict[str, None],
) -> Iterator[Row]:
    options = request.measure.options
    people = str(options.get("of", "share")) == "share"
    states = [_state(request, months, i, people) for i in range(len(labels))]
    used = [i for i, state in enumerate(states) if state is State.COMPUTED]
    found: Series | None = None
    why = f"fewer than {FEWEST_MONTHS} months are known"
    if len(used) >= FEWEST_MONTHS:
        try:
            found = charted(
                months.events[used],
                months.total[used],
                used,
                people=people,
                kind=str(options.get("chart", "auto")),
                rebase_at=tuple(rebase),
                baseline=options.get("baseline"),
                improvement=side,
            )
        except ValueError as error:
            why = f"the chart cannot be made ({error})"
    if found is not None:
        notes |= dict.fromkeys(_sentence(note) for note in found.chart.notes)
    for i, state in enumerate(states):
        reason = rebase.get(i, "")
        counts = {"events": float(months.events[i]), "total": float(months.total[i])}
        if state is not State.COMPUTED:
            lost = NO_MONTH if state is State.NOT_IN_TABLE else ""
            yield state, counts, {"rebased": reason, "why": lost}
        elif found is None:
            yield State.NOT_APPLICABLE, counts, {"why": why, "rebased": reason}
        else:
            yield (
                state,
                {**counts, **_point(found, used.index(i))},
                {
                    "chart": found.chart.kind,
                    "kind": found.kinds[used.index(i)],
                    "flags": found.flags[used.index(i)],
                    "rebased": reason,
                },
            )


def _state(request: Request, months: _Months, i: int, people: bool) -> State:
    x, n = float(months.events[i]), float(months.total[i])
    return state_of(
        months.known[i : i + 1],
        (n == 0, State.EMPTY_GROUP),
        (people and x > n, State.INCONSISTENT),
        (n < request.measure.minimum_n, State.TOO_FEW),
    )


def _point(found: Series, at: int) -> dict[str, float]:
    chart = found.chart
    names = ("lower", "upper", "centre", "near_lower", "near_upper", "segment", "baseline")
    return {
        "value": float(chart.values[at]),
        **{name: float(getattr(chart, name)[at]) for name in names},
        "spread": found.spread,
        "months": float(chart.values.size),
    }


def _sentence(note: str) -> str:
    return f"{note[:1].upper()}{note[1:]}."


def _rare(request: Request, side: Improvement) -> Columns:
    """One row a group and place: a row for each gap would tell how many events there were."""
    grouped, gaps = gaps_of(request, side)
    kept = tuple(grouped.groups.known)
    notes: dict[str, None] = {}
    for one in gaps:
        if one.chart is not None:
            notes |= dict.fromkeys(_sentence(note) for note in one.chart.notes)
    group = np.array([kept.index(one.group) for one in gaps], dtype=np.intp)
    where = grouped.where(np.array([one.place for one in gaps], dtype=np.intp))
    cases = bool(request.measure.options.get("event"))
    codes = tuple(grouped.groups.codes[i] for i in kept)
    labels = tuple(grouped.groups.labels[i] for i in kept)
    rows = [_last_gap(one, cases) for one in gaps]
    return _columns(rows, Coded(codes, group), labels, where, RARE, tuple(notes))


def _last_gap(gaps: Gaps, cases: bool) -> Row:
    chart = gaps.chart
    if chart is None:
        why = {"why": "fewer than three events are known"}
        return State.NOT_APPLICABLE, {"observations": float(gaps.people)}, why
    events = float(chart.values.size + 1)
    names = ("lower", "upper", "centre", "near_lower", "near_upper")
    numbers = {
        **{name: float(getattr(chart, name)[-1]) for name in names},
        "value": float(chart.values[-1]),
        "observations": float(gaps.people),
        "parameters": 1.0,
        "smallest_group": min(events, gaps.people - events) if cases else events,
        "events": events,
    }
    earlier = "yes" if any(gaps.flags[:-1]) else ""
    words = {"chart": chart.kind, "kind": gaps.kinds[-1], "flags": gaps.flags[-1]}
    return State.COMPUTED, numbers, {**words, "earlier": earlier}


def _columns(
    rows: Sequence[Row],
    group: Coded,
    labels: tuple[str, ...],
    by: dict[str, Coded],
    names: Sequence[str],
    notes: tuple[str, ...],
) -> Columns:
    return Columns(
        group=group,
        labels=labels,
        reference="",
        by=by,
        numbers={n: np.array([row.get(n, math.nan) for _, row, _ in rows]) for n in names},
        words={
            "method": _coded([row.get("chart", "") for _, _, row in rows]),
            "test": _coded(["" for _ in rows]),
            **{name: _coded([row.get(name, "") for _, _, row in rows]) for name in WORDS},
        },
        state=np.array([state for state, _, _ in rows], dtype=np.int8),
        family=np.zeros(len(rows), dtype=np.intp),
        above=np.zeros(len(rows)),
        null=0.0,
        tested=False,
        notes=notes,
    )


def _coded(words: Sequence[str]) -> Coded:
    kept = tuple(dict.fromkeys(words))
    return Coded(kept, np.array([kept.index(word) for word in words], dtype=np.intp))
