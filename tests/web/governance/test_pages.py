"""The pages of board papers: who may open them, what they do, what they keep."""

from __future__ import annotations

import datetime
import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from dueregard.web.core.forms.date_field import as_parts
from dueregard.web.core.models import Draft
from dueregard.web.governance.models import BoardPaper
from dueregard.web.governance.services import edit_wording, issue_paper, withdraw_paper


@pytest.fixture
def draft(register) -> BoardPaper:
    return register.paper()


@pytest.fixture
def issued(register, draft) -> BoardPaper:
    return issue_paper(paper=draft, by=register.world.people["secretary"])


def signed_in(client, register, role):
    client.force_login(
        register.world.people[role],
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    return client


def url(name, paper, *more):
    return reverse(f"governance:{name}", args=[paper.pk, *more])


def posted(form):
    """What a browser would send back of a form that nobody touched."""
    data = {}
    for field in form:
        value = field.value()
        if field.kind == "date":
            parts = as_parts(value)
            data |= {f"{field.html_name}_{part}": getattr(parts, part) for part in parts._fields}
        else:
            data[field.html_name] = "" if value is None else value
    return data


@pytest.mark.parametrize(
    ("role", "page", "expected"),
    [
        ("equality_officer", "paper", 200),
        ("equality_officer", "paper_edit", 200),
        ("equality_officer", "paper_issue", 200),
        ("equality_officer", "paper_withdraw", 200),
        ("secretary", "paper_edit", 200),
        ("secretary", "paper_issue", 200),
        ("scrutineer", "paper", 404),
        ("scrutineer", "paper_edit", 403),
        ("contributor", "paper", 404),
        ("auditor", "paper", 404),
        ("nobody", "paper", 403),
    ],
)
def test_who_may_open_a_draft(client, register, draft, role, page, expected):
    response = signed_in(client, register, role).get(url(page, draft))
    assert response.status_code == expected


@pytest.mark.parametrize("role", ["scrutineer", "contributor", "auditor", "verifier"])
@pytest.mark.parametrize("page", ["paper", "paper_compare", "paper_verify"])
def test_everybody_in_the_register_reads_what_was_issued(client, register, issued, role, page):
    assert signed_in(client, register, role).get(url(page, issued)).status_code == 200


def test_nobody_reads_a_paper_without_signing_in(client, issued):
    response = client.get(url("paper", issued))
    assert response.status_code == 302
    assert "login" in response["Location"]


def test_a_paper_is_prepared_from_a_source_a_round_and_a_meeting(client, register):
    signed_in(client, register, "equality_officer")
    where = f"{reverse('governance:paper_add')}?source={register.source.pk}"
    page = client.get(where)
    assert page.context["form"]["title"].value() == (
        "Fairness at Work: progress on the recommendations"
    )
    answers = {
        **posted(page.context["form"]),
        "report_number": "7a",
        "meeting_of": "Equality and Standards Committee",
        "meeting_on": "2026-09-10",
        "by": "Chief Executive",
        "unit": register.world.authority_unit.pk,
    }
    response = client.post(where, answers)
    paper = BoardPaper.objects.get()
    assert response["Location"] == url("paper_edit", paper)
    assert paper.round == register.rounds[1]
    # A second draft for the same meeting is refused in words.
    again = client.post(where, answers)
    assert "There is a draft for this meeting already" in again.content.decode()


def test_choosing_a_source(client, register):
    page = signed_in(client, register, "secretary").get(reverse("governance:paper_add"))
    assert "Fairness at Work" in page.content.decode()


def test_saving_untouched_boxes_goes_on_following_the_register(client, register, draft):
    signed_in(client, register, "equality_officer")
    form = client.get(url("paper_edit", draft)).context["form"]
    data = {**posted(form), "legal": "Section 149 of the Equality Act 2010 applies."}
    register.progress("2(a)", "The first panel has met.", 1, datetime.date(2026, 6, 21))
    response = client.post(url("paper_edit", draft), data)
    assert response.status_code == 302
    draft.refresh_from_db()
    assert {key for key in draft.wording if key != "statements"} == {"legal"}


def test_the_editor_says_when_the_register_has_moved_on(client, register, draft):
    edit_wording(
        paper=draft,
        expected_version=None,
        by=register.world.people["equality_officer"],
        summary="All goes well.",
    )
    signed_in(client, register, "equality_officer")
    assert "The register has moved on" not in client.get(url("paper_edit", draft)).content.decode()
    register.close("2(a)", 1, datetime.date(2026, 6, 22))
    page = client.get(url("paper_edit", draft)).content.decode()
    assert "The register has moved on" in page
    assert "<ins>" in page and "<del>" in page


def test_a_part_can_follow_the_register_again(client, register, draft):
    officer = register.world.people["equality_officer"]
    edit_wording(paper=draft, expected_version=None, by=officer, summary="All goes well.")
    signed_in(client, register, "equality_officer")
    form = client.get(url("paper_edit", draft)).context["form"]
    client.post(url("paper_edit", draft), {**posted(form), "follow": "summary"})
    draft.refresh_from_db()
    assert "summary" not in draft.wording


def test_the_second_saver_is_shown_both_versions(client, register, draft):
    signed_in(client, register, "secretary")
    form = client.get(url("paper_edit", draft)).context["form"]
    officer = register.world.people["equality_officer"]
    edit_wording(paper=draft, expected_version=None, by=officer, legal="What the officer wrote.")
    data = {**posted(form), "legal": "What the secretary wrote."}
    response = client.post(url("paper_edit", draft), data)
    page = response.content.decode()
    assert "What the officer wrote." in page
    assert "What the secretary wrote." in page
    draft.refresh_from_db()
    assert draft.wording["legal"]["text"] == "What the officer wrote."
    # Having seen both, the second saver may decide.
    client.post(url("paper_edit", draft), {**posted(response.context["form"])})
    draft.refresh_from_db()
    assert draft.wording["legal"]["text"] == "What the secretary wrote."


def test_writing_is_kept_from_the_first_word(client, register, draft):
    signed_in(client, register, "equality_officer")
    form = client.get(url("paper_edit", draft)).context["form"]
    kept = client.post(url("paper_draft", draft), {**posted(form), "risk": "One wo"})
    assert kept.status_code == 200
    again = client.get(url("paper_edit", draft))
    assert again.context["form"]["risk"].value() == "One wo"
    draft.refresh_from_db()
    assert "risk" not in draft.wording
    client.post(url("paper_edit", draft), {**posted(again.context["form"]), "risk": "One word."})
    assert not Draft.objects.exists()
    draft.refresh_from_db()
    assert draft.wording["risk"]["text"] == "One word."


def test_a_draft_over_a_newer_version_is_a_conflict(client, register, draft):
    signed_in(client, register, "equality_officer")
    form = client.get(url("paper_edit", draft)).context["form"]
    client.post(url("paper_draft", draft), {**posted(form), "risk": "Mine."})
    secretary = register.world.people["secretary"]
    edit_wording(paper=draft, expected_version=None, by=secretary, risk="Theirs.")
    again = client.get(url("paper_edit", draft))
    response = client.post(url("paper_edit", draft), posted(again.context["form"]))
    assert response.status_code == 200
    assert response.context["conflict_rows"]


def test_an_abbreviation_without_meaning_is_refused_beside_its_box(client, register, draft):
    signed_in(client, register, "equality_officer")
    form = client.get(url("paper_edit", draft)).context["form"]
    page = client.post(url("paper_edit", draft), {**posted(form), "abbreviations": "HR"})
    assert page.context["form"].errors["abbreviations"]


def test_issuing_shows_what_will_be_frozen_then_freezes_it(client, register, draft):
    signed_in(client, register, "secretary")
    page = client.get(url("paper_issue", draft))
    text = page.content.decode()
    assert "Challenges not yet answered: 1" in text
    assert "Legal implications: nothing is written" in text
    response = client.post(url("paper_issue", draft), posted(page.context["form"]))
    assert response["Location"] == url("paper", draft)
    draft.refresh_from_db()
    assert draft.state == "issued"
    assert draft.checksum == hashlib.sha256(draft.issued_content.encode()).hexdigest()


def test_nothing_is_issued_that_was_not_shown(client, register, draft):
    signed_in(client, register, "secretary")
    page = client.get(url("paper_issue", draft))
    register.progress("2(a)", "The first panel has met.", 1, datetime.date(2026, 6, 21))
    response = client.post(url("paper_issue", draft), posted(page.context["form"]), follow=True)
    assert "has changed since this paper was shown" in response.content.decode()
    draft.refresh_from_db()
    assert draft.state == "draft"


@pytest.mark.parametrize("format_", ["html", "docx", "pdf", "json", "txt"])
def test_files_are_the_same_bytes_whatever_happens_to_the_register(
    client, register, issued, format_
):
    signed_in(client, register, "scrutineer")
    address = url("paper_file", issued, format_)
    first = client.get(address)
    assert first.status_code == 200
    assert "attachment" in first["Content-Disposition"]
    register.progress("2(a)", "The first panel has met.", 1, datetime.date(2026, 6, 21))
    register.close("2(a)", 1, datetime.date(2026, 6, 22))
    register.source.title = "Renamed"
    register.source.save()
    register.world.posts["north_lead"].title = "Renamed post"
    register.world.posts["north_lead"].save()
    assert client.get(address).content == first.content


def test_the_json_bears_the_checksum(client, register, issued):
    signed_in(client, register, "scrutineer")
    data = client.get(url("paper_file", issued, "json")).content
    assert hashlib.sha256(data).hexdigest() == issued.checksum


def test_a_draft_says_so_in_its_file(client, register, draft):
    signed_in(client, register, "secretary")
    response = client.get(url("paper_file", draft, "txt"))
    assert "Draft: Fairness at Work" in response.content.decode()
    assert 'filename="draft-2026-09-10' in response["Content-Disposition"]


def test_an_unknown_format_is_not_found(client, register, issued):
    response = signed_in(client, register, "auditor").get(url("paper_file", issued, "exe"))
    assert response.status_code == 404


def test_the_register_of_today_beside_the_paper(client, register, issued):
    signed_in(client, register, "scrutineer")
    assert (
        "Nothing: the register says today"
        in client.get(url("paper_compare", issued)).content.decode()
    )
    register.close("2(a)", 1, datetime.date(2026, 6, 22))
    page = client.get(url("paper_compare", issued)).content.decode()
    assert "Recommendation 2(a)" in page
    assert "Status: Completed, not yet verified" in page
    assert "Status: Not started" in page


def test_a_file_is_held_against_the_paper(client, register, issued):
    signed_in(client, register, "auditor")
    data = client.get(url("paper_file", issued, "docx")).content
    right = client.post(url("paper_verify", issued), {"file": SimpleUploadedFile("a", data)})
    assert "This file is the paper as issued" in right.content.decode()
    wrong = client.post(url("paper_verify", issued), {"file": SimpleUploadedFile("a", data + b"x")})
    assert "This file is not one of the files" in wrong.content.decode()


def test_a_changed_paper_is_found_out(client, register, issued):
    BoardPaper.objects.filter(pk=issued.pk).update(issued_content=issued.issued_content + " ")
    page = signed_in(client, register, "auditor").get(url("paper_verify", issued))
    assert "is not what its checksum says" in page.content.decode()


def test_withdrawing_keeps_the_paper_and_says_why(client, register, issued):
    signed_in(client, register, "secretary")
    form = client.get(url("paper_withdraw", issued)).context["form"]
    client.post(url("paper_withdraw", issued), {**posted(form), "reason": "A figure was wrong."})
    signed_in(client, register, "scrutineer")
    page = client.get(url("paper", issued)).content.decode()
    assert "A figure was wrong." in page
    assert "Head of Northmoor" in page


def test_a_reader_may_not_withdraw_what_was_issued(client, register, issued):
    signed_in(client, register, "scrutineer")
    assert client.get(url("paper_withdraw", issued)).status_code == 403


def test_a_withdrawn_draft_leaves_the_list_of_those_who_read(client, register, draft):
    withdraw_paper(paper=draft, reason="Made twice.", by=register.world.people["secretary"])
    signed_in(client, register, "scrutineer")
    page = client.get(reverse("governance:paper_list")).content.decode()
    assert draft.title not in page


def test_text_of_users_is_never_markup(client, register):
    register.items["1(a)"].text = "<script>alert(1)</script> & <b>bold</b>"
    register.items["1(a)"].save()
    paper = register.paper(title="<img src=x onerror=alert(2)>")
    page = signed_in(client, register, "secretary").get(url("paper", paper)).content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_the_list_is_exported_as_it_is_shown(client, register, issued):
    signed_in(client, register, "auditor")
    where = reverse("governance:paper_list")
    assert issued.title in client.get(where).content.decode()
    export = client.get(f"{where}?export=csv").content.decode("utf-8-sig")
    assert issued.checksum in export


def test_pages_take_a_constant_number_of_queries(
    client, register, draft, django_assert_max_num_queries
):
    signed_in(client, register, "secretary")
    client.get(url("paper", draft))
    with django_assert_max_num_queries(24):
        client.get(url("paper", draft))
    with django_assert_max_num_queries(26):
        client.get(url("paper_edit", draft))
    for number in range(8):
        register.paper(meeting_on=datetime.date(2026, 10, number + 1))
    with django_assert_max_num_queries(9):
        client.get(reverse("governance:paper_list"))
