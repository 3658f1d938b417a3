"""A source with two rounds behind it, told in rows, so that every date is the test's own."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.utils import timezone

from dueregard.web.commitments.models import (
    Answer,
    Challenge,
    ChallengeItem,
    Closure,
    Commitment,
    Entry,
    Evidence,
    EvidenceUse,
    EvidenceVersion,
    Round,
)
from dueregard.web.governance.models import BoardPaper
from dueregard.web.governance.services import prepare_paper
from dueregard.web.recommendations.models import Recommendation, Source

SPRING = datetime.date(2026, 3, 2)
SUMMER = datetime.date(2026, 6, 1)
MEETING = datetime.date(2026, 9, 10)
NOON = datetime.datetime(2026, 1, 5, 12, tzinfo=datetime.UTC)


@dataclass
class Register:
    """One source of the invented authority and ways to tell its story."""

    world: Any
    source: Source
    rounds: list[Round]
    items: dict[str, Recommendation] = field(default_factory=dict)

    def item(
        self, number: str, text: str, parent: str | None = None, **facts: Any
    ) -> Recommendation:
        above = self.items[parent] if parent else None
        if above is not None:
            Commitment.objects.filter(pk=above.pk).update(is_leaf=False)
            above.commitment.is_leaf = False
        due = facts.get("due_on")
        commitment = Commitment.objects.create(
            kind="recommendation",
            reference=number,
            title=text,
            unit=self.world.force_unit,
            created_at=NOON,
            original_due_on=due,
            **facts,
        )
        made = Recommendation.objects.create(
            commitment=commitment,
            source=self.source,
            parent=above,
            number=number,
            position=len(self.items),
            depth=above.depth + 1 if above else 0,
            text=text,
        )
        self.items[number] = made
        return made

    def progress(self, number: str, text: str, round_: int | None, on: datetime.date) -> Entry:
        return self._entry(number, text, "progress", round_, on)

    def step(self, number: str, text: str, round_: int | None, on: datetime.date) -> Entry:
        return self._entry(number, text, "next_step", round_, on)

    def _entry(self, number: str, text: str, kind: str, round_: int | None, on: Any) -> Entry:
        return Entry.objects.create(
            commitment_id=self.items[number].pk,
            kind=kind,
            voice="deliverer",
            round=None if round_ is None else self.rounds[round_],
            text=text,
            said_on=on,
            author_post=self.world.posts["north_lead"],
            created_at=timezone.now(),
        )

    def challenge(self, numbers: list[str], text: str, round_: int, on: datetime.date) -> Challenge:
        challenge = Challenge.objects.create(
            text=text,
            folded=text.casefold(),
            raised_on=on,
            round=self.rounds[round_],
            author_post=self.world.posts["chair"],
            created_at=timezone.now(),
        )
        for number in numbers:
            ChallengeItem.objects.create(challenge=challenge, commitment_id=self.items[number].pk)
        return challenge

    def answer(self, challenge: Challenge, text: str, round_: int, on: datetime.date) -> Answer:
        return Answer.objects.create(
            challenge=challenge,
            text=text,
            round=self.rounds[round_],
            said_on=on,
            author_post=self.world.posts["north_lead"],
            created_at=timezone.now(),
        )

    def close(self, number: str, round_: int, on: datetime.date, **facts: Any) -> Closure:
        values = {"kind": "as_made", "state": "reported", "statement": "Done.", **facts}
        return Closure.objects.create(
            commitment_id=self.items[number].pk,
            round=self.rounds[round_],
            effective_on=on,
            proposed_at=timezone.now(),
            **values,
        )

    def evidence(self, numbers: list[str], title: str, visibility: str) -> Evidence:
        officer = self.world.people["equality_officer"]
        evidence = Evidence.objects.create(
            title=title, visibility=visibility, created_by=officer, created_at=NOON
        )
        EvidenceVersion.objects.create(
            evidence=evidence, number=1, text="Seen.", added_by=officer, added_at=NOON
        )
        for number in numbers:
            EvidenceUse.objects.create(
                evidence=evidence, commitment_id=self.items[number].pk, added_at=NOON
            )
        return evidence

    def paper(self, round_: int = 1, **changes: Any) -> BoardPaper:
        values: dict[str, Any] = {
            "source": self.source,
            "round": self.rounds[round_],
            "unit": self.world.authority_unit,
            "meeting_of": "Equality and Standards Committee",
            "meeting_on": MEETING,
            "report_number": "7a",
            "title": "Fairness at Work: progress on the recommendations",
            "by_office": "Chief Executive",
            "by": self.world.people["equality_officer"],
        }
        return prepare_paper(**{**values, **changes})


@pytest.fixture
def bare_register(world) -> Register:
    """A source with a closed and an open round, and no recommendations yet."""
    source = Source.objects.create(
        title="Fairness at Work inquiry",
        short_title="Fairness at Work",
        kind="inquiry",
        published_by="Inquiry panel",
        published_on=datetime.date(2025, 11, 3),
        unit=world.authority_unit,
        owner_body=world.force,
        created_at=NOON,
    )
    rounds = [
        Round.objects.create(
            scope_kind="source",
            scope_id=source.pk,
            name=name,
            position=position,
            opens_on=opens_on,
            state=state,
        )
        for position, (name, opens_on, state) in enumerate(
            [("Spring 2026", SPRING, "closed"), ("Summer 2026", SUMMER, "open")]
        )
    ]
    return Register(world, source, rounds)


@pytest.fixture
def register(bare_register) -> Register:
    """Two recommendations, five leaves of which one restricted, a story over two rounds."""
    told = bare_register
    told.item("1", "The Force must open its promotion routes. This means:")
    told.item("1(a)", "removing the veto of line managers;", "1")
    told.item(
        "1(b)",
        "publishing who is promoted, by protected characteristic; and",
        "1",
        due_on=datetime.date(2026, 7, 31),
        owner_post=told.world.posts["north_lead"],
    )
    told.item("1(c)", "reviewing the case of one named officer.", "1", restricted=True)
    told.item("2", "The Authority should hold scrutiny panels. This means:")
    told.item("2(a)", "one in each area; and", "2")
    told.item("2(b)", "four times a year: see 2(a).", "2", is_pointer=True)
    told.progress("1(a)", "The policy is being rewritten.", 0, datetime.date(2026, 3, 20))
    told.progress("1(a)", "The HR policy was changed on 1 June.", 1, datetime.date(2026, 6, 12))
    told.close("1(a)", 1, datetime.date(2026, 6, 12))
    told.progress("1(b)", "Figures have been compiled.", 0, datetime.date(2026, 3, 21))
    told.step("1(b)", "Agree the layout.", 0, datetime.date(2026, 3, 21))
    told.progress("1(c)", "SECRET progress on the case.", 1, datetime.date(2026, 6, 14))
    told.challenge(["1(c)"], "SECRET challenge on the case?", 1, datetime.date(2026, 6, 15))
    old = told.challenge(["1(b)"], "Why are staff left out?", 0, datetime.date(2026, 4, 2))
    told.answer(old, "They are in the annual report.", 1, datetime.date(2026, 6, 13))
    told.challenge(["1(b)", "2(a)"], "Who will chair?", 1, datetime.date(2026, 6, 20))
    told.evidence(["1(a)"], "The promotion policy of June 2026", "public")
    told.evidence(["1(a)"], "SECRET minute of the board", "restricted")
    told.evidence(["1(a)", "1(c)"], "SECRET file that a restricted item uses too", "public")
    return told
