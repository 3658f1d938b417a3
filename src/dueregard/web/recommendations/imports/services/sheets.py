"""Bringing an edited export back: kept, compared, then taken over in one transaction."""

from __future__ import annotations

import datetime
import uuid
from collections import Counter
from collections.abc import Collection
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from dueregard.rendering.sheets_in import read_sheet
from dueregard.web.accounts.models import User
from dueregard.web.audit.services import record
from dueregard.web.commitments import services as commitments
from dueregard.web.commitments.files import open_file, store
from dueregard.web.commitments.models import Commitment
from dueregard.web.core.clock import now
from dueregard.web.core.exceptions import NotPermitted, Refused
from dueregard.web.recommendations import services as register
from dueregard.web.recommendations.imports import sheet_columns as columns
from dueregard.web.recommendations.imports.sheets import (
    SheetRow,
    compare_sheet,
    headings_missing,
)
from dueregard.web.recommendations.models import Recommendation, SheetImport
from dueregard.web.recommendations.states import ImportState


@transaction.atomic
def receive_sheet(
    *, upload: UploadedFile, by: User, at: datetime.datetime | None = None
) -> SheetImport:
    """Keep an edited export until its differences are accepted.

    Raises
    ------
    UnusableDocument, UnreadableDocument
        When it holds no list or cannot be opened.
    Refused
        When it is not an export of recommendations.
    """
    at = at or now()
    upload.seek(0)
    rows = read_sheet(upload.read(), upload.name)
    if not rows:
        raise Refused("There are no rows under the headings of this list.", field="file")
    if missing := headings_missing(rows):
        words = " and ".join(f"“{label}”" for label in missing)
        raise Refused(
            f"The list has no column {words}. Download the list of recommendations here, edit "
            "it and keep those columns as they are.",
            field="file",
        )
    upload.seek(0)
    sheet = SheetImport.objects.create(
        file=store(upload),
        file_name=(upload.name or "list")[:200],
        batch=uuid.uuid4(),
        created_by=by,
        created_at=at,
    )
    record(by=by, verb="receive", instance=sheet, at=at)
    return sheet


def rows_of(sheet: SheetImport, user: User) -> list[SheetRow]:
    """Return the rows of a kept sheet beside the register as it stands now."""
    with open_file(sheet.file) as file:
        return compare_sheet(read_sheet(file.read(), sheet.file_name), user)


def rehearse(sheet: SheetImport, rows: list[SheetRow], by: User) -> None:
    """Try every row, take everything back, and note on each row what the services refuse."""
    for row in rows:
        if not row.can_be_taken:
            continue
        with transaction.atomic():
            try:
                _take_over(sheet, row, by, now())
            except (Refused, NotPermitted) as error:
                row.errors.append(str(error))
            transaction.set_rollback(True)


@transaction.atomic
def accept_sheet(
    *,
    sheet: SheetImport,
    chosen: Collection[int],
    by: User,
    at: datetime.datetime | None = None,
) -> SheetImport:
    """Take the chosen rows over, all of them or none; ids of recommendations name the rows.

    Raises
    ------
    Refused
        When a chosen row cannot be taken over, with its number and the reason.
    NotPermitted
        When the person may not do what a row asks.
    """
    at = at or now()
    if sheet.created_by_id != by.pk:
        raise NotPermitted("Only the person who brought this list can accept it.")
    if sheet.state != ImportState.PREVIEW:
        raise Refused("This list was taken over or given up already.")
    counts: Counter[str] = Counter()
    for row in rows_of(sheet, by):
        if row.recommendation is None or row.recommendation.pk not in chosen:
            continue
        if row.errors:
            raise Refused(f"Row {row.number} ({row.name}): {row.errors[0]}")
        try:
            counts += _take_over(sheet, row, by, at)
        except Refused as error:
            raise Refused(f"Row {row.number} ({row.name}): {error}") from error
        counts["rows"] += bool(row.changes)
    sheet.state, sheet.accepted_at, sheet.outcome = ImportState.ACCEPTED, at, dict(counts)
    sheet.save_version(update_fields=["state", "accepted_at", "outcome"])
    record(by=by, verb="accept_sheet", instance=sheet, at=at, batch=sheet.batch)
    return sheet


def _take_over(sheet: SheetImport, row: SheetRow, by: User, at: datetime.datetime) -> Counter[str]:
    """Make the changes of one row through the services; who may not do it by hand, may not here."""
    if row.recommendation is None:
        return Counter()
    found = Recommendation.objects.select_related("commitment", "source").get(
        pk=row.recommendation.pk
    )
    wanted: dict[str, Any] = {change.column.key: change.value for change in row.changes}
    own = {key: wanted[key] for key in ("priority", "restricted") if key in wanted}
    if own:
        register.edit_recommendation(
            recommendation=found, expected_version=found.version, by=by, at=at, **own
        )
    commitment = Commitment.objects.select_related("owner_post", "deputy_post").get(pk=found.pk)
    reason = f"Edited list “{sheet.file_name}”"[:300]
    if columns.OWNER.key in wanted or columns.DEPUTY.key in wanted:
        commitments.assign(
            commitment=commitment,
            owner_post=wanted.get(columns.OWNER.key, commitment.owner_post),
            deputy_post=wanted.get(columns.DEPUTY.key, commitment.deputy_post),
            reason=reason,
            by=by,
            at=at,
        )
    if columns.DUE.key in wanted:
        commitments.set_due_date(
            commitment=commitment, due_on=wanted[columns.DUE.key], reason=reason, by=by, at=at
        )
    if text := wanted.get(columns.NEW_PROGRESS.key):
        commitments.add_progress(commitment=commitment, text=text, by=by, at=at)
    if text := wanted.get(columns.NEW_NEXT_STEP.key):
        commitments.add_next_step(commitment=commitment, text=text, by=by, at=at)
    return Counter(dict.fromkeys(wanted, 1))
