"""What closing takes: the rules that every closure is held against."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db.models import Q

from dueregard.web.commitments.facts import ALIVE
from dueregard.web.commitments.models import Closure, Commitment, Evidence
from dueregard.web.commitments.services.rules import known_to
from dueregard.web.commitments.states import ClosureKind, ClosureState
from dueregard.web.commitments.status import COMPLETING
from dueregard.web.core.clock import today
from dueregard.web.core.exceptions import Refused
from dueregard.web.organisation.models import Body

if TYPE_CHECKING:
    from dueregard.web.accounts.models import User


def refuse_unclosable(commitment: Commitment) -> None:
    """Refuse to close what has parts, points elsewhere, or has a closure already."""
    if not commitment.is_leaf:
        raise Refused(f"{commitment.reference} has parts. Close each of its parts.")
    if commitment.is_pointer:
        raise Refused(f"{commitment.reference} is answered at another item. Close that one.")
    alive = commitment.closures.filter(state__in=ALIVE).first()
    if alive is not None:
        how = ClosureState(alive.state).label.lower()
        raise Refused(f"{commitment.reference} has a closure already: {how}.")


def own_evidence(commitment: Commitment, evidence: Iterable[Evidence]) -> list[Evidence]:
    """Return the pieces chosen, all of which must be evidence for the item."""
    wanted = {piece.pk for piece in evidence}
    found = list(commitment.evidence.filter(pk__in=wanted, withdrawn_at=None))
    if len(found) != len(wanted):
        raise Refused(
            f"Some of the evidence is not, or no longer, evidence for {commitment.reference}. "
            "Add it to the item first.",
            field="evidence",
        )
    return found


def require_evidence(closure: Closure) -> None:
    """Closing takes evidence: what was done is not verified on a word alone."""
    if closure.kind not in COMPLETING:
        return
    pieces = Evidence.objects.filter(
        Q(closures=closure) | Q(uses__commitment=closure.commitment), withdrawn_at=None
    )
    if not pieces.exists():
        raise Refused(
            f"There is no evidence for {closure.commitment.reference} yet. Ask the owner for it, "
            "or refuse the closure."
        )
    good = Q(expires_on=None) | Q(expires_on__gte=today())
    if not pieces.filter(good).exists():
        raise Refused("All of its evidence has expired. Ask the owner for a newer version.")


def check_kind(
    commitment: Commitment,
    kind: ClosureKind,
    merged_into: Commitment | None,
    transferred_to: Body | None,
    by: User,
) -> None:
    """Refuse a kind without what it needs, or with what belongs to another."""
    if kind == ClosureKind.MERGED:
        if merged_into is None:
            raise Refused("Choose the item it is merged into.", field="merged_into")
        known_to(by, merged_into, "merged_into")
        refuse_circle(commitment, merged_into)
    elif merged_into is not None:
        raise Refused("Only a merged item is merged into another.", field="merged_into")
    if kind == ClosureKind.TRANSFERRED and transferred_to is None:
        raise Refused("Choose the body that takes it over.", field="transferred_to")
    if kind != ClosureKind.TRANSFERRED and transferred_to is not None:
        raise Refused("Only a transferred item goes to another body.", field="transferred_to")


def refuse_circle(commitment: Commitment, target: Commitment) -> None:
    """Refuse to merge an item into one that is merged into it."""
    seen: set[int] = set()
    here: int | None = target.pk
    while here is not None and here not in seen:
        if here == commitment.pk:
            raise Refused(
                f"{target.reference} is itself merged into {commitment.reference}, or is the "
                "same item. Choose another.",
                field="merged_into",
            )
        seen.add(here)
        merged = Closure.objects.filter(commitment_id=here, state__in=ALIVE)
        here = merged.values_list("merged_into_id", flat=True).first()


def asked(kind: ClosureKind) -> str:
    """Return what the statement must say, for the message when it does not."""
    if kind == ClosureKind.AS_MADE:
        return "what was done"
    if kind == ClosureKind.DIFFERENTLY:
        return "what was done and what differs from what was asked"
    return "why it is closed this way"
