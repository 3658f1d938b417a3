"""The summary of an analysis as one HTML page: what was asked, what can be said, and how."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib.resources import files

from dueregard.rendering.charts import Chart
from dueregard.tables import Confidential, ReleasableFinding


@dataclass(frozen=True)
class FiguresTable:
    """A table of figures that may be shown.

    Parameters
    ----------
    caption : str
        What it shows.
    columns : tuple of str
        Headings; the first column heads the rows.
    rows : tuple of tuple of str
        Cells as they are printed.
    """

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class MeasureSection:
    """What the page says of one measure.

    Parameters
    ----------
    name, title : str
        Its anchor and its heading.
    called : str
        What laws and standards call it; empty where nothing does.
    question : str
        What is counted among whom; empty where the title says it.
    findings : tuple of ReleasableFinding
        The sentences for the whole body, in the order they are told.
    parts : tuple of (str, tuple of ReleasableFinding, str)
        For each breakdown its name, its sentences and what is withheld of it, in words.
    charts : tuple of Chart
        Its charts.
    tables : tuple of FiguresTable
        Its figures.
    caveats : tuple of str
        What to bear in mind.
    withheld : str
        Which groups nothing is told of for the whole body.
    """

    name: str
    title: str
    called: str
    question: str
    findings: tuple[ReleasableFinding, ...]
    parts: tuple[tuple[str, tuple[ReleasableFinding, ...], str], ...] = ()
    charts: tuple[Chart, ...] = ()
    tables: tuple[FiguresTable, ...] = ()
    caveats: tuple[str, ...] = ()
    withheld: str = ""

    def __post_init__(self) -> None:
        every = [*self.findings, *(found for _, part, _ in self.parts for found in part)]
        if not all(isinstance(found, ReleasableFinding) for found in every):
            raise Confidential("Only what has been through disclosure control is shown.")


@dataclass(frozen=True)
class AnalysisPage:
    """The whole page.

    Parameters
    ----------
    title : str
        What the analysis is called.
    lead : str
        Which return, which time.
    facts : tuple of (str, str)
        What was received, set aside, missing; the policy.
    measures : tuple of MeasureSection
        One per measure.
    notes : tuple of str
        What holds for all of it: symbols, how many questions were asked.
    provenance : tuple of (str, str)
        Versions and checksums.
    """

    title: str
    lead: str
    facts: tuple[tuple[str, str], ...]
    measures: tuple[MeasureSection, ...]
    notes: tuple[str, ...] = ()
    provenance: tuple[tuple[str, str], ...] = ()


@cache
def stylesheet() -> str:
    """Return the style sheet of the page."""
    return files("dueregard.rendering").joinpath("analysis.css").read_text("utf-8")


def render_analysis(page: AnalysisPage) -> str:
    """Return the page as a complete HTML document that needs nothing else and runs no script.

    Examples
    --------
    >>> page = AnalysisPage("Leavers", "2025–26", (("Rows read", "120"),), ())
    >>> html = render_analysis(page)
    >>> "<h1>Leavers</h1>" in html, "<script" in html
    (True, False)
    """
    body = "\n".join(_body(page))
    return (
        '<!DOCTYPE html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(page.title)}</title>\n<style>\n{stylesheet()}</style>\n</head>\n"
        f"<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    )


def _body(page: AnalysisPage) -> Iterator[str]:
    yield f"<h1>{escape(page.title)}</h1>"
    yield f'<p class="lead">{escape(page.lead)}</p>'
    yield _labelled(page.facts)
    if len(page.measures) > 1:
        yield '<nav aria-label="Measures"><h2>Measures</h2><ul>'
        yield from (
            f'<li><a href="#{escape(m.name)}">{escape(m.title)}</a></li>' for m in page.measures
        )
        yield "</ul></nav>"
    for measure in page.measures:
        yield from _measure(measure)
    yield from _list("What holds for all of it", page.notes)
    if page.provenance:
        yield "<h2>Where it comes from</h2>"
        yield _labelled(page.provenance)


def _measure(measure: MeasureSection) -> Iterator[str]:
    yield f'<section aria-labelledby="{escape(measure.name)}">'
    yield f'<h2 id="{escape(measure.name)}">{escape(measure.title)}</h2>'
    if measure.called:
        yield f'<p class="called">{escape(measure.called)}</p>'
    if measure.question:
        yield f"<p>{escape(measure.question)}</p>"
    yield from _findings(measure.findings)
    if measure.withheld:
        yield f"<p>{escape(measure.withheld)}</p>"
    for name, findings, withheld in measure.parts:
        told = f"{len(findings)} finding{'' if len(findings) == 1 else 's'}"
        yield f"<details><summary>{escape(name)}: {told}</summary>"
        yield from _findings(findings)
        if withheld:
            yield f"<p>{escape(withheld)}</p>"
        yield "</details>"
    for chart in measure.charts:
        yield chart.figure()
    for table in measure.tables:
        yield _table(table)
    yield from _list("What to bear in mind", measure.caveats, level=3)
    yield "</section>"


def _findings(findings: Sequence[ReleasableFinding]) -> Iterator[str]:
    if findings:
        yield '<ul class="findings">'
        yield from (
            f'<li class="finding finding--{escape(str(found.state))}">{escape(str(found))}</li>'
            for found in findings
        )
        yield "</ul>"


def _labelled(pairs: Sequence[tuple[str, str]]) -> str:
    rows = "".join(f"<dt>{escape(name)}</dt><dd>{escape(text)}</dd>" for name, text in pairs)
    return f"<dl>{rows}</dl>"


def _list(heading: str, items: Sequence[str], level: int = 2) -> Iterator[str]:
    if items:
        yield f"<h{level}>{escape(heading)}</h{level}>"
        yield "<ul>" + "".join(f"<li>{escape(item)}</li>" for item in items) + "</ul>"


def _table(table: FiguresTable) -> str:
    heads = "".join(f'<th scope="col">{escape(head)}</th>' for head in table.columns)
    rows = "".join(
        f'<tr><th scope="row">{escape(first)}</th>'
        + "".join(f"<td>{escape(cell)}</td>" for cell in rest)
        + "</tr>"
        for first, *rest in table.rows
    )
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(table.caption)}">'
        f"<table><caption>{escape(table.caption)}</caption>"
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
    )
