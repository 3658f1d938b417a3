"""What is written is read back: header, tree, owners, statuses and entries, in every format."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from dueregard import papers
from dueregard.papers.assembly import (
    Abbreviation,
    Challenge,
    ChallengeAnswer,
    Change,
    CommitteePaper,
    Implication,
    NextStep,
    PaperHeader,
    PaperRecommendations,
    ProgressEntry,
    SupportingHeading,
    SupportingParagraph,
    TrackedNode,
    count_statuses,
    document_of_json,
)
from dueregard.papers.model import Document
from dueregard.rendering import docx, html, json, pdf, text

FORMATS = {
    "text": lambda paper: text.render_paper(paper).encode(),
    "html": lambda paper: html.render_paper(paper).encode(),
    "docx": docx.render_paper,
    "pdf": pdf.render_paper,
    "json": json.render_paper,
}

WORDS = [
    "the",
    "force",
    "board",
    "panel",
    "officers",
    "staff",
    "of",
    "in",
    "and",
    "for",
    "with",
    "whether",
    "report",
    "each",
    "scrutiny",
    "area",
    "review",
    "training",
    "policy",
    "figures",
    "recruitment",
    "promotion",
    "(including",
    "part-timers)",
    "(see",
    "paragraph",
    "12)",
    "45%",
    "£1,250",
    "1.5",
    "2025/26",
    "‘fair’",
    "“equal”",
    "–",
    "and/or",
    "e.g.",
    "staff’s",
    "Recommendation",
    "3",
    "7(d)",
    "Challenges",
    "owner:",
    "status:",
    "well-being",
    "https://www.wendshire.example/a-b",
    "Café",
    "naïve",
    "C&E",
    "<b>",
    "#1",
    "*all*",
    "$5",
    "A;",
    "B,",
    "next",
    "steps",
]
OPENINGS = ("", "(a) ", "12. ", "(i) ", "1.2 ", "Owner: ", "Progress so far ", "2. 3. ", "A. ")
POSTS = (
    "Director of People",
    "Head of Policy (Equality)",
    "Chief Superintendent, Northern Area",
    "Assistant Chief Constable – Local Policing",
    "Equality & Inclusion Lead",
)
STATUSES = ("completed", "in_progress", "not_started", "overdue", "rejected")
ROMAN = ("i", "ii", "iii", "iv", "v")

days = st.dates(date(1999, 1, 1), date(2035, 12, 31))
posts = st.sampled_from(POSTS)


@st.composite
def sentences(draw, most=25, ends=(".", "?", ";", ":", "")):
    """A sentence of the field's words with the signs that trip a reader."""
    words = " ".join(draw(st.lists(st.sampled_from(WORDS), min_size=2, max_size=most)))
    return (
        draw(st.sampled_from(("Publish", "How will", "Agree", "When will")))
        + " "
        + words
        + draw(st.sampled_from(ends))
    )


@st.composite
def progress_paragraphs(draw):
    """A paragraph of progress; it is numbered, so it may itself begin like a number or a letter."""
    opening = draw(st.sampled_from(OPENINGS))
    return opening + draw(sentences(most=draw(st.sampled_from((8, 30, 150))), ends=(".", "?")))


entries = st.builds(
    lambda first, more, bullets, day, author: ProgressEntry(
        (first, *(f"• {bullet}" for bullet in bullets), *more), day, author, "Autumn 2025 round"
    ),
    progress_paragraphs(),
    st.lists(progress_paragraphs(), max_size=2),
    st.lists(sentences(), max_size=3),
    st.none() | days,
    st.none() | posts,
)
answers = st.builds(ChallengeAnswer, sentences(), st.none() | days, st.none() | posts)
challenges = st.builds(
    Challenge,
    sentences(),
    st.none() | days,
    st.none() | posts,
    st.lists(answers, max_size=2).map(tuple),
)
steps = st.builds(NextStep, sentences(), st.none() | posts, st.none() | days)


@st.composite
def nodes(draw, ref, depth=0):
    """A recommendation or part, its entries, and up to three parts a level for three levels."""
    own = [f"({letter})" for letter in ("abcdefghij" if depth == 0 else ROMAN)]
    most = (3, 2, 0)[depth]
    parts = draw(st.integers(0, most))
    return TrackedNode(
        ref,
        draw(sentences(ends=(". This means:",) if parts else (".", ";", "; and", ""))),
        owner=draw(st.none() | posts),
        # A reader infers a status from progress where none is printed; the register prints one.
        status=None if parts else draw(st.sampled_from(STATUSES)),
        due=draw(st.none() | days),
        progress=tuple(draw(st.lists(entries, max_size=2))),
        challenges=tuple(draw(st.lists(challenges, max_size=2))),
        next_steps=tuple(draw(st.lists(steps, max_size=2))),
        children=tuple(draw(nodes(ref + label, depth + 1)) for label in own[:parts]),
    )


@st.composite
def committee_papers(draw):
    """A whole paper of the invented authority."""
    numbers = range(1, 1 + draw(st.integers(1, 3)))
    tracked = tuple(draw(nodes(str(number))) for number in numbers)
    day = draw(days)
    return CommitteePaper(
        PaperHeader(
            draw(
                st.sampled_from(("Fairness at Work: progress", "Update on the inquiry – 2025/26"))
            ),
            draw(st.none() | st.sampled_from(("6", "7a", "12"))),
            day,
            draw(st.none() | st.sampled_from(("Chief Executive", "Commissioner"))),
            "Equality and Standards Committee",
            day,
            draw(st.none() | posts),
            "equality@wendshire.example",
        ),
        summary=tuple(draw(st.lists(sentences(ends=(".",)), min_size=1, max_size=2))),
        recommendations=PaperRecommendations(
            "That members:", ("note the report; and", "ask for more.")
        ),
        supporting=(
            SupportingHeading("Background"),
            SupportingParagraph(
                draw(sentences(ends=(".",))), tuple(draw(st.lists(sentences(), max_size=2)))
            ),
        ),
        counts=count_statuses(tracked),
        previous_report="the report of 19 June 2025",
        changes=(Change("1", "In progress", "Completed"),) if draw(st.booleans()) else (),
        tracked=tracked,
        implications=(
            Implication("equality", draw(sentences(ends=(".",)))),
            Implication("risk", ""),
        ),
        background_papers=("Report of the inquiry, January 2025",),
        abbreviations=(Abbreviation("HR", "Human Resources"),),
    )


def _content(document: Document) -> dict[str, Any]:
    header = document.header
    return {
        "header": (
            header.report_number,
            header.title,
            header.date,
            header.by,
            header.body,
            header.meeting_date,
            header.author,
            header.summary,
        ),
        "items": [
            {
                "ref": item.ref,
                "parent": item.parent,
                "text": item.text,
                "owner": item.owner,
                "status": item.status,
                "due": item.due,
                "progress": item.progress,
                "challenges": item.challenges,
                "next_steps": item.next_steps,
            }
            for item in document.tracked_items
        ],
    }


def _comes_back(paper: CommitteePaper, render) -> None:
    expected = _content(document_of_json(json.render_paper(paper)))
    found = _content(papers.read_bytes(render(paper)))

    assert found["header"] == expected["header"]
    for item, wanted in zip(found["items"], expected["items"], strict=True):
        assert item == wanted


@pytest.mark.parametrize("name", FORMATS)
def test_the_sample_comes_back(sample_paper, name):
    _comes_back(sample_paper, FORMATS[name])


@pytest.mark.parametrize("name", FORMATS)
@settings(
    max_examples=25,
    deadline=None,
    # A whole paper takes minutes to shrink; the assertion names the item that differs.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(paper=committee_papers())
def test_every_paper_comes_back(name, paper):
    _comes_back(paper, FORMATS[name])


@pytest.mark.parametrize("name", FORMATS)
def test_nothing_of_our_own_paper_is_left_unread(sample_paper, name):
    coverage = papers.read_bytes(FORMATS[name](sample_paper)).coverage
    running = {"Page", "Report 7a, Fairness"}

    assert all(line.text.startswith(tuple(running)) for line in coverage.unattached)
