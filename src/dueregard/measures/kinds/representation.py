"""Representation: a group's share of some people beside its share of those it is held against."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dueregard.measures import wording
from dueregard.measures.benchmarks import held_against
from dueregard.measures.cells import Cells, Floats, Known, aligned, read
from dueregard.measures.columns import Coded, Columns
from dueregard.measures.finding import Finding
from dueregard.measures.groups import Groups, groups_of
from dueregard.measures.kinds.registry import Request, kind
from dueregard.measures.pairs import Pairs, places
from dueregard.measures.states import OF_KNOWN, State, Verdict
from dueregard.measures.unknown_words import many_unknown
from dueregard.statistics.choice_rules import FEW, USUAL

METHODS = (USUAL["proportion"], FEW["proportion"], USUAL["risk_ratio"])


@dataclass(frozen=True)
class _Shares:
    """Counts of a group and of all, where looked at (1) and where held against (2)."""

    pairs: Pairs
    highest: Floats
    lowest: Floats
    highest_2: Floats
    lowest_2: Floats


def say(finding: Finding) -> str:
    """Return the sentence of a representation."""
    if not finding.state.computed:
        return wording.not_computed(finding)
    numbers, measure = finding.numbers, finding.measure
    x, n = numbers["events_1"], numbers["total_1"]
    own = wording.about(finding) + wording.percentage(x / n, n)
    other = wording.about(finding) + wording.percentage(numbers["rate_2"], numbers["total_2"])
    known = " whose group is known" if numbers["unknown_total"] > 0 else ""
    begin = (
        f"{wording.where(finding)}{wording.count(finding, x)} of {wording.count(finding, n)} "
        f"{measure.words.people} whose group is known are {finding.label} ({own}), and {other} of "
        f"{measure.words.exposure}{known}"
    )
    begin = wording.capital(begin) if finding.rounded else begin
    told = f"{begin}: {_gap(finding)}. {_verdict(finding)}"
    return " ".join(part for part in (told, many_unknown(finding)) if part)


def _gap(finding: Finding) -> str:
    estimate = finding.estimate
    if finding.null == 1:
        low, high = wording.ratio(float(estimate.lower)), wording.ratio(float(estimate.upper))
        return f"a ratio of {wording.ratio(float(estimate.value))} " + wording.limits(
            finding, low, high
        )
    way = "above" if float(estimate.value) > 0 else "below"
    low, high = (f"{100 * float(v):.1f}" for v in (estimate.lower, estimate.upper))
    return f"{wording.points(float(estimate.value))} {way} " + wording.limits(finding, low, high)


def _verdict(finding: Finding) -> str:
    if finding.verdict is Verdict.CANNOT_TELL:
        why = wording.reservation(finding)
        told = f"These numbers cannot tell whether the two shares differ{why}."
        return " ".join(part for part in (told, finding.looks.sentence) if part)
    m = finding.comparisons
    among = f" after allowing for {m:,} comparisons" if m > 1 else ""
    told = (
        f"The share is {finding.verdict}, by more than chance readily explains{among}; "
        "it does not say why."
    )
    return " ".join(part for part in (told, finding.looks.sentence) if part)


@kind("representation", tables=("numerator", "denominator"), say=say)
def compute(request: Request) -> Columns:
    """Hold shares of groups against those of a benchmark, with the benchmark's own uncertainty.

    Tables: ``numerator`` (the people looked at) and ``denominator`` (those they are held against),
    both with the characteristic first. The kind of the benchmark says what it is: everybody
    counted (``census``: shares without error), a ``sample`` (its own error, widened by its design
    effect), or the ``whole`` the people looked at are a part of (they are then compared with the
    rest of it).
    """
    measure = request.measure
    tables = [read(request.tables[name], name) for name in ("numerator", "denominator")]  # type: ignore[arg-type]
    top, bottom = aligned(tables, request.by)
    groups = groups_of(top.dimensions[0], measure)
    shares = _shares(top, bottom, groups, measure.minimum_n)
    numbers, words = held_against(shares.pairs, measure, request.confidence)
    difference = measure.estimate == "difference"
    chosen = "difference" if difference else "ratio"
    return Columns(
        group=shares.pairs.group,
        labels=tuple(groups.labels[i] for i in groups.compared),
        reference=measure.words.exposure,
        by=shares.pairs.by,
        numbers={
            **numbers,
            "value": numbers[chosen],
            "lower": numbers[f"{chosen}_lower"],
            "upper": numbers[f"{chosen}_upper"],
            "omnibus_p": _together(shares.pairs, numbers["p_value"]),
            "share_lowest": shares.lowest,
            "share_highest": shares.highest,
            **_unknown(shares, difference),
        },
        words=words,
        state=shares.pairs.state,
        family=np.zeros(shares.pairs.state.size, dtype=np.intp),
        above=np.nan_to_num(numbers["difference"]),
        null=0.0 if difference else 1.0,
        notes=groups.notes,
    )


def _shares(top: Cells, bottom: Cells, groups: Groups, minimum_n: float) -> _Shares:
    inner = (slice(None), *[slice(None, -1)] * (top.values.ndim - 1))
    found = []
    for cells in (top, bottom):
        values, known = cells.values[inner], cells.known[inner]
        part = values[list(groups.compared)]
        whole = np.broadcast_to(values[list(groups.known)].sum(axis=0), part.shape)
        worst = np.broadcast_to(known[list(groups.known)].max(axis=0), part.shape)
        absent = known[list(groups.unknown)] == Known.NOT_IN_TABLE
        unknown = np.where(absent, 0.0, values[list(groups.unknown)]).sum(axis=0)
        found.append((part.ravel(), whole.ravel(), worst.ravel(), unknown))
    (x1, n1, known_1, unknown), (x2, n2, known_2, other) = found
    state = np.array([OF_KNOWN[Known(code)] for code in range(len(Known))], dtype=np.int8)
    state = state[np.maximum(known_1, known_2)]
    for wrong, what in (
        ((n1 == 0) | (n2 == 0), State.EMPTY_GROUP),
        (n1 < minimum_n, State.TOO_FEW),
        (x2 == 0, State.EMPTY_GROUP),
    ):
        state = np.where((state == State.COMPUTED) & wrong, what, state).astype(np.int8)
    size = len(groups.compared)
    u1, u2 = (np.tile(part.ravel(), size) for part in (unknown, other))
    pairs = Pairs(
        x1,
        n1,
        x2,
        n2,
        u1,
        u2,
        state,
        Coded(
            tuple(groups.codes[i] for i in groups.compared),
            np.repeat(np.arange(size), x1.size // max(size, 1)),
        ),
        places(top.dimensions[1:], size),
        size,
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        ends = [((x + u) / (n + u), x / (n + u)) for x, n, u in ((x1, n1, u1), (x2, n2, u2))]
    return _Shares(pairs, *ends[0], *ends[1])


def _unknown(shares: _Shares, difference: bool) -> dict[str, Floats]:
    """What people whose group is not known, on either side, could make of the figure."""
    pairs = shares.pairs
    with np.errstate(divide="ignore", invalid="ignore"):
        ends = (
            (shares.lowest - shares.highest_2, shares.highest - shares.lowest_2)
            if difference
            else (shares.lowest / shares.highest_2, shares.highest / shares.lowest_2)
        )
    return {
        "unknown_events": pairs.unknown_events,
        "unknown_total": pairs.unknown_total,
        "all_events": pairs.total_1 + pairs.unknown_events,
        "all_total": pairs.total_2 + pairs.unknown_total,
        "unknown_lower": ends[0],
        "unknown_upper": ends[1],
    }


def _together(pairs: Pairs, p_value: Floats) -> Floats:
    """The smallest p-value of a cell times how many there are; ``nan`` for one or two groups."""
    p = p_value.reshape(pairs.groups, -1)
    tests = (~np.isnan(p)).sum(axis=0)
    least = np.where(np.isnan(p), 1.0, p).min(axis=0, initial=1.0)
    found = np.where(tests > 2, np.minimum(least * np.maximum(tests, 1), 1.0), np.nan)
    return np.tile(found, pairs.groups)
