"""Where a recommendation stands in its source's tree: depth, position and place."""

from __future__ import annotations

from django.db.models import QuerySet

from dueregard.web.core.exceptions import Refused
from dueregard.web.recommendations import numbering
from dueregard.web.recommendations.models import Recommendation, Source

DEEPEST = 30
LAST_POSITION = 99_999


def place_of(parent: Recommendation | None, position: int) -> str:
    """Return the place of the item at ``position`` under ``parent``.

    Examples
    --------
    >>> place_of(None, 3)
    '00003.'
    """
    above = parent.place if parent else ""
    return f"{above}{position:05d}."


def depth_under(parent: Recommendation | None) -> int:
    """Return the depth of what stands under ``parent``, refusing what no source has."""
    depth = parent.depth + 1 if parent else 0
    if depth > DEEPEST:
        raise Refused(f"A tree may have {DEEPEST} levels; this would be one more.", field="parent")
    return depth


def choose_position(source: Source, parent: Recommendation | None, number: str) -> int:
    """Return where ``number`` belongs among its brothers and sisters: at its turn, or last."""
    siblings = list(_siblings(source, parent).values_list("number", "position"))
    last = max((position for _, position in siblings), default=0)
    if not number or not siblings:
        return last + 1
    ordered = numbering.order([*(text for text, _ in siblings if text), number])
    after = ordered[ordered.index(number) + 1 :]
    positions = dict(siblings)
    # Only where the source counts on from here; a source that jumps about keeps its own order.
    return min((positions[text] for text in after), default=last + 1)


def make_room(source: Source, parent: Recommendation | None, position: int) -> None:
    """Move later brothers and sisters on by one when ``position`` is taken."""
    if not 0 <= position <= LAST_POSITION:
        raise Refused(f"A position is a number from 0 to {LAST_POSITION}.", field="position")
    later = list(_siblings(source, parent).filter(position__gte=position).order_by("-position"))
    if not later or later[-1].position != position:
        return
    for sibling in later:
        set_place(sibling, parent, sibling.position + 1)


def set_place(recommendation: Recommendation, parent: Recommendation | None, position: int) -> None:
    """Put an item, and all that stands under it, at its new place.

    Moves are recorded by the service that causes them; what only makes room is no event.
    """
    before = recommendation.place
    below = list(
        Recommendation.objects.filter(
            source_id=recommendation.source_id, place__startswith=before
        ).exclude(pk=recommendation.pk)
    )
    depth = depth_under(parent)
    deeper = depth - recommendation.depth
    recommendation.parent = parent
    recommendation.position = position
    recommendation.place = place_of(parent, position)
    recommendation.depth = depth
    for item in below:
        item.place = recommendation.place + item.place.removeprefix(before)
        item.depth += deeper
        if item.depth > DEEPEST:
            raise Refused(f"A tree may have {DEEPEST} levels; this would be more.", field="parent")
    Recommendation.objects.bulk_update(
        [recommendation, *below], ["parent", "position", "place", "depth"]
    )


def _siblings(source: Source, parent: Recommendation | None) -> QuerySet[Recommendation]:
    return Recommendation.objects.filter(source=source, parent=parent)
