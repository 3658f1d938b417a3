"""What every write to the register of recommendations asks first."""

from __future__ import annotations

import datetime
from typing import Any

from dueregard.web.accounts.models import User
from dueregard.web.accounts.permissions import Permission
from dueregard.web.core.clock import today
from dueregard.web.core.dates import write_date
from dueregard.web.core.exceptions import NotPermitted, Refused
from dueregard.web.core.models import VersionedModel
from dueregard.web.organisation.access import access_of
from dueregard.web.recommendations.models import Recommendation


def require_manage(by: User, *unit_ids: int) -> None:
    """Raise ``NotPermitted`` unless ``by`` may manage sources in one of the units."""
    access = access_of(by)
    if not any(access.may(Permission.MANAGE_SOURCES, unit) for unit in unit_ids):
        raise NotPermitted(
            f"You may not {Permission.MANAGE_SOURCES.value} in this unit. "
            "Ask an administrator if your work needs it."
        )


def require_manage_item(by: User, recommendation: Recommendation) -> None:
    """Raise ``NotPermitted`` unless ``by`` may manage the source or the item's own unit."""
    require_manage(by, recommendation.source.unit_id, recommendation.commitment.unit_id)


def said(text: str, what: str, *, field: str, at_most: int | None = None) -> str:
    """Return ``text`` without odd spaces at its ends, refusing an empty or endless one."""
    clean = text.replace("\x00", "").strip()
    if not clean:
        raise Refused(f"Enter {what}.", field=field)
    return short(clean, what, field=field, at_most=at_most) if at_most else clean


def short(text: str, what: str, *, field: str, at_most: int) -> str:
    """Return ``text`` in one line, refusing one that is too long for its place."""
    clean = " ".join(text.replace("\x00", "").split())
    if len(clean) > at_most:
        raise Refused(
            f"{what[0].upper()}{what[1:]} must be {at_most} characters or fewer; "
            f"this has {len(clean)}.",
            field=field,
        )
    return clean


def not_in_future(day: datetime.date, what: str, *, field: str) -> datetime.date:
    """Return ``day``, refusing one that has not come yet."""
    if day > today():
        raise Refused(
            f"{what} cannot be in the future: {write_date(day)} has not come yet.", field=field
        )
    return day


def apply_changes(instance: VersionedModel, changes: dict[str, Any]) -> list[str]:
    """Set the values that differ and return their names."""
    changed = [name for name, value in changes.items() if getattr(instance, name) != value]
    for name in changed:
        setattr(instance, name, changes[name])
    return changed
