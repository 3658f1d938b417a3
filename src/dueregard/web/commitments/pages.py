"""Where pages of commitments lead, and what they say at the top."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.urls import reverse

from dueregard.web.commitments.models import Commitment
from dueregard.web.core import registry
from dueregard.web.core.components import Step
from dueregard.web.core.registry import Origin

if TYPE_CHECKING:
    from dueregard.web.accounts.models import User

#: The stages of the chain that follow the item.
LATER_STAGES = ("Evidence", "Closure", "Paper")


def own_href(commitment_id: int) -> str:
    """Return the address that leads to an item whatever kind it is."""
    return reverse("commitments:commitment", args=[commitment_id])


def origins_of(commitments: Iterable[Commitment]) -> dict[int, Origin]:
    """Return the full page of each item (one query for each kind)."""
    held = list(commitments)
    by_kind: dict[str, list[int]] = {}
    for commitment in held:
        by_kind.setdefault(commitment.kind, []).append(commitment.pk)
    found: dict[int, Origin] = {}
    for kind, ids in by_kind.items():
        provider = registry.origins.get(kind)
        if provider is not None:
            found.update(provider(ids))
    for commitment in held:
        if commitment.pk not in found:
            found[commitment.pk] = Origin(
                commitment.kind, commitment.reference, own_href(commitment.pk)
            )
    return found


def origin_of(commitment: Commitment) -> Origin:
    """Return the full page of an item."""
    return origins_of([commitment])[commitment.pk]


def trail_of(commitment: Commitment, user: User, here: str = "") -> list[Step]:
    """Return where an item stands in the chain; ``here`` is the later stage now shown."""
    steps: list[Step] = []
    for provider in registry.thread:
        for step in provider("commitment", commitment.pk, user):
            steps.append(Step(step.stage, step.title, step.href))
    if not steps:
        steps = [Step("Item", commitment.reference, own_href(commitment.pk))]
    if here in LATER_STAGES:
        steps.append(Step(here, "This page", current=True))
    return steps
