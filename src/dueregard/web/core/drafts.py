"""Drafts: what somebody has begun to write is kept until it is submitted.

A draft is the one write without an audit event: it is nobody's statement yet.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dueregard.web.core.clock import now
from dueregard.web.core.models import Draft

if TYPE_CHECKING:
    from dueregard.web.accounts.models import User


def keep(*, by: User, key: str, data: dict[str, Any]) -> Draft:
    """Keep ``data`` as the draft ``key`` of a user, in place of what was there."""
    draft, _ = Draft.objects.update_or_create(
        user=by, key=key, defaults={"data": data, "updated_at": now()}
    )
    return draft


def recall(*, by: User, key: str) -> Draft | None:
    """Return the draft ``key`` of a user, if there is one."""
    return Draft.objects.filter(user=by, key=key).first()


def discard(*, by: User, key: str) -> None:
    """Forget a draft, because it was submitted or given up."""
    Draft.objects.filter(user=by, key=key).delete()
