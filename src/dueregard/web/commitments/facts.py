"""The facts columns of a commitment: what its entries, challenges and closures say.

The services keep them in the transaction of every write; the check of the record compares.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from django.db.models import Count, Max

from dueregard.web.commitments.models import ChallengeItem, Closure, Commitment, Entry
from dueregard.web.commitments.states import CLOSING_STATES, ClosureState, EntryKind

#: The states of a closure that still stands or waits.
ALIVE = frozenset({ClosureState.PROPOSED, *CLOSING_STATES})


@dataclass(frozen=True, slots=True)
class Facts:
    """What the facts columns of one commitment must hold."""

    closure_state: str = ""
    closure_kind: str = ""
    closed_on: datetime.date | None = None
    has_progress: bool = False
    last_progress_on: datetime.date | None = None
    open_challenges: int = 0


COLUMNS: tuple[str, ...] = tuple(Facts.__dataclass_fields__)


def facts_of(commitment_ids: Iterable[int]) -> dict[int, Facts]:
    """Return what entries, challenges and closures say of each commitment (three queries)."""
    ids = list(commitment_ids)
    last = dict(
        Entry.objects.filter(commitment__in=ids, kind=EntryKind.PROGRESS)
        .order_by()
        .values_list("commitment")
        .annotate(Max("said_on"))
    )
    waiting = dict(
        ChallengeItem.objects.filter(commitment__in=ids, challenge__answered_at=None)
        .order_by()
        .values_list("commitment")
        .annotate(Count("pk"))
    )
    closures = {
        closure.commitment_id: closure
        for closure in Closure.objects.filter(commitment__in=ids, state__in=ALIVE)
    }
    return {pk: _facts(closures.get(pk), last.get(pk), waiting.get(pk, 0)) for pk in ids}


def _facts(closure: Closure | None, last: datetime.date | None, waiting: int) -> Facts:
    closes = closure is not None and closure.state in CLOSING_STATES
    return Facts(
        closure_state=closure.state if closure else "",
        closure_kind=closure.kind if closure else "",
        closed_on=closure.effective_on if closure and closes else None,
        has_progress=last is not None,
        last_progress_on=last,
        open_challenges=waiting,
    )


def take_turns(commitments: Iterable[Commitment]) -> None:
    """Let two who write on the same items wait for each other, and read the items anew.

    SQLite lets one write at a time anyway; PostgreSQL holds the rows until the commit. What
    is decided after this is decided on what is saved, not on what somebody read before.
    """
    held = list(commitments)
    ids = {commitment.pk for commitment in held}
    rows = Commitment.objects.select_for_update().filter(pk__in=ids).order_by("pk")
    list(rows.values_list("pk", flat=True))
    for commitment in held:
        commitment.refresh_from_db()


def keep_facts(commitments: Iterable[Commitment]) -> None:
    """Write the facts columns of ``commitments`` anew, in the database and on the objects."""
    held = list(commitments)
    found = facts_of({commitment.pk for commitment in held})
    for commitment in held:
        values = asdict(found[commitment.pk])
        Commitment.objects.filter(pk=commitment.pk).update(**values)
        for name, value in values.items():
            setattr(commitment, name, value)


def wrong_facts() -> list[tuple[Commitment, list[str]]]:
    """Return the commitments whose facts columns disagree with their entries, and which."""
    commitments = list(Commitment.objects.order_by("pk"))
    found = facts_of(commitment.pk for commitment in commitments)
    wrong = []
    for commitment in commitments:
        values = asdict(found[commitment.pk])
        names = [name for name, value in values.items() if getattr(commitment, name) != value]
        if names:
            wrong.append((commitment, names))
    return wrong
