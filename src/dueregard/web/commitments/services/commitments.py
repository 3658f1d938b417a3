"""Making, describing and assigning commitments."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import transaction

from dueregard.web.accounts.permissions import Permission
from dueregard.web.audit.services import record, snapshot
from dueregard.web.commitments.access import require_on, require_other
from dueregard.web.commitments.models import Commitment, ExtensionRequest
from dueregard.web.commitments.services.rules import require_or_import, stated
from dueregard.web.commitments.states import RequestState
from dueregard.web.commitments.status import is_closed
from dueregard.web.core.clock import now, today
from dueregard.web.core.dates import write_date
from dueregard.web.core.exceptions import Refused
from dueregard.web.organisation.access import access_of
from dueregard.web.organisation.models import Post, Unit

if TYPE_CHECKING:
    from dueregard.web.accounts.models import User

#: What ``describe_commitment`` may change.
DESCRIBED = frozenset({"reference", "title", "is_leaf", "is_pointer", "restricted", "unit"})
#: What those who answer for an item do instead of deciding on it.
MORE_TIME = "Ask for more time instead."
FIRST_DATE = "Ask the equality officer to set the date."
HAND_BACK = "Hand it back instead."


@transaction.atomic
def create_commitment(
    *,
    kind: str,
    reference: str,
    title: str,
    unit: Unit,
    by: User,
    owner_post: Post | None = None,
    deputy_post: Post | None = None,
    due_on: datetime.date | None = None,
    restricted: bool = False,
    is_leaf: bool = True,
    is_pointer: bool = False,
    at: datetime.datetime | None = None,
    batch: uuid.UUID | None = None,
) -> Commitment:
    """Add a commitment to the register."""
    access_of(by).require(Permission.MANAGE_SOURCES, unit.pk)
    _refuse_posts(owner_post, deputy_post)
    at = at or now()
    commitment = Commitment.objects.create(
        kind=kind,
        reference=reference[:80],
        title=stated(title, what="what was promised", field="title"),
        unit=unit,
        owner_post=owner_post,
        deputy_post=deputy_post,
        due_on=due_on,
        original_due_on=due_on,
        restricted=restricted,
        is_leaf=is_leaf,
        is_pointer=is_pointer,
        created_at=at,
        batch=batch,
    )
    record(by=by, verb="create", instance=commitment, at=at, batch=batch)
    return commitment


@transaction.atomic
def describe_commitment(
    *,
    commitment: Commitment,
    by: User,
    expected_version: int | None = None,
    at: datetime.datetime | None = None,
    batch: uuid.UUID | None = None,
    **changes: Any,
) -> Commitment:
    """Change what an item is called, where it belongs, or who may see it."""
    wrong = changes.keys() - DESCRIBED
    if wrong:
        raise TypeError(f"describe_commitment cannot change {', '.join(sorted(wrong))}")
    commitment.refresh_from_db()
    require_on(by, Permission.MANAGE_SOURCES, commitment)
    commitment.expect_version(expected_version, changes)
    if "unit" in changes:
        access_of(by).require(Permission.MANAGE_SOURCES, changes["unit"].pk)
    if "title" in changes:
        changes["title"] = stated(changes["title"], what="what was promised", field="title")
    if changes.get("is_leaf") is False and commitment.closure_state:
        raise Refused(
            f"{commitment.reference} is closed or about to be, so it cannot get parts. "
            "Ask a verifier to reopen it first."
        )
    return _save(commitment, changes, verb="edit", by=by, at=at, batch=batch)


@transaction.atomic
def assign(
    *,
    commitment: Commitment,
    owner_post: Post | None,
    by: User,
    deputy_post: Post | None = None,
    reason: str = "",
    expected_version: int | None = None,
    at: datetime.datetime | None = None,
    batch: uuid.UUID | None = None,
) -> Commitment:
    """Name the post that answers for an item, and its deputy; None when nobody does."""
    commitment.refresh_from_db()
    require_or_import(by, Permission.ASSIGN, [commitment], batch)
    wanted = {"owner_post": owner_post, "deputy_post": deputy_post}
    commitment.expect_version(expected_version, wanted)
    _refuse_posts(owner_post, deputy_post)
    if batch is None and commitment.owner_post != owner_post:
        require_other(by, commitment, HAND_BACK)
    changed = {k: v for k, v in wanted.items() if getattr(commitment, k) != v}
    return _save(commitment, changed, verb="assign", by=by, at=at, batch=batch, reason=reason)


@transaction.atomic
def assign_many(
    *,
    commitments: Iterable[Commitment],
    owner_post: Post | None,
    reason: str = "",
    by: User,
    at: datetime.datetime | None = None,
) -> int:
    """Give many items to one post; deputies stay, unless the deputy becomes the owner.

    A reason is needed as soon as one of them changes hands: naming a first owner needs none.

    Returns
    -------
    int
        How many items changed hands.
    """
    at, batch, changed = at or now(), uuid.uuid4(), 0
    chosen = sorted(commitments, key=lambda each: each.pk)
    for commitment in chosen:
        commitment.refresh_from_db()
    if any(each.owner_post_id for each in chosen):
        reason = stated(reason, what="why these items change hands", field="reason")
    for commitment in chosen:
        require_on(by, Permission.ASSIGN, commitment)
        if commitment.owner_post == owner_post:
            continue
        require_other(by, commitment, HAND_BACK)
        _refuse_posts(owner_post, None)
        values: dict[str, Any] = {"owner_post": owner_post}
        if owner_post is not None and commitment.deputy_post == owner_post:
            values["deputy_post"] = None
        _save(commitment, values, verb="assign", by=by, at=at, batch=batch, reason=reason)
        changed += 1
    return changed


@transaction.atomic
def set_due_date(
    *,
    commitment: Commitment,
    due_on: datetime.date | None,
    by: User,
    reason: str = "",
    expected_version: int | None = None,
    at: datetime.datetime | None = None,
    batch: uuid.UUID | None = None,
) -> Commitment:
    """Set or change the day an item is due; the first date ever set stays on record.

    Whoever answers for the item cannot: they ask for more time and another person decides. While
    such a request waits, it is decided first.
    """
    commitment.refresh_from_db()
    require_or_import(by, Permission.ASSIGN, [commitment], batch)
    commitment.expect_version(expected_version, {"due_on": due_on})
    if due_on == commitment.due_on:
        return commitment
    if batch is None:
        require_other(by, commitment, MORE_TIME if commitment.due_on else FIRST_DATE)
        _refuse_while_asked(commitment)
    if is_closed(commitment) and batch is None:
        raise Refused(f"{commitment.reference} is closed, so it has no date to change.")
    if commitment.due_on is not None and batch is None:
        reason = stated(reason, what="why the due date changes", field="reason")
    return save_due_date(
        commitment, due_on, verb="set_due_date", by=by, at=at or now(), batch=batch, reason=reason
    )


def save_due_date(
    commitment: Commitment,
    due_on: datetime.date | None,
    *,
    verb: str,
    by: User,
    at: datetime.datetime,
    batch: uuid.UUID | None,
    reason: str,
) -> Commitment:
    """Save a due date without asking who may; the caller has."""
    values: dict[str, Any] = {"due_on": due_on}
    if commitment.original_due_on is None:
        values["original_due_on"] = due_on
    return _save(commitment, values, verb=verb, by=by, at=at, batch=batch, reason=reason)


def save_owner(
    commitment: Commitment,
    owner_post: Post | None,
    *,
    by: User,
    at: datetime.datetime,
    batch: uuid.UUID | None,
    reason: str,
) -> Commitment:
    """Save who answers without asking who may; the caller has."""
    _refuse_posts(owner_post, None)
    values: dict[str, Any] = {"owner_post": owner_post}
    if owner_post is not None and commitment.deputy_post == owner_post:
        values["deputy_post"] = None
    return _save(commitment, values, verb="assign", by=by, at=at, batch=batch, reason=reason)


def _save(
    commitment: Commitment,
    values: dict[str, Any],
    *,
    verb: str,
    by: User,
    at: datetime.datetime | None,
    batch: uuid.UUID | None,
    reason: str = "",
) -> Commitment:
    changed = {name: value for name, value in values.items() if getattr(commitment, name) != value}
    if not changed:
        return commitment
    before = snapshot(commitment)
    for name, value in changed.items():
        setattr(commitment, name, value)
    commitment.save_version(update_fields=list(changed))
    context: dict[str, Any] = {"reason": reason.strip()} if reason.strip() else {}
    record(
        by=by, verb=verb, instance=commitment, before=before, at=at or now(), batch=batch, **context
    )
    return commitment


def waiting_extension(commitment: Commitment) -> ExtensionRequest | None:
    """Return the request for more time that nobody has decided on, if there is one."""
    return commitment.extension_requests.filter(state=RequestState.WAITING).first()


def _refuse_while_asked(commitment: Commitment) -> None:
    request = waiting_extension(commitment)
    if request is not None:
        raise Refused(
            f"More time is asked for {commitment.reference}, until "
            f"{write_date(request.to_date)}. Decide on that request first.",
            field="due_on",
        )


def _refuse_posts(owner: Post | None, deputy: Post | None) -> None:
    if owner is not None and owner == deputy:
        raise Refused("The owner and the deputy must be two different posts.", field="deputy_post")
    if deputy is not None and owner is None:
        raise Refused("Name an owner before a deputy.", field="owner_post")
    for post, field in ((owner, "owner_post"), (deputy, "deputy_post")):
        if post is not None and post.ends_on is not None and post.ends_on < today():
            raise Refused(
                f"The post {post.title} is no more. Choose the post that took over.", field=field
            )
