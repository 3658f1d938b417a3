"""The pages of the organisation: who may open them, what they answer, what they do."""

from __future__ import annotations

import datetime

import pytest
from django.urls import reverse

from dueregard.web.accounts.models import User
from dueregard.web.core.clock import today
from dueregard.web.organisation import services
from dueregard.web.organisation.models import Body, Post, PostHolding, RoleAssignment, Unit
from dueregard.web.organisation.urls import urlpatterns

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_(client, world):
    def sign_in(role: str):
        client.force_login(
            world.person(role), backend="allauth.account.auth_backends.AuthenticationBackend"
        )
        return client

    return sign_in


def date_parts(name: str, day: datetime.date) -> dict[str, str]:
    return {
        f"{name}_day": str(day.day),
        f"{name}_month": str(day.month),
        f"{name}_year": str(day.year),
    }


def target_of(name: str, world) -> int:
    if name.startswith("body"):
        return world.force.pk
    if name.startswith(("unit", "post_add")):
        return world.north.pk
    if name.startswith("post"):
        return world.posts["north_lead"].pk
    if name.startswith("holding"):
        return PostHolding.objects.get(user=world.people["unit_lead"]).pk
    if name == "role_end":
        return RoleAssignment.objects.get(user=world.people["verifier"]).pk
    return world.people["contributor"].pk


def url_of(name: str, world) -> str:
    pattern = next(p for p in urlpatterns if p.name == name)
    args = [target_of(name, world)] if "<int:pk>" in str(pattern.pattern) else []
    return reverse(f"organisation:{name}", args=args)


ALL = [pattern.name for pattern in urlpatterns]
READ = {"overview", "body", "unit", "post", "person_list", "person"}
OFFICER = READ | {"account", "body_add"}
POST_ONLY = {"person_reactivate", "person_new_password"}


@pytest.mark.parametrize("name", ALL)
def test_who_may_open_what(name, as_, world, client):
    url = url_of(name, world)
    assert client.get(url).status_code == 302, "anonymous"
    expected = {
        "administrator": 405 if name in POST_ONLY else 200,
        "equality_officer": 200 if name in OFFICER else 403,
        "contributor": 200 if name in READ | {"account"} else 403,
        "nobody": 200 if name == "account" else 403,
    }
    got = {role: as_(role).get(url).status_code for role in expected}
    assert got == expected


@pytest.mark.parametrize("name", ALL)
def test_every_view_says_what_it_needs(name):
    pattern = next(p for p in urlpatterns if p.name == name)
    assert hasattr(pattern.callback, "needs_permission")


class TestReading:
    def test_tree_on_a_day(self, as_, world):
        services.move_unit(
            unit=world.south, parent=world.north, on=today(), by=world.person("administrator")
        )
        now = as_("contributor").get("/organisation/").content.decode()
        assert "Who stands where today" in now
        then = (
            as_("contributor")
            .get("/organisation/", date_parts("on", datetime.date(2001, 3, 1)))
            .content.decode()
        )
        assert "Who stood where on" in then
        assert "1 March 2001" in then
        assert "Wessamere Police" in then

    def test_before_anything_was_there(self, as_, world):
        page = as_("contributor").get("/organisation/", date_parts("on", datetime.date(1990, 1, 1)))
        assert "No unit was there on this day" in page.content.decode()

    def test_impossible_day(self, as_, world):
        page = (
            as_("contributor")
            .get("/organisation/", {"on_day": "31", "on_month": "2", "on_year": "2020"})
            .content.decode()
        )
        assert "There is a problem" in page
        assert "must be a real date" in page

    @pytest.mark.parametrize("name", ["overview", "unit", "person_list", "post", "body"])
    def test_query_counts_are_constant(self, as_, world, name, django_assert_max_num_queries):
        admin = world.person("administrator")
        for number in range(8):
            unit = services.create_unit(
                body=world.force, name=f"Team {number}", kind="team", parent=world.north,
                starts_on=datetime.date(2020, 1, 1), by=admin,
            )  # fmt: skip
            post = services.create_post(
                unit=unit, title="Lead", starts_on=datetime.date(2020, 1, 1), by=admin
            )
            user = services.add_person(email=f"p{number}@x.example", name=f"P {number}", by=admin)
            services.hold_post(post=post, user=user, starts_on=datetime.date(2020, 1, 1), by=admin)
            services.give_role(
                user=user, role="contributor", unit=world.north,
                starts_on=datetime.date(2020, 1, 1), by=admin,
            )  # fmt: skip
        client = as_("administrator")
        with django_assert_max_num_queries(24):
            assert client.get(url_of(name, world)).status_code == 200

    def test_addresses_are_for_those_who_manage(self, as_, world):
        url = url_of("person", world)
        assert "contributor@wessamere.example" not in as_("scrutineer").get(url).content.decode()
        assert "contributor@wessamere.example" in as_("administrator").get(url).content.decode()

    def test_list_of_people_filters_and_exports(self, as_, world):
        client = as_("scrutineer")
        page = client.get("/organisation/people/", {"role": "verifier"}).content.decode()
        assert "Verifier" in page
        assert "South Contributor" not in page
        export = client.get("/organisation/people/", {"role": "verifier", "export": "csv"})
        assert b"Verifier" in export.content
        assert b"@" not in export.content


class TestWriting:
    def test_add_body(self, as_, world):
        answer = as_("equality_officer").post(
            reverse("organisation:body_add"),
            {
                "name": "An Inquiry", "short_name": "AI", "kind": "inspectorate",
                "aliases": "the Inquiry\n\nthe Panel",
                **date_parts("starts_on", datetime.date(2010, 1, 1)),
            },
        )  # fmt: skip
        body = Body.objects.get(name="An Inquiry")
        assert answer.url == body.get_absolute_url()
        assert body.aliases == ["the Inquiry", "the Panel"]

    def test_add_unit_under_another(self, as_, world):
        client = as_("administrator")
        url = reverse("organisation:unit_add")
        form = client.get(url, {"parent": world.north.pk}).content.decode()
        assert f'value="{world.north.pk}" selected' in form
        client.post(
            url,
            {
                "name": "Patrol", "kind": "team", "code": "", "body": world.force.pk,
                "parent": world.north.pk, **date_parts("starts_on", today()),
            },
        )  # fmt: skip
        assert Unit.objects.get(name="Patrol").placements.get().parent == world.north

    def test_moving_starts_from_where_it_stands(self, as_, world):
        page = as_("administrator").get(url_of("unit_move", world)).content.decode()
        assert f'value="{world.force_unit.pk}" selected' in page

    def test_loop_is_refused_with_input_kept(self, as_, world):
        page = as_("administrator").post(
            reverse("organisation:unit_move", args=[world.force_unit.pk]),
            {"parent": world.north.pk, **date_parts("on", today())},
        )
        assert page.status_code == 200
        text = page.content.decode()
        assert "cannot be placed under Northmoor" in text
        assert f'value="{world.north.pk}" selected' in text

    def test_ending_a_unit_warns(self, as_, world):
        client = as_("administrator")
        url = url_of("unit_end", world)
        page = client.get(url).content.decode()
        assert "Head of Northmoor" in page
        refused = client.post(url, date_parts("ends_on", today())).content.decode()
        assert "2 posts go on in Northmoor" in refused
        answer = client.post(url, {**date_parts("ends_on", today()), "despite_open_posts": "on"})
        assert answer.status_code == 302
        assert Unit.objects.get(pk=world.north.pk).ends_on == today()

    def test_conflict_shows_both(self, as_, world):
        client = as_("administrator")
        services.rename_unit(unit=world.north, name="North Moor", by=world.person("administrator"))
        page = client.post(
            url_of("unit_rename", world),
            {"name": "Northern Moor", "kind": "borough", "code": "", "version": "1"},
        ).content.decode()
        assert "Northern Moor" in page
        assert "North Moor" in page
        assert Unit.objects.get(pk=world.north.pk).name == "North Moor"

    def test_post_and_its_holder(self, as_, world):
        client = as_("administrator")
        client.post(
            url_of("post_add", world), {"title": "Analyst", **date_parts("starts_on", today())}
        )
        post = Post.objects.get(title="Analyst")
        assert "Nobody holds it" in client.get(post.get_absolute_url()).content.decode()
        client.post(
            reverse("organisation:post_hold", args=[post.pk]),
            {"user": world.people["analyst"].pk, **date_parts("starts_on", today())},
        )
        assert "Analyst answers for it" in client.get(post.get_absolute_url()).content.decode()

    def test_overlap_beside_its_field(self, as_, world):
        page = (
            as_("administrator")
            .post(
                url_of("post_hold", world),
                {"user": world.people["analyst"].pk, **date_parts("starts_on", today())},
            )
            .content.decode()
        )
        assert "Unit Lead holds this post from 1 January 2000" in page
        assert 'href="#id_starts_on' in page

    def test_new_person_from_start_to_sign_in(self, as_, world, client):
        admin = as_("administrator")
        admin.post(
            reverse("organisation:person_add"), {"name": "New One", "email": "new@one.example"}
        )
        person = User.objects.get(email="new@one.example")
        admin.post(
            reverse("organisation:role_give", args=[person.pk]),
            {"role": "contributor", "unit": world.north.pk, **date_parts("starts_on", today())},
        )
        admin.post(
            reverse("organisation:person_hold", args=[person.pk]),
            {
                "post": world.posts["north_lead"].pk,
                "acting": "on",
                **date_parts("starts_on", today()),
            },
        )
        url = reverse("organisation:person_sign_in_link", args=[person.pk])
        assert "/accounts/password/reset/key/" not in admin.get(url).content.decode()
        page = admin.post(url)
        assert "http://testserver/accounts/password/reset/key/" in page.content.decode()
        assert "no-store" in page["Cache-Control"]
        assert person.roles.get().role == "contributor"
        assert person.holdings.get().acting

    def test_leaver(self, as_, world):
        client = as_("administrator")
        url = url_of("person_deactivate", world)
        assert "Northmoor diversity officer" in client.get(url).content.decode()
        client.post(url, date_parts("ends_on", today()))
        assert not User.objects.get(pk=world.people["contributor"].pk).is_active
        page = client.get(url_of("person", world)).content.decode()
        assert "Can no longer sign in" in page
        client.post(
            reverse("organisation:person_reactivate", args=[world.people["contributor"].pk])
        )
        assert User.objects.get(pk=world.people["contributor"].pk).is_active

    def test_erase(self, as_, world):
        client = as_("administrator")
        services.deactivate_person(
            user=world.people["contributor"], by=world.person("administrator")
        )
        url = url_of("person_erase", world)
        assert "cannot be undone" in client.get(url).content.decode()
        client.post(url)
        assert User.objects.get(pk=world.people["contributor"].pk).name.startswith("Former member")

    def test_last_administrator(self, as_, world):
        role = RoleAssignment.objects.get(role="administrator")
        page = as_("administrator").post(
            reverse("organisation:role_end", args=[role.pk]), date_parts("ends_on", today())
        )
        assert "This is the last administrator" in page.content.decode()

    def test_history_on_the_page(self, as_, world):
        services.rename_unit(unit=world.north, name="North Moor", by=world.person("administrator"))
        page = as_("contributor").get(url_of("unit", world)).content.decode()
        assert "Administrator renamed the unit North Moor" in page


def test_sections_of_higher_apps(as_, world):
    from dueregard.web.core.components import Link
    from dueregard.web.organisation import sections

    def section(unit, user):
        return sections.Section(
            "Promises", f"{unit.name} has made two.", links=[Link("All", "/x/")]
        )

    sections.unit_sections.register("test", section)
    try:
        page = as_("contributor").get(url_of("unit", world)).content.decode()
    finally:
        sections.unit_sections._providers.pop("test")
    assert "Northmoor has made two." in page
