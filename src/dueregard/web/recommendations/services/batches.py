"""Taking out what one import brought in."""

from __future__ import annotations

import datetime
import uuid

from django.db import transaction
from django.db.models import Q

from dueregard.web.accounts.models import User
from dueregard.web.audit.services import record, snapshot
from dueregard.web.core import search
from dueregard.web.core.clock import now
from dueregard.web.core.exceptions import Refused
from dueregard.web.recommendations.models import Link, Recommendation, Response
from dueregard.web.recommendations.services.keeping import set_leaf
from dueregard.web.recommendations.services.rules import require_manage_item


@transaction.atomic
def remove_batch(*, batch: uuid.UUID, by: User, at: datetime.datetime | None = None) -> int:
    """Take out the links and recommendations of a batch; their commitments are taken out after.

    Branches that had no parts before the batch are leaves again. Call it before
    ``commitments.services.undo_batch`` with the same batch, in the same transaction.

    Returns
    -------
    int
        The number of recommendations taken out.

    Raises
    ------
    Refused
        If somebody has built on the batch: parts, links or responses added since.
    """
    at = at or now()
    items = list(
        Recommendation.objects.filter(commitment__batch=batch)
        .select_related("commitment", "source", "parent__commitment")
        .order_by("-depth", "-position")
    )
    for item in items:
        require_manage_item(by, item)
    refuse_built_on(batch)
    for each in Link.objects.filter(batch=batch).order_by("pk"):
        record(
            by=by, verb="unlink", instance=each, before=snapshot(each), after={"removed": True},
            at=at, batch=batch,
        )  # fmt: skip
        each.delete()
    for item in items:
        _remove(item, batch, by=by, at=at)
    _restore_leaves(items, batch, by=by, at=at)
    return len(items)


def refuse_built_on(batch: uuid.UUID) -> None:
    """Raise ``Refused`` with what was built on the recommendations of a batch."""
    built = built_on(batch)
    if built:
        raise Refused(" ".join(["This cannot be undone as a whole any more.", *built]))


def built_on(batch: uuid.UUID) -> list[str]:
    """Return, in sentences, what stands on the recommendations of a batch but is not of it."""
    others = Q(commitment__batch__isnull=True) | ~Q(commitment__batch=batch)
    parts = Recommendation.objects.filter(others, parent__commitment__batch=batch)
    not_of_batch = Q(batch__isnull=True) | ~Q(batch=batch)
    ends = Q(origin__commitment__batch=batch) | Q(target__commitment__batch=batch)
    links = Link.objects.filter(ends, not_of_batch)
    answered = Response.objects.filter(recommendation__commitment__batch=batch)
    sentences = [
        f"{part.commitment.reference} was added as a part of {part.parent.commitment.reference}."
        for part in parts.select_related("commitment", "parent__commitment")
        if part.parent is not None
    ]
    sentences += [
        f"{each.origin.commitment.reference} was linked to {each.target.commitment.reference}."
        for each in links.select_related("origin__commitment", "target__commitment")
    ]
    sentences += [
        f"{each.body} has responded to {each.recommendation.commitment.reference}."
        for each in answered.select_related("body", "recommendation__commitment")
    ]
    return sentences


def _remove(item: Recommendation, batch: uuid.UUID, *, by: User, at: datetime.datetime) -> None:
    record(
        by=by, verb="remove_recommendation", instance=item, before=snapshot(item),
        after={"removed": True}, at=at, batch=batch,
    )  # fmt: skip
    search.forget(kind="recommendation", object_id=item.pk)
    # The commitment stays for undo_batch, which knows what hangs on it.
    Recommendation.objects.filter(pk=item.pk).delete()


def _restore_leaves(
    removed: list[Recommendation], batch: uuid.UUID, *, by: User, at: datetime.datetime
) -> None:
    parents = {item.parent for item in removed if item.parent is not None}
    for parent in parents - set(removed):
        if not parent.children.exists() and not parent.commitment.is_leaf:
            set_leaf(parent, True, by=by, at=at, batch=batch)
