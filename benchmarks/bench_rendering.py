"""How long a paper of about a hundred pages takes in each format: figures, no asserts on time.

Run with ``python -m pytest benchmarks/bench_rendering.py``.
"""

from __future__ import annotations

import io
from datetime import date
from itertools import count

import pikepdf
import pytest

from dueregard.papers.assembly import (
    Challenge,
    CommitteePaper,
    NextStep,
    PaperHeader,
    ProgressEntry,
    TrackedNode,
    count_statuses,
)
from dueregard.rendering import docx, html, json, pdf, text
from dueregard.rendering.spreadsheets import Column, Sheet, write_csv, write_ods, write_xlsx

SENTENCE = "The panel met each month and reported what it found to the commanders of both areas. "


def _part(ref: str, number: int, sentence: str) -> TrackedNode:
    return TrackedNode(
        ref,
        "holding a community scrutiny panel in each area, at least four times a year;",
        owner="Head of Community Engagement",
        status=("completed", "in_progress", "overdue")[number % 3],
        due=date(2026, 3, 31),
        progress=tuple(
            ProgressEntry((sentence * 5, sentence * 3), date(2025, 9, day), "Head of Policing")
            for day in (1, 2)
        ),
        challenges=(Challenge(sentence * 2, date(2025, 6, 19), "Standards Committee"),),
        next_steps=(NextStep(sentence, "Head of Community Engagement", date(2025, 12, 12)),),
    )


def _long_paper(sentence: str) -> CommitteePaper:
    """Forty recommendations of four parts each: a little over a hundred pages."""
    tracked = tuple(
        TrackedNode(
            str(number),
            "The Force must be able to explain how it uses its powers. This means:",
            children=tuple(_part(f"{number}({letter})", number, sentence) for letter in "abcd"),
        )
        for number in range(1, 41)
    )
    header = PaperHeader("A long report", "6a", date(2025, 10, 16), "Chief Executive")
    return CommitteePaper(header, tracked=tracked, counts=count_statuses(tracked))


@pytest.fixture(scope="module")
def long_paper() -> CommitteePaper:
    return _long_paper(SENTENCE)


def test_pdf(benchmark):
    # A new text each time: Typst remembers the lines it has broken before.
    rounds = count(1)
    written = benchmark.pedantic(
        pdf.render_paper,
        setup=lambda: ((_long_paper(f"In round {next(rounds)}, {SENTENCE}"),), {}),
        rounds=10,
    )

    with pikepdf.Pdf.open(io.BytesIO(written)) as opened:
        benchmark.extra_info["pages"] = len(opened.pages)
        assert len(opened.pages) >= 100


def test_docx(benchmark, long_paper):
    assert benchmark(docx.render_paper, long_paper)


@pytest.mark.parametrize("render", [html.render_paper, text.render_paper, json.render_paper])
def test_light_formats(benchmark, long_paper, render):
    assert benchmark(render, long_paper)


@pytest.mark.parametrize("write", [write_csv, write_xlsx, write_ods])
def test_a_list_of_ten_thousand_rows(benchmark, write):
    columns = (Column("ref", "Reference"), Column("text", "Text"), Column("due", "Due", "date"))
    row = {"ref": "1(a)", "text": SENTENCE, "due": date(2026, 3, 31)}

    assert benchmark(write, Sheet("Recommendations", columns, (row,) * 10_000))
