"""Sources, recommendations and responses: what the services do and what they refuse."""

from __future__ import annotations

import datetime
import json
import uuid

import pytest
from django.db import IntegrityError, transaction

from dueregard.web.accounts.permissions import Permission, Role, permissions_of
from dueregard.web.audit.models import Event
from dueregard.web.commitments.models import Commitment
from dueregard.web.core import search
from dueregard.web.core.exceptions import Conflict, NotPermitted, Refused
from dueregard.web.recommendations import services
from dueregard.web.recommendations.models import Recommendation, Response, Source
from dueregard.web.recommendations.services.batches import built_on

TODAY = datetime.date.today()


def fresh(item: Recommendation) -> Recommendation:
    return Recommendation.objects.select_related("commitment", "parent__commitment").get(pk=item.pk)


def test_a_source_is_kept_found_and_recorded(source, officer) -> None:
    event = Event.objects.get(kind="recommendations.source", object_id=source.pk)
    assert (event.verb, event.actor) == ("add_source", f"user:{officer.pk}")
    assert json.loads(event.payload)["after"]["title"] == source.title
    assert [hit.object_id for hit in search.find("open DOORS", user=officer, kind="source")] == [
        source.pk
    ]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": "  "}, "title"),
        ({"title": "OPEN DOORS: a review of fair treatment"}, "title"),
        ({"title": "x" * 301}, "title"),
        ({"kind": "gossip"}, "kind"),
        ({"link": "javascript:alert(1)"}, "link"),
        ({"published_on": TODAY + datetime.timedelta(days=1)}, "published_on"),
        ({"short_title": "y" * 81}, "short_title"),
    ],
)
def test_a_source_that_cannot_be_is_refused(world, source, officer, changes, field) -> None:
    values = {"title": "Another", "short_title": "Another", "kind": "review"} | changes
    with pytest.raises(Refused) as refusal:
        services.add_source(**values, unit=world.authority_unit, by=officer)
    assert refusal.value.field == field
    assert Source.objects.count() == 1


def test_editing_a_source_counts_versions_and_keeps_what_was(source, officer) -> None:
    opened = source.version
    services.edit_source(source=source, expected_version=opened, short_title="Doors", by=officer)
    payload = json.loads(Event.objects.filter(verb="edit_source").get().payload)
    assert payload["before"] == {"short_title": "Open doors", "version": 1}
    with pytest.raises(Conflict) as conflict:
        services.edit_source(
            source=Source.objects.get(), expected_version=opened, title="Mine", by=officer
        )
    assert conflict.value.submitted == {"title": "Mine"}
    assert conflict.value.current.short_title == "Doors"


def test_saving_what_is_there_already_is_no_event(source, officer) -> None:
    services.edit_source(source=source, short_title=source.short_title, by=officer)
    assert not Event.objects.filter(verb="edit_source").exists()
    assert Source.objects.get().version == 1


def test_a_recommendation_shares_its_id_with_its_commitment(world, add) -> None:
    item = fresh(add("7", text="Publish local plans.", owner_printed="Chief Officer"))
    commitment = item.commitment
    assert (item.pk, commitment.reference, commitment.title) == (
        commitment.pk, "7", "Publish local plans.",
    )  # fmt: skip
    assert commitment.unit == world.force_unit, "the unit of the body that must carry it out"
    assert (commitment.is_leaf, commitment.kind) == (True, "recommendation")


def test_parts_make_a_branch(add) -> None:
    branch = add("7", stem="This means:")
    part = add("7(a)", parent=branch)
    assert not fresh(branch).commitment.is_leaf
    assert fresh(part).commitment.is_leaf
    assert (part.depth, part.place) == (1, f"{branch.place}00001.")
    deeper = add("7(a)(i)", parent=part)
    assert deeper.depth == 2
    assert not fresh(part).commitment.is_leaf


def test_numbers_find_their_turn(source, add) -> None:
    for number in ("1", "10", "3", "2"):
        add(number)
    branch = Recommendation.objects.get(number="2")
    for number in ("2(iv)", "2(ii)", "2(i)", "2(iii)"):
        add(number, parent=branch)
    assert list(source.recommendations.order_by("place").values_list("number", flat=True)) == [
        "1", "2", "2(i)", "2(ii)", "2(iii)", "2(iv)", "3", "10",
    ]  # fmt: skip


def test_making_room_moves_whole_branches(source, add) -> None:
    first = add("A", position=1)
    part = add("A1", parent=first)
    add("B", position=1)
    assert fresh(part).place.startswith(fresh(first).place)
    assert list(source.recommendations.order_by("place").values_list("number", flat=True)) == [
        "B", "A", "A1",
    ]  # fmt: skip


def test_an_unnumbered_item_is_called_by_its_place(add) -> None:
    branch = add("7")
    assert fresh(add("", parent=branch)).commitment.reference == "7, part 1"
    assert fresh(add("")).commitment.reference == "Item 2"


@pytest.mark.parametrize(
    ("values", "field"),
    [({"number": "7"}, "number"), ({"number": "8", "text": " \n"}, "text"),
     ({"number": "x" * 41}, "number"), ({"number": "9", "stem": "s" * 201}, "stem")],
)  # fmt: skip
def test_a_recommendation_that_cannot_be_is_refused(add, values, field) -> None:
    add("7")
    with pytest.raises(Refused) as refusal:
        add(**values)
    assert refusal.value.field == field
    assert Commitment.objects.count() == 1, "nothing half-made is left"


def test_nothing_is_a_part_of_another_source(world, officer, add) -> None:
    seven = add("7")
    other = services.add_source(
        title="Other", short_title="Other", kind="review", unit=world.authority_unit, by=officer
    )
    with pytest.raises(Refused, match="another source"):
        add("7(a)", parent=seven, to=other)


@pytest.mark.parametrize("role", [*Role.values, "nobody"])
def test_only_those_who_manage_sources_write(world, source, add, officer, role) -> None:
    item, other = add("1"), add("2")
    allowed = role in Role.values and Permission.MANAGE_SOURCES in permissions_of(role)
    acts = [
        lambda by: services.add_source(
            title="New", short_title="New", kind="review", unit=world.authority_unit, by=by
        ),
        lambda by: services.edit_source(source=source, description="x", by=by),
        lambda by: services.add_recommendation(
            source=source, parent=None, number="3", text="More.", by=by
        ),
        lambda by: services.edit_recommendation(
            recommendation=fresh(item), expected_version=None, stem="So:", by=by
        ),
        lambda by: services.set_priority(
            recommendation=fresh(item), priority=True, reason="Urgent", by=by
        ),
        lambda by: services.move_recommendation(
            recommendation=fresh(other), parent=fresh(item), by=by
        ),
        lambda by: services.respond(
            recommendation=fresh(item), body=world.force, kind="accepted", reason="",
            responded_on=TODAY, by=by,
        ),
        lambda by: services.link(origin=fresh(item), target=fresh(other), kind="see", by=by),
    ]  # fmt: skip
    for act in acts:
        before = Event.objects.count()
        if allowed:
            act(world.person(role))
            assert Event.objects.count() > before
        else:
            with pytest.raises(NotPermitted):
                act(world.person(role))
            assert Event.objects.count() == before


def test_editing_keeps_the_commitment_in_step(officer, add) -> None:
    item = fresh(add("7"))
    services.edit_recommendation(
        recommendation=item, expected_version=1, by=officer, number="7A", text="Word for word."
    )
    again = fresh(item)
    assert (again.number, again.text, again.version) == ("7A", "Word for word.", 2)
    assert (again.commitment.reference, again.commitment.title) == ("7A", "Word for word.")


def test_the_second_saver_is_shown_both(officer, add) -> None:
    first, second = fresh(item := add("7")), fresh(item)
    services.edit_recommendation(recommendation=first, expected_version=1, text="A.", by=officer)
    with pytest.raises(Conflict):
        services.edit_recommendation(
            recommendation=second, expected_version=1, text="B.", by=officer
        )
    with pytest.raises(Conflict) as conflict:
        services.edit_recommendation(
            recommendation=fresh(item), expected_version=1, text="B.", by=officer
        )
    assert (conflict.value.current.text, conflict.value.submitted["text"]) == ("A.", "B.")


def test_restricting_a_branch_restricts_its_parts(officer, add) -> None:
    branch = add("7")
    part = add("7(a)", parent=branch)
    deep = add("7(a)(i)", parent=part)
    services.edit_recommendation(
        recommendation=fresh(branch), expected_version=None, restricted=True, by=officer
    )
    assert all(fresh(each).commitment.restricted for each in (branch, part, deep))
    late = add("7(b)", parent=fresh(branch))
    assert fresh(late).commitment.restricted, "a later part too"
    with pytest.raises(Refused, match="stays restricted"):
        services.edit_recommendation(
            recommendation=fresh(part), expected_version=None, restricted=False, by=officer
        )


def test_moving_takes_the_parts_along_and_mends_both_branches(source, officer, add) -> None:
    one, two = add("1"), add("2")
    part = add("1(a)", parent=one)
    deep = add("1(a)(i)", parent=part)
    services.move_recommendation(recommendation=fresh(part), parent=fresh(two), by=officer)
    moved, below = fresh(part), fresh(deep)
    assert (moved.parent_id, moved.depth) == (two.pk, 1)
    assert below.place.startswith(moved.place) and moved.place.startswith(fresh(two).place)
    assert fresh(one).commitment.is_leaf and not fresh(two).commitment.is_leaf
    services.move_recommendation(recommendation=fresh(part), parent=None, by=officer)
    assert (fresh(part).depth, fresh(deep).depth) == (0, 1)


def test_nothing_becomes_a_part_of_itself(officer, add) -> None:
    one = add("1")
    part = add("1(a)", parent=one)
    for parent in (one, part):
        with pytest.raises(Refused, match="is a part of"):
            services.move_recommendation(
                recommendation=fresh(one), parent=fresh(parent), by=officer
            )


def test_one_response_per_body_that_may_change(world, officer, add) -> None:
    item = add("1")
    given = {"recommendation": item, "body": world.force, "responded_on": TODAY, "by": officer}
    services.respond(**given, kind="accepted", reason="")
    services.respond(**given, kind="rejected", reason="It is not ours to do.")
    services.respond(
        **given | {"body": world.authority}, kind="in_part", reason="Only the first half."
    )
    assert {(each.body, each.kind) for each in Response.objects.all()} == {
        (world.force, "rejected"),
        (world.authority, "in_part"),
    }
    assert [event.verb for event in Event.objects.filter(kind="recommendations.response")] == [
        "respond"
    ] * 3


@pytest.mark.parametrize("kind", ["in_part", "rejected"])
def test_a_no_gives_its_reason(world, officer, add, kind) -> None:
    item = add("1")
    with pytest.raises(Refused) as refusal:
        services.respond(
            recommendation=item, body=world.force, kind=kind, reason=" ", responded_on=TODAY,
            by=officer,
        )  # fmt: skip
    assert refusal.value.field == "reason"
    with pytest.raises(IntegrityError), transaction.atomic():
        Response.objects.create(
            recommendation=item, body=world.force, kind=kind, responded_on=TODAY,
            recorded_by=officer,
        )  # fmt: skip


def test_a_response_is_not_from_the_future(world, officer, add) -> None:
    with pytest.raises(Refused) as refusal:
        services.respond(
            recommendation=add("1"), body=world.force, kind="accepted", reason="",
            responded_on=TODAY + datetime.timedelta(days=2), by=officer,
        )  # fmt: skip
    assert refusal.value.field == "responded_on"


def test_a_batch_is_taken_out_as_a_whole(source, officer, add) -> None:
    batch = uuid.uuid4()
    held = add("1")
    part = add("1(a)", parent=held, batch=batch)
    deep = add("1(a)(i)", parent=part, batch=batch)
    services.link(origin=deep, target=held, kind="depends_on", batch=batch, by=officer)
    assert built_on(batch) == []
    with transaction.atomic():
        assert services.remove_batch(batch=batch, by=officer) == 2
    assert list(Recommendation.objects.all()) == [held]
    assert fresh(held).commitment.is_leaf
    assert search.find("1(a)(i)", user=officer, kind="recommendation") == []


def test_a_batch_that_was_built_on_stays(world, officer, add) -> None:
    batch = uuid.uuid4()
    item, other = add("1", batch=batch), add("2")
    add("1(a)", parent=item)
    services.link(origin=other, target=item, kind="see", by=officer)
    services.respond(
        recommendation=item, body=world.force, kind="accepted", reason="", responded_on=TODAY,
        by=officer,
    )  # fmt: skip
    assert len(built_on(batch)) == 3
    with pytest.raises(Refused, match="1\\(a\\) was added as a part of 1"):
        services.remove_batch(batch=batch, by=officer)
    assert Recommendation.objects.count() == 3
