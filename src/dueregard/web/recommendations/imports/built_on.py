"""What has been built on an accepted import since: then it can no longer be undone."""

from __future__ import annotations

from collections.abc import Iterable

from dueregard.web.audit.models import Event
from dueregard.web.commitments import services as commitments
from dueregard.web.core.text import excerpt, fold
from dueregard.web.recommendations.models import (
    ImportRow,
    PaperImport,
    Recommendation,
    Source,
)
from dueregard.web.recommendations.services.batches import built_on as stands_on
from dueregard.web.recommendations.states import ImportState, RowDecision


def built_on(paper_import: PaperImport) -> list[str]:
    """Return in words everything that rests on an import; empty when it can be undone."""
    made = Recommendation.objects.filter(commitment__batch=paper_import.batch)
    ids = list(made.values_list("pk", flat=True))
    return [
        *commitments.built_on_batch(paper_import.batch),
        *_edited(paper_import, ids),
        *stands_on(paper_import.batch),
        *_matched(paper_import, ids),
        *_on_source(paper_import, ids),
        *_replaced_again(paper_import),
    ]


def _edited(paper_import: PaperImport, ids: list[int]) -> Iterable[str]:
    label = Recommendation._meta.label_lower
    # What another import changed and gave back when it was undone is as it was.
    undone = PaperImport.objects.filter(state=ImportState.UNDONE).values_list("batch", flat=True)
    settled = {paper_import.batch, *undone}
    events = Event.objects.filter(kind=label, object_id__in=ids)
    changed = {pk for pk, batch in events.values_list("object_id", "batch") if batch not in settled}
    for one in Recommendation.objects.filter(pk__in=changed):
        yield f"{_name(one)} was changed."


def _matched(paper_import: PaperImport, ids: list[int]) -> Iterable[str]:
    later = (
        PaperImport.objects.filter(
            rows__recommendation__in=ids, state=ImportState.ACCEPTED, outcome__has_key="changed"
        )
        .exclude(pk=paper_import.pk)
        .select_related("paper")
        .distinct()
    )
    for one in later:
        yield f"A later paper, “{one.paper}”, was taken in on top of it."


def _on_source(paper_import: PaperImport, ids: list[int]) -> Iterable[str]:
    source = Source.objects.filter(batch=paper_import.batch).first()
    if source is None:
        return
    for one in source.recommendations.exclude(pk__in=ids)[:5]:
        yield f"{_name(one)} was added to the source."
    waiting = source.imports.filter(state=ImportState.PREVIEW).select_related("paper")
    for other in waiting:
        yield f"Another paper of the source is under review: “{other.paper}”."
    accepted = source.imports.filter(state=ImportState.ACCEPTED).exclude(pk=paper_import.pk)
    for other in accepted.select_related("paper"):
        yield f"“{other.paper}” was imported into the same source."
    events = Event.objects.filter(kind=Source._meta.label_lower, object_id=source.pk)
    if any(event.batch != paper_import.batch for event in events):
        yield f"The source {source} was changed."


def replaced_rows(paper_import: PaperImport) -> list[tuple[ImportRow, Recommendation]]:
    """Return the rows that replaced wording, owner or date of what the register had."""
    rows = (
        paper_import.rows.filter(decision=RowDecision.ACCEPT, recommendation__isnull=False)
        .exclude(differences={})
        .select_related("recommendation__commitment")
    )
    return [(row, row.recommendation) for row in rows if row.recommendation]


def _replaced_again(paper_import: PaperImport) -> Iterable[str]:
    for row, one in replaced_rows(paper_import):
        taken = set(row.differences) - set(row.left_out)
        now = {
            "text": f"{one.text} {one.stem}".strip(),
            "owner": one.owner_printed,
            "due": one.commitment.due_on.isoformat() if one.commitment.due_on else "",
        }
        for key in sorted(taken & set(now)):
            after = row.differences[key].get("iso") or row.differences[key]["after"]
            if fold(now[key]) != fold(after):
                yield f"{_name(one)} was changed."


def _name(one: Recommendation) -> str:
    return one.number or f"“{excerpt(one.text, 6)}”"
