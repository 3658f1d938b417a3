"""The other items a person may choose beside one: of the same source or plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dueregard.web.accounts.permissions import Permission
from dueregard.web.commitments.access import may_on, visible
from dueregard.web.commitments.models import Commitment
from dueregard.web.commitments.scopes import scopes, scopes_of

if TYPE_CHECKING:
    from dueregard.web.accounts.models import User


def siblings(
    commitment: Commitment, user: User, permission: Permission = Permission.VIEW
) -> list[Commitment]:
    """Return the other leaves of the item's source or plan on which the person may do this."""
    found: list[Commitment] = []
    for kind, scope_id in sorted(scopes_of([commitment.pk])[commitment.pk]):
        provider = scopes.get(kind)
        if provider is not None:
            others = provider.commitments(scope_id).filter(
                visible(user), is_leaf=True, is_pointer=False, restricted=commitment.restricted
            )
            found += others.exclude(pk=commitment.pk).order_by("pk")
    return [other for other in found if may_on(user, permission, other)]
