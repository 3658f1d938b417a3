"""Undoing a batch, such as an accepted import, while nothing has been built on it."""

from __future__ import annotations

import datetime
import json
import uuid
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from django.db import models, transaction
from django.db.models import Q, QuerySet

from dueregard.web.accounts.permissions import Permission
from dueregard.web.audit.models import Event
from dueregard.web.audit.services import record, snapshot
from dueregard.web.commitments.access import require_on
from dueregard.web.commitments.facts import keep_facts, take_turns
from dueregard.web.commitments.models import (
    Answer,
    Challenge,
    ChallengeItem,
    Closure,
    Commitment,
    Entry,
    EvidenceRequest,
    EvidenceUse,
    ExtensionRequest,
    HandBack,
    Round,
)
from dueregard.web.commitments.services.indexing import CHALLENGE, ENTRY, index_challenge
from dueregard.web.core import search
from dueregard.web.core.clock import now
from dueregard.web.core.exceptions import NotPermitted, Refused
from dueregard.web.organisation.access import access_of

if TYPE_CHECKING:
    from dueregard.web.accounts.models import User


def built_on_batch(batch: uuid.UUID) -> list[str]:
    """Return what has been built on a batch since, as sentences; nothing when it may be undone."""
    made = Commitment.objects.filter(batch=batch)
    return list(dict.fromkeys(sentence for _, sentence in sorted(_built(batch, made))))


@transaction.atomic
def undo_batch(*, batch: uuid.UUID, by: User, at: datetime.datetime | None = None) -> int:
    """Undo all that a batch wrote here.

    Returns
    -------
    int
        How many things were taken out.

    Raises
    ------
    Refused
        When anything has been built on the batch, with the list of it.
    """
    at = at or now()
    touched = _touched(batch)
    _require(by, touched)
    take_turns(touched)
    built = built_on_batch(batch)
    if built:
        raise Refused("This cannot be undone, because more was built on it: " + " ".join(built))
    removed = 0
    challenges = list(Challenge.objects.filter(items__batch=batch).exclude(batch=batch).distinct())
    for rows in _rows(batch):
        removed += _remove(rows, by=by, at=at, batch=batch)
    for challenge in challenges:
        index_challenge(challenge, at)
    left = list(Commitment.objects.filter(pk__in=[each.pk for each in touched]))
    _restore_columns(left, batch=batch, by=by, at=at)
    keep_facts(left)
    return removed


def _require(by: User, touched: list[Commitment]) -> None:
    if touched:
        require_on(by, Permission.MANAGE_SOURCES, *touched)
    elif not access_of(by).may(Permission.MANAGE_SOURCES):
        raise NotPermitted("You may not undo imports. Ask the equality officer.")


def _touched(batch: uuid.UUID) -> list[Commitment]:
    events = Event.objects.filter(batch=batch, kind="commitments.commitment")
    return list(
        Commitment.objects.filter(
            Q(batch=batch)
            | Q(entries__batch=batch)
            | Q(closures__batch=batch)
            | Q(challenge_items__batch=batch)
            | Q(challenges__answers__batch=batch)
            | Q(pk__in=list(events.values_list("object_id", flat=True)))
        )
        .distinct()
        .order_by("pk")
    )


def _rows(batch: uuid.UUID) -> Iterator[QuerySet[models.Model]]:
    """Yield what to take out, whatever points at a thing before the thing itself."""
    yield Answer.objects.filter(batch=batch)
    yield ChallengeItem.objects.filter(batch=batch)
    yield Challenge.objects.filter(batch=batch)
    yield Entry.objects.filter(batch=batch)
    yield Closure.objects.filter(batch=batch)
    yield Commitment.objects.filter(batch=batch)
    yield Round.objects.filter(batch=batch)


def _remove(
    rows: Iterable[models.Model], *, by: User, at: datetime.datetime, batch: uuid.UUID
) -> int:
    removed = 0
    for row in rows:
        if isinstance(row, Entry):
            search.forget(kind=ENTRY, object_id=row.pk)
        elif isinstance(row, Challenge):
            search.forget(kind=CHALLENGE, object_id=row.pk)
        before = snapshot(row)
        record(by=by, verb="undo", instance=row, before=before, after={}, at=at, batch=batch)
        if isinstance(row, Answer):
            _unanswer(row)
        row.delete()
        removed += 1
    return removed


def _unanswer(answer: Answer) -> None:
    challenge = answer.challenge
    if not challenge.answers.exclude(pk=answer.pk).exists():
        Challenge.objects.filter(pk=challenge.pk).update(answered_at=None)


def _restore_columns(
    commitments: list[Commitment], *, batch: uuid.UUID, by: User, at: datetime.datetime
) -> None:
    """Give items that were there before the columns the batch changed back."""
    columns = {field.attname: field for field in Commitment._meta.concrete_fields}
    for commitment in commitments:
        before = _columns_before(commitment, batch)
        was = snapshot(commitment)
        for name, value in before.items():
            field = columns[name]
            setattr(
                commitment, field.attname, field.to_python(value) if value is not None else None
            )
        if before:
            names = [name.removesuffix("_id") for name in before]
            commitment.save_version(update_fields=names)
        record(by=by, verb="undo_import", instance=commitment, before=was, at=at, batch=batch)


def _columns_before(commitment: Commitment, batch: uuid.UUID) -> dict[str, object]:
    events = Event.objects.filter(
        batch=batch, kind="commitments.commitment", object_id=commitment.pk
    ).exclude(verb__startswith="undo")
    values: dict[str, object] = {}
    for event in events.order_by("-id"):
        values |= json.loads(event.payload).get("before") or {}
    values.pop("version", None)
    return values


def _built(batch: uuid.UUID, made: QuerySet[Commitment]) -> Iterator[tuple[str, str]]:
    """Yield (reference, sentence) for everything later that rests on the batch."""
    touched = _touched(batch)
    references = {each.pk: each.reference for each in touched}
    mine = Q(commitment__in=made)
    others = ~Q(batch=batch) | Q(batch=None)
    for entry in Entry.objects.filter(mine & others | Q(corrects__batch=batch) & others):
        yield _line(references, entry.commitment_id, "has a later statement")
    for closure in Closure.objects.filter(mine & others):
        yield _line(references, closure.commitment_id, "has a later closure")
    for closure in Closure.objects.filter(batch=batch, decided_at__isnull=False):
        yield _line(references, closure.commitment_id, "has had its closure decided")
    for closure in Closure.objects.filter(batch=batch, reopened_at__isnull=False):
        yield _line(references, closure.commitment_id, "has been reopened")
    for closure in Closure.objects.filter(merged_into__in=made).exclude(commitment__in=made):
        yield "", f"{closure.commitment.reference} is merged into an item of it."
    yield from _built_challenges(batch, mine, others, references)
    for model, words in (
        (EvidenceUse, "has evidence"),
        (EvidenceRequest, "has been asked for evidence"),
        (ExtensionRequest, "has a request for more time"),
        (HandBack, "has been handed back"),
    ):
        for row in model.objects.filter(commitment__in=made):
            yield _line(references, row.commitment_id, words)
    yield from _built_rounds(batch)
    yield from _edited(batch, references)


def _built_challenges(
    batch: uuid.UUID, mine: Q, others: Q, references: dict[int, str]
) -> Iterator[tuple[str, str]]:
    for item in ChallengeItem.objects.filter(mine & others):
        yield _line(references, item.commitment_id, "has a later challenge")
    answers = Answer.objects.filter(Q(challenge__batch=batch) & others)
    for answer in answers:
        first = answer.challenge.items.order_by("pk").first()
        yield _line(references, first.commitment_id if first else 0, "has had a challenge answered")
    linked = ChallengeItem.objects.filter(Q(challenge__batch=batch) & others).exclude(mine)
    for item in linked:
        yield _line(references, item.commitment_id, "shares a challenge of it")


def _built_rounds(batch: uuid.UUID) -> Iterator[tuple[str, str]]:
    others = ~Q(batch=batch) | Q(batch=None)
    for round_ in Round.objects.filter(batch=batch):
        for relation in (round_.entries, round_.challenges, round_.answers, round_.closures):
            if relation.filter(others).exists():
                yield "", f"More was said in the round “{round_.name}”."
                break


def _edited(batch: uuid.UUID, references: dict[int, str]) -> Iterator[tuple[str, str]]:
    """Yield the items whose own columns somebody changed after the batch.

    A later batch that was undone has left things as they were: its events do not count.
    """
    undone = (
        Event.objects.filter(verb="undo_import", kind="commitments.commitment", batch__isnull=False)
        .exclude(batch=batch)
        .values("batch")
    )
    last = dict(
        Event.objects.filter(batch=batch, kind="commitments.commitment")
        .values_list("object_id")
        .annotate(models.Max("id"))
    )
    later = Event.objects.filter(kind="commitments.commitment", object_id__in=list(last)).exclude(
        batch__in=undone
    )
    for object_id, pk in later.exclude(batch=batch).values_list("object_id", "id"):
        if pk > last[object_id]:
            yield _line(references, object_id, "has been changed since")


def _line(references: dict[int, str], commitment_id: int, words: str) -> tuple[str, str]:
    reference = references.get(commitment_id, "An item")
    return reference, f"{reference} {words}."
