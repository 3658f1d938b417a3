"""What whoever watches over commitments should follow up, in a few lines: never one an item."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.db.models import Count, Min
from django.urls import NoReverseMatch, reverse

from dueregard.web.accounts.permissions import Permission
from dueregard.web.commitments import queries
from dueregard.web.commitments.access import visible_to
from dueregard.web.commitments.models import ChallengeItem
from dueregard.web.commitments.pages import own_href
from dueregard.web.commitments.scopes import describe, scopes_of
from dueregard.web.commitments.status import overdue, still_open
from dueregard.web.core.dates import write_date
from dueregard.web.core.registry import AttentionItem
from dueregard.web.organisation.access import Access
from dueregard.web.organisation.models import Post
from dueregard.web.organisation.queries import holders_of

if TYPE_CHECKING:
    from dueregard.web.accounts.models import User

FOLLOW_UP = "To follow up"
ASKED = "Asked by you, not answered"
#: So many sources or posts get a line of their own; the others share one.
MOST = 5


def own_challenges(user: User) -> Iterator[AttentionItem]:
    """Yield how many of the person's own challenges wait, and since when."""
    mine = queries.challenges_visible_to(user).filter(author=user, batch=None, answered_at=None)
    waiting = mine.aggregate(number=Count("pk"), oldest=Min("raised_on"))
    number, oldest = waiting["number"], waiting["oldest"]
    if oldest is not None:
        yield AttentionItem(
            group=ASKED,
            title=f"{_counted(number, 'challenge')} of yours not answered",
            href=_challenges(mine="yes"),
            sentence=f"{'The oldest waits' if number > 1 else 'It waits'} "
            f"since {write_date(oldest)}.",
            urgency=50,
        )


def to_follow_up(user: User, access: Access, today: datetime.date) -> Iterator[AttentionItem]:
    """Yield what an equality officer follows up in the units where they manage rounds."""
    units = access.units(Permission.MANAGE_ROUNDS)
    if not units:
        return
    yield from _unanswered(user, frozenset(units))
    items = visible_to(user).filter(unit__in=units)
    late = items.filter(overdue(today))
    number = late.count()
    if number:
        oldest = late.order_by("due_on", "pk")[0]
        yield AttentionItem(
            group=FOLLOW_UP,
            title=_counted(number, "overdue item"),
            href=_list_of_overdue() or own_href(oldest.pk),
            sentence=f"{'The oldest was' if number > 1 else 'It was'} "
            f"due on {write_date(oldest.due_on)}.",  # type: ignore[arg-type]
            urgency=29,
        )
    owned = items.filter(still_open(), owner_post__isnull=False).values("owner_post")
    yield from _vacant(
        {row["owner_post"]: row["n"] for row in owned.annotate(n=Count("pk"))}, today
    )


def _unanswered(user: User, units: frozenset[int]) -> Iterator[AttentionItem]:
    """Yield a line for each source with unanswered challenges, those that waited longest first."""
    about = ChallengeItem.objects.filter(
        commitment__in=visible_to(user).filter(unit__in=units).values("pk"),
        challenge__answered_at=None,
    ).values_list("commitment_id", "challenge_id", "challenge__raised_on")
    asked = list(about)
    gathered = scopes_of({commitment for commitment, _, _ in asked})
    waiting: dict[tuple[str, int], dict[int, datetime.date]] = defaultdict(dict)
    for commitment, challenge, raised_on in asked:
        for scope in gathered[commitment]:
            waiting[scope][challenge] = raised_on
    ordered = sorted(waiting, key=lambda scope: (min(waiting[scope].values()), scope))
    for kind, scope_id in ordered[:MOST]:
        found = waiting[kind, scope_id]
        shown = describe(kind, scope_id)
        yield _chased(
            found,
            f"{_counted(len(found), 'challenge')} unanswered"
            + (f", {shown.title}" if shown else ""),
            _challenges(scope=f"{kind}-{scope_id}"),
        )
    rest = {pk: day for scope in ordered[MOST:] for pk, day in waiting[scope].items()}
    if rest:
        others = _counted(len(ordered) - MOST, "further source")
        yield _chased(rest, f"{_counted(len(rest), 'challenge')} unanswered in {others}",
                      _challenges())  # fmt: skip


def _chased(found: dict[int, datetime.date], title: str, href: str) -> AttentionItem:
    since = write_date(min(found.values()))
    return AttentionItem(
        group=FOLLOW_UP,
        title=title,
        href=href,
        sentence=f"{'The oldest' if len(found) > 1 else 'It'} waits since {since}.",
        urgency=31,
    )


def _vacant(items: dict[int, int], today: datetime.date) -> Iterator[AttentionItem]:
    """Yield the posts that answer for open items and that nobody holds."""
    held = holders_of(items, today)
    empty = Post.objects.filter(pk__in=[pk for pk in items if pk not in held])
    vacant = sorted(empty, key=lambda post: (-items[post.pk], post.title, post.pk))
    for post in vacant[:MOST]:
        yield AttentionItem(
            group=FOLLOW_UP,
            title=f"{post.title} is vacant and answers for {_counted(items[post.pk], 'item')}",
            href=reverse("organisation:post", args=[post.pk]),
            sentence="Nobody holds the post.",
            urgency=30,
        )
    number = sum(items[post.pk] for post in vacant[MOST:])
    if number:
        posts = _counted(len(vacant) - MOST, "further vacant post")
        yield AttentionItem(
            group=FOLLOW_UP,
            title=f"{posts} to fill",
            href=reverse("organisation:overview"),
            sentence=f"Nobody is there to answer for {_counted(number, 'item')}.",
            urgency=30,
        )


def _challenges(**filters: str) -> str:
    query = urlencode({"state": "unanswered", **filters})
    return f"{reverse('commitments:challenge_list')}?{query}"


def _list_of_overdue() -> str:
    """Return where overdue items are listed; which app lists them is not known here."""
    try:
        return f"{reverse('recommendations:recommendation_list')}?overdue=yes"
    except NoReverseMatch:
        return ""


def _counted(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"
