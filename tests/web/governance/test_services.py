"""What may be written to a board paper, by whom, and what stays as it was."""

from __future__ import annotations

import datetime
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dueregard.papers.assembly import from_json_bytes
from dueregard.web.audit.models import Event
from dueregard.web.core.exceptions import Conflict, NotPermitted, Refused
from dueregard.web.core.models import SearchEntry
from dueregard.web.governance import wording
from dueregard.web.governance.models import BoardPaper
from dueregard.web.governance.queries import is_whole, visible_to
from dueregard.web.governance.registrations import attention, record_checks, search, thread
from dueregard.web.governance.services import (
    edit_wording,
    issue_paper,
    withdraw_paper,
)


@pytest.fixture
def people(register):
    return register.world.people


def test_every_act_leaves_one_event(register, people):
    paper = register.paper()
    edit_wording(paper=paper, expected_version=paper.version, by=people["secretary"], legal="Yes.")
    issue_paper(paper=paper, by=people["secretary"])
    withdraw_paper(paper=paper, reason="Wrong figure.", by=people["secretary"])
    events = Event.objects.filter(kind="governance.boardpaper", object_id=paper.pk).order_by("id")
    assert [event.verb for event in events] == [
        "prepare_paper",
        "edit_wording",
        "issue_paper",
        "withdraw_paper",
    ]
    issued = json.loads(events[2].payload)
    assert issued["after"]["checksum"] == paper.checksum
    assert "issued_content" not in issued["after"]


@pytest.mark.parametrize("role", ["scrutineer", "auditor", "contributor", "administrator"])
def test_only_those_who_prepare_papers_prepare_them(register, people, role):
    with pytest.raises(NotPermitted):
        register.paper(by=people[role])


def test_a_right_in_one_unit_is_none_in_another(register, people):
    from dueregard.web.organisation.models import RoleAssignment

    local = people["nobody"]
    RoleAssignment.objects.create(
        user=local,
        role="equality_officer",
        unit=register.world.north,
        starts_on=datetime.date(2020, 1, 1),
    )
    with pytest.raises(NotPermitted):
        register.paper(by=local)
    assert register.paper(by=local, unit=register.world.north).pk


@pytest.mark.parametrize("issuer", ["secretary", "equality_officer"])
def test_an_officer_prepares_and_either_issues(register, people, issuer):
    paper = register.paper()
    with pytest.raises(NotPermitted):
        issue_paper(paper=paper, by=people["scrutineer"])
    issue_paper(paper=paper, by=people[issuer])
    assert is_whole(paper)
    assert from_json_bytes(paper.issued_content.encode()).header.report_number == "7a"


@pytest.mark.parametrize("state", ["issued", "withdrawn"])
def test_what_is_no_draft_cannot_be_worded_or_issued(register, people, state):
    paper = register.paper()
    if state == "issued":
        issue_paper(paper=paper, by=people["secretary"])
    else:
        withdraw_paper(paper=paper, reason="Twice.", by=people["secretary"])
    with pytest.raises(Refused):
        edit_wording(paper=paper, expected_version=None, by=people["secretary"], legal="x")
    with pytest.raises(Refused):
        issue_paper(paper=paper, by=people["secretary"])


def test_withdrawing_needs_a_reason_and_happens_once(register, people):
    paper = register.paper()
    with pytest.raises(Refused) as refusal:
        withdraw_paper(paper=paper, reason="  ", by=people["secretary"])
    assert refusal.value.field == "reason"
    withdraw_paper(paper=paper, reason="Twice.", by=people["secretary"])
    with pytest.raises(Refused):
        withdraw_paper(paper=paper, reason="Again.", by=people["secretary"])


def test_a_round_of_another_source_is_refused(register, people):
    other = register.source
    other_round = register.rounds[0]
    other_round.scope_id = other.pk + 1
    with pytest.raises(Refused) as refusal:
        register.paper(round=other_round)
    assert refusal.value.field == "round"


def test_header_texts_may_not_be_empty(register):
    with pytest.raises(Refused) as refusal:
        register.paper(report_number="  ")
    assert refusal.value.field == "report_number"


def test_an_old_version_is_a_conflict_and_nothing_is_lost(register, people):
    paper = register.paper()
    seen = paper.version
    edit_wording(paper=paper, expected_version=seen, by=people["secretary"], legal="First.")
    with pytest.raises(Conflict) as conflict:
        edit_wording(
            paper=paper, expected_version=seen, by=people["equality_officer"], legal="Second."
        )
    assert conflict.value.submitted["legal"] == "Second."


def test_two_at_the_same_moment_cannot_both_save(register, people):
    first = register.paper()
    second = BoardPaper.objects.get(pk=first.pk)
    edit_wording(paper=first, expected_version=None, by=people["secretary"], legal="First.")
    with pytest.raises(Conflict):
        edit_wording(paper=second, expected_version=None, by=people["secretary"], legal="Second.")


def test_a_refused_act_leaves_nothing(register, people):
    paper = register.paper()
    events = Event.objects.count()
    with pytest.raises(Refused):
        edit_wording(
            paper=paper,
            expected_version=None,
            by=people["secretary"],
            legal="Kept?",
            abbreviations="HR",
        )
    paper = BoardPaper.objects.get(pk=paper.pk)
    assert "legal" not in paper.wording
    assert Event.objects.count() == events


def test_an_issued_paper_never_changes(register, people):
    """The register moves in every way there is; the paper does not."""
    paper = issue_paper(paper=register.paper(), by=people["secretary"])
    content = paper.issued_content
    told = register
    told.progress("2(a)", "New.", 1, datetime.date(2026, 6, 30))
    told.challenge(["1(a)"], "New?", 1, datetime.date(2026, 6, 30))
    told.close("1(b)", 1, datetime.date(2026, 6, 30))
    told.item("3", "A new recommendation.")
    told.items["1(a)"].commitment.restricted = True
    told.items["1(a)"].commitment.save()
    paper = BoardPaper.objects.get(pk=paper.pk)
    assert paper.issued_content == content
    assert is_whole(paper)


def test_drafts_wait_for_those_who_can_act(register, people):
    paper = register.paper()
    today = datetime.date(2026, 9, 1)
    [for_secretary] = attention(people["secretary"], today)
    assert for_secretary.href.endswith(f"/{paper.pk}/issue/")
    assert for_secretary.urgency == 25
    [for_officer] = attention(people["equality_officer"], today)
    assert for_officer.href.endswith(f"/{paper.pk}/")
    assert list(attention(people["scrutineer"], today)) == []
    issue_paper(paper=paper, by=people["secretary"])
    assert list(attention(people["secretary"], today)) == []


def test_search_finds_what_may_be_seen(register, people):
    paper = register.paper(title="Égalité at work")
    entry = SearchEntry.objects.get(kind="board_paper")
    assert "egalite" in entry.folded
    assert list(search(people["scrutineer"], [paper.pk])) == []
    assert [hit.object_id for hit in search(people["secretary"], [paper.pk])] == [paper.pk]
    issue_paper(paper=paper, by=people["secretary"])
    assert [hit.object_id for hit in search(people["scrutineer"], [paper.pk])] == [paper.pk]
    assert list(visible_to(people["nobody"])) == []


def test_the_thread_names_the_papers_that_carried_an_item(register, people):
    issue_paper(paper=register.paper(), by=people["secretary"])
    reader = people["scrutineer"]
    assert len(list(thread("recommendation", register.items["1(a)"].pk, reader))) == 1
    assert len(list(thread("source", register.source.pk, reader))) == 1
    # A restricted item was never carried; nor is one that came later.
    assert list(thread("recommendation", register.items["1(c)"].pk, reader)) == []
    later = register.item("3", "Later.")
    assert list(thread("recommendation", later.pk, reader)) == []


def test_checks_of_the_record(register, people):
    paper = issue_paper(paper=register.paper(), by=people["secretary"])
    register.paper(meeting_on=datetime.date(2020, 1, 1))
    assert [problem.code for problem in record_checks()] == ["draft_after_meeting"]
    BoardPaper.objects.filter(pk=paper.pk).update(issued_content=paper.issued_content + " ")
    assert {problem.code for problem in record_checks()} == {
        "paper_not_whole",
        "draft_after_meeting",
    }


texts = st.text(
    alphabet=st.sampled_from("ab #-•–.:;\n\r\t\x00\x85\u2028(1)<&“é"), min_size=0, max_size=80
)


@given(texts)
def test_no_word_of_a_part_is_lost(text):
    def letters(value):
        return [c for c in value if c.isalnum()]

    read = wording.supporting(text)
    said = "".join(each.text + "".join(getattr(each, "bullets", ())) for each in read)
    assert letters(said) == letters(text)
    asked = wording.asked_of_members(text)
    assert sorted(letters((asked.intro or "") + "".join(asked.items))) == sorted(letters(text))
    assert letters("".join(wording.prose(text))) == letters(text)
    assert wording.tidy(wording.tidy(text)) == wording.tidy(text)


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(summary=texts, legal=texts, asks=texts, background=texts)
def test_whatever_is_written_the_paper_can_be_issued_and_read_back(
    register, people, summary, legal, asks, background
):
    BoardPaper.objects.all().delete()
    paper = register.paper()
    written = {"summary": summary, "legal": legal, "asks": asks, "background": background}
    edit_wording(paper=paper, expected_version=None, by=people["secretary"], **written)
    issue_paper(paper=paper, by=people["secretary"])
    paper = BoardPaper.objects.get(pk=paper.pk)
    assert is_whole(paper)
    assert from_json_bytes(paper.issued_content.encode()).header.title == paper.title
