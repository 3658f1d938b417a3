"""The summary page of an analysis: the same findings, told to people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from dueregard.measures.wording import capital, place
from dueregard.rendering.analysis_page import AnalysisPage, FiguresTable, MeasureSection
from dueregard.rendering.charts import Chart
from dueregard.rendering.charts.points import printed
from dueregard.tables import ReleasableFinding

from .figures import dimensions, method_words, p_words, shortened, unit_of, value_words
from .questions import Question
from .results import Analysis, Row, Taken
from .telling import breakdowns

MOST_SENTENCES = 40
MOST_ROWS = 400
MOST_NAMED = 30


def page_of(
    analysis: Analysis, drawn: Mapping[str, Sequence[Chart]], provenance: Mapping[str, Any]
) -> AnalysisPage:
    """Return the summary page.

    Parameters
    ----------
    analysis : Analysis
        What was found.
    drawn : mapping of str to sequence of Chart
        Charts by question.
    provenance : mapping
        Versions and checksums.
    """
    plan = analysis.plan
    return AnalysisPage(
        title=plan.title or plan.return_id.replace("_", " ").capitalize(),
        lead=f"Return {plan.return_id.replace('_', ' ')}, {plan.period}",
        facts=tuple(_facts(analysis)),
        measures=tuple(
            _section(analysis, question, tuple(drawn[question.name]))
            for question in analysis.questions.asked
        ),
        notes=analysis.notes,
        provenance=tuple(_provenance(provenance)),
    )


def _facts(analysis: Analysis) -> Iterator[tuple[str, str]]:
    for taken in analysis.published:
        yield taken.name.replace("_", " ").capitalize(), _taken(taken)
    hidden = sum(not row.shown.state.shows_value for row in analysis.rows)
    tables = analysis.release.tables
    cells = sum(len(table) for table in tables)
    lost = sum(not cell.state.shows_value for table in tables for cell in table)
    yield "Disclosure policy", tables[0].policy if tables else analysis.plan.policy.label
    yield "Cells not shown", f"{lost:,} of {cells:,}"
    yield "Findings withheld", f"{hidden:,} of {len(analysis.rows):,}"


def _taken(taken: Taken) -> str:
    facts = taken.facts
    words = "the number of rows is kept back, because it would give a hidden count away"
    if "rows_kept" in facts:
        words = f"{facts['rows_kept']:,} of {facts.get('rows_read', 0):,} rows counted"
    if rules := facts.get("set_aside"):
        words += "; set aside: " + ", ".join(
            f"{rule.replace('_', ' ')} {n:,}" for rule, n in rules.items()
        )
    if missing := facts.get("missing"):
        words += "; not received: " + shortened(missing)
    return words + "."


def _section(analysis: Analysis, question: Question, charts: tuple[Chart, ...]) -> MeasureSection:
    rows = analysis.rows_of(question)
    measure = question.measure
    whole = [row for row in rows if not row.answer.by]
    shown = [row for row in rows if row.shown.state.shows_value]
    caveats = [c for row in shown if not row.answer.by for c in row.answer.finding.caveats]
    caveats += measure.caveats
    return MeasureSection(
        name=question.name,
        title=measure.title,
        called=", ".join(measure.called),
        question=_question(question),
        findings=tuple(row.shown for row in shown if not row.answer.by)[:MOST_SENTENCES],
        withheld=_withheld(row for row in whole if not row.shown.state.shows_value),
        parts=tuple(_parts(question, rows)),
        charts=charts,
        tables=(_figures(question, rows),),
        caveats=tuple(dict.fromkeys(caveats)),
    )


def _parts(
    question: Question, rows: Sequence[Row]
) -> Iterator[tuple[str, tuple[ReleasableFinding, ...], str]]:
    for by in breakdowns(question.by):
        own = [row for row in rows if row.answer.by == by] if by else []
        if not own:
            continue
        told = [row.shown for row in own if row.shown.state.shows_value]
        words = _withheld(row for row in own if not row.shown.state.shows_value)
        if len(told) > MOST_SENTENCES:
            words += f". {MOST_SENTENCES} of {len(told):,} are here, all in {question.name}.csv."
        heading = "By " + " and ".join(name.replace("_", " ") for name in by)
        yield heading, tuple(told[:MOST_SENTENCES]), words.strip()


def _withheld(rows: Iterable[Row]) -> str:
    held = list(rows)
    if not held:
        return ""
    named = [
        (*map(place, row.answer.finding.by.values()), row.answer.finding.label) for row in held
    ]
    names = [" ".join(name) for name in named]
    words = f"Withheld {held[0].shown.state.symbol}: {'; '.join(names[:MOST_NAMED])}"
    return words + (f" and {len(names) - MOST_NAMED:,} more" if len(names) > MOST_NAMED else "")


def _question(question: Question) -> str:
    measure = question.measure
    counted = measure.numerator.title if measure.numerator else ""
    among = getattr(measure.denominator, "title", "")
    told = [f"{counted or measure.title}, among {among}" if among else counted]
    told += [f"Applies to: {measure.applies}"] if measure.applies else []
    return " ".join(part.rstrip(".") + "." for part in told if part)


def _figures(question: Question, rows: Sequence[Row]) -> FiguresTable:
    by = dimensions(question, rows)
    unit, scale = unit_of(question, rows)
    columns = (
        "Group",
        *(name.replace("_", " ").capitalize() for name in by),
        unit,
        "From",
        "To",
        "Count",
        "Among",
        "Adjusted p",
        "Method",
    )
    return FiguresTable(
        f"{question.measure.title}: the figures",
        columns,
        tuple(_figure_row(row, by, scale) for row in rows[:MOST_ROWS]),
    )


def _figure_row(row: Row, by: Sequence[str], scale: float) -> tuple[str, ...]:
    finding = row.answer.finding
    places = [place(finding.by.get(name, "All")) for name in by]
    if not row.shown.state.shows_value:
        return (capital(finding.label), *places, row.shown.state.symbol, *[""] * 6)
    value, *limits = (
        "" if (n := row.number(name)) is None else printed(round(n * scale, 6))
        for name in ("value", "lower", "upper")
    )
    return (
        capital(finding.label),
        *places,
        value_words(row, value),
        *limits,
        *(printed(row.number(name)) for name in ("events_1", "total_1")),
        p_words(row.number("p_adjusted")),
        method_words(finding.words.get("method", "")),
    )


def _provenance(provenance: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, title in (("dueregard", "Due Regard"), ("plan", "Plan"), ("release", "Release")):
        if provenance.get(name) is not None:
            yield title, str(provenance[name])
    if policy := provenance.get("policy"):
        yield "Policy", _policy(policy)
    for one in provenance.get("inputs", ()):
        title = str(one["name"]).replace("_", " ").capitalize()
        yield title, f"{one['file']}, SHA-256 {one['sha256']}"


def _policy(policy: Mapping[str, Any]) -> str:
    words = [f"{policy['name']} {policy['version']}"]
    if policy.get("threshold"):
        words.append(f"counts from 1 to {policy['threshold'] - 1} hidden")
    if isinstance(policy.get("rounding"), Mapping):
        words.append(f"rounded to multiples of {policy['rounding']['base']}")
    if policy.get("perturbation"):
        words.append("with noise")
    return ", ".join(words)
