"""How charts look: one font, colours that tell apart without colour vision, quiet axes."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from typing import Any

import altair as alt

FAMILY = "Due Regard Charts"
# Readers of the SVG do not have our font: then what is as wide.
FONT = f"{FAMILY}, DejaVu Sans Condensed, Verdana, sans-serif"
INK = "#0b0c0c"
QUIET = "#6f777b"
GRID = "#e3e6e8"
# The palette of the UK Government Analysis Function, whose neighbours differ in lightness too.
COLOURS = ("#12436D", "#28A197", "#801650", "#F46A25", "#3D3D3D", "#A285D1")
SHAPES = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down")
DASHES = ([1, 0], [6, 3], [2, 2], [8, 3, 2, 3], [4, 4], [1, 3])
WIDTH = 520
ROW = 30
LINE = 16
MOST_SIGNS = 48


def dressed(chart: Any) -> Any:
    """Return the chart with the font, sizes and colours every chart has."""
    return (
        chart.configure(
            font=FONT, background="white", padding={"left": 5, "top": 8, "right": 20, "bottom": 5}
        )
        .configure_view(stroke=None)
        .configure_axis(
            labelFontSize=13,
            titleFontSize=13,
            titleFontWeight="normal",
            labelColor=INK,
            titleColor=INK,
            gridColor=GRID,
            domainColor=QUIET,
            tickColor=QUIET,
            labelLimit=420,
        )
        .configure_legend(labelFontSize=13, titleFontSize=13, orient="top", symbolSize=90)
        .configure_text(font=FONT, fontSize=13, color=INK)
    )


def wrapped(label: str) -> str:
    """Return a label in lines short enough to stand beside a chart whole.

    Examples
    --------
    >>> label = "Ethnic minority, without the support of the manager, applied to promoted"
    >>> wrapped(label).splitlines()
    ['Ethnic minority, without the support of the', 'manager, applied to promoted']
    """
    return "\n".join(textwrap.wrap(label, MOST_SIGNS)) or label


def row_axis() -> Any:
    """Return the axis of rows whose labels are wrapped."""
    split = r"split(datum.value, '\n')"
    return alt.Axis(grid=False, ticks=False, labelLimit=0, labelExpr=split)


def row_height(labels: Iterable[str]) -> int:
    """Return how high a row is, so that the lines of the longest label fit."""
    lines = max((wrapped(label).count("\n") + 1 for label in labels), default=1)
    return max(ROW, LINE * lines + 6)


def series_encoding(names: list[str]) -> dict[str, Any]:
    """Return colour and shape for named series; one colour and no legend for a single one.

    Parameters
    ----------
    names : list of str
        The series in the order they are told apart.
    """
    if len(names) < 2:
        return {"color": alt.value(COLOURS[0])}
    scale = alt.Scale(domain=names, range=[COLOURS[i % len(COLOURS)] for i in range(len(names))])
    shapes = alt.Scale(domain=names, range=[SHAPES[i % len(SHAPES)] for i in range(len(names))])
    return {
        "color": alt.Color("series:N", scale=scale, title=None, sort=names),
        "shape": alt.Shape("series:N", scale=shapes, title=None, sort=names),
    }
