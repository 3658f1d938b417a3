"""Recommendations are edited, each together with its commitment."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django.db import transaction

from dueregard.web.accounts.models import User
from dueregard.web.audit.services import record, snapshot
from dueregard.web.core.clock import now
from dueregard.web.core.exceptions import Refused
from dueregard.web.recommendations.models import Recommendation
from dueregard.web.recommendations.services.keeping import (
    checked_values,
    describe,
    index,
    reference_for,
    refuse_taken_number,
)
from dueregard.web.recommendations.services.rules import apply_changes, require_manage_item

OWN_FIELDS = frozenset(
    {"number", "text", "stem", "owner_body", "owner_printed", "priority", "priority_reason"}
)
SHARED_FIELDS = frozenset({"is_pointer", "restricted", "unit"})


@transaction.atomic
def edit_recommendation(
    *,
    recommendation: Recommendation,
    expected_version: int | None,
    by: User,
    at: datetime.datetime | None = None,
    batch: uuid.UUID | None = None,
    **changes: Any,
) -> Recommendation:
    """Change what is recorded of a recommendation; ``changes`` are fields by name.

    What its commitment holds (``is_pointer``, ``restricted``, ``unit``) goes there. A branch
    that becomes restricted takes its parts with it.

    Raises
    ------
    Conflict
        If somebody saved the recommendation since ``expected_version`` was shown.
    Refused
        If a value cannot be.
    """
    unknown = set(changes) - OWN_FIELDS - SHARED_FIELDS
    if unknown:
        raise TypeError(f"edit_recommendation() does not change {', '.join(sorted(unknown))}")
    require_manage_item(by, recommendation)
    recommendation.expect_version(expected_version, changes)
    at = at or now()
    before = snapshot(recommendation)
    own = checked_values({name: value for name, value in changes.items() if name in OWN_FIELDS})
    changed = apply_changes(recommendation, own)
    if "number" in changed:
        refuse_taken_number(recommendation.source, own["number"], but=recommendation)
    if changed:
        recommendation.save_version(update_fields=changed)
        record(
            by=by, verb="edit_recommendation", instance=recommendation, before=before, at=at,
            batch=batch,
        )  # fmt: skip
        index(recommendation, at)
    shared = {name: value for name, value in changes.items() if name in SHARED_FIELDS}
    _change_commitment(recommendation, changed, shared, by=by, at=at, batch=batch)
    return recommendation


@transaction.atomic
def set_priority(
    *,
    recommendation: Recommendation,
    priority: bool,
    reason: str = "",
    by: User,
    expected_version: int | None = None,
    at: datetime.datetime | None = None,
    batch: uuid.UUID | None = None,
) -> Recommendation:
    """Say whether the source singled this recommendation out, and why."""
    return edit_recommendation(
        recommendation=recommendation,
        expected_version=expected_version,
        by=by,
        at=at,
        batch=batch,
        priority=priority,
        priority_reason=reason if priority else "",
    )


def _change_commitment(
    recommendation: Recommendation,
    changed: list[str],
    shared: dict[str, Any],
    *,
    by: User,
    at: datetime.datetime,
    batch: uuid.UUID | None,
) -> None:
    commitment = recommendation.commitment
    wanted = dict(shared)
    if "text" in changed:
        wanted["title"] = recommendation.text
    if "number" in changed:
        wanted["reference"] = reference_for(
            recommendation.number, recommendation.parent, recommendation.position
        )
    restricting = wanted.get("restricted") is True and not commitment.restricted
    if wanted.get("restricted") is False and _under_restricted(recommendation):
        raise Refused(
            "This is a part of a restricted recommendation, so it stays restricted. "
            "Lift the restriction there first.",
            field="restricted",
        )
    describe(commitment, by=by, at=at, batch=batch, **wanted)
    if restricting:
        for part in _below(recommendation):
            describe(part.commitment, by=by, at=at, batch=batch, restricted=True)


def _under_restricted(recommendation: Recommendation) -> bool:
    return recommendation.parent is not None and recommendation.parent.commitment.restricted


def _below(recommendation: Recommendation) -> list[Recommendation]:
    found = Recommendation.objects.filter(
        source_id=recommendation.source_id, place__startswith=recommendation.place
    ).exclude(pk=recommendation.pk)
    return list(found.select_related("commitment"))
