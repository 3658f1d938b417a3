"""What changed in a source since a reporting round."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils import timezone

from dueregard.web.commitments.models import Answer, ChallengeItem, Closure, Entry, Round
from dueregard.web.commitments.states import CLOSING_STATES, ClosureState, EntryKind
from dueregard.web.commitments.status import is_closed, is_overdue
from dueregard.web.core.clock import today as clock_today
from dueregard.web.recommendations.models import Recommendation, Source

SCOPE = "source"


@dataclass(frozen=True)
class Changes:
    """What is new since the round ``before``; each list is in the order of the source.

    ``before`` is None while there is no earlier round to compare with.
    """

    before: Round | None
    current: Round | None = None
    completed: Sequence[Recommendation] = ()
    reopened: Sequence[Recommendation] = ()
    overdue: Sequence[Recommendation] = ()
    challenged: Sequence[Recommendation] = ()
    answered: Sequence[Recommendation] = ()
    reported: Sequence[Recommendation] = ()

    @property
    def is_any(self) -> bool:
        """Whether anything changed at all."""
        return any(
            (self.completed, self.reopened, self.overdue, self.challenged, self.answered)
        ) or bool(self.reported)


def rounds_of(source: Source) -> list[Round]:
    """Return the rounds of a source, earliest first (one query)."""
    return list(Round.objects.filter(scope_kind=SCOPE, scope_id=source.pk).order_by("position"))


def changes_since_last(
    source: Source,
    items: Iterable[Recommendation],
    *,
    rounds: Sequence[Round] | None = None,
    today: datetime.date | None = None,
) -> Changes:
    """Compare the last round of a source, open or closed, with the one before it."""
    rounds = rounds_of(source) if rounds is None else rounds
    if len(rounds) < 2:
        return Changes(before=None, current=rounds[-1] if rounds else None)
    return changes_since(rounds[-2], items, rounds=rounds, today=today)


def changes_since(
    round_: Round,
    items: Iterable[Recommendation],
    *,
    rounds: Sequence[Round],
    today: datetime.date | None = None,
) -> Changes:
    """Return what changed on ``items`` after ``round_`` ended (four queries).

    A statement belongs to the round it was made in; one made outside the rounds of the source
    counts by its day.
    """
    today = today or clock_today()
    held = {item.pk: item for item in items}
    after = _After(round_, rounds, today)
    ids = list(held)

    def ordered(found: Iterable[int]) -> list[Recommendation]:
        wanted = set(found)
        return [item for pk, item in held.items() if pk in wanted]

    closures = list(
        Closure.objects.filter(commitment__in=ids).select_related("round").order_by("pk")
    )
    return Changes(
        before=round_,
        current=rounds[-1],
        completed=ordered(
            c.commitment_id
            for c in closures
            if c.state in CLOSING_STATES and after.is_new(c.round, c.effective_on)
        ),
        reopened=ordered(
            c.commitment_id
            for c in closures
            if _reopened_after(c, after.until) and not is_closed(held[c.commitment_id].commitment)
        ),
        overdue=[
            item
            for item in held.values()
            if is_overdue(item.commitment, today)
            and item.commitment.due_on is not None
            and item.commitment.due_on >= after.until
        ],
        challenged=ordered(_challenged(ids, after)),
        answered=ordered(_answered(ids, after)),
        reported=ordered(_reported(ids, after)),
    )


class _After:
    """Tells what was said after one round of a source ended."""

    def __init__(self, round_: Round, rounds: Sequence[Round], today: datetime.date) -> None:
        self.round = round_
        later = [each for each in rounds if each.position > round_.position]
        end = later[0].opens_on - datetime.timedelta(days=1) if later else today
        self.until = max(end, round_.opens_on)

    def is_new(self, round_: Round | None, on: datetime.date) -> bool:
        """Return whether a statement of ``round_`` dated ``on`` came after."""
        same = round_ is not None and (round_.scope_kind, round_.scope_id) == (
            self.round.scope_kind,
            self.round.scope_id,
        )
        if same and round_ is not None:
            return round_.position > self.round.position
        return on > self.until


def _reopened_after(closure: Closure, until: datetime.date) -> bool:
    return (
        closure.state == ClosureState.REOPENED
        and closure.reopened_at is not None
        and timezone.localdate(closure.reopened_at) > until
    )


def _challenged(ids: list[int], after: _After) -> list[int]:
    items = ChallengeItem.objects.filter(commitment__in=ids).select_related("challenge__round")
    return [
        item.commitment_id
        for item in items
        if after.is_new(item.challenge.round, item.challenge.raised_on)
    ]


def _answered(ids: list[int], after: _After) -> list[int]:
    answers = (
        Answer.objects.filter(challenge__items__commitment__in=ids)
        .select_related("round", "challenge")
        .prefetch_related("challenge__items")
        .distinct()
    )
    return [
        item.commitment_id
        for answer in answers
        if after.is_new(answer.round, answer.said_on)
        for item in answer.challenge.items.all()
    ]


def _reported(ids: list[int], after: _After) -> list[int]:
    entries = Entry.objects.filter(commitment__in=ids, kind=EntryKind.PROGRESS)
    return [
        entry.commitment_id
        for entry in entries.select_related("round").only(
            "commitment", "said_on", "round__position", "round__scope_kind", "round__scope_id"
        )
        if after.is_new(entry.round, entry.said_on)
    ]
