"""What a person may do on one commitment, and which commitments they may see."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar, cast

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponseBase

from dueregard.web.accounts.permissions import OWNER_PERMISSIONS, Permission
from dueregard.web.commitments.models import Commitment, Evidence
from dueregard.web.commitments.states import Visibility
from dueregard.web.core.exceptions import NotPermitted
from dueregard.web.organisation.access import Access, access_of, needs

if TYPE_CHECKING:
    from dueregard.web.accounts.models import User

V = TypeVar("V", bound=Callable[..., HttpResponseBase])


def owns(access: Access, commitment: Commitment) -> bool:
    """Return whether the person holds the owner or the deputy post of the item."""
    posts = {commitment.owner_post_id, commitment.deputy_post_id} - {None}
    return not access.posts.isdisjoint(posts)


def may_see(user: User | AnonymousUser, commitment: Commitment) -> bool:
    """Return whether the person may see the item at all."""
    access = access_of(user)
    if owns(access, commitment):
        return True
    if commitment.restricted:
        return access.may(Permission.VIEW_RESTRICTED, commitment.unit_id)
    return access.may(Permission.VIEW)


def may_on(user: User | AnonymousUser, permission: Permission, commitment: Commitment) -> bool:
    """Return whether the person may do this on the item: by a role, or by its owner post."""
    if not may_see(user, commitment):
        return False
    access = access_of(user)
    if permission == Permission.VIEW:
        return True
    by_post = permission in OWNER_PERMISSIONS and owns(access, commitment)
    return by_post or access.may(permission, commitment.unit_id)


def may_decide_on(
    user: User | AnonymousUser, permission: Permission, commitment: Commitment
) -> bool:
    """Return whether the person may do this on an item they do not answer for themselves.

    Who answers, and by when, is for another than the one who delivers.
    """
    return may_on(user, permission, commitment) and not owns(access_of(user), commitment)


def require_on(user: User, permission: Permission, *commitments: Commitment) -> None:
    """Raise ``NotPermitted`` unless the person may do this on each of the items."""
    for commitment in commitments:
        if not may_on(user, permission, commitment):
            name = f" on {commitment.reference}" if may_see(user, commitment) else ""
            raise NotPermitted(
                f"You may not {permission.value}{name}. "
                "Ask the equality officer if your work needs it."
            )


def require_other(user: User, commitment: Commitment, instead: str) -> None:
    """Raise ``NotPermitted`` when the person answers for the item; ``instead`` says what to do."""
    if owns(access_of(user), commitment):
        raise NotPermitted(
            f"You answer for {commitment.reference} yourself, so another person decides. {instead}"
        )


def require_any_on(user: User, permissions: Iterable[Permission], commitment: Commitment) -> None:
    """Raise ``NotPermitted`` unless the person may do one of these on the item."""
    wanted = list(permissions)
    if not any(may_on(user, permission, commitment) for permission in wanted):
        require_on(user, wanted[0], commitment)


def visible(user: User | AnonymousUser, prefix: str = "") -> Q:
    """Return the filter of commitments the person may see; ``prefix`` leads to them."""
    access = access_of(user)
    posts = access.posts
    seen = Q(**{f"{prefix}owner_post__in": posts}) | Q(**{f"{prefix}deputy_post__in": posts})
    if access.may(Permission.VIEW):
        seen |= Q(**{f"{prefix}restricted": False})
    units = access.units(Permission.VIEW_RESTRICTED)
    return seen | Q(**{f"{prefix}restricted": True, f"{prefix}unit__in": units})


def visible_to(user: User | AnonymousUser) -> QuerySet[Commitment]:
    """Return the commitments the person may see."""
    return Commitment.objects.filter(visible(user))


def evidence_visible_to(user: User | AnonymousUser) -> QuerySet[Evidence]:
    """Return the evidence the person may see.

    Restricted evidence takes the right to restricted items in the unit of an item that uses
    it, or the owner or deputy post of such an item.
    """
    access = access_of(user)
    using = visible_to(user)
    close = using.filter(
        Q(unit__in=access.units(Permission.VIEW_RESTRICTED))
        | Q(owner_post__in=access.posts)
        | Q(deputy_post__in=access.posts)
    )
    return Evidence.objects.filter(
        (~Q(visibility=Visibility.RESTRICTED) & Q(uses__commitment__in=using.values("pk")))
        | Q(uses__commitment__in=close.values("pk"))
    ).distinct()


def may_see_evidence(user: User | AnonymousUser, evidence: Evidence) -> bool:
    """Return whether the person may see a piece of evidence."""
    return evidence_visible_to(user).filter(pk=evidence.pk).exists()


def needs_or_owner(permission: Permission) -> Callable[[V], V]:
    """Declare what a view needs, open as well to those who act by a post they hold.

    An owner may hold no role at all: the post alone lets them report on its items. The view
    still checks the item itself.
    """

    def decorate(view: V) -> V:
        by_role = needs(permission)(view)
        by_post = needs(None)(view)

        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            holder = permission in OWNER_PERMISSIONS and access_of(request.user).posts
            return (by_post if holder else by_role)(request, *args, **kwargs)

        checked.needs_permission = permission  # type: ignore[attr-defined]
        return cast("V", checked)

    return decorate
