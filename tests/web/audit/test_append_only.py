"""The record is appended to, never changed, on whichever database the tests run."""

from __future__ import annotations

import json

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from dueregard.web.audit.models import Event
from dueregard.web.audit.services import canonical, record
from dueregard.web.organisation.models import Body

pytestmark = pytest.mark.django_db
SEALS = {"seal": "a" * 64, "previous_seal": "b" * 64}


@pytest.fixture
def event(world) -> Event:
    with transaction.atomic():
        return record(by=None, verb="create", instance=world.force)


def refused(sql: str, *values: object) -> None:
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql, values)


@pytest.mark.parametrize(
    "assignment",
    [
        "id = id + 1000",
        "at = '2001-01-01 00:00:00'",
        "actor = 'user:99'",
        "verb = 'other'",
        "kind = 'other.thing'",
        "object_id = 99",
        "payload = '{}'",
        "verb = verb",
        "previous_seal = 'x'",
    ],
)
def test_no_update(event, assignment):
    refused(f"UPDATE audit_event SET {assignment} WHERE id = %s", event.pk)


def test_no_update_of_a_batch(event):
    refused("UPDATE audit_event SET batch = %s", "0" * 32)


def test_no_update_hidden_behind_a_seal(event):
    refused("UPDATE audit_event SET seal = 's', verb = 'other' WHERE id = %s", event.pk)


def test_no_delete(event):
    refused("DELETE FROM audit_event")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        event.delete()
    assert Event.objects.filter(pk=event.pk).exists()


def test_no_replace(event):
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite knows INSERT OR REPLACE")
    columns = "id, at, actor, verb, kind, object_id, payload, previous_seal, seal"
    refused(
        f"INSERT OR REPLACE INTO audit_event ({columns}) "
        "SELECT id, at, 'user:99', verb, kind, object_id, payload, '', '' FROM audit_event"
    )


def test_no_truncate(event):
    if connection.vendor != "postgresql":
        pytest.skip("only PostgreSQL knows TRUNCATE")
    refused("TRUNCATE audit_event")


def test_sealed_once(event):
    assert Event.objects.filter(pk=event.pk).update(**SEALS) == 1
    refused("UPDATE audit_event SET seal = 'c' WHERE id = %s", event.pk)
    refused("UPDATE audit_event SET previous_seal = 'c' WHERE id = %s", event.pk)
    refused("UPDATE audit_event SET seal = '' WHERE id = %s", event.pk)


def test_numbers_grow_and_are_not_used_again(world):
    numbers = []
    for _ in range(3):
        with transaction.atomic():
            numbers.append(record(by=None, verb="a", instance=world.force).pk)
    assert numbers == sorted(set(numbers))
    last = numbers[-1]
    with connection.cursor() as cursor, pytest.raises(IntegrityError), transaction.atomic():
        cursor.execute(
            "INSERT INTO audit_event (id, at, actor, verb, kind, object_id, payload, "
            "previous_seal, seal) VALUES (NULL, NULL, '', '', '', 0, '', '', '')"
        )
    with transaction.atomic():
        assert record(by=None, verb="b", instance=world.force).pk > last


def test_no_event_outside_a_transaction(world, monkeypatch):
    monkeypatch.setattr(transaction.get_connection(), "in_atomic_block", False)
    with pytest.raises(RuntimeError, match="transaction of its write"):
        record(by=None, verb="create", instance=world.force)


def test_canonical():
    assert canonical({"b": [1, None], "a": "é–x"}) == '{"a":"é–x","b":[1,null]}'
    with pytest.raises(TypeError, match="set cannot be written"):
        canonical({"a": {1}})


def test_no_number_that_json_does_not_know():
    with pytest.raises(ValueError, match="JSON compliant"):
        canonical({"a": float("nan")})


def test_payload_is_canonical(world):
    with transaction.atomic():
        event = record(by=None, verb="create", instance=world.force)
    assert canonical(json.loads(event.payload)) == event.payload
    assert json.loads(event.payload)["after"]["name"] == Body.objects.get(pk=world.force.pk).name
