"""Accepting a paper: one transaction, one batch, all of it or nothing."""

from __future__ import annotations

import datetime

from django.db import transaction

from dueregard.web.accounts.models import User
from dueregard.web.audit.services import record
from dueregard.web.core.clock import now, today
from dueregard.web.core.exceptions import Refused
from dueregard.web.organisation.models import Body, Unit
from dueregard.web.recommendations import services as register
from dueregard.web.recommendations.imports.items import ReadItem
from dueregard.web.recommendations.imports.matching import Matched
from dueregard.web.recommendations.imports.owners import OwnerPosts
from dueregard.web.recommendations.imports.rows import choices_of, match_rows, same_as_shown
from dueregard.web.recommendations.imports.services.reviewing import require_preview
from dueregard.web.recommendations.imports.services.taking_in import TakingIn
from dueregard.web.recommendations.imports.setup import require_manager
from dueregard.web.recommendations.imports.tree_rules import (
    RowChoice,
    RowProblem,
    parent_of,
    problems,
)
from dueregard.web.recommendations.models import (
    ImportRow,
    PaperImport,
    Recommendation,
    Source,
)
from dueregard.web.recommendations.states import ImportState


class NotReady(Refused):
    """Rows stand in the way of acceptance; ``problems`` says which and why."""

    def __init__(self, found: list[RowProblem]) -> None:
        first = found[0].message
        more = f" {len(found) - 1} more rows need you as well." if len(found) > 1 else ""
        super().__init__(f"This cannot be accepted yet. {first}{more}")
        self.problems = found


class Outdated(Refused):
    """The register moved on since the rows were shown."""


@transaction.atomic
def accept_import(
    *,
    paper_import: PaperImport,
    by: User,
    expected_version: int | None = None,
    at: datetime.datetime | None = None,
) -> PaperImport:
    """Take the accepted rows of a paper into the register.

    Adds the source and the round where they are new; recommendations with their tree, owners,
    pointers and links; what the paper says of each that is not on record yet. An import of
    which nothing is new leaves the register as it was and says so in ``outcome``.

    Raises
    ------
    NotReady
        When rows are undecided, or would leave a half-written tree.
    Outdated
        When the register is no longer what the rows were compared with.
    """
    at = at or now()
    require_manager(paper_import, by)
    require_preview(paper_import)
    paper_import.expect_version(expected_version, {})
    rows = list(paper_import.rows.all())
    matched = match_rows(paper_import, rows)
    _check_current(rows, matched)
    choices = choices_of(rows, [one.item for one in matched])
    _check_ready(paper_import, choices)
    if any(choice.is_taken for choice in choices):
        _take_in(paper_import, rows, matched, choices, by, at)
    paper_import.state = ImportState.ACCEPTED
    paper_import.accepted_by, paper_import.accepted_at = by, at
    paper_import.save_version(
        update_fields=["state", "accepted_by", "accepted_at", "source", "round", "outcome"]
    )
    record(by=by, verb="accept_import", instance=paper_import, at=at, batch=paper_import.batch)
    return paper_import


def _check_current(rows: list[ImportRow], matched: list[Matched]) -> None:
    stale = [row for row, one in zip(rows, matched, strict=True) if not same_as_shown(row, one)]
    if stale:
        names = ", ".join(row.reference or f"row {row.position + 1}" for row in stale[:5])
        raise Outdated(
            "The register has changed since you opened this page. The paper was compared anew: "
            f"look again at {names}{' and others' if len(stale) > 5 else ''}, then accept."
        )


def _check_ready(paper_import: PaperImport, choices: list[RowChoice]) -> None:
    numbers: set[str] = set()
    if paper_import.source is not None:
        numbers = set(paper_import.source.recommendations.values_list("number", flat=True))
    if found := problems(choices, numbers - {""}):
        raise NotReady(found)


def _take_in(
    paper_import: PaperImport,
    rows: list[ImportRow],
    matched: list[Matched],
    choices: list[RowChoice],
    by: User,
    at: datetime.datetime,
) -> None:
    source = paper_import.source or _add_source(paper_import, by, at)
    taking = TakingIn(
        paper_import=paper_import,
        source=source,
        bodies=Body.objects.in_bulk(),
        posts=OwnerPosts(today()),
        by=by,
        at=at,
    )
    known: dict[int, Recommendation] = {}
    for row, one, choice in zip(rows, matched, choices, strict=True):
        found = _take_row(taking, row, one, choice, choices, known)
        if found is not None:
            known[row.position] = found
    items: list[tuple[ReadItem, Recommendation]] = [
        (one.item, known[row.position])
        for row, one in zip(rows, matched, strict=True)
        if row.position in known
    ]
    taken = {
        known[choice.position].pk
        for choice in choices
        if choice.is_taken and choice.position in known
    }
    taking.finish(items, taken)
    paper_import.source, paper_import.round = source, taking.round
    paper_import.new_source = paper_import.new_source and {
        **paper_import.new_source,
        "added": source.pk,
    }
    paper_import.outcome = dict(taking.counts)
    ImportRow.objects.bulk_update(rows, ["recommendation"])


def _add_source(paper_import: PaperImport, by: User, at: datetime.datetime) -> Source:
    new = paper_import.new_source or {}
    published = new.get("published_on")
    return register.add_source(
        title=new["title"].strip(),
        short_title=new["short_title"].strip()[:80],
        kind=new["kind"],
        unit=Unit.objects.get(pk=new["unit"]),
        owner_body=Body.objects.filter(pk=new["owner_body"] or 0).first(),
        published_by=new.get("published_by", ""),
        published_on=datetime.date.fromisoformat(published) if published else None,
        by=by,
        at=at,
        batch=paper_import.batch,
    )


def _take_row(
    taking: TakingIn,
    row: ImportRow,
    one: Matched,
    choice: RowChoice,
    choices: list[RowChoice],
    known: dict[int, Recommendation],
) -> Recommendation | None:
    """Take one row in; return its recommendation, also when nothing of it was new."""
    if choice.makes_new:
        parent_row = parent_of(choice, choices)
        parent = known.get(parent_row.position) if parent_row else None
        if parent is None and choice.parent:
            parent = taking.source.recommendations.filter(number=choice.parent).first()
        made = taking.add(row, one.item, parent)
        row.recommendation = made
        return made
    if one.held is None or not choice.will_exist:
        return None
    if choice.is_taken:
        return taking.change(row, one.item, one.held)
    return Recommendation.objects.get(pk=one.held.id)
