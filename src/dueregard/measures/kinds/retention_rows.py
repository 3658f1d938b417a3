"""Spells of people at risk: from when they were seen, until when, and whether they left."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from dueregard.measures.cells import Floats
from dueregard.measures.columns import Flags
from dueregard.measures.kinds.period_days import days_of
from dueregard.measures.kinds.registry import Request
from dueregard.measures.kinds.row_groups import Column, amounts, rows_of
from dueregard.measures.problems import UnusableCounts
from dueregard.tables import Observations

YEAR = 365.25
EVENTS, CENSORED, ROWS = "events", "censored", "rows"


@dataclass(frozen=True)
class Spells:
    """People at risk from ``entry`` to ``duration``, in years. Confidential.

    Parameters
    ----------
    entry, duration : ndarray of float
        Years since their own start at which they were first and last seen.
    event : ndarray of bool
        Whether the event ended it.
    columns : mapping of str to ndarray
        Characteristic and what rows are broken down by.
    left_out : int
        Rows whose dates are missing, or that end before they begin.
    """

    entry: Floats
    duration: Floats
    event: Flags
    columns: Mapping[str, Column]
    left_out: int

    def __repr__(self) -> str:
        return "<Spells; confidential>"


def spells_of(request: Request, by: tuple[str, ...]) -> Spells:
    """Return the spells of a request.

    Tables: ``rows`` with ``entry``, ``duration`` and ``event``; or ``events``, people who had the
    event in the period, and ``censored.<name>``, people who had not when they were last seen.
    These have the date of their own start (``options: start``) and the date of the event or of
    being last seen (``options: ends``, by table); without such a column people were last seen on
    the last day of the period.

    Raises
    ------
    UnusableCounts
        For columns or a period that are missing, and for people last seen on another day than the
        last of the period: of the first day they would be counted again as those who had the event.
    """
    kept = (request.measure.field, *by)
    if ROWS in request.tables:
        columns = rows_of(request, ROWS, ["entry", "duration", "event", *kept])
        entry, duration, event = (
            amounts(columns[name], name) for name in ("entry", "duration", "event")
        )
        return _sound(entry, duration, event, {name: columns[name] for name in kept})
    if EVENTS not in request.tables:
        raise UnusableCounts([f"table {EVENTS}: it is missing; {ROWS} or {EVENTS} are wanted"])
    first, last = _period(request)
    _check_last_seen(request, last)
    parts = list(_parts(request, kept, first, last))
    entry, duration, event = (np.concatenate([part[i] for part in parts]) for i in range(3))
    columns = {name: np.concatenate([part[3][name].astype(str) for part in parts]) for name in kept}
    return _sound(entry, duration, event, columns)


def _parts(
    request: Request, kept: tuple[str, ...], first: np.datetime64, last: np.datetime64
) -> Iterator[tuple[Floats, Floats, Floats, dict[str, Column]]]:
    options = request.measure.options
    start = str(options.get("start", "joined"))
    ends = dict(options.get("ends", {}))
    for name in request.tables:
        end = ends.get(name)
        wanted = [start, *kept, *([str(end)] if end else [])]
        columns = rows_of(request, name, wanted)
        began = _dates(columns[start], start)
        ended = _dates(columns[str(end)], str(end)) if end else np.full(began.shape, last)
        known = ~(np.isnat(began) | np.isnat(ended))
        years = np.full(began.shape, np.nan)
        years[known] = (ended[known] - began[known]).astype(float) / YEAR
        before = np.full(began.shape, np.nan)
        before[known] = np.maximum((first - began[known]).astype(float) / YEAR, 0)
        happened = np.full(began.shape, float(name == EVENTS))
        yield before, years, happened, {key: columns[key] for key in kept}


def _sound(entry: Floats, duration: Floats, event: Floats, columns: Mapping[str, Column]) -> Spells:
    """Leave out rows that say nothing of how long: without dates, or of no length."""
    with np.errstate(invalid="ignore"):
        good = (duration > entry) & (entry >= 0) & ~np.isnan(event)
    return Spells(
        entry[good],
        duration[good],
        event[good] == 1,
        {name: column[good] for name, column in columns.items()},
        int((~good).sum()),
    )


def _dates(column: Column, name: str) -> np.ndarray:
    if column.dtype.kind != "M":
        raise UnusableCounts([f"column {name}: dates are wanted, not {column.dtype}"])
    return column.astype("datetime64[D]")


def _period(request: Request) -> tuple[np.datetime64, np.datetime64]:
    """First and last day of the period that people were seen in."""
    options = request.measure.options
    events = request.tables[EVENTS]
    if "from" in options and "to" in options:
        days = sorted(date.fromisoformat(str(options[key])) for key in ("from", "to"))
        return np.datetime64(days[0], "D"), np.datetime64(days[1], "D")
    stated = events.identity.period if isinstance(events, Observations) else ""
    found = days_of(stated)
    if found is None:
        raise UnusableCounts(
            [
                f"table {EVENTS}: its identity has no period of days (“{stated}”), and options do "
                "not give from and to: who was seen from when is then not known"
            ]
        )
    return np.datetime64(found[0], "D"), np.datetime64(found[1], "D")


def _check_last_seen(request: Request, last: np.datetime64) -> None:
    """Refuse people without a date of being last seen who were counted on another day."""
    ends = dict(request.measure.options.get("ends", {}))
    for name, table in request.tables.items():
        if name == EVENTS or ends.get(name) or not isinstance(table, Observations):
            continue
        days = _counted_on(table)
        if days is not None and np.datetime64(days, "D") != last:
            raise UnusableCounts(
                [
                    f"table {name}: it is of {days}, and people who were still there must be those "
                    f"of {last}, the last day of the period; on another day some of them are "
                    "counted again among the events, or are missing. Give the snapshot of "
                    f"{last}"
                ]
            )


def _counted_on(table: Observations) -> date | None:
    """The day a table of people is of, where its identity says one."""
    for stated in (table.identity.period, table.identity.snapshot):
        found = days_of(stated)
        if found is not None and found[0] == found[1]:
            return found[0]
    return None
