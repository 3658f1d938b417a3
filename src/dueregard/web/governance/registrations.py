"""What board papers add to the registry: attention, search, thread, checks, navigation."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.urls import reverse

from dueregard.web.accounts.permissions import Permission
from dueregard.web.audit import presenters
from dueregard.web.core import registry
from dueregard.web.core.clock import today
from dueregard.web.governance import queries
from dueregard.web.governance.assembling.phrases import day
from dueregard.web.governance.models import BoardPaper
from dueregard.web.governance.services import KIND
from dueregard.web.governance.states import PaperState
from dueregard.web.organisation.access import access_of
from dueregard.web.recommendations.models import Recommendation

if TYPE_CHECKING:
    from dueregard.web.accounts.models import User

_SOON = datetime.timedelta(days=14)


def register() -> None:
    """Tell the registry what this app knows."""
    registry.attention.register("governance", attention)
    registry.search.register(KIND, search)
    registry.thread.register("governance", thread)
    registry.record_checks.register("governance", record_checks)
    presenters.register(
        "governance.boardpaper",
        sentences={
            "prepare_paper": "{actor} prepared the board paper {thing}",
            "edit_wording": "{actor} worded the board paper {thing}",
            "issue_paper": "{actor} issued the board paper {thing}",
            "withdraw_paper": "{actor} withdrew the board paper {thing}",
        },
        quiet=("wording", "issued_at", "issued_by_id", "withdrawn_at", "created_by_id"),
    )
    registry.navigation.register(
        "papers",
        registry.NavigationItem(
            "Papers", "governance:paper_list", 60, permission=str(Permission.VIEW)
        ),
    )


def attention(user: User, on: datetime.date) -> Iterable[registry.AttentionItem]:
    """Give the drafts that wait to be worded or issued."""
    access = access_of(user)
    for paper in queries.waiting_for(user):
        may_issue = access.may(Permission.ISSUE_PAPERS, paper.unit_id)
        near = paper.meeting_on - on <= _SOON
        # Who wrote it goes on writing; another who may issue it is led to the check.
        another = may_issue and paper.created_by_id != user.pk
        page = "governance:paper_issue" if another else "governance:paper"
        next_ = "Check it and issue it." if another else "Read it, and word it if you need to."
        yield registry.AttentionItem(
            group="Papers to prepare",
            title=f"Report {paper.report_number}: {paper.title}",
            href=reverse(page, args=[paper.pk]),
            sentence=f"A draft for {paper.meeting_of} on {day(paper.meeting_on)}. {next_}",
            due_on=paper.meeting_on,
            urgency=25 if near else 60,
        )


def search(user: User, ids: list[int]) -> Iterable[registry.SearchHit]:
    """Give the papers among ``ids`` that a person may see."""
    for paper in queries.listed_for(user).filter(pk__in=ids).order_by("-meeting_on", "pk"):
        yield registry.SearchHit(
            kind=KIND,
            object_id=paper.pk,
            title=paper.title,
            href=reverse("governance:paper", args=[paper.pk]),
            reference=f"Report {paper.report_number}",
            excerpt=f"{paper.meeting_of}, {day(paper.meeting_on)}. {paper.get_state_display()}.",
        )


def thread(kind: str, object_id: int, user: User) -> Iterable[registry.ThreadStep]:
    """Give the issued papers that told members about a recommendation or a source."""
    papers = queries.visible_to(user).filter(state=PaperState.ISSUED).order_by("-meeting_on", "-pk")
    if kind == "source":
        papers = papers.filter(source=object_id)
    elif kind == "recommendation":
        asked = Recommendation.objects.filter(pk=object_id).values("source", "number").first()
        if asked is None or not asked["number"]:
            return
        # The reference stands in the canonical JSON in exactly this form.
        reference = f'"ref":{json.dumps(asked["number"], ensure_ascii=False)}'
        papers = papers.filter(source=asked["source"], issued_content__contains=reference)
    else:
        return
    for paper in papers.defer("issued_content", "wording"):
        yield registry.ThreadStep(
            stage="Paper",
            title=f"Report {paper.report_number} of {day(paper.meeting_on)}",
            href=reverse("governance:paper", args=[paper.pk]),
        )


def record_checks() -> Iterable[registry.RecordProblem]:
    """Check that issued papers are whole, and that no draft was left behind by its meeting."""
    for paper in BoardPaper.objects.exclude(issued_content="").order_by("pk").iterator():
        if not queries.is_whole(paper):
            yield registry.RecordProblem(
                code="paper_not_whole",
                sentence=f"Report {paper.report_number}, “{paper.title}”, is not as it was issued.",
                href=reverse("governance:paper_verify", args=[paper.pk]),
                severity="error",
            )
    late = BoardPaper.objects.filter(state=PaperState.DRAFT, meeting_on__lt=today())
    for paper in late.order_by("meeting_on", "pk"):
        yield registry.RecordProblem(
            code="draft_after_meeting",
            sentence=(
                f"Report {paper.report_number}, “{paper.title}”, is still a draft although its "
                f"meeting was on {day(paper.meeting_on)}. Issue it or withdraw it."
            ),
            href=reverse("governance:paper", args=[paper.pk]),
        )
