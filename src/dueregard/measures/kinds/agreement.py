"""Agreement of two codings of the same people: what they say of themselves, what others saw."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dueregard.measures.cells import Cells, Codes, Floats, Table, along, read
from dueregard.measures.columns import Coded, Columns
from dueregard.measures.groups import Groups, groups_of
from dueregard.measures.kinds.agreement_words import ALL, say
from dueregard.measures.kinds.crossed_counts import state_of
from dueregard.measures.kinds.registry import Request, kind
from dueregard.measures.pairs import places
from dueregard.measures.problems import UnusableCounts
from dueregard.measures.states import State
from dueregard.statistics import (
    cohen_kappa,
    paired_risk_difference,
    proportion_interval,
    stuart_maxwell_test,
)
from dueregard.statistics.choice_rules import FEW, FEWEST_EVENTS, USUAL

NUMBERS = (
    *("value", "lower", "upper", "events", "total", "agreement", "margins_p"),
    *("first_total", "second_total", "difference", "difference_lower", "difference_upper"),
    *("parted", "first_only", "second_only", "neither"),
)

Row = tuple[State, dict[str, float], dict[str, str]]


@dataclass(frozen=True)
class _Codings:
    """People by two codings in one place. Confidential when its table is.

    Parameters
    ----------
    table : ndarray of float, shape (codes, codes)
        People of whom both are known; the first coding down.
    known : ndarray of int
        What is known of the counts.
    first_only, second_only, neither : float
        People of whom one or both are not known.
    """

    table: Floats
    known: Codes
    first_only: float
    second_only: float
    neither: float

    def __repr__(self) -> str:
        return f"<Codings of {len(self.table)} codes>"


@kind("agreement", tables=("numerator",), say=say)
def compute(request: Request) -> Columns:
    """Look at how far two codings of the same people agree, and where they part.

    Table: ``numerator``, people by the characteristic and, next, by the dimension that the option
    ``with`` names: another coding in the same codes. The row ``all`` has kappa, with the test of
    Stuart and Maxwell that both give groups the same shares (``margins_p``); the row of a code
    the share of those who have it in the first coding that have it in the second too. The option
    ``codings`` says both in words: ``[as they say, as officers saw them]``.
    """
    measure = request.measure
    other = str(measure.options.get("with", ""))
    cells = read(_table(request), "numerator")
    if other not in cells.names[1:]:
        there = ", ".join(cells.names)
        raise UnusableCounts([f"table numerator: it has no dimension {other}; there are {there}"])
    kept = along(cells, (other, *(one for one in request.by if one != other)))
    whole = measure.adapted(comparison="each", reference="rest")
    schemes = measure.options.get("classifications", {})
    firsts = groups_of(kept.dimensions[0], whole)
    seconds = groups_of(
        kept.dimensions[1],
        whole.adapted(classification=str(schemes.get(other, "")) or measure.classification),
    )
    codes, labels = _codes(firsts, seconds)
    by = places(kept.dimensions[2:], 1)
    size = int(np.prod([len(one.levels) for one in kept.dimensions[2:]]))
    found = [_counted(kept, firsts, seconds, codes, place) for place in range(size)]
    rows = [_rows(request, one, labels) for one in found]
    flat = [row[at] for at in range(len(codes) + 1) for row in rows]
    return _columns(flat, codes, labels, by, size)


def _table(request: Request) -> Table:
    return request.tables["numerator"]  # type: ignore[return-value]  # `read` refuses the rest


def _codes(firsts: Groups, seconds: Groups) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Codes that people have in either coding, those of the first first."""
    called = {firsts.codes[i]: firsts.labels[i] for i in firsts.known}
    called = {seconds.codes[i]: seconds.labels[i] for i in seconds.known} | called
    order = [firsts.codes[i] for i in firsts.known]
    order += [seconds.codes[i] for i in seconds.known if seconds.codes[i] not in order]
    return tuple(order), tuple(called[code] for code in order)


def _counted(
    cells: Cells, firsts: Groups, seconds: Groups, codes: Sequence[str], place: int
) -> _Codings:
    inner = (slice(None, -1), slice(None, -1), *[slice(None, -1)] * (cells.values.ndim - 2))
    shape = (len(firsts.codes), len(seconds.codes), -1)
    values = cells.values[inner].reshape(shape)[..., place]
    known = cells.known[inner].reshape(shape)[..., place]
    table = np.zeros((len(codes), len(codes)))
    states = np.zeros(table.shape, dtype=np.int8)
    for i in firsts.known:
        for j in seconds.known:
            at = codes.index(firsts.codes[i]), codes.index(seconds.codes[j])
            table[at], states[at] = values[i, j], known[i, j]

    def summed(rows: Sequence[int], columns: Sequence[int]) -> float:
        return float(values[np.ix_(list(rows), list(columns))].sum())

    return _Codings(
        table,
        states,
        summed(firsts.known, seconds.unknown),
        summed(firsts.unknown, seconds.known),
        summed(firsts.unknown, seconds.unknown),
    )


def _rows(request: Request, codings: _Codings, labels: Sequence[str]) -> list[Row]:
    table, minimum = codings.table, request.measure.minimum_n
    total = float(table.sum())
    state = state_of(
        codings.known, (total == 0, State.EMPTY_GROUP), (total < minimum, State.TOO_FEW)
    )
    if not state.computed:
        return [(state, {}, {})] * (len(labels) + 1)
    kappa = cohen_kappa(table, confidence=request.confidence)
    agreed = float(np.trace(table))
    off = table - np.diag(np.diag(table))
    start, end = np.unravel_index(int(off.argmax()), off.shape)
    # One code for everybody in both codings leaves kappa nothing to measure.
    everything = State.NO_EVENTS if math.isnan(float(kappa.value)) else state
    whole: Row = (
        everything,
        {
            "value": float(kappa.value),
            "lower": float(kappa.lower),
            "upper": float(kappa.upper),
            "events": agreed,
            "total": total,
            "agreement": agreed / total,
            "margins_p": float(stuart_maxwell_test(table).p_value),
            "parted": float(off.max()),
            "first_only": codings.first_only,
            "second_only": codings.second_only,
            "neither": codings.neither,
        },
        {"from": labels[int(start)], "to": labels[int(end)], "method": kappa.method},
    )
    return [whole, *(_code(request, table, code, labels) for code in range(len(labels)))]


def _code(request: Request, table: Floats, code: int, labels: Sequence[str]) -> Row:
    total, both = float(table[code].sum()), float(table[code, code])
    state = state_of(
        np.zeros(1, dtype=np.int8),
        (total == 0, State.EMPTY_GROUP),
        (total < request.measure.minimum_n, State.TOO_FEW),
    )
    if not state.computed:
        return state, {}, {}
    few = min(both, total - both) < FEWEST_EVENTS
    share = proportion_interval(
        events=both,
        total=total,
        method=(FEW if few else USUAL)["proportion"],
        confidence=request.confidence,
    )
    second = float(table[:, code].sum())
    gap = paired_risk_difference(
        both=both,
        first_only=total - both,
        second_only=second - both,
        neither=float(table.sum()) - total - second + both,
        confidence=request.confidence,
    )
    away = table[code].copy()
    away[code] = 0.0
    numbers = {
        "value": float(share.value),
        "lower": float(share.lower),
        "upper": float(share.upper),
        "events": both,
        "total": total,
        "first_total": total,
        "second_total": second,
        "difference": float(gap.value),
        "difference_lower": float(gap.lower),
        "difference_upper": float(gap.upper),
        "parted": float(away.max()),
    }
    words = {"from": labels[code], "to": labels[int(away.argmax())], "method": share.method}
    return state, numbers, words


def _columns(
    rows: Sequence[Row],
    codes: tuple[str, ...],
    labels: tuple[str, ...],
    by: dict[str, Coded],
    size: int,
) -> Columns:
    groups = len(codes) + 1

    def coded(name: str) -> Coded:
        words = [row.get(name, "") for _, _, row in rows]
        kept = tuple(dict.fromkeys(words))
        return Coded(kept, np.array([kept.index(word) for word in words], dtype=np.intp))

    return Columns(
        group=Coded((ALL, *codes), np.repeat(np.arange(groups), size)),
        labels=("all", *labels),
        reference="",
        by={name: Coded(c.words, np.tile(c.codes, groups)) for name, c in by.items()},
        numbers={n: np.array([row.get(n, math.nan) for _, row, _ in rows]) for n in NUMBERS},
        words={
            **{name: coded(name) for name in ("method", "from", "to")},
            "test": Coded(("stuart_maxwell",), np.zeros(len(rows), dtype=np.intp)),
        },
        state=np.array([state for state, _, _ in rows], dtype=np.int8),
        family=np.zeros(len(rows), dtype=np.intp),
        above=np.zeros(len(rows)),
        null=0.0,
        tested=False,
    )
