"""Consistency of a gap: does it point the same way item after item, round after round?"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from dueregard.measures import wording
from dueregard.measures.cells import Floats
from dueregard.measures.columns import Coded, Columns
from dueregard.measures.finding import Finding
from dueregard.measures.groups import Groups, groups_of
from dueregard.measures.kinds.registry import Request, kind
from dueregard.measures.kinds.survey_item_answers import (
    TABLES,
    Item,
    dimensions_of,
    items_of,
)
from dueregard.measures.pairs import pairs_of, places
from dueregard.measures.states import State, Verdict
from dueregard.statistics import gap_consistency

OVER = "over"
LEVEL = 0.05
COUNTS = ("events_1", "total_1", "events_2", "total_2")
NUMBERS = (
    "value",
    "lower",
    "upper",
    "p_value",
    "gaps",
    "below",
    "above",
    "equal",
    "left_out",
    "sign_p",
    "heterogeneity_p",
    "i_squared",
)


@dataclass(frozen=True)
class _Gaps:
    """Counts with axes for items, groups, rounds and places. Confidential when its tables are."""

    counts: dict[str, Floats]
    state: np.ndarray
    items: tuple[str, ...]
    rounds: tuple[str, ...]

    def __repr__(self) -> str:
        return f"<Gaps of {self.state.size} counts>"

    def looks(self) -> list[_Look]:
        """Everything together; then each round over the items and each item over the rounds."""
        shape = (len(self.items), len(self.rounds))
        words = [word for word, n in zip(("items", "rounds"), shape, strict=True) if n > 1]
        found = [
            _Look(f"all {' and '.join(words or ['items'])}", tuple(words), np.ones(shape, bool))
        ]
        if len(words) == 2:
            for number, name in enumerate(self.rounds):
                chosen = np.zeros(shape, dtype=bool)
                chosen[:, number] = True
                found.append(_Look(f"all items, {name}", ("items",), chosen))
            for number, name in enumerate(self.items):
                chosen = np.zeros(shape, dtype=bool)
                chosen[number] = True
                found.append(_Look(f"all rounds, {name}", ("rounds",), chosen))
        return found


@dataclass(frozen=True)
class _Look:
    """What one row is over: its name, what is repeated, and the items by rounds it takes."""

    name: str
    repeated: tuple[str, ...]
    chosen: np.ndarray


def say(finding: Finding) -> str:
    """Return the sentence of a consistency: how many gaps point which way, and how far."""
    if not finding.state.computed:
        return wording.capital(wording.not_computed(finding))
    numbers, people = finding.numbers, finding.measure.words.people
    gaps = int(numbers["gaps"])
    told = (
        f"{wording.where(finding)}of {gaps} gaps the figure for {finding.label} {people} is below "
        f"that for {finding.reference} {people} in {_some(numbers['below'])} and above it "
        f"in {_some(numbers['above'])}."
    )
    parts = (told, _left_out(finding), _pooled(finding), _sizes(finding), _verdict(finding))
    return wording.capital(" ".join(part for part in parts if part))


def _some(count: float) -> str:
    return wording.few(count) if count else "none"


def _left_out(finding: Finding) -> str:
    left = finding.numbers["left_out"]
    if not left:
        return ""
    was = "gap is" if left == 1 else "gaps are"
    return f"{wording.capital(wording.few(left))} more {was} not known or too small to be counted."


def _pooled(finding: Finding) -> str:
    value, lower, upper = (finding.numbers[name] for name in ("value", "lower", "upper"))
    limits = wording.limits(
        finding, f"{round(100 * lower, 1) + 0.0:.1f}", f"{round(100 * upper, 1) + 0.0:.1f}"
    )
    way = "below" if value < 0 else "above"
    return f"Taken together they lie {wording.points(value)} {way} nought {limits}."


def _sizes(finding: Finding) -> str:
    p = finding.numbers["heterogeneity_p"]
    if math.isnan(p) or p > LEVEL:
        return ""
    part = wording.percentage(finding.numbers["i_squared"], 100)
    return (
        f"They differ in size by more than chance readily explains ({part} of their variation), "
        "so that one figure does not describe them all."
    )


def _verdict(finding: Finding) -> str:
    if finding.verdict is Verdict.DESCRIBED or finding.words["independent"] != "yes":
        return _no_verdict(finding)
    if finding.verdict is Verdict.CANNOT_TELL:
        told = "These numbers cannot tell whether the gap keeps to one side."
        return " ".join(part for part in (told, _seen(finding), finding.looks.sentence) if part)
    told = (
        f"The figure for {finding.label} {finding.measure.words.people} is {finding.verdict} "
        "more often than chance readily explains; it does not say why."
    )
    return " ".join(part for part in (told, finding.looks.sentence) if part)


def _no_verdict(finding: Finding) -> str:
    """Return why a look is not tested, and where there is an answer."""
    told = (
        "No conclusion is drawn from how many lie on one side, nor from the interval: the same "
        "people stand behind several of the gaps, which repeat each other, and the interval is "
        "narrower than it should be."
    )
    own = "rounds" in finding.measure.options.get("independent", ())
    if own and finding.by[OVER] != "all items":
        return f"{told} Each item over its rounds, which have people of their own, is tested."
    return f"{told} Look at the gap of each item for itself."


def _seen(finding: Finding) -> str:
    told = int(finding.numbers["below"] + finding.numbers["above"])
    level = 1 - finding.confidence
    for number in range(told // 2 + 1, told + 1):
        if stats.binomtest(number, told).pvalue <= level:
            return f"Of {told} gaps, {number} or more on one side would have shown."
    return f"With {wording.few(told)} gaps not even all on one side would have shown."


@kind("gap_consistency", tables=(), optional=TABLES, say=say)
def compute(request: Request) -> Columns:
    """Look at one gap over the items of a survey and over its rounds.

    Tables: as for ``survey_item``; where they have the dimension that the option ``round`` names
    (``round``), over rounds too. The option ``independent`` lists what has people of its own
    (``rounds``); only there is the number of gaps on one side tested. Rows say what they are over
    in the dimension ``over``.
    """
    measure = request.measure
    name = str(measure.options.get("round", "round"))
    rounds = [name] if name in dimensions_of(request) else []
    items = items_of(request, (*rounds, *(one for one in request.by if one != name)))
    axes = items[0].favourable.dimensions
    groups = groups_of(axes[0], measure)
    gaps = _gaps(request, items, axes[1].levels if rounds else ("",), groups)
    looks = gaps.looks()
    own = set(measure.options.get("independent", ()))
    free = [bool(look.repeated) and set(look.repeated) <= own for look in looks]
    rows = [
        row
        for look, tested in zip(looks, free, strict=True)
        for row in _rows(request, gaps, look, tested)
    ]
    size, by = len(rows) // len(looks), axes[1 + len(rounds) :]
    place = {
        dimension: Coded(coded.words, np.tile(coded.codes, len(looks)))
        for dimension, coded in places(by, len(groups.compared)).items()
    }
    which = np.repeat(np.arange(len(looks)), size)
    each = np.repeat(np.arange(len(groups.compared)), size // max(len(groups.compared), 1))
    numbers = {n: np.array([row.get(n, math.nan) for _, row in rows]) for n in NUMBERS}
    return Columns(
        group=Coded(tuple(groups.codes[i] for i in groups.compared), np.tile(each, len(looks))),
        labels=tuple(groups.labels[i] for i in groups.compared),
        reference=groups.reference_label,
        by={OVER: Coded(tuple(look.name for look in looks), which), **place},
        numbers=numbers,
        words={
            "method": Coded(("inverse_variance",), np.zeros(len(rows), dtype=np.intp)),
            "test": Coded(("", "sign"), np.repeat(np.array(free, dtype=np.intp), size)),
            "independent": Coded(("no", "yes"), np.repeat(np.array(free, dtype=np.intp), size)),
        },
        state=np.array([state for state, _ in rows], dtype=np.int8),
        family=np.zeros(len(rows), dtype=np.intp),
        above=np.nan_to_num(numbers["value"]),
        null=0.0,
        tested=any(free),
    )


def _gaps(
    request: Request, items: Sequence[Item], rounds: tuple[str, ...], groups: Groups
) -> _Gaps:
    pairs = [
        pairs_of(
            item.favourable,
            item.answered,
            groups,
            minimum_n=request.measure.minimum_n,
            people=True,
            ratio=False,
        )
        for item in items
    ]
    shape = (len(groups.compared), len(rounds), -1)
    return _Gaps(
        {n: np.stack([getattr(pair, n).reshape(shape) for pair in pairs]) for n in COUNTS},
        np.stack([pair.state.reshape(shape) for pair in pairs]),
        tuple(item.label for item in items),
        rounds,
    )


def _rows(
    request: Request, gaps: _Gaps, look: _Look, tested: bool
) -> Iterator[tuple[State, dict[str, float]]]:
    """Yield state and numbers of each group in each place."""
    _, size, _, places_ = gaps.state.shape
    for group in range(size):
        for place in range(places_):
            state = gaps.state[:, group, :, place][look.chosen]
            used = state == State.COMPUTED
            if used.sum() < 2:
                yield State(int(state.max(initial=State.TOO_FEW))), {}
                continue
            counts = {n: a[:, group, :, place][look.chosen][used] for n, a in gaps.counts.items()}
            yield (
                State.COMPUTED,
                {
                    **_consistency(counts, request.confidence, tested),
                    "gaps": float(used.sum()),
                    "left_out": float((~used).sum()),
                },
            )


def _consistency(counts: dict[str, Floats], confidence: float, tested: bool) -> dict[str, float]:
    found = gap_consistency(**counts, independent=tested, confidence=confidence)
    return {
        "value": float(found.pooled.value),
        "lower": float(found.pooled.lower),
        "upper": float(found.pooled.upper),
        "p_value": float(found.sign_test.p_value) if tested else math.nan,
        "below": float(found.below),
        "above": float(found.above),
        "equal": float(found.equal),
        "sign_p": float(found.sign_test.p_value),
        "heterogeneity_p": float(found.heterogeneity.p_value),
        "i_squared": found.i_squared,
    }
