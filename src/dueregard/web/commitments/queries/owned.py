"""What a person, or a post, has to report on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from dueregard.web.commitments.models import Commitment, Entry, Round
from dueregard.web.commitments.queries.story import entries_by_round
from dueregard.web.commitments.scopes import scopes_of
from dueregard.web.commitments.states import EntryKind, RoundState
from dueregard.web.commitments.status import still_open
from dueregard.web.organisation.access import access_of
from dueregard.web.organisation.models import Post

if TYPE_CHECKING:
    from dueregard.web.accounts.models import User


@dataclass(frozen=True)
class ItemToReport:
    """One open item with its round, what was said in it and what was said last before."""

    commitment: Commitment
    round: Round | None
    said: list[Entry]
    last: Entry | None

    @property
    def is_reported(self) -> bool:
        """Whether progress or a next step has been given in the open round."""
        return any(entry.kind != EntryKind.NOTE for entry in self.said)


def items_to_report(user: User, post: Post | None = None) -> list[ItemToReport]:
    """Return the open items of the person's posts, or of one post (constant queries)."""
    posts = access_of(user).posts if post is None else frozenset({post.pk})
    held = list(
        Commitment.objects.filter(still_open(), Q(owner_post__in=posts) | Q(deputy_post__in=posts))
        .select_related("owner_post__unit", "deputy_post", "unit")
        .order_by("pk")
    )
    rounds = _open_rounds(held)
    said = entries_by_round(held)
    return [_item(commitment, rounds.get(commitment.pk), said) for commitment in held]


def _item(
    commitment: Commitment,
    round_: Round | None,
    said: dict[int, dict[int | None, list[Entry]]],
) -> ItemToReport:
    by_round = said[commitment.pk]
    here = by_round.get(round_.pk, []) if round_ else []
    earlier = [
        entry
        for key, entries in by_round.items()
        if round_ is None or key != round_.pk
        for entry in entries
        if entry.kind == EntryKind.PROGRESS
    ]
    last = max(earlier, key=lambda entry: (entry.said_on, entry.pk), default=None)
    return ItemToReport(commitment, round_, here, last)


def _open_rounds(held: list[Commitment]) -> dict[int, Round]:
    found = scopes_of(commitment.pk for commitment in held)
    wanted = {scope for scopes in found.values() for scope in scopes}
    if not wanted:
        return {}
    ids = {scope_id for _, scope_id in wanted}
    rounds = {
        (round_.scope_kind, round_.scope_id): round_
        for round_ in Round.objects.filter(state=RoundState.OPEN, scope_id__in=ids)
    }
    return {
        pk: rounds[scope]
        for pk, scopes in found.items()
        for scope in sorted(scopes)
        if scope in rounds
    }
