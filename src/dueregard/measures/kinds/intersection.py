"""Intersection: two characteristics at once, beside what each alone would lead one to expect."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from dueregard.measures import wording
from dueregard.measures.columns import Coded, Columns, joined
from dueregard.measures.finding import Finding
from dueregard.measures.groups import Groups, groups_of
from dueregard.measures.kinds.crossed_counts import Crossed, crossed, state_of
from dueregard.measures.kinds.intersection_margins import Fitted, expected_by_margins
from dueregard.measures.kinds.registry import Request, kind
from dueregard.measures.problems import UnusableCounts
from dueregard.measures.states import State, Verdict
from dueregard.statistics import shrunken_rates
from dueregard.tables import Dimension

PAIR = "and"
NUMBERS = (
    *("value", "lower", "upper", "p_value", "omnibus_p"),
    *("events", "total", "rate_1", "rate_2", "expected", "detectable"),
    *("shrunk", "shrunk_lower", "shrunk_upper", "weight"),
)


def say(finding: Finding) -> str:
    """Return the sentence of an intersection: raw, expected, shrunk, and what it comes to."""
    words, who = finding.measure.words, f"{finding.label}, {finding.by[PAIR]}"
    if not finding.state.computed:
        reason = finding.state.reason
        least = f" ({finding.measure.minimum_n})" if finding.state is State.TOO_FEW else ""
        told = f"{_where(finding)}nothing is computed for {words.people} who are {who}: {reason}"
        return wording.capital(f"{told}{least}.")
    numbers = finding.numbers
    n = numbers["total"]
    low, high = (wording.ratio(numbers[end]) for end in ("lower", "upper"))
    told = (
        f"{_where(finding)}{wording.number(numbers['events'])} of {wording.number(n)} "
        f"{words.people} who are {who} {words.event} ({wording.percentage(numbers['rate_1'], n)}); "
        f"each of the two groups by itself would lead one to expect "
        f"{wording.percentage(numbers['rate_2'], n)}: a ratio of "
        f"{wording.ratio(numbers['value'])} {wording.limits(finding, low, high)}."
    )
    parts = (told, _shrunk(finding), _verdict(finding), finding.looks.sentence)
    return wording.capital(" ".join(part for part in parts if part))


def _where(finding: Finding) -> str:
    told = ", ".join(level for name, level in finding.by.items() if name not in (PAIR, "with"))
    return f"{told}: " if told else ""


def _shrunk(finding: Finding) -> str:
    numbers = finding.numbers
    if math.isnan(numbers["shrunk"]):
        return ""
    low, high = (
        wording.percentage(numbers[f"shrunk_{end}"], numbers["total"]) for end in ("lower", "upper")
    )
    return (
        f"Drawn towards the other groups as far as its size warrants, the share is "
        f"{wording.percentage(numbers['shrunk'], numbers['total'])} ({low} to {high})."
    )


def _verdict(finding: Finding) -> str:
    if finding.verdict is Verdict.CANNOT_TELL:
        told = (
            "What is seen is within chance of what the two groups apart predict: these numbers "
            "cannot tell whether there is more to being in both."
        )
        least = finding.numbers["detectable"]
        if math.isnan(least):
            return f"{told} The pair is too small for any ratio to be likely to show."
        return f"{told} A ratio nearer to 1 than {wording.ratio(least)} would probably not show."
    m = finding.family.m
    among = f" after allowing for {m:,} comparisons" if m > 1 else ""
    return (
        f"The share is {finding.verdict} than the two groups apart predict, by more than chance "
        f"readily explains{among}; it does not say why."
    )


@kind("intersection", tables=("numerator", "denominator"), say=say)
def compute(request: Request) -> Columns:
    """Look at pairs of groups, one of each characteristic.

    Tables: ``numerator`` (people with the event) and ``denominator`` (all), both with the
    characteristic first and with every dimension that the option ``with`` names. Rows say which
    group of the other characteristic in the dimension ``and``. The value is the share of the pair
    over the share expected when each characteristic goes with the event as it does whatever the
    other is (a logistic model without interaction); ``shrunk`` is the empirical Bayes estimate
    among all pairs of the place. People one of whose groups is not known are left out.
    """
    others = [str(one) for one in request.measure.options.get("with", ())]
    if not others:
        raise UnusableCounts([f"measure {request.measure.id}, options, with: none is named"])
    parts = [_columns(request, other) for other in others]
    if len(parts) == 1:
        return parts[0]
    return joined(parts, "with", [other.replace("_", " ") for other in others])


def _columns(request: Request, other: str) -> Columns:
    counts = crossed(request, [other])
    measure = request.measure
    schemes = measure.options.get("classifications", {})
    seconds = groups_of(
        Dimension(other, counts.levels[0]),
        measure.adapted(
            classification=str(schemes.get(other, "")), comparison="each", reference="rest"
        ),
    )
    firsts = counts.groups
    known = [i for i in firsts.known if firsts.reference < 0 or not _covers(firsts, i)]
    rows = [_place(request, counts, known, seconds, place) for place in range(counts.places)]
    pairs = len(known) * len(seconds.known)
    # From pairs in each place to places for each pair.
    flat = [row[pair] for pair in range(pairs) for row in rows]
    numbers = {n: np.array([row.get(n, math.nan) for _, row in flat]) for n in NUMBERS}
    exact = np.array([row.get("exact", 0.0) for _, row in flat]).astype(np.intp)
    first, second = np.divmod(np.arange(pairs), len(seconds.known))
    size = pairs * counts.places
    return Columns(
        group=Coded(tuple(firsts.codes[i] for i in known), np.repeat(first, counts.places)),
        labels=tuple(firsts.labels[i] for i in known),
        reference="",
        by={
            PAIR: Coded(
                tuple(seconds.labels[i] for i in seconds.known), np.repeat(second, counts.places)
            ),
            **counts.where(pairs),
        },
        numbers=numbers,
        words={
            "method": Coded(("adjusted_residual", "clopper_pearson"), exact),
            "test": Coded(("score", "mid_p"), exact),
        },
        state=np.array([state for state, _ in flat], dtype=np.int8),
        family=np.zeros(size, dtype=np.intp),
        above=np.nan_to_num(numbers["value"] - 1.0),
    )


def _covers(groups: Groups, group: int) -> bool:
    """Whether a group is looked at neither in itself nor as the reference."""
    return group not in groups.compared and group != groups.reference


def _place(
    request: Request, counts: Crossed, firsts: Sequence[int], seconds: Groups, place: int
) -> list[tuple[State, dict[str, float]]]:
    """Return state and numbers of every pair in one place."""
    at = np.ix_(list(firsts), list(seconds.known))
    x, n = counts.events[..., place][at], counts.total[..., place][at]
    whole = state_of(counts.known[..., place][at], (bool((x > n).any()), State.INCONSISTENT))
    if not whole.computed:
        return [(whole, {}) for _ in range(x.size)]
    fitted = expected_by_margins(x, n, request.confidence)
    shrunk = _shrunken(x.ravel(), n.ravel(), request.confidence)
    minimum = request.measure.minimum_n
    found: list[tuple[State, dict[str, float]]] = []
    for pair in range(x.size):
        size = float(n.ravel()[pair])
        state = state_of(
            np.zeros(1, dtype=np.int8),
            (size == 0, State.EMPTY_GROUP),
            (size < minimum, State.TOO_FEW),
            (fitted is None, State.NO_EVENTS),
        )
        if not state.computed or fitted is None or math.isnan(fitted.value.ravel()[pair]):
            found.append((State.NO_EVENTS if state.computed else state, {}))
            continue
        found.append((state, _numbers(x, n, fitted, shrunk, pair)))
    return found


def _numbers(
    x: np.ndarray, n: np.ndarray, fitted: Fitted, shrunk: dict[str, np.ndarray], pair: int
) -> dict[str, float]:
    events, total = float(x.ravel()[pair]), float(n.ravel()[pair])
    expected = float(fitted.expected.ravel()[pair])
    own = {
        name: float(getattr(fitted, name).ravel()[pair])
        for name in ("value", "lower", "upper", "p_value", "detectable", "exact")
    }
    return {
        **own,
        "omnibus_p": fitted.together,
        "events": events,
        "total": total,
        "rate_1": events / total,
        "rate_2": expected / total,
        "expected": expected,
        **{name: float(array[pair]) for name, array in shrunk.items()},
    }


def _shrunken(x: np.ndarray, n: np.ndarray, confidence: float) -> dict[str, np.ndarray]:
    nothing = np.full(x.shape, np.nan)
    if (n > 0).sum() < 2:
        return dict.fromkeys(("shrunk", "shrunk_lower", "shrunk_upper", "weight"), nothing)
    found = shrunken_rates(events=x, total=n, confidence=confidence)
    return {
        "shrunk": np.asarray(found.value),
        "shrunk_lower": np.asarray(found.lower),
        "shrunk_upper": np.asarray(found.upper),
        "weight": np.asarray(found.weight),
    }
