"""The house layout: order, numbers, labels, and what is said where there is nothing to say."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest

from dueregard.papers.assembly import (
    Challenge,
    ChallengeAnswer,
    CommitteePaper,
    PaperHeader,
    ProgressEntry,
    TrackedNode,
    paragraphs_of,
    printable,
)
from dueregard.rendering.blocks import (
    Attribution,
    HeaderLine,
    Lead,
    LetteredItem,
    NumberedParagraph,
    Paragraph,
    SectionHeading,
    Subheading,
    Table,
    VoiceHeading,
)
from dueregard.rendering.layout import lay_out


def test_sections_stand_in_the_house_order(sample_paper):
    sections = [
        block.printed for block in lay_out(sample_paper) if isinstance(block, SectionHeading)
    ]

    assert sections == [
        "Summary",
        "A. Recommendations",
        "B. Supporting information",
        "C. Equality and diversity implications",
        "D. Financial implications",
        "E. Legal implications",
        "F. Risk implications",
        "G. Background papers",
        "H. Abbreviations used",
        "I. Contact details",
    ]


def test_paragraph_numbers_run_on_through_section_b(sample_paper):
    numbers = [
        block.number for block in lay_out(sample_paper) if isinstance(block, NumberedParagraph)
    ]

    assert numbers == list(range(1, 15))


def test_the_head_names_report_meeting_and_body(sample_paper):
    head = [block for block in lay_out(sample_paper) if isinstance(block, Lead | HeaderLine)]

    assert head == [
        Lead("Report 7a of the 16 October 2025 meeting of the Equality and Standards Committee."),
        HeaderLine("Report", "7a"),
        HeaderLine("Date", "16 October 2025"),
        HeaderLine("By", "Chief Executive"),
    ]


def test_parts_have_letters_and_parts_of_parts_their_full_reference(sample_paper):
    labels = [block.label for block in lay_out(sample_paper) if isinstance(block, LetteredItem)]

    assert labels == ["(a)", "(b)", "(c)", "1(c)(i)", "1(c)(ii)", "(a)", "(b)"]


@pytest.mark.parametrize(
    ("ref", "label"), [("7(d)", "(d)"), ("7.1", "7.1"), ("8", "8"), ("7(10)", "7(10)")]
)
def test_a_label_is_short_only_where_it_cannot_be_mistaken(ref, label):
    paper = CommitteePaper(
        PaperHeader("Fair progress"),
        tracked=(TrackedNode("7", "Do it.", children=(TrackedNode(ref, "Do part of it."),)),),
    )

    assert [block.label for block in lay_out(paper) if isinstance(block, LetteredItem)] == [label]


def test_headings_never_skip_a_level_however_deep_the_tree():
    node = TrackedNode("1(a)(i)(x)(y)(z)", "Deepest.", challenges=(Challenge("Why?"),))
    for ref in ("1(a)(i)(x)(y)", "1(a)(i)(x)", "1(a)(i)", "1(a)", "1"):
        node = TrackedNode(ref, "Above.", challenges=(Challenge("Why?"),), children=(node,))
    levels = [1] + [
        level
        for block in lay_out(CommitteePaper(PaperHeader("Depth"), tracked=(node,)))
        if (level := getattr(block, "level", None)) is not None
    ]

    assert max(levels) == 6
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_a_challenge_without_answer_says_so_in_words(sample_paper):
    said = [block.printed for block in lay_out(sample_paper) if isinstance(block, Attribution)]

    assert said.count("Not yet answered.") == 2
    assert said.count("Answered by: Head of Workforce Planning, 15 September 2025") == 1


def test_unanswered_challenges_are_listed_before_the_recommendations(sample_paper):
    blocks = lay_out(sample_paper)
    table = next(
        block for block in blocks if isinstance(block, Table) and "Challenge" in block.columns
    )

    assert [row[0] for row in table.rows] == ["1(b)", "1(c)"]
    assert blocks.index(table) < blocks.index(Subheading("Progress on each recommendation"))


def test_an_answer_takes_a_challenge_off_the_list():
    open_challenge = Challenge("When?", date(2025, 6, 19), "Committee")
    answered = Challenge("Who?", answers=(ChallengeAnswer("The director."),))
    paper = CommitteePaper(
        PaperHeader("Fair progress"),
        tracked=(TrackedNode("1", "Do.", challenges=(open_challenge, answered)),),
    )

    assert paper.unanswered_challenges == ((("1",), open_challenge),)


def test_empty_sections_say_none():
    blocks = lay_out(CommitteePaper(PaperHeader("Nothing yet")))
    sections = {}
    for block in blocks:
        if isinstance(block, SectionHeading):
            heading = block.text
            sections[heading] = []
        elif isinstance(block, Paragraph):
            sections[heading].append(block.text)

    equality = sections.pop("Equality and diversity implications")
    assert equality == ["Not stated."]
    assert all(texts[0] == "None." for texts in sections.values())
    assert not any(isinstance(block, VoiceHeading) for block in blocks)


def test_progress_is_numbered_and_its_bullets_are_not():
    entry = ProgressEntry(("Three things:", "• one;", "• two.", "The rest follows."))
    paper = CommitteePaper(
        PaperHeader("Fair"), tracked=(TrackedNode("1", "Do.", progress=(entry,)),)
    )
    numbered = [b.text for b in lay_out(paper) if isinstance(b, NumberedParagraph) and b.voice]

    assert numbered == ["Three things:", "The rest follows."]


def test_text_is_split_at_blank_lines_and_bullets_and_never_loses_a_word():
    assert paragraphs_of("One\nline.\r\n\r\nTwo:\n* a\n- b\n  more of b") == (
        "One line.",
        "Two:",
        "• a",
        "• b more of b",
    )


@pytest.mark.parametrize("sign", ["\x00", "\x0b", "\x1b", "\x7f", "\ufffe", "\ud800", "\ufeff"])
def test_characters_no_format_can_hold_are_shown_as_replaced(sign):
    assert printable(f"a{sign}b") in ("a\N{REPLACEMENT CHARACTER}b", "a b")
