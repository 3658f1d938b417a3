"""Retention: who is still there after so many years, with late entry allowed for."""

from __future__ import annotations

import math
from dataclasses import replace

from dueregard.measures import wording
from dueregard.measures.columns import Columns
from dueregard.measures.finding import Finding
from dueregard.measures.kinds.registry import Request, kind
from dueregard.measures.kinds.retention_curves import TIME, YEARS, compared, steps
from dueregard.measures.kinds.retention_rows import spells_of
from dueregard.measures.kinds.row_groups import GroupedRows
from dueregard.measures.kinds.splitting import by_of, in_words, where_but
from dueregard.measures.problems import UnusableCounts
from dueregard.measures.states import Verdict

STATISTICS = ("compared", "curve")
TABLES = ("events", "censored", "censored.*", "rows")


def say(finding: Finding) -> str:
    """Return the sentence of a comparison after so many years, or of a step of a curve."""
    if not finding.state.computed:
        return wording.not_computed(_placed(finding))
    if YEARS not in finding.by:
        return _say_step(finding)
    words, numbers = finding.measure.words, finding.numbers
    first, second = (
        f"{wording.percentage(numbers[f'share_{g}'], numbers[f'people_{g}'])} of "
        f"{wording.count(finding, numbers[f'people_{g}'])} {label} {words.people}"
        for g, label in ((1, finding.label), (2, finding.reference))
    )
    years = finding.by[YEARS]
    when = "within" if finding.measure.kind == "time_in_rank" else "after"
    told = (
        f"{where_but(finding, YEARS)}{when} {years} year{'' if years == '1' else 's'} an estimated "
        f"{first} {words.event}, and {second}: {_difference(finding)}. {wording.verdict(finding)}"
    )
    return wording.capital(told) + _seen(finding)


def _placed(finding: Finding) -> Finding:
    """Return the finding with its year in words."""
    if YEARS not in finding.by:
        return finding
    return replace(finding, by={**finding.by, YEARS: f"year {finding.by[YEARS]}"})


def _difference(finding: Finding) -> str:
    value = float(finding.estimate.value)
    low, high = finding.interval
    told = f"{_points(value)} percentage points"
    if math.isnan(low) or math.isnan(high):
        return f"{told}, without limits"
    return f"{told} {wording.limits(finding, _points(low), _points(high))}"


def _points(share: float) -> str:
    # Adding 0 takes the sign of a negative zero away.
    return f"{round(100 * share, 1) + 0.0:+.1f}"


def _seen(finding: Finding) -> str:
    least = finding.numbers["detectable"]
    if finding.verdict is not Verdict.CANNOT_TELL or math.isnan(least):
        return ""
    return f" A difference of less than {wording.points(least)} would probably not have shown."


def _say_step(finding: Finding) -> str:
    numbers, words = finding.numbers, finding.measure.words
    low, high = finding.interval
    of = numbers["observations"]
    ends = wording.limits(finding, wording.percentage(low, of), wording.percentage(high, of))
    limits = "" if math.isnan(low) or math.isnan(high) else f" {ends}"
    told = (
        f"{wording.where(finding)}after {numbers[TIME]:.2f} years an estimated "
        f"{wording.percentage(numbers['value'], of)} of {finding.label} {words.people} are still "
        f"without the event{limits}."
    )
    return wording.capital(told)


def columns_of_spells(request: Request, *, turned: bool) -> Columns:
    """Return the comparison or the curves of spells, as ``options: statistic`` says.

    Parameters
    ----------
    request : Request
        What is asked.
    turned : bool
        Whether shares are of those who had the event.

    Raises
    ------
    UnusableCounts
        For a statistic not known, or tables that lack something.
    """
    statistic = request.measure.options.get("statistic", STATISTICS[0])
    if statistic not in STATISTICS:
        raise UnusableCounts([f"options, statistic: one of {', '.join(STATISTICS)} is wanted"])
    by = by_of(request.measure, request.by)
    spells = spells_of(request, by)
    rows = GroupedRows(spells.columns, request.measure, by)
    if statistic == "curve":
        found = steps(request, spells, rows)
    else:
        found = compared(request, spells, rows, turned=turned)
    return in_words(found, request.measure)


@kind("retention", tables=(), optional=TABLES, say=say)
def compute(request: Request) -> Columns:
    """Compare who is still there after so many years of service.

    Tables: ``events``, leavers of a period, and ``censored``, staff in post on its last day, each
    with the date of joining; or ``rows`` with ``entry``, ``duration`` and ``event``. Staff who
    joined before the period are at risk from its first day only: they could not have been seen to
    leave before.

    ``options: at`` are the years; ``statistic: curve`` gives every step of every group's curve
    instead (``time``, ``at_risk``, ``events``), to be coarsened before it is shown. Kaplan and
    Meier (1958) with late entry; pairs are told apart only where the log-rank test tells them
    apart (Mantel 1966).
    """
    return columns_of_spells(request, turned=False)
