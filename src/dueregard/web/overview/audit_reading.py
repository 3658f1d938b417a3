"""Audit events in words, without what the reader may not see.

An event says what was written, word for word. Whoever may not see a restricted item may know
that something was done to it, when and by whom, but not what it says.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dueregard.web.audit.models import Event
from dueregard.web.audit.presenters import Change, Presented, present
from dueregard.web.commitments.access import visible_to
from dueregard.web.commitments.models import ChallengeItem, Commitment, EvidenceUse

if TYPE_CHECKING:
    from dueregard.web.accounts.models import User

CONCEALED = "did something to a restricted item"
#: Columns that name a commitment, directly or as a recommendation (which shares its id).
_ITEM_COLUMNS = frozenset(
    {"commitment_id", "recommendation_id", "parent_id", "origin_id", "target_id", "merged_into_id"}
)
_ITEM_KINDS = frozenset({"commitments.commitment", "recommendations.recommendation"})
_CHALLENGE = "commitments.challenge"
_EVIDENCE = "commitments.evidence"


@dataclass(frozen=True)
class Hidden:
    """The ids of what a person may not see."""

    items: frozenset[int]
    challenges: frozenset[int]
    evidence: frozenset[int]

    def __bool__(self) -> bool:
        return bool(self.items)

    def holds(self, event: Event) -> bool:
        """Return whether ``event`` tells of something hidden."""
        if self._is_hidden(event.kind, event.object_id):
            return True
        payload: Mapping[str, Any] = json.loads(event.payload)
        columns = [*(payload.get("after") or {}).items(), *(payload.get("before") or {}).items()]
        if any(self._names_hidden(column, value) for column, value in columns):
            return True
        return any(
            isinstance(value, dict)
            and isinstance(value.get("id"), int)
            and self._is_hidden(str(value.get("kind")), value["id"])
            for value in (payload.get("context") or {}).values()
        )

    def _is_hidden(self, kind: str, object_id: int) -> bool:
        if kind in _ITEM_KINDS:
            return object_id in self.items
        if kind == _CHALLENGE:
            return object_id in self.challenges
        return kind == _EVIDENCE and object_id in self.evidence

    def _names_hidden(self, column: str, value: Any) -> bool:
        if not isinstance(value, int):
            return False
        if column in _ITEM_COLUMNS:
            return value in self.items
        if column == "challenge_id":
            return value in self.challenges
        return column == "evidence_id" and value in self.evidence


NOTHING_HIDDEN = Hidden(frozenset(), frozenset(), frozenset())


def hidden_from(user: User) -> Hidden:
    """Return what is restricted and out of the reach of ``user`` (at most three queries)."""
    restricted = Commitment.objects.filter(restricted=True)
    seen = visible_to(user).filter(restricted=True).values("pk")
    items = frozenset(restricted.exclude(pk__in=seen).values_list("pk", flat=True))
    if not items:
        return NOTHING_HIDDEN
    return Hidden(
        items,
        frozenset(
            ChallengeItem.objects.filter(commitment__in=items).values_list(
                "challenge_id", flat=True
            )
        ),
        frozenset(
            EvidenceUse.objects.filter(commitment__in=items).values_list("evidence_id", flat=True)
        ),
    )


@dataclass(frozen=True)
class ReadEvent:
    """An event as one reader may see it."""

    event: Event
    actor: str
    thing: str
    sentence: str
    changes: Sequence[Change]
    concealed: bool


def read_events(events: Iterable[Event], hidden: Hidden) -> list[ReadEvent]:
    """Return ``events`` in words; what is hidden says only that something was done."""
    rows = list(events)
    concealed = {event.pk for event in rows if hidden and hidden.holds(event)}
    return [_read(presented, presented.event.pk in concealed) for presented in present(rows)]


def _read(presented: Presented, concealed: bool) -> ReadEvent:
    if concealed:
        sentence = f"{presented.actor} {CONCEALED}"
        return ReadEvent(presented.event, presented.actor, "A restricted item", sentence, (), True)
    return ReadEvent(
        presented.event,
        presented.actor,
        presented.thing,
        presented.sentence,
        presented.changes,
        False,
    )


def in_portions(events: Iterable[Event], hidden: Hidden, size: int = 500) -> Iterator[ReadEvent]:
    """Return ``events`` in words without holding all of a long record in memory."""
    portion: list[Event] = []
    for event in events:
        portion.append(event)
        if len(portion) == size:
            yield from read_events(portion, hidden)
            portion = []
    yield from read_events(portion, hidden)
