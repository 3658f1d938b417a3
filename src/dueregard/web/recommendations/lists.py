"""The lists of sources and recommendations."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse, reverse_lazy

from dueregard.web.commitments.models import Commitment
from dueregard.web.commitments.states import Status
from dueregard.web.commitments.status import in_status, overdue, status_tag, still_open
from dueregard.web.core import search
from dueregard.web.core.clock import today
from dueregard.web.core.lists import (
    BooleanFilter,
    BulkAction,
    ChoiceFilter,
    Column,
    DateRangeFilter,
    EmptyState,
    ListPage,
    TextFilter,
)
from dueregard.web.core.text import excerpt
from dueregard.web.organisation.models import Body
from dueregard.web.organisation.queries import post_choices, post_label, unit_choices
from dueregard.web.organisation.tree import unit_tree
from dueregard.web.recommendations.imports import sheet_columns as sheet
from dueregard.web.recommendations.models import Recommendation, Response, Source
from dueregard.web.recommendations.states import ResponseKind

Rows = QuerySet[Recommendation]

LEAVES, BRANCHES = "leaves", "branches"


def _on_commitment(rows: Rows, wanted: Q) -> Rows:
    """Narrow by what ``commitments`` knows how to ask of a commitment."""
    return rows.filter(commitment__in=Commitment.objects.filter(wanted))


def _with_words(rows: Rows, text: str) -> Rows:
    found = search.matching(text, kind="recommendation")
    return rows.filter(pk__in=found.order_by().values("object_id"))


def _in_unit(rows: Rows, unit: int) -> Rows:
    return rows.filter(commitment__unit__in=unit_tree(today()).subtree(unit))


def _with_status(rows: Rows, status: str) -> Rows:
    return _on_commitment(rows, in_status(Status(status)) & Q(is_leaf=True))


def _by_response(rows: Rows, kind: str) -> Rows:
    said = Response.objects.filter(recommendation=OuterRef("pk"))
    return (
        rows.filter(~Exists(said))
        if kind == "none"
        else rows.filter(Exists(said.filter(kind=kind)))
    )


def _sources() -> list[tuple[int, str]]:
    return list(Source.objects.order_by("title").values_list("pk", "title"))


def _bodies() -> list[tuple[int, str]]:
    return list(Body.objects.order_by("name").values_list("pk", "name"))


def _owner(item: Recommendation) -> str:
    post = item.commitment.owner_post
    return post_label(post) if post else ""


def _deputy(item: Recommendation) -> str:
    post = item.commitment.deputy_post
    return post_label(post) if post else ""


def _owner_body(item: Recommendation) -> str:
    body = item.owner_body or item.source.owner_body
    return body.short_name if body else ""


def _version(item: Recommendation) -> str:
    return sheet.version_text(item.version, item.commitment.version)


def _status(item: Recommendation) -> Any:
    return status_tag(item.commitment, today())


def _empty(item: Recommendation) -> str:
    return ""


class RecommendationList(ListPage[Recommendation]):
    """All recommendations; what is exported can be edited and brought back."""

    columns = [
        Column(sheet.ID.key, sheet.ID.label, value="pk", kind="number", show=False),
        Column(sheet.VERSION.key, sheet.VERSION.label, value=_version, show=False),
        Column(
            sheet.SOURCE.key, sheet.SOURCE.label, value="source.short_title",
            sort=["source__short_title", "place"],
            link=lambda item: reverse("recommendations:source", args=[item.source_id]),
            export=lambda item: item.source.title,
        ),
        Column(
            sheet.NUMBER.key, sheet.NUMBER.label, value="commitment.reference",
            sort=["place", "source__short_title"], header=True, nowrap=True,
            link=lambda item: reverse("recommendations:recommendation", args=[item.pk]),
            export=lambda item: item.number,
        ),
        Column(
            sheet.TEXT.key, sheet.TEXT.label, value=lambda item: excerpt(item.text), kind="long",
            export=lambda item: item.text,
        ),
        Column(sheet.OWNER_BODY.key, sheet.OWNER_BODY.label, value=_owner_body, show=False),
        Column(
            sheet.OWNER.key, sheet.OWNER.label, value=_owner,
            sort=["commitment__owner_post__title", "commitment__owner_post__unit__name"],
        ),
        Column(sheet.DEPUTY.key, sheet.DEPUTY.label, value=_deputy, show=False),
        Column(
            sheet.DUE.key, sheet.DUE.label, value="commitment.due_on", kind="date",
            sort="commitment__due_on", nowrap=True,
        ),
        Column(
            sheet.PRIORITY.key, sheet.PRIORITY.label, value="priority", kind="boolean", show=False
        ),
        Column(
            sheet.RESTRICTED.key, sheet.RESTRICTED.label, value="commitment.restricted",
            kind="boolean", show=False,
        ),
        Column(sheet.STATUS.key, sheet.STATUS.label, value=_status, nowrap=True),
        Column(
            sheet.CHALLENGES.key, sheet.CHALLENGES.label,
            value=lambda item: item.commitment.open_challenges or None, kind="number",
            sort="commitment__open_challenges",
            export=lambda item: item.commitment.open_challenges,
        ),
        Column(
            sheet.LAST_PROGRESS.key, sheet.LAST_PROGRESS.label,
            value="commitment.last_progress_on", kind="date",
            sort="commitment__last_progress_on", show=False,
        ),
        Column(sheet.NEW_PROGRESS.key, sheet.NEW_PROGRESS.label, value=_empty, show=False),
        Column(sheet.NEW_NEXT_STEP.key, sheet.NEW_NEXT_STEP.label, value=_empty, show=False),
    ]  # fmt: skip
    filters = [
        TextFilter("q", "Words in the recommendation", apply=_with_words),
        ChoiceFilter("source", "Source", choices=_sources, lookup="source"),
        ChoiceFilter("status", "Status", choices=Status.choices, apply=_with_status),
        ChoiceFilter("owner", "Owner", choices=post_choices, lookup="commitment__owner_post"),
        ChoiceFilter("unit", "Unit and all below it", choices=unit_choices, apply=_in_unit),
        ChoiceFilter(
            "body", "Owner body", choices=_bodies,
            apply=lambda rows, body: rows.filter(
                Q(owner_body=body) | Q(owner_body=None, source__owner_body=body)
            ),
        ),
        ChoiceFilter(
            "response", "Response",
            choices=[*ResponseKind.choices, ("none", "No response yet")], apply=_by_response,
        ),
        ChoiceFilter(
            "level", "Branches and leaves",
            choices=[(LEAVES, "Leaves only: what has a status"), (BRANCHES, "Branches only")],
            apply=lambda rows, level: rows.filter(commitment__is_leaf=level == LEAVES),
        ),
        DateRangeFilter("due", "Due", lookup="commitment__due_on"),
        BooleanFilter(
            "overdue", "Overdue", apply=lambda rows: _on_commitment(rows, overdue(today()))
        ),
        BooleanFilter(
            "challenged", "Unanswered challenges",
            apply=lambda rows: rows.filter(commitment__open_challenges__gt=0),
        ),
        BooleanFilter(
            "no_owner", "No owner, and still open",
            apply=lambda rows: _on_commitment(rows, still_open() & Q(owner_post=None)),
        ),
        BooleanFilter("priority", "Priority", lookup="priority"),
        BooleanFilter("restricted", "Restricted", lookup="commitment__restricted"),
    ]  # fmt: skip
    default_sort = "source"
    export_name = "recommendations"
    names = ("recommendation", "recommendations")
    caption = "Recommendations"
    bulk_actions: ClassVar[list[BulkAction]] = [BulkAction("assign", "Name an owner for these")]
    empty = EmptyState(
        "No recommendations yet",
        "Here is everything that reports and strategies ask of you, with who answers for it and "
        "how far it is.",
        "An equality officer adds a source, then brings in a paper about it or adds its "
        "recommendations by hand.",
        href=reverse_lazy("recommendations:source_list"),  # type: ignore[arg-type]  # text when shown
        button="Go to the sources",
    )


def listed(rows: Rows) -> Rows:
    """Return ``rows`` with what the list shows of each, so that no row asks again."""
    return rows.select_related(
        "source__owner_body",
        "owner_body",
        "commitment__owner_post__unit",
        "commitment__deputy_post__unit",
    ).order_by(F("source__short_title"), "place")
