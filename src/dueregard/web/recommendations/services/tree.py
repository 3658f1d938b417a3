"""Recommendations move within the tree of their source."""

from __future__ import annotations

import datetime

from django.db import transaction

from dueregard.web.accounts.models import User
from dueregard.web.audit.services import record, snapshot
from dueregard.web.commitments.services import describe_commitment
from dueregard.web.core.clock import now
from dueregard.web.core.exceptions import Refused
from dueregard.web.recommendations.models import Recommendation
from dueregard.web.recommendations.services.keeping import reference_for, set_leaf
from dueregard.web.recommendations.services.places import choose_position, make_room, set_place
from dueregard.web.recommendations.services.rules import require_manage


@transaction.atomic
def move_recommendation(
    *,
    recommendation: Recommendation,
    parent: Recommendation | None,
    position: int | None = None,
    by: User,
    expected_version: int | None = None,
    at: datetime.datetime | None = None,
) -> Recommendation:
    """Move a recommendation, with all its parts, under another one or to the top.

    Raises
    ------
    Refused
        If it would become a part of itself or of another source's tree.
    """
    require_manage(by, recommendation.source.unit_id)
    recommendation.expect_version(expected_version, {"parent": parent})
    _refuse_impossible(recommendation, parent)
    at = at or now()
    before = snapshot(recommendation)
    old_parent = recommendation.parent
    if position is None:
        position = choose_position(recommendation.source, parent, recommendation.number)
    make_room(recommendation.source, parent, position)
    # Making room may have moved this very branch along with its brothers and sisters.
    recommendation.refresh_from_db(fields=["position", "place", "depth"])
    if parent is not None:
        parent.refresh_from_db(fields=["place", "depth"])
    set_place(recommendation, parent, position)
    recommendation.save_version(update_fields=["position"])
    record(by=by, verb="move_recommendation", instance=recommendation, before=before, at=at)
    _mend_parents(recommendation, old_parent, parent, by=by, at=at)
    return recommendation


def _refuse_impossible(recommendation: Recommendation, parent: Recommendation | None) -> None:
    if parent is None:
        return
    if parent.source_id != recommendation.source_id:
        raise Refused("A recommendation cannot move to another source.", field="parent")
    if parent.pk == recommendation.pk or parent.place.startswith(recommendation.place):
        raise Refused(
            f"{parent.commitment.reference} is a part of {recommendation.commitment.reference}, "
            "so it cannot be its branch as well.",
            field="parent",
        )


def _mend_parents(
    recommendation: Recommendation,
    old: Recommendation | None,
    new: Recommendation | None,
    *,
    by: User,
    at: datetime.datetime,
) -> None:
    """Keep what is a leaf, what is restricted and what is called after its branch in step."""
    if new is not None and new.commitment.is_leaf:
        set_leaf(new, False, by=by, at=at)
    if old is not None and old != new and not old.children.exists():
        set_leaf(old, True, by=by, at=at)
    commitment = recommendation.commitment
    reference = reference_for(recommendation.number, new, recommendation.position)
    if reference != commitment.reference:
        describe_commitment(commitment=commitment, reference=reference, by=by, at=at)
    if new is not None and new.commitment.restricted and not commitment.restricted:
        describe_commitment(commitment=commitment, restricted=True, by=by, at=at)
