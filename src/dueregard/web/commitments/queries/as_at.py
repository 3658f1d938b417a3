"""A commitment as it stood on a day: its columns from the audit record, what was said by date."""

from __future__ import annotations

import datetime
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from dueregard.web.audit.models import Event
from dueregard.web.audit.queries import states_at
from dueregard.web.commitments.models import Challenge, Closure, Commitment, Entry
from dueregard.web.commitments.states import CLOSING_STATES, ClosureState, EntryKind
from dueregard.web.commitments.status import sentence
from dueregard.web.organisation.models import Post, PostHolding, Unit, current

if TYPE_CHECKING:
    from dueregard.web.accounts.models import User

KIND = "commitments.commitment"


@dataclass(frozen=True)
class AsAt:
    """A commitment as it stood at the end of a day.

    ``commitment`` is a copy that is never saved. ``known_since`` is the day the item came
    into the register; for an earlier day, owner and due date are those it came with.
    """

    on: datetime.date
    commitment: Commitment
    known_since: datetime.date
    holder: User | None
    entries: list[Entry]
    unanswered: list[Challenge]
    answered: list[Challenge]
    closure: Closure | None

    @property
    def was_known(self) -> bool:
        """Whether the item was in the register by then."""
        return self.known_since <= self.on

    @property
    def sentence(self) -> str:
        """Where it stood, as a sentence."""
        return sentence(self.commitment, self.on)


def commitment_as_at(commitment: Commitment, on: datetime.date) -> AsAt:
    """Return the commitment as it stood at the end of ``on``."""
    end = datetime.datetime.combine(on, datetime.time.max, timezone.get_current_timezone())
    state = states_at(KIND, [commitment.pk], end).get(commitment.pk) or _first_state(commitment)
    entries = _entries(commitment, on, end)
    challenges = _challenges(commitment, on)
    unanswered = [each for each in challenges if not _answered(each, on)]
    closure = _closure(commitment, on, end)
    closes = closure is not None and closure.state in CLOSING_STATES
    progress = [entry.said_on for entry in entries if entry.kind == EntryKind.PROGRESS]
    then = _restored(commitment, state)
    then.closure_state = closure.state if closure else ""
    then.closure_kind = closure.kind if closure else ""
    then.closed_on = closure.effective_on if closure and closes else None
    then.has_progress = bool(progress)
    then.last_progress_on = max(progress, default=None)
    then.open_challenges = len(unanswered)
    return AsAt(
        on=on,
        commitment=then,
        known_since=timezone.localdate(commitment.created_at),
        holder=_holder(then.owner_post, on),
        entries=entries,
        unanswered=unanswered,
        answered=[each for each in challenges if each not in unanswered],
        closure=closure,
    )


def _first_state(commitment: Commitment) -> dict[str, Any]:
    first = Event.objects.filter(kind=KIND, object_id=commitment.pk).order_by("id").first()
    return dict(json.loads(first.payload).get("after", {})) if first else {}


def _restored(commitment: Commitment, state: dict[str, Any]) -> Commitment:
    """Return a copy of the commitment with the columns it had then."""
    names = {field.attname: field for field in Commitment._meta.concrete_fields}
    values = {name: field.value_from_object(commitment) for name, field in names.items()}
    for name, value in state.items():
        if name in names:
            field = names[name]
            is_key = field.is_relation
            values[name] = value if is_key or value is None else field.to_python(value)
    then = Commitment(**values)
    posts = {
        post.pk: post
        for post in Post.objects.filter(
            pk__in=[values["owner_post_id"], values["deputy_post_id"]]
        ).select_related("unit")
    }
    then.owner_post = posts.get(values["owner_post_id"])
    then.deputy_post = posts.get(values["deputy_post_id"])
    then.unit = Unit.objects.get(pk=values["unit_id"])
    return then


def _entries(commitment: Commitment, on: datetime.date, end: datetime.datetime) -> list[Entry]:
    """Return what had been said; a later correction does not change what stood there then."""
    said = list(
        Entry.objects.filter(commitment=commitment, said_on__lte=on)
        .select_related("round", "author", "author_post", "owner_post", "corrects")
        .order_by("said_on", "position", "id")
    )
    corrections = [each for each in said if each.corrects_id and each.created_at > end]
    later = {each.pk for each in corrections}
    replaced = {each.corrects_id for each in said if each.corrects_id and each.pk not in later}
    return [each for each in said if each.pk not in later and each.pk not in replaced]


def _challenges(commitment: Commitment, on: datetime.date) -> list[Challenge]:
    challenges = Challenge.objects.filter(items__commitment=commitment, raised_on__lte=on)
    return list(
        challenges.select_related("round", "author", "author_post")
        .prefetch_related("answers__author", "answers__author_post")
        .order_by("raised_on", "id")
    )


def _answered(challenge: Challenge, on: datetime.date) -> bool:
    return any(answer.said_on <= on for answer in challenge.answers.all())


def _closure(commitment: Commitment, on: datetime.date, end: datetime.datetime) -> Closure | None:
    """Return the closure that stood then, in the state it had then."""
    closures = Closure.objects.filter(commitment=commitment, effective_on__lte=on)
    for closure in closures.select_related("proposed_by", "verified_by").order_by("-id"):
        state = _state_then(closure, end)
        if state is not None:
            closure.state = state
            return closure
    return None


def _state_then(closure: Closure, end: datetime.datetime) -> ClosureState | None:
    if closure.reopened_at is not None and closure.reopened_at <= end:
        return None
    decided = closure.decided_at is not None and closure.decided_at <= end
    if decided:
        ended = {ClosureState.REFUSED, ClosureState.WITHDRAWN}
        return None if closure.state in ended else ClosureState.VERIFIED
    # What a paper reported counts from the day it speaks of, whenever the paper was read in.
    reported = closure.batch is not None or closure.state == ClosureState.REPORTED
    if reported:
        return ClosureState.REPORTED
    return ClosureState.PROPOSED if closure.proposed_at <= end else None


def _holder(post: Post | None, on: datetime.date) -> User | None:
    if post is None:
        return None
    holding = (
        PostHolding.objects.filter(current(on), post=post)
        .select_related("user")
        .order_by("-acting", "-starts_on")
        .first()
    )
    return holding.user if holding else None
