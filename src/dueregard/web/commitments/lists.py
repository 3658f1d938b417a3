"""The lists of this app."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from django.db.models import Case, QuerySet, When
from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import cached_property

from dueregard.web.commitments import queries
from dueregard.web.commitments.access import visible
from dueregard.web.commitments.models import Challenge, ChallengeItem
from dueregard.web.commitments.pages import origins_of
from dueregard.web.commitments.queries.people import spoken_by
from dueregard.web.commitments.scopes import commitments_of, scopes, scopes_of
from dueregard.web.commitments.voices import challenge_state
from dueregard.web.core.lists import (
    BooleanFilter,
    ChoiceFilter,
    Column,
    DateRangeFilter,
    ListPage,
    TextFilter,
)
from dueregard.web.core.lists.filters import Filter
from dueregard.web.core.lists.parts import EmptyState, Row
from dueregard.web.organisation.queries import post_choices, unit_choices

if TYPE_CHECKING:
    from dueregard.web.accounts.models import User


def _about(challenge: Challenge) -> str:
    """Return the items with what they belong to: two sources may both have a 3(b)."""
    return ", ".join(challenge.about)  # type: ignore[attr-defined]


def _owners(challenge: Challenge) -> str:
    posts = {
        item.owner_post.title for item in queries.seen_commitments(challenge) if item.owner_post
    }
    return ", ".join(sorted(posts))


class ChallengeList(ListPage[Challenge]):
    """What has been asked; what nobody has answered comes first, the oldest first."""

    columns = [
        Column(
            "text",
            "Challenge",
            kind="long",
            header=True,
            link=lambda each: reverse("commitments:challenge", args=[each.pk]),
        ),
        Column("about", "About", value=_about),
        Column("owner", "Owner", value=_owners),
        Column("raised_on", "Asked on", kind="date", sort="raised_on"),
        Column("waited", "How long", value=queries.waited),
        Column("asked_by", "Asked by", value=spoken_by, show=False),
        Column(
            "state",
            "State",
            value=challenge_state,
            sort=[Case(When(answered_at=None, then=0), default=1), "raised_on"],
        ),
        Column(
            "answer",
            "Answer",
            show=False,
            kind="long",
            value=lambda each: "\n\n".join(answer.text for answer in each.answers.all()),
        ),
    ]
    default_sort = "state"
    export_name = "challenges"
    names = ("challenge", "challenges")
    caption = "Challenges"
    empty = EmptyState(
        "No challenges yet",
        "A challenge is what a member asks about an item. It stays open until it is answered.",
        "Scrutineers raise challenges on the page of an item.",
    )

    def __init__(self, user: User, params: QueryDict) -> None:
        super().__init__(queries.challenges_visible_to(user), params)
        self.filters = _filters(user)  # type: ignore[misc]

    @cached_property
    def rows(self) -> list[Row]:
        """The rows of this page, the pages of their items looked up at once."""
        if not self.total:
            return []
        start = self.pagination.first_row - 1
        shown = self.queryset[start : start + self.page_size]
        return [self._row(each) for each in _with_items(shown)]

    def _records(self) -> Iterable[Challenge]:
        return _with_items(self.queryset)


def _with_items(challenges: Iterable[Challenge]) -> list[Challenge]:
    held = list(challenges)
    origins = origins_of(item for each in held for item in queries.seen_commitments(each))
    for each in held:
        titles = [origins[item.pk].title for item in queries.seen_commitments(each)]
        each.about = titles  # type: ignore[attr-defined]
    return held


def _scopes(user: User) -> list[tuple[str, str]]:
    """Return what the items of challenges are gathered under, as ``kind-id``, by title."""
    items = ChallengeItem.objects.filter(visible(user, "commitment__"))
    gathered = scopes_of(items.values_list("commitment_id", flat=True).distinct())
    found = {scope for known in gathered.values() for scope in known}
    kinds = scopes.keys()
    titles = [
        (f"{kind}-{pk}", shown.title)
        for kind in kinds
        if (provider := scopes.get(kind))
        for pk, shown in provider.describe([pk for known, pk in found if known == kind]).items()
    ]
    return sorted(titles, key=lambda choice: choice[1])


def _filters(user: User) -> list[Filter]:
    """Return the filters; none of them tells of an item hidden from the person."""

    def about(path: str) -> Callable[[QuerySet[Challenge], Any], QuerySet[Challenge]]:
        def narrow(rows: QuerySet[Challenge], value: Any) -> QuerySet[Challenge]:
            items = ChallengeItem.objects.filter(visible(user, "commitment__"), **{path: value})
            return rows.filter(pk__in=items.values("challenge"))

        return narrow

    return [
        ChoiceFilter(
            "state",
            "State",
            choices=[("unanswered", "Not yet answered"), ("answered", "Answered")],
            apply=lambda rows, value: rows.filter(answered_at__isnull=value == "unanswered"),
        ),
        TextFilter("q", "Words in the challenge", lookups=["folded"], fold=True),
        ChoiceFilter("unit", "Unit", choices=unit_choices, apply=about("commitment__unit")),
        ChoiceFilter("owner", "Owner", choices=post_choices, apply=about("commitment__owner_post")),
        ChoiceFilter(
            "scope",
            "Source",
            choices=lambda: _scopes(user),
            apply=lambda rows, value: rows.filter(
                pk__in=ChallengeItem.objects.filter(
                    visible(user, "commitment__"), commitment__in=commitments_of(value)
                ).values("challenge")
            ),
        ),
        BooleanFilter(
            "mine", "Asked by you", apply=lambda rows: rows.filter(author=user, batch=None)
        ),
        DateRangeFilter("raised", "Asked", lookup="raised_on"),
    ]
