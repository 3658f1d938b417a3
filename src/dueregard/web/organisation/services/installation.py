"""The first write of an installation: its authority and who administers it."""

from __future__ import annotations

import datetime

from django.db import transaction

from dueregard.web.accounts.models import User
from dueregard.web.accounts.permissions import Role
from dueregard.web.core.clock import now
from dueregard.web.core.exceptions import Refused
from dueregard.web.organisation.models import Body, RoleAssignment, Unit
from dueregard.web.organisation.services.bodies import make_body
from dueregard.web.organisation.services.people import make_person
from dueregard.web.organisation.services.roles import assign_role
from dueregard.web.organisation.services.units import make_unit

#: The authority's own unit is taken to have been there since before the first general duty of
#: 2001, so that reports of any year since can be entered under it.
SINCE = datetime.date(2000, 1, 1)


@transaction.atomic
def first_administrator(
    *,
    email: str,
    name: str,
    password: str,
    authority_name: str,
    at: datetime.datetime | None = None,
) -> User:
    """Make the authority, its top unit and the first administrator.

    Raises
    ------
    Refused
        If the installation has an administrator already, or the password is too weak.
    """
    at = at or now()
    if RoleAssignment.objects.filter(role=Role.ADMINISTRATOR).exists():
        raise Refused("This installation already has an administrator.")
    body = make_body(
        name=authority_name,
        short_name=short_name(authority_name),
        kind=Body.Kind.AUTHORITY,
        starts_on=SINCE,
        aliases=(),
        by=None,
        at=at,
    )
    unit = make_unit(
        body=body,
        name=body.name,
        kind=Unit.Kind.WHOLE,
        parent=None,
        starts_on=SINCE,
        code="",
        by=None,
        at=at,
    )
    user = make_person(email=email, name=name, password=password, by=None, at=at)
    assign_role(
        user=user,
        role=Role.ADMINISTRATOR,
        unit=unit,
        starts_on=SINCE,
        ends_on=None,
        by=None,
        at=at,
    )
    return user


def short_name(name: str) -> str:
    """Return the initials of a name, or the name itself when it is one word.

    Examples
    --------
    >>> short_name("Wessamere Police Authority"), short_name("Wessamere")
    ('WPA', 'Wessamere')
    """
    words = [word for word in name.split() if word[:1].isalpha()]
    capitals = [word[0].upper() for word in words if word[0].isupper()]
    return "".join(capitals)[:40] if len(capitals) > 1 else name[:40]
