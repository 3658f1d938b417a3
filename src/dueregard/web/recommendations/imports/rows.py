"""The rows of an import: what was read beside what the register has, and what was decided."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from dueregard.web.recommendations.imports.held import HeldItem, held_items
from dueregard.web.recommendations.imports.items import ReadItem, read_items, split_stem
from dueregard.web.recommendations.imports.matching import Matched, match_items
from dueregard.web.recommendations.imports.tree_rules import RowChoice
from dueregard.web.recommendations.models import ImportRow, PaperImport
from dueregard.web.recommendations.numbering import tidy
from dueregard.web.recommendations.states import ImportState, RowDecision, RowMatch

_TAKEN = (RowDecision.ACCEPT, RowDecision.AS_NEW)


def edited_items(paper_import: PaperImport, edits: dict[int, dict[str, Any]]) -> list[ReadItem]:
    """Return the items of the paper with the officer's edits of number and wording."""
    return [
        _edited(item, edits.get(item.position) or {})
        for item in read_items(paper_import.paper.document)
    ]


def _edited(item: ReadItem, edits: dict[str, Any]) -> ReadItem:
    if "text" in edits:
        text, stem = split_stem(edits["text"]) if item.stem else (edits["text"], "")
        item = replace(item, text=text, stem=stem)
    if "reference" in edits:
        item = replace(item, reference=edits["reference"])
    return item


def match_rows(paper_import: PaperImport, rows: list[ImportRow] | None = None) -> list[Matched]:
    """Return the paper's items matched with the register as it stands now.

    What the same file already brought in counts as unchanged, whatever was made of it since.
    """
    known = list(paper_import.rows.all()) if rows is None else rows
    items = edited_items(paper_import, {row.position: row.edits for row in known})
    held = held_items(paper_import.source)
    matched = match_items(items, held)
    changed_here = {row.position for row in known if row.edits}
    earlier = {
        position: row
        for position, row in earlier_rows(paper_import).items()
        if position not in changed_here
    }
    by_id = {one.id: one for one in held}
    return [_as_before(one, earlier.get(one.item.position), by_id) for one in matched]


def as_decided(paper_import: PaperImport, rows: list[ImportRow]) -> list[Matched]:
    """Return the rows as they stood when the import was settled."""
    items = edited_items(paper_import, {row.position: row.edits for row in rows})
    return [
        Matched(items[row.position], RowMatch(row.match), None, row.similarity, row.differences)
        for row in rows
    ]


def earlier_rows(paper_import: PaperImport) -> dict[int, ImportRow]:
    """Return the rows of the last accepted import of the same file into the same source."""
    if paper_import.source_id is None:
        return {}
    before = (
        PaperImport.objects.filter(
            paper__file=paper_import.paper.file_id,
            source=paper_import.source_id,
            state=ImportState.ACCEPTED,
        )
        .exclude(pk=paper_import.pk)
        .order_by("-accepted_at", "-pk")
    )
    tracked = paper_import.paper.document.get("tracked_items") or []
    rows = ImportRow.objects.filter(paper_import__in=before).order_by("paper_import_id")
    return {row.position: row for row in rows if _settled(row) and _same_item(row, tracked)}


def _settled(row: ImportRow) -> bool:
    return row.recommendation_id is not None and (
        row.match == RowMatch.UNCHANGED or row.decision in _TAKEN
    )


def _same_item(row: ImportRow, tracked: list[dict[str, Any]]) -> bool:
    # The reader may have learned to read the same file better since.
    return row.position < len(tracked) and row.item == tracked[row.position]


def _as_before(one: Matched, row: ImportRow | None, held: dict[int, HeldItem]) -> Matched:
    if row is None or row.recommendation_id not in held:
        return one
    return Matched(one.item, RowMatch.UNCHANGED, held[row.recommendation_id], 1.0)


def write_rows(paper_import: PaperImport) -> None:
    """Write the rows anew from the register as it stands; edits and decisions stay.

    A decision is forgotten where it would now mean something else: the row's match or what it
    would change is no longer what the officer saw.
    """
    known = {row.position: row for row in paper_import.rows.all()}
    tracked = paper_import.paper.document.get("tracked_items") or []
    fresh: list[ImportRow] = []
    for one in match_rows(paper_import, list(known.values())):
        row = known.get(one.item.position) or ImportRow(
            paper_import=paper_import,
            position=one.item.position,
            item=tracked[one.item.position],
        )
        if not same_as_shown(row, one):
            row.decision = RowDecision.UNDECIDED
            row.left_out = []
        _show(row, one)
        fresh.append(row)
    ImportRow.objects.bulk_create([row for row in fresh if row.pk is None])
    ImportRow.objects.bulk_update(
        [row for row in fresh if row.pk is not None and row.position in known],
        [
            "reference",
            "parent_reference",
            "line",
            "match",
            "differences",
            "recommendation",
            "similarity",
            "decision",
            "left_out",
        ],
    )


def _show(row: ImportRow, one: Matched) -> None:
    row.reference = one.item.reference[:40]
    row.parent_reference = one.item.parent[:40]
    row.line = one.item.line
    row.match = one.match
    row.differences = one.differences
    row.recommendation_id = one.held.id if one.held else None
    row.similarity = one.similarity


def same_as_shown(row: ImportRow, one: Matched) -> bool:
    """Return whether a row still says what the register and the paper say now."""
    return (
        row.match == one.match
        and row.differences == one.differences
        and row.recommendation_id == (one.held.id if one.held else None)
    )


def choices_of(rows: list[ImportRow], items: list[ReadItem]) -> list[RowChoice]:
    """Return rows as the rules of the tree look at them."""
    texts = {item.position: item for item in items}
    return [
        RowChoice(
            position=row.position,
            printed=tidy(row.item.get("ref") or ""),
            number=texts[row.position].reference,
            parent=texts[row.position].parent,
            text=texts[row.position].wording,
            match=row.match,
            decision=row.decision,
            held=row.recommendation_id is not None,
        )
        for row in rows
    ]
