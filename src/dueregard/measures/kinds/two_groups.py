"""What kinds share that hold each group against a reference group."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from dueregard.measures import wording
from dueregard.measures.cells import Cells, Known, Table, aligned, read
from dueregard.measures.columns import Columns, joined
from dueregard.measures.comparing import Compared, compare
from dueregard.measures.definition import REST, Population, Source
from dueregard.measures.finding import Finding
from dueregard.measures.groups import Groups, groups_of
from dueregard.measures.kinds.registry import Request
from dueregard.measures.omnibus import omnibus
from dueregard.measures.pairs import Pairs, everybody, pairs_of
from dueregard.measures.states import State
from dueregard.vocabulary import classification

MAIN = "denominator"
SCENARIO = "scenario"


def columns_of(request: Request, *, people: bool) -> Columns:
    """Return the columns of a comparison, once for each denominator that was given."""
    names = [name for name in request.tables if name.split(".")[0] == MAIN]
    parts = [_columns(request, name, people) for name in names]
    if len(parts) == 1:
        return parts[0]
    return joined(parts, SCENARIO, [_title(request, name) for name in names])


def _title(request: Request, name: str) -> str:
    key = name.partition(".")[2]
    source = request.measure.scenarios.get(key) if key else request.measure.denominator
    return (source.title if source is not None else "") or key or MAIN


def _columns(request: Request, name: str, people: bool) -> Columns:
    tables = [
        read(_table(request.tables["numerator"]), "numerator"),
        read(_table(request.tables[name]), name),
    ]
    top, bottom = aligned(tables, request.by)
    columns = columns_of_counts(request, top, bottom, people=people)
    return replace(columns, notes=(*columns.notes, *_notes([top, bottom], tables, request.by)))


def columns_of_counts(request: Request, top: Cells, bottom: Cells, *, people: bool) -> Columns:
    """Return the columns of a comparison of counts that are on the same levels."""
    measure = request.measure
    groups = groups_of(top.dimensions[0], measure)
    pairs = pairs_of(
        top,
        bottom,
        groups,
        minimum_n=measure.minimum_n,
        people=people,
        ratio=measure.estimate != "difference",
        scales=(_scale(measure.numerator), _scale(measure.denominator)),
    )
    pairs = replace(pairs, state=_with_unrecorded(pairs, top, groups, measure.classification))
    compared = compare(pairs, people=people, confidence=request.confidence)
    together, how = omnibus(pairs, compared.p_value, people=people, rest=measure.reference == REST)
    columns = _assembled(pairs, compared, measure.estimate == "difference", measure.inverted)
    return Columns(
        group=pairs.group,
        labels=tuple(groups.labels[i] for i in groups.compared),
        reference=groups.reference_label,
        by=pairs.by,
        numbers={
            **columns,
            "omnibus_p": together,
            "all_events": everybody(top, groups, scale=_scale(measure.numerator)),
            "all_total": everybody(bottom, groups, scale=_scale(measure.denominator)),
        },
        words={
            "method": compared.method,
            "test": compared.test,
            "rule": compared.rule,
            "omnibus": how,
        },
        state=_states(pairs, compared, measure.inverted, measure.estimate),
        family=np.zeros(pairs.state.size, dtype=np.intp),
        above=np.nan_to_num(compared.difference),
        null=0.0 if measure.estimate == "difference" else 1.0,
        notes=groups.notes,
    )


def _with_unrecorded(pairs: Pairs, top: Cells, groups: Groups, scheme: str) -> np.ndarray:
    """Mark groups that an observer never assigned: nought of them is no figure to compare."""
    if not scheme or classification(scheme).basis != "observer":
        return pairs.state
    never = [_never(top.values[i], top.known[i]) for i in groups.compared]
    rows = np.repeat(never, pairs.state.size // max(len(never), 1))
    marked = rows & (pairs.state <= State.TOO_FEW)
    return np.where(marked, State.NOT_RECORDED, pairs.state).astype(np.int8)


def _never(values: np.ndarray, known: np.ndarray) -> bool:
    """Whether a group is nought as a whole; or, without a whole, wherever it was counted."""
    if known.flat[-1] == Known.COUNTED:
        return bool(values.flat[-1] == 0)
    counted = known == Known.COUNTED
    hidden = bool((known == Known.HIDDEN).any())
    return bool(not hidden and counted.any() and (values[counted] == 0).all())


def _table(table: object) -> Table:
    return table  # type: ignore[return-value]  # `read` refuses what is no table


def _scale(source: Source | Population | None) -> float:
    return source.scale if isinstance(source, Source) else 1.0


def _assembled(
    pairs: Pairs, compared: Compared, difference: bool, inverted: bool
) -> dict[str, np.ndarray]:
    ratio = (compared.ratio, compared.ratio_lower, compared.ratio_upper)
    if inverted:
        with np.errstate(divide="ignore"):
            ratio = (1 / compared.ratio, 1 / compared.ratio_upper, 1 / compared.ratio_lower)
    gap = (compared.difference, compared.difference_lower, compared.difference_upper)
    value, lower, upper = gap if difference else ratio
    with np.errstate(divide="ignore", invalid="ignore"):
        rate_1, rate_2 = pairs.events_1 / pairs.total_1, pairs.events_2 / pairs.total_2
    return {
        "value": value,
        "lower": lower,
        "upper": upper,
        "p_value": compared.p_value,
        "events_1": pairs.events_1,
        "total_1": pairs.total_1,
        "events_2": pairs.events_2,
        "total_2": pairs.total_2,
        "rate_1": rate_1,
        "rate_2": rate_2,
        "ratio": ratio[0],
        "ratio_lower": ratio[1],
        "ratio_upper": ratio[2],
        "difference": gap[0],
        "difference_lower": gap[1],
        "difference_upper": gap[2],
        "unknown_events": pairs.unknown_events,
        "unknown_total": pairs.unknown_total,
    }


def _states(pairs: Pairs, compared: Compared, inverted: bool, estimate: str) -> np.ndarray:
    if estimate == "difference":
        return pairs.state
    divisor = pairs.events_1 if inverted else pairs.events_2
    bound = (pairs.state == State.COMPUTED) & (divisor == 0)
    return np.where(bound, State.BOUND_ONLY, pairs.state).astype(np.int8)


def _notes(kept: Sequence[Cells], tables: Sequence[Cells], by: Sequence[str]) -> tuple[str, ...]:
    missing = [name for name in by if name not in tables[1].names]
    if not missing:
        return ()
    return (
        f"The denominator is not broken down by {' and '.join(missing)}: the same one is used "
        "throughout.",
    )


def said(finding: Finding, first: str, second: str) -> str:
    """Return the sentence of a comparison: the two figures, the estimate, what it comes to."""
    if not finding.state.computed:
        return wording.not_computed(finding)
    told = _difference(finding) if finding.null == 0 else wording.ratio_with_limits(finding)
    alone = _resting(finding)
    begin = wording.where(finding) + first
    begin = wording.capital(begin) if finding.rounded else begin
    return f"{begin} and {second}: {told}. {alone}{wording.verdict(finding)}"


def _difference(finding: Finding) -> str:
    estimate = finding.estimate
    value = float(estimate.value)
    way = "more" if value > 0 else "less"
    if not finding.people:
        per = finding.measure.per
        low, high = (wording.rate(float(v), per) for v in (estimate.lower, estimate.upper))
        return f"a difference of {wording.rate(value, per)} {wording.limits(finding, low, high)}"
    low, high = (f"{100 * float(v):.1f}" for v in (estimate.lower, estimate.upper))
    if value == 0:
        return f"a difference of {wording.points(0)} {wording.limits(finding, low, high)}"
    return f"{wording.points(value)} {way} for {finding.label} {wording.limits(finding, low, high)}"


def _resting(finding: Finding) -> str:
    events = finding.numbers.get("events_1", math.nan)
    if not 0 < events <= 2:
        return ""
    people = "person" if finding.people else "event"
    many = people if events == 1 else f"{'people' if finding.people else 'events'}"
    return f"The figure for {finding.label} rests on {wording.few(events)} {many}. "
