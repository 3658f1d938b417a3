"""Recommendations are added, each together with its commitment."""

from __future__ import annotations

import datetime
import uuid

from django.db import transaction

from dueregard.web.accounts.models import User
from dueregard.web.audit.services import record
from dueregard.web.commitments.services import create_commitment
from dueregard.web.core.clock import now, today
from dueregard.web.core.exceptions import Refused
from dueregard.web.organisation.models import Body, Post, Unit
from dueregard.web.organisation.queries import root_unit
from dueregard.web.recommendations.models import Recommendation, Source
from dueregard.web.recommendations.services.keeping import (
    checked_values,
    index,
    reference_for,
    refuse_taken_number,
    set_leaf,
)
from dueregard.web.recommendations.services.places import (
    choose_position,
    depth_under,
    make_room,
    place_of,
)
from dueregard.web.recommendations.services.rules import (
    require_manage,
)


@transaction.atomic
def add_recommendation(
    *,
    source: Source,
    parent: Recommendation | None,
    number: str,
    text: str,
    unit: Unit | None = None,
    stem: str = "",
    owner_body: Body | None = None,
    owner_printed: str = "",
    priority: bool = False,
    priority_reason: str = "",
    position: int | None = None,
    is_pointer: bool = False,
    owner_post: Post | None = None,
    deputy_post: Post | None = None,
    due_on: datetime.date | None = None,
    restricted: bool = False,
    by: User,
    at: datetime.datetime | None = None,
    batch: uuid.UUID | None = None,
) -> Recommendation:
    """Add a recommendation to a source, under ``parent`` if it is a part.

    Parameters
    ----------
    number
        As the source prints it, ``7(d)``; empty when it prints none.
    text
        Verbatim.
    unit
        Who works on it; when not given, the unit of the body that owns it, else the unit that
        keeps the source.
    position
        Its place among its brothers and sisters; when not given, where its number belongs.

    Raises
    ------
    NotPermitted
        If ``by`` may not add recommendations to this source.
    Refused
        If the text is missing, the number is taken or the parent is of another source.
    """
    require_manage(by, source.unit_id)
    at = at or now()
    values = checked_values(
        {
            "number": number, "text": text, "stem": stem, "owner_printed": owner_printed,
            "priority": priority, "priority_reason": priority_reason,
        }
    )  # fmt: skip
    refuse_taken_number(source, values["number"])
    depth, position = _settle(source, parent, values["number"], position)
    commitment = create_commitment(
        kind="recommendation",
        reference=reference_for(values["number"], parent, position),
        title=values["text"],
        unit=unit or _home_unit(source, owner_body),
        owner_post=owner_post,
        deputy_post=deputy_post,
        due_on=due_on,
        restricted=restricted or (parent is not None and parent.commitment.restricted),
        is_leaf=True,
        is_pointer=is_pointer,
        by=by,
        at=at,
        batch=batch,
    )
    made = Recommendation.objects.create(
        commitment=commitment,
        source=source,
        parent=parent,
        position=position,
        depth=depth,
        place=place_of(parent, position),
        owner_body=owner_body,
        **values,
    )
    record(by=by, verb="add_recommendation", instance=made, at=at, batch=batch)
    index(made, at)
    if parent is not None and parent.commitment.is_leaf:
        set_leaf(parent, False, by=by, at=at, batch=batch)
    return made


def _settle(
    source: Source, parent: Recommendation | None, number: str, position: int | None
) -> tuple[int, int]:
    """Return depth and position of a new item, with room made for it."""
    if parent is not None and parent.source_id != source.pk:
        raise Refused(
            f"{parent.commitment.reference} belongs to another source, so nothing of this one "
            "can be a part of it.",
            field="parent",
        )
    if position is None:
        position = choose_position(source, parent, number)
    make_room(source, parent, position)
    return depth_under(parent), position


def _home_unit(source: Source, owner_body: Body | None) -> Unit:
    body = owner_body or source.owner_body
    return (root_unit(body, today()) if body else None) or source.unit
