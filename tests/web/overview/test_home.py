"""Home: what needs whom, and what an empty page teaches."""

from __future__ import annotations

import datetime

import pytest
from django.db import DatabaseError, connection
from django.urls import reverse

from dueregard.web.core import registry
from dueregard.web.core.registry import AttentionItem, RecordProblem, Registry
from dueregard.web.overview.home import SHOWN, attention_groups, lead, teaching_for
from dueregard.web.recommendations.models import Source

TODAY = datetime.date(2026, 9, 1)
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def own_attention(monkeypatch):
    """An attention registry of the test's own, so that other apps add nothing."""
    own: Registry = Registry("attention")
    monkeypatch.setattr(registry, "attention", own)
    return own


def item(group, title, urgency=50, due_on=None):
    return AttentionItem(group, title, f"/{title}/", due_on=due_on, urgency=urgency)


def test_the_most_urgent_group_comes_first_and_its_most_urgent_line(world, own_attention):
    own_attention.register(
        "one",
        lambda user, today: [
            item("Later", "d", 60),
            item("Late", "b", 10, datetime.date(2026, 8, 1)),
            item("Late", "c", 10, datetime.date(2026, 8, 20)),
        ],
    )
    own_attention.register("two", lambda user, today: [item("Late", "a", 5)])
    groups = attention_groups(world.people["auditor"], TODAY)
    assert [(g.title, [i.title for i in g.items], g.late) for g in groups] == [
        ("Late", ["a", "b", "c"], 2),
        ("Later", ["d"], 0),
    ]
    assert lead(groups) == "4 things wait for you. 2 of them are late."


@pytest.mark.parametrize(
    ("number", "late", "words"),
    [
        (0, 0, "Nothing waits for you today."),
        (1, 0, "1 thing waits for you."),
        (1, 1, "1 thing waits for you, and it is late."),
        (3, 1, "3 things wait for you. 1 of them is late."),
    ],
)
def test_the_lead_says_how_much_waits(world, own_attention, number, late, words):
    days = [datetime.date(2026, 8, 1)] * late + [datetime.date(2026, 10, 1)] * (number - late)
    own_attention.register("x", lambda user, today: [item("G", str(d), due_on=d) for d in days])
    assert lead(attention_groups(world.people["auditor"], TODAY)) == words


def test_each_line_is_one_click_from_doing_it(client, world, own_attention):
    own_attention.register("x", lambda user, today: [item("Late", "answer", 1)])
    client.force_login(world.people["unit_lead"], backend=BACKEND)
    page = client.get(reverse("overview:home")).content.decode()
    assert 'href="/answer/"' in page
    assert "Unit lead in Northmoor" in page
    assert "Head of Northmoor, Northmoor" in page


def test_a_long_group_is_folded(client, world, own_attention):
    own_attention.register(
        "x", lambda user, today: [item("Late", f"line {n:02}") for n in range(SHOWN + 3)]
    )
    client.force_login(world.people["unit_lead"], backend=BACKEND)
    page = client.get(reverse("overview:home")).content.decode()
    assert "Show 3 more" in page
    assert f"line {SHOWN + 2:02}" in page


def test_home_asks_to_sign_in(client, db):
    response = client.get(reverse("overview:home"))
    assert response.status_code == 302


@pytest.mark.parametrize(
    ("role", "words"),
    [
        ("nobody", "You have no role here yet"),
        ("equality_officer", "Start with a paper you have"),
        ("administrator", "Set up your organisation first"),
        ("scrutineer", "The register is empty"),
    ],
)
def test_an_empty_home_teaches(client, world, own_attention, role, words):
    client.force_login(world.people[role], backend=BACKEND)
    assert words in client.get(reverse("overview:home")).content.decode()


def test_who_is_up_to_date_is_told_so(world):
    Source.objects.create(
        title="A report",
        short_title="Report",
        kind="review",
        unit=world.authority_unit,
        created_at="2026-01-01T00:00Z",
    )
    assert teaching_for(world.people["scrutineer"]).title == "You are up to date"


def test_navigation_shows_what_a_role_may_open(client, world, own_attention):
    def links(role):
        client.force_login(world.people[role], backend=BACKEND)
        page = client.get(reverse("overview:home"))
        return {link.text for link in page.context["navigation"]}

    assert {"Home", "Papers"} <= links("scrutineer")
    assert "Audit" not in links("scrutineer")
    assert "Audit" in links("auditor")
    assert "Papers" not in links("nobody")


def test_checks_of_the_record_are_grouped_by_severity(client, world, monkeypatch):
    own: Registry = Registry("record checks")
    own.register(
        "x",
        lambda: [
            RecordProblem("a", "Something to look at.", "/a/"),
            RecordProblem("b", "Something to mend.", "/b/", severity="error"),
        ],
    )
    monkeypatch.setattr(registry, "record_checks", own)
    client.force_login(world.people["auditor"], backend=BACKEND)
    page = client.get(reverse("overview:record_checks"))
    assert [title for title, _ in page.context["groups"]] == ["To mend now", "To look at"]
    assert "2 things to look at." in page.content.decode()


def test_checks_that_all_pass_say_so(client, world, monkeypatch):
    monkeypatch.setattr(registry, "record_checks", Registry("record checks"))
    client.force_login(world.people["auditor"], backend=BACKEND)
    page = client.get(reverse("overview:record_checks")).content.decode()
    assert "Every check passed." in page


@pytest.mark.parametrize("name", ["overview:audit_list", "overview:record_checks"])
@pytest.mark.parametrize("role", ["scrutineer", "equality_officer", "contributor", "nobody"])
def test_audit_and_checks_are_for_those_who_audit(client, world, role, name):
    client.force_login(world.people[role], backend=BACKEND)
    assert client.get(reverse(name)).status_code == 403


def test_the_service_is_well(client, db):
    response = client.get(reverse("overview:health"))
    assert response.status_code == 200
    assert response.json() == {"status": "well", "database": "reachable"}
    assert "no-store" in response["Cache-Control"]


def test_the_service_says_when_the_database_is_away(client, db, monkeypatch):
    def refuse(*args, **kwargs):
        raise DatabaseError("secret address of the database")

    with monkeypatch.context() as patched:
        patched.setattr(connection, "cursor", refuse)
        response = client.get(reverse("overview:health"))
    assert response.status_code == 503
    assert "secret" not in response.content.decode()
