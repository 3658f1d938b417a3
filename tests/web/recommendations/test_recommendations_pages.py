"""The pages of sources and recommendations, as people of each role meet them."""

from __future__ import annotations

import csv
import datetime
import io

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dueregard.rendering.sheets_in import read_sheet
from dueregard.web.accounts.models import User
from dueregard.web.commitments import services as commitments
from dueregard.web.commitments.models import Commitment
from dueregard.web.organisation.models import RoleAssignment
from dueregard.web.recommendations import services
from dueregard.web.recommendations.imports.sheet_columns import COLUMNS
from dueregard.web.recommendations.models import Link, Recommendation, Response, Source

TODAY = datetime.date.today()
LATE = TODAY - datetime.timedelta(days=10)


def page(name: str, *args, **query) -> str:
    address = reverse(f"recommendations:{name}", args=args)
    return f"{address}?{'&'.join(f'{k}={v}' for k, v in query.items())}" if query else address


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def desk(officer) -> Client:
    return signed_in(officer)


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


@pytest.fixture
def tree(add, world) -> dict[str, Recommendation]:
    seven = add("7", text="Local plans must be published.", stem="This means:")
    return {
        "7": seven,
        "7(a)": add("7(a)", parent=seven, text="writing them", due_on=LATE),
        "7(b)": add(
            "7(b)", parent=seven, text="printing them", owner_post=world.posts["north_officer"]
        ),
        "8": add("8", text="Say more.", restricted=True),
    }


MANAGING = [
    "source_add",
    "source_edit",
    "recommendation_add",
    "recommendation_edit",
    "respond",
    "link",
]


@pytest.mark.parametrize("name", ["source_list", "source", "recommendation_list", "source_export"])
@pytest.mark.parametrize(("role", "status"), [("auditor", 200), ("nobody", 403), (None, 302)])
def test_who_may_read(world, source, tree, name, role, status) -> None:
    client = signed_in(world.person(role)) if role else Client()
    args = [source.pk] if name in ("source", "source_export") else []
    assert client.get(page(name, *args)).status_code == status


@pytest.mark.parametrize("name", MANAGING)
@pytest.mark.parametrize(("role", "status"), [("equality_officer", 200), ("verifier", 403)])
def test_who_may_change(world, source, tree, name, role, status) -> None:
    args = {"source_add": [], "source_edit": [source.pk], "recommendation_add": [source.pk]}
    address = page(name, *args.get(name, [tree["7(a)"].pk]))
    client = signed_in(world.person(role))
    assert client.get(address).status_code == status
    assert (client.post(address, {}).status_code == 403) is (status == 403)


def test_an_officer_of_elsewhere_is_told_before_writing(world, source, tree) -> None:
    RoleAssignment.objects.filter(user=world.people["unit_lead"]).update(role="equality_officer")
    client = signed_in(world.person("unit_lead"))
    for address in (page("source_edit", source.pk), page("recommendation_add", source.pk)):
        response = client.get(address)
        assert response.status_code == 403
        assert "unit that keeps Open doors" in text_of(response)


def test_an_empty_register_teaches(world, desk) -> None:
    assert "No sources yet" in text_of(desk.get(page("source_list")))
    assert "No recommendations yet" in text_of(desk.get(page("recommendation_list")))


def test_a_source_without_recommendations_offers_the_import(desk, source) -> None:
    shown = text_of(desk.get(page("source", source.pk)))
    assert "No recommendations yet" in shown
    assert page("import_upload", source=source.pk) in shown


def test_a_source_says_how_far_it_is_and_where_it_is_worst(desk, source, tree) -> None:
    shown = text_of(desk.get(page("source", source.pk)))
    assert "0 of 3 completed, 3 not started (1 of them overdue)." in shown
    assert "Where it is worst" in shown
    assert (
        f'Worst is <a class="govuk-link" href="{page("recommendation", tree["7(a)"].pk)}">' in shown
    )
    assert (
        page("recommendation_list", source=source.pk, overdue="yes").replace("&", "&amp;") in shown
    )


def test_what_is_restricted_is_not_there_for_others(world, source, tree) -> None:
    client = signed_in(world.person("contributor"))
    shown = text_of(client.get(page("source", source.pk)))
    assert "Say more." not in shown
    assert "Restricted items that you may not see are neither shown nor counted here." in shown
    hidden = tree["8"]
    for name in ("recommendation", "recommendation_edit", "respond", "link"):
        assert client.get(page(name, hidden.pk)).status_code in (403, 404)
    assert client.get(page("recommendation", hidden.pk)).status_code == 404
    assert "Say more." not in text_of(client.get(page("recommendation_list")))


@pytest.mark.parametrize("name", ["source", "recommendation_list", "source_list", "source_export"])
def test_pages_take_as_many_queries_for_few_as_for_many(
    world, source, tree, add, officer, name
) -> None:
    def count() -> int:
        args = [source.pk] if name in ("source", "source_export") else []
        client = signed_in(world.person("equality_officer"))
        client.get(page(name, *args))
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert client.get(page(name, *args)).status_code == 200
        return len(captured)

    pointer = add("9", is_pointer=True)
    services.link(origin=pointer, target=tree["7(a)"], kind="see", by=officer)
    few = count()
    for number in range(20):
        branch = add(f"9{number}")
        add(f"9{number}(a)", parent=branch, due_on=LATE, owner_post=world.posts["north_lead"])
        pointer = add(f"9{number}(b)", parent=branch, is_pointer=True)
        services.link(origin=pointer, target=tree["7(a)"], kind="see", by=officer)
    assert count() == few


def test_a_source_is_added_and_edited(world, desk) -> None:
    values = {
        "title": "A second look", "short_title": "Second look", "kind": "review",
        "unit": world.authority_unit.pk, "published_on": "2025-04-01",
    }  # fmt: skip
    response = desk.post(page("source_add"), values | {"title": ""})
    assert "Enter title" in text_of(response)
    response = desk.post(page("source_add"), values)
    source = Source.objects.get()
    assert response["Location"] == page("source", source.pk)
    response = desk.post(page("source_add"), values)
    assert "There is already a source called “A second look”" in text_of(response)
    edited = values | {"short_title": "Again", "version": source.version}
    assert desk.post(page("source_edit", source.pk), edited).status_code == 302
    assert Source.objects.get().short_title == "Again"


def test_two_who_edit_a_source_see_both_versions(world, desk, source) -> None:
    address = page("source_edit", source.pk)
    values = {
        "title": source.title, "short_title": "Mine", "kind": "review",
        "unit": world.authority_unit.pk, "version": source.version,
    }  # fmt: skip
    assert desk.post(address, values | {"short_title": "Theirs"}).status_code == 302
    response = desk.post(address, values)
    shown = text_of(response)
    assert "Someone else saved this while you were writing" in shown
    assert "Theirs" in shown and "Mine" in shown
    assert 'name="version" value="2"' in shown, "the next save is measured against what was seen"
    assert Source.objects.get().short_title == "Theirs"


def test_adding_by_hand_warns_of_what_we_have(desk, source, add) -> None:
    held = add("1", text="Publish every local equality plan within six months.")
    address = page("recommendation_add", source.pk)
    values = {"number": "2", "text": "Publish each local equality plan within six months"}
    shown = text_of(desk.post(address, values))
    assert "Is it one of these?" in shown and page("recommendation", held.pk) in shown
    assert Recommendation.objects.count() == 1
    mark = shown.split('name="confirmed" value="')[1].split('"')[0]
    other = values | {
        "text": "Publish every local equality plan within five months",
        "confirmed": mark,
    }
    assert "Is it one of these?" in text_of(desk.post(address, other)), "another text asks again"
    response = desk.post(address, values | {"confirmed": mark})
    made = Recommendation.objects.get(number="2")
    assert response["Location"] == page("recommendation", made.pk)


def test_adding_one_after_another(desk, source, tree, world) -> None:
    address = page("recommendation_add", source.pk)
    values = {
        "parent": tree["7"].pk, "number": "7(c)", "text": "reading them out", "then": "another",
        "owner_post": world.posts["north_lead"].pk, "due_on": "2027-01-31",
    }  # fmt: skip
    assert desk.post(address, values)["Location"] == address
    made = Recommendation.objects.select_related("commitment").get(number="7(c)")
    assert made.parent == tree["7"]
    assert made.commitment.due_on == datetime.date(2027, 1, 31)
    taken = text_of(desk.post(address, values | {"text": "something else entirely"}))
    assert "already has a recommendation 7(c)" in taken


def test_editing_moves_and_rewords_in_one_go(desk, tree, world) -> None:
    item = tree["7(a)"]
    values = {
        "version": 1, "parent": "", "number": "9", "text": "writing them well",
        "unit": world.force_unit.pk,
    }  # fmt: skip
    assert desk.post(page("recommendation_edit", item.pk), values).status_code == 302
    item = Recommendation.objects.select_related("commitment").get(pk=item.pk)
    assert (item.parent, item.number, item.commitment.title) == (None, "9", "writing them well")
    response = desk.post(page("recommendation_edit", item.pk), values | {"text": "stale"})
    assert "Someone else saved this" in text_of(response)
    assert "stale" in text_of(response)


def test_a_circle_is_refused_in_plain_words(desk, source, tree, officer) -> None:
    one, two = tree["7(a)"], tree["7(b)"]
    services.link(origin=one, target=two, kind="see", by=officer)
    values = {"kind": "see", "source": source.pk, "number": "7 (a)"}
    response = desk.post(page("link", two.pk), values)
    assert (
        "That would lead round in a circle: 7(b) points to 7(a), 7(a) points to 7(b)."
        in text_of(response)
    )
    response = desk.post(page("link", two.pk), values | {"number": "77"})
    assert "Open doors has no recommendation 77. Its numbers are from 7 to 8" in text_of(response)
    held = Link.objects.get()
    assert "7(a) points to 7(b)" in text_of(desk.get(page("unlink", held.pk)))
    assert desk.post(page("unlink", held.pk)).status_code == 302
    assert desk.post(page("link", two.pk), values)["Location"] == page("recommendation", two.pk)


def test_a_response_is_recorded_and_changed(world, desk, tree) -> None:
    item = tree["7(a)"]
    address = page("respond", item.pk)
    values = {"body": world.force.pk, "kind": "rejected", "responded_on": TODAY.isoformat()}
    assert "Say why it is rejected" in text_of(desk.post(address, values))
    assert desk.post(address, values | {"reason": "Not ours."}).status_code == 302
    held = Response.objects.get()
    changed = f"{address}?response={held.pk}"
    assert "Not ours." in text_of(desk.get(changed))
    response = desk.post(changed, values | {"kind": "accepted", "reason": "", "version": 1})
    assert response.status_code == 302
    assert Response.objects.get().kind == "accepted"
    assert "Someone else saved this" in text_of(
        desk.post(changed, values | {"reason": "Still no.", "version": 1})
    )


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ({}, ["7", "7(a)", "7(b)", "8"]),
        ({"q": "WRITING"}, ["7(a)"]),
        ({"overdue": "yes"}, ["7(a)"]),
        ({"no_owner": "yes"}, ["7(a)", "8"]),
        ({"challenged": "yes"}, ["7(b)"]),
        ({"status": "not_started"}, ["7(a)", "8"]),
        ({"status": "in_progress"}, ["7(b)"]),
        ({"level": "branches"}, ["7"]),
        ({"level": "leaves"}, ["7(a)", "7(b)", "8"]),
        ({"restricted": "yes"}, ["8"]),
        ({"priority": "yes"}, ["8"]),
        ({"response": "accepted"}, ["7(a)"]),
        ({"response": "none", "level": "leaves"}, ["7(b)", "8"]),
        ({"sort": "-due"}, ["7(a)", "7", "7(b)", "8"]),
        ({"sort": "nonsense", "status": "great"}, ["7", "7(a)", "7(b)", "8"]),
    ],
)
def test_the_list_filters_and_exports_what_it_shows(
    world, desk, tree, officer, query, numbers
) -> None:
    Commitment.objects.filter(pk=tree["7(b)"].pk).update(open_challenges=1, has_progress=True)
    Recommendation.objects.filter(pk=tree["8"].pk).update(priority=True)
    services.respond(
        recommendation=tree["7(a)"], body=world.force, kind="accepted", reason="",
        responded_on=TODAY, by=officer,
    )  # fmt: skip
    response = desk.get(page("recommendation_list"), query)
    shown = [row.name for row in response.context["listing"].rows]
    assert shown == numbers
    exported = desk.get(page("recommendation_list"), query | {"export": "csv"})
    rows = list(csv.DictReader(io.StringIO(exported.content.decode("utf-8-sig"))))
    assert [row["Number"].removeprefix("'") for row in rows] == numbers


@pytest.mark.parametrize("kind", ["csv", "xlsx", "ods"])
def test_an_export_has_every_column_the_import_knows(desk, source, tree, kind) -> None:
    response = desk.get(page("source_export", source.pk), {"export": kind})
    rows = read_sheet(response.content, f"list.{kind}")
    assert set(rows[0]) >= {column.label for column in COLUMNS}
    row = next(each for each in rows if each["Number"] == "7(b)")
    assert row["What was asked"] == "printing them"
    assert row["Owner"] == "Northmoor diversity officer, Northmoor"
    assert row["Version"] == "v1.1"
    assert row["Source"] == source.title


def test_wrong_addresses_are_not_there(desk, source) -> None:
    for address in (
        page("source", 999), page("recommendation", 999), page("unlink", 999), page("respond", 999),
        page("recommendation_add", 999), page("source_export", 999),
    ):  # fmt: skip
        assert desk.get(address).status_code == 404


def test_a_recommendation_tells_its_whole_story(world, desk, source, tree, officer) -> None:
    item = tree["7(b)"]
    round_ = commitments.open_round(
        scope_kind="source", scope_id=source.pk, name="Winter", opens_on=LATE, by=officer
    )
    speaker = world.person("contributor")
    commitments.add_progress(commitment=item.commitment, text="We printed one.", by=speaker)
    commitments.raise_challenge(
        commitments=[item.commitment], text="Who reads it?", by=world.person("scrutineer")
    )
    services.link(origin=item, target=tree["7(a)"], kind="depends_on", by=officer)
    shown = text_of(desk.get(page("recommendation", item.pk)))
    for words in (
        "Recommendation 7(b)", "printing them", "Local plans must be published. This means:",
        "We printed one.", "Who reads it?", round_.name, "Depends on", "No body has responded yet.",
        "Northmoor diversity officer", "Answer the challenge", "One challenge unanswered",
    ):  # fmt: skip
        assert words in shown, words
    branch = text_of(desk.get(page("recommendation", tree["7"].pk)))
    assert "0 of 2 completed, 1 in progress, 1 not started (of these 2, 1 overdue)." in branch
    assert "It goes on: “This means:”" in branch


@pytest.mark.parametrize(
    ("role", "wanted"),
    [
        ("equality_officer", "Answer the challenge"),
        ("contributor", "Answer the challenge"),
        ("unit_lead", "Answer the challenge"),
        ("auditor", None),
        ("scrutineer", None),
    ],
)
def test_what_to_do_next_depends_on_who_asks(world, tree, role, wanted) -> None:
    item = tree["7(b)"]
    Commitment.objects.filter(pk=item.pk).update(unit=world.north)
    item.commitment.refresh_from_db()
    commitments.raise_challenge(
        commitments=[item.commitment], text="Who reads it?", by=world.person("scrutineer")
    )
    response = signed_in(world.person(role)).get(page("recommendation", item.pk))
    found = response.context["next"]
    assert (found.text if found else None) == wanted


def test_what_to_do_next_follows_the_state(world, source, add, desk, officer) -> None:
    def asked_of(item: Recommendation) -> str | None:
        found = desk.get(page("recommendation", item.pk)).context["next"]
        return found.text if found else None

    assert asked_of(add("1")) == "Name an owner"
    assert asked_of(add("2", is_pointer=True)) == "Say where it is answered"
    owned = add("3", owner_post=world.posts["north_lead"])
    assert asked_of(owned) is None, "no round is open"
    commitments.open_round(
        scope_kind="source", scope_id=source.pk, name="Winter", opens_on=LATE, by=officer
    )
    assert asked_of(owned) == "Report progress"
    services.respond(
        recommendation=owned, body=world.force, kind="rejected", reason="No.",
        responded_on=TODAY, by=officer,
    )  # fmt: skip
    assert asked_of(owned) == "Propose to close it as rejected"
    closure = commitments.propose_closure(
        commitment=owned.commitment, kind="rejected", statement="No.", by=officer
    )
    assert asked_of(owned) is None, "who proposed it does not verify it"
    verifier = signed_in(world.person("verifier"))
    found = verifier.get(page("recommendation", owned.pk)).context["next"]
    assert found.text == "Verify the closure"
    assert found.href == reverse("commitments:decide_closure", args=[closure.pk])


def test_the_page_of_a_recommendation_takes_a_fixed_number_of_queries(
    world, source, tree, officer
) -> None:
    item = tree["7(b)"]
    commitments.open_round(
        scope_kind="source", scope_id=source.pk, name="Winter", opens_on=LATE, by=officer
    )

    def tell(number: int) -> None:
        commitments.add_progress(
            commitment=item.commitment, text=f"Said {number}.", by=world.person("contributor")
        )
        commitments.raise_challenge(
            commitments=[item.commitment], text=f"Asked {number}?", by=world.person("scrutineer")
        )
        other = services.add_recommendation(
            source=source, parent=None, number=f"L{number}", text=f"Linked {number}.", by=officer
        )
        services.link(origin=item, target=other, kind="answers", by=officer)

    def count() -> int:
        client = signed_in(world.person("equality_officer"))
        client.get(page("recommendation", item.pk))
        with CaptureQueriesContext(connection) as captured:
            client.get(page("recommendation", item.pk))
        return len(captured)

    tell(1)
    few = count()
    for number in range(2, 8):
        tell(number)
    assert count() == few


@pytest.mark.parametrize(
    ("name", "field"),
    [("source", "title"), ("add", "text"), ("respond", "reason"), ("link", "note")],
)
def test_what_was_begun_is_kept_until_it_is_submitted(
    world, desk, source, tree, name, field
) -> None:
    forms = {
        "source": page("source_add"),
        "add": page("recommendation_add", source.pk),
        "respond": page("respond", tree["7(a)"].pk),
        "link": page("link", tree["7(a)"].pk),
    }
    pk = {"source": 0, "add": source.pk}.get(name, tree["7(a)"].pk)
    kept = page("draft", name, pk)
    assert kept in text_of(desk.get(forms[name]))
    assert desk.post(kept, {field: "Half a thought"}).status_code == 200
    assert "Half a thought" in text_of(desk.get(forms[name]))
    other = signed_in(world.person("verifier"))
    assert other.post(kept, {field: "x"}).status_code == 403
    assert desk.get(kept).status_code == 405
    assert desk.post(page("draft", "gossip", 1), {field: "x"}).status_code == 404
    desk.post(kept, {field: ""})
    assert "Half a thought" not in text_of(desk.get(forms[name]))


def test_a_draft_goes_when_it_is_submitted(desk, source) -> None:
    desk.post(page("draft", "add", source.pk), {"text": "Say it well."})
    desk.post(page("recommendation_add", source.pk), {"text": "Say it well."})
    assert Recommendation.objects.get().text == "Say it well."
    assert desk.get(page("recommendation_add", source.pk)).context["draft"] is None


def test_a_wording_changed_by_hand_is_no_longer_quoted_exactly(desk, officer, source, add) -> None:
    item = add("3", text="Publish a plan in each borough.")
    assert "Quoted exactly" in text_of(desk.get(page("recommendation", item.pk)))
    services.edit_recommendation(
        recommendation=item, expected_version=item.version, by=officer, text="Publish one plan."
    )
    shown = text_of(desk.get(page("recommendation", item.pk)))
    assert "Quoted exactly" not in shown
    assert "Worded anew here" in shown
    assert "It was first recorded as:" in shown
    assert "Publish a plan in each borough." in shown


def test_owners_come_before_the_round(desk, world, officer, source, add) -> None:
    item = add("3")
    first = desk.get(page("source", source.pk))
    assert first.context["main_action"].text == "Name owners for 1 recommendation"
    assert "no_owner=yes" in first.context["main_action"].href
    assert "Open a reporting round" in [one.text for one in first.context["actions"]]
    commitments.assign(commitment=item.commitment, owner_post=world.posts["north_lead"], by=officer)
    then = desk.get(page("source", source.pk))
    assert then.context["main_action"].text == "Open a reporting round"
    assert "Open a reporting round" not in [one.text for one in then.context["actions"]]
