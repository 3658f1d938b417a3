"""Links never lead in a circle, whatever the order in which they are added."""

from __future__ import annotations

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dueregard.web.audit.models import Event
from dueregard.web.core.exceptions import NotPermitted, Refused
from dueregard.web.organisation.models import RoleAssignment
from dueregard.web.recommendations import services
from dueregard.web.recommendations.models import Link, Recommendation
from dueregard.web.recommendations.queries import ends_of, resolve
from dueregard.web.recommendations.record_checks import in_circles
from dueregard.web.recommendations.states import ACYCLIC_LINKS, RESOLVING_LINKS, LinkKind

ITEMS = 5


@pytest.fixture
def items(add) -> list[Recommendation]:
    return [add(str(number)) for number in range(1, ITEMS + 1)]


def has_circle(ties: set[tuple[int, int]]) -> bool:
    """Whether a walk along ``ties`` can come back, found by walking from everywhere."""
    reached = set(ties)
    while True:
        further = {(a, d) for a, b in reached for c, d in reached if b == c} - reached
        if not further:
            return any(a == b for a, b in reached)
        reached |= further


steps = st.lists(
    st.tuples(
        st.integers(0, ITEMS - 1), st.integers(0, ITEMS - 1), st.sampled_from(LinkKind.values)
    ),
    max_size=14,
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps)
def test_no_order_of_adding_makes_a_circle(items, officer, tries) -> None:
    with transaction.atomic():
        _try(items, officer, tries)
        # Each example begins with the same items and no links.
        transaction.set_rollback(True)


def _try(items: list[Recommendation], officer, tries) -> None:
    families = [set(RESOLVING_LINKS), {LinkKind.SUPERSEDES}, {LinkKind.DEPENDS_ON}]
    held: set[tuple[int, int, str]] = set()
    for one, other, kind in tries:
        tie = (items[one].pk, items[other].pk, kind)
        family = next((each for each in families if kind in each), None)
        wanted = {(a, b) for a, b, k in held | {tie} if family and k in family}
        expected = one != other and not has_circle(wanted)
        try:
            services.link(origin=items[one], target=items[other], kind=kind, by=officer)
        except Refused as refusal:
            assert not expected, f"{tie} was refused for no reason: {refusal}"
        else:
            assert expected, f"{tie} was let through"
            held.add(tie)
    assert {(each.origin_id, each.target_id, each.kind) for each in Link.objects.all()} == held
    ends = ends_of([item.pk for item in items])
    for item in items:
        for end in ends.get(item.pk, [item]):
            onward = Link.objects.filter(origin=end, kind__in=list(RESOLVING_LINKS))
            assert not onward.exists(), "what it resolves to hands nothing on"


@given(st.sets(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=16))
def test_the_check_of_the_record_finds_circles(ties: set[tuple[int, int]]) -> None:
    assert bool(in_circles(ties)) is has_circle(ties)


def test_the_refusal_names_the_way_round(items, officer) -> None:
    one, two, three, *_ = items
    services.link(origin=one, target=two, kind="see", by=officer)
    services.link(origin=two, target=three, kind="duplicate", by=officer)
    with pytest.raises(Refused) as refusal:
        services.link(origin=three, target=one, kind="merged_into", by=officer)
    assert str(refusal.value).startswith(
        "That would lead round in a circle: 3 is merged into 1, 1 points to 2, "
        "2 is a duplicate of 3."
    )
    assert refusal.value.field == "target"


def test_answers_may_go_both_ways(items, officer) -> None:
    assert LinkKind.ANSWERS not in ACYCLIC_LINKS
    services.link(origin=items[0], target=items[1], kind="answers", by=officer)
    services.link(origin=items[1], target=items[0], kind="answers", by=officer)
    assert Link.objects.count() == 2


def test_the_same_link_twice_is_one_link_and_one_event(items, officer) -> None:
    first = services.link(origin=items[0], target=items[1], kind="see", by=officer)
    assert services.link(origin=items[0], target=items[1], kind="see", by=officer) == first
    assert Event.objects.filter(kind="recommendations.link").count() == 1


def test_a_chain_resolves_to_its_end_and_forks_to_both(items, officer) -> None:
    one, two, three, four, five = items
    services.link(origin=one, target=two, kind="see", by=officer)
    services.link(origin=two, target=three, kind="merged_into", by=officer)
    services.link(origin=one, target=four, kind="see", by=officer)
    services.link(origin=four, target=five, kind="depends_on", by=officer)
    assert resolve(one) == [three, four]
    assert resolve(five) == [five]


def test_many_pointers_resolve_in_as_many_queries_as_one(
    items, officer, django_assert_num_queries
) -> None:
    *pointers, end = items
    for pointer in pointers:
        services.link(origin=pointer, target=end, kind="see", by=officer)
    with django_assert_num_queries(3):
        found = ends_of([pointer.pk for pointer in pointers])
    assert all(found[pointer.pk] == [end] for pointer in pointers)


def test_taking_a_link_away_is_recorded_and_makes_room(items, officer) -> None:
    one, two, *_ = items
    held = services.link(origin=one, target=two, kind="see", by=officer)
    services.unlink(link=held, by=officer)
    services.link(origin=two, target=one, kind="see", by=officer)
    verbs = Event.objects.filter(kind="recommendations.link").values_list("verb", flat=True)
    assert list(verbs.order_by("id")) == ["link", "unlink", "link"]


def test_nobody_links_to_what_they_may_not_see(world, source, add) -> None:
    RoleAssignment.objects.filter(user=world.people["unit_lead"]).update(role="equality_officer")
    secret = add("1", unit=world.south, restricted=True)
    mine = add("2", unit=world.north)
    with pytest.raises(NotPermitted, match="may not see"):
        services.link(origin=mine, target=secret, kind="see", by=world.person("unit_lead"))
    assert not Link.objects.exists()
