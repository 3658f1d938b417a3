"""The whole story of a commitment, round by round, in two voices."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Prefetch
from django.utils import timezone

from dueregard.web.commitments.access import evidence_visible_to
from dueregard.web.commitments.models import (
    Answer,
    Challenge,
    Closure,
    Commitment,
    Entry,
    Evidence,
    EvidenceUse,
    ExtensionRequest,
    HandBack,
    Round,
)
from dueregard.web.commitments.scopes import rounds_of
from dueregard.web.commitments.states import RoundState
from dueregard.web.core.dates import write_date

if TYPE_CHECKING:
    from dueregard.web.accounts.models import User
    from dueregard.web.core.components import TimelineRound


@dataclass
class RoundStory:
    """What happened to one commitment in one round (or, without a round, outside any).

    ``entries`` are as they stand: what was corrected is behind its correction
    (``entry.corrects``). ``answers`` are those to challenges of another round.
    """

    commitment: Commitment
    round: Round | None
    entries: list[Entry] = field(default_factory=list)
    challenges: list[Challenge] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    closures: list[Closure] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)
    extensions: list[ExtensionRequest] = field(default_factory=list)
    hand_backs: list[HandBack] = field(default_factory=list)
    user: User | None = None

    @property
    def title(self) -> str:
        """The name of the round."""
        return self.round.name if self.round else "Outside any round"

    @property
    def is_closed(self) -> bool:
        """Whether the round is closed, so that nothing in it is news."""
        return self.round is not None and self.round.state == RoundState.CLOSED

    @property
    def period(self) -> str:
        """When the round was, in words."""
        if self.round is None:
            return ""
        due = f", due {write_date(self.round.due_on)}" if self.round.due_on else ""
        return f"From {write_date(self.round.opens_on)}{due}"

    @property
    def is_silent(self) -> bool:
        """Whether nothing was said at all."""
        return not any(
            (self.entries, self.challenges, self.answers, self.closures, self.evidence,
             self.extensions, self.hand_backs)
        )  # fmt: skip

    @property
    def timeline(self) -> TimelineRound:
        """The round as the timeline component shows it."""
        from dueregard.web.commitments.voices import timeline_round

        return timeline_round(self)


def story(commitment: Commitment, user: User) -> list[RoundStory]:
    """Return what happened to a commitment, newest round first (a constant number of queries)."""
    rounds = rounds_of(commitment)
    parts = _Parts(commitment, rounds, user)
    for entry in _entries(commitment):
        parts.of(entry.round, entry.said_on).entries.append(entry)
    for challenge in _challenges(commitment):
        parts.of(challenge.round, challenge.raised_on).challenges.append(challenge)
        for answer in challenge.answers.all():
            if answer.round_id != challenge.round_id:
                parts.of(answer.round, answer.said_on).answers.append(answer)
    for closure in _closures(commitment):
        parts.of(closure.round, closure.effective_on).closures.append(closure)
    for evidence, added_at in _evidence(commitment, user):
        parts.on(timezone.localdate(added_at)).evidence.append(evidence)
    asked = commitment.extension_requests.select_related("requested_by", "decided_by")
    for request in asked.order_by("requested_at", "pk"):
        parts.on(timezone.localdate(request.requested_at)).extensions.append(request)
    handed = commitment.hand_backs.select_related("handed_back_by", "decided_by", "post")
    for hand_back in handed.order_by("handed_back_at", "pk"):
        parts.on(timezone.localdate(hand_back.handed_back_at)).hand_backs.append(hand_back)
    return parts.in_order()


class _Parts:
    """Sorts what happened into rounds."""

    def __init__(self, commitment: Commitment, rounds: Iterable[Round], user: User) -> None:
        self.commitment, self.user = commitment, user
        self.by_round = {round_.pk: RoundStory(commitment, round_, user=user) for round_ in rounds}
        self.outside = RoundStory(commitment, None, user=user)
        self.days: list[datetime.date] = []

    def of(self, round_: Round | None, day: datetime.date) -> RoundStory:
        """Return the part of a round; one of another scope gets a part of its own."""
        if round_ is None:
            self.days.append(day)
            return self.outside
        made = RoundStory(self.commitment, round_, user=self.user)
        return self.by_round.setdefault(round_.pk, made)

    def on(self, day: datetime.date) -> RoundStory:
        """Return the part of the round that had opened last on a day."""
        begun = [part for part in self.by_round.values() if _opens(part) <= day]
        if begun:
            return max(begun, key=_opens)
        self.days.append(day)
        return self.outside

    def in_order(self) -> list[RoundStory]:
        parts = sorted(self.by_round.values(), key=_opens, reverse=True)
        if self.outside.is_silent:
            return parts
        last = max(self.days)
        place = next((n for n, part in enumerate(parts) if _opens(part) <= last), len(parts))
        return [*parts[:place], self.outside, *parts[place:]]


def _opens(part: RoundStory) -> datetime.date:
    return part.round.opens_on if part.round else datetime.date.min


def _entries(commitment: Commitment) -> list[Entry]:
    entries = commitment.entries.filter(corrected_by__isnull=True)
    return list(
        entries.select_related(
            "round", "author", "author_post", "owner_post", "corrects", "corrects__author"
        ).order_by("said_on", "position", "id")
    )


def _challenges(commitment: Commitment) -> list[Challenge]:
    answers = Answer.objects.select_related("round", "author", "author_post")
    challenges = Challenge.objects.filter(items__commitment=commitment)
    return list(
        challenges.select_related("round", "author", "author_post")
        .prefetch_related(Prefetch("answers", answers.order_by("said_on", "id")), "commitments")
        .order_by("raised_on", "items__position", "id")
    )


def _closures(commitment: Commitment) -> list[Closure]:
    closures = Closure.objects.filter(commitment=commitment).order_by("id")
    related = ("round", "proposed_by", "verified_by", "reopened_by", "merged_into")
    return list(closures.select_related(*related, "transferred_to").prefetch_related("evidence"))


def _evidence(commitment: Commitment, user: User) -> list[tuple[Evidence, datetime.datetime]]:
    uses = EvidenceUse.objects.filter(
        commitment=commitment, evidence__in=evidence_visible_to(user).values("pk")
    )
    related = uses.select_related("evidence__created_by").order_by("added_at", "pk")
    return [(use.evidence, use.added_at) for use in related]


def entries_by_round(commitments: Iterable[Commitment]) -> dict[int, dict[int | None, list[Entry]]]:
    """Return the statements of several items: item → round → entries (one query)."""
    found: dict[int, dict[int | None, list[Entry]]] = defaultdict(lambda: defaultdict(list))
    entries = Entry.objects.filter(commitment__in=list(commitments), corrected_by__isnull=True)
    for entry in entries.select_related("author", "author_post").order_by("said_on", "id"):
        found[entry.commitment_id][entry.round_id].append(entry)
    return found
