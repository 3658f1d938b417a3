"""What item pages show of a commitment. Load with ``{% load commitments %}``."""

from __future__ import annotations

from collections.abc import Sequence

from django import template

from dueregard.web.accounts.models import User
from dueregard.web.accounts.permissions import Permission
from dueregard.web.commitments import actions, queries, status
from dueregard.web.commitments.access import may_on
from dueregard.web.commitments.models import Commitment, EvidenceRequest
from dueregard.web.commitments.queries.closing import evidence_row
from dueregard.web.commitments.voices import challenge_voice
from dueregard.web.core.clock import today
from dueregard.web.core.components import SummaryRow, Tag, TimelineRound, VoiceEntry

register = template.Library()


@register.simple_tag
def status_sentence(commitment: Commitment) -> str:
    """Return where an item stands as a sentence."""
    return status.sentence(commitment, today())


@register.simple_tag
def status_tag(commitment: Commitment) -> Tag:
    """Return where an item stands as a tag."""
    return status.status_tag(commitment, today())


@register.simple_tag
def timeline(story: Sequence[queries.RoundStory]) -> list[TimelineRound]:
    """Return a story as the timeline component shows it."""
    return [part.timeline for part in story]


@register.simple_tag
def owner_rows(commitment: Commitment, user: User) -> list[SummaryRow]:
    """Return who answers for an item, by when, with what may be changed."""
    return actions.owner_rows(commitment, user)


@register.simple_tag
def item_actions(commitment: Commitment, user: User) -> actions.Actions:
    """Return what a person may do on an item, the most pressing first."""
    return actions.actions_for(commitment, user)


@register.simple_tag
def unanswered(commitment: Commitment, user: User) -> list[VoiceEntry]:
    """Return the challenges on an item that nobody has answered, with links to answer them."""
    if not commitment.open_challenges:
        return []
    part = queries.RoundStory(commitment, None, user=user)
    waiting = queries.open_challenges(user, commitment=commitment)
    return [challenge_voice(each, part) for each in waiting.prefetch_related("commitments")]


@register.simple_tag
def evidence_rows(commitment: Commitment, user: User) -> list[SummaryRow]:
    """Return the evidence of an item."""
    return [evidence_row(each) for each in queries.evidence_of(commitment, user)]


@register.simple_tag
def evidence_requests(commitment: Commitment, user: User) -> list[EvidenceRequest]:
    """Return the evidence still asked for, each with what the person may do about it."""
    waiting = commitment.evidence_requests.filter(met_at=None, withdrawn_at=None).order_by("pk")
    requests = list(waiting)
    for request in requests:
        request.may_meet = may_on(user, Permission.ADD_EVIDENCE, commitment)  # type: ignore[attr-defined]
        request.may_withdraw = may_on(user, Permission.REQUEST_EVIDENCE, commitment)  # type: ignore[attr-defined]
    return requests
