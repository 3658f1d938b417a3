"""Values by period: lines that break where a period is missing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt

from .chart import Chart
from .look import COLOURS, DASHES, WIDTH, dressed, series_encoding
from .points import (
    Point,
    identifier,
    interval_words,
    notes_for,
    ordered_labels,
    printed,
    series_of,
    told,
)


def period_lines(
    points: Sequence[Point],
    *,
    title: str,
    unit: str,
    lower: str = "lower",
    upper: str = "upper",
    name: str | None = None,
) -> Chart:
    """Draw values over periods, a line per series, with bands where the points have limits.

    Parameters
    ----------
    points : sequence of Point
        Labels are periods in order (``2026-03``); a period not shown breaks the line.
    title, unit : str
        What is shown, and the title of its axis.
    lower, upper : str
        Names of the limits.
    name : str, optional
        Stem of the files.

    Examples
    --------
    ``period_lines(points, title="Stops per 1,000 people", unit="Per 1,000 people a month")``
    """
    labels, names = ordered_labels(points), series_of(points)
    data = period_data(points, (lower, upper))
    base = alt.Chart(alt.InlineData(values=data)).encode(
        x=alt.X("label:N", sort=labels, title=None, axis=alt.Axis(labelAngle=-45, grid=False))
    )
    colours = series_encoding(names)
    y = alt.Y("value:Q", title=unit, scale=alt.Scale(zero=True))
    line: dict[str, Any] = {"color": colours["color"]}
    if len(names) > 1:
        dashes = [DASHES[i % len(DASHES)] for i in range(len(names))]
        scale = alt.Scale(domain=names, range=dashes)
        line["strokeDash"] = alt.StrokeDash("series:N", scale=scale, title=None, sort=names)
    layers = [
        base.mark_area(opacity=0.15).encode(
            y=alt.Y("low:Q", title=unit), y2="high:Q", color=colours["color"], detail="run:N"
        ),
        base.mark_line(strokeWidth=2.5).encode(y=y, detail="run:N", **line),
        base.mark_point(filled=True, size=60, opacity=1).encode(y=y, **colours),
        missing_marks(base),
    ]
    several = len(names) > 1
    chart = dressed(alt.layer(*layers).properties(width=WIDTH, height=260))
    return Chart(
        name or identifier(title),
        title,
        f"{title}. {told(points, lower, upper, unit)}",
        (
            *(("Period", "Series") if several else ("Period",)),
            unit,
            "Lower limit",
            "Upper limit",
        ),
        tuple(
            (
                *((p.label, p.series) if several else (p.label,)),
                interval_words(p, "", ""),
                printed(p.value(lower)),
                printed(p.value(upper)),
            )
            for p in points
        ),
        chart.to_dict(),
        notes_for(points),
    )


def period_data(points: Sequence[Point], limits: tuple[str, str]) -> list[dict[str, Any]]:
    """Return a row per point; ``run`` changes where a line breaks.

    Parameters
    ----------
    points : sequence of Point
        In the order of the periods within each series.
    limits : (lower, upper)
        Names of the limits.
    """
    runs: dict[str, int] = {}
    data = []
    for point in points:
        value = point.value("value")
        if value is None:
            runs[point.series] = runs.get(point.series, 0) + 1
        low, high = (point.value(limit) for limit in limits)
        data.append(
            {
                "label": point.label,
                "series": point.series,
                "run": f"{point.series} {runs.get(point.series, 0)}",
                "value": value,
                "low": low if low is not None and high is not None else None,
                "high": high if low is not None and high is not None else None,
                "mark": point.mark,
            }
        )
    return data


def missing_marks(base: Any) -> Any:
    """Return the layer of symbols that stand at the foot of periods without a value."""
    return (
        base.transform_filter("datum.value === null")
        .mark_text(baseline="bottom", dy=-4, color=COLOURS[4])
        .encode(y=alt.value(260), text="mark:N")
    )
