"""Who has reported in a round, and who has not."""

from __future__ import annotations

import datetime
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from dueregard.web.commitments.models import Commitment, Entry, Round
from dueregard.web.commitments.scopes import commitments_in
from dueregard.web.commitments.states import EntryKind, RoundState
from dueregard.web.commitments.status import still_open
from dueregard.web.core.clock import today
from dueregard.web.organisation.models import Post
from dueregard.web.organisation.queries import holders_of

if TYPE_CHECKING:
    from dueregard.web.accounts.models import User


@dataclass(frozen=True)
class SilentOwner:
    """A post with the items it has not reported on, and who holds it now."""

    post: Post
    holder: User | None
    items: list[Commitment]


@dataclass(frozen=True)
class OwnerReport:
    """How far one post has reported in a round."""

    post: Post
    holder: User | None
    reported: list[Commitment]
    silent: list[Commitment]
    last_on: datetime.date | None

    @property
    def total(self) -> int:
        """How many items the post answers for in the round."""
        return len(self.reported) + len(self.silent)

    @property
    def is_done(self) -> bool:
        """Whether every item has been reported on."""
        return not self.silent


@dataclass(frozen=True)
class RoundReport:
    """Who has reported in a round, who has not, and what nobody answers for."""

    round: Round
    owners: list[OwnerReport]
    unowned: list[Commitment]

    @property
    def done(self) -> list[OwnerReport]:
        """The posts that have reported on all they answer for."""
        return [owner for owner in self.owners if owner.is_done]

    @property
    def silent(self) -> list[OwnerReport]:
        """The posts that have not, those with most to report first."""
        waiting = [owner for owner in self.owners if not owner.is_done]
        return sorted(waiting, key=lambda owner: (-len(owner.silent), owner.post.title))

    @property
    def total(self) -> int:
        """How many items the round asks about."""
        return sum(owner.total for owner in self.owners) + len(self.unowned)

    @property
    def reported(self) -> int:
        """On how many items something was said."""
        return sum(len(owner.reported) for owner in self.owners)

    @property
    def is_late(self) -> bool:
        """Whether the round is open and its due date has passed."""
        due = self.round.due_on
        return self.round.state == RoundState.OPEN and due is not None and due < today()


def round_report(round_: Round) -> RoundReport:
    """Return who has reported in a round (a constant number of queries)."""
    said_of = Entry.objects.filter(round=round_).values("commitment")
    asked = commitments_in(round_).filter(still_open() | Q(pk__in=said_of))
    items = list(
        asked.filter(is_leaf=True, is_pointer=False)
        .select_related("owner_post__unit")
        .order_by("pk")
        .distinct()
    )
    said = _said(round_, [item.pk for item in items])
    by_post: dict[Post, list[Commitment]] = defaultdict(list)
    for item in items:
        if item.owner_post is not None:
            by_post[item.owner_post].append(item)
    holders = holders_of(by_post, today())
    owners = [
        OwnerReport(
            post=post,
            holder=holders.get(post.pk),
            reported=[item for item in mine if item.pk in said],
            silent=[item for item in mine if item.pk not in said],
            last_on=max((said[item.pk] for item in mine if item.pk in said), default=None),
        )
        for post, mine in by_post.items()
    ]
    owners.sort(key=lambda owner: (owner.post.title, owner.post.pk))
    return RoundReport(round_, owners, [item for item in items if item.owner_post is None])


def silent_owners(round_: Round) -> list[SilentOwner]:
    """Return the posts that have items they have not reported on in the round."""
    return [
        SilentOwner(owner.post, owner.holder, owner.silent) for owner in round_report(round_).silent
    ]


def _said(round_: Round, ids: list[int]) -> dict[int, datetime.date]:
    """Return the items reported on in the round, each with the last day of it.

    Progress or a next step counts; a note does not.
    """
    entries = Entry.objects.filter(round=round_, commitment__in=ids).exclude(kind=EntryKind.NOTE)
    last: dict[int, datetime.date] = {}
    for commitment, said_on in entries.values_list("commitment_id", "said_on"):
        last[commitment] = max(said_on, last.get(commitment, said_on))
    return last
