"""Points: what has been released, with the label it is drawn under."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from dueregard.tables import CellState, Confidential, ReleasableFinding

#: Stands where there was nothing to compute a figure of.
DASH = "–"


@dataclass(frozen=True)
class Point:
    """A finding and where it stands in a chart.

    Parameters
    ----------
    label : str
        The group, unit or period.
    finding : ReleasableFinding
        What may be shown of it.
    series : str
        Which line or colour it belongs to; empty where there is one.
    scale : float
        What its figures are times to be in the unit of the axis: 100 for percentages.
    why : str
        Why it has no figure, where it may be shown and has none.

    Raises
    ------
    Confidential
        When `finding` has not been through disclosure control.
    """

    label: str
    finding: ReleasableFinding
    series: str = ""
    scale: float = 1.0
    why: str = ""

    def __post_init__(self) -> None:
        if not isinstance(self.finding, ReleasableFinding):
            raise Confidential(
                "Only what has been through disclosure control is drawn: give a ReleasableFinding."
            )

    def value(self, name: str) -> float | None:
        """Return a value that may be shown; None where it is withheld or has none."""
        if not self.finding.state.shows_value:
            return None
        value = self.finding.values.get(name)
        return value if value is None or self.scale == 1 else round(value * self.scale, 6)

    @property
    def mark(self) -> str:
        """Return the symbol drawn where there is no value, or beside a value to be careful with."""
        state = self.finding.state
        if state.shows_value and self.finding.values.get("value", 0.0) is None:
            return DASH
        return state.symbol


def identifier(title: str) -> str:
    """Return a name for files and identifiers.

    Examples
    --------
    >>> identifier("Leavers, by ethnicity (2026)")
    'leavers-by-ethnicity-2026'
    """
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-") or "chart"


def printed(value: float | None, *, missing: str = "") -> str:
    """Return a number as it is printed: no more digits than it has.

    Examples
    --------
    >>> printed(1250.0), printed(0.85), printed(None, missing="[c]")
    ('1,250', '0.85', '[c]')
    """
    if value is None:
        return missing
    if value in (float("inf"), float("-inf")):
        return "no limit"
    return f"{value:,.10g}" if abs(value) < 1e10 else f"{value:,.0f}"


def limits_of(point: Point, low: str, high: str) -> tuple[float | None, float | None]:
    """Return the limits of a point; where only one is there, the other is open.

    Parameters
    ----------
    point : Point
        What is drawn.
    low, high : str
        Names of the limits in its values.
    """
    lower, upper = point.value(low), point.value(high)
    if lower is not None and upper is None:
        return lower, float("inf")
    if upper is not None and lower is None:
        return float("-inf"), upper
    return lower, upper


def interval_words(point: Point, low: str, high: str) -> str:
    """Return ``2.1 (1.4 to 3.2)``, or the symbol that stands in its place.

    Parameters
    ----------
    point : Point
        What is told.
    low, high : str
        Names of the limits in its values.
    """
    value = point.value("value")
    if value is None:
        return point.mark
    lower, upper = limits_of(point, low, high)
    words = printed(value)
    if lower is not None:
        words += f" ({printed(lower)} to {printed(upper)})"
    return f"{words} {point.mark}".strip()


def notes_for(points: Iterable[Point]) -> tuple[str, ...]:
    """Return the meaning of every symbol that the points bear."""
    every = list(points)
    marks = {point.mark for point in every} - {""}
    told = [f"{state.symbol} {state.meaning}." for state in CellState if state.symbol in marks]
    if DASH in marks:
        reasons = dict.fromkeys(p.why for p in every if p.mark == DASH and p.why)
        told.append(f"{DASH} not computed{': ' if reasons else ''}{'; '.join(reasons)}.")
    return tuple(told)


def series_of(points: Sequence[Point]) -> list[str]:
    """Return the names of the series in the order of the points."""
    return list(dict.fromkeys(point.series for point in points))


def ordered_labels(points: Sequence[Point]) -> list[str]:
    """Return the labels in the order of the points.

    Raises
    ------
    ValueError
        When a label is there twice in one series, or there is nothing to draw.
    """
    if not points:
        raise ValueError("points: there is nothing to draw; give at least one point.")
    seen: set[tuple[str, str]] = set()
    for point in points:
        if (point.label, point.series) in seen:
            raise ValueError(f"points: “{point.label}” is there twice; give each label once.")
        seen.add((point.label, point.series))
    return list(dict.fromkeys(point.label for point in points))


def told(points: Sequence[Point], low: str, high: str, unit: str) -> str:
    """Return every point in words for a text alternative, or its ends when there are many."""
    shown = [p for p in points if p.value("value") is not None]
    hidden = len(points) - len(shown)
    named = [p if len(series_of(points)) > 1 else replace(p, series="") for p in points]
    if len(points) <= 12:
        parts = [
            f"{p.label}{', ' + p.series if p.series else ''}: {interval_words(p, low, high)}"
            for p in named
        ]
        return f"{unit}: " + "; ".join(parts) + "."
    words = f"{unit}, {len(points)} points"
    if shown:
        least = min(shown, key=lambda p: p.value("value") or 0.0)
        most = max(shown, key=lambda p: p.value("value") or 0.0)
        words += (
            f"; from {printed(least.value('value'))} ({least.label}) "
            f"to {printed(most.value('value'))} ({most.label})"
        )
    return words + (f"; {hidden} not shown." if hidden else ".")
