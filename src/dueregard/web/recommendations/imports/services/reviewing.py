"""Reviewing a paper before anything of it enters the register."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Collection, Mapping, Sequence

from django.db import transaction

from dueregard.web.accounts.models import User
from dueregard.web.audit.services import record
from dueregard.web.core.clock import now
from dueregard.web.core.exceptions import Refused
from dueregard.web.recommendations.imports.queries import wording_read
from dueregard.web.recommendations.imports.rows import write_rows
from dueregard.web.recommendations.imports.setup import (
    Setup,
    require_manager,
    require_setup_permission,
)
from dueregard.web.recommendations.imports.tree_rules import LONGEST_NUMBER
from dueregard.web.recommendations.models import ImportRow, PaperImport, ReceivedPaper
from dueregard.web.recommendations.numbering import tidy
from dueregard.web.recommendations.states import ImportState, RowDecision, RowMatch


@transaction.atomic
def start_import(
    *, paper: ReceivedPaper, setup: Setup, by: User, at: datetime.datetime | None = None
) -> PaperImport:
    """Begin the review of a paper against a source: nothing enters the register yet."""
    at = at or now()
    require_setup_permission(setup, by)
    setup.check()
    if not paper.document.get("tracked_items"):
        raise Refused(
            "Nothing in this paper is a recommendation or action with a status, so there is "
            "nothing to take in."
        )
    paper_import = PaperImport(
        paper=paper, batch=uuid.uuid4(), created_by=by, created_at=at, state=ImportState.PREVIEW
    )
    _put(paper_import, setup)
    paper_import.save()
    write_rows(paper_import)
    record(by=by, verb="start_import", instance=paper_import, at=at)
    return paper_import


@transaction.atomic
def change_setup(
    *,
    paper_import: PaperImport,
    setup: Setup,
    by: User,
    expected_version: int | None = None,
    at: datetime.datetime | None = None,
) -> PaperImport:
    """Change what an import is about; its rows are compared anew."""
    require_manager(paper_import, by)
    require_setup_permission(setup, by)
    require_preview(paper_import)
    setup.check()
    paper_import.expect_version(expected_version, {})
    _put(paper_import, setup)
    paper_import.save_version(
        update_fields=[
            "source",
            "new_source",
            "round",
            "round_name",
            "round_state",
            "said_on",
            "owner_bodies",
        ]
    )
    write_rows(paper_import)
    record(by=by, verb="change_import", instance=paper_import, at=at)
    return paper_import


def _put(paper_import: PaperImport, setup: Setup) -> None:
    paper_import.source = setup.source
    paper_import.new_source = setup.new_source.as_dict() if setup.new_source else None
    paper_import.round = setup.round
    paper_import.round_name = (setup.round.name if setup.round else setup.round_name.strip())[:200]
    paper_import.round_state = setup.round_state
    paper_import.said_on = setup.stated_on
    paper_import.owner_bodies = setup.owner_bodies


def require_preview(paper_import: PaperImport) -> None:
    """Raise ``Refused`` when an import is no longer waiting for review."""
    if paper_import.state != ImportState.PREVIEW:
        state = ImportState(paper_import.state).label.lower()
        raise Refused(f"This import is no longer waiting for review: it is {state}.")


@transaction.atomic
def refresh_rows(*, paper_import: PaperImport) -> PaperImport:
    """Compare the rows with the register as it stands now; it writes no statement of anybody."""
    require_preview(paper_import)
    write_rows(paper_import)
    return paper_import


@transaction.atomic
def decide_rows(
    *,
    paper_import: PaperImport,
    decisions: Mapping[int, str],
    by: User,
    left_out: Mapping[int, Sequence[str]] | None = None,
    at: datetime.datetime | None = None,
) -> int:
    """Keep what the officer decided about rows, named by their position.

    Parameters
    ----------
    left_out : mapping, optional
        Position of a row → the differences of it that are not to be taken over.

    Returns
    -------
    int
        The number of rows that changed.
    """
    require_manager(paper_import, by)
    require_preview(paper_import)
    changed: list[ImportRow] = []
    for row in paper_import.rows.all():
        decision = decisions.get(row.position, row.decision)
        omitted = sorted(set((left_out or {}).get(row.position, row.left_out)))
        _check_decision(row, decision)
        if (decision, omitted) != (row.decision, row.left_out):
            row.decision, row.left_out = decision, omitted
            changed.append(row)
    _save_decisions(paper_import, changed, by, at)
    return len(changed)


def _check_decision(row: ImportRow, decision: str) -> None:
    allowed = allowed_decisions(row.match)
    if decision not in allowed:
        words = ", ".join(RowDecision(one).label.lower() for one in allowed)
        raise Refused(f"Row {row.reference or row.position + 1}: choose one of: {words}.")


def allowed_decisions(match: str) -> tuple[str, ...]:
    """Return what may be decided about a row with this match.

    Examples
    --------
    >>> allowed_decisions("unchanged")
    ('undecided',)
    """
    if match == RowMatch.UNCHANGED:
        return (RowDecision.UNDECIDED.value,)
    shared = (RowDecision.UNDECIDED.value, RowDecision.ACCEPT.value)
    if match == RowMatch.SUGGESTED:
        return (*shared, RowDecision.AS_NEW.value, RowDecision.SKIP.value)
    return (*shared, RowDecision.SKIP.value)


@transaction.atomic
def decide_all(
    *,
    paper_import: PaperImport,
    matches: Collection[str],
    decision: str,
    by: User,
    only_undecided: bool = True,
    at: datetime.datetime | None = None,
) -> int:
    """Decide at once about all rows with one of these matches."""
    rows = paper_import.rows.filter(match__in=matches)
    if only_undecided:
        rows = rows.filter(decision=RowDecision.UNDECIDED)
    decisions = {row.position: decision for row in rows if decision in allowed_decisions(row.match)}
    return decide_rows(paper_import=paper_import, decisions=decisions, by=by, at=at)


def _save_decisions(
    paper_import: PaperImport, rows: list[ImportRow], by: User, at: datetime.datetime | None
) -> None:
    if not rows:
        return
    ImportRow.objects.bulk_update(rows, ["decision", "left_out"])
    decided = {str(row.position): row.decision for row in rows}
    record(by=by, verb="decide_rows", instance=paper_import, after={"decisions": decided}, at=at)


@transaction.atomic
def edit_row(
    *,
    row: ImportRow,
    reference: str,
    text: str,
    by: User,
    at: datetime.datetime | None = None,
) -> ImportRow:
    """Change the number or wording of a row before it is taken in; the edit stays marked.

    Giving back what was read takes the mark away again.
    """
    paper_import = row.paper_import
    require_manager(paper_import, by)
    require_preview(paper_import)
    reference, text = tidy(reference), text.strip()
    if not text:
        raise Refused("Enter what is asked.", field="text")
    if len(reference) > LONGEST_NUMBER:
        raise Refused(f"A number has at most {LONGEST_NUMBER} characters.", field="reference")
    before = dict(row.edits)
    row.edits = _edits(row, reference, text)
    row.save(update_fields=["edits"])
    write_rows(paper_import)
    record(
        by=by,
        verb="edit_row",
        instance=paper_import,
        before={"edits": before},
        after={"edits": row.edits},
        row=row.position,
        at=at,
    )
    row.refresh_from_db()
    return row


def _edits(row: ImportRow, reference: str, text: str) -> dict[str, str]:
    edits: dict[str, str] = {}
    if reference != tidy(row.item.get("ref") or ""):
        edits["reference"] = reference
    if " ".join(text.split()) != " ".join(text_as_read(row).split()):
        edits["text"] = text
    return edits


def text_as_read(row: ImportRow) -> str:
    """Return the wording of a row as the paper has it."""
    return wording_read(row.item)


@transaction.atomic
def abandon_import(
    *, paper_import: PaperImport, by: User, at: datetime.datetime | None = None
) -> PaperImport:
    """Give a review up; the paper and what was decided stay on record."""
    require_manager(paper_import, by)
    require_preview(paper_import)
    paper_import.state = ImportState.ABANDONED
    paper_import.save_version(update_fields=["state"])
    record(by=by, verb="abandon_import", instance=paper_import, at=at)
    return paper_import
