"""Which charts a measure gets: by what it estimates and what it is broken down by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dueregard.measures.wording import capital, place
from dueregard.rendering.charts import (
    Chart,
    Point,
    control_chart,
    forest_plot,
    funnel_plot,
    interval_plot,
    period_lines,
    survival_curves,
)
from dueregard.rendering.charts.curves import PREFIX

from .figures import unit_of, why_not
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
    if question.measure.kind == "unit_funnel":
        return list(_funnels(question, analysis.rows_of(question)))
    if question.measure.kind == "control_chart":
        return list(_control(question, analysis.rows_of(question)))
    rows = analysis.rows_of(question)
    if any(name.startswith(PREFIX) for row in rows for name in row.shown.values):
        return list(_curves(question, rows))
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
        own = list(_each_once(rows))
        labels = [_named(row, ()) for row in own]
        yield _rows_chart(question, own, labels, question.measure.title, question.stem)


def _funnels(question: Question, rows: Sequence[Row]) -> Iterator[Chart]:
    """One funnel for each group: units by size, around the figure of them together."""
    measure = question.measure
    of, unit = str(measure.options.get("of", "share")), str(measure.options.get("unit", "unit"))
    for label in dict.fromkeys(row.answer.finding.label for row in rows):
        own = [row for row in rows if row.answer.finding.label == label]
        first = next((row for row in own if row.number("target") is not None), None)
        if first is None or of == "relative" or not set(first.answer.finding.by) <= {unit}:
            # Ratios to a reference group have no one size to stand on.
            labels = [_place(row, unit) for row in own]
            title = f"{measure.title}: {label}"
            yield _rows_chart(question, own, labels, title, f"{question.stem}-{label}")
            continue
        per = measure.per if of == "rate" else 1.0
        yield funnel_plot(
            [
                _point(row, place(row.answer.finding.by[unit]))
                for row in own
                if unit in row.answer.finding.by
            ],
            title=f"{measure.title}: {label}",
            unit=f"{of.capitalize()} of each {unit.replace('_', ' ')}",
            size=capital(measure.words.people if of == "share" else measure.words.exposure),
            target=first.number("target") or 0.0,
            kind="proportion" if of == "share" else "rate",
            multiplier=per,
            tau_squared=first.number("tau_squared") or 0.0,
            value="rate",
            denominator="total",
            name=_slug(f"{question.stem} {label}"),
        )


def _control(question: Question, rows: Sequence[Row]) -> Iterator[Chart]:
    """One control chart for each group and place: months between their limits."""
    asked = str(question.measure.options.get("time", "month"))
    there = {name for row in rows for name in row.answer.finding.by}
    time = asked if asked in there else PERIOD
    unit, scale = unit_of(question, rows)
    for name in dict.fromkeys(_named(row, (time,)) for row in rows):
        own = [r for r in rows if _named(r, (time,)) == name and time in r.answer.finding.by]
        if not own:
            continue
        flags = {
            row.answer.finding.by[time]: row.answer.finding.words["flags"].replace("_", " ")
            for row in own
            if row.shown.state.shows_value and row.answer.finding.words.get("flags")
        }
        yield control_chart(
            [_point(row, row.answer.finding.by[time], scale) for row in own],
            title=f"{question.measure.title}: {name}",
            unit=unit,
            special=flags,
            name=_slug(f"{question.stem} {name}"),
        )


def _by_unit(question: Question, name: str, rows: Sequence[Row]) -> Iterator[Chart]:
    for label in dict.fromkeys(row.answer.finding.label for row in rows):
        own = [row for row in rows if row.answer.finding.label == label]
        labels = [_place(row, name) for row in own]
        title = f"{question.measure.title}: {label}, by {name.replace('_', ' ')}"
        stem = f"{question.stem}-{_slug(label)}-by-{_slug(name)}"
        yield _rows_chart(question, own, labels, title, stem)


def _by_period(question: Question, rows: Sequence[Row]) -> Iterator[Chart]:
    if not rows:
        return
    labels = list(dict.fromkeys(_named(row, (PERIOD,)) for row in rows))[:MOST_SERIES]
    unit, scale = unit_of(question, rows)
    several = len(labels) > 1
    points = [
        Point(
            row.answer.finding.by[PERIOD],
            row.shown,
            _named(row, (PERIOD,)) if several else "",
            scale,
            why_not(row),
        )
        for row in rows
        if _named(row, (PERIOD,)) in labels
    ]
    yield period_lines(
        points,
        title=f"{question.measure.title}, by period",
        unit=unit,
        # Bands of many lines cover each other; the limits are in the table.
        lower="" if several else "lower",
        upper="" if several else "upper",
        name=_slug(f"{question.stem} by period"),
    )


def _rows_chart(
    question: Question, rows: Sequence[Row], labels: Sequence[str], title: str, name: str
) -> Chart:
    measure, stem = question.measure, _slug(name)
    unit, scale = unit_of(question, rows)
    pairs = list(zip(rows, labels, strict=True))[:MOST_ROWS]
    points = [_point(row, label, scale) for row, label in pairs]
    if measure.kind == "unit_funnel":
        together = "All units together"
        return forest_plot(points, title=title, unit=unit, reference_label=together, name=stem)
    if measure.estimate == "ratio":
        return forest_plot(points, title=title, unit=unit, name=stem)
    reference = 0.0 if measure.estimate == "difference" else None
    return interval_plot(points, title=title, unit=unit, reference=reference, name=stem)


def _point(row: Row, label: str, scale: float = 1.0) -> Point:
    return Point(label, row.shown, "", scale, why_not(row))


def _curves(question: Question, rows: Sequence[Row]) -> Iterator[Chart]:
    """One chart of the curves of the whole body, and one for each breakdown."""
    for by in dict.fromkeys(row.answer.by for row in rows):
        own = list(_each_once([row for row in rows if row.answer.by == by]))[:MOST_SERIES]
        where = f", by {' and '.join(by).replace('_', ' ')}" if by else ""
        yield survival_curves(
            [_point(row, _named(row, ())) for row in own],
            title=f"{question.measure.title}{where}",
            unit="Share still there",
            time="Years",
            name=_slug(f"{question.stem}{where}"),
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


def _slug(text: str) -> str:
    return "-".join("".join(c if c.isalnum() else " " for c in text.lower()).split())
