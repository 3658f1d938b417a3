"""Reading papers and imports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from dueregard.web.accounts.models import User
from dueregard.web.accounts.permissions import Permission
from dueregard.web.commitments.access import visible_to
from dueregard.web.commitments.models import Round
from dueregard.web.commitments.states import RoundState
from dueregard.web.organisation.access import access_of
from dueregard.web.recommendations.models import (
    ImportRow,
    PaperImport,
    ReceivedPaper,
    Source,
)
from dueregard.web.recommendations.states import ImportState, RowDecision, RowMatch

#: How many line numbers one page of the line-by-line view covers.
LINES_PER_PAGE = 1000


def sources_managed_by(user: User) -> QuerySet[Source]:
    """Return the sources into which a person may import."""
    units = access_of(user).units(Permission.MANAGE_SOURCES)
    return Source.objects.filter(unit__in=units).order_by("title")


def rounds_of_source(source: Source | None) -> QuerySet[Round]:
    """Return the rounds of a source, in their order; none without a source."""
    if source is None:
        return Round.objects.none()
    return Round.objects.filter(scope_kind="source", scope_id=source.pk).order_by("position")


def open_rounds_of(sources: Iterable[Source]) -> QuerySet[Round]:
    """Return the open rounds of several sources."""
    ids = [source.pk for source in sources]
    return Round.objects.filter(scope_kind="source", scope_id__in=ids, state=RoundState.OPEN)


def imports_seen_by(user: User) -> QuerySet[PaperImport]:
    """Return the imports a person may open: those into units whose sources they manage."""
    units = list(access_of(user).units(Permission.MANAGE_SOURCES))
    return (
        PaperImport.objects.filter(
            Q(source__unit__in=units) | Q(source__isnull=True, new_source__unit__in=units)
        )
        .select_related("paper", "source", "created_by", "accepted_by", "round")
        .annotate(row_count=Count("rows"))
        .order_by("-id")
    )


@dataclass(frozen=True, slots=True)
class PaperOrigin:
    """The place in a paper that a recommendation came from."""

    paper_id: int
    paper_title: str
    line: int | None
    href: str
    edited: bool
    text_read: str
    #: Every wording that an accepted paper gave the recommendation, as it stands in the paper.
    wordings: frozenset[str] = frozenset()


def origins_of(ids: list[int]) -> dict[int, PaperOrigin]:
    """Return where in which paper recommendations were first read (one query)."""
    rows = (
        ImportRow.objects.filter(recommendation__in=ids, paper_import__state=ImportState.ACCEPTED)
        .select_related("paper_import__paper")
        .defer("paper_import__paper__document", "paper_import__paper__lines")
        .order_by("-paper_import__accepted_at", "-pk")
    )
    read: dict[int, list[ImportRow]] = {}
    for row in rows:
        if row.recommendation_id:
            read.setdefault(row.recommendation_id, []).append(row)
    return {key: _origin(found[-1], found) for key, found in read.items()}


def wording_read(item: Mapping[str, Any]) -> str:
    """Return the whole wording of a tracked item as the paper has it, in paragraphs."""
    parts = (item.get("text"), *(item.get("text_more") or ()))
    return "\n\n".join(part.strip() for part in parts if part)


def _origin(row: ImportRow, found: Iterable[ImportRow]) -> PaperOrigin:
    paper = row.paper_import.paper
    return PaperOrigin(
        paper_id=paper.pk,
        paper_title=str(paper),
        line=row.line,
        href=line_href(paper.pk, row.line),
        edited=bool(row.edits),
        text_read=wording_read(row.item),
        wordings=frozenset(wording_read(one.item) for one in found),
    )


def line_href(paper_id: int, line: int | None) -> str:
    """Return the address of a line of a paper."""
    address = reverse("recommendations:received_paper", args=[paper_id])
    if not line:
        return address
    page = page_of_line(line)
    return f"{address}{f'?page={page}' if page > 1 else ''}#L{line}"


def page_of_line(line: int) -> int:
    """Return the page of the line-by-line view that holds a line.

    Examples
    --------
    >>> page_of_line(1), page_of_line(1000), page_of_line(1001)
    (1, 1, 2)
    """
    return (line - 1) // LINES_PER_PAGE + 1


@dataclass(frozen=True, slots=True)
class RowCounts:
    """How many rows of an import are of which kind, and how many wait for a decision."""

    new: int = 0
    changed: int = 0
    suggested: int = 0
    unchanged: int = 0
    to_take: int = 0
    left_out: int = 0
    undecided: int = 0

    @property
    def total(self) -> int:
        """All rows."""
        return self.new + self.changed + self.suggested + self.unchanged

    @property
    def sentence(self) -> str:
        """The counts in words, what is nil left out."""
        look = "looks" if self.suggested == 1 else "look"
        parts = (
            (self.new, f"{self.new} new"),
            (self.changed, f"{self.changed} with something to add or change"),
            (self.suggested, f"{self.suggested} that {look} like one we have"),
            (self.unchanged, f"{self.unchanged} unchanged"),
        )
        items = "item" if self.total == 1 else "items"
        return f"{self.total} {items}: {', '.join(text for number, text in parts if number)}."


def row_counts(paper_import: PaperImport) -> RowCounts:
    """Count the rows of an import (one query)."""
    matches: Counter[str] = Counter()
    decisions: Counter[str] = Counter()
    rows = paper_import.rows.order_by().values_list("match", "decision")
    for match, decision, number in rows.annotate(number=Count("pk")):
        matches[match] += number
        if match != RowMatch.UNCHANGED:
            decisions[decision] += number
    return RowCounts(
        new=matches[RowMatch.NEW],
        changed=matches[RowMatch.CHANGED],
        suggested=matches[RowMatch.SUGGESTED],
        unchanged=matches[RowMatch.UNCHANGED],
        to_take=decisions[RowDecision.ACCEPT] + decisions[RowDecision.AS_NEW],
        left_out=decisions[RowDecision.SKIP],
        undecided=decisions[RowDecision.UNDECIDED],
    )


def issues_by_row(
    document: dict[str, Any], rows: list[ImportRow]
) -> tuple[dict[int, list[dict[str, Any]]], list[dict[str, Any]]]:
    """Place the reader's issues beside the row they belong to, by line.

    A row reaches from its first line to where the next row or the next section begins.

    Returns
    -------
    tuple
        Position of a row → its issues; and those that belong to no row.
    """
    starts: dict[int, int | None] = {
        section["line"]: None for section in document.get("sections") or ()
    }
    starts |= {row.line: row.position for row in rows if row.line}
    ordered = sorted(starts.items(), reverse=True)
    beside: dict[int, list[dict[str, Any]]] = {}
    rest: list[dict[str, Any]] = []
    for issue in document.get("issues") or ():
        line = issue.get("line") or 0
        position = next((at for start, at in ordered if start <= line), None)
        if position is None:
            rest.append(issue)
        else:
            beside.setdefault(position, []).append(issue)
    return beside, rest


def taken_in(paper: ReceivedPaper) -> PaperImport | None:
    """Return the last accepted import of a paper, if there is one."""
    accepted = paper.imports.filter(state=ImportState.ACCEPTED, source__isnull=False)
    return accepted.select_related("source").order_by("-accepted_at", "-pk").first()


def papers_visible_to(user: User) -> QuerySet[ReceivedPaper]:
    """Return the papers a person may read.

    Those who manage sources read all of them; others those that were taken in and speak of
    nothing they may not see.
    """
    papers = ReceivedPaper.objects.select_related("file", "received_by")
    if access_of(user).may(Permission.MANAGE_SOURCES):
        return papers
    taken_in = papers.filter(imports__state=ImportState.ACCEPTED)
    hidden = ImportRow.objects.filter(recommendation__isnull=False).exclude(
        recommendation__commitment__in=visible_to(user).values("pk")
    )
    return taken_in.exclude(imports__rows__in=hidden.values("pk")).distinct()
