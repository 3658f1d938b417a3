"""What the other apps learn of recommendations: search, origins, thread, scopes, history."""

from __future__ import annotations

import datetime

from dueregard.web.audit import presenters
from dueregard.web.audit.models import Event
from dueregard.web.commitments.scopes import commitments_in, describe, scopes_of
from dueregard.web.commitments.services import open_round
from dueregard.web.core import registry, search
from dueregard.web.organisation.access import access_of
from dueregard.web.recommendations import services
from dueregard.web.recommendations.models import Recommendation

TODAY = datetime.date.today()


def test_search_finds_the_words_and_hides_what_is_restricted(world, add, officer) -> None:
    item = add("7(d)", text="Publish a café rota – “Égalité” included.", owner_printed="Chief")
    secret = add("8", text="Publish the secret rota.", restricted=True)
    found = search.find("EGALITE cafe", user=officer, kind="recommendation")
    assert [(hit.object_id, hit.reference) for hit in found] == [(item.pk, "7(d)")]
    everyone = search.find("rota", user=officer, kind="recommendation")
    assert {hit.object_id for hit in everyone} == {item.pk, secret.pk}
    others = search.find("rota", user=world.person("contributor"), kind="recommendation")
    assert [hit.object_id for hit in others] == [item.pk]
    assert search.find("rota", user=world.person("nobody"), kind="recommendation") == []
    assert search.find("open doors", user=world.person("nobody"), kind="source") == []


def test_an_edited_text_is_found_by_its_new_words_only(add, officer) -> None:
    item = add("1", text="Walrus.")
    services.edit_recommendation(
        recommendation=item, expected_version=1, text="Penguin.", by=officer
    )
    assert search.find("walrus", user=officer) == []
    assert [hit.object_id for hit in search.find("penguin", user=officer)] == [item.pk]


def test_origins_take_one_query_for_many(add, django_assert_num_queries) -> None:
    ids = [add(str(number)).pk for number in range(1, 9)]
    provide = registry.origins.get("recommendation")
    assert provide is not None
    with django_assert_num_queries(1):
        origins = provide(ids)
    assert origins[ids[0]].title == "1 – Open doors"
    assert origins[ids[0]].href == f"/recommendations/{ids[0]}/"


def test_the_thread_leads_from_the_source(world, source, add) -> None:
    item, secret = add("7"), add("8", restricted=True)
    provide = registry.thread.get("recommendations")
    assert provide is not None
    steps = list(provide("recommendation", item.pk, world.person("auditor")))
    assert [(step.stage, step.title) for step in steps] == [
        ("Source", source.title),
        ("Recommendation", "7"),
    ]
    assert list(provide("recommendation", secret.pk, world.person("contributor"))) == []


def test_rounds_belong_to_the_source(source, add, officer) -> None:
    item = add("7")
    round_ = open_round(
        scope_kind="source", scope_id=source.pk, name="Winter", opens_on=TODAY, by=officer
    )
    scope = describe("source", source.pk)
    assert scope is not None
    assert (scope.title, scope.unit_id) == (source.title, source.unit_id)
    assert [one.pk for one in commitments_in(round_)] == [item.pk]
    assert scopes_of([item.pk]) == {item.pk: {("source", source.pk)}}


def test_who_names_owners_is_told_what_has_none(world, add) -> None:
    add("1")
    add("2", owner_post=world.posts["north_lead"])
    provide = registry.attention.get("recommendations")
    assert provide is not None
    found = list(provide(world.person("equality_officer"), TODAY))
    assert [item.title for item in found] == ["1 recommendation without an owner"]
    assert list(provide(world.person("contributor"), TODAY)) == []
    assert list(provide(world.person("unit_lead"), TODAY)) == [], "not in their unit"


def test_every_act_reads_as_a_sentence(world, source, add, officer) -> None:
    one, two = add("1"), add("2")
    services.edit_recommendation(
        recommendation=one, expected_version=1, text="In other words.", by=officer
    )
    services.move_recommendation(
        recommendation=Recommendation.objects.get(pk=two.pk), parent=one, by=officer
    )
    services.respond(
        recommendation=one, body=world.force, kind="accepted", reason="", responded_on=TODAY,
        by=officer,
    )  # fmt: skip
    held = services.link(origin=one, target=two, kind="answers", by=officer)
    services.unlink(link=held, by=officer)
    services.edit_source(source=source, short_title="Doors", by=officer)
    events = Event.objects.filter(kind__startswith="recommendations.").order_by("id")
    who = world.people["equality_officer"].name
    assert [each.sentence for each in presenters.present(events)] == [
        f"{who} added the source Doors",
        f"{who} added 1 of Doors",
        f"{who} added 2 of Doors",
        f"{who} changed 1 of Doors",
        f"{who} moved 2 of Doors within its source",
        f"{who} recorded the response of Wessamere Police: accepted",
        f"{who} recorded that 1 of Doors answers 2 of Doors",
        f"{who} took away that 1 of Doors answers 2 of Doors",
        f"{who} changed the source Doors",
    ]


def test_navigation_is_for_those_who_may(world) -> None:
    wanted = registry.navigation.get("recommendations:import_list")
    assert wanted is not None and wanted.permission is not None
    assert access_of(world.person("equality_officer")).may(wanted.permission)
    assert not access_of(world.person("auditor")).may(wanted.permission)
