"""What every write here must leave standing: somebody who can administer the installation.

There are no row locks: acts that could undo each other's checks count the version of the same
units up, so that of two at the same moment the second is refused on either database.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db.models import QuerySet

from dueregard.web.accounts.models import User
from dueregard.web.accounts.permissions import Permission, Role
from dueregard.web.core.clock import today
from dueregard.web.core.exceptions import NotPermitted, Refused
from dueregard.web.organisation.access import access_of
from dueregard.web.organisation.models import RoleAssignment, Unit, UnitPlacement, current


def require_whole(by: User) -> None:
    """Raise ``NotPermitted`` unless ``by`` administers the whole installation."""
    if not access_of(by).whole:
        raise NotPermitted("Only an administrator of a top unit may do this.")


def require_unit(by: User, unit_id: int) -> None:
    """Raise ``NotPermitted`` unless ``by`` may change this unit and what is in it."""
    access_of(by).require(Permission.MANAGE_ORGANISATION, unit_id)


def take_turns(unit_ids: Iterable[int]) -> None:
    """Count the version of units up, in one order, so that two acts cannot pass each other."""
    for unit in Unit.objects.filter(pk__in=set(unit_ids)).order_by("pk"):
        unit.save_version(update_fields=[])


@contextmanager
def administrators_remain() -> Iterator[None]:
    """Refuse what is done within if it would leave nobody to administer the installation."""
    tops = UnitPlacement.objects.filter(parent=None, ends_on=None).values_list("unit_id", flat=True)
    take_turns(tops)
    had = _administrators().exists()
    yield
    if had and not _administrators().exists():
        raise Refused(
            "This is the last administrator who is there to stay. Give somebody else the "
            "administrator's role in a top unit first, with no end date."
        )


def _administrators() -> QuerySet[RoleAssignment]:
    tops = UnitPlacement.objects.filter(current(today()), parent=None, ends_on=None)
    return RoleAssignment.objects.filter(
        current(today()),
        role=Role.ADMINISTRATOR,
        ends_on=None,
        user__is_active=True,
        unit__in=tops.values("unit"),
    )
