"""The list of board papers."""

from __future__ import annotations

from django.urls import reverse

from dueregard.web.core.components import Tag
from dueregard.web.core.lists import ChoiceFilter, Column, DateRangeFilter, ListPage, TextFilter
from dueregard.web.governance.models import BoardPaper
from dueregard.web.governance.states import PaperState


class PaperList(ListPage[BoardPaper]):
    """Papers by meeting, latest first."""

    columns = [
        Column("report_number", "Report", sort="report_number", nowrap=True),
        Column(
            "title",
            "Title",
            sort="title",
            header=True,
            kind="long",
            link=lambda paper: reverse("governance:paper", args=[paper.pk]),
        ),
        Column("meeting_of", "Board or committee", sort="meeting_of"),
        Column("meeting_on", "Meeting", kind="date", sort="meeting_on"),
        Column("round", "Round", value="round.name", sort="round__opens_on"),
        Column("state", "State", value=lambda p: Tag(p.get_state_display(), p.state), sort="state"),
        Column("checksum", "Checksum", show=False),
    ]
    filters = [
        TextFilter("q", "Words in the title", lookups=["title__icontains"]),
        ChoiceFilter("state", "State", choices=PaperState.choices),
        DateRangeFilter("meeting", "Meeting", lookup="meeting_on"),
    ]
    default_sort = "-meeting_on"
    export_name = "board-papers"
    names = ("paper", "papers")
