"""Rare events on a chart of the days, or the cases, between one and the next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from dueregard.measures.cells import Floats
from dueregard.measures.columns import Flags
from dueregard.measures.definition import EACH, REST
from dueregard.measures.kinds.control_chart_series import Improvement
from dueregard.measures.kinds.registry import Request
from dueregard.measures.kinds.row_groups import Column, GroupedRows, amounts, rows_of
from dueregard.measures.problems import UnusableCounts
from dueregard.statistics import ControlChart, g_chart, special_causes, t_chart

FEWEST_EVENTS = 3


@dataclass(frozen=True)
class Gaps:
    """Events of one group in one place. Confidential.

    Parameters
    ----------
    group : int
        Place of the group on the axis of the characteristic.
    place : int
        Number of the place.
    people : int
        Rows of the group.
    chart : ControlChart or None
        The gaps between one event and the next; None with fewer than three events.
    kinds, flags : tuple of str
        What each gap is, and by which rule.
    """

    group: int
    place: int
    people: int
    chart: ControlChart | None
    kinds: tuple[str, ...]
    flags: tuple[str, ...]

    def __repr__(self) -> str:
        return f"<Gaps of group {self.group}; confidential>"


def gaps_of(request: Request, improvement: Improvement) -> tuple[GroupedRows, list[Gaps]]:
    """Return the gaps between events, of each group in each place.

    Parameters
    ----------
    request : Request
        Its table ``rows`` has the characteristic, the date that the option ``date`` names, and
        for a g chart the column that ``event`` names, true for the cases that are events.
    improvement : str
        Which way is better for events; for gaps it is the other way round.

    Raises
    ------
    UnusableCounts
        When a column is missing or the dates are no dates.
    """
    options = request.measure.options
    date, event = str(options.get("date", "")), str(options.get("event", ""))
    if not date:
        raise UnusableCounts([f"measure {request.measure.id}, options, date: it is missing"])
    wanted = [one for one in (date, event) if one]
    columns = rows_of(request, "rows", [request.measure.field, *wanted, *request.by])
    if columns[date].dtype.kind != "M":
        raise UnusableCounts([f"rows, column {date}: dates are wanted"])
    # Every group has a chart of its own, whichever it is elsewhere held against.
    whole = request.measure.adapted(comparison=EACH, reference=REST)
    rows = GroupedRows(columns, whole, request.by)
    turned: Improvement = improvement
    if improvement != "neutral":
        turned = "decrease" if improvement == "increase" else "increase"
    found = [
        _gaps(group, place, member, columns, (date, event), turned)
        for group, place, member in rows.everybody()
    ]
    return rows, found


def _gaps(
    group: int,
    place: int,
    member: Flags,
    columns: dict[str, Column],
    names: tuple[str, str],
    improvement: Improvement,
) -> Gaps:
    date, event = names
    known = member & ~np.isnat(columns[date])
    order = np.argsort(columns[date][known], kind="stable")
    values = _between(columns, known, order, date, event)
    people = int(known.sum())
    if values.size < FEWEST_EVENTS - 1:
        return Gaps(group, place, people, None, (), ())
    chart = g_chart(values) if event else t_chart(values)
    causes = special_causes(chart, improvement=improvement)
    return Gaps(group, place, people, chart, causes.kinds, tuple(_told(causes.flags, values.size)))


def _between(
    columns: dict[str, Column], known: Flags, order: Column, date: str, event: str
) -> Floats:
    """Days between events, or cases between those that are events."""
    if not event:
        return np.diff(columns[date][known][order]).astype("timedelta64[D]").astype(np.float64)
    happened = np.flatnonzero(amounts(columns[event], event)[known][order] == 1)
    return np.asarray(np.diff(happened) - 1, dtype=np.float64)


def _told(flags: object, size: int) -> Iterator[str]:
    by_rule = dict(flags)  # type: ignore[call-overload]
    for i in range(size):
        yield "; ".join(
            f"{rule} {'above' if by_rule[rule][i] > 0 else 'below'}"
            for rule in by_rule
            if by_rule[rule][i]
        )
