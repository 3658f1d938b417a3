"""Funnel plots: units against the limits that chance allows a unit of their size."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import numpy as np

from dueregard.statistics import funnel_limits

from .chart import Chart
from .look import COLOURS, QUIET, WIDTH, dressed
from .points import Point, identifier, notes_for, ordered_labels, printed

LEVELS = (0.95, 0.998)


def funnel_plot(
    points: Sequence[Point],
    *,
    title: str,
    unit: str,
    size: str,
    target: float,
    kind: str = "proportion",
    multiplier: float = 1.0,
    tau_squared: float = 0.0,
    value: str = "value",
    denominator: str = "denominator",
    name: str | None = None,
) -> Chart:
    """Draw units by size between funnel limits.

    Parameters
    ----------
    points : sequence of Point
        One per unit.
    title, unit : str
        What is shown, and the title of its axis.
    size : str
        What the denominator counts.
    target : float
        Proportion, rate per `multiplier` or ratio that the funnel stands around.
    kind : str
        ``proportion``, ``rate`` or ``ratio``, as for `dueregard.statistics.funnel_limits`.
    multiplier, tau_squared : float
        As there: limits are wider where units differ by more than chance.
    value, denominator : str
        Names, in the values of a finding, of what is drawn and of the unit's size.
    name : str, optional
        Stem of the files.

    Returns
    -------
    Chart
        Units outside the 99.8 % limits are named in the chart.

    Examples
    --------
    ``funnel_plot(points, title="Complaints by unit", unit="Share upheld", size="Complaints",
    target=0.2)``
    """
    ordered_labels(points)
    shown = [p for p in points if None not in (p.value(value), p.value(denominator))]
    most = max((p.value(denominator) or 0.0 for p in shown), default=10.0)
    data = [
        {
            "label": p.label,
            "value": p.value(value),
            "size": p.value(denominator),
            "outside": _outside(
                p.value(value), p.value(denominator), target, kind, multiplier, tau_squared
            ),
        }
        for p in shown
    ]
    lines = _limit_lines(most, target, kind, multiplier, tau_squared)
    chart = dressed(
        _layers(data, lines, target, unit, size, kind).properties(width=WIDTH, height=320)
    )
    return Chart(
        name or identifier(title),
        title,
        _words(title, unit, data, len(points) - len(shown), _target_words(target, kind)),
        ("Unit", size, unit, "Against chance"),
        tuple(_row(p, data) for p in points),
        chart.to_dict(),
        notes_for(points),
    )


def _outside(
    value: float | None,
    size: float | None,
    target: float,
    kind: str,
    per: float,
    tau_squared: float,
) -> str:
    limits = funnel_limits(
        denominator=np.array([size or 0.0]),
        target=target,
        kind=kind,
        limits=LEVELS,
        multiplier=per,
        tau_squared=tau_squared,
    )
    at = value or 0.0
    for place, word in ((1, "outside 99.8 %"), (0, "outside 95 %")):
        low, high = (float(side[place].ravel()[0]) for side in (limits.lower, limits.upper))
        if at < low or at > high:
            return word
    return "within limits"


def _limit_lines(
    most: float, target: float, kind: str, per: float, tau_squared: float
) -> list[dict[str, Any]]:
    # Exact limits of proportions are for whole people; those of rates for any exposure.
    digits = 0 if kind == "proportion" else 6
    sizes = np.unique(np.round(np.geomspace(max(most * 0.01, 1.0), most * 1.05, 120), digits))
    limits = funnel_limits(
        denominator=sizes,
        target=target,
        kind=kind,
        limits=LEVELS,
        multiplier=per,
        tau_squared=tau_squared,
    )
    return [
        {"size": float(at), "value": float(v), "line": f"{level:.1%} {which}"}
        for place, level in enumerate(LEVELS)
        for which, side in (("low", limits.lower), ("high", limits.upper))
        for at, v in zip(sizes, side[place].ravel(), strict=True)
        if np.isfinite(v)
    ]


def _layers(
    data: list[dict[str, Any]],
    lines: list[dict[str, Any]],
    target: float,
    unit: str,
    size: str,
    kind: str,
) -> Any:
    x = alt.X("size:Q", title=size, scale=alt.Scale(zero=True))
    axis = alt.Axis(format="~%") if kind == "proportion" else alt.Axis()
    y = alt.Y("value:Q", title=unit, axis=axis)
    curve = alt.Chart(alt.InlineData(values=lines)).encode(x=x, y=y, detail="line:N")
    units = alt.Chart(alt.InlineData(values=data)).encode(x=x, y=y)
    rule = alt.Chart(alt.InlineData(values=[{"at": target}]))
    return alt.layer(
        curve.transform_filter("substring(datum.line, 0, 2) === '95'").mark_line(
            color=QUIET, strokeDash=[4, 3]
        ),
        curve.transform_filter("substring(datum.line, 0, 2) === '99'").mark_line(color=QUIET),
        rule.mark_rule(color=QUIET).encode(y="at:Q"),
        units.transform_filter("datum.outside !== 'outside 99.8 %'").mark_point(
            filled=True, size=60, color=COLOURS[0], opacity=1
        ),
        units.transform_filter("datum.outside === 'outside 99.8 %'").mark_point(
            filled=True, size=110, shape="square", color=COLOURS[3], opacity=1
        ),
        units.transform_filter("datum.outside === 'outside 99.8 %'")
        .mark_text(align="left", dx=8)
        .encode(text="label:N"),
    )


def _row(point: Point, data: list[dict[str, Any]]) -> tuple[str, ...]:
    found = next((row for row in data if row["label"] == point.label), None)
    if found is None:
        return (point.label, "", point.mark, "")
    value = f"{printed(found['value'])} {point.mark}".strip()
    return (point.label, printed(found["size"]), value, found["outside"])


def _target_words(target: float, kind: str) -> str:
    return f"{target:.1%}" if kind == "proportion" else printed(round(target, 4))


def _words(title: str, unit: str, data: list[dict[str, Any]], hidden: int, target: str) -> str:
    far = [row["label"] for row in data if row["outside"] == "outside 99.8 %"]
    near = sum(row["outside"] == "outside 95 %" for row in data)
    words = f"{title}. {unit} of {len(data)} units around {target}. "
    words += (
        f"Outside the 99.8 % limits: {', '.join(far)}."
        if far
        else "None is outside the 99.8 % limits."
    )
    if near:
        words += f" Between the 95 % and the 99.8 % limits: {near}."
    return words + (f" Not shown: {hidden}." if hidden else "")
