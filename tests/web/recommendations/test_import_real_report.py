"""The real progress report of 2011 goes into the register, end to end, through the pages."""

from __future__ import annotations

import io
import re
from collections import Counter
from pathlib import Path
from typing import Any

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from dueregard.web.audit.models import Event
from dueregard.web.commitments.models import Challenge, Commitment, Entry, Round
from dueregard.web.commitments.states import ClosureState, EntryKind, RoundState
from dueregard.web.commitments.status import count
from dueregard.web.core.clock import today
from dueregard.web.core.models import SearchEntry
from dueregard.web.recommendations.models import (
    ImportRow,
    Link,
    PaperImport,
    Recommendation,
    Source,
)
from dueregard.web.recommendations.states import ImportState, LinkKind, RowMatch

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(shared: Path) -> bytes:
    return next((shared / "seeds").glob("001_*.txt")).read_bytes()


@pytest.fixture
def officer(world, client: Client) -> Client:
    client.force_login(world.person("equality_officer"), backend=BACKEND)
    return client


BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def suggested(page: str) -> dict[str, str]:
    """Return what the form holds when the officer changes nothing."""
    answers: dict[str, str] = {}
    for tag in re.findall(r"<input[^>]*>", page):
        name, value = _attribute(tag, "name"), _attribute(tag, "value")
        chosen = 'type="radio"' not in tag or " checked" in tag
        if name and chosen and name != "csrfmiddlewaretoken":
            answers[name] = value
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', page, re.S):
        picked = re.search(r'value="([^"]*)"[^>]*selected', options)
        first = re.search(r'value="([^"]*)"', options)
        found = picked or first
        answers[name] = found[1] if found else ""
    return answers


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf'\b{name}="([^"]*)"', tag)
    return found[1].replace("&amp;", "&").replace("&#x27;", "'") if found else ""


def upload(client: Client, data: bytes, name: str = "report.txt") -> Any:
    file = SimpleUploadedFile(name, data)
    return client.post(reverse("recommendations:import_upload"), {"file": file}, follow=True)


def review(client: Client, data: bytes, name: str = "report.txt", **answers: Any) -> PaperImport:
    """Upload a paper, confirm what is suggested, and stop at the rows."""
    shown = upload(client, data, name)
    if "Review it again anyway" in shown.content.decode():
        paper = shown.context["paper"]
        shown = client.get(reverse("recommendations:import_start", args=[paper.pk]))
    setup = shown.request["PATH_INFO"]
    sent = suggested(shown.content.decode()) | {k: str(v) for k, v in answers.items()}
    rows = client.post(setup, sent, follow=True)
    assert rows.resolver_match.view_name == "recommendations:import_review", rows.content.decode()
    return PaperImport.objects.latest("id")


def accept(client: Client, started: PaperImport) -> PaperImport:
    """Take in everything, with the two clicks an officer needs."""
    address = reverse("recommendations:import_review", args=[started.pk])
    client.post(address, {"action": "take_all"})
    check = client.get(reverse("recommendations:import_accept", args=[started.pk]))
    assert check.status_code == 200
    done = client.post(
        reverse("recommendations:import_accept", args=[started.pk]),
        {"version": check.context["paper_import"].version},
    )
    assert done.status_code == 302, done.content.decode()
    started.refresh_from_db()
    return started


def test_the_report_becomes_a_live_register(report: bytes, officer: Client, world) -> None:
    started = review(officer, report, owner_body=world.force.pk)
    assert Counter(started.rows.values_list("match", flat=True)) == {RowMatch.NEW: 50}

    accepted = accept(officer, started)

    assert accepted.state == ImportState.ACCEPTED
    source = Source.objects.get()
    items = Recommendation.objects.filter(source=source)
    assert items.filter(parent=None).count() == 9
    leaves = Commitment.objects.filter(recommendation__in=items, is_leaf=True)
    counts = count(leaves, today())
    assert (counts.total, counts.completed, counts.in_progress, counts.pointer) == (41, 16, 24, 1)
    assert counts.verified == 0, "what a paper reports is not verified by that"
    round_ = Round.objects.get()
    assert (round_.name, round_.state) == ("Report of 26 May 2011", RoundState.CLOSED)


def test_tree_pointer_and_stem_are_as_printed(report: bytes, officer: Client, world) -> None:
    accept(officer, review(officer, report, owner_body=world.force.pk))

    branch = Recommendation.objects.get(number="2")
    assert branch.stem == "This means:"
    assert not branch.commitment.is_leaf
    parts = list(branch.children.order_by("position").values_list("number", flat=True))
    assert parts == ["2(a)", "2(b)", "2(c)", "2(d)", "2(e)"]
    link = Link.objects.get()
    assert (link.origin.number, link.target.number, link.kind) == ("2(c)", "2(d)", LinkKind.SEE)
    assert Recommendation.objects.get(number="4").owner_printed
    # The two functions that 2(d) leads to belong to its wording.
    several = Recommendation.objects.get(number="2(d)")
    assert len(several.text.split("\n\n")) == 3
    page = officer.get(reverse("recommendations:recommendation", args=[several.pk]))
    assert "Quoted exactly" in page.content.decode()
    assert "The wording was changed here" not in page.content.decode()


def test_one_challenge_said_three_times_is_one_challenge(
    report: bytes, officer: Client, world
) -> None:
    accept(officer, review(officer, report, owner_body=world.force.pk))

    shared_one = [
        sorted(one.commitments.values_list("reference", flat=True))
        for one in Challenge.objects.all()
        if one.items.count() > 1
    ]
    assert shared_one == [["9(d)", "9(e)", "9(f)"]]
    closed = Recommendation.objects.get(number="9(g)").commitment
    assert closed.closure_state == ClosureState.REPORTED
    assert closed.open_challenges == 1


def test_steps_that_only_point_elsewhere_are_flagged(report: bytes, officer: Client, world) -> None:
    accept(officer, review(officer, report, owner_body=world.force.pk))

    steps = Entry.objects.filter(kind=EntryKind.NEXT_STEP, points_elsewhere=True)
    flagged = set(steps.values_list("commitment__reference", flat=True))
    assert {"1(b)", "6(a)", "7(e)", "8(a)", "9(c)", "9(d)", "9(e)", "9(f)", "9(h)"} <= flagged


def test_the_same_file_again_changes_nothing(report: bytes, officer: Client, world) -> None:
    accept(officer, review(officer, report, owner_body=world.force.pk))
    before = _record()

    again = review(officer, report)

    assert Counter(again.rows.values_list("match", flat=True)) == {RowMatch.UNCHANGED: 50}
    page = officer.get(reverse("recommendations:import_accept", args=[again.pk]))
    assert "Nothing will be taken in" in page.content.decode()
    done = accept(officer, again)
    assert done.outcome == {}
    assert _record() == before


def _record() -> dict[str, int]:
    models = (Source, Recommendation, Commitment, Entry, Challenge, Round, Link)
    return {model.__name__: model.objects.count() for model in models}


def later(report: bytes) -> bytes:
    """The same paper half a year on, with one thing said and one thing done since."""
    text = report.decode("utf-8").replace("26 May 2011", "24 November 2011")
    old = re.search(r"(?m)^9\. Relations with .*$", text)
    assert old
    text = text.replace(old[0], old[0] + "\n\nA joint working agreement was signed in October.")
    old = re.search(r"(?m)^59\. .*$", text)
    assert old
    return text.replace(old[0], old[0] + "\n\nAction completed.").encode()


def test_a_later_report_adds_one_round_to_the_same_recommendations(
    report: bytes, officer: Client, world
) -> None:
    accept(officer, review(officer, report, owner_body=world.force.pk))

    started = review(officer, later(report))

    matches = Counter(started.rows.values_list("match", flat=True))
    assert matches == {RowMatch.UNCHANGED: 48, RowMatch.CHANGED: 2}
    assert started.source == Source.objects.get()
    accepted = accept(officer, started)
    assert accepted.outcome == {"changed": 2, "progress": 2, "closures": 1}
    assert Recommendation.objects.count() == 50
    assert [one.name for one in Round.objects.all()] == [
        "Report of 26 May 2011",
        "Report of 24 November 2011",
    ]
    added = Entry.objects.get(commitment__reference="1(b)", round=Round.objects.last())
    assert added.text == "A joint working agreement was signed in October."
    closed = Recommendation.objects.get(number="7(b)").commitment
    assert closed.closure_state == ClosureState.REPORTED


def test_undo_leaves_the_register_as_it_was(report: bytes, officer: Client, world) -> None:
    first = accept(officer, review(officer, report, owner_body=world.force.pk))
    middle = _record()
    second = accept(officer, review(officer, later(report)))

    refused = officer.post(reverse("recommendations:import_undo", args=[first.pk]))
    assert "cannot be undone" in refused.content.decode()
    assert _record() != middle

    officer.post(reverse("recommendations:import_undo", args=[second.pk]))
    second.refresh_from_db()
    assert second.state == ImportState.UNDONE
    assert _record() == middle

    officer.post(reverse("recommendations:import_undo", args=[first.pk]))
    first.refresh_from_db()
    assert first.state == ImportState.UNDONE
    assert set(_record().values()) == {0}
    assert not SearchEntry.objects.filter(kind__in=["recommendation", "source", "entry"]).exists()
    assert ImportRow.objects.filter(paper_import=first).count() == 50, "the review stays on record"
    assert Event.objects.filter(verb="undo_import", kind="recommendations.paperimport").exists()


def test_taken_in_again_after_it_was_undone(report: bytes, officer: Client, world) -> None:
    first = accept(officer, review(officer, report, owner_body=world.force.pk))
    officer.post(reverse("recommendations:import_undo", args=[first.pk]))

    again = review(officer, report, owner_body=world.force.pk)

    assert Counter(again.rows.values_list("match", flat=True)) == {RowMatch.NEW: 50}
    accept(officer, again)
    assert Recommendation.objects.count() == 50


def test_a_table_within_an_item_is_part_of_what_is_said_of_it(
    report: bytes, officer: Client, world
) -> None:
    started = review(officer, report, owner_body=world.force.pk)
    page = officer.get(reverse("recommendations:import_review", args=[started.pk]))
    assert "A table of 17 rows" in page.content.decode()
    accept(officer, started)
    said = Entry.objects.get(commitment__reference="5(b)", kind=EntryKind.PROGRESS).text
    table = [line for line in said.splitlines() if " | " in line]
    assert len(table) == 18
    assert table[0].startswith("T/Rank | Business Group")
    assert said.index(table[-1]) < said.index("NB. Temporary")


def test_a_word_copy_says_nothing_new(report: bytes, officer: Client, world) -> None:
    accept(officer, review(officer, report, owner_body=world.force.pk))
    copy = review(officer, word_copy(report), "report.docx")
    assert set(copy.rows.values_list("match", flat=True)) == {RowMatch.UNCHANGED}, [
        (row.reference, row.differences) for row in copy.rows.exclude(match=RowMatch.UNCHANGED)
    ]


def word_copy(report: bytes) -> bytes:
    """Return the report as a Word document, one paragraph for each line."""
    document = docx.Document()
    for line in report.decode().splitlines():
        document.add_paragraph(line)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()
