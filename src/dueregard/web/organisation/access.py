"""What a person may do where: roles in units, reaching all below, and posts held."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar, cast

from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from dueregard.web.accounts.models import User
from dueregard.web.accounts.permissions import Permission, Role, permissions_of
from dueregard.web.core.clock import today
from dueregard.web.core.exceptions import NotPermitted
from dueregard.web.organisation.models import PostHolding, RoleAssignment, current
from dueregard.web.organisation.tree import lasting_tree

V = TypeVar("V", bound=Callable[..., HttpResponseBase])


@dataclass(frozen=True)
class Access:
    """What one person may do, worked out once per request (three queries)."""

    user_id: int | None
    reach: dict[Permission, frozenset[int]]
    roles: frozenset[Role]
    posts: frozenset[int]
    #: Whether an administrator's role is held in a top unit: such a person administers the
    #: whole installation, units under no other included.
    whole: bool = False

    def may(self, permission: Permission, unit_id: int | None = None) -> bool:
        """Return whether the person may do this in a unit (or, without one, anywhere)."""
        units = self.reach.get(permission, frozenset())
        return bool(units) if unit_id is None else unit_id in units

    def units(self, permission: Permission) -> frozenset[int]:
        """Return the units in which the person may do this."""
        return self.reach.get(permission, frozenset())

    def require(self, permission: Permission, unit_id: int | None = None) -> None:
        """Raise ``NotPermitted`` unless the person may do this in the unit."""
        if not self.may(permission, unit_id):
            where = "" if unit_id is None else " in this unit"
            raise NotPermitted(
                f"You may not {permission.value}{where}. "
                "Ask an administrator if your work needs it."
            )


NOBODY = Access(user_id=None, reach={}, roles=frozenset(), posts=frozenset())


def access_of(user: User | AnonymousUser, on: datetime.date | None = None) -> Access:
    """Return what ``user`` may do today (or on a day); kept on the user for the request."""
    if not isinstance(user, User) or not user.is_active:
        return NOBODY
    kept = cast("Access | None", getattr(user, "_access", None))
    if on is None and kept is not None:
        return kept
    access = _work_out(user, on or today())
    if on is None:
        user._access = access  # type: ignore[attr-defined]
    return access


def forget_access(user: User) -> None:
    """Work access out anew after roles or posts changed within one request."""
    user.__dict__.pop("_access", None)


def _work_out(user: User, on: datetime.date) -> Access:
    held = list(RoleAssignment.objects.filter(current(on), user=user).values_list("role", "unit"))
    posts = PostHolding.objects.filter(current(on), user=user).values_list("post_id", flat=True)
    reach: dict[Permission, set[int]] = defaultdict(set)
    whole = False
    if held:
        tree = lasting_tree(on)
        everything = frozenset(tree.parents)
        for role, unit in held:
            at_top = role == Role.ADMINISTRATOR and tree.parents.get(unit, 0) is None
            whole = whole or at_top
            below = everything if at_top else tree.subtree(unit)
            for permission in permissions_of(role):
                reach[permission] |= below
    return Access(
        user_id=user.pk,
        reach={permission: frozenset(units) for permission, units in reach.items()},
        roles=frozenset(Role(role) for role, _ in held),
        posts=frozenset(posts),
        whole=whole,
    )


def signed_in(request: HttpRequest) -> User:
    """Return who is signed in; only for views that declare what they need.

    Raises
    ------
    PermissionDenied
        If nobody is.
    """
    if not isinstance(request.user, User):
        raise PermissionDenied("Sign in first.")
    return request.user


def needs(permission: Permission | None) -> Callable[[V], V]:
    """Declare what a view needs: a permission held anywhere, or None for signed in only.

    The view still checks the unit of its object (through the service or ``Access.require``).
    The declaration is read by the test that walks every address.
    """

    def decorate(view: V) -> V:
        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if request.user.must_change_password:
                return redirect("account_change_password")
            if permission is not None and not access_of(request.user).may(permission):
                raise PermissionDenied(
                    f"You may not {permission.value}. Ask an administrator if your work needs it."
                )
            try:
                return view(request, *args, **kwargs)
            except NotPermitted as refusal:
                # The unit of the object decided it, deep in a service: the same page.
                raise PermissionDenied(refusal.message) from refusal

        checked.needs_permission = permission  # type: ignore[attr-defined]
        return cast("V", checked)

    return decorate
