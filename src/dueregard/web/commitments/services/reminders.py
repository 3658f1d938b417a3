"""Reminding those who have not reported: one message a person."""

from __future__ import annotations

import datetime
import smtplib
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.core import mail
from django.db import transaction

from dueregard.web.audit.services import record
from dueregard.web.commitments.models import Round
from dueregard.web.commitments.queries.rounds import SilentOwner, silent_owners
from dueregard.web.commitments.scopes import scope_of
from dueregard.web.commitments.services.rounds import require_round
from dueregard.web.commitments.states import RoundState
from dueregard.web.core.clock import now
from dueregard.web.core.dates import write_date
from dueregard.web.core.exceptions import Refused
from dueregard.web.organisation.models import Post

if TYPE_CHECKING:
    from dueregard.web.accounts.models import User


@transaction.atomic
def remind(
    *,
    round: Round,
    posts: Iterable[Post],
    by: User,
    address: str = "",
    at: datetime.datetime | None = None,
) -> int:
    """Remind the holders of ``posts`` of what they have not reported in the round.

    Parameters
    ----------
    address
        Where they report, put into the message.

    Returns
    -------
    int
        How many people were written to: one message each, whatever number of posts they hold.
    """
    round.refresh_from_db()
    require_round(by, round.scope_kind, round.scope_id)
    if round.state == RoundState.CLOSED:
        raise Refused(f"The round “{round.name}” is closed: there is nothing to report any more.")
    wanted = {post.pk for post in posts}
    silent = [owner for owner in silent_owners(round) if owner.post.pk in wanted]
    by_person: dict[User, list[SilentOwner]] = {}
    for owner in silent:
        if owner.holder is not None and owner.holder.is_active:
            by_person.setdefault(owner.holder, []).append(owner)
    if not by_person:
        raise Refused("None of them can be written to: the posts are vacant, or have reported.")
    record(
        by=by, verb="remind", instance=round, at=at or now(),
        people=sorted(person.pk for person in by_person),
        posts=sorted(owner.post.pk for owner in silent),
    )  # fmt: skip
    _send([_message(round, person, owners, address) for person, owners in by_person.items()])
    return len(by_person)


def _message(
    round_: Round, person: User, owners: list[SilentOwner], address: str
) -> mail.EmailMessage:
    scope = scope_of(round_)
    about = f"{scope.title}, {round_.name}" if scope else round_.name
    due = f" Please report by {write_date(round_.due_on)}." if round_.due_on else ""
    lines = [f"Dear {person.name},", "", f"{about} waits for your report.{due}", ""]
    for owner in owners:
        lines.append(f"As {owner.post.title}:")
        for item in owner.items:
            # Restricted wording stays in the register: mail is read in many places.
            words = "a restricted item" if item.restricted else item.title
            lines.append(f"  {item.reference}  {words}"[:300])
        lines.append("")
    if address:
        lines += ["Report here:", address, ""]
    return mail.EmailMessage(
        subject=f"Your report is due: {about}"[:200].replace("\n", " "),
        body="\n".join(lines),
        to=[person.email],
    )


def _send(messages: list[mail.EmailMessage]) -> None:
    try:
        mail.get_connection().send_messages(messages)
    except (smtplib.SMTPException, OSError) as error:
        raise Refused(
            "The mail server did not take the messages, so nobody was reminded. "
            "Try again later, or tell an administrator."
        ) from error
