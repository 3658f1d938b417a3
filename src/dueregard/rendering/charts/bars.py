"""Bars: counts of a releasable table, or one value per group without an interval."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt

from dueregard.tables import CellState, Confidential, ReleasableTable

from .chart import Chart
from .look import WIDTH, dressed, row_axis, row_height, series_encoding, wrapped
from .points import Point, identifier, notes_for, ordered_labels, printed, series_of, told


def count_bars(
    table: ReleasableTable,
    dimension: str,
    *,
    title: str,
    unit: str = "People",
    name: str | None = None,
    **levels: str,
) -> Chart:
    """Draw the counts of one dimension of a releasable table as bars.

    Parameters
    ----------
    table : ReleasableTable
        The table.
    dimension : str
        The dimension whose levels are drawn; the others are at their total or at `levels`.
    title, unit : str
        What is shown, and the title of its axis.
    name : str, optional
        Stem of the files.
    **levels : str
        A level of each other dimension.

    Returns
    -------
    Chart
        A hidden count is drawn as its symbol; zero is a zero.

    Raises
    ------
    Confidential
        When the table has not been through disclosure control.

    Examples
    --------
    >>> from dueregard.disclosure import preset, protect
    >>> from dueregard.tables import FrequencyTable
    >>> counts = {"Ash": 41, "Elm": 3, "Oak": 25, "Yew": 36}
    >>> table = FrequencyTable.from_records(
    ...     [{"area": area, "count": count} for area, count in counts.items()]
    ... )
    >>> shown = protect([table], preset("published")).tables[0]
    >>> count_bars(shown, "area", title="Officers by area").rows
    (('Ash', '41'), ('Elm', '[c]'), ('Oak', '25'), ('Yew', '[c]'))
    """
    if not isinstance(table, ReleasableTable):
        raise Confidential("Only what has been through disclosure control is drawn.")
    place = [d.name for d in table.dimensions].index(dimension)
    shown = [table.cell(**{dimension: v}, **levels) for v in table.dimensions[place].levels]
    data = [
        {
            "label": wrapped(cell.levels[place]),
            "series": "",
            "value": cell.value,
            "mark": cell.state.symbol,
        }
        for cell in shown
    ]
    rows = tuple((cell.levels[place], str(cell)) for cell in shown)
    notes = tuple(f"{s.symbol} {s.meaning}." for s in CellState if s.symbol in table.symbols())
    words = "; ".join(f"{label}: {value}" for label, value in rows)
    return Chart(
        name or identifier(title),
        title,
        f"{title}. {unit}: {words}.",
        (dimension.replace("_", " ").capitalize(), unit),
        rows,
        _bars(data, [row[0] for row in rows], [""], unit),
        notes,
    )


def value_bars(points: Sequence[Point], *, title: str, unit: str, name: str | None = None) -> Chart:
    """Draw one value per group as bars, for shares that carry no interval.

    Parameters
    ----------
    points : sequence of Point
        Findings with ``value``.
    title, unit : str
        What is shown, and the title of its axis.
    name : str, optional
        Stem of the files.

    Examples
    --------
    ``value_bars(points, title="Disclosure rate, by question", unit="Answered (%)")``
    """
    labels, names = ordered_labels(points), series_of(points)
    data = [
        {"label": wrapped(p.label), "series": p.series, "value": p.value("value"), "mark": p.mark}
        for p in points
    ]
    several = len(names) > 1
    rows = tuple(
        (
            *((p.label, p.series) if several else (p.label,)),
            f"{printed(p.value('value'))} {p.mark}".strip(),
        )
        for p in points
    )
    return Chart(
        name or identifier(title),
        title,
        f"{title}. {told(points, 'lower', 'upper', unit)}",
        (*(("Group", "Series") if several else ("Group",)), unit),
        rows,
        _bars(data, labels, names, unit),
        notes_for(points),
    )


def _bars(data: list[dict[str, Any]], labels: list[str], names: list[str], unit: str) -> Any:
    base = alt.Chart(alt.InlineData(values=data)).encode(
        y=alt.Y("label:N", sort=[*map(wrapped, labels)], title=None, axis=row_axis())
    )
    if len(names) > 1:
        base = base.encode(yOffset=alt.YOffset("series:N", sort=names))
    bars = base.mark_bar().encode(
        x=alt.X("value:Q", title=unit, scale=alt.Scale(zero=True)),
        color=series_encoding(names)["color"],
    )
    marks = (
        base.transform_filter("datum.mark !== ''")
        .mark_text(align="left", dx=4)
        .transform_calculate(at="datum.value === null ? 0 : datum.value")
        .encode(x="at:Q", text="mark:N")
    )
    height = row_height(labels) * len(labels) * max(1.0, 0.8 * len(names))
    return dressed(alt.layer(bars, marks).properties(width=WIDTH, height=height)).to_dict()
