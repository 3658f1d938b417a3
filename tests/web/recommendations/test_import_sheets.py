"""The exported list, edited by hand, comes back."""

from __future__ import annotations

import csv
import datetime
import io
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from import_papers import PAPER

from dueregard.exceptions import NotPermitted
from dueregard.rendering.sheets_in import read_sheet
from dueregard.web.audit.models import Event
from dueregard.web.commitments import services as commitments
from dueregard.web.commitments.models import Commitment, Entry
from dueregard.web.core.exceptions import Refused
from dueregard.web.recommendations import services as register
from dueregard.web.recommendations.imports import sheet_columns as columns
from dueregard.web.recommendations.imports.services import (
    accept_import,
    accept_sheet,
    decide_all,
    receive_paper,
    receive_sheet,
    rehearse,
    rows_of,
    start_import,
)
from dueregard.web.recommendations.imports.setup import NewSource, Setup
from dueregard.web.recommendations.models import Recommendation, SheetImport
from dueregard.web.recommendations.states import ImportState

pytestmark = pytest.mark.django_db

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def register_of_five(world) -> None:
    officer = world.person("equality_officer")
    paper = receive_paper(upload=SimpleUploadedFile("p.txt", PAPER.encode()), by=officer)
    new = NewSource("Fair review", "Fair review", "review", world.authority_unit.pk, world.force.pk)
    setup = Setup(said_on=datetime.date(2025, 3, 4), new_source=new, round_name="Report")
    one = start_import(paper=paper, setup=setup, by=officer)
    decide_all(paper_import=one, matches=["new"], decision="accept", by=officer)
    accept_import(paper_import=one, by=officer)


def client_of(world, role: str = "equality_officer") -> Client:
    client = Client()
    client.force_login(world.person(role), backend=BACKEND)
    return client


def exported(world, kind: str = "csv") -> bytes:
    """What the list of recommendations gives to somebody who downloads it."""
    client = client_of(world)
    page = client.get(reverse("recommendations:recommendation_list"))
    links = re.findall(r'href="([^"]*export=\w+[^"]*)"', page.content.decode())
    link = next(one for one in links if f"={kind}" in one).replace("&amp;", "&")
    address = reverse("recommendations:recommendation_list")
    answer = client.get(f"{address}{link}" if link.startswith("?") else link)
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def edited(data: bytes, number: str, **cells: str) -> bytes:
    """The list with cells of one row changed, as CSV."""
    rows = read_sheet(data, "list.csv")
    labels = {one.key: one.label for one in columns.COLUMNS}
    for row in rows:
        if row[columns.NUMBER.label] == number:
            row.update({labels[key]: value for key, value in cells.items()})
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def brought(world, data: bytes, role: str = "equality_officer", name: str = "list.csv") -> Any:
    return receive_sheet(upload=SimpleUploadedFile(name, data), by=world.person(role))


def take(world, sheet: SheetImport, role: str = "equality_officer") -> SheetImport:
    person = world.person(role)
    chosen = {
        row.recommendation.pk
        for row in rows_of(sheet, person)
        if row.recommendation and row.changes
    }
    return accept_sheet(sheet=sheet, chosen=chosen, by=person)


def leaf(number: str) -> Recommendation:
    return Recommendation.objects.select_related("commitment").get(number=number)


@pytest.mark.parametrize("kind", ["csv", "xlsx", "ods"])
def test_an_export_brought_back_untouched_changes_nothing(
    world, register_of_five: None, kind: str
) -> None:
    sheet = brought(world, exported(world, kind), name=f"list.{kind}")
    rows = rows_of(sheet, world.person("equality_officer"))
    assert len(rows) == 5
    assert [row.changes for row in rows] == [[]] * 5
    assert [row.errors for row in rows] == [[]] * 5
    assert [row.ignored for row in rows] == [[]] * 5


def test_every_changeable_column_is_taken_over(world, register_of_five: None) -> None:
    data = edited(
        exported(world), "1(a)", owner="Head of Northmoor, Northmoor",
        deputy="Northmoor diversity officer", due="31 December 2027", priority="Yes",
        restricted="yes", new_progress="Five of six are published.",
        new_next_step="Publish the sixth by June.",
    )  # fmt: skip
    done = take(world, brought(world, data))
    found = leaf("1(a)")
    assert found.commitment.owner_post == world.posts["north_lead"]
    assert found.commitment.deputy_post == world.posts["north_officer"]
    assert found.commitment.due_on == datetime.date(2027, 12, 31)
    assert found.priority
    assert found.commitment.restricted
    said = set(found.commitment.entries.values_list("text", flat=True))
    assert {"Five of six are published.", "Publish the sixth by June."} <= said
    assert (done.state, done.outcome["rows"]) == (ImportState.ACCEPTED, 1)


def test_other_columns_are_ignored(world, register_of_five: None) -> None:
    data = edited(exported(world), "1(a)", text="Something else", status="Completed")
    sheet = brought(world, data)
    rows = rows_of(sheet, officer(world))
    assert not any(row.changes for row in rows)
    found = {row.name: row.ignored for row in rows if row.ignored}
    assert found == {"1(a)": ["What was asked", "Status"]}
    page = client_of(world).get(reverse("recommendations:sheet_import_review", args=[sheet.pk]))
    assert "What was asked, Status" in page.content.decode()


def test_a_row_added_by_hand_is_told_what_to_do(world, register_of_five: None) -> None:
    data = exported(world) + b",,,9(z),Something new\r\n"
    [wrong] = [row for row in rows_of(brought(world, data), officer(world)) if row.errors]
    assert "has no id" in wrong.errors[0]
    assert "Add a recommendation" in wrong.errors[0]


def officer(world) -> Any:
    return world.person("equality_officer")


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"owner": "Head of Nowhere"}, "there is no post"),
        ({"due": "31 February 2026"}, "is not a date"),
        ({"due": "soon"}, "is not a date"),
        ({"priority": "perhaps"}, "neither yes nor no"),
        ({"id": "abc"}, "is not an id"),
        ({"id": "999999"}, "there is no recommendation"),
        ({"deputy": "Head of Northmoor"}, "Name an owner before a deputy"),
    ],
)
def test_what_is_wrong_in_a_row_is_said_there(
    world, register_of_five: None, cells: dict[str, str], words: str
) -> None:
    sheet = brought(world, edited(exported(world), "1(a)", **cells))
    rows = rows_of(sheet, officer(world))
    rehearse(sheet, rows, officer(world))
    (wrong,) = [row for row in rows if row.errors]
    assert words in wrong.errors[0]
    assert wrong.number == 3, "the row as the spreadsheet program counts"


def test_rehearsing_writes_nothing(world, register_of_five: None) -> None:
    sheet = brought(world, edited(exported(world), "1(a)", new_progress="More."))
    before = Event.objects.count(), Entry.objects.count()
    rows = rows_of(sheet, officer(world))
    rehearse(sheet, rows, officer(world))
    assert (Event.objects.count(), Entry.objects.count()) == before


def test_the_version_guards_against_overwriting(world, register_of_five: None) -> None:
    data = edited(exported(world), "1(a)", due="31 December 2027")
    commitments.set_due_date(
        commitment=leaf("1(a)").commitment, due_on=datetime.date(2026, 6, 30), by=officer(world)
    )
    sheet = brought(world, data)
    (row,) = [row for row in rows_of(sheet, officer(world)) if row.changes]
    assert "changed this since the list was downloaded" in row.errors[0]
    with pytest.raises(Refused, match="since the list was downloaded"):
        take(world, sheet)
    assert leaf("1(a)").commitment.due_on == datetime.date(2026, 6, 30)


def test_one_bad_row_leaves_all_as_it_was(world, register_of_five: None) -> None:
    data = edited(exported(world), "1(a)", due="31 December 2027")
    data = edited(data, "1(b)", new_progress="It is closed, so this is refused.")
    sheet = brought(world, data)
    before = Event.objects.count()
    with pytest.raises(Refused, match=r"1\(b\)"):
        take(world, sheet)
    assert leaf("1(a)").commitment.due_on is None
    assert Event.objects.count() == before
    sheet.refresh_from_db()
    assert sheet.state == ImportState.PREVIEW


def test_who_may_not_by_hand_may_not_by_list(world, register_of_five: None) -> None:
    item = leaf("1(a)").commitment
    data = edited(exported(world), "1(a)", due="31 December 2027")
    sheet = brought(world, data, "contributor")
    with pytest.raises(NotPermitted):
        take(world, sheet, "contributor")
    item.refresh_from_db()
    assert item.due_on is None


def test_an_owner_reports_by_list_in_their_own_name(world, register_of_five: None) -> None:
    commitments.assign(
        commitment=leaf("1(a)").commitment,
        owner_post=world.posts["north_officer"],
        by=officer(world),
    )
    data = edited(exported(world), "1(a)", new_progress="Five of six.")
    take(world, brought(world, data, "contributor"), "contributor")
    entry = Entry.objects.get(text="Five of six.")
    assert entry.author == world.person("contributor")
    assert entry.author_post == world.posts["north_officer"]


def test_a_list_is_taken_over_once_and_by_who_brought_it(world, register_of_five: None) -> None:
    sheet = brought(world, edited(exported(world), "1(a)", priority="yes"))
    with pytest.raises(NotPermitted):
        take(world, sheet, "unit_lead")
    take(world, sheet)
    with pytest.raises(Refused, match="already"):
        take(world, sheet)


def test_restricted_items_do_not_show_through_a_list(world, register_of_five: None) -> None:
    data = edited(exported(world), "1(a)", new_progress="Peeping.")
    register.edit_recommendation(
        recommendation=leaf("1(a)"), expected_version=None, by=officer(world), restricted=True
    )
    sheet = brought(world, data, "south_contributor")
    rows = rows_of(sheet, world.person("south_contributor"))
    (row,) = [row for row in rows if row.errors]
    assert row.recommendation is None
    assert "or you may not see it" in row.errors[0]


@pytest.mark.parametrize(
    "data", [b"", b"Id;Version\n", b"Number,Due\n1,2026-01-01\n", b"\x00\x01\x02", b"PK\x03\x04"]
)
def test_what_is_no_export_is_a_form_error(world, data: bytes) -> None:
    file = SimpleUploadedFile("list.csv", data)
    answer = client_of(world).post(reverse("recommendations:sheet_import_upload"), {"file": file})
    assert answer.status_code == 200
    assert "govuk-error-message" in answer.content.decode()
    assert not SheetImport.objects.exists()


def test_a_row_twice_is_refused(world, register_of_five: None) -> None:
    data = exported(world)
    double = data.rstrip() + b"\r\n" + data.rstrip().splitlines()[-1]
    rows = rows_of(brought(world, double), officer(world))
    assert "twice" in rows[-1].errors[0]


def test_through_the_pages(world, register_of_five: None) -> None:
    client = client_of(world)
    file = SimpleUploadedFile("list.csv", edited(exported(world), "1(a)", due="2027-12-31"))
    shown = client.post(reverse("recommendations:sheet_import_upload"), {"file": file}, follow=True)
    page = shown.content.decode()
    assert "1 row would change something" in page
    assert "31 December 2027" in page
    sheet = SheetImport.objects.get()
    accept = reverse("recommendations:sheet_import_accept", args=[sheet.pk])
    nothing = client.post(accept, {})
    assert "Tick the rows" in nothing.content.decode()
    done = client.post(accept, {"selected": [str(leaf("1(a)").pk)]}, follow=True)
    assert "1 row taken over." in done.content.decode()
    assert Commitment.objects.get(reference="1(a)").due_on == datetime.date(2027, 12, 31)


def test_a_list_is_seen_only_by_who_brought_it(world, register_of_five: None) -> None:
    sheet = brought(world, exported(world))
    address = reverse("recommendations:sheet_import_review", args=[sheet.pk])
    assert client_of(world, "unit_lead").get(address).status_code == 404
    assert client_of(world, "nobody").get(address).status_code == 403


def test_comparing_costs_the_same_for_few_rows_and_many(
    world, register_of_five: None, django_assert_max_num_queries
) -> None:
    sheet = brought(world, exported(world))
    source = leaf("1").source
    for number in range(40):
        register.add_recommendation(
            source=source, parent=None, number=f"X{number}", text="Do it.", by=officer(world)
        )
    longer = brought(world, exported(world))
    person = officer(world)
    rows_of(sheet, person)
    with django_assert_max_num_queries(4):
        assert len(rows_of(longer, person)) == 45
