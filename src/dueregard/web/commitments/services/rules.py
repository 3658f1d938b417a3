"""Rules that several services share: texts, dates, rounds and posts of a statement."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils import timezone

from dueregard.web.accounts.permissions import Permission
from dueregard.web.commitments.access import may_on, may_see, require_on
from dueregard.web.commitments.models import Commitment, Round
from dueregard.web.commitments.scopes import open_round_of, scopes_of
from dueregard.web.commitments.states import RoundState
from dueregard.web.core.clock import today
from dueregard.web.core.dates import write_date
from dueregard.web.core.exceptions import NotPermitted, Refused
from dueregard.web.organisation.access import access_of
from dueregard.web.organisation.models import Post

if TYPE_CHECKING:
    from dueregard.web.accounts.models import User


def require_or_import(
    by: User, permission: Permission, commitments: Iterable[Commitment], batch: uuid.UUID | None
) -> None:
    """Require ``permission`` on each item; an import only needs the right to import.

    Who accepts a paper writes down what others said in it, so their permissions are not asked.
    """
    for commitment in commitments:
        if batch is not None and may_on(by, Permission.MANAGE_SOURCES, commitment):
            continue
        require_on(by, permission, commitment)


def stated(text: str, *, what: str, field: str = "text") -> str:
    """Return ``text`` without space around it; refuse an empty one."""
    plain = text.replace("\x00", "").strip()
    if not plain:
        raise Refused(f"Enter {what}.", field=field)
    return plain


def day_said(
    said_on: datetime.date | None, at: datetime.datetime, *, field: str = "said_on"
) -> datetime.date:
    """Return the day of a statement; one that is still to come is refused."""
    day = said_on or timezone.localdate(at)
    if day > max(today(), timezone.localdate(at)):
        raise Refused(
            f"{write_date(day)} is still to come. Give the day it was said, today at the latest.",
            field=field,
        )
    return day


def round_for(
    commitments: Iterable[Commitment], round_: Round | None, batch: uuid.UUID | None
) -> Round | None:
    """Return the round a statement belongs to: the one given, else the open one.

    A closed round takes nothing more, except what the import that made it brings.
    """
    held = list(commitments)
    if round_ is None:
        return open_round_of(held[0]) if held else None
    # Locked against its closing at the same moment, and read anew.
    round_ = Round.objects.select_for_update().get(pk=round_.pk)
    own = batch is not None and round_.batch == batch
    if round_.state == RoundState.CLOSED and not own:
        raise Refused(
            f"The round “{round_.name}” is closed: what was said in it stays as it is. "
            "Say it in the open round instead.",
            field="round",
        )
    asked = scopes_of(commitment.pk for commitment in held)
    for commitment in held:
        known = asked[commitment.pk]
        if known and (round_.scope_kind, round_.scope_id) not in known:
            raise Refused(
                f"The round “{round_.name}” does not ask about {commitment.reference}. "
                "Choose a round of its own source.",
                field="round",
            )
    return round_


def speaking_post(by: User, commitment: Commitment, post: Post | None) -> Post | None:
    """Return the post in whose name somebody speaks about an item.

    Given, it must be their own, unless they record for others; else it is the owner or
    deputy post they hold, else the only post they hold.
    """
    access = access_of(by)
    if post is not None:
        records = may_on(by, Permission.MANAGE_SOURCES, commitment)
        if post.pk not in access.posts and not records:
            raise Refused(
                f"You do not hold the post {post.title}, so you cannot speak for it.",
                field="author_post",
            )
        return post
    for own in (commitment.owner_post, commitment.deputy_post):
        if own is not None and own.pk in access.posts:
            return own
    if len(access.posts) == 1:
        return Post.objects.get(pk=next(iter(access.posts)))
    return None


def refuse_closed(commitment: Commitment, what: str) -> None:
    """Refuse what makes no sense on a closed item or on a pointer."""
    if commitment.is_pointer:
        raise Refused(f"{commitment.reference} is answered at another item. {what} there.")


def second_person(by: User, first_id: int | None, what: str) -> None:
    """Refuse that somebody decides on what they asked for themselves."""
    if by.pk == first_id:
        raise NotPermitted(f"You {what} yourself, so another person must decide on it.")


def known_to(by: User, commitment: Commitment, field: str) -> None:
    """Refuse an item the person may not see, in words that do not give it away."""
    if not may_see(by, commitment):
        raise Refused("There is no such item in the register.", field=field)
