"""What adding, editing and moving share: checked values, and a commitment kept in step."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from dueregard.web.accounts.models import User
from dueregard.web.commitments.models import Commitment
from dueregard.web.commitments.services import describe_commitment
from dueregard.web.core import search
from dueregard.web.core.exceptions import Refused
from dueregard.web.recommendations import numbering
from dueregard.web.recommendations.models import Recommendation, Source
from dueregard.web.recommendations.services.rules import said, short

_LENGTHS = {"number": 40, "stem": 200, "owner_printed": 300, "priority_reason": 300}
_WORDS = {
    "number": "the number",
    "stem": "the words before the parts",
    "owner_printed": "the owner as printed",
    "priority_reason": "the reason for the priority",
}


def checked_values(values: dict[str, Any]) -> dict[str, Any]:
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


def refuse_taken_number(source: Source, number: str, but: Recommendation | None = None) -> None:
    if not number:
        return
    others = Recommendation.objects.filter(source=source, number=number)
    if others.exclude(pk=but.pk if but else None).exists():
        raise Refused(
            f"{source.short_title} already has a recommendation {number}. Open that one, or "
            "give this one the number that the source prints.",
            field="number",
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
    describe(recommendation.commitment, by=by, at=at, batch=batch, is_leaf=is_leaf)


def describe(
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
