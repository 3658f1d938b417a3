"""Events in plain words."""

from __future__ import annotations

import datetime

import pytest
from django.db import transaction

from dueregard.web.audit import presenters
from dueregard.web.audit.models import Event, PersonalValue
from dueregard.web.audit.queries import history
from dueregard.web.audit.services import erase_personal_values, record, snapshot
from dueregard.web.organisation import services

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(world):
    return world.person("administrator")


def test_change_in_words(world, admin):
    services.rename_unit(unit=world.north, name="North Moor", kind="team", by=admin)
    shown = presenters.present(history(world.north))[0]
    assert shown.sentence == "Administrator renamed the unit North Moor"
    assert presenters.Change("Name", "Northmoor", "North Moor") in shown.changes
    assert presenters.Change("Kind", "Borough", "Team") in shown.changes
    assert "Version" not in {change.label for change in shown.changes}


def test_reference_by_name_and_date_in_words(world, admin):
    services.end_post(
        post=world.posts["north_lead"],
        ends_on=datetime.date(2026, 3, 1),
        successor=world.posts["north_officer"],
        by=admin,
    )
    shown = presenters.present(history(world.posts["north_lead"]))[0]
    assert presenters.Change("Until", "", "1 March 2026") in shown.changes
    labels = {change.label: change.after for change in shown.changes}
    assert labels["Successor"] == "Northmoor diversity officer, Northmoor"


def test_present_name_of_the_actor(world, admin):
    services.rename_unit(unit=world.north, name="North Moor", by=admin)
    services.edit_person(user=admin, name="Somebody Else", email=admin.email, by=admin)
    assert presenters.present(history(world.north))[0].actor == "Somebody Else"


def test_erasure_leaves_the_events_whole(world, admin):
    user = services.add_person(email="gone@x.example", name="Gone Person", by=admin)
    services.edit_person(user=user, name="Gone P.", email="gone@x.example", by=admin)
    shown = presenters.present(history(user))[0]
    assert presenters.Change("Name", "Gone Person", "Gone P.") in shown.changes
    kept = list(Event.objects.order_by("id").values_list("payload", flat=True))
    erase_personal_values(subject=user, by=admin)
    assert list(Event.objects.order_by("id").values_list("payload", flat=True))[:-1] == kept
    edit = presenters.present(history(user))[1]
    assert not [c for c in edit.changes if "Gone" in c.before + c.after]
    assert not PersonalValue.objects.filter(value__contains="Gone").exists()


def test_unknown_verb_and_kind_still_read(world, admin):
    with transaction.atomic():
        record(by=None, verb="polished_up", instance=world.force)
    Event.objects.create(
        at=datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC), actor="user:999999",
        verb="made", kind="gone.thing", object_id=7, payload='{"after":{"x":1},"before":{"x":2}}',
    )  # fmt: skip
    strange, polished = presenters.present(Event.objects.order_by("-id")[:2])
    assert polished.sentence == "Due Regard – polished up body: Wessamere Police"
    assert strange.sentence == "user 999999 – made thing: thing 7"
    assert strange.changes == (presenters.Change("X", "2", "1"),)


def test_constant_queries(world, admin, django_assert_num_queries):
    for number in range(6):
        services.rename_unit(unit=world.north, name=f"North {number}", by=admin)
    events = list(history(world.north))
    with django_assert_num_queries(3):
        presenters.present(events[:1])
    with django_assert_num_queries(3):
        presenters.present(events)


def test_same_value_same_reference(world, admin):
    first, second = snapshot(admin), snapshot(admin)
    assert first == second
    assert "password" not in first
    assert "last_login" not in first


def test_one_sentence_for_a_verb():
    presenters.register("x.y", sentences={"a": "{actor} did"})
    presenters.register("x.y", sentences={"a": "{actor} did"})
    with pytest.raises(ValueError, match="registered twice"):
        presenters.register("x.y", sentences={"a": "{actor} did not"})
