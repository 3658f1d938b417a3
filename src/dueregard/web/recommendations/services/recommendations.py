"""Recommendations are added and edited, each together with its commitment."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django.db import transaction

from dueregard.web.accounts.models import User
from dueregard.web.audit.services import record, snapshot
from dueregard.web.commitments.models import Commitment
from dueregard.web.commitments.services import create_commitment, describe_commitment
from dueregard.web.core import search
from dueregard.web.core.clock import now, today
from dueregard.web.core.exceptions import Refused
from dueregard.web.organisation.models import Body, Post, Unit
from dueregard.web.organisation.queries import root_unit
from dueregard.web.recommendations import numbering
from dueregard.web.recommendations.models import Recommendation, Source
from dueregard.web.recommendations.services.places import (
    choose_position,
    depth_under,
    make_room,
    place_of,
)
from dueregard.web.recommendations.services.rules import (
    apply_changes,
    require_manage,
    require_manage_item,
    said,
    short,
)

OWN_FIELDS = frozenset(
    {"number", "text", "stem", "owner_body", "owner_printed", "priority", "priority_reason"}
)
SHARED_FIELDS = frozenset({"is_pointer", "restricted", "unit"})
_LENGTHS = {"number": 40, "stem": 200, "owner_printed": 300, "priority_reason": 300}
_WORDS = {
    "number": "the number",
    "stem": "the words before the parts",
    "owner_printed": "the owner as printed",
    "priority_reason": "the reason for the priority",
}


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
    values = _checked(
        {
            "number": number, "text": text, "stem": stem, "owner_printed": owner_printed,
            "priority": priority, "priority_reason": priority_reason,
        }
    )  # fmt: skip
    _refuse_taken_number(source, values["number"])
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
    own = _checked({name: value for name, value in changes.items() if name in OWN_FIELDS})
    changed = apply_changes(recommendation, own)
    if "number" in changed:
        _refuse_taken_number(recommendation.source, own["number"], but=recommendation)
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


def reference_for(number: str, parent: Recommendation | None, position: int) -> str:
    """Return what the commitment of an item is called."""
    above = parent.commitment.reference if parent else ""
    return numbering.reference_of(number, above=above, position=position)[-80:]


def set_leaf(
    recommendation: Recommendation,
    is_leaf: bool,
    *,
    by: User,
    at: datetime.datetime,
    batch: uuid.UUID | None = None,
) -> None:
    """Say whether an item has a status of its own (a leaf) or parts that have one."""
    _describe(recommendation.commitment, by=by, at=at, batch=batch, is_leaf=is_leaf)


def index(recommendation: Recommendation, at: datetime.datetime) -> None:
    """Keep a recommendation findable."""
    search.index(
        kind="recommendation",
        object_id=recommendation.pk,
        reference=recommendation.number,
        title=recommendation.text,
        texts=[recommendation.stem, recommendation.owner_printed],
        at=at,
    )


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
    _describe(commitment, by=by, at=at, batch=batch, **wanted)
    if restricting:
        for part in _below(recommendation):
            _describe(part.commitment, by=by, at=at, batch=batch, restricted=True)


def _under_restricted(recommendation: Recommendation) -> bool:
    return recommendation.parent is not None and recommendation.parent.commitment.restricted


def _below(recommendation: Recommendation) -> list[Recommendation]:
    found = Recommendation.objects.filter(
        source_id=recommendation.source_id, place__startswith=recommendation.place
    ).exclude(pk=recommendation.pk)
    return list(found.select_related("commitment"))


def _describe(
    commitment: Commitment,
    *,
    by: User,
    at: datetime.datetime,
    batch: uuid.UUID | None,
    **wanted: Any,
) -> None:
    changes = {name: value for name, value in wanted.items() if getattr(commitment, name) != value}
    if changes:
        describe_commitment(commitment=commitment, by=by, at=at, batch=batch, **changes)


def _checked(values: dict[str, Any]) -> dict[str, Any]:
    """Return the values tidied, refusing those that cannot be. Wording is never touched."""
    checked = dict(values)
    if "text" in checked:
        checked["text"] = said(checked["text"], "what was asked, word for word", field="text")
    for name, longest in _LENGTHS.items():
        if name in checked:
            checked[name] = short(checked[name], _WORDS[name], field=name, at_most=longest)
    if "number" in checked:
        checked["number"] = numbering.tidy(checked["number"])
    return checked


def _refuse_taken_number(source: Source, number: str, but: Recommendation | None = None) -> None:
    if not number:
        return
    others = Recommendation.objects.filter(source=source, number=number)
    if others.exclude(pk=but.pk if but else None).exists():
        raise Refused(
            f"{source.short_title} already has a recommendation {number}. Open that one, or "
            "give this one the number that the source prints.",
            field="number",
        )


def _home_unit(source: Source, owner_body: Body | None) -> Unit:
    body = owner_body or source.owner_body
    return (root_unit(body, today()) if body else None) or source.unit
