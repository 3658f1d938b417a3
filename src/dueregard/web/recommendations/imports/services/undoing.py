"""Undoing an accepted import as a whole, while nothing has been built on it."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError

from dueregard.web.accounts.models import User
from dueregard.web.audit.services import record, snapshot
from dueregard.web.commitments import services as commitments
from dueregard.web.core import search
from dueregard.web.core.clock import now
from dueregard.web.core.exceptions import Refused
from dueregard.web.recommendations import services as register
from dueregard.web.recommendations.imports.built_on import built_on, replaced_rows
from dueregard.web.recommendations.imports.setup import require_manager
from dueregard.web.recommendations.models import (
    ImportRow,
    PaperImport,
    Source,
)
from dueregard.web.recommendations.states import ImportState


class BuiltOn(Refused):
    """Something rests on the import; ``sentences`` says what."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__(
            "This import cannot be undone any more, because work has been built on it. "
            + " ".join(sentences[:5])
            + (" And more." if len(sentences) > 5 else "")
        )
        self.sentences = sentences


@transaction.atomic
def undo_import(
    *, paper_import: PaperImport, by: User, at: datetime.datetime | None = None
) -> PaperImport:
    """Take everything an import brought in out again; the paper and its review stay on record.

    Raises
    ------
    BuiltOn
        When anything was said, linked, changed or decided on top of it since.
    """
    at = at or now()
    require_manager(paper_import, by)
    if paper_import.state != ImportState.ACCEPTED:
        raise Refused("Only an accepted import can be undone.")
    if found := built_on(paper_import):
        raise BuiltOn(found)
    _restore(paper_import, by, at)
    try:
        _take_out(paper_import, by, at)
    except ProtectedError as error:
        raise BuiltOn(sorted({_named(one) for one in error.protected_objects})) from error
    paper_import.state = ImportState.UNDONE
    paper_import.undone_by, paper_import.undone_at = by, at
    paper_import.save_version(
        update_fields=["state", "undone_by", "undone_at", "source", "round", "new_source"]
    )
    record(by=by, verb="undo_import", instance=paper_import, at=at, batch=paper_import.batch)
    return paper_import


def _named(thing: Any) -> str:
    return f"The {thing._meta.verbose_name} “{thing}” rests on it."


def _restore(paper_import: PaperImport, by: User, at: datetime.datetime) -> None:
    """Give wording and owners that were replaced back what they were.

    Dates and all else that commitments hold are given back with the rest of the batch.
    """
    for row, recommendation in replaced_rows(paper_import):
        taken = set(row.differences) - set(row.left_out)
        changes: dict[str, Any] = {}
        if "text" in taken:
            changes |= row.differences["text"]["held"]
        if "owner" in taken:
            changes["owner_printed"] = row.differences["owner"]["before"]
        if changes:
            register.edit_recommendation(
                recommendation=recommendation,
                expected_version=None,
                by=by,
                at=at,
                batch=paper_import.batch,
                **changes,
            )


def _take_out(paper_import: PaperImport, by: User, at: datetime.datetime) -> None:
    batch = paper_import.batch
    added_source = Source.objects.filter(batch=batch).first()
    paper_import.round = None
    if added_source is not None:
        paper_import.source = None
    PaperImport.objects.filter(pk=paper_import.pk).update(round=None, source=paper_import.source_id)
    ImportRow.objects.filter(recommendation__commitment__batch=batch).update(recommendation=None)
    register.remove_batch(batch=batch, by=by, at=at)
    commitments.undo_batch(batch=batch, by=by, at=at)
    if added_source is not None:
        _take_out_source(added_source, paper_import, by, at)


def _take_out_source(
    source: Source, paper_import: PaperImport, by: User, at: datetime.datetime
) -> None:
    PaperImport.objects.filter(source=source).exclude(
        state__in=[ImportState.PREVIEW, ImportState.ACCEPTED]
    ).update(source=None)
    record(
        by=by, verb="undo", instance=source, after=snapshot(source), at=at, batch=paper_import.batch
    )
    search.forget(kind="source", object_id=source.pk)
    source.delete()
