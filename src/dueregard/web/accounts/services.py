"""The one write people make to their own account."""

from __future__ import annotations

import datetime

from axes.utils import reset
from django.db import transaction

from dueregard.web.accounts.models import User
from dueregard.web.audit.services import record, snapshot


@transaction.atomic
def set_password(
    *, user: User, password: str, by: User, at: datetime.datetime | None = None
) -> User:
    """Set somebody's password; guesses counted against the old one are forgotten.

    The record says that it was set, never what it is, not even hashed.
    """
    before = snapshot(user)
    user.set_password(password)
    user.must_change_password = False
    user.save(update_fields=["password", "must_change_password"])
    reset(username=user.get_username())
    record(by=by, verb="set_password", instance=user, before=before, at=at)
    return user
