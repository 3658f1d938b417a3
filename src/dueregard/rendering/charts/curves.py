"""Survival curves, as coarse as they were released."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt

from .chart import Chart
from .look import COLOURS, DASHES, WIDTH, dressed
from .points import Point, identifier, notes_for, ordered_labels, printed

PREFIX = "at "


def survival_curves(
    points: Sequence[Point], *, title: str, unit: str, time: str, name: str | None = None
) -> Chart:
    """Draw released curves as steps, each from all at the start.

    Parameters
    ----------
    points : sequence of Point
        One per group; values of its finding are named ``at 12``, ``at 24``: the share that is
        left after the step at that time.
    title, unit : str
        What is shown, and the title of its axis.
    time : str
        Title of the axis of time, with its unit.
    name : str, optional
        Stem of the files.

    Returns
    -------
    Chart
        A curve that was withheld is named in the notes and not drawn.

    Examples
    --------
    ``survival_curves(points, title="Officers still serving", unit="Share", time="Months")``
    """
    labels = ordered_labels(points)
    steps = {p.label: _steps(p) for p in points}
    data = [
        {"group": label, "time": at, "share": share}
        for label in labels
        for at, share in steps[label]
    ]
    names = [label for label in labels if steps[label]]
    scale = alt.Scale(domain=names, range=[COLOURS[i % len(COLOURS)] for i in range(len(names))])
    dashes = alt.Scale(domain=names, range=[DASHES[i % len(DASHES)] for i in range(len(names))])
    base = alt.Chart(alt.InlineData(values=data)).encode(
        x=alt.X("time:Q", title=time),
        y=alt.Y("share:Q", title=unit, scale=alt.Scale(domain=[0, 1])),
        color=alt.Color("group:N", scale=scale, title=None, sort=names),
        strokeDash=alt.StrokeDash("group:N", scale=dashes, title=None, sort=names),
    )
    chart: Any = dressed(
        base.mark_line(interpolate="step-after", strokeWidth=2.5).properties(
            width=WIDTH, height=280
        )
    )
    return Chart(
        name or identifier(title),
        title,
        f"{title}. " + " ".join(_told(label, steps[label], time) for label in labels),
        ("Group", time, unit),
        tuple(
            row
            for p in points
            for row in (
                [(p.label, printed(at), printed(share)) for at, share in steps[p.label]]
                or [(p.label, "", p.mark)]
            )
        ),
        chart.to_dict(),
        notes_for(points) if len(names) < len(labels) else (),
    )


def _steps(point: Point) -> list[tuple[float, float]]:
    found = [
        (float(key.removeprefix(PREFIX)), value)
        for key in point.finding.values
        if key.startswith(PREFIX) and (value := point.value(key)) is not None
    ]
    return [(0.0, 1.0), *sorted(found)] if found else []


def _told(label: str, steps: Sequence[tuple[float, float]], time: str) -> str:
    if not steps:
        return f"{label}: not shown."
    at, share = steps[-1]
    return f"{label}: {share:.0%} left at {printed(at)} ({time})."
