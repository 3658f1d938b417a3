"""The history of a commitment and all that hangs on it, from the audit record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from dueregard.web.audit.models import Event
from dueregard.web.commitments.access import evidence_visible_to
from dueregard.web.commitments.models import Challenge, ChallengeItem, Commitment

if TYPE_CHECKING:
    from dueregard.web.accounts.models import User

#: Kinds of event that a higher app keeps under the same id as the commitment.
_SAME_ID = ("recommendations.recommendation",)


def history(commitment: Commitment, user: User) -> QuerySet[Event]:
    """Return the events of an item and of what hangs on it, newest first.

    Evidence hidden from the person stays hidden here too.
    """
    pk = commitment.pk
    challenges = ChallengeItem.objects.filter(commitment=pk).values_list("challenge", flat=True)
    things: dict[str, list[int]] = {
        "commitments.commitment": [pk],
        "commitments.entry": list(commitment.entries.values_list("pk", flat=True)),
        "commitments.challenge": list(challenges),
        "commitments.closure": list(commitment.closures.values_list("pk", flat=True)),
        "commitments.extensionrequest": list(
            commitment.extension_requests.values_list("pk", flat=True)
        ),
        "commitments.handback": list(commitment.hand_backs.values_list("pk", flat=True)),
        "commitments.evidencerequest": list(
            commitment.evidence_requests.values_list("pk", flat=True)
        ),
        "commitments.evidence": list(
            evidence_visible_to(user).filter(uses__commitment=pk).values_list("pk", flat=True)
        ),
        **{kind: [pk] for kind in _SAME_ID},
    }
    events = _events(things)
    if Event.objects.filter(kind__in=_SAME_ID, object_id=pk, verb__startswith="add_").exists():
        # The higher app says of the same act what the item was added to.
        return events.exclude(kind="commitments.commitment", verb="create")
    return events


def challenge_history(challenge: Challenge) -> QuerySet[Event]:
    """Return the events of a challenge, newest first."""
    return _events({"commitments.challenge": [challenge.pk]})


def _events(things: dict[str, list[int]]) -> QuerySet[Event]:
    wanted = Q(pk__in=[])
    for kind, ids in things.items():
        if ids:
            wanted |= Q(kind=kind, object_id__in=ids)
    return Event.objects.filter(wanted).order_by("-id")
