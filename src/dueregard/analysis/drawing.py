"""Which charts a measure gets: by what it estimates and what it is broken down by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dueregard.measures.wording import capital, place
from dueregard.rendering.charts import Chart, Point, forest_plot, interval_plot, period_lines

from .questions import PERIOD, Question
from .results import Analysis, Row

MOST_ROWS = 60
MOST_SERIES = 6


def charts_of(analysis: Analysis, question: Question) -> list[Chart]:
    """Return the charts of a question: the whole, then by unit, then by period.

    Parameters
    ----------
    analysis : Analysis
        What was found.
    question : Question
        One of its questions.
    """
    return [
        *_whole(question, analysis.rows_of(question, ())),
        *(
            chart
            for name in question.by
            if name != PERIOD
            for chart in _by_unit(question, name, analysis.rows_of(question, (name,)))
        ),
        *_by_period(question, analysis.rows_of(question, (PERIOD,))),
    ]


def _whole(question: Question, rows: Sequence[Row]) -> Iterator[Chart]:
    if rows:
        points = [Point(_named(row, ()), row.shown) for row in _each_once(rows)][:MOST_ROWS]
        yield _rows_chart(question, points, question.measure.title, question.stem)


def _by_unit(question: Question, name: str, rows: Sequence[Row]) -> Iterator[Chart]:
    for label in dict.fromkeys(row.answer.finding.label for row in rows):
        own = [row for row in rows if row.answer.finding.label == label]
        points = [Point(_place(row, name), row.shown) for row in own][:MOST_ROWS]
        title = f"{question.measure.title}: {label}, by {name.replace('_', ' ')}"
        stem = f"{question.stem}-{_slug(label)}-by-{_slug(name)}"
        yield _rows_chart(question, points, title, stem)


def _by_period(question: Question, rows: Sequence[Row]) -> Iterator[Chart]:
    if not rows:
        return
    labels = list(dict.fromkeys(_named(row, (PERIOD,)) for row in rows))[:MOST_SERIES]
    several = len(labels) > 1
    points = [
        Point(
            row.answer.finding.by[PERIOD],
            row.shown,
            _named(row, (PERIOD,)) if several else "",
        )
        for row in rows
        if _named(row, (PERIOD,)) in labels
    ]
    yield period_lines(
        points,
        title=f"{question.measure.title}, by period",
        unit=unit_of(question),
        # Bands of many lines cover each other; the limits are in the table.
        lower="" if several else "lower",
        upper="" if several else "upper",
        name=_slug(f"{question.stem} by period"),
    )


def _rows_chart(question: Question, points: Sequence[Point], title: str, name: str) -> Chart:
    stem = _slug(name)
    if question.measure.estimate == "ratio":
        return forest_plot(points, title=title, unit=unit_of(question), name=stem)
    reference = 0.0 if question.measure.estimate == "difference" else None
    return interval_plot(
        points, title=title, unit=unit_of(question), reference=reference, name=stem
    )


def _each_once(rows: Sequence[Row]) -> Iterator[Row]:
    seen: set[str] = set()
    for row in rows:
        if (name := _named(row, ())) not in seen:
            seen.add(name)
            yield row


def _named(row: Row, without: Sequence[str]) -> str:
    """Group of a row, and the stage, year or part that its kind of measure tells apart."""
    finding = row.answer.finding
    others = [level for name, level in finding.by.items() if name not in without]
    return ", ".join([capital(finding.label), *map(place, others)])


def _place(row: Row, name: str) -> str:
    by = row.answer.finding.by
    levels = [by[name], *(level for other, level in by.items() if other != name)]
    return ", ".join(map(place, levels))


def unit_of(question: Question) -> str:
    """Return the title of the axis of a measure's estimates."""
    measure = question.measure
    if measure.estimate == "ratio":
        top, bottom = ("group", "reference")[:: -1 if measure.inverted else 1]
        return f"Ratio, {top} over {bottom}"
    if measure.estimate == "rate" and measure.per != 1:
        return f"Per {measure.per:,.0f}"
    return measure.estimate.capitalize()


def _slug(text: str) -> str:
    return "-".join("".join(c if c.isalnum() else " " for c in text.lower()).split())
