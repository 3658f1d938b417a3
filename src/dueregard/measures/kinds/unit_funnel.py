"""Unit funnel: each unit beside all units, within what chance explains at its size."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from dueregard.measures.cells import Codes, Floats
from dueregard.measures.columns import Coded, Columns
from dueregard.measures.kinds.crossed_counts import Crossed, crossed, state_of
from dueregard.measures.kinds.registry import Request, kind
from dueregard.measures.kinds.unit_funnel_limits import (
    FEWEST_UNITS,
    NUMBERS,
    Funnel,
    funnel_of_counts,
)
from dueregard.measures.kinds.unit_funnel_ratios import funnel_of_ratios
from dueregard.measures.kinds.unit_funnel_words import say
from dueregard.measures.problems import UnusableCounts
from dueregard.measures.states import State

EVERYBODY = "everybody"
OF = ("share", "rate", "relative")
RANKS = ("rank", "rank_lower", "rank_upper", "worst_fifth")
SHARED = ("units", "phi", "tau_squared", "rank_width")


@dataclass(frozen=True)
class _Units:
    """Counts of the units of one funnel: of a group, and for ratios of the reference group."""

    events: Floats
    total: Floats
    reference_events: Floats
    reference_total: Floats
    known: Codes

    def __repr__(self) -> str:
        return f"<Units: {self.events.size}>"

    def state(self, unit: int, minimum: int, of: str) -> State:
        x, n = float(self.events[unit]), float(self.total[unit])
        least = n
        if of == "relative":
            least = min(n, float(self.reference_total[unit]))
            x += float(self.reference_events[unit])
        return state_of(
            self.known[unit : unit + 1],
            (least == 0, State.EMPTY_GROUP),
            (of == "share" and x > n, State.INCONSISTENT),
            (least < minimum, State.TOO_FEW),
            (of == "relative" and x == 0, State.NO_EVENTS),
        )


@dataclass(frozen=True)
class _Made:
    """One funnel with the counts it was made of."""

    units: _Units
    state: np.ndarray
    numbers: dict[str, Floats]
    funnel: Funnel | None

    def __repr__(self) -> str:
        return f"<Made of {self.units!r}>"

    @property
    def words(self) -> dict[str, str]:
        if self.funnel is None:
            return dict.fromkeys(("method", "test", "widened", "ranked"), "")
        return {
            "method": self.funnel.method,
            "test": self.funnel.test,
            "widened": "yes" if self.funnel.widened else "no",
            "ranked": "yes" if self.funnel.ranked else "no",
        }


@dataclass(frozen=True)
class _Names:
    """What rows are called."""

    unit: str
    of: str
    codes: tuple[str, ...]
    labels: tuple[str, ...]


@kind("unit_funnel", tables=("numerator", "denominator"), say=say)
def compute(request: Request) -> Columns:
    """Hold units against all of them together, for everybody and for each group.

    Tables: ``numerator`` (events) and ``denominator`` (people or exposure), both with the
    characteristic first and with the dimension that the option ``unit`` names. The option ``of``
    says what is on the funnel: ``share`` of people, ``rate`` of events, or ``relative``, the rate
    of a group over that of the reference group. ``target`` is a figure other than that of the
    units together. Rows say which unit in the dimension of its name; the units of one funnel are
    one family. The value is the figure of the unit over the target.
    """
    options = request.measure.options
    unit, of = str(options.get("unit", "unit")), str(options.get("of", "share"))
    if of not in OF:
        where = f"measure {request.measure.id}, options, of"
        raise UnusableCounts([f"{where}: {of} is not one of {', '.join(OF)}"])
    counts = crossed(request, [unit])
    groups = list(counts.groups.compared)
    codes = [counts.groups.codes[i] for i in groups]
    labels = [counts.groups.labels[i] for i in groups]
    if of != "relative":
        codes, labels = [EVERYBODY, *codes], ["all", *labels]
    funnels = [_made(request, units, of) for units in _units(counts, of)]
    return _columns(counts, funnels, _Names(unit, of, tuple(codes), tuple(labels)))


def _units(counts: Crossed, of: str) -> Iterator[_Units]:
    """Yield the units of every group, and within it of every place."""
    found = [] if of == "relative" else [(counts.everybody, counts.everybody)]
    found += [(counts.of(i), counts.reference(i)) for i in counts.groups.compared]
    for (x1, n1, known_1), (x2, n2, known_2) in found:
        known = np.maximum(known_1, known_2) if of == "relative" else known_1
        for place in range(counts.places):
            x1_, n1_, x2_, n2_ = (part[..., place] for part in (x1, n1, x2, n2))
            yield _Units(x1_, n1_, x2_, n2_, known[..., place])


def _made(request: Request, units: _Units, of: str) -> _Made:
    minimum = request.measure.minimum_n
    size = units.events.size
    states = [units.state(unit, minimum, of) for unit in range(size)]
    used = np.array([state is State.COMPUTED for state in states])
    numbers = {name: np.full(size, np.nan) for name in (*NUMBERS, *SHARED)}
    funnel = _fitted(request, units, of, used)
    if funnel is None:
        why = State.NO_EVENTS if used.sum() >= FEWEST_UNITS else State.NOT_APPLICABLE
        states = [why if state is State.COMPUTED else state for state in states]
        return _Made(units, np.array(states, dtype=np.int8), numbers, None)
    for name, array in funnel.numbers.items():
        if funnel.ranked or name not in RANKS:
            numbers[name][used] = array
    numbers["units"][:], numbers["phi"][:] = used.sum(), funnel.phi
    numbers["tau_squared"][:], numbers["rank_width"][:] = funnel.tau_squared, funnel.rank_width
    bound = np.isinf(numbers["value"])
    return _Made(units, np.where(bound, State.BOUND_ONLY, states).astype(np.int8), numbers, funnel)


def _fitted(request: Request, units: _Units, of: str, used: np.ndarray) -> Funnel | None:
    if used.sum() < FEWEST_UNITS:
        return None
    measure = request.measure
    given = measure.options.get("target")
    target = None if given is None else float(given)
    worst = measure.adverse != "below"
    x1, n1 = units.events[used], units.total[used]
    if of == "relative":
        x2, n2 = units.reference_events[used], units.reference_total[used]
        if 0 in (x1.sum(), x2.sum()):
            return None
        return funnel_of_ratios(
            (x1, n1, x2, n2), target=target, highest_worst=worst, confidence=request.confidence
        )
    if x1.sum() == 0 or (of == "share" and x1.sum() == n1.sum()):
        return None
    return funnel_of_counts(
        x1,
        n1,
        kind="proportion" if of == "share" else "rate",
        target=target,
        highest_worst=worst,
        confidence=request.confidence,
    )


def _columns(counts: Crossed, funnels: Sequence[_Made], names: _Names) -> Columns:
    levels = counts.levels[0]
    size, groups, places = len(levels), len(names.codes), counts.places
    # Funnels run through groups and places; rows through groups, units and places.
    every = np.arange(len(funnels) * size).reshape(groups, places, size)
    order = every.transpose(0, 2, 1).ravel()
    which = (order // size).astype(np.intp)
    numbers = {
        name: np.concatenate([one.numbers[name] for one in funnels])[order]
        for name in (*NUMBERS, *SHARED)
    }
    numbers |= {
        name: np.concatenate([getattr(one.units, name) for one in funnels])[order]
        for name in ("events", "total", "reference_events", "reference_total")
    }
    words = [one.words for one in funnels]
    return Columns(
        group=Coded(names.codes, np.repeat(np.arange(groups), size * places)),
        labels=names.labels,
        reference=counts.groups.reference_label if names.of == "relative" else "",
        by={
            names.unit: Coded(levels, np.tile(np.repeat(np.arange(size), places), groups)),
            **counts.where(groups * size),
        },
        numbers=numbers,
        words={
            **{name: _coded([word[name] for word in words]).taken(which) for name in words[0]},
            "of": Coded((names.of,), np.zeros(order.size, dtype=np.intp)),
            "unit": Coded((names.unit,), np.zeros(order.size, dtype=np.intp)),
        },
        state=np.concatenate([one.state for one in funnels])[order],
        family=which,
        above=np.nan_to_num(numbers["value"] - 1.0, posinf=1.0),
    )


def _coded(words: Sequence[str]) -> Coded:
    kept = tuple(dict.fromkeys(words))
    return Coded(kept, np.array([kept.index(word) for word in words], dtype=np.intp))
