"""Commitments of the invented authority, gathered in a plan of the tests' own."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from dueregard.web.accounts.models import User
from dueregard.web.commitments import services
from dueregard.web.commitments.models import Commitment, Evidence, Round
from dueregard.web.commitments.scopes import Scope, ScopeProvider, scopes
from dueregard.web.core.clock import today

PLAN = "test-plan"


@dataclass
class Register:
    """Ways to fill a plan with commitments and to speak as the people of the authority."""

    world: Any
    made: list[Commitment] = field(default_factory=list)

    def person(self, role: str) -> User:
        return self.world.person(role)

    @property
    def officer(self) -> User:
        return self.person("equality_officer")

    @property
    def owner(self) -> User:
        """The head of Northmoor, who holds the post that owns what ``item`` makes."""
        return self.person("unit_lead")

    @property
    def member(self) -> User:
        return self.person("scrutineer")

    @property
    def verifier(self) -> User:
        return self.person("verifier")

    def item(self, reference: str = "", **facts: Any) -> Commitment:
        values: dict[str, Any] = {
            "kind": PLAN,
            "reference": reference or f"{len(self.made) + 1}",
            "title": "Publish how many women are promoted",
            "unit": self.world.north,
            "owner_post": self.world.posts["north_lead"],
            "by": self.officer,
            **facts,
        }
        commitment = services.create_commitment(**values)
        self.made.append(commitment)
        return commitment

    def round(self, name: str = "Spring", **facts: Any) -> Round:
        values: dict[str, Any] = {
            "scope_kind": PLAN,
            "scope_id": 1,
            "name": name,
            "opens_on": today() - datetime.timedelta(days=20),
            "by": self.officer,
            **facts,
        }
        return services.open_round(**values)

    def evidence(self, *commitments: Commitment, **facts: Any) -> Evidence:
        values: dict[str, Any] = {
            "title": "Promotion figures",
            "text": "Twelve of thirty.",
            "by": self.owner,
            **facts,
        }
        return services.add_evidence(commitments=commitments, **values)

    def closed(self, **facts: Any) -> Commitment:
        """Make an item that was closed by its owner and verified by another."""
        commitment = self.item(**facts)
        closure = services.propose_closure(
            commitment=commitment,
            kind="as_made",
            statement="The figures are out.",
            evidence=[self.evidence(commitment)],
            by=self.owner,
        )
        services.verify_closure(closure=closure, by=self.verifier)
        commitment.refresh_from_db()
        return commitment


def _describe(ids: list[int]) -> dict[int, Scope]:
    unit = Commitment.objects.filter(kind=PLAN).values_list("unit_id", flat=True).first() or 0
    return {pk: Scope("Test plan", "/plan/", unit) for pk in ids if unit}


@pytest.fixture
def register(world, monkeypatch, settings, tmp_path) -> Register:
    settings.MEDIA_ROOT = tmp_path
    provider = ScopeProvider(
        describe=_describe,
        commitments=lambda scope_id: Commitment.objects.filter(kind=PLAN),
        scopes_of=lambda ids: dict.fromkeys(
            Commitment.objects.filter(pk__in=ids, kind=PLAN).values_list("pk", flat=True), 1
        ),
    )
    monkeypatch.setitem(scopes._providers, PLAN, provider)
    return Register(world)


@pytest.fixture
def upload():
    """Make an uploaded file of some content."""

    def make(content: bytes = b"%PDF-1.7 figures", name: str = "figures.pdf") -> SimpleUploadedFile:
        return SimpleUploadedFile(name, content)

    return make
