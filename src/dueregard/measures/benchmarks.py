"""Shares of groups held against known shares, against a sample, or against the rest."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy import special

from dueregard.measures.cells import Floats
from dueregard.measures.columns import Coded
from dueregard.measures.comparing import compare
from dueregard.measures.definition import Measure, Population
from dueregard.measures.pairs import Pairs
from dueregard.measures.states import State
from dueregard.statistics import proportion_interval
from dueregard.statistics.choice_rules import FEW, FEWEST_EVENTS, SMALLEST_EXPECTED, USUAL
from dueregard.statistics.discrete_tails import binomial_p

METHODS = (USUAL["proportion"], FEW["proportion"])


def held_against(
    pairs: Pairs, measure: Measure, confidence: float
) -> tuple[dict[str, Floats], dict[str, Coded]]:
    """Return numbers and words of representation, by what the benchmark of the measure is.

    Parameters
    ----------
    pairs : Pairs
        Counts of each group and of all whose group is known: looked at (1), held against (2).
        Rows where the part is no part of the whole are marked inconsistent in its ``state``.
    measure : Measure
        Its benchmark: ``census`` (shares without error), ``sample`` (their own error, widened by
        the design effect) or ``whole`` (that the people looked at are a part of).
    confidence : float
        Two-sided level of the limits.
    """
    how = measure.benchmark.kind
    source = measure.denominator
    if how == "census" and isinstance(source, Population):
        how = source.uncertainty
    if how == "whole":
        return _beside_the_rest(pairs, confidence)
    if how == "sample":
        effect = measure.benchmark.design_effect
        if isinstance(source, Population):
            effect = max(effect, source.design_effect)
        return _beside_a_sample(pairs, effect, confidence)
    return _beside_known_shares(pairs, confidence)


def _beside_known_shares(
    pairs: Pairs, confidence: float
) -> tuple[dict[str, Floats], dict[str, Coded]]:
    used = pairs.usable
    x, n = pairs.events_1[used], pairs.total_1[used]
    share = pairs.events_2[used] / pairs.total_2[used]
    few = (np.minimum(x, n - x) < FEWEST_EVENTS) | (
        n * np.minimum(share, 1 - share) < SMALLEST_EXPECTED
    )
    lower, upper, p = np.empty(x.shape), np.empty(x.shape), np.empty(x.shape)
    for method, rows in zip(METHODS, (~few, few), strict=False):
        found = proportion_interval(
            events=x[rows], total=n[rows], method=method, confidence=confidence
        )
        lower[rows], upper[rows] = found.lower, found.upper
    p[few] = binomial_p(x[few], n[few], share[few], "two-sided", mid=True)
    rows = ~few
    z = (x[rows] / n[rows] - share[rows]) / np.sqrt(share[rows] * (1 - share[rows]) / n[rows])
    p[rows] = 2 * special.ndtr(-np.abs(z))
    numbers = _numbers(
        pairs,
        difference=(x / n - share, lower - share, upper - share),
        ratio=(x / n / share, lower / share, upper / share),
        p_value=p,
    )
    return numbers, {
        "method": _wide(METHODS, few.astype(np.intp), used),
        "test": _wide(("score", "mid_p"), few.astype(np.intp), used),
    }


def _beside_the_rest(pairs: Pairs, confidence: float) -> tuple[dict[str, Floats], dict[str, Coded]]:
    others = replace(
        pairs, events_2=pairs.events_2 - pairs.events_1, total_2=pairs.total_2 - pairs.total_1
    )
    wrong = (others.events_2 < 0) | (others.total_2 <= 0) | (others.events_2 > others.total_2)
    pairs.state[(pairs.state == State.COMPUTED) & wrong] = State.INCONSISTENT
    found = compare(others, people=True, confidence=confidence)
    used = pairs.usable
    part = others.total_2[used] / pairs.total_2[used]

    def of_whole(ratio: Floats) -> Floats:
        with np.errstate(divide="ignore", invalid="ignore"):
            inner = ratio[used]
            return np.where(np.isinf(inner), 1 / (1 - part), inner / (part + (1 - part) * inner))

    numbers = _numbers(
        pairs,
        difference=(
            found.difference[used] * part,
            found.difference_lower[used] * part,
            found.difference_upper[used] * part,
        ),
        ratio=tuple(of_whole(r) for r in (found.ratio, found.ratio_lower, found.ratio_upper)),
        p_value=found.p_value[used],
    )
    return numbers, {"method": found.method, "test": found.test, "rule": found.rule}


def _beside_a_sample(
    pairs: Pairs, effect: float, confidence: float
) -> tuple[dict[str, Floats], dict[str, Coded]]:
    total = np.maximum(np.round(pairs.total_2 / effect), 1)
    events = np.minimum(np.round(pairs.events_2 / effect), total)
    found = compare(
        replace(pairs, events_2=events, total_2=total),
        people=True,
        confidence=confidence,
    )
    used = pairs.usable
    numbers = _numbers(
        pairs,
        difference=tuple(
            part[used]
            for part in (found.difference, found.difference_lower, found.difference_upper)
        ),
        ratio=tuple(part[used] for part in (found.ratio, found.ratio_lower, found.ratio_upper)),
        p_value=found.p_value[used],
    )
    return numbers, {"method": found.method, "test": found.test, "rule": found.rule}


def _numbers(
    pairs: Pairs,
    *,
    difference: tuple[Floats, ...],
    ratio: tuple[Floats, ...],
    p_value: Floats,
) -> dict[str, Floats]:
    used = pairs.usable

    def wide(values: Floats) -> Floats:
        full = np.full(used.shape, np.nan)
        full[used] = values
        return full

    named = {
        **dict(
            zip(("difference", "difference_lower", "difference_upper"), difference, strict=True)
        ),
        **dict(zip(("ratio", "ratio_lower", "ratio_upper"), ratio, strict=True)),
        "p_value": p_value,
    }
    with np.errstate(divide="ignore", invalid="ignore"):
        rates = {
            "rate_1": pairs.events_1 / pairs.total_1,
            "rate_2": pairs.events_2 / pairs.total_2,
        }
    counts = {
        "events_1": pairs.events_1,
        "total_1": pairs.total_1,
        "events_2": pairs.events_2,
        "total_2": pairs.total_2,
    }
    return {name: wide(values) for name, values in named.items()} | rates | counts


def _wide(words: tuple[str, ...], codes: np.ndarray, used: np.ndarray) -> Coded:
    full = np.full(used.shape, -1, dtype=np.intp)
    full[used] = codes
    return Coded(words, full)
