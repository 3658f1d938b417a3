"""Requests for a named piece of evidence by a date."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from dueregard.web.accounts.permissions import Permission
from dueregard.web.audit.services import record, snapshot
from dueregard.web.commitments.access import may_see_evidence, require_on
from dueregard.web.commitments.facts import take_turns
from dueregard.web.commitments.models import Commitment, Evidence, EvidenceRequest, EvidenceUse
from dueregard.web.commitments.services.rules import stated
from dueregard.web.core.clock import now, today
from dueregard.web.core.exceptions import Refused

if TYPE_CHECKING:
    from dueregard.web.accounts.models import User


@transaction.atomic
def request_evidence(
    *,
    commitment: Commitment,
    what: str,
    by: User,
    due_on: datetime.date | None = None,
    at: datetime.datetime | None = None,
) -> EvidenceRequest:
    """Ask the owner for a named piece of evidence."""
    take_turns([commitment])
    require_on(by, Permission.REQUEST_EVIDENCE, commitment)
    what = stated(what, what="which evidence you ask for", field="what")
    if due_on is not None and due_on < today():
        raise Refused("That day has passed. Give a day to come.", field="due_on")
    request = EvidenceRequest.objects.create(
        commitment=commitment, what=what, due_on=due_on, requested_by=by, requested_at=at or now()
    )
    record(by=by, verb="request", instance=request, at=at)
    return request


@transaction.atomic
def meet_evidence_request(
    *,
    request: EvidenceRequest,
    evidence: Evidence,
    by: User,
    at: datetime.datetime | None = None,
) -> EvidenceRequest:
    """Meet a request with evidence; the item uses it from then on."""
    commitment = request.commitment
    take_turns([commitment])
    require_on(by, Permission.ADD_EVIDENCE, commitment)
    request.refresh_from_db()
    request.commitment = commitment
    _refuse_ended(request)
    if not may_see_evidence(by, evidence) or evidence.withdrawn_at is not None:
        raise Refused("Choose evidence that is in use.", field="evidence")
    at = at or now()
    before = snapshot(request)
    _, new = EvidenceUse.objects.get_or_create(
        evidence=evidence, commitment=commitment, defaults={"added_at": at}
    )
    request.met_by, request.met_at = evidence, at
    request.save(update_fields=["met_by", "met_at"])
    record(by=by, verb="meet", instance=request, before=before, at=at, newly_used=new)
    return request


@transaction.atomic
def withdraw_evidence_request(
    *, request: EvidenceRequest, by: User, at: datetime.datetime | None = None
) -> EvidenceRequest:
    """Say that the evidence is no longer asked for."""
    take_turns([request.commitment])
    require_on(by, Permission.REQUEST_EVIDENCE, request.commitment)
    request.refresh_from_db()
    _refuse_ended(request)
    at = at or now()
    before = snapshot(request)
    request.withdrawn_at = at
    request.save(update_fields=["withdrawn_at"])
    record(by=by, verb="withdraw", instance=request, before=before, at=at)
    return request


def _refuse_ended(request: EvidenceRequest) -> None:
    if request.met_at is not None:
        raise Refused("This request has been met already.")
    if request.withdrawn_at is not None:
        raise Refused("This request has been withdrawn.")
