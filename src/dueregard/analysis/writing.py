"""Writing an analysis: tables and findings for programmes, charts and a page for people."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from dueregard.disclosure import LedgerEntry
from dueregard.rendering.analysis_page import render_analysis
from dueregard.rendering.charts import Chart

from .drawing import charts_of
from .figures import dimensions, state_of, why_not
from .folder import checksums, whole_folder
from .page import page_of
from .questions import Question
from .results import Analysis, Row

FORMAT = "dueregard-analysis/1"
FIGURES = (
    ("value", "value"),
    ("lower", "lower"),
    ("upper", "upper"),
)
AFTER = (
    ("numerator", "events_1"),
    ("denominator", "total_1"),
    ("comparator_numerator", "events_2"),
    ("comparator_denominator", "total_2"),
    ("p_value", "p_value"),
    ("p_adjusted", "p_adjusted"),
    ("q_value", "q_value"),
)


def write_analysis(
    analysis: Analysis,
    out: Path,
    provenance: Mapping[str, Any],
    *,
    record: Callable[[LedgerEntry], object] | None = None,
) -> Mapping[str, str]:
    """Write an analysis into a folder that is there whole or not at all.

    Parameters
    ----------
    analysis : Analysis
        What was found.
    out : Path
        The folder.
    provenance : mapping
        Versions and checksums of what went in; what came out is added.
    record : callable, optional
        Given the entry for the release ledger just before the folder is there to be read.

    Returns
    -------
    mapping of str to str
        Path of each file to its SHA-256.
    """
    outputs = analysis.plan.outputs
    drawn = {question.name: charts_of(analysis, question) for question in analysis.questions.asked}
    with whole_folder(out) as folder:
        if "tables" in outputs:
            for question in analysis.questions.asked:
                _write(folder / f"{question.name}.csv", measure_csv(analysis, question))
            for table in (*analysis.release.tables, *analysis.public):
                _write(folder / "tables" / f"{_stem(table.name)}.csv", table.as_csv())
            _write(folder / "tables" / "release.json", _json(analysis.release.record))
        if "findings" in outputs:
            _write(folder / "findings.json", _json(findings_record(analysis)))
        if "charts" in outputs:
            for charts in drawn.values():
                for chart in charts:
                    _write_chart(folder / "charts", chart)
        if "summary" in outputs:
            page = page_of(analysis, drawn, provenance)
            _write(folder / "summary.html", render_analysis(page))
        files = checksums(folder)
        _write(folder / "provenance.json", _json({**provenance, "files": files}))
        if record is not None:
            record(analysis.release.ledger_entry)
    return checksums(out)


def measure_csv(analysis: Analysis, question: Question) -> str:
    """Return the findings of a question as CSV: one row per cell, the method named in each.

    Parameters
    ----------
    analysis : Analysis
        What was found.
    question : Question
        One of its questions.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    rows = analysis.rows_of(question)
    by = dimensions(question, rows)
    heads = [name for name, _ in FIGURES]
    after = [name for name, _ in AFTER]
    writer.writerow(
        [
            "group",
            "label",
            *by,
            *heads,
            "confidence",
            "method",
            "comparator",
            *after,
            "test",
            "family",
            "verdict",
            "caveats",
            "state",
            "why",
        ]
    )
    writer.writerows(_cells(row, by) for row in rows)
    return out.getvalue()


def _cells(row: Row, by: Sequence[str]) -> list[object]:
    finding = row.answer.finding
    shows = row.shown.state.shows_value
    return [
        finding.group,
        finding.label,
        *(finding.by.get(name, "Total") for name in by),
        *(_figure(row.number(key)) for _, key in FIGURES),
        finding.confidence,
        finding.words.get("method", "") if shows else "",
        finding.reference,
        *(_figure(row.number(key)) for _, key in AFTER),
        finding.words.get("test", "") if shows else "",
        finding.family.id,
        finding.verdict if shows else "",
        " ".join(finding.caveats) if shows else "",
        state_of(row),
        why_not(row),
    ]


def _figure(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:.10g}"


def findings_record(analysis: Analysis) -> dict[str, Any]:
    """Return every finding for JSON, with its sentence."""
    return {
        "format": FORMAT,
        "title": analysis.plan.title,
        "return": analysis.plan.return_id,
        "period": str(analysis.plan.period),
        "entry": analysis.release.record["entry"],
        "notes": list(analysis.notes),
        "findings": [_finding(row) for row in analysis.rows],
    }


def _finding(row: Row) -> dict[str, Any]:
    finding, shown = row.answer.finding, row.shown
    told: dict[str, Any] = {
        "measure": finding.measure.id,
        "measure_version": finding.measure.version,
        "called": list(finding.measure.called),
        "question": row.answer.question.name,
        "group": finding.group,
        "label": finding.label,
        "reference": finding.reference,
        "by": dict(finding.by),
        "state": str(shown.state),
        "sentence": str(shown),
        "values": {name: _finite(value) for name, value in shown.values.items()},
    }
    if not shown.state.shows_value:
        return told
    power, unknown = finding.power, finding.unknown
    return told | {
        "verdict": str(finding.verdict),
        "why": finding.why,
        "method": finding.words.get("method", ""),
        "test": finding.words.get("test", ""),
        "confidence": finding.confidence,
        "family": {
            "id": finding.family.id,
            "m": finding.family.m,
            "method": finding.family.method,
            "monitor": finding.family.monitor,
        },
        "looks": finding.looks.number,
        "smallest_ratio_seen": _finite(power.ratio),
        "unknown": None
        if unknown is None
        else {
            "lower": _finite(float(unknown.lower)),
            "upper": _finite(float(unknown.upper)),
            "tipping_share": _finite(float(unknown.tipping_share)),
            "unknown_share": _finite(float(unknown.unknown_share)),
        },
        "shortfall": None
        if finding.shortfall is None
        else {
            name: _finite(float(getattr(finding.shortfall, name)))
            for name in ("value", "lower", "upper")
        },
        "screening": finding.screening,
        "caveats": list(finding.caveats),
    }


def _finite(value: float | None) -> float | str | None:
    """JSON has no infinity: a limit that is not there is said in words."""
    if value is None or value != value:
        return None
    if value in (float("inf"), float("-inf")):
        return "no limit"
    return round(value, 6)


def _write_chart(folder: Path, chart: Chart) -> None:
    _write(folder / f"{chart.name}.svg", chart.svg())
    folder.joinpath(f"{chart.name}.png").write_bytes(chart.png())
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(chart.columns)
    writer.writerows(chart.rows)
    _write(folder / f"{chart.name}.csv", out.getvalue())
    _write(folder / f"{chart.name}.txt", chart.alternative + "\n")


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="")


def _json(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, indent=1, default=str) + "\n"


def _stem(name: str) -> str:
    return "-".join("".join(c if c.isalnum() else " " for c in name.lower()).split())[:120]
