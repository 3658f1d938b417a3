"""Challenges: raised on one item or on several, open until answered, answered once."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max

from dueregard.web.accounts.permissions import Permission
from dueregard.web.audit.services import record, snapshot
from dueregard.web.commitments.access import may_on, may_see
from dueregard.web.commitments.facts import keep_facts, take_turns
from dueregard.web.commitments.models import Answer, Challenge, ChallengeItem, Commitment, Round
from dueregard.web.commitments.scopes import scopes_of
from dueregard.web.commitments.services.indexing import index_challenge
from dueregard.web.commitments.services.rules import (
    day_said,
    require_or_import,
    round_for,
    speaking_post,
    stated,
)
from dueregard.web.core.clock import now
from dueregard.web.core.exceptions import Conflict, NotPermitted, Refused
from dueregard.web.core.text import fold
from dueregard.web.organisation.models import Post

if TYPE_CHECKING:
    from dueregard.web.accounts.models import User


@transaction.atomic
def raise_challenge(
    *,
    commitments: Iterable[Commitment],
    text: str,
    by: User,
    raised_on: datetime.date | None = None,
    round: Round | None = None,
    author_post: Post | None = None,
    attribution: str = "",
    batch: uuid.UUID | None = None,
    at: datetime.datetime | None = None,
) -> Challenge:
    """Ask a challenge about one item or several.

    The same words still open on another item of the same source or plan are one challenge:
    the items are linked to it, and one answer answers them all.
    """
    held = list(commitments)
    if not held:
        raise Refused("Choose at least one item that the challenge is about.", field="commitments")
    take_turns(held)
    require_or_import(by, Permission.CHALLENGE, held, batch)
    at = at or now()
    text = stated(text, what="the challenge")
    round_ = round_for(held, round, batch)
    same = _open_with(text, by, held)
    if same is not None:
        return _link_all(same, held, by=by, at=at, batch=batch)
    challenge = Challenge.objects.create(
        text=text,
        folded=fold(text),
        raised_on=day_said(raised_on, at, field="raised_on"),
        round=round_,
        author=by,
        author_post=author_post if batch is not None else speaking_post(by, held[0], author_post),
        attribution=attribution.strip()[:200],
        created_at=at,
        batch=batch,
    )
    for commitment in held:
        _put_on(challenge, commitment, batch)
    keep_facts(held)
    index_challenge(challenge, at)
    ids = [commitment.pk for commitment in held]
    record(by=by, verb="raise", instance=challenge, at=at, batch=batch, commitments=ids)
    return challenge


@transaction.atomic
def link_challenge(
    *,
    challenge: Challenge,
    commitment: Commitment,
    by: User,
    batch: uuid.UUID | None = None,
    at: datetime.datetime | None = None,
) -> ChallengeItem:
    """Say that an open challenge is about a further item too."""
    take_turns([commitment])
    require_or_import(by, Permission.CHALLENGE, [commitment], batch)
    _lock(challenge)
    if not any(may_see(by, each) for each in challenge.commitments.all()):
        raise Refused("There is no such challenge.", field="challenge")
    if challenge.answered_at is not None:
        raise Refused(
            "This challenge has been answered. Raise a new one if the answer does not cover "
            f"{commitment.reference}.",
            field="challenge",
        )
    if challenge.items.filter(commitment=commitment).exists():
        raise Refused(f"It is about {commitment.reference} already.", field="challenge")
    _link_all(challenge, [commitment], by=by, at=at or now(), batch=batch)
    return challenge.items.get(commitment=commitment)


@transaction.atomic
def answer_challenge(
    *,
    challenge: Challenge,
    text: str,
    by: User,
    said_on: datetime.date | None = None,
    round: Round | None = None,
    author_post: Post | None = None,
    attribution: str = "",
    expected_answers: int | None = None,
    batch: uuid.UUID | None = None,
    at: datetime.datetime | None = None,
) -> Answer:
    """Answer a challenge on all its items at once; a further answer adds to the first.

    ``expected_answers`` is how many answers the person had seen: when somebody answered since,
    they are shown that answer before they add another (``Conflict``).
    """
    held = list(challenge.commitments.order_by("pk"))
    take_turns(held)
    _lock(challenge)
    own = _answerable(by, held, batch)
    at = at or now()
    text = stated(text, what="your answer")
    if expected_answers is not None and challenge.answers.count() != expected_answers:
        raise Conflict(
            "Somebody answered this challenge since you opened it.",
            current=challenge,
            submitted={"text": text},
        )
    day = day_said(said_on, at)
    if day < challenge.raised_on:
        raise Refused("An answer cannot be older than the challenge.", field="said_on")
    answer = Answer.objects.create(
        challenge=challenge,
        text=text,
        round=round_for([own], round, batch),
        said_on=day,
        author=by,
        author_post=author_post if batch is not None else speaking_post(by, own, author_post),
        attribution=attribution.strip()[:200],
        created_at=at,
        batch=batch,
    )
    if challenge.answered_at is None:
        challenge.answered_at = at
        challenge.save(update_fields=["answered_at"])
    keep_facts(held)
    index_challenge(challenge, at)
    record(
        by=by, verb="answer", instance=challenge, at=at, batch=batch,
        answer=snapshot(answer), commitments=[each.pk for each in held],
    )  # fmt: skip
    return answer


def may_answer(by: User, challenge: Challenge) -> bool:
    """Return whether somebody may answer: on one item of the challenge is enough."""
    return any(may_on(by, Permission.ANSWER, each) for each in challenge.commitments.all())


def _answerable(by: User, held: list[Commitment], batch: uuid.UUID | None) -> Commitment:
    wanted = [Permission.ANSWER] + ([Permission.MANAGE_SOURCES] if batch is not None else [])
    for commitment in held:
        if any(may_on(by, permission, commitment) for permission in wanted):
            return commitment
    raise NotPermitted(
        "You may not answer this challenge: you report on none of the items it is about."
    )


def _lock(challenge: Challenge) -> None:
    list(Challenge.objects.select_for_update().filter(pk=challenge.pk).values_list("pk"))
    challenge.refresh_from_db()


def _open_with(text: str, by: User, held: list[Commitment]) -> Challenge | None:
    """Return the open challenge of the same words on an item of the same scope and secrecy."""
    same = Challenge.objects.filter(folded=fold(text), answered_at=None).order_by("pk")
    units = {commitment.unit_id for commitment in held}
    for challenge in same.prefetch_related("commitments"):
        others = list(challenge.commitments.all())
        if all(may_see(by, each) for each in others) and _one_concern(held, others, units):
            return challenge
    return None


def _one_concern(held: list[Commitment], others: list[Commitment], units: set[int]) -> bool:
    # Items open to all and restricted ones never share a challenge by chance.
    if {each.restricted for each in held} != {each.restricted for each in others}:
        return False
    here, there = _scopes(held), _scopes(others)
    if here and there:
        return not here.isdisjoint(there)
    return not units.isdisjoint({each.unit_id for each in others})


def _scopes(held: list[Commitment]) -> set[tuple[str, int]]:
    found = scopes_of(commitment.pk for commitment in held)
    return set().union(*found.values()) if found else set()


def _link_all(
    challenge: Challenge,
    held: list[Commitment],
    *,
    by: User,
    at: datetime.datetime,
    batch: uuid.UUID | None,
) -> Challenge:
    _lock(challenge)
    there = set(challenge.items.values_list("commitment_id", flat=True))
    new = [commitment for commitment in held if commitment.pk not in there]
    if not new:
        return challenge
    for commitment in new:
        _put_on(challenge, commitment, batch)
    keep_facts(new)
    index_challenge(challenge, at)
    ids = [commitment.pk for commitment in new]
    record(by=by, verb="link", instance=challenge, at=at, batch=batch, commitments=ids)
    return challenge


def _put_on(challenge: Challenge, commitment: Commitment, batch: uuid.UUID | None) -> None:
    last = commitment.challenge_items.aggregate(last=Max("position"))["last"]
    ChallengeItem.objects.create(
        challenge=challenge,
        commitment=commitment,
        position=0 if last is None else last + 1,
        batch=batch,
    )
