"""Closing a commitment: proposed by one person, verified by another; reopening it."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import transaction

from dueregard.web.accounts.permissions import Permission
from dueregard.web.audit.services import record, snapshot
from dueregard.web.commitments.access import owns, require_on
from dueregard.web.commitments.facts import keep_facts, take_turns
from dueregard.web.commitments.models import Closure, Commitment, Evidence, Round
from dueregard.web.commitments.services.closure_rules import (
    asked,
    check_kind,
    own_evidence,
    refuse_unclosable,
    require_evidence,
)
from dueregard.web.commitments.services.rules import (
    day_said,
    require_or_import,
    round_for,
    second_person,
    stated,
)
from dueregard.web.commitments.states import (
    CLOSING_STATES,
    CLOSURE_TRANSITIONS,
    ClosureKind,
    ClosureState,
)
from dueregard.web.commitments.status import COMPLETING
from dueregard.web.core.clock import now
from dueregard.web.core.exceptions import NotPermitted, Refused
from dueregard.web.organisation.access import access_of
from dueregard.web.organisation.models import Body

if TYPE_CHECKING:
    from dueregard.web.accounts.models import User


@transaction.atomic
def propose_closure(
    *,
    commitment: Commitment,
    kind: str,
    statement: str,
    by: User,
    evidence: Iterable[Evidence] = (),
    merged_into: Commitment | None = None,
    transferred_to: Body | None = None,
    effective_on: datetime.date | None = None,
    at: datetime.datetime | None = None,
) -> Closure:
    """Propose that an item is closed, of a stated kind, on stated evidence."""
    take_turns([commitment])
    require_on(by, Permission.PROPOSE_CLOSURE, commitment)
    kind = ClosureKind(kind)
    at = at or now()
    refuse_unclosable(commitment)
    pieces = own_evidence(commitment, evidence)
    if kind in COMPLETING and not pieces:
        raise Refused(
            "Choose the evidence that shows it was done. If there is none yet, add it first.",
            field="evidence",
        )
    check_kind(commitment, kind, merged_into, transferred_to, by)
    return _make(
        commitment, kind, statement, pieces, by=by, at=at, verb="propose",
        state=ClosureState.PROPOSED, round=round_for([commitment], None, None),
        merged_into=merged_into, transferred_to=transferred_to,
        effective_on=day_said(effective_on, at, field="effective_on"),
    )  # fmt: skip


@transaction.atomic
def report_closure(
    *,
    commitment: Commitment,
    kind: str,
    statement: str,
    by: User,
    effective_on: datetime.date | None = None,
    round: Round | None = None,
    attribution: str = "",
    batch: uuid.UUID | None = None,
    at: datetime.datetime | None = None,
) -> Closure:
    """Record that a paper reported an item complete; it waits for verification.

    ``attribution`` cites the paper; without it the round says where it was reported.
    """
    take_turns([commitment])
    require_or_import(by, Permission.MANAGE_SOURCES, [commitment], batch)
    at = at or now()
    refuse_unclosable(commitment)
    return _make(
        commitment, ClosureKind(kind), statement, [], by=by, at=at, verb="report",
        state=ClosureState.REPORTED, round=round_for([commitment], round, batch), batch=batch,
        effective_on=day_said(effective_on, at, field="effective_on"),
        challenges_open=commitment.open_challenges, attribution=attribution.strip()[:200],
    )  # fmt: skip


@transaction.atomic
def verify_closure(
    *,
    closure: Closure,
    by: User,
    reason: str = "",
    at: datetime.datetime | None = None,
) -> Closure:
    """Confirm a closure; never by the one who proposed it, nor by its owner."""
    commitment = _take(closure)
    require_on(by, Permission.VERIFY_CLOSURE, commitment)
    _refuse_step(closure, ClosureState.VERIFIED)
    second_person(by, closure.proposed_by_id, "proposed or reported this closure")
    if owns(access_of(by), commitment):
        raise NotPermitted(
            f"You answer for {commitment.reference} yourself, so another person must verify it."
        )
    require_evidence(closure)
    return _decide(
        closure, ClosureState.VERIFIED, "verify", by=by, at=at or now(), verified_by=by,
        decision_reason=reason.strip(), challenges_open=commitment.open_challenges,
    )  # fmt: skip


@transaction.atomic
def refuse_closure(
    *, closure: Closure, reason: str, by: User, at: datetime.datetime | None = None
) -> Closure:
    """Refuse a closure, with the reason; the item is open again."""
    commitment = _take(closure)
    require_on(by, Permission.VERIFY_CLOSURE, commitment)
    _refuse_step(closure, ClosureState.REFUSED)
    second_person(by, closure.proposed_by_id, "proposed or reported this closure")
    reason = stated(reason, what="what is missing, so that the owner knows", field="reason")
    return _decide(
        closure, ClosureState.REFUSED, "refuse", by=by, at=at or now(), verified_by=by,
        decision_reason=reason,
    )  # fmt: skip


@transaction.atomic
def withdraw_closure(
    *, closure: Closure, by: User, reason: str = "", at: datetime.datetime | None = None
) -> Closure:
    """Take back a proposed closure."""
    commitment = _take(closure)
    require_on(by, Permission.PROPOSE_CLOSURE, commitment)
    _refuse_step(closure, ClosureState.WITHDRAWN)
    return _decide(
        closure, ClosureState.WITHDRAWN, "withdraw", by=by, at=at or now(),
        decision_reason=reason.strip(),
    )  # fmt: skip


@transaction.atomic
def reopen(
    *, commitment: Commitment, reason: str, by: User, at: datetime.datetime | None = None
) -> Closure:
    """Open a closed item again; the closure stays on record as it was."""
    take_turns([commitment])
    require_on(by, Permission.REOPEN, commitment)
    reason = stated(reason, what="why it must be opened again", field="reason")
    closure = commitment.closures.filter(state__in=CLOSING_STATES).first()
    if closure is None:
        raise Refused(f"{commitment.reference} is not closed.")
    closure.commitment = commitment
    at = at or now()
    before = snapshot(closure)
    closure.state = ClosureState.REOPENED
    closure.reopened_by, closure.reopened_at, closure.reopen_reason = by, at, reason
    closure.save(update_fields=["state", "reopened_by", "reopened_at", "reopen_reason"])
    keep_facts([commitment])
    record(by=by, verb="reopen", instance=closure, before=before, at=at)
    return closure


def _make(
    commitment: Commitment,
    kind: ClosureKind,
    statement: str,
    pieces: list[Evidence],
    *,
    by: User,
    at: datetime.datetime,
    verb: str,
    batch: uuid.UUID | None = None,
    **values: Any,
) -> Closure:
    closure = Closure.objects.create(
        commitment=commitment,
        kind=kind,
        statement=stated(statement, what=asked(kind), field="statement"),
        proposed_by=by,
        proposed_at=at,
        batch=batch,
        **values,
    )
    closure.evidence.set(pieces)
    keep_facts([commitment])
    ids = [piece.pk for piece in pieces]
    record(by=by, verb=verb, instance=closure, at=at, batch=batch, evidence=ids)
    return closure


def _decide(
    closure: Closure,
    state: ClosureState,
    verb: str,
    *,
    by: User,
    at: datetime.datetime,
    **values: Any,
) -> Closure:
    before = snapshot(closure)
    values |= {"state": state, "decided_at": at}
    for name, value in values.items():
        setattr(closure, name, value)
    closure.save(update_fields=list(values))
    keep_facts([closure.commitment])
    record(by=by, verb=verb, instance=closure, before=before, at=at)
    return closure


def _take(closure: Closure) -> Commitment:
    """Lock the item, read both anew, and return the item."""
    commitment = closure.commitment
    take_turns([commitment])
    closure.refresh_from_db()
    closure.commitment = commitment
    return commitment


def _refuse_step(closure: Closure, to: ClosureState) -> None:
    state = ClosureState(closure.state)
    if to not in CLOSURE_TRANSITIONS[state]:
        raise Refused(
            f"This closure has been decided meanwhile: {state.label.lower()}. "
            "Open the item again to see how it stands."
        )
