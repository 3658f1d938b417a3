"""The services of the organisation: what they write, what they refuse."""

from __future__ import annotations

import datetime
import json

import pytest

from dueregard.web.accounts.models import User
from dueregard.web.accounts.permissions import Permission
from dueregard.web.audit.models import Event
from dueregard.web.core.exceptions import Conflict, NotPermitted, Refused
from dueregard.web.organisation import queries, services
from dueregard.web.organisation.access import access_of
from dueregard.web.organisation.models import Post, PostHolding, RoleAssignment, Unit
from dueregard.web.organisation.tree import unit_tree

D = datetime.date
pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(world) -> User:
    return world.person("administrator")


def one_event(verb: str, kind: str) -> dict:
    event = Event.objects.get(verb=verb, kind=kind)
    return json.loads(event.payload)


class TestBodies:
    def test_made_with_one_event(self, admin):
        body = services.create_body(
            name="Harbour  Council",
            short_name="HC",
            kind="council",
            starts_on=D(2020, 1, 1),
            by=admin,
        )
        assert body.name == "Harbour Council"
        assert one_event("create", "organisation.body")["after"]["name"] == "Harbour Council"

    def test_equality_officer_may_add_but_not_rename(self, world):
        officer = world.person("equality_officer")
        body = services.create_body(
            name="An Inquiry",
            short_name="AI",
            kind="inspectorate",
            starts_on=D(2020, 1, 1),
            by=officer,
        )
        with pytest.raises(NotPermitted):
            services.describe_body(
                body=body, name="X", short_name="X", kind="other", aliases=(), by=officer
            )

    def test_names_are_told_apart(self, world, admin):
        with pytest.raises(Refused, match="already a name of Wessamere Police Authority"):
            services.create_body(
                name="New", short_name="wpa", kind="other", starts_on=D(2020, 1, 1), by=admin
            )

    def test_found_by_name_short_name_and_alias(self, world, admin):
        services.describe_body(
            body=world.force,
            name=world.force.name,
            short_name="WP",
            kind="force",
            aliases=["the  Constabulary", ""],
            by=admin,
        )
        for text in ("wessamere police", "wp", "The Constabulary"):
            assert queries.body_named(text) == world.force
        assert queries.body_named("unknown") is None
        assert queries.body_named(" ") is None

    def test_second_saver_is_told(self, world, admin):
        with pytest.raises(Conflict):
            services.describe_body(
                body=world.force,
                name="X",
                short_name="X",
                kind="force",
                aliases=(),
                by=admin,
                expected_version=7,
            )

    def test_not_ended_while_units_live(self, world, admin):
        with pytest.raises(Refused, match="3 units with no end date"):
            services.end_body(body=world.force, ends_on=D(2026, 1, 1), by=admin)


class TestUnits:
    def test_access_reaches_a_new_unit_at_once(self, world, admin):
        assert not access_of(admin).may(Permission.MANAGE_ORGANISATION, 10**9)
        unit = services.create_unit(
            body=world.force, name="Harbour", kind="borough", parent=world.force_unit,
            starts_on=D(2020, 1, 1), by=admin,
        )  # fmt: skip
        assert access_of(admin).may(Permission.MANAGE_ORGANISATION, unit.pk)

    def test_not_before_its_parent(self, world, admin):
        with pytest.raises(Refused, match="begins only on 1 January 2000") as refusal:
            services.create_unit(
                body=world.force, name="Old", kind="team", parent=world.north,
                starts_on=D(1999, 1, 1), by=admin,
            )  # fmt: skip
        assert refusal.value.field == "starts_on"

    def test_no_two_of_one_name_in_one_place(self, world, admin):
        with pytest.raises(Refused, match="already a unit called northmoor under Wessamere Police"):
            services.create_unit(
                body=world.force, name="northmoor", kind="team", parent=world.force_unit,
                starts_on=D(2020, 1, 1), by=admin,
            )  # fmt: skip

    def test_moved_from_a_day(self, world, admin):
        services.move_unit(unit=world.south, parent=world.north, on=D(2024, 4, 1), by=admin)
        assert unit_tree(D(2024, 3, 31)).parents[world.south.pk] == world.force_unit.pk
        assert unit_tree(D(2024, 4, 1)).parents[world.south.pk] == world.north.pk
        assert access_of(world.person("unit_lead")).may(Permission.REPORT, world.south.pk)

    def test_never_below_itself(self, world, admin):
        with pytest.raises(Refused, match="Northmoor is itself part of Wessamere Police"):
            services.move_unit(
                unit=world.force_unit, parent=world.north, on=D(2024, 1, 1), by=admin
            )
        assert unit_tree(D(2026, 1, 1)).parents[world.force_unit.pk] == world.authority_unit.pk

    def test_never_below_itself_later(self, world, admin):
        services.move_unit(unit=world.south, parent=world.north, on=D(2030, 1, 1), by=admin)
        with pytest.raises(Refused, match="on 1 January 2030"):
            services.move_unit(unit=world.north, parent=world.south, on=D(2024, 1, 1), by=admin)

    def test_moving_back_and_forth_on_one_day_leaves_one_place(self, world, admin):
        services.move_unit(unit=world.south, parent=world.north, on=D(2024, 1, 1), by=admin)
        services.move_unit(unit=world.south, parent=world.force_unit, on=D(2024, 1, 1), by=admin)
        on = D(2024, 6, 1)
        assert unit_tree(on).parents[world.south.pk] == world.force_unit.pk
        assert world.south.placements.count() == 2

    def test_already_there(self, world, admin):
        with pytest.raises(Refused, match="already stands under Wessamere Police"):
            services.move_unit(
                unit=world.south, parent=world.force_unit, on=D(2024, 1, 1), by=admin
            )

    def test_not_ended_over_units_below(self, world, admin):
        with pytest.raises(Refused, match="Northmoor, Southwold Vale stand under Wessamere Police"):
            services.end_unit(unit=world.force_unit, ends_on=D(2026, 1, 1), by=admin)

    def test_ending_warns_of_posts(self, world, admin):
        with pytest.raises(Refused, match="2 posts go on in Northmoor after 1 January 2026"):
            services.end_unit(unit=world.north, ends_on=D(2026, 1, 1), by=admin)
        services.end_unit(
            unit=world.north, ends_on=D(2026, 1, 1), by=admin, despite_open_posts=True
        )
        assert world.north.pk not in unit_tree(D(2026, 1, 2)).parents

    def test_work_of_an_ended_unit_is_not_orphaned(self, world, admin):
        services.end_unit(
            unit=world.north, ends_on=D(2020, 1, 1), by=admin, despite_open_posts=True
        )
        officer = world.person("equality_officer")
        assert access_of(officer).may(Permission.ASSIGN, world.north.pk)

    def test_reached_by_its_own_administrator_alone(self, world, admin):
        local = services.add_person(email="local@x.example", name="Local", by=admin)
        services.give_role(
            user=local, role="administrator", unit=world.north, starts_on=D(2020, 1, 1), by=admin
        )
        services.rename_unit(unit=world.north, name="North Moor", by=local)
        with pytest.raises(NotPermitted):
            services.rename_unit(unit=world.south, name="South", by=local)
        with pytest.raises(NotPermitted):
            services.create_unit(
                body=world.force, name="Top", kind="team", parent=None,
                starts_on=D(2020, 1, 1), by=local,
            )  # fmt: skip


class TestPosts:
    def test_terms_do_not_overlap(self, world, admin):
        with pytest.raises(Refused) as refusal:
            services.hold_post(
                post=world.posts["north_lead"], user=admin, starts_on=D(2024, 5, 1), by=admin
            )
        assert refusal.value.message == (
            "Unit Lead holds this post from 1 January 2000, with no end date. The two terms would "
            "overlap. End that term first, or choose other dates."
        )

    def test_next_holder_begins_the_day_after(self, world, admin):
        post = world.posts["north_lead"]
        services.end_holding(holding=post.holdings.get(), ends_on=D(2024, 4, 30), by=admin)
        services.hold_post(post=post, user=admin, starts_on=D(2024, 5, 1), by=admin)
        assert queries.holder_of(post, D(2024, 4, 30)) == world.people["unit_lead"]
        assert queries.holder_of(post, D(2024, 5, 1)) == admin

    def test_acting_stands_beside_and_answers(self, world, admin):
        post = world.posts["north_lead"]
        services.hold_post(
            post=post,
            user=admin,
            starts_on=D(2024, 1, 1),
            ends_on=D(2024, 6, 30),
            acting=True,
            by=admin,
        )
        assert queries.holder_of(post, D(2024, 3, 1)) == admin
        assert queries.holder_of(post, D(2024, 7, 1)) == world.people["unit_lead"]

    def test_holders_take_one_query(self, world, django_assert_num_queries):
        with django_assert_num_queries(1):
            held = queries.holders_of(list(world.posts.values()), D(2026, 1, 1))
        assert held[world.posts["chair"].pk] == world.people["scrutineer"]

    def test_two_at_the_same_moment(self, world, admin, monkeypatch):
        post = world.posts["north_lead"]
        services.end_holding(holding=post.holdings.get(), ends_on=D(2024, 4, 30), by=admin)
        stale = Post.objects.get(pk=post.pk)
        monkeypatch.setattr(stale, "refresh_from_db", lambda: None)
        services.hold_post(post=post, user=admin, starts_on=D(2025, 1, 1), by=admin)
        with pytest.raises(Conflict):
            services.hold_post(
                post=stale, user=admin, starts_on=D(2024, 5, 1), ends_on=D(2024, 6, 1), by=admin
            )

    def test_ending_a_post_ends_its_terms_in_one_batch(self, world, admin):
        post = world.posts["north_lead"]
        services.end_post(
            post=post, ends_on=D(2026, 1, 31), successor=world.posts["north_officer"], by=admin
        )
        assert post.holdings.get().ends_on == D(2026, 1, 31)
        events = list(Event.objects.order_by("id"))
        assert [event.verb for event in events] == ["end", "end"]
        assert len({event.batch for event in events}) == 1

    def test_a_term_that_never_began_is_taken_out(self, world, admin):
        post = world.posts["north_lead"]
        services.end_holding(holding=post.holdings.get(), ends_on=D(2030, 1, 1), by=admin)
        to_come = services.hold_post(post=post, user=admin, starts_on=D(2031, 1, 1), by=admin)
        assert services.end_holding(holding=to_come, ends_on=D(2030, 6, 1), by=admin) is None
        assert post.holdings.count() == 1

    def test_no_holding_beyond_the_post(self, world, admin):
        post = services.create_post(
            unit=world.north, title="Project lead", starts_on=D(2024, 1, 1), by=admin
        )
        services.end_post(post=post, ends_on=D(2024, 12, 31), by=admin)
        with pytest.raises(Refused, match="Project lead ends on 31 December 2024"):
            services.hold_post(post=post, user=admin, starts_on=D(2024, 2, 1), by=admin)

    def test_label_and_choices(self, world):
        assert queries.post_label(world.posts["north_lead"]) == "Head of Northmoor, Northmoor"
        choices = queries.post_choices([world.north.pk])
        assert [label for _, label in choices] == [
            "Head of Northmoor, Northmoor",
            "Northmoor diversity officer, Northmoor",
        ]


class TestPeople:
    def test_no_password_in_the_record(self, admin):
        user = services.add_person(
            email="New@Person.example", name="New Person", by=admin, password="a long pass phrase"
        )
        event = Event.objects.get(verb="create", kind="accounts.user")
        assert "password" not in json.loads(event.payload)["after"]
        for personal in ("New Person", "new@person.example", user.password):
            assert personal.casefold() not in event.payload.casefold()

    def test_no_change_is_no_difference(self, world, admin):
        user = world.person("contributor")
        services.edit_person(user=user, name=user.name, email=user.email, by=admin)
        assert one_event("edit", "accounts.user")["before"] == {}

    def test_one_address_one_person(self, world, admin):
        with pytest.raises(Refused, match="already signs in with"):
            services.add_person(email="Contributor@Wessamere.example", name="Other", by=admin)

    @pytest.mark.parametrize("email", ["", "no", "a@b", "two@@x.example"])
    def test_address_in_the_right_form(self, world, admin, email):
        with pytest.raises(Refused, match="right form"):
            services.add_person(email=email, name="Other", by=admin)

    def test_weak_password(self, world, admin):
        with pytest.raises(Refused, match="too short"):
            services.add_person(email="a@b.example", name="Other", by=admin, password="short")

    def test_leaver_leaves_the_post(self, world, admin):
        user = world.person("contributor")
        services.deactivate_person(user=user, by=admin, ends_on=D(2026, 3, 31))
        holding = PostHolding.objects.get(user=user)
        assert holding.ends_on == D(2026, 3, 31)
        assert holding.post == world.posts["north_officer"]
        assert RoleAssignment.objects.get(user=user).ends_on == D(2026, 3, 31)
        assert access_of(User.objects.get(pk=user.pk)).reach == {}

    def test_not_yourself(self, world, admin):
        with pytest.raises(Refused, match="cannot deactivate yourself"):
            services.deactivate_person(user=admin, by=admin)

    def test_local_administrator_cannot_take_over_the_whole(self, world, admin):
        local = services.add_person(email="local@x.example", name="Local", by=admin)
        services.give_role(
            user=local, role="administrator", unit=world.north, starts_on=D(2020, 1, 1), by=admin
        )
        with pytest.raises(NotPermitted):
            services.hand_over_sign_in_link(user=admin, by=local)
        with pytest.raises(NotPermitted):
            services.edit_person(user=admin, name="X", email="x@x.example", by=local)
        services.hand_over_sign_in_link(user=world.person("contributor"), by=local)

    def test_erased_person(self, world, admin):
        user = services.add_person(email="gone@x.example", name="Gone Person", by=admin)
        with pytest.raises(Refused, match="Deactivate Gone Person first"):
            services.erase_person(user=user, by=admin)
        services.deactivate_person(user=user, by=admin)
        before = list(Event.objects.values_list("payload", flat=True))
        services.erase_person(user=user, by=admin)
        assert list(Event.objects.values_list("payload", flat=True))[: len(before)] == before
        assert "Gone" not in str(User.objects.filter(pk=user.pk).values())


class TestRoles:
    def test_overlap_in_plain_words(self, world, admin):
        with pytest.raises(Refused, match="already contributor in Northmoor from 1 January 2000"):
            services.give_role(
                user=world.person("contributor"), role="contributor", unit=world.north,
                starts_on=D(2024, 1, 1), by=admin,
            )  # fmt: skip

    def test_only_within_reach(self, world):
        with pytest.raises(NotPermitted):
            services.give_role(
                user=world.person("contributor"), role="verifier", unit=world.north,
                starts_on=D(2024, 1, 1), by=world.person("equality_officer"),
            )  # fmt: skip

    def test_last_administrator_stays(self, world, admin):
        role = RoleAssignment.objects.get(role="administrator")
        with pytest.raises(Refused, match="last administrator"):
            services.end_role(assignment=role, ends_on=D(2030, 1, 1), by=admin)
        other = world.person("auditor")
        services.give_role(
            user=other,
            role="administrator",
            unit=world.authority_unit,
            starts_on=D(2020, 1, 1),
            by=admin,
        )
        services.end_role(assignment=role, ends_on=D(2026, 1, 1), by=admin)
        assert RoleAssignment.objects.get(pk=role.pk).ends_on == D(2026, 1, 1)

    def test_last_administrator_is_not_deactivated(self, world, admin):
        local = services.add_person(email="second@x.example", name="Second", by=admin)
        services.give_role(
            user=local, role="administrator", unit=world.authority_unit, starts_on=D(2020, 1, 1),
            ends_on=D(2099, 1, 1), by=admin,
        )  # fmt: skip
        with pytest.raises(Refused, match="last administrator"):
            services.deactivate_person(user=admin, by=local)
        assert User.objects.get(pk=admin.pk).is_active

    def test_top_unit_with_the_last_administrator_stays_on_top(self, world, admin):
        unit = services.create_unit(
            body=world.authority, name="New top", kind="group", parent=None,
            starts_on=D(2020, 1, 1), by=admin,
        )  # fmt: skip
        with pytest.raises(Refused, match="last administrator"):
            services.move_unit(unit=world.authority_unit, parent=unit, on=D(2020, 2, 1), by=admin)
        assert Unit.objects.get(pk=world.authority_unit.pk).placements.count() == 1


def test_first_administrator():
    user = services.first_administrator(
        email="first@wessamere.example",
        name="First Administrator",
        password="correct horse battery",
        authority_name="Wessamere Police Authority",
    )
    access = access_of(user)
    body = queries.body_named("WPA")
    assert body is not None
    root = queries.root_unit(body, D(2026, 1, 1))
    assert root is not None
    assert access.may(Permission.MANAGE_PEOPLE, root.pk)
    assert access.whole
    assert set(Event.objects.values_list("actor", flat=True)) == {"system:dueregard"}
    with pytest.raises(Refused, match="already has an administrator"):
        services.first_administrator(
            email="b@x.example", name="B", password="correct horse battery", authority_name="B"
        )


def test_root_unit_under_the_overseer(world, django_assert_num_queries):
    with django_assert_num_queries(2):
        assert queries.root_unit(world.force, D(2026, 1, 1)) == world.force_unit


def test_unit_choices_follow_reach(world):
    lead = world.person("unit_lead")
    assert queries.unit_choices(lead, Permission.ASSIGN) == [
        (world.north.pk, "\u2003\u2003Northmoor")
    ]
    assert len(queries.unit_choices()) == 4


def test_not_under_itself(world, admin):
    with pytest.raises(Refused, match="cannot stand under itself"):
        services.move_unit(unit=world.north, parent=world.north, on=D(2024, 1, 1), by=admin)
