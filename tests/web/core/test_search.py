"""Search puts the thing itself before what speaks of it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

import pytest

from dueregard.web.core import registry, search
from dueregard.web.core.registry import Registry, SearchHit
from dueregard.web.core.text import fold

pytestmark = pytest.mark.django_db

NOON = datetime.datetime(2026, 1, 5, 12, tzinfo=datetime.UTC)


def hits(kind: str, named: dict[int, tuple[str, str]]):
    def provide(user: object, ids: list[int]) -> Iterable[SearchHit]:
        return [
            SearchHit(kind=kind, object_id=pk, title=named[pk][1], href="/", reference=named[pk][0])
            for pk in sorted(ids)
        ]

    return provide


@pytest.fixture
def things(monkeypatch: pytest.MonkeyPatch) -> None:
    own: Registry = Registry("search")
    held = {
        "entry": {1: ("2(d)", "Race and faith were spoken of")},
        "recommendation": {1: ("1(a)", "As 2(d) says"), 2: ("2(d)", "Train them")},
        "source": {1: ("R&F", "Race and Faith")},
    }
    for kind, named in held.items():
        own.register(kind, hits(kind, named))
        for pk, (reference, title) in named.items():
            search.index(
                kind=kind, object_id=pk, reference=reference, title=title, texts=[], at=NOON
            )
    monkeypatch.setattr(registry, "search", own)


def found(query: str, world) -> list[tuple[str, int]]:
    return [(hit.kind, hit.object_id) for hit in search.find(query, user=world.person("auditor"))]


def test_the_recommendation_comes_before_what_was_said_of_it(world, things) -> None:
    assert found("2(d)", world) == [("recommendation", 2), ("recommendation", 1), ("entry", 1)]


def test_a_source_is_found_by_either_way_to_write_and(world, things) -> None:
    assert found("race & faith", world) == [("source", 1), ("entry", 1)]
    assert found("Race AND Faith", world) == found("race & faith", world)


def test_an_abbreviation_keeps_its_sign() -> None:
    assert fold("Q&A") == "q&a"
