"""Opening and closing reporting rounds."""

from __future__ import annotations

import datetime
import uuid
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max

from dueregard.web.accounts.permissions import Permission
from dueregard.web.audit.services import record, snapshot
from dueregard.web.commitments.models import Round
from dueregard.web.commitments.scopes import describe
from dueregard.web.commitments.services.rules import stated
from dueregard.web.commitments.states import RoundState
from dueregard.web.core.clock import now
from dueregard.web.core.dates import write_date
from dueregard.web.core.exceptions import Refused
from dueregard.web.organisation.access import access_of

if TYPE_CHECKING:
    from dueregard.web.accounts.models import User


def require_round(by: User, scope_kind: str, scope_id: int) -> None:
    """Raise ``NotPermitted`` unless the person may manage rounds of this scope."""
    scope = describe(scope_kind, scope_id)
    access_of(by).require(Permission.MANAGE_ROUNDS, scope.unit_id if scope else None)


@transaction.atomic
def open_round(
    *,
    scope_kind: str,
    scope_id: int,
    name: str,
    opens_on: datetime.date,
    by: User,
    due_on: datetime.date | None = None,
    at: datetime.datetime | None = None,
    batch: uuid.UUID | None = None,
    state: str = RoundState.OPEN,
) -> Round:
    """Open a round; one of the past, as an old paper tells of it, may be made closed."""
    require_round(by, scope_kind, scope_id)
    at = at or now()
    name = stated(name, what="a name for the round, like “Spring 2026”", field="name")
    if due_on is not None and due_on < opens_on:
        raise Refused(
            f"It would be due on {write_date(due_on)}, before it opens. Give a later day.",
            field="due_on",
        )
    rounds = Round.objects.filter(scope_kind=scope_kind, scope_id=scope_id)
    _refuse_second(rounds.filter(state=RoundState.OPEN).first(), state)
    if rounds.filter(name=name).exists():
        raise Refused(f"There is already a round “{name}”. Choose another name.", field="name")
    made = Round(
        scope_kind=scope_kind,
        scope_id=scope_id,
        name=name,
        position=_position(scope_kind, scope_id, opens_on, by=by, at=at, batch=batch),
        opens_on=opens_on,
        due_on=due_on,
        state=state,
        closed_at=at if state == RoundState.CLOSED else None,
        batch=batch,
    )
    made.save()
    record(by=by, verb="open", instance=made, at=at, batch=batch)
    return made


def _refuse_second(other: Round | None, state: str) -> None:
    if other is not None and state == RoundState.OPEN:
        raise Refused(
            f"The round “{other.name}” is still open. Close it before you open the next one."
        )


def _position(
    scope_kind: str,
    scope_id: int,
    opens_on: datetime.date,
    *,
    by: User,
    at: datetime.datetime,
    batch: uuid.UUID | None,
) -> int:
    """Return the place of a round by its day; later rounds move up to make room."""
    rounds = Round.objects.filter(scope_kind=scope_kind, scope_id=scope_id)
    before = rounds.filter(opens_on__lte=opens_on).aggregate(last=Max("position"))["last"]
    place = 0 if before is None else before + 1
    for later in rounds.filter(position__gte=place).order_by("-position"):
        was = snapshot(later)
        later.position += 1
        later.save_version(update_fields=["position"])
        record(by=by, verb="move", instance=later, before=was, at=at, batch=batch)
    return int(place)


@transaction.atomic
def close_round(
    *,
    round: Round,
    by: User,
    at: datetime.datetime | None = None,
    expected_version: int | None = None,
) -> Round:
    """Close a round: from then on nothing said in it changes."""
    round.refresh_from_db()
    require_round(by, round.scope_kind, round.scope_id)
    round.expect_version(expected_version, {"state": RoundState.CLOSED})
    if round.state == RoundState.CLOSED:
        raise Refused(f"The round “{round.name}” is closed already.")
    at = at or now()
    before = snapshot(round)
    round.state, round.closed_at = RoundState.CLOSED, at
    round.save_version(update_fields=["state", "closed_at"])
    record(by=by, verb="close", instance=round, before=before, at=at)
    return round
