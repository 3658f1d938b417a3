"""Search over everything, as far as the searcher may see it."""

from __future__ import annotations

import datetime

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dueregard.web.core import registry
from dueregard.web.core.registry import Registry, SearchHit
from dueregard.web.core.search import index
from dueregard.web.overview.searching import LONGEST, TOGETHER, hit_groups

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
NOW = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)


def thing(kind, number, title, *texts):
    index(kind=kind, object_id=number, reference="", title=title, texts=list(texts), at=NOW)


@pytest.fixture
def own_search(monkeypatch):
    """Two kinds of thing; nobody but the officer sees odd numbers of the second."""
    own: Registry = Registry("search")
    own.register(
        "source",
        lambda user, ids: [SearchHit("source", i, f"Source {i}", f"/s/{i}/") for i in ids],
    )
    own.register(
        "recommendation",
        lambda user, ids: [
            SearchHit("recommendation", i, f"Asked {i}", f"/r/{i}/", "7(d)", "In part")
            for i in ids
            if i % 2 == 0 or user.name == "Equality Officer"
        ],
    )
    monkeypatch.setattr(registry, "search", own)
    return own


def test_hits_are_grouped_by_kind_whatever_accents_and_case(world, own_search):
    thing("source", 1, "Égalité au travail")
    thing("recommendation", 2, "Review", "the ÉGALITÉ scheme")
    groups = hit_groups("egalite", user=world.people["scrutineer"])
    assert [(g.title, [h.object_id for h in g.hits]) for g in groups] == [
        ("Sources", [1]),
        ("Recommendations", [2]),
    ]


def test_what_may_not_be_seen_is_not_found(world, own_search):
    thing("recommendation", 3, "Restricted review")
    assert hit_groups("restricted", user=world.people["scrutineer"]) == []
    assert len(hit_groups("restricted", user=world.people["equality_officer"])) == 1


def test_every_word_must_be_there(world, own_search):
    thing("source", 1, "Local plans")
    thing("source", 3, "Local panels")
    [group] = hit_groups("local plans", user=world.people["auditor"])
    assert [hit.object_id for hit in group.hits] == [1]


def test_many_hits_of_a_kind_are_one_click_away(client, world, own_search):
    for number in range(TOGETHER + 5):
        thing("source", number, f"Plan {number}")
    client.force_login(world.people["auditor"], backend=BACKEND)
    page = client.get(reverse("overview:search"), {"q": "plan"}).content.decode()
    assert page.count('href="/s/') == TOGETHER
    assert f"All {TOGETHER + 5} sources" in page
    page = client.get(reverse("overview:search"), {"q": "plan", "kind": "source"}).content.decode()
    assert page.count('href="/s/') == TOGETHER + 5


def test_nothing_found_says_what_to_do(client, world, own_search):
    client.force_login(world.people["auditor"], backend=BACKEND)
    page = client.get(reverse("overview:search"), {"q": "<b>zebra</b>"}).content.decode()
    assert "Nothing found" in page
    assert "<b>zebra" not in page


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.text(max_size=LONGEST + 20), st.text(max_size=10))
def test_whatever_is_searched_for_there_is_a_page(client, world, own_search, query, kind):
    client.force_login(world.people["auditor"], backend=BACKEND)
    response = client.get(reverse("overview:search"), {"q": query, "kind": kind})
    assert response.status_code == 200


def test_the_real_providers_answer(client, world):
    client.force_login(world.people["equality_officer"], backend=BACKEND)
    kinds = registry.search.keys()
    for kind in kinds:
        thing(kind, 1, "Zebra crossing")
    assert client.get(reverse("overview:search"), {"q": "zebra"}).status_code == 200
