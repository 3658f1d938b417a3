"""The pages of imports: who may open them, what they say, what they cost."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from import_papers import MINUTES, PAPER

from dueregard.web.recommendations.imports.issues import grouped
from dueregard.web.recommendations.imports.services import (
    accept_import,
    decide_all,
    receive_paper,
    start_import,
)
from dueregard.web.recommendations.imports.setup import NewSource, Setup
from dueregard.web.recommendations.models import PaperImport, ReceivedPaper, Recommendation
from dueregard.web.recommendations.states import ImportState

pytestmark = pytest.mark.django_db

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def signed_in(world, role: str) -> Client:
    client = Client()
    client.force_login(world.person(role), backend=BACKEND)
    return client


def started(world, text: str = PAPER) -> PaperImport:
    officer = world.person("equality_officer")
    paper = receive_paper(upload=SimpleUploadedFile("paper.txt", text.encode()), by=officer)
    new = NewSource("Fair review", "Fair review", "review", world.authority_unit.pk)
    assert paper.paper_date
    setup = Setup(said_on=paper.paper_date, new_source=new, round_name="Report")
    return start_import(paper=paper, setup=setup, by=officer)


def accepted(world) -> PaperImport:
    officer = world.person("equality_officer")
    one = started(world)
    decide_all(paper_import=one, matches=["new"], decision="accept", by=officer)
    return accept_import(paper_import=one, by=officer)


def address(name: str, *args: Any) -> str:
    return reverse(f"recommendations:{name}", args=args)


def text_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), ""),
        (b"%PDF-1.7\nnot really", ""),
        (b"PK\x03\x04 broken", ""),
    ],
)
def test_a_bad_file_is_a_form_error(world, data: bytes, words: str) -> None:
    client = signed_in(world, "equality_officer")
    answer = client.post(address("import_upload"), {"file": SimpleUploadedFile("paper.pdf", data)})
    assert answer.status_code == 200
    page = text_of(answer)
    assert "<title>Error:" in page
    assert "govuk-error-message" in page
    assert words in page
    assert not ReceivedPaper.objects.exists()


def test_no_file_is_asked_for_in_words(world) -> None:
    answer = signed_in(world, "equality_officer").post(address("import_upload"), {})
    assert "Choose the paper you want to import" in text_of(answer)


OTHERS = ["administrator", "contributor", "scrutineer", "verifier", "auditor", "nobody"]


@pytest.mark.parametrize("role", OTHERS)
def test_imports_are_closed_to_those_who_do_not_manage_sources(world, role: str) -> None:
    one = started(world)
    client = signed_in(world, role)
    for name, args in (
        ("import_list", ()),
        ("import_upload", ()),
        ("import_start", (one.paper.pk,)),
        ("import_setup", (one.pk,)),
        ("import_review", (one.pk,)),
        ("import_row", (one.rows.all()[0].pk,)),
        ("import_accept", (one.pk,)),
        ("import_undo", (one.pk,)),
        ("import_abandon", (one.pk,)),
    ):
        assert client.get(address(name, *args)).status_code == 403, name
        assert client.post(address(name, *args)).status_code == 403, name
    one.refresh_from_db()
    assert one.state == ImportState.PREVIEW


def test_a_paper_is_read_by_others_once_it_was_taken_in(world) -> None:
    one = started(world)
    client = signed_in(world, "scrutineer")
    assert client.get(address("received_paper", one.paper.pk)).status_code == 404
    officer = world.person("equality_officer")
    decide_all(paper_import=one, matches=["new"], decision="accept", by=officer)
    accept_import(paper_import=one, by=officer)
    assert client.get(address("received_paper", one.paper.pk)).status_code == 200
    file = client.get(address("received_paper_file", one.paper.pk))
    assert b"".join(file.streaming_content).decode() == PAPER
    assert file["Content-Disposition"].startswith("attachment")


def test_a_paper_with_a_restricted_item_is_hidden_from_those_who_may_not_see_it(world) -> None:
    one = accepted(world)
    leaf = Recommendation.objects.get(number="1(a)").commitment
    leaf.restricted = True
    leaf.save()
    outside = signed_in(world, "association_officer")
    assert outside.get(address("received_paper", one.paper.pk)).status_code == 404
    assert outside.get(address("received_paper_file", one.paper.pk)).status_code == 404
    inside = signed_in(world, "auditor")
    assert inside.get(address("received_paper", one.paper.pk)).status_code == 200


def test_the_review_shows_printed_beside_read(world) -> None:
    one = started(world)
    page = text_of(signed_in(world, "equality_officer").get(address("import_review", one.pk)))
    assert "5 items: 5 new." in page
    row = one.rows.get(reference="1(a)")
    assert f"#L{row.line}" in page
    assert "(a) publishing an equality plan in each borough;" in page
    assert "Four boroughs have published their plans." in page
    for each in one.rows.all():
        assert f'name="decision-{each.position}"' in page


def test_decisions_are_kept_row_by_row(world) -> None:
    one = started(world)
    client = signed_in(world, "equality_officer")
    client.post(
        address("import_review", one.pk),
        {"row": ["0", "1"], "decision-0": "accept", "decision-1": "skip", "action": "save"},
    )
    assert list(one.rows.values_list("decision", flat=True)) == [
        "accept", "skip", "undecided", "undecided", "undecided",
    ]  # fmt: skip


def test_a_decision_that_does_not_exist_is_refused_in_words(world) -> None:
    one = started(world)
    client = signed_in(world, "equality_officer")
    answer = client.post(
        address("import_review", one.pk),
        {"row": ["0", "x"], "decision-0": "burn", "action": "save"},
        follow=True,
    )
    assert "choose one of" in text_of(answer)


def test_the_accept_page_says_what_stands_in_the_way(world) -> None:
    one = started(world)
    client = signed_in(world, "equality_officer")
    client.post(address("import_review", one.pk), {"action": "take_all"})
    client.post(
        address("import_review", one.pk), {"row": ["0"], "decision-0": "skip", "action": "accept"}
    )
    page = text_of(client.get(address("import_accept", one.pk)))
    assert "1(a) cannot be taken in without 1, which you left out" in page
    answer = client.post(address("import_accept", one.pk))
    assert "cannot be taken in" in text_of(answer)
    assert not Recommendation.objects.exists()


def test_accepting_leads_to_the_source(world) -> None:
    one = started(world)
    client = signed_in(world, "equality_officer")
    client.post(address("import_review", one.pk), {"action": "take_all"})
    answer = client.post(address("import_accept", one.pk), {"version": one.version})
    one.refresh_from_db()
    assert answer.url == address("source", one.source_id)


def test_a_row_is_edited_and_marked(world) -> None:
    one = started(world)
    client = signed_in(world, "equality_officer")
    row = one.rows.get(reference="1(b)")
    answer = client.post(
        address("import_row", row.pk), {"reference": "1(c)", "text": "Train them all."}, follow=True
    )
    page = text_of(answer)
    assert "Edited by hand" in page
    assert "Train them all." in page


def test_a_settled_import_can_be_read_but_not_decided(world) -> None:
    one = accepted(world)
    client = signed_in(world, "equality_officer")
    page = text_of(client.get(address("import_review", one.pk)))
    assert "Undo this import" in page
    assert 'type="radio"' not in page
    answer = client.post(address("import_review", one.pk), {"action": "take_all"}, follow=True)
    assert "no longer waiting for review" in text_of(answer)


def test_given_up_it_leaves_the_register_alone(world) -> None:
    one = started(world)
    client = signed_in(world, "equality_officer")
    assert client.get(address("import_abandon", one.pk)).status_code == 200
    client.post(address("import_abandon", one.pk))
    one.refresh_from_db()
    assert one.state == ImportState.ABANDONED
    assert "Given up" in text_of(client.get(address("import_list")))


def test_a_paper_under_review_is_carried_on(world) -> None:
    one = started(world)
    client = signed_in(world, "equality_officer")
    file = SimpleUploadedFile("paper.txt", PAPER.encode())
    answer = client.post(address("import_upload"), {"file": file})
    assert answer.url == address("import_review", one.pk)


def test_minutes_are_kept_and_shown_but_not_imported(world) -> None:
    client = signed_in(world, "equality_officer")
    file = SimpleUploadedFile("minutes.txt", MINUTES.encode())
    answer = client.post(address("import_upload"), {"file": file}, follow=True)
    page = text_of(answer)
    assert "holds no recommendations or actions to follow" in page
    assert "Apologies were received from two members." in page
    assert not PaperImport.objects.exists()


def test_every_line_of_a_paper_has_its_anchor(world) -> None:
    one = started(world)
    client = signed_in(world, "equality_officer")
    page = client.get(address("received_paper", one.paper.pk)).content.decode()
    printed = [at for at, line in enumerate(PAPER.splitlines(), start=1) if line.strip()]
    assert [int(number) for number in re.findall(r'id="L(\d+)"', page)] == printed


def test_a_page_of_lines_that_does_not_exist_is_the_nearest(world) -> None:
    one = started(world)
    client = signed_in(world, "equality_officer")
    for asked in ("99", "0", "x", "-1", ""):
        shown = client.get(address("received_paper", one.paper.pk), {"page": asked})
        assert shown.status_code == 200


def test_the_setup_says_what_is_missing(world) -> None:
    paper = started(world).paper
    client = signed_in(world, "equality_officer")
    answer = client.post(address("import_start", paper.pk), {"source": "new"})
    page = text_of(answer)
    assert "Enter the title of the new source" in page
    assert "Select which unit keeps the source" in page


def test_the_setup_suggests_the_source_by_its_title(world) -> None:
    accepted(world)
    client = signed_in(world, "equality_officer")
    text = PAPER.replace("Fair treatment review", "Fair review").replace("4 March", "5 June")
    file = SimpleUploadedFile("later.txt", text.encode())
    answer = client.post(address("import_upload"), {"file": file}, follow=True)
    form = answer.context["form"]
    assert form.initial["source"] == str(Recommendation.objects.all()[0].source_id)
    assert form.initial["round_name"] == "Report of 5 June 2025"


def long_paper(items: int) -> str:
    head, rest = PAPER.split("Recommendation 1\n")
    _, tail = rest.split("C. Equality")
    blocks = [
        f"Recommendation {number}\nDo thing number {number} well. This means:\n\n"
        f"(a) beginning with part {number};\n\n"
        f"Progress so far\n\n{number}. Begun with {number}.\n\n"
        for number in range(1, items + 1)
    ]
    return f"{head}{''.join(blocks)}C. Equality{tail}"


@pytest.mark.parametrize("name", ["import_review", "import_accept"])
def test_pages_cost_the_same_for_few_rows_and_many(
    world, name: str, django_assert_max_num_queries
) -> None:
    one = started(world, long_paper(45))
    assert one.rows.count() == 90
    client = signed_in(world, "equality_officer")
    with django_assert_max_num_queries(22):
        assert client.get(address(name, one.pk)).status_code == 200


def test_long_imports_are_paged_and_keep_decisions(world) -> None:
    one = started(world, long_paper(60))
    client = signed_in(world, "equality_officer")
    first = client.get(address("import_review", one.pk))
    assert text_of(first).count('name="row"') == 100
    answer = client.post(
        address("import_review", one.pk), {"row": ["0"], "decision-0": "accept", "turn": "2"}
    )
    assert answer.url.endswith("?page=2")
    second = client.get(answer.url)
    assert text_of(second).count('name="row"') == 20
    assert one.rows.get(position=0).decision == "accept"


def test_a_paper_that_was_taken_in_says_so_at_once(world) -> None:
    before = accepted(world)
    client = signed_in(world, "equality_officer")
    file = SimpleUploadedFile("paper.txt", PAPER.encode())
    answer = client.post(address("import_upload"), {"file": file})
    page = text_of(answer)
    assert "It was taken in on" in page
    assert address("source", before.source_id) in page
    assert address("import_start", before.paper_id) in page


def test_a_review_without_news_has_nothing_to_accept(world) -> None:
    before = accepted(world)
    officer = world.person("equality_officer")
    setup = Setup(said_on=before.said_on, source=before.source, round_name="Again")
    again = start_import(paper=before.paper, setup=setup, by=officer)
    page = text_of(signed_in(world, "equality_officer").get(address("import_review", again.pk)))
    assert "Continue to accept" not in page
    assert "Nothing to do." in page
    assert address("source", before.source_id) in page


def test_issues_are_told_once_for_each_kind_with_days_as_people_write_them() -> None:
    issues = [
        {"code": "due_passed", "message": "2011-04-30 had passed by 2011-05-26.", "line": 3},
        {"code": "other", "message": "It is unclear.", "line": None},
        {"code": "due_passed", "message": "2011-05-01 had passed by 2011-05-26.", "line": 9},
    ]
    first, second = grouped(issues)
    assert first.sentence == "2 times: 30 April 2011 had passed by 26 May 2011."
    assert first.where == "Lines 3, 9"
    assert (second.sentence, second.where) == ("It is unclear.", "")


def test_a_new_source_is_asked_about_only_where_one_is_chosen(world) -> None:
    before = accepted(world)
    client = signed_in(world, "equality_officer")
    page = text_of(client.get(address("import_start", before.paper_id)))
    # The style sheet shows what is in this block while the choice before it is "new".
    before_choice, asked = page.split("dr-new-source", 1)
    assert 'value="new"' in before_choice
    assert "Only for a new source" in asked
    assert f'value="{before.source_id}" checked' in page
    unanswered = text_of(client.post(address("import_start", before.paper_id), {}))
    assert 'id="id_source_error"' in unanswered
