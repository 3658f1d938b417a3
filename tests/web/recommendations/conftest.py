"""A source of the invented authority, and short ways to fill it."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest

from dueregard.web.accounts.models import User
from dueregard.web.recommendations import services
from dueregard.web.recommendations.models import Recommendation, Source

Add = Callable[..., Recommendation]


@pytest.fixture
def officer(world) -> User:
    return world.person("equality_officer")


@pytest.fixture
def source(world, officer) -> Source:
    return services.add_source(
        title="Open doors: a review of fair treatment",
        short_title="Open doors",
        kind="review",
        unit=world.authority_unit,
        owner_body=world.force,
        published_by="Wessamere Inspectorate",
        published_on=datetime.date(2025, 3, 1),
        by=officer,
    )


@pytest.fixture
def add(source, officer) -> Add:
    """``add("7(d)", parent=seven)`` adds to the source."""

    def make(number: str = "", *, to: Source | None = None, **values) -> Recommendation:
        values.setdefault("text", f"Do what {number or 'is asked'} says in full and report on it.")
        values.setdefault("parent", None)
        values.setdefault("by", officer)
        return services.add_recommendation(source=to or source, number=number, **values)

    return make
