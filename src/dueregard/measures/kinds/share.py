"""Share: how many of a group have something, or what part of all people a group is."""

from __future__ import annotations

import numpy as np

from dueregard.measures import wording
from dueregard.measures.cells import Cells, Codes, Floats, Known, aligned, read
from dueregard.measures.columns import Coded, Columns
from dueregard.measures.finding import Finding
from dueregard.measures.groups import Groups, groups_of
from dueregard.measures.kinds.registry import Request, kind
from dueregard.measures.pairs import everybody, places
from dueregard.measures.states import OF_KNOWN, State
from dueregard.measures.unknown_words import many_unknown
from dueregard.statistics import proportion_interval
from dueregard.statistics.choice_rules import FEW, FEWEST_EVENTS, USUAL

METHODS = (USUAL["proportion"], FEW["proportion"])


def say(finding: Finding) -> str:
    """Return the sentence of a share."""
    if not finding.state.computed:
        return wording.not_computed(finding)
    x, n = finding.numbers["events"], finding.numbers["total"]
    words, estimate = finding.measure.words, finding.estimate
    share = wording.percentage(x / n, n)
    low, high = (wording.percentage(float(v), n) for v in (estimate.lower, estimate.upper))
    limits = wording.limits(finding, low, high)
    begin = f"{wording.where(finding)}{wording.count(finding, x)} of {wording.count(finding, n)} "
    begin = wording.capital(begin) if finding.rounded else begin
    share = wording.about(finding) + share
    if finding.words["of"] == "group":
        told = f"{begin}{finding.label} {words.people} {words.event}: {share} {limits}."
        return " ".join(part for part in (told, many_unknown(finding)) if part)
    of_all = finding.numbers["of_all"]
    told = f"{begin}{words.people} whose group is known are {finding.label}: {share} {limits}."
    if finding.numbers["unknown"] > 0:
        told += f" Of all {words.people} it is {wording.percentage(of_all, n)}."
    return told


def shares(
    x: Floats, n: Floats, used: np.ndarray, confidence: float
) -> tuple[dict[str, Floats], Coded]:
    """Return proportions with limits by the rule that fits, and the method of each row."""
    value, lower, upper = (np.full(x.shape, np.nan) for _ in range(3))
    codes = np.full(x.shape, -1, dtype=np.intp)
    with np.errstate(invalid="ignore"):
        few = np.minimum(x, n - x) < FEWEST_EVENTS
    for number, rows in enumerate((used & ~few, used & few)):
        if rows.any():
            found = proportion_interval(
                events=x[rows], total=n[rows], method=METHODS[number], confidence=confidence
            )
            value[rows], lower[rows], upper[rows] = found.value, found.lower, found.upper
            codes[rows] = number
    return {"value": value, "lower": lower, "upper": upper}, Coded(METHODS, codes)


@kind("share", tables=("numerator",), optional=("denominator",), say=say)
def compute(request: Request) -> Columns:
    """Describe shares; nothing is compared.

    Tables: ``numerator`` alone gives what part of the people whose group is known each group is
    (and of all people, in ``of_all``); with ``denominator`` what part of each group is in the
    numerator.
    """
    measure = request.measure
    names = [name for name in ("numerator", "denominator") if name in request.tables]
    kept = aligned([read(request.tables[name], name) for name in names], request.by)  # type: ignore[arg-type]
    groups = groups_of(kept[0].dimensions[0], measure)
    chosen = list(groups.compared)
    if measure.reference != "rest" and measure.comparison == "each":
        chosen = [*chosen, groups.reference]
    x, n, (missing, missing_of), known = _counts(kept, groups, chosen)
    state = np.array([OF_KNOWN[Known(code)] for code in range(len(Known))], dtype=np.int8)[known]
    for wrong, what in (
        (n == 0, State.EMPTY_GROUP),
        (x > n, State.INCONSISTENT),
        (n < measure.minimum_n, State.TOO_FEW),
    ):
        state = np.where((state == State.COMPUTED) & wrong, what, state).astype(np.int8)
    numbers, method = shares(x, n, state == State.COMPUTED, request.confidence)
    alone = len(kept) == 1
    unknown = missing if alone else np.zeros_like(missing)
    with np.errstate(divide="ignore", invalid="ignore"):
        of_all = x / (n + unknown)
        lowest = x / (n + (missing if alone else np.maximum(missing_of - missing, 0)))
        highest = np.minimum((x + missing) / (n + np.minimum(missing, missing_of)), 1)
    every = [everybody(each, groups, len(chosen)) for each in kept]
    return Columns(
        group=Coded(
            tuple(groups.codes[i] for i in chosen),
            np.repeat(np.arange(len(chosen)), x.size // max(len(chosen), 1)),
        ),
        labels=tuple(groups.labels[i] for i in chosen),
        reference="",
        by=places(kept[0].dimensions[1:], len(chosen)),
        numbers={
            **numbers,
            "events": x,
            "total": n,
            "unknown": unknown,
            "of_all": of_all,
            "unknown_events": missing,
            "unknown_total": np.zeros_like(missing) if alone else missing_of,
            "all_events": every[0],
            "all_total": every[-1],
            "unknown_lower": lowest,
            "unknown_upper": highest,
        },
        words={
            "method": method,
            "of": Coded(("group", "all"), np.full(x.shape, alone, dtype=np.intp)),
        },
        state=state,
        family=np.zeros(x.size, dtype=np.intp),
        above=np.zeros(x.size),
        tested=False,
        notes=groups.notes,
    )


def _counts(
    kept: list[Cells], groups: Groups, chosen: list[int]
) -> tuple[Floats, Floats, tuple[Floats, Floats], Codes]:
    inner = (slice(None), *[slice(None, -1)] * (kept[0].values.ndim - 1))
    values, known = kept[0].values[inner], kept[0].known[inner]
    x, worst = values[chosen], known[chosen]
    if len(kept) == 2:
        n = kept[1].values[inner][chosen]
        worst = np.maximum(worst, kept[1].known[inner][chosen])
    else:
        n = np.broadcast_to(values[list(groups.known)].sum(axis=0), x.shape)
        worst = np.maximum(worst, known[list(groups.known)].max(axis=0))
    first, last = (
        np.broadcast_to(_unknown(each, groups), x.shape).ravel() for each in (kept[0], kept[-1])
    )
    return x.ravel(), n.ravel(), (first, last), worst.ravel()


def _unknown(cells: Cells, groups: Groups) -> Floats:
    inner = (slice(None), *[slice(None, -1)] * (cells.values.ndim - 1))
    levels = list(groups.unknown)
    absent = cells.known[inner][levels] == Known.NOT_IN_TABLE
    return np.asarray(np.where(absent, 0.0, cells.values[inner][levels]).sum(axis=0))
