"""Values with their intervals, one row per group; and forest plots of ratios."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import altair as alt

from .chart import Chart
from .look import INK, QUIET, WIDTH, dressed, row_axis, row_height, series_encoding, wrapped
from .points import (
    Point,
    identifier,
    interval_words,
    limits_of,
    notes_for,
    ordered_labels,
    printed,
    series_of,
    told,
)


def interval_plot(
    points: Sequence[Point],
    *,
    title: str,
    unit: str,
    reference: float | None = None,
    reference_label: str = "",
    lower: str = "lower",
    upper: str = "upper",
    name: str | None = None,
) -> Chart:
    """Draw values as dots on their intervals, one row per group.

    Parameters
    ----------
    points : sequence of Point
        Findings with ``value`` and, where known, the limits.
    title, unit : str
        What is shown, and the title of its axis.
    reference : float, optional
        A value to compare with, drawn as a line.
    reference_label : str
        What the line is.
    lower, upper : str
        Names of the limits in the values of a finding.
    name : str, optional
        Stem of the files; made of the title when not given.

    Returns
    -------
    Chart
        With a row per point. What is hidden is drawn as its symbol, not left out.

    Examples
    --------
    >>> from dueregard.disclosure import Statistic, preset, protect
    >>> from dueregard.tables import FrequencyTable
    >>> rows = [("Women", "yes", 12), ("Women", "no", 88), ("Men", "yes", 30), ("Men", "no", 170)]
    >>> table = FrequencyTable.from_records(
    ...     [{"sex": s, "promoted": p, "count": n} for s, p, n in rows]
    ... )
    >>> asked = [
    ...     Statistic("percentage", {"sex": s, "promoted": "yes"}, {"sex": s}, method="wilson")
    ...     for s in ("Women", "Men")
    ... ]
    >>> release = protect([table], preset("published"), statistics=asked)
    >>> points = [Point(s, f) for s, f in zip(("Women", "Men"), release.findings)]
    >>> chart = interval_plot(points, title="Promoted, by sex", unit="Promoted (%)")
    >>> chart.rows
    (('Women', '12 [low]', '7', '19.8'), ('Men', '15', '10.7', '20.6'))
    """
    return _rows(points, title, unit, reference, reference_label, (lower, upper), name, "linear")


def forest_plot(
    points: Sequence[Point],
    *,
    title: str,
    unit: str = "Ratio",
    reference_label: str = "No difference",
    lower: str = "lower",
    upper: str = "upper",
    name: str | None = None,
) -> Chart:
    """Draw ratios with their intervals on a logarithmic axis, with a line at 1.

    Parameters
    ----------
    points, title, unit, lower, upper, name
        As for :func:`interval_plot`.
    reference_label : str
        What a ratio of 1 means.

    Returns
    -------
    Chart
        An interval without an upper limit runs to the edge with an arrow.

    Examples
    --------
    ``forest_plot(points, title="Leavers, each group against White", unit="Risk ratio")``
    """
    return _rows(points, title, unit, 1.0, reference_label, (lower, upper), name, "log")


def _rows(
    points: Sequence[Point],
    title: str,
    unit: str,
    reference: float | None,
    reference_label: str,
    limits: tuple[str, str],
    name: str | None,
    scale: Literal["linear", "log"],
) -> Chart:
    labels, names = ordered_labels(points), series_of(points)
    domain = _domain(points, limits, reference, log=scale == "log")
    data = [_datum(point, limits, domain, log=scale == "log") for point in points]
    x: dict[str, Any] = {"scale": alt.Scale(type=scale, domain=list(domain), nice=False)}
    base = alt.Chart(alt.InlineData(values=data)).encode(
        y=alt.Y("label:N", sort=[*map(wrapped, labels)], title=None, axis=row_axis())
    )
    if len(names) > 1:
        base = base.encode(yOffset=alt.YOffset("series:N", sort=names))
    colours = series_encoding(names)
    layers: list[Any] = []
    if reference is not None:
        layers.append(_reference(reference, reference_label))
    layers += [
        base.mark_rule(strokeWidth=2.5).encode(
            x=alt.X("low:Q", title=unit, **x), x2="high:Q", color=colours["color"]
        ),
        base.transform_filter("datum.open === true")
        .mark_point(filled=True, shape="triangle-right", size=90)
        .encode(x="high:Q", color=colours["color"]),
        base.transform_filter("datum.drawn === true")
        .mark_point(filled=True, size=90, opacity=1)
        .encode(x=alt.X("value:Q", title=unit, **x), **colours),
        base.transform_filter("datum.mark !== ''")
        .mark_text(align="left")
        .encode(x=alt.value(WIDTH + 6), text="mark:N"),
    ]
    height = row_height(labels) * len(labels) * (1 if len(names) < 2 else 0.7 * len(names) + 0.3)
    chart = dressed(alt.layer(*layers).properties(width=WIDTH, height=max(height, 60)))
    words = told(points, *limits, unit)
    if reference is not None:
        words += f" Line at {printed(reference)}" + (
            f": {reference_label}." if reference_label else "."
        )
    return Chart(
        name or identifier(title),
        title,
        f"{title}. {words}",
        (
            *(("Group", "Series") if len(names) > 1 else ("Group",)),
            unit,
            "Lower limit",
            "Upper limit",
        ),
        tuple(_table_row(point, limits, several=len(names) > 1) for point in points),
        chart.to_dict(),
        notes_for(points),
    )


def _table_row(point: Point, limits: tuple[str, str], *, several: bool) -> tuple[str, ...]:
    head = (point.label, point.series) if several else (point.label,)
    if point.value("value") is None:
        return (*head, interval_words(point, *limits), "", "")
    value = f"{printed(point.value('value'))} {point.mark}".strip()
    return (*head, value, *(printed(limit) for limit in limits_of(point, *limits)))


def _datum(
    point: Point, limits: tuple[str, str], domain: tuple[float, float], *, log: bool
) -> dict[str, Any]:
    value = point.value("value")
    low, high = limits_of(point, *limits)
    found: dict[str, Any] = {
        "label": wrapped(point.label),
        "series": point.series,
        "mark": point.mark,
    }
    drawn = value is not None and domain[0] <= value <= domain[1] and (value > 0 or not log)
    found |= {"drawn": drawn, "value": value if drawn else None, "open": False}
    if value is not None and low is not None and high is not None:
        found["open"] = high > domain[1]
        found["low"], found["high"] = max(low, domain[0]), min(high, domain[1])
    return found


def _reference(value: float, label: str) -> Any:
    line = alt.Chart(alt.InlineData(values=[{"at": value, "label": label}]))
    rule = line.mark_rule(color=QUIET, strokeDash=[5, 3]).encode(x="at:Q")
    text = line.mark_text(align="left", dx=5, dy=-6, color=INK).encode(
        x="at:Q", y=alt.value(0), text="label:N"
    )
    return rule + text


def _domain(
    points: Sequence[Point], limits: tuple[str, str], reference: float | None, *, log: bool
) -> tuple[float, float]:
    found = [point.value(part) for point in points for part in ("value", *limits)]
    values = [v for v in found if v is not None and abs(v) != float("inf") and (v > 0 or not log)]
    values += [] if reference is None else [reference]
    if not values:
        return (0.1, 10.0) if log else (0.0, 1.0)
    least, most = min(values), max(values)
    if log:
        # Symmetric about 1, so that half as likely looks as far as twice as likely; 20 at most.
        far = min(max(most, 1 / least, 1.5), 20.0) * 1.1
        return (1 / far, far)
    # Shares and rates begin at zero; differences keep both sides.
    pad = (most - min(least, 0.0)) * 0.05 or 1.0
    return (least - pad if least < 0 else 0.0, most + pad)
