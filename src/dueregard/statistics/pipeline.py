"""Ratios that multiply: what small gaps at each stage of a selection add up to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from dueregard.statistics.arguments import check_confidence, number_array
from dueregard.statistics.estimate import Estimate, Floats
from dueregard.statistics.ratios import risk_ratio
from dueregard.statistics.two_groups import TwoGroups, two_proportions

COUNTS = ("events_1", "total_1", "events_2", "total_2")
Stages: TypeAlias = (
    NDArray[Any] | Sequence[Mapping[str, int]] | Sequence[Sequence[float]] | Sequence[float]
)


@dataclass(frozen=True, eq=False)
class CumulativeRatio(Estimate):
    """Ratio of getting through all stages, with the ratio of each.

    Parameters
    ----------
    stages : Estimate
        Risk ratio of each stage.
    running : ndarray, shape (stages,)
        Product of the ratios up to and including each stage.
    """

    stages: Estimate = field(kw_only=True)
    running: Floats = field(kw_only=True)


def cumulative_ratio(stages: Stages, *, confidence: float = 0.95) -> CumulativeRatio:
    """Multiply the risk ratios of successive stages: applied, sifted, interviewed, appointed.

    Parameters
    ----------
    stages : sequence
        In order. Each a mapping with ``events_1, total_1, events_2, total_2`` or those four
        numbers; ``events`` got through of the ``total`` that entered. Or bare ratios.
    confidence : float
        Two-sided level of the limits.

    Returns
    -------
    CumulativeRatio
        When each stage starts with those the last let through, limits are Miettinen and
        Nurminen's of the ends, on the people who entered the first stage. Otherwise those of the
        stages are combined (MOVER). Bare ratios have no limits.

    Raises
    ------
    ValueError
        No stage, stages of unlike kinds, impossible counts.

    Notes
    -----
    Zou and Donner (2008) for the combination. A ratio of 1.59 at each of four stages, none of
    them alarming, is more than six in the end.

    Examples
    --------
    >>> round(cumulative_ratio([1.59] * 4).value, 2)
    6.39
    >>> sift, interview = (40, 100, 120, 200), (10, 40, 60, 120)
    >>> result = cumulative_ratio([sift, interview])
    >>> round(result.value, 3), result.running.round(3).tolist()
    (0.333, [0.667, 0.333])
    """
    level = check_confidence(confidence)
    try:
        counts = number_array("stages", _rows(stages))
    except ValueError as error:
        raise ValueError(f"stages must all be of one kind, finite and complete: {error}") from error
    if counts.ndim == 1 and counts.size:
        return _bare(counts, level)
    if counts.ndim != 2 or counts.shape[1] != len(COUNTS) or not len(counts):
        raise ValueError(f"each of the stages must have the numbers {', '.join(COUNTS)}")
    columns = dict(zip(COUNTS, counts.T, strict=True))
    each = risk_ratio(**columns, confidence=level)
    groups = two_proportions(**columns)
    running = np.multiply.accumulate(groups.ratio)
    nested = bool(
        (groups.n1[1:] == groups.x1[:-1]).all() and (groups.n2[1:] == groups.x2[:-1]).all()
    )
    value, lower, upper, notes = _nested(groups, level) if nested else _combined(each, running)
    more = (groups.n1[1:] > groups.x1[:-1]) | (groups.n2[1:] > groups.x2[:-1])
    if more.any():
        stage = int(np.flatnonzero(more)[0]) + 2
        notes = (*notes, f"stage {stage} begins with more people than the stage before let through")
    method = "miettinen_nurminen" if nested else "mover"
    return CumulativeRatio(value, lower, upper, level, method, notes, stages=each, running=running)


def _rows(stages: Stages) -> Any:
    if isinstance(stages, np.ndarray):
        return stages  # taken apart it would lose what is masked
    rows = []
    for number, stage in enumerate(stages):
        if isinstance(stage, Mapping) and not set(COUNTS) <= set(stage):
            raise ValueError(f"stages[{number}] must have the numbers {', '.join(COUNTS)}")
        rows.append([stage[name] for name in COUNTS] if isinstance(stage, Mapping) else stage)
    return rows


def _bare(ratios: Floats, level: float) -> CumulativeRatio:
    if (ratios < 0).any():
        raise ValueError("stages must not hold negative ratios")
    missing = np.full(ratios.shape, np.nan)
    note = "no limits: ratios were given without their counts"
    each = Estimate(ratios, missing, missing, level, "given", (note,))
    running = np.multiply.accumulate(ratios)
    return CumulativeRatio(
        running[-1], np.nan, np.nan, level, "given", (note,), stages=each, running=running
    )


def _nested(groups: TwoGroups, level: float) -> tuple[float, float, float, tuple[str, ...]]:
    ends = risk_ratio(
        events_1=float(groups.x1[-1]),
        total_1=float(groups.n1[0]),
        events_2=float(groups.x2[-1]),
        total_2=float(groups.n2[0]),
        confidence=level,
    )
    return float(ends.value), float(ends.lower), float(ends.upper), ends.notes


def _combined(each: Estimate, running: Floats) -> tuple[float, float, float, tuple[str, ...]]:
    value = float(running[-1])
    if np.isnan(value):
        return value, np.nan, np.nan, each.notes
    with np.errstate(divide="ignore", invalid="ignore"):
        middle, low, high = (np.log(np.asarray(x)) for x in (each.value, each.lower, each.upper))
        down = float(np.sqrt(((middle - low) ** 2).sum()))
        up = float(np.sqrt(((high - middle) ** 2).sum()))
    # A stage at zero or infinity has no logarithm to combine: that side is then open.
    lower = value / np.exp(down) if np.isfinite(down) else 0.0
    upper = value * np.exp(up) if np.isfinite(up) else np.inf
    return value, float(lower), float(upper), each.notes
