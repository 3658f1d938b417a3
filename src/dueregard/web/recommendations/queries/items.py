"""One recommendation: what is linked to it, who responded, which papers carried it."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from dueregard.web.accounts.models import User
from dueregard.web.commitments.access import visible
from dueregard.web.recommendations.models import (
    ImportRow,
    Link,
    ReceivedPaper,
    Recommendation,
    Response,
)
from dueregard.web.recommendations.states import ImportState, RowDecision


def visible_recommendations(user: User | AnonymousUser) -> QuerySet[Recommendation]:
    """Return the recommendations the person may see."""
    return Recommendation.objects.filter(visible(user, prefix="commitment__"))


def visible_recommendation(user: User | AnonymousUser, pk: int) -> Recommendation | None:
    """Return one recommendation with what its page needs; None if the person may not see it."""
    return (
        visible_recommendations(user)
        .filter(pk=pk)
        .select_related(
            "commitment__unit",
            "commitment__owner_post__unit",
            "commitment__deputy_post__unit",
            "source__owner_body",
            "source__unit",
            "parent__commitment",
            "parent__parent__commitment",
            "owner_body",
        )
        .first()
    )


def responses_of(recommendation: Recommendation) -> list[Response]:
    """Return what each body says to it (one query)."""
    found = recommendation.responses.select_related("body", "recorded_by")
    return list(found.order_by("body__name", "pk"))


def links_of(recommendation: Recommendation, user: User) -> list[Link]:
    """Return the links from and to it whose other end the person may see (one query)."""
    ends = Q(origin=recommendation) | Q(target=recommendation)
    seen = visible(user, prefix="origin__commitment__") & visible(
        user, prefix="target__commitment__"
    )
    return list(
        Link.objects.filter(ends)
        .filter(seen)
        .select_related(
            "origin__commitment", "origin__source", "target__commitment", "target__source"
        )
        .order_by("kind", "pk")
    )


@dataclass(frozen=True, slots=True)
class Carried:
    """A paper that came in and had this recommendation in it, with the line."""

    paper: ReceivedPaper
    line: int | None


def papers_that_carried(recommendation: Recommendation) -> list[Carried]:
    """Return the papers taken in that had the recommendation, newest first (one query)."""
    rows = (
        ImportRow.objects.filter(
            recommendation=recommendation, paper_import__state=ImportState.ACCEPTED
        )
        .exclude(decision=RowDecision.SKIP)
        .select_related("paper_import__paper")
        .defer("paper_import__paper__document", "paper_import__paper__lines")
    )
    carried: dict[int, Carried] = {}
    for row in rows.order_by("-paper_import__paper__paper_date", "-paper_import_id"):
        paper = row.paper_import.paper
        carried.setdefault(paper.pk, Carried(paper, row.line))
    return list(carried.values())
