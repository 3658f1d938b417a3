"""One series of months on a chart: which chart, what stands out, and where months are missing."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from dueregard.measures.cells import Floats
from dueregard.measures.kinds.registry import Request
from dueregard.measures.problems import UnusableCounts
from dueregard.statistics import (
    ControlChart,
    laney_p_chart,
    p_chart,
    special_causes,
    u_chart,
    u_prime_chart,
)

MAKERS: dict[str, Callable[..., ControlChart]] = {
    "p": p_chart,
    "laney_p": laney_p_chart,
    "u": u_chart,
    "u_prime": u_prime_chart,
}
WIDER = {"p": "laney_p", "u": "u_prime"}
WIDE = 1.2
FEWEST_FOR_WIDE = 12
RANGE_TO_DEVIATION = 1.128
MONTH = re.compile(r"(\d{4})-(\d{2})")

Improvement = Literal["increase", "decrease", "neutral"]


@dataclass(frozen=True)
class Series:
    """A chart of the months that are known, each at its place among all months.

    Parameters
    ----------
    chart : ControlChart
        The months that are known.
    flags : tuple of str
        For each, the rules by which it stands out, with ``above`` or ``below``; empty if none.
    kinds : tuple of str
        For each ``common``, ``improvement``, ``concern``, ``high`` or ``low``.
    spread : float
        How much wider than chance months vary: 1 when chance explains it.
    """

    chart: ControlChart
    flags: tuple[str, ...]
    kinds: tuple[str, ...]
    spread: float

    def __repr__(self) -> str:
        return f"<Series on a {self.chart.kind} chart>"


def charted(
    events: Floats,
    total: Floats,
    months: Sequence[int],
    *,
    people: bool,
    kind: str = "auto",
    rebase_at: Sequence[int] = (),
    baseline: int | None = None,
    improvement: Improvement = "neutral",
) -> Series:
    """Put months on the chart that fits them.

    Parameters
    ----------
    events, total : ndarray of float, shape (n,)
        Events, and people or exposure, of the months that are known, in time order.
    months : sequence of int
        Place of each among all months: rules do not reach across a month that is missing.
    people : bool
        Shares of people (p chart) or rates of events (u chart).
    kind : str
        ``p``, ``laney_p``, ``u``, ``u_prime``, or ``auto``: the chart whose limits allow for the
        usual change between months (Laney, 2002) where that is a fifth or more beyond chance
        over twelve months or more.
    rebase_at : sequence of int
        Places among all months at which new limits start.
    baseline : int, optional
        Limits come from the first so many months of each stretch.
    improvement : {"increase", "decrease", "neutral"}
        Which way is better.

    Raises
    ------
    ValueError
        A chart not known; a stretch with fewer than two months.

    Examples
    --------
    >>> found = charted(
    ...     np.array([5.0, 6.0, 4.0, 5.0, 30.0]), np.full(5, 100.0), [0, 1, 2, 4, 5], people=True
    ... )
    >>> found.chart.kind, found.flags[-1]
    ('p', 'outside_limits above')
    """
    plain = "p" if people else "u"
    if kind not in ("auto", plain, WIDER[plain]):
        raise ValueError(f"chart must be auto, {plain} or {WIDER[plain]}, not {kind!r}")
    starts = [int(np.searchsorted(months, month)) for month in rebase_at]
    starts = sorted({start for start in starts if 0 < start < len(months)})
    spread = _spread(events, total, starts, people)
    chosen = kind
    if kind == "auto":
        wide = spread >= WIDE and len(months) >= FEWEST_FOR_WIDE
        chosen = WIDER[plain] if wide else plain
    size = {"total" if people else "exposure": total}
    chart = MAKERS[chosen](events=events, rebase_at=starts, baseline=baseline, **size)
    whole = _cut_at_gaps(chart, months)
    causes = special_causes(whole, improvement=improvement)
    flags = tuple(
        "; ".join(
            f"{rule} {'above' if causes.flags[rule][i] > 0 else 'below'}"
            for rule in causes.flags
            if causes.flags[rule][i]
        )
        for i in range(len(months))
    )
    return Series(chart, flags, causes.kinds, spread)


def every_month(levels: Sequence[str]) -> tuple[tuple[str, ...], list[int]]:
    """Return every month from the first to the last, and where those of tables are among them.

    Examples
    --------
    >>> every_month(["2025-11", "2026-01"])
    (('2025-11', '2025-12', '2026-01'), [0, 2])
    """
    found = [MONTH.fullmatch(level) for level in levels]
    if not all(found):
        return tuple(levels), list(range(len(levels)))
    numbers = [12 * int(one[1]) + int(one[2]) - 1 for one in found if one]
    first = min(numbers)
    months = tuple(f"{n // 12:04d}-{n % 12 + 1:02d}" for n in range(first, max(numbers) + 1))
    return months, [number - first for number in numbers]


def rebasing(request: Request, months: Sequence[str]) -> dict[int, str]:
    """Return the places of months from which new limits hold, each with its reason.

    Raises
    ------
    UnusableCounts
        Naming each month that is not there, and each without a reason.
    """
    given = request.measure.options.get("rebase", {})
    where = f"measure {request.measure.id}, options, rebase"
    if not isinstance(given, Mapping):
        raise UnusableCounts([f"{where}: a mapping of months to reasons is wanted"])
    problems = [
        f"{where}, {month}: {'the tables have no such month' if month not in months else 'why?'}"
        for month, why in given.items()
        if month not in months or not str(why or "").strip()
    ]
    if problems:
        raise UnusableCounts(problems)
    return {months.index(month): str(why) for month, why in sorted(given.items())}


def _cut_at_gaps(chart: ControlChart, months: Sequence[int]) -> ControlChart:
    """The same limits, with a new stretch after each month that is missing: no run crosses it."""
    gap = np.concatenate([[0], np.cumsum(np.diff(np.asarray(months)) > 1)])
    together = np.stack([chart.segment, gap], axis=1)
    _, segment = np.unique(together, axis=0, return_inverse=True)
    return replace(chart, segment=segment.ravel())


def _spread(events: Floats, total: Floats, starts: Sequence[int], people: bool) -> float:
    """Mean moving range of z-scores over that of chance, over all stretches."""
    ranges: list[Floats] = []
    for start, end in zip([0, *starts], [*starts, events.size], strict=True):
        x, n = events[start:end], total[start:end]
        mean = x.sum() / n.sum()
        error = np.sqrt(mean * (1 - mean if people else 1.0) / n)
        if x.size > 1 and error.all():
            ranges.append(np.abs(np.diff((x / n - mean) / error)))
    moves = np.concatenate(ranges) if ranges else np.empty(0)
    return float(moves.mean() / RANGE_TO_DEVIATION) if moves.size else 1.0
