"""What needs a person today among commitments."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import replace

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.urls import reverse

from dueregard.web.accounts.models import User
from dueregard.web.accounts.permissions import Permission
from dueregard.web.commitments.access import visible
from dueregard.web.commitments.attention_overseeing import own_challenges, to_follow_up
from dueregard.web.commitments.models import (
    Challenge,
    ChallengeItem,
    Closure,
    Commitment,
    EvidenceRequest,
    ExtensionRequest,
    HandBack,
    Round,
)
from dueregard.web.commitments.pages import origins_of, own_href
from dueregard.web.commitments.queries.challenges import in_days
from dueregard.web.commitments.queries.owned import items_to_report
from dueregard.web.commitments.queries.rounds import silent_owners
from dueregard.web.commitments.scopes import scope_of
from dueregard.web.commitments.states import ClosureState, RequestState, RoundState
from dueregard.web.commitments.status import overdue, still_open
from dueregard.web.core.dates import write_date
from dueregard.web.core.registry import AttentionItem
from dueregard.web.core.text import excerpt
from dueregard.web.organisation.access import Access, access_of

#: How many days before its date an item is due soon.
SOON = 21
#: At most so many lines of one kind; the page of all of them is one click further.
MOST = 40

LATE = "Late"
DUE_SOON = "Due soon"
CHALLENGED = "To answer"
TO_REPORT = "To report this round"
TO_VERIFY = "To verify"
TO_DECIDE = "To decide"
EVIDENCE_ASKED = "Evidence asked for"
ROUNDS = "Rounds to watch"
ANSWERED = "Your challenges, answered"
#: How long an answer stays on the home page of who asked.
ANSWERED_WEEKS = 4


def attention(user: User, today: datetime.date) -> list[AttentionItem]:
    """Return what waits for a person, each line saying which source its item belongs to."""
    lines = list(_lines(user, today))
    items = Commitment.objects.in_bulk({line.commitment_id for line in lines} - {None})
    origins = origins_of(items.values())
    return [
        replace(line, sentence=f"{origins[line.commitment_id].title}. {line.sentence}")
        if line.commitment_id in origins
        else line
        for line in lines
    ]


def _lines(user: User, today: datetime.date) -> Iterator[AttentionItem]:
    """Yield what waits for a person: as owner, verifier, officer or lead."""
    access = access_of(user)
    if access.posts:
        yield from _as_owner(user, access, today)
    yield from _to_verify(user, access, today)
    yield from _to_decide(user, access)
    yield from _rounds_to_watch(access, today)
    yield from to_follow_up(user, access, today)
    yield from own_challenges(user)
    yield from _answered(user, today)


def _mine(access: Access, prefix: str = "") -> Q:
    return Q(**{f"{prefix}owner_post__in": access.posts}) | Q(
        **{f"{prefix}deputy_post__in": access.posts}
    )


def _as_owner(user: User, access: Access, today: datetime.date) -> Iterator[AttentionItem]:
    mine = Commitment.objects.filter(_mine(access)).order_by("due_on", "pk")
    for item in mine.filter(overdue(today))[:MOST]:
        yield _dated(item, LATE, 10, f"Overdue since {write_date(item.due_on)}.")  # type: ignore[arg-type]
    soon = today + datetime.timedelta(days=SOON)
    for item in mine.filter(still_open(), due_on__gte=today, due_on__lte=soon)[:MOST]:
        yield _dated(item, DUE_SOON, 40, f"Due on {write_date(item.due_on)}.")  # type: ignore[arg-type]
    yield from _challenges(access, today)
    yield from _evidence(access)
    yield from _to_report(user, today)


def _dated(item: Commitment, group: str, urgency: int, sentence: str) -> AttentionItem:
    return AttentionItem(
        group=group,
        title=_title(item),
        href=own_href(item.pk),
        sentence=sentence,
        due_on=item.due_on,
        urgency=urgency,
        commitment_id=item.pk,
    )


def _challenges(access: Access, today: datetime.date) -> Iterator[AttentionItem]:
    about = ChallengeItem.objects.filter(_mine(access, "commitment__"))
    first = about.filter(challenge=OuterRef("pk")).order_by("position", "pk")
    waiting = Challenge.objects.filter(answered_at=None, pk__in=about.values("challenge"))
    waiting = waiting.annotate(on_item=Subquery(first.values("commitment")[:1]))
    for challenge in waiting.order_by("raised_on", "pk")[:MOST]:
        asked = (today - challenge.raised_on).days
        yield AttentionItem(
            group=CHALLENGED,
            title=excerpt(challenge.text, 18),
            href=reverse("commitments:answer_challenge", args=[challenge.pk]),
            sentence=f"Asked {f'{in_days(asked)} ago' if asked > 0 else 'today'}, not answered.",
            urgency=20,
            commitment_id=challenge.on_item,
        )


def _evidence(access: Access) -> Iterator[AttentionItem]:
    asked = EvidenceRequest.objects.filter(
        _mine(access, "commitment__"), met_at=None, withdrawn_at=None
    ).select_related("commitment", "requested_by")
    for request in asked.order_by("due_on", "pk")[:MOST]:
        yield AttentionItem(
            group=EVIDENCE_ASKED,
            title=f"{request.commitment.reference}: {excerpt(request.what, 14)}",
            href=reverse("commitments:meet_evidence_request", args=[request.pk]),
            sentence=f"Asked for by {request.requested_by.name}.",
            due_on=request.due_on,
            urgency=30,
            commitment_id=request.commitment_id,
        )


def _to_report(user: User, today: datetime.date) -> Iterator[AttentionItem]:
    """Yield one line a round: all items of it are reported on one page."""
    silent: dict[int, int] = {}
    rounds = {}
    for item in items_to_report(user):
        if item.round is not None and not item.is_reported:
            silent[item.round.pk] = silent.get(item.round.pk, 0) + 1
            rounds[item.round.pk] = item.round
    for pk, number in silent.items():
        due = rounds[pk].due_on
        late = due is not None and due < today
        when = f" Due on {write_date(due)}." if due else ""
        yield AttentionItem(
            group=TO_REPORT,
            title=rounds[pk].name,
            href=reverse("commitments:update_many"),
            sentence=f"{number} item{'' if number == 1 else 's'} to report on.{when}",
            due_on=due,
            urgency=12 if late else 35,
        )


def _to_verify(user: User, access: Access, today: datetime.date) -> Iterator[AttentionItem]:
    units = access.units(Permission.VERIFY_CLOSURE)
    if not units:
        return
    waiting = Closure.objects.filter(
        visible(user, "commitment__"),
        commitment__unit__in=units,
        state__in=[ClosureState.PROPOSED, ClosureState.REPORTED],
    ).exclude(proposed_by=user)
    waiting = waiting.exclude(_mine(access, "commitment__")).select_related("commitment")
    for closure in waiting.order_by("-state", "proposed_at", "pk")[:MOST]:
        proposed = closure.state == ClosureState.PROPOSED
        number = closure.commitment.open_challenges
        flag = f" {number} challenge{'' if number == 1 else 's'} unanswered." if number else ""
        how = "Closure proposed" if proposed else "Reported complete"
        yield AttentionItem(
            group=TO_VERIFY,
            title=_title(closure.commitment),
            href=reverse("commitments:decide_closure", args=[closure.pk]),
            sentence=f"{how} on {write_date(closure.effective_on)}.{flag}",
            urgency=25 if proposed else 60,
            commitment_id=closure.commitment_id,
        )


def _to_decide(user: User, access: Access) -> Iterator[AttentionItem]:
    units = access.units(Permission.DECIDE_REQUESTS)
    if not units:
        return
    seen = Q(visible(user, "commitment__"), commitment__unit__in=units, state=RequestState.WAITING)
    # Whoever answers for an item does not decide on what was asked for it.
    own = _mine(access, "commitment__")
    extensions: QuerySet[ExtensionRequest] = ExtensionRequest.objects.filter(seen)
    asked = extensions.exclude(requested_by=user).exclude(own).select_related("commitment")
    for request in asked.order_by("requested_at")[:MOST]:
        yield AttentionItem(
            group=TO_DECIDE,
            title=_title(request.commitment),
            href=reverse("commitments:decide_extension", args=[request.pk]),
            sentence=f"More time asked for, until {write_date(request.to_date)}.",
            urgency=28,
            commitment_id=request.commitment_id,
        )
    handed = HandBack.objects.filter(seen).exclude(handed_back_by=user).exclude(own)
    for hand_back in handed.select_related("commitment", "post").order_by("handed_back_at")[:MOST]:
        yield AttentionItem(
            group=TO_DECIDE,
            title=_title(hand_back.commitment),
            href=reverse("commitments:decide_hand_back", args=[hand_back.pk]),
            sentence=f"Handed back by {hand_back.post.title}.",
            urgency=27,
            commitment_id=hand_back.commitment_id,
        )


def _rounds_to_watch(access: Access, today: datetime.date) -> Iterator[AttentionItem]:
    """Yield the open rounds a person manages in which somebody has yet to report."""
    units = access.units(Permission.MANAGE_ROUNDS)
    if not units:
        return
    for round_ in Round.objects.filter(state=RoundState.OPEN).order_by("due_on", "pk")[:MOST]:
        scope = scope_of(round_)
        if scope is None or scope.unit_id not in units:
            continue
        silent = len(silent_owners(round_))
        if silent:
            late = round_.due_on is not None and round_.due_on < today
            yield AttentionItem(
                group=ROUNDS,
                title=f"{round_.name}, {scope.title}",
                href=reverse("commitments:round", args=[round_.pk]),
                sentence=f"{silent} owner{'' if silent == 1 else 's'} yet to report.",
                due_on=round_.due_on,
                urgency=26 if late else 45,
            )


def _answered(user: User, today: datetime.date) -> Iterator[AttentionItem]:
    """Yield the person's own challenges that were answered in the last weeks."""
    since = today - datetime.timedelta(weeks=ANSWERED_WEEKS)
    mine = Challenge.objects.filter(author=user, batch=None, answered_at__date__gte=since)
    for challenge in mine.order_by("-answered_at")[:MOST]:
        yield AttentionItem(
            group=ANSWERED,
            title=excerpt(challenge.text, 16),
            href=reverse("commitments:challenge", args=[challenge.pk]),
            sentence="Answered since you asked it.",
            urgency=65,
        )


def _title(item: Commitment) -> str:
    return f"{item.reference} {excerpt(item.title, 16)}"
