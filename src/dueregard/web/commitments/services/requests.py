"""What owners ask for: more time, or to hand an item back; decided by another person."""

from __future__ import annotations

import datetime
import uuid
from typing import TYPE_CHECKING

from django.db import transaction

from dueregard.web.accounts.permissions import Permission
from dueregard.web.audit.services import record, snapshot
from dueregard.web.commitments.access import owns, require_on, require_other
from dueregard.web.commitments.facts import take_turns
from dueregard.web.commitments.models import Commitment, ExtensionRequest, HandBack
from dueregard.web.commitments.services.commitments import save_due_date, save_owner
from dueregard.web.commitments.services.rules import second_person, stated
from dueregard.web.commitments.states import RequestState
from dueregard.web.commitments.status import is_closed
from dueregard.web.core.clock import now, today
from dueregard.web.core.dates import write_date
from dueregard.web.core.exceptions import NotPermitted, Refused
from dueregard.web.organisation.access import access_of
from dueregard.web.organisation.models import Post

if TYPE_CHECKING:
    from dueregard.web.accounts.models import User


#: Who decides on what an owner asks for, told to those who answer for the item.
ANOTHER = "The equality officer sees the request among what waits for them."


@transaction.atomic
def request_extension(
    *,
    commitment: Commitment,
    to_date: datetime.date,
    reason: str,
    by: User,
    at: datetime.datetime | None = None,
) -> ExtensionRequest:
    """Ask for a later due date."""
    take_turns([commitment])
    require_on(by, Permission.REPORT, commitment)
    reason = stated(reason, what="why more time is needed", field="reason")
    _refuse_ended(commitment)
    if commitment.due_on is None:
        raise Refused(f"{commitment.reference} has no due date, so none can be moved.")
    if to_date <= commitment.due_on:
        raise Refused(
            f"It is due on {write_date(commitment.due_on)} already. Give a later day.",
            field="to_date",
        )
    if to_date < today():
        raise Refused("The new due date has passed. Give a day to come.", field="to_date")
    if commitment.extension_requests.filter(state=RequestState.WAITING).exists():
        raise Refused("A request for more time is waiting already. Wait until it is decided.")
    request = ExtensionRequest.objects.create(
        commitment=commitment,
        from_date=commitment.due_on,
        to_date=to_date,
        reason=reason,
        requested_by=by,
        requested_at=at or now(),
    )
    record(by=by, verb="request", instance=request, at=at)
    return request


@transaction.atomic
def decide_extension(
    *,
    request: ExtensionRequest,
    granted: bool,
    by: User,
    reason: str = "",
    at: datetime.datetime | None = None,
) -> ExtensionRequest:
    """Grant or decline more time; a granted request moves the due date."""
    commitment = request.commitment
    take_turns([commitment])
    require_on(by, Permission.DECIDE_REQUESTS, commitment)
    request.refresh_from_db()
    request.commitment = commitment
    second_person(by, request.requested_by_id, "asked for more time")
    require_other(by, commitment, ANOTHER)
    if granted:
        _refuse_ended(commitment)
        _refuse_earlier(commitment, request)
    at, batch = at or now(), uuid.uuid4()
    _decide(request, granted=granted, reason=reason, by=by, at=at, batch=batch)
    if granted:
        save_due_date(
            commitment, request.to_date, verb="grant_extension", by=by, at=at, batch=batch,
            reason=request.reason,
        )  # fmt: skip
    return request


@transaction.atomic
def hand_back(
    *, commitment: Commitment, reason: str, by: User, at: datetime.datetime | None = None
) -> HandBack:
    """Say that an item is not ours to deliver, and why."""
    take_turns([commitment])
    require_on(by, Permission.REPORT, commitment)
    reason = stated(reason, what="why it is not yours to deliver", field="reason")
    _refuse_ended(commitment)
    if commitment.owner_post is None:
        raise Refused(f"Nobody answers for {commitment.reference}, so nobody can hand it back.")
    if not owns(access_of(by), commitment):
        raise NotPermitted(
            f"Only whoever holds the post {commitment.owner_post.title}, or its deputy, may hand "
            f"{commitment.reference} back. To give it to another post, assign it."
        )
    if commitment.hand_backs.filter(state=RequestState.WAITING).exists():
        raise Refused("It has been handed back already and waits for a decision.")
    handed = HandBack.objects.create(
        commitment=commitment,
        post=commitment.owner_post,
        reason=reason,
        handed_back_by=by,
        handed_back_at=at or now(),
    )
    record(by=by, verb="hand_back", instance=handed, at=at)
    return handed


@transaction.atomic
def decide_hand_back(
    *,
    hand_back: HandBack,
    accepted: bool,
    by: User,
    new_owner_post: Post | None = None,
    reason: str = "",
    at: datetime.datetime | None = None,
) -> HandBack:
    """Take an item back, and say who answers for it now, or leave it where it is."""
    commitment = hand_back.commitment
    take_turns([commitment])
    require_on(by, Permission.DECIDE_REQUESTS, commitment)
    hand_back.refresh_from_db()
    hand_back.commitment = commitment
    second_person(by, hand_back.handed_back_by_id, "handed it back")
    require_other(by, commitment, ANOTHER)
    if accepted and new_owner_post is not None and new_owner_post == commitment.owner_post:
        raise Refused(
            f"{new_owner_post.title} handed it back. Choose another post, or leave it there.",
            field="new_owner_post",
        )
    at, batch = at or now(), uuid.uuid4()
    _decide(hand_back, granted=accepted, reason=reason, by=by, at=at, batch=batch)
    if accepted:
        save_owner(commitment, new_owner_post, by=by, at=at, batch=batch, reason=hand_back.reason)
    return hand_back


def _decide(
    request: ExtensionRequest | HandBack,
    *,
    granted: bool,
    reason: str,
    by: User,
    at: datetime.datetime,
    batch: uuid.UUID,
) -> None:
    if request.state != RequestState.WAITING:
        raise Refused("This has been decided already. Open the item again to see how.")
    if not granted:
        reason = stated(reason, what="why not, so that the owner knows", field="reason")
    before = snapshot(request)
    request.state = RequestState.GRANTED if granted else RequestState.DECLINED
    request.decided_by, request.decided_at, request.decision_reason = by, at, reason.strip()
    request.save(update_fields=["state", "decided_by", "decided_at", "decision_reason"])
    verb = "grant" if granted else "decline"
    record(by=by, verb=verb, instance=request, before=before, at=at, batch=batch)


def _refuse_ended(commitment: Commitment) -> None:
    if is_closed(commitment):
        raise Refused(f"{commitment.reference} is closed already.")


def _refuse_earlier(commitment: Commitment, request: ExtensionRequest) -> None:
    if commitment.due_on is not None and request.to_date <= commitment.due_on:
        raise Refused(
            f"It is due on {write_date(commitment.due_on)} by now, which is no earlier than what "
            "was asked for. Decline the request."
        )
