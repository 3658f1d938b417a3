"""What every control chart is: points, a centre, limits, and the stretches they were made on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dueregard.statistics.estimate import Flags, Floats

FEWEST_POINTS = 12


@dataclass(frozen=True)
class ControlChart:
    """Points in time order with the limits of their usual variation.

    Parameters
    ----------
    kind : str
        ``xmr``, ``p``, ``laney_p``, ``u``, ``u_prime``, ``g`` or ``t``.
    values : ndarray, shape (n,)
        The points plotted.
    centre, lower, upper : ndarray, shape (n,)
        Centre line and process limits at each point.
    near_lower, near_upper : ndarray, shape (n,)
        Two thirds of the way to the limits.
    segment : ndarray of int, shape (n,)
        Which stretch a point belongs to: a new one starts at each point rebased at.
    baseline : ndarray of bool, shape (n,)
        Points the limits of their stretch were computed from.
    notes : tuple of str
        What to beware of.
    """

    kind: str
    values: Floats
    centre: Floats
    lower: Floats
    upper: Floats
    near_lower: Floats
    near_upper: Floats
    segment: NDArray[np.int_]
    baseline: Flags
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Stretch:
    """Points between two changes of the process, and those among them limits come from."""

    points: slice
    baseline: slice


def stretches(
    size: int, *, rebase_at: Sequence[int], baseline: int | None, fewest: int
) -> Iterator[Stretch]:
    """Cut a series where it is rebased; limits come from the first ``baseline`` points of each."""
    starts = [0, *(int(point) for point in rebase_at)]
    if starts != sorted(set(starts)) or starts[-1] >= max(size, 1):
        raise ValueError("rebase_at must be positions in rising order, after the first point")
    if baseline is not None and baseline < fewest:
        raise ValueError(f"baseline must be at least {fewest} points, not {baseline}")
    for start, end in zip(starts, [*starts[1:], size], strict=True):
        if end - start < fewest:
            raise ValueError(
                f"each stretch needs at least {fewest} points: the one from position {start} has "
                f"{end - start}"
            )
        yield Stretch(slice(start, end), slice(start, min(end, start + (baseline or size))))


def series(name: str, values: Floats) -> Floats:
    """Refuse anything but a plain series in time order."""
    if values.ndim != 1:
        raise ValueError(f"{name} must be one list in time order, not of shape {values.shape}")
    return values


def assemble(
    kind: str,
    values: Floats,
    parts: Sequence[tuple[Stretch, Floats, Floats, Floats]],
    *,
    floor: float = -np.inf,
    ceiling: float = np.inf,
    near: Sequence[tuple[Floats, Floats]] = (),
    notes: Sequence[str] = (),
) -> ControlChart:
    """Put the stretches together; each part is a stretch with centre, lower and upper."""
    centre, lower, upper = (np.empty(values.size) for _ in range(3))
    near_lower, near_upper = np.empty(values.size), np.empty(values.size)
    segment = np.zeros(values.size, dtype=int)
    baseline = np.zeros(values.size, dtype=bool)
    for number, (stretch, middle, low, high) in enumerate(parts):
        centre[stretch.points], lower[stretch.points], upper[stretch.points] = middle, low, high
        between = (middle + (low - middle) * 2 / 3, middle + (high - middle) * 2 / 3)
        low_near, high_near = near[number] if near else between
        near_lower[stretch.points], near_upper[stretch.points] = low_near, high_near
        segment[stretch.points] = number
        baseline[stretch.baseline] = True
    said = list(notes)
    shortest = min(stretch.baseline.stop - stretch.baseline.start for stretch, *_ in parts)
    if shortest < FEWEST_POINTS:
        said.append(f"limits from fewer than {FEWEST_POINTS} points are only a first guess")
    return ControlChart(
        kind,
        values,
        centre,
        np.clip(lower, floor, ceiling),
        np.clip(upper, floor, ceiling),
        np.clip(near_lower, floor, ceiling),
        np.clip(near_upper, floor, ceiling),
        segment,
        baseline,
        tuple(said),
    )
