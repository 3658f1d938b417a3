"""What search finds of commitments: statements, challenges, evidence a person may see."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from dueregard.web.accounts.models import User
from dueregard.web.commitments.access import evidence_visible_to, visible
from dueregard.web.commitments.models import Entry
from dueregard.web.commitments.pages import origins_of
from dueregard.web.commitments.queries.challenges import challenges_visible_to, seen_commitments
from dueregard.web.core.registry import SearchHit
from dueregard.web.core.text import excerpt


def entries(user: User, ids: list[int]) -> Iterator[SearchHit]:
    """Yield the statements among ``ids`` on items the person may see."""
    found = Entry.objects.filter(visible(user, "commitment__"), pk__in=ids, corrected_by=None)
    held = list(found.select_related("commitment").order_by("-said_on", "-pk"))
    origins = origins_of([entry.commitment for entry in held])
    for entry in held:
        origin = origins[entry.commitment_id]
        yield SearchHit(
            kind="entry",
            object_id=entry.pk,
            title=f"{entry.get_kind_display()} on {origin.title}",
            href=f"{origin.href}#entry-{entry.pk}",
            reference=entry.commitment.reference,
            excerpt=excerpt(entry.text, 40),
        )


def challenges(user: User, ids: list[int]) -> Iterator[SearchHit]:
    """Yield the challenges among ``ids`` on items the person may see."""
    found = challenges_visible_to(user).filter(pk__in=ids)
    for challenge in found.order_by("-raised_on", "-pk"):
        yield SearchHit(
            kind="challenge",
            object_id=challenge.pk,
            title=excerpt(challenge.text, 24),
            href=reverse("commitments:challenge", args=[challenge.pk]),
            reference=", ".join(item.reference for item in seen_commitments(challenge)),
            excerpt="Answered" if challenge.answered_at else "Not yet answered",
        )


def evidence(user: User, ids: list[int]) -> Iterator[SearchHit]:
    """Yield the evidence among ``ids`` the person may see."""
    for piece in evidence_visible_to(user).filter(pk__in=ids).order_by("title", "pk"):
        yield SearchHit(
            kind="evidence",
            object_id=piece.pk,
            title=piece.title,
            href=reverse("commitments:evidence", args=[piece.pk]),
            excerpt=piece.get_visibility_display(),
        )
