"""The audit record on pages: found, exported, and silent about what is restricted."""

from __future__ import annotations

import uuid

import pytest
from django.db import transaction
from django.urls import reverse

from dueregard.web.audit.models import Event
from dueregard.web.audit.services import record
from dueregard.web.commitments.models import Challenge, ChallengeItem, Commitment

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def audited(world):
    """An open item, a restricted one with a challenge, and what was done to them."""
    officer = world.people["equality_officer"]
    made = {}
    with transaction.atomic():
        for title, restricted in (("Open item", False), ("SECRET item", True)):
            item = Commitment.objects.create(
                kind="recommendation",
                reference=title,
                title=title,
                unit=world.force_unit,
                restricted=restricted,
                created_at="2026-01-01T00:00Z",
            )
            made[title] = item
            record(by=officer, verb="create_commitment", instance=item, batch=uuid.UUID(int=7))
        challenge = Challenge.objects.create(
            text="SECRET challenge?",
            folded="secret challenge?",
            raised_on="2026-01-02",
            created_at="2026-01-02T00:00Z",
        )
        ChallengeItem.objects.create(challenge=challenge, commitment=made["SECRET item"])
        record(by=officer, verb="raise_challenge", instance=challenge)
    return made


def signed_in(client, world, role):
    client.force_login(world.people[role], backend=BACKEND)
    return client


def test_an_auditor_reads_everything(client, world, audited):
    page = signed_in(client, world, "auditor").get(reverse("overview:audit_list"))
    text = page.content.decode()
    assert "3 events" in text
    assert "Equality Officer" in text
    assert "SECRET item" in text


def test_an_administrator_is_not_told_what_is_restricted(client, world, audited):
    signed_in(client, world, "administrator")
    where = reverse("overview:audit_list")
    assert "SECRET" not in client.get(where).content.decode()
    assert "SECRET" not in client.get(f"{where}?export=csv").content.decode("utf-8-sig")
    for event in Event.objects.all():
        page = client.get(reverse("overview:audit_event", args=[event.pk])).content.decode()
        assert "SECRET" not in page
        assert ("restricted item that you may not see" in page) == (
            event.object_id == audited["SECRET item"].pk or event.verb == "raise_challenge"
        )


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("kind=commitments.challenge", 1),
        ("verb=create_commitment", 2),
        ("verb=no_such_verb", 3),
        ("batch=00000000-0000-0000-0000-000000000007", 2),
        ("batch=nonsense", 0),
        ("object=999999999999999999999", 0),
        ("object=x", 0),
        ("at_from=2020-01-01", 3),
        ("page=99", 3),
        ("sort=nothing", 3),
    ],
)
def test_filters(client, world, audited, query, number):
    page = signed_in(client, world, "auditor").get(f"{reverse('overview:audit_list')}?{query}")
    assert page.status_code == 200
    assert page.context["listing"].total == number


def test_by_whom(client, world, audited):
    officer = world.people["equality_officer"]
    where = reverse("overview:audit_list")
    signed_in(client, world, "auditor")
    assert client.get(f"{where}?actor=user:{officer.pk}").context["listing"].total == 3
    assert client.get(f"{where}?actor=system:dueregard").context["listing"].total == 0


def test_an_event_shows_what_is_kept(client, world, audited):
    event = Event.objects.get(kind="commitments.commitment", object_id=audited["Open item"].pk)
    page = signed_in(client, world, "auditor").get(reverse("overview:audit_event", args=[event.pk]))
    text = page.content.decode()
    assert "Open item" in text
    assert f"user:{world.people['equality_officer'].pk}" in text
    assert client.get(reverse("overview:audit_event", args=[10**9])).status_code == 404


@pytest.mark.parametrize("format_", ["csv", "xlsx", "ods"])
def test_the_export_holds_what_the_list_holds(client, world, audited, format_):
    signed_in(client, world, "auditor")
    response = client.get(
        f"{reverse('overview:audit_list')}?kind=commitments.challenge&export={format_}"
    )
    assert response.status_code == 200
    if format_ == "csv":
        lines = response.content.decode("utf-8-sig").strip().splitlines()
        assert len(lines) == 2
        assert "raise_challenge" in lines[1]


def test_the_list_takes_a_constant_number_of_queries(
    client, world, audited, django_assert_max_num_queries
):
    signed_in(client, world, "administrator")
    where = reverse("overview:audit_list")
    with transaction.atomic():
        for _ in range(40):
            record(by=None, verb="describe_commitment", instance=audited["Open item"])
    with django_assert_max_num_queries(20):
        client.get(where)


def test_a_context_of_any_shape_is_shown(client, world, audited):
    with transaction.atomic():
        event = record(
            by=None,
            verb="describe_commitment",
            instance=audited["Open item"],
            said={"one": "thing", "or": ["another", 3]},
            items=[1, 2],
        )
    signed_in(client, world, "auditor")
    assert client.get(reverse("overview:audit_list")).status_code == 200
    assert client.get(reverse("overview:audit_event", args=[event.pk])).status_code == 200
