"""Control charts: values by period between limits that respect their denominators."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

from .chart import Chart
from .look import COLOURS, QUIET, WIDTH, dressed
from .periods import missing_marks, period_data
from .points import Point, identifier, interval_words, notes_for, ordered_labels, printed, told


def control_chart(
    points: Sequence[Point],
    *,
    title: str,
    unit: str,
    special: Mapping[str, str] | None = None,
    target: float | None = None,
    name: str | None = None,
) -> Chart:
    """Draw a control chart: values, centre line and limits by period.

    Parameters
    ----------
    points : sequence of Point
        One per period; values ``value``, ``centre``, ``lower``, ``upper``.
    title, unit : str
        What is shown, and the title of its axis.
    special : mapping of str to str, optional
        Period to the rule that says it is no chance variation; drawn as a filled square.
    target : float, optional
        A line to reach or stay under.
    name : str, optional
        Stem of the files.

    Raises
    ------
    ValueError
        When `special` names a period that is not there.

    Examples
    --------
    ``control_chart(points, title="Grievances a month", unit="Per 100 staff")``
    """
    labels = ordered_labels(points)
    flags = dict(special or {})
    if unknown := set(flags) - set(labels):
        raise ValueError(f"special: no such period as {', '.join(sorted(unknown))}.")
    data = period_data(points, ("lower", "upper"))
    for row, point in zip(data, points, strict=True):
        row |= {"centre": point.value("centre"), "special": bool(flags.get(point.label))}
    chart = dressed(_layers(data, labels, unit, target).properties(width=WIDTH, height=260))
    return Chart(
        name or identifier(title),
        title,
        f"{title}. {told(points, '', '', unit)} {_flags_told(flags, points)}",
        ("Period", unit, "Centre", "Lower limit", "Upper limit", "Signal"),
        tuple(
            (
                p.label,
                interval_words(p, "", ""),
                *(printed(p.value(part)) for part in ("centre", "lower", "upper")),
                flags.get(p.label, ""),
            )
            for p in points
        ),
        chart.to_dict(),
        notes_for(points),
    )


def _flags_told(flags: Mapping[str, str], points: Sequence[Point]) -> str:
    shown = [p for p in points if p.value("value") is not None]
    hidden = len(points) - len(shown)
    kept = f" Not shown: {hidden} of {len(points)} periods." if hidden else ""
    if not any(p.value("centre") is not None for p in shown):
        return f"Nothing was tested: there are no limits to hold it against.{kept}"
    if not flags:
        of = "Nothing that is shown" if hidden else "Nothing in it"
        return f"{of} is more than chance variation would show.{kept}"
    return "Signals: " + "; ".join(f"{at}, {rule}" for at, rule in flags.items()) + f".{kept}"


def _layers(data: list[dict[str, Any]], labels: list[str], unit: str, target: float | None) -> Any:
    base = alt.Chart(alt.InlineData(values=data)).encode(
        x=alt.X("label:N", sort=labels, title=None, axis=alt.Axis(labelAngle=-45, grid=False))
    )
    y = alt.Y("value:Q", title=unit, scale=alt.Scale(zero=False))
    limits = [
        base.mark_line(interpolate="step", color=QUIET, strokeDash=[4, 3]).encode(
            y=alt.Y(f"{part}:Q", title=unit)
        )
        for part in ("low", "high")
    ]
    layers = [
        *limits,
        base.mark_line(interpolate="step", color=QUIET).encode(y=alt.Y("centre:Q", title=unit)),
        base.mark_line(strokeWidth=2, color=COLOURS[0]).encode(y=y, detail="run:N"),
        base.transform_filter("datum.special === false")
        .mark_point(filled=True, size=60, color=COLOURS[0], opacity=1)
        .encode(y=y),
        base.transform_filter("datum.special === true")
        .mark_point(filled=True, size=110, shape="square", color=COLOURS[3], opacity=1)
        .encode(y=y),
        missing_marks(base),
    ]
    if target is not None:
        line = alt.Chart(alt.InlineData(values=[{"at": target}]))
        layers.append(line.mark_rule(color=COLOURS[2], strokeWidth=2).encode(y="at:Q"))
    return alt.layer(*layers)
