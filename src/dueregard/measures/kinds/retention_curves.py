"""Who is still there after so many years: curves of groups, and their comparison."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from scipy import special

from dueregard.measures.cells import Floats
from dueregard.measures.columns import Coded, Columns, Flags
from dueregard.measures.kinds.registry import Request
from dueregard.measures.kinds.retention_rows import Spells
from dueregard.measures.kinds.row_groups import GroupedRows, states_of
from dueregard.measures.states import State
from dueregard.statistics import SurvivalCurve, kaplan_meier, logrank
from dueregard.statistics.arguments import normal_quantile

YEARS, TIME = "years", "time"
POWER = 0.8
NUMBERS = (
    "value", "lower", "upper", "p_value", "share_1", "share_2", "detectable", "at_risk_1",
    "at_risk_2", "logrank_p", "smallest_group",
)  # fmt: skip


def _curve(spells: Spells, who: Flags, confidence: float) -> SurvivalCurve:
    return kaplan_meier(
        duration=spells.duration[who],
        event=spells.event[who],
        entry=spells.entry[who],
        confidence=confidence,
    )


def compared(request: Request, spells: Spells, rows: GroupedRows, *, turned: bool) -> Columns:
    """Return the shares of each group beside the reference group's, at each year asked for.

    Shares are of those still without the event, or, turned, of those who had it.

    The difference of two shares has the limits of Newcombe's method of recovering variances, from
    Greenwood's on the log(-log) scale; its test is on that scale (Klein, Logan, Harhoff and
    Andersen 2007). A pair is told apart at a year only where the log-rank test over all years
    tells it apart.
    """
    at = [float(year) for year in request.measure.options.get("at", (1, 2, 5, 10))]
    found = {name: np.full((len(at), rows.size), np.nan) for name in NUMBERS}
    found["smallest_group"] = np.zeros((len(at), rows.size))
    people = np.zeros((2, rows.size))
    minimum = request.measure.minimum_n
    state = np.zeros((len(at), rows.size), dtype=np.int8)
    for pair in rows.pairs():
        who = (pair.first, pair.second)
        people[:, pair.row] = [group.sum() for group in who]
        state[:, pair.row] = states_of(people[0, pair.row], people[1, pair.row], minimum)
        if state[0, pair.row] != State.COMPUTED:
            continue
        curves = [_curve(spells, group, request.confidence) for group in who]
        found["logrank_p"][:, pair.row] = _logrank(spells, pair.first, pair.second)
        for place, year in enumerate(at):
            numbers = _at(curves, spells, who, (([0.0, *at])[place], year), request.confidence)
            if numbers is None:
                state[place, pair.row] = State.NOT_SEEN
                continue
            for name, value in numbers.items():
                found[name][place, pair.row] = value
    if turned:
        _turn(found)
    order = {name: array.ravel() for name, array in found.items()}
    times, size = len(at), rows.size * len(at)
    labels = tuple(f"{year:g}" for year in at)
    return Columns(
        group=replace(rows.group_of(), codes=np.tile(rows.group_of().codes, times)),
        labels=rows.labels,
        reference=rows.groups.reference_label,
        by={
            **{k: Coded(c.words, np.tile(c.codes, times)) for k, c in rows.where_pairs().items()},
            YEARS: Coded(labels, np.repeat(np.arange(times), rows.size)),
        },
        numbers={
            **order,
            "omnibus_p": order["logrank_p"],
            "people_1": np.tile(people[0], times),
            "people_2": np.tile(people[1], times),
            "observations": np.tile(people.sum(axis=0), times),
            "parameters": np.zeros(size),
            "left_out": np.full(size, float(spells.left_out)),
        },
        words={
            name: Coded((word,), np.zeros(size, dtype=np.intp))
            for name, word in (
                ("method", "mover"),
                ("test", "complementary_log_log"),
                ("omnibus", "logrank"),
            )
        },
        state=state.ravel(),
        family=np.zeros(size, dtype=np.intp),
        above=np.nan_to_num(order["value"]),
        null=0.0,
    )


def _turn(found: dict[str, Floats]) -> None:
    """Make shares without the event into shares with it."""
    for name in ("share_1", "share_2"):
        found[name] = 1 - found[name]
    found["value"] = -found["value"]
    found["lower"], found["upper"] = -found["upper"], -found["lower"]


def _logrank(spells: Spells, first: Flags, second: Flags) -> float:
    both = first | second
    return float(
        logrank(
            duration=spells.duration[both],
            event=spells.event[both],
            entry=spells.entry[both],
            group=first[both].astype(int),
        ).p_value
    )


def _at(
    curves: Sequence[SurvivalCurve],
    spells: Spells,
    who: tuple[Flags, Flags],
    span: tuple[float, float],
    confidence: float,
) -> dict[str, float] | None:
    """Numbers of one year; None where one of the groups was not seen so long."""
    before, year = span
    if any(math.isnan(float(curve.at(year).value)) for curve in curves):
        return None
    at_risk = [
        float((group & (spells.entry < year) & (spells.duration >= year)).sum()) for group in who
    ]
    since = spells.event & (spells.duration > before) & (spells.duration <= year)
    left = [float((group & since).sum()) for group in who]
    (s1, l1, u1), (s2, l2, u2) = (
        _limits(curve, year, n, confidence) for curve, n in zip(curves, at_risk, strict=True)
    )
    z = normal_quantile(confidence)
    lower = s1 - s2 - math.hypot(s1 - l1, u2 - s2)
    upper = s1 - s2 + math.hypot(u1 - s1, s2 - l2)
    error = math.hypot(*(_greenwood(curve, year) for curve in curves))
    spread = math.hypot(*(_on_the_scale(curve, year) for curve in curves))
    gap = _cll(s1) - _cll(s2)
    p_value = float(2 * special.ndtr(-abs(gap) / spread)) if spread > 0 else math.nan
    return {
        "value": s1 - s2,
        "lower": lower,
        "upper": upper,
        "p_value": p_value,
        "share_1": s1,
        "share_2": s2,
        "detectable": float(z + special.ndtri(POWER)) * error if error > 0 else math.nan,
        "at_risk_1": at_risk[0],
        "at_risk_2": at_risk[1],
        # Two years beside each other give away who left between them.
        "smallest_group": min(*at_risk, *left),
    }


def _limits(
    curve: SurvivalCurve, year: float, at_risk: float, confidence: float
) -> tuple[float, float, float]:
    """Share with limits; where nobody has left yet, the exact lower limit of those at risk."""
    share = curve.at(year)
    value, lower, upper = (float(part) for part in (share.value, share.lower, share.upper))
    if value == 1:
        lower = ((1 - confidence) / 2) ** (1 / at_risk) if at_risk else 0.0
    return value, lower, upper


def _cll(share: float) -> float:
    return math.log(-math.log(share)) if 0 < share < 1 else math.nan


def _greenwood(curve: SurvivalCurve, year: float) -> float:
    """Greenwood's standard error of a share."""
    seen = curve.time <= year
    d, n = curve.events[seen], curve.at_risk[seen]
    if (d >= n).any():
        return math.nan
    return float(curve.at(year).value) * math.sqrt(float((d / (n * (n - d))).sum()))


def _on_the_scale(curve: SurvivalCurve, year: float) -> float:
    share = float(curve.at(year).value)
    if not 0 < share < 1:
        return math.nan
    return _greenwood(curve, year) / (share * abs(math.log(share)))


def steps(request: Request, spells: Spells, rows: GroupedRows) -> Columns:
    """Return every step of the curve of every group: what is coarsened before it is shown.

    A row is a time at which somebody left: how many were at risk just before it, how many left,
    and what share is still there after it.
    """
    parts: list[tuple[int, int, SurvivalCurve | None, int]] = []
    for group, place, who in rows.everybody():
        number = int(who.sum())
        enough = number >= max(request.measure.minimum_n, 1)
        curve = _curve(spells, who, request.confidence) if enough else None
        parts.append((group, place, curve, number))
    sizes = [1 if c is None or not c.time.size else c.time.size for _, _, c, _ in parts]
    known = list(rows.groups.known)

    def each(read: Callable[[SurvivalCurve], Floats]) -> Floats:
        found = [np.empty(0)]
        for (_, _, curve, _), size in zip(parts, sizes, strict=True):
            none = curve is None or not curve.time.size
            found.append(np.full(size, np.nan) if curve is None or none else read(curve))
        return np.concatenate(found)

    of_group = np.repeat([known.index(g) for g, _, _, _ in parts], sizes).astype(np.intp)
    at = np.repeat([p for _, p, _, _ in parts], sizes).astype(np.intp)
    people = np.repeat([float(n) for _, _, _, n in parts], sizes)
    state = np.repeat([int(_of(curve, n)) for _, _, curve, n in parts], sizes)
    at_risk, happened = each(lambda c: c.at_risk), each(lambda c: c.events)
    size = int(sum(sizes))
    return Columns(
        group=Coded(tuple(rows.groups.codes[i] for i in known), of_group),
        labels=tuple(rows.groups.labels[i] for i in known),
        reference="",
        by=rows.where(at),
        numbers={
            "value": each(lambda c: c.survival),
            "lower": each(lambda c: c.lower),
            "upper": each(lambda c: c.upper),
            TIME: each(lambda c: c.time),
            "at_risk": at_risk,
            "events": happened,
            "last": each(lambda c: np.full(c.time.size, c.last)),
            "observations": people,
            "parameters": np.zeros(size),
            "smallest_group": np.fmin(happened, at_risk - happened),
            "left_out": np.full(size, float(spells.left_out)),
        },
        words={"method": Coded(("greenwood_log_log",), np.zeros(size, dtype=np.intp))},
        state=state.astype(np.int8),
        family=np.zeros(size, dtype=np.intp),
        above=np.zeros(size),
        null=0.0,
        tested=False,
    )


def _of(curve: SurvivalCurve | None, number: int) -> State:
    if number == 0:
        return State.EMPTY_GROUP
    if curve is None:
        return State.TOO_FEW
    return State.COMPUTED if curve.time.size else State.NO_EVENTS
