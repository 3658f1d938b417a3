"""Evidence: files, links and texts in versions, used by one item or more."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import URLValidator
from django.db import transaction

from dueregard.web.accounts.permissions import Permission
from dueregard.web.audit.services import record, snapshot
from dueregard.web.commitments.access import may_on, may_see_evidence, require_on
from dueregard.web.commitments.facts import take_turns
from dueregard.web.commitments.files import store
from dueregard.web.commitments.models import Commitment, Evidence, EvidenceUse, EvidenceVersion
from dueregard.web.commitments.services.indexing import EVIDENCE, index_evidence
from dueregard.web.commitments.services.rules import stated
from dueregard.web.commitments.states import ClosureState, Visibility
from dueregard.web.core import search
from dueregard.web.core.clock import now, today
from dueregard.web.core.exceptions import NotPermitted, Refused

if TYPE_CHECKING:
    from dueregard.web.accounts.models import User

_LINK = URLValidator(schemes=["http", "https"])
_RESTS_ON = frozenset({ClosureState.PROPOSED, ClosureState.VERIFIED})


@transaction.atomic
def add_evidence(
    *,
    commitments: Iterable[Commitment],
    title: str,
    by: User,
    visibility: str = Visibility.INTERNAL,
    file: UploadedFile | None = None,
    link: str = "",
    text: str = "",
    expires_on: datetime.date | None = None,
    at: datetime.datetime | None = None,
) -> Evidence:
    """Add a piece of evidence to one item or more: exactly one of a file, a link or a text."""
    held = list(commitments)
    if not held:
        raise Refused("Choose at least one item that this is evidence for.", field="commitments")
    take_turns(held)
    require_on(by, Permission.ADD_EVIDENCE, *held)
    at = at or now()
    title = stated(title, what="a title for the evidence", field="title")
    _refuse_public(visibility, held)
    if expires_on is not None and expires_on < today():
        raise Refused("It has expired already. Give a day to come, or none.", field="expires_on")
    evidence = Evidence.objects.create(
        title=title[:200],
        visibility=Visibility(visibility),
        expires_on=expires_on,
        created_by=by,
        created_at=at,
    )
    version = _add_version(evidence, 1, by=by, file=file, link=link, text=text, at=at)
    _refuse_twice(version, held, by)
    for commitment in held:
        EvidenceUse.objects.create(evidence=evidence, commitment=commitment, added_at=at)
    index_evidence(evidence, at)
    ids = [commitment.pk for commitment in held]
    record(by=by, verb="add", instance=evidence, at=at, commitments=ids)
    return evidence


@transaction.atomic
def add_evidence_version(
    *,
    evidence: Evidence,
    by: User,
    file: UploadedFile | None = None,
    link: str = "",
    text: str = "",
    expires_on: datetime.date | None = None,
    expected_version: int | None = None,
    at: datetime.datetime | None = None,
) -> EvidenceVersion:
    """Add a newer version; the earlier ones stay."""
    require_evidence(by, evidence)
    evidence.refresh_from_db()
    evidence.expect_version(expected_version, {"text": text, "link": link})
    _refuse_withdrawn(evidence)
    if expires_on is not None and expires_on < today():
        raise Refused("It has expired already. Give a day to come, or none.", field="expires_on")
    at = at or now()
    before = snapshot(evidence)
    evidence.expires_on = expires_on
    # Counting the version up first lets two who add at once wait for each other.
    evidence.save_version(update_fields=["expires_on"])
    last = evidence.versions.order_by("-number").first()
    number = evidence.versions.count() + 1
    made = _add_version(evidence, number, by=by, file=file, link=link, text=text, at=at)
    if last is not None and made.file_id is not None and made.file_id == last.file_id:
        raise Refused(
            f"“{made.file_name}” is the same file as version {last.number}. Choose the newer one.",
            field="file",
        )
    index_evidence(evidence, at)
    record(by=by, verb="add_version", instance=evidence, before=before, at=at, number=number)
    return made


@transaction.atomic
def use_evidence(
    *,
    evidence: Evidence,
    commitment: Commitment,
    by: User,
    at: datetime.datetime | None = None,
) -> EvidenceUse:
    """Use evidence there is for a further item."""
    take_turns([commitment])
    require_on(by, Permission.ADD_EVIDENCE, commitment)
    evidence.refresh_from_db()
    if not may_see_evidence(by, evidence):
        raise Refused("There is no such evidence.", field="evidence")
    _refuse_withdrawn(evidence)
    _refuse_public(evidence.visibility, [commitment], field="evidence")
    if evidence.uses.filter(commitment=commitment).exists():
        raise Refused(f"It is evidence for {commitment.reference} already.", field="evidence")
    at = at or now()
    use = EvidenceUse.objects.create(evidence=evidence, commitment=commitment, added_at=at)
    record(by=by, verb="use", instance=evidence, at=at, commitments=[commitment.pk])
    return use


@transaction.atomic
def withdraw_evidence(
    *, evidence: Evidence, by: User, reason: str = "", at: datetime.datetime | None = None
) -> Evidence:
    """Take evidence out of use; it stays on record, marked, with its versions."""
    require_evidence(by, evidence)
    take_turns(list(evidence.commitments.order_by("pk")))
    evidence.refresh_from_db()
    _refuse_withdrawn(evidence)
    reason = stated(reason, what="why it is withdrawn", field="reason")
    for closure in evidence.closures.filter(state__in=_RESTS_ON).select_related("commitment"):
        if not closure.evidence.filter(withdrawn_at=None).exclude(pk=evidence.pk).exists():
            raise Refused(
                f"The closure of {closure.commitment.reference} rests on this alone. Have it "
                "reopened, or withdraw the closure, first."
            )
    at = at or now()
    before = snapshot(evidence)
    evidence.withdrawn_at, evidence.withdrawn_reason = at, reason
    evidence.save_version(update_fields=["withdrawn_at", "withdrawn_reason"])
    search.forget(kind=EVIDENCE, object_id=evidence.pk)
    record(by=by, verb="withdraw", instance=evidence, before=before, at=at)
    return evidence


def require_evidence(by: User, evidence: Evidence) -> None:
    """Raise unless the person may add evidence to an item that uses this, and see it."""
    allowed = any(
        may_on(by, Permission.ADD_EVIDENCE, commitment) for commitment in evidence.commitments.all()
    )
    if not (allowed and may_see_evidence(by, evidence)):
        raise NotPermitted(
            "You may not change this evidence: you report on none of the items that use it."
        )


def _add_version(
    evidence: Evidence,
    number: int,
    *,
    by: User,
    file: UploadedFile | None,
    link: str,
    text: str,
    at: datetime.datetime,
) -> EvidenceVersion:
    link, text = link.strip(), text.replace("\x00", "").strip()
    given = [name for name, value in (("file", file), ("link", link), ("text", text)) if value]
    if len(given) != 1:
        raise Refused(
            "Give exactly one of a file, a link or a text."
            if given
            else "Choose a file, or give a link or a text.",
            field=given[1] if given else "file",
        )
    if link:
        _check_link(link)
    return EvidenceVersion.objects.create(
        evidence=evidence,
        number=number,
        file=store(file) if file else None,
        file_name=str(file.name)[-200:] if file else "",
        link=link,
        text=text,
        added_by=by,
        added_at=at,
    )


def _refuse_twice(made: EvidenceVersion, held: list[Commitment], by: User) -> None:
    """Refuse a file that is evidence for one of the items already."""
    if made.file_id is None:
        return
    there = EvidenceUse.objects.filter(
        commitment__in=held,
        evidence__versions__file=made.file_id,
        evidence__withdrawn_at=None,
    ).exclude(evidence=made.evidence_id)
    for use in there.select_related("evidence", "commitment").order_by("pk"):
        # Evidence the person may not see is not given away by a refusal.
        if may_see_evidence(by, use.evidence):
            raise Refused(
                f"This file is evidence for {use.commitment.reference} already, as "
                f"“{use.evidence.title}”. Use that, or add a newer version to it.",
                field="file",
            )


def _check_link(link: str) -> None:
    try:
        _LINK(link)
    except ValidationError:
        raise Refused(
            "That is not a web address. It must begin with https:// or http://.", field="link"
        ) from None


def _refuse_public(visibility: str, held: list[Commitment], field: str = "visibility") -> None:
    restricted = [commitment.reference for commitment in held if commitment.restricted]
    if restricted and visibility == Visibility.PUBLIC:
        raise Refused(
            f"{', '.join(restricted)} is restricted, so its evidence cannot be public. "
            "Choose internal or restricted.",
            field=field,
        )


def _refuse_withdrawn(evidence: Evidence) -> None:
    if evidence.withdrawn_at is not None:
        raise Refused("This evidence has been withdrawn. Add it anew if it is good after all.")
