"""Challenges a person may see, what they are about and how long they have waited."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.db.models import Prefetch, Q, QuerySet

from dueregard.web.commitments.access import visible, visible_to
from dueregard.web.commitments.models import Answer, Challenge, ChallengeItem, Commitment
from dueregard.web.core.clock import today
from dueregard.web.organisation.models import Post, Unit

if TYPE_CHECKING:
    from dueregard.web.accounts.models import User


def challenges_visible_to(user: User) -> QuerySet[Challenge]:
    """Return the challenges on at least one item the person may see.

    Each has ``seen``: its items (with their commitment), without those hidden from the person.
    """
    items = (
        ChallengeItem.objects.filter(commitment__in=visible_to(user).values("pk"))
        .select_related("commitment__owner_post", "commitment__unit")
        .order_by("position", "pk")
    )
    answers = Answer.objects.select_related("author", "author_post", "round")
    return (
        Challenge.objects.filter(
            pk__in=ChallengeItem.objects.filter(visible(user, "commitment__")).values("challenge")
        )
        .select_related("round", "author", "author_post")
        .prefetch_related(
            Prefetch("items", items, to_attr="seen"),
            Prefetch("answers", answers.order_by("said_on", "id")),
        )
    )


def open_challenges(
    user: User,
    *,
    commitment: Commitment | None = None,
    unit: Unit | None = None,
    owner_post: Post | None = None,
    on: datetime.date | None = None,
) -> QuerySet[Challenge]:
    """Return the challenges nobody has answered, those that have waited longest first."""
    waiting = challenges_visible_to(user).filter(answered_at=None)
    if on is not None:
        waiting = waiting.filter(raised_on__lte=on)
    about = Q()
    if commitment is not None:
        about &= Q(commitment=commitment)
    if unit is not None:
        about &= Q(commitment__unit=unit)
    if owner_post is not None:
        about &= Q(commitment__owner_post=owner_post)
    if about:
        seen = ChallengeItem.objects.filter(about, visible(user, "commitment__"))
        waiting = waiting.filter(pk__in=seen.values("challenge"))
    return waiting.order_by("raised_on", "pk")


def seen_commitments(challenge: Challenge) -> list[Commitment]:
    """Return the items of a challenge from ``challenges_visible_to`` that the person may see."""
    items: list[ChallengeItem] = challenge.seen  # type: ignore[attr-defined]
    return [item.commitment for item in items]


def waited(challenge: Challenge, on: datetime.date | None = None) -> str:
    """Return how long a challenge has waited, or waited for its first answer, in words."""
    if challenge.answered_at is not None:
        first = min((each.said_on for each in challenge.answers.all()), default=None)
        days = ((first or challenge.answered_at.date()) - challenge.raised_on).days
        return f"answered after {in_days(days)}" if days > 0 else "answered on the same day"
    return f"has waited {in_days(((on or today()) - challenge.raised_on).days)}"


def in_days(days: int) -> str:
    """Return a span in the words people use.

    Examples
    --------
    >>> in_days(1), in_days(13), in_days(30), in_days(400), in_days(5659)
    ('1 day', '13 days', '4 weeks', '13 months', '15 years')
    """
    if days < 21:
        return "1 day" if days == 1 else f"{max(days, 0)} days"
    if days < 90:
        return f"{days // 7} weeks"
    # A year has 365.25 days: counted in months of 30 days, long spans would grow.
    if days < 2 * 365:
        return f"{min(days // 30, 23)} months"
    return f"{max(int(days / 365.25), 2)} years"
