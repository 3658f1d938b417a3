"""Adjusted comparison: two groups among people alike in rank or service, beside the crude one."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from dueregard.measures.columns import Coded, Columns
from dueregard.measures.comparing import compare
from dueregard.measures.kinds.adjusted_rows import counted_rows
from dueregard.measures.kinds.adjusted_strata import (
    Adjusted,
    Strata,
    regression,
    standardised,
    stratified,
)
from dueregard.measures.kinds.adjusted_words import ADJUSTMENT, CRUDE, say
from dueregard.measures.kinds.crossed_counts import Crossed, crossed, state_of
from dueregard.measures.kinds.registry import Request, kind
from dueregard.measures.pairs import Pairs
from dueregard.measures.problems import UnusableCounts
from dueregard.measures.states import State

MAKERS = {"stratified": stratified, "standardised": standardised, "regression": regression}
HOW = (CRUDE, *MAKERS)
ALIKE = "the outcomes of the people compared are all alike"
NOBODY = "nobody of the two groups is alike in {strata}"
NUMBERS = (
    *("value", "lower", "upper", "p_value", "crude", "rate_1", "rate_2", "homogeneity_p"),
    *(
        "events_1",
        "total_1",
        "events_2",
        "total_2",
        "people_alike_1",
        "people_alike_2",
        "left_out",
        "strata",
    ),
    *("observations", "parameters", "smallest_group"),
)

Row = tuple[State, dict[str, float], dict[str, str]]


@kind("adjusted_comparison", tables=(), optional=("numerator", "denominator", "rows"), say=say)
def compute(request: Request) -> Columns:
    """Compare two groups among people alike in other ways, each figure beside the crude one.

    Tables: ``numerator`` (people with the event) and ``denominator`` (all), both with the
    characteristic first and with every dimension that the option ``strata`` names (and the one
    that ``cluster`` names, whose people may be alike); or ``rows`` (`Observations`), one row a
    person, with the column that the option ``event`` names. Rows say how in the dimension
    ``adjustment``: ``crude``, ``stratified`` (Mantel and Haenszel), ``standardised`` (to both
    groups together) and ``regression`` (logistic, average marginal effect); each is a family of
    its own. ``people_alike_1`` and ``people_alike_2`` count those who have somebody of the other
    group to be compared with, ``left_out`` the rest.
    """
    options = request.measure.options
    by = request.by
    strata = [str(one) for one in options.get("strata", ()) if one not in by]
    if not strata:
        where = f"measure {request.measure.id}, options, strata"
        raise UnusableCounts([f"{where}: none is left besides what the rows are broken down by"])
    given = options.get("cluster")
    cluster = [str(given)] if given not in by and _has(request, given) else []
    counts = _counts(request, [*strata, *cluster])
    rows = [
        row
        for group in counts.groups.compared
        for place in range(counts.places)
        for row in _rows(request, counts, bool(cluster), group, place, strata)
    ]
    # From all ways for each group and place to all groups and places for each way.
    order = np.arange(len(rows)).reshape(-1, len(HOW)).T.ravel()
    return _columns(request, counts, [rows[i] for i in order])


def _has(request: Request, cluster: object) -> bool:
    if not cluster:
        return False
    tables = [request.tables.get(name) for name in ("numerator", "denominator")]
    if "rows" in request.tables:
        return cluster in getattr(request.tables["rows"], "names", ())
    return all(
        any(one.name == cluster for one in getattr(table, "dimensions", ())) for table in tables
    )


def _counts(request: Request, further: Sequence[str]) -> Crossed:
    if "rows" in request.tables:
        event = request.measure.options.get("event")
        if not event:
            raise UnusableCounts([f"measure {request.measure.id}, options, event: it is missing"])
        return counted_rows(request, str(event), further)
    missing = [one for one in ("numerator", "denominator") if one not in request.tables]
    if missing:
        raise UnusableCounts([f"table {one}: it is missing" for one in missing])
    return crossed(request, further)


def _rows(
    request: Request, counts: Crossed, clustered: bool, group: int, place: int, names: Sequence[str]
) -> list[Row]:
    """Return the crude figure of a group in a place, then each adjusted one."""
    (x1, n1, known_1), (x2, n2, known_2) = counts.of(group), counts.reference(group)
    parts = [part[..., place] for part in (x1, n1, x2, n2)]
    width = parts[0].shape[-1] if clustered else 1
    strata = Strata(*(part.reshape(-1, width) for part in parts))
    ratio = request.measure.estimate != "difference"
    sums = [float(part.sum()) for part in parts]
    state = _state(request, strata, np.maximum(known_1, known_2)[..., place], sums, ratio)
    shared = _shared(strata, sums)
    if not state.computed:
        return [(state, shared, {}) for _ in HOW]
    found = {CRUDE: _crude(sums, ratio, request.confidence)}
    found |= {
        how: make(strata, ratio=ratio, confidence=request.confidence)
        for how, make in MAKERS.items()
        if strata.both.any()
    }
    null = 1.0 if ratio else 0.0
    crude = found[CRUDE].value
    turned = _turned(crude, found.get("stratified"), null)
    rows: list[Row] = []
    for how in HOW:
        one = found.get(how)
        why = NOBODY.format(strata=" and ".join(name.replace("_", " ") for name in names))
        if one is None or (math.isnan(one.value) and math.isnan(one.lower)):
            lacking = {"why": ALIKE if one is not None else why}
            rows.append((State.NOT_APPLICABLE, shared, lacking))
            continue
        flag = turned if how == CRUDE else _turned(crude, one, null)
        numbers = _numbers(one, shared, crude, request.measure.inverted and ratio)
        words = {"method": one.method, "test": one.test, "simpson": "reversed" if flag else ""}
        bound = State.BOUND_ONLY if math.isinf(numbers["value"]) else State.COMPUTED
        rows.append((bound, numbers, words))
    return rows


def _state(
    request: Request, strata: Strata, known: np.ndarray, sums: Sequence[float], ratio: bool
) -> State:
    x1, n1, x2, n2 = sums
    over = (strata.events_1 > strata.total_1).any() or (strata.events_2 > strata.total_2).any()
    return state_of(
        known,
        (min(n1, n2) == 0, State.EMPTY_GROUP),
        (bool(over), State.INCONSISTENT),
        (min(n1, n2) < request.measure.minimum_n, State.TOO_FEW),
        (ratio and x1 + x2 == 0, State.NO_EVENTS),
    )


def _shared(strata: Strata, sums: Sequence[float]) -> dict[str, float]:
    x1, n1, x2, n2 = sums
    _, alike_1, _, alike_2 = (float(part.sum()) for part in strata.whole())
    return {
        "events_1": x1,
        "total_1": n1,
        "events_2": x2,
        "total_2": n2,
        "people_alike_1": alike_1,
        "people_alike_2": alike_2,
        "left_out": n1 + n2 - alike_1 - alike_2,
        "strata": float(strata.both.sum()),
        "observations": alike_1 + alike_2,
        "smallest_group": min(x1, n1 - x1, x2, n2 - x2),
    }


def _crude(sums: Sequence[float], ratio: bool, confidence: float) -> Adjusted:
    x1, n1, x2, n2 = (np.array([part]) for part in sums)
    nothing = np.array([np.nan])
    pairs = Pairs(
        x1, n1, x2, n2, nothing, nothing, np.zeros(1, dtype=np.int8),
        Coded(("",), np.zeros(1, dtype=np.intp)), {}, 1,
    )  # fmt: skip
    found = compare(pairs, people=True, confidence=confidence)
    names = ("ratio", "ratio_lower", "ratio_upper") if ratio else (
        "difference", "difference_lower", "difference_upper"
    )  # fmt: skip
    value, lower, upper = (float(getattr(found, name)[0]) for name in names)
    p, rates = float(found.p_value[0]), (float(x1[0] / n1[0]), float(x2[0] / n2[0]))
    method = found.method.at(0) if ratio else "miettinen_nurminen"
    return Adjusted(value, lower, upper, p, method, found.test.at(0), *rates)


def _turned(crude: float, adjusted: Adjusted | None, null: float) -> bool:
    """Whether the figure points the other way once like is compared with like."""
    if adjusted is None or math.isnan(adjusted.value):
        return False
    return (crude - null) * (adjusted.value - null) < 0


def _numbers(
    one: Adjusted, shared: Mapping[str, float], crude: float, inverted: bool
) -> dict[str, float]:
    value, lower, upper = one.value, one.lower, one.upper
    if inverted:
        value, lower, upper, crude = (_over(x) for x in (value, upper, lower, crude))
    return {
        **shared,
        "value": value,
        "lower": lower,
        "upper": upper,
        "p_value": one.p_value,
        "crude": crude,
        "rate_1": one.rate_1,
        "rate_2": one.rate_2,
        "homogeneity_p": one.homogeneity_p,
        "parameters": float(one.parameters),
    }


def _over(value: float) -> float:
    return math.inf if value == 0 else 1 / value


def _columns(request: Request, counts: Crossed, rows: Sequence[Row]) -> Columns:
    measure, groups = request.measure, counts.groups
    size, each = len(rows), len(rows) // len(HOW)
    numbers = {n: np.array([row.get(n, math.nan) for _, row, _ in rows]) for n in NUMBERS}
    null = 0.0 if measure.estimate == "difference" else 1.0
    above = np.nan_to_num(numbers["value"] - null)
    which = np.repeat(np.arange(len(HOW)), each)
    member = np.repeat(np.arange(len(groups.compared)), counts.places)
    names = [str(one) for one in measure.options["strata"] if one not in request.by]
    strata = " and ".join(one.replace("_", " ") for one in names)
    return Columns(
        group=Coded(tuple(groups.codes[i] for i in groups.compared), np.tile(member, len(HOW))),
        labels=tuple(groups.labels[i] for i in groups.compared),
        reference=groups.reference_label,
        by={
            ADJUSTMENT: Coded(HOW, which),
            **counts.where(len(groups.compared) * len(HOW)),
        },
        numbers=numbers,
        words={
            **{name: _coded(rows, name) for name in ("method", "test", "simpson", "why")},
            "strata": Coded((strata,), np.zeros(size, dtype=np.intp)),
        },
        state=np.array([state for state, _, _ in rows], dtype=np.int8),
        family=which.astype(np.intp),
        above=-above if measure.inverted and null else above,
        null=null,
    )


def _coded(rows: Sequence[Row], name: str) -> Coded:
    words = [row.get(name, "") for _, _, row in rows]
    kept = tuple(dict.fromkeys(words))
    return Coded(kept, np.array([kept.index(word) for word in words], dtype=np.intp))
