"""Dated statements: progress, next steps, notes. Never overwritten; a mistake is corrected."""

from __future__ import annotations

import datetime
import uuid
from typing import TYPE_CHECKING, Any

from django.db import transaction

from dueregard.web.accounts.permissions import Permission
from dueregard.web.audit.services import record
from dueregard.web.commitments.access import may_on, require_any_on, require_on
from dueregard.web.commitments.facts import keep_facts, take_turns
from dueregard.web.commitments.models import Commitment, Entry, Round
from dueregard.web.commitments.pointing import points_elsewhere
from dueregard.web.commitments.services.indexing import index_entry
from dueregard.web.commitments.services.rules import (
    day_said,
    require_or_import,
    round_for,
    speaking_post,
    stated,
)
from dueregard.web.commitments.states import EntryKind, RoundState, Voice
from dueregard.web.commitments.status import is_closed
from dueregard.web.core.clock import now
from dueregard.web.core.exceptions import NotPermitted, Refused
from dueregard.web.organisation.models import Post

if TYPE_CHECKING:
    from dueregard.web.accounts.models import User

#: What takes part in the talk about an item, besides reporting on it.
_SCRUTINISING = (Permission.CHALLENGE, Permission.VERIFY_CLOSURE)


@transaction.atomic
def add_progress(
    *,
    commitment: Commitment,
    text: str,
    by: User,
    said_on: datetime.date | None = None,
    round: Round | None = None,
    author_post: Post | None = None,
    attribution: str = "",
    batch: uuid.UUID | None = None,
    at: datetime.datetime | None = None,
) -> Entry:
    """Say what has been done."""
    take_turns([commitment])
    require_or_import(by, Permission.REPORT, [commitment], batch)
    _refuse_unfit(commitment, batch)
    return _add(
        commitment, EntryKind.PROGRESS, stated(text, what="what has been done"), by=by,
        said_on=said_on, round_=round, author_post=author_post, attribution=attribution,
        batch=batch, at=at,
    )  # fmt: skip


@transaction.atomic
def add_next_step(
    *,
    commitment: Commitment,
    text: str,
    by: User,
    owner_post: Post | None = None,
    due_on: datetime.date | None = None,
    said_on: datetime.date | None = None,
    round: Round | None = None,
    author_post: Post | None = None,
    attribution: str = "",
    batch: uuid.UUID | None = None,
    at: datetime.datetime | None = None,
) -> Entry:
    """Say what will be done next, by whom and when.

    One that only points elsewhere is kept and flagged: the page asks for more, it does not
    block.
    """
    take_turns([commitment])
    require_or_import(by, Permission.REPORT, [commitment], batch)
    _refuse_unfit(commitment, batch)
    text = stated(text, what="what will be done next")
    return _add(
        commitment, EntryKind.NEXT_STEP, text, by=by, said_on=said_on, round_=round,
        author_post=author_post, attribution=attribution, batch=batch, at=at,
        owner_post=owner_post, due_on=due_on, points_elsewhere=points_elsewhere(text),
    )  # fmt: skip


@transaction.atomic
def add_note(
    *,
    commitment: Commitment,
    text: str,
    by: User,
    said_on: datetime.date | None = None,
    round: Round | None = None,
    author_post: Post | None = None,
    attribution: str = "",
    batch: uuid.UUID | None = None,
    at: datetime.datetime | None = None,
) -> Entry:
    """Add a note, in the voice of whoever writes it."""
    take_turns([commitment])
    imports = batch is not None and may_on(by, Permission.MANAGE_SOURCES, commitment)
    if not imports:
        require_any_on(by, (Permission.REPORT, *_SCRUTINISING), commitment)
    delivers = imports or may_on(by, Permission.REPORT, commitment)
    return _add(
        commitment, EntryKind.NOTE, stated(text, what="your note"), by=by, said_on=said_on,
        round_=round, author_post=author_post, attribution=attribution, batch=batch, at=at,
        voice=Voice.DELIVERER if delivers else Voice.SCRUTINEER,
    )  # fmt: skip


@transaction.atomic
def correct_entry(
    *, entry: Entry, text: str, by: User, at: datetime.datetime | None = None
) -> Entry:
    """Say again what was said wrongly; both stay, the correction beside what it corrects.

    While the round is open its author may, and anyone who may report on the item; after that
    only an officer.
    """
    commitment = entry.commitment
    take_turns([commitment])
    entry.refresh_from_db()
    _require_correction(by, entry)
    text = stated(text, what="the corrected text")
    if Entry.objects.filter(corrects=entry).exists():
        raise Refused("This has been corrected already. Correct the correction instead.")
    if text == entry.text:
        raise Refused("The text is the same as before. Change it, or go back.", field="text")
    at = at or now()
    made = Entry.objects.create(
        commitment=commitment,
        kind=entry.kind,
        voice=entry.voice,
        round=entry.round,
        text=text,
        said_on=entry.said_on,
        author=by,
        author_post=entry.author_post,
        attribution=entry.attribution,
        owner_post=entry.owner_post,
        due_on=entry.due_on,
        points_elsewhere=entry.kind == EntryKind.NEXT_STEP and points_elsewhere(text),
        corrects=entry,
        position=entry.position,
        created_at=at,
    )
    return _finish(made, by=by, verb="correct", at=at, batch=None)


def may_correct(by: User, entry: Entry) -> bool:
    """Return whether somebody may correct a statement now."""
    if may_on(by, Permission.MANAGE_ROUNDS, entry.commitment):
        return True
    if entry.round is not None and entry.round.state == RoundState.CLOSED:
        return False
    if entry.voice == Voice.DELIVERER:
        return may_on(by, Permission.REPORT, entry.commitment)
    return entry.author_id == by.pk and may_on(by, Permission.VIEW, entry.commitment)


def _require_correction(by: User, entry: Entry) -> None:
    require_on(by, Permission.VIEW, entry.commitment)
    if may_correct(by, entry):
        return
    if entry.round is not None and entry.round.state == RoundState.CLOSED:
        raise NotPermitted(
            f"The round “{entry.round.name}” is closed, so only an equality officer may correct "
            "what was said in it. Say it anew in the open round."
        )
    raise NotPermitted("Only those who report on this item may correct what was said here.")


def _refuse_unfit(commitment: Commitment, batch: uuid.UUID | None) -> None:
    if commitment.is_pointer and batch is None:
        raise Refused(f"{commitment.reference} is answered at another item. Report there.")
    if is_closed(commitment) and batch is None:
        raise Refused(
            f"{commitment.reference} is closed. Ask for it to be reopened, or add a note instead."
        )


def _add(
    commitment: Commitment,
    kind: EntryKind,
    text: str,
    *,
    by: User,
    said_on: datetime.date | None,
    round_: Round | None,
    author_post: Post | None,
    attribution: str,
    batch: uuid.UUID | None,
    at: datetime.datetime | None,
    voice: Voice = Voice.DELIVERER,
    **further: Any,
) -> Entry:
    at = at or now()
    round_ = round_for([commitment], round_, batch)
    if batch is None:
        _refuse_twice(commitment, kind, text, round_)
    # What an import brings was said by others: no post of the importer's speaks.
    post = author_post if batch is not None else speaking_post(by, commitment, author_post)
    made = Entry.objects.create(
        commitment=commitment,
        kind=kind,
        voice=voice,
        round=round_,
        text=text,
        said_on=day_said(said_on, at),
        author=by,
        author_post=post,
        attribution=attribution.strip()[:200],
        position=commitment.entries.count(),
        created_at=at,
        batch=batch,
        **further,
    )
    return _finish(made, by=by, verb="add", at=at, batch=batch)


def _refuse_twice(commitment: Commitment, kind: EntryKind, text: str, round_: Round | None) -> None:
    """Refuse the same words twice in one round: a form was sent twice, or an owner forgot."""
    same = commitment.entries.filter(kind=kind, round=round_, text=text, corrected_by=None)
    if same.exists():
        where = f" in the round “{round_.name}”" if round_ else ""
        raise Refused(f"This is on record already{where}. Say what is new.", field="text")


def _finish(
    entry: Entry, *, by: User, verb: str, at: datetime.datetime, batch: uuid.UUID | None
) -> Entry:
    keep_facts([entry.commitment])
    index_entry(entry, at)
    record(by=by, verb=verb, instance=entry, at=at, batch=batch)
    return entry
