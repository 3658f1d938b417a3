"""What the register becomes on paper."""

from __future__ import annotations

import datetime

import pytest

from dueregard.papers.assembly import Change, to_json_bytes
from dueregard.rendering import text as plain
from dueregard.web.governance.assembling import assemble, assembly_of
from dueregard.web.governance.services import edit_wording
from dueregard.web.recommendations.models import ReceivedPaper

AUGUST = datetime.date(2026, 8, 20)


def node(paper, ref):
    return next(each for each in paper.walk() if each.ref == ref)


def test_the_tree_is_in_two_voices_with_a_status_on_each_leaf(register):
    paper = assemble(register.paper(), on=AUGUST)
    assert [each.ref for each in paper.walk()] == ["1", "1(a)", "1(b)", "2", "2(a)", "2(b)"]
    assert node(paper, "1").status is None
    assert node(paper, "1(a)").status_words == "Completed, not yet verified"
    assert node(paper, "1(b)").status == "overdue"
    assert node(paper, "2(a)").status == "not_started"
    assert node(paper, "2(b)").status == "pointer"
    assert node(paper, "1(b)").owner == "Head of Northmoor"
    assert {c.words: c.number for c in paper.counts} == {
        "Overdue": 1,
        "Not started": 1,
        "See another recommendation": 1,
        "Completed, not yet verified": 1,
    }


def test_an_unanswered_challenge_is_shown_as_such(register):
    paper = assemble(register.paper(), on=AUGUST)
    assert [(refs, c.text) for refs, c in paper.unanswered_challenges] == [
        (("1(b)", "2(a)"), "Who will chair?")
    ]
    assert "Not yet answered." in plain.render_paper(paper)
    assert "consider the 1 challenge that has not been answered (1(b) and 2(a)); and" in (
        paper.recommendations.items
    )


def test_nothing_restricted_enters_an_open_paper(register):
    paper = register.paper()
    edit_wording(
        paper=paper,
        expected_version=paper.version,
        by=register.world.people["equality_officer"],
        statements="all",
    )
    content = to_json_bytes(assemble(paper, on=AUGUST)).decode()
    assert "SECRET" not in content
    assert "1(c)" not in content
    assert "named officer" not in content


def test_a_branch_whose_parts_are_all_restricted_has_no_status(bare_register):
    bare_register.item("1", "Review every case. This means:")
    bare_register.item("1(a)", "the first case.", "1", restricted=True)
    paper = assemble(bare_register.paper(), on=AUGUST)
    assert node(paper, "1").status_words is None
    assert paper.counts == ()


def test_everything_under_a_restricted_branch_stays_out(bare_register):
    bare_register.item("1", "A restricted matter. This means:", restricted=True)
    bare_register.item("1(a)", "an open part of it.", "1")
    assert list(assemble(bare_register.paper(), on=AUGUST).walk()) == []


def test_rounds_are_compared(register):
    paper = assemble(register.paper(), on=AUGUST)
    assert paper.previous_report == "the round “Spring 2026”"
    assert paper.changes == (
        Change("1(a)", "In progress", "Completed, not yet verified"),
        Change("1(b)", "In progress", "Overdue"),
    )
    news = "\n".join(str(block) for block in paper.supporting)
    assert "completed: 1(a);" in news
    assert "overdue for the first time: 1(b);" in news
    assert "newly challenged: 1(b) and 2(a);" in news
    assert "challenges answered on: 1(b);" in news
    assert "open, with nothing reported in this round: 1(b) and 2(a)." in news


def test_the_first_report_compares_with_nothing(register):
    paper = assemble(register.paper(round_=0), on=AUGUST)
    assert paper.previous_report is None
    assert paper.changes == ()
    assert "first report" in plain.render_paper(paper)


def test_a_paper_on_a_past_round_knows_nothing_of_later_ones(register):
    paper = assemble(register.paper(round_=0), on=AUGUST)
    assert node(paper, "1(a)").status == "in_progress"
    assert node(paper, "1(b)").status == "in_progress"  # it was not due yet
    [challenge] = node(paper, "1(b)").challenges
    assert challenge.text == "Why are staff left out?"
    assert challenge.answers == ()


def test_only_the_latest_statements_unless_all_are_asked_for(register):
    draft = register.paper()
    latest = assemble(draft, on=AUGUST)
    assert [e.paragraphs for e in node(latest, "1(a)").progress] == [
        ("The HR policy was changed on 1 June.",)
    ]
    # Nothing was said on 1(b) in this round: what was said last is shown with its round.
    assert [e.round for e in node(latest, "1(b)").progress] == ["Spring 2026"]
    edit_wording(
        paper=draft,
        expected_version=draft.version,
        by=register.world.people["equality_officer"],
        statements="all",
    )
    everything = assemble(draft, on=AUGUST)
    assert len(node(everything, "1(a)").progress) == 2


def test_a_paper_read_in_is_named_with_its_date_once(register):
    entry = register.progress("2(a)", "Begun.", 1, datetime.date(2026, 6, 12))
    entry.author_post, entry.attribution = None, "Report 6a of 12 June 2026"
    entry.save()
    [progress] = node(assemble(register.paper(), on=AUGUST), "2(a)").progress
    assert (progress.author, progress.date) == ("Report 6a of 12 June 2026", None)


def test_many_references_are_counted_in_the_summary(register):
    for number in range(9):
        ref = f"3{number}"
        register.item(ref, "Further.")
        register.challenge([ref], f"Why {number}?", 1, datetime.date(2026, 6, 13))
    [*_, last] = assemble(register.paper(), on=AUGUST).summary
    # Ten challenges: one of them was put to two recommendations.
    assert last == "10 challenges have not been answered, on 11 recommendations."


def test_people_are_not_named(register):
    content = to_json_bytes(assemble(register.paper(), on=AUGUST)).decode()
    for person in register.world.people.values():
        assert person.name not in content


def test_background_papers_are_the_source_and_public_evidence(register):
    paper = assemble(register.paper(), on=AUGUST)
    assert paper.background_papers == (
        "Fairness at Work inquiry, Inquiry panel, 3 November 2025",
        "The promotion policy of June 2026",
    )


def test_abbreviations_come_from_papers_read_and_from_officers(register):
    from dueregard.web.commitments.models import StoredFile

    officer = register.world.people["equality_officer"]
    file = StoredFile.objects.create(
        sha256="a" * 64,
        size=1,
        content_type="text/plain",
        path="aa/a",
        stored_at="2026-01-01T00:00Z",
    )
    ReceivedPaper.objects.create(
        file=file,
        file_name="paper.txt",
        kind="committee_report",
        document={"abbreviations": {"HR": "Human Resources", "XYZ": "Not used here"}},
        lines=[],
        received_at="2026-01-01T00:00Z",
        received_by=officer,
    )
    paper = register.paper()
    assert assembly_of(paper, on=AUGUST).suggested["abbreviations"] == "HR – Human Resources"
    edit_wording(
        paper=paper,
        expected_version=paper.version,
        by=officer,
        abbreviations="HR – Human resources department",
    )
    later = register.paper(meeting_on=datetime.date(2026, 10, 1))
    assert assembly_of(later, on=AUGUST).suggested["abbreviations"] == (
        "HR – Human resources department"
    )


def test_what_the_officer_wrote_stands_in_place_of_the_suggestion(register):
    paper = register.paper()
    edit_wording(
        paper=paper,
        expected_version=paper.version,
        by=register.world.people["equality_officer"],
        summary="First.\n\nSecond.",
        asks="Members decide:\n- to note;\n- to ask for more.",
        financial="",
        legal="Section 149.",
    )
    made = assemble(paper, on=AUGUST)
    assert made.summary == ("First.", "Second.")
    assert made.recommendations.intro == "Members decide:"
    assert made.recommendations.items == ("to note;", "to ask for more.")
    assert {i.kind: i.text for i in made.implications}["legal"] == "Section 149."


@pytest.mark.parametrize("more", [1, 20])
def test_the_number_of_queries_does_not_grow(register, more, django_assert_max_num_queries):
    for number in range(more):
        ref = f"3{number}"
        register.item(ref, f"Further recommendation {number}.", due_on=AUGUST)
        register.progress(ref, "Begun.", 1, datetime.date(2026, 6, 12))
        register.challenge([ref], f"Why not sooner, {number}?", 1, datetime.date(2026, 6, 13))
        register.close(ref, 1, datetime.date(2026, 6, 14), state="reopened")
    paper = register.paper()
    with django_assert_max_num_queries(16):
        assemble(paper, on=AUGUST)
