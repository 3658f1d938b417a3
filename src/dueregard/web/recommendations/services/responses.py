"""What bodies say to recommendations."""

from __future__ import annotations

import datetime
import uuid

from django.db import transaction

from dueregard.web.accounts.models import User
from dueregard.web.audit.services import record, snapshot
from dueregard.web.core.clock import now
from dueregard.web.core.exceptions import Refused
from dueregard.web.organisation.models import Body
from dueregard.web.recommendations.models import Recommendation, Response
from dueregard.web.recommendations.services.rules import (
    apply_changes,
    not_in_future,
    require_manage_item,
)
from dueregard.web.recommendations.states import ResponseKind


@transaction.atomic
def respond(
    *,
    recommendation: Recommendation,
    body: Body,
    kind: ResponseKind | str,
    reason: str,
    responded_on: datetime.date,
    by: User,
    expected_version: int | None = None,
    at: datetime.datetime | None = None,
    batch: uuid.UUID | None = None,
) -> Response:
    """Record what ``body`` says to a recommendation; a body has one response, which may change.

    A rejection does not close the recommendation: closing takes a second person.

    Raises
    ------
    Refused
        If a rejection, or acceptance in part, gives no reason, or the day has not come.
    """
    require_manage_item(by, recommendation)
    kind, reason = ResponseKind(kind), reason.replace("\x00", "").strip()
    if kind is not ResponseKind.ACCEPTED and not reason:
        raise Refused(
            f"Say why it is {kind.label.lower()}: the body must be able to defend it.",
            field="reason",
        )
    not_in_future(responded_on, "The date of the response", field="responded_on")
    at = at or now()
    values = {"kind": kind, "reason": reason, "responded_on": responded_on, "recorded_by": by}
    held = Response.objects.filter(recommendation=recommendation, body=body).first()
    if held is None:
        made = Response.objects.create(recommendation=recommendation, body=body, **values)
        record(by=by, verb="respond", instance=made, at=at, batch=batch)
        return made
    held.expect_version(expected_version, values)
    before = snapshot(held)
    changed = apply_changes(held, values)
    if set(changed) - {"recorded_by"}:
        held.save_version(update_fields=changed)
        record(by=by, verb="respond", instance=held, before=before, at=at, batch=batch)
    return held
