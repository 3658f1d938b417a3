"""Pages made of every component, with invented content, for trials in a real browser."""

from __future__ import annotations

import datetime

from django import forms
from django.http import QueryDict
from django.template import engines
from django.utils import timezone

from dueregard.web.core.components import (
    ConflictRow,
    Link,
    Step,
    SummaryRow,
    Tag,
    Task,
    Tile,
    TimelineRound,
    TreeNode,
    VoiceEntry,
)
from dueregard.web.core.forms import DateField, DueForm
from dueregard.web.core.lists import (
    BooleanFilter,
    BulkAction,
    ChoiceFilter,
    Column,
    DateRangeFilter,
    ListPage,
    TextFilter,
)
from dueregard.web.core.models import SearchEntry
from dueregard.web.core.templatetags.components import TAG_COLOURS

DAY = datetime.date(2026, 3, 14)
LONG = "Publish the local equality plans of each business group, with named owners for each part"


class SampleList(ListPage[SearchEntry]):
    columns = [
        Column("number", "Number", value="object_id", sort="object_id", kind="number"),
        Column(
            "title", "What was asked", kind="long", header=True, link=lambda e: "#", sort="title"
        ),
        Column("when", "Due", value="updated_at", kind="date", sort="updated_at", nowrap=True),
        Column("status", "Status", value=lambda e: Tag("In progress", "in-progress")),
    ]
    filters = [
        TextFilter("q", "Words in the text", lookups=["title"], hint="Any word"),
        ChoiceFilter("kind", "Kind", choices=[("a", "First"), ("b", "Second")]),
        ChoiceFilter("many", "Kinds", choices=[("a", "First")], lookup="kind", multiple=True),
        DateRangeFilter("due", "Due", lookup="updated_at__date"),
        BooleanFilter("mine", "Only mine", apply=lambda rows: rows),
    ]
    default_sort = "number"
    page_size = 5
    names = ("recommendation", "recommendations")
    bulk_actions = [BulkAction("remind", "Remind the owners")]


class SampleForm(DueForm):
    due_on = DateField(label="New due date", help_text="For example, 27 3 2026")
    reason = forms.CharField(
        label="Reason", widget=forms.Textarea(attrs={"rows": 3}), max_length=90
    )
    who = forms.ChoiceField(label="Who?", choices=[("o", "Owner")], widget=forms.RadioSelect)
    strands = forms.MultipleChoiceField(
        label="Characteristics",
        choices=[("age", "Age")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    unit = forms.ChoiceField(label="Unit", choices=[("", "Select a unit"), ("n", "North")])
    agreed = forms.BooleanField(label="The line manager has agreed", help_text="Ask first")
    paper = forms.FileField(label="Paper", required=False)
    password = forms.CharField(
        label="Password", widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )


def frame() -> dict[str, object]:
    return {
        "authority_name": "Wessamere Police Authority",
        "navigation": [Link("What needs me", "#"), Link("Recommendations", "#", current=True)],
        "help_links": [Link("Help", "#")],
        "trail": [
            Step("Source", "Fair treatment review", "#"),
            Step("Recommendation", "7(d)", current=True),
            Step("Evidence"),
        ],
    }


def list_page() -> str:
    SearchEntry.objects.bulk_create(
        SearchEntry(
            kind="a", object_id=n, title=f"{LONG} {n}", folded="", updated_at=timezone.now()
        )
        for n in range(12)
    )
    listing = SampleList(
        SearchEntry.objects.all(), QueryDict("kind=a&due_from=nonsense&page=2"), bulk_url="#"
    )
    return _page("Recommendations", _include("list"), wide=True, listing=listing)


def form_page() -> str:
    body = (
        '<form method="post" novalidate data-draft-url="/draft">'
        '<input type="hidden" name="csrfmiddlewaretoken" value="a-token">{{ form }}'
        + _include("draft_status")
        + _include("button", 'with text="Save"')
        + "</form>"
    )
    return _page("Ask for more time", body, form=SampleForm({"due_on_day": "31", "reason": "x"}))


def record_page() -> str:
    answer = VoiceEntry("deliverer", "Answer", "Yes, a post.", "Head of Training", DAY)
    asked = VoiceEntry(
        "scrutineer",
        "Challenge",
        "Will each plan name an owner?",
        "Lead member",
        DAY,
        Tag("Answered", "answered"),
        anchor="entry-1",
        actions=[Link("Answer again", "#")],
        replies=[answer],
    )
    said = VoiceEntry(
        "deliverer", "Next step", LONG, "Head of Training", DAY, facts=[SummaryRow("Due", "May")]
    )
    leaf = TreeNode("1(c)(ii)", LONG, "#", Tag("Overdue", "overdue"), note="Owner: the north")
    tree = TreeNode(
        "1",
        "Leadership",
        "#",
        counts="0 of 1 completed",
        open=True,
        children=[TreeNode("1(c)", "This means:", counts="0 of 1", children=[leaf])],
    )
    body = (
        _include("tiles", "with tiles=tiles")
        + _include("quote", 'with text="Their words." reference="7(d)" source="Line 2" href="#"')
        + _include("sub_navigation", "with items=items")
        + "<h2>Story</h2>"
        + _include("timeline", "with rounds=rounds")
        + '<button type="button" class="dr-link-button" data-tree-toggle="tree" hidden>'
        + "Open</button>"
        + '<div id="tree">'
        + _include("tree", 'with nodes=nodes label="Recommendations"')
        + "</div>"
        + "{% summary_card title='Facts' %}"
        + _include("summary_list", "with rows=rows")
        + "{% endsummary_card %}"
        + _include("task_list", "with tasks=tasks")
        + _include("empty_state", 'with title="None" text="Text" who="You" href="#" button="Add"')
        + _include("conflict", 'with rows=conflict saved_by="the owner" saved_at=now')
        + _include("warning", 'with text="Careful"')
        + _include("inset", 'with text="Inset"')
        + _include("details", 'with summary="Why we ask" text="Because"')
        + _include("notification_banner", 'with kind="warning" text="Check" id="b1"')
        + _include("notification_banner", 'with kind="error" text="Failed" id="b2"')
        + "{% for kind in kinds %}"
        + _include("tag", "with text=kind kind=kind")
        + " {% endfor %}"
    )
    return _page(
        "Recommendation 7(d)",
        body,
        tiles=[Tile(4, "overdue", "#", kind="overdue"), Tile(16, "completed", note="One more")],
        items=[Link("Story", "#", current=True), Link("Evidence", "#")],
        rounds=[
            TimelineRound("Spring 2026", [said, asked], closed=False, period="To March"),
            TimelineRound("Autumn 2025", papers=[Link("Report 13", "#")]),
        ],
        nodes=[tree],
        rows=[SummaryRow("Owner", "Head of Training", actions=[Link("Change", "#")])],
        tasks=[Task("Check the header", "#", "3 dates differ"), Task("Accept")],
        conflict=[ConflictRow("Progress", "Six of nine.", "Seven of nine.")],
        now=timezone.now(),
        kinds=list(TAG_COLOURS),
    )


def _include(name: str, values: str = "") -> str:
    return f'{{% include "core/components/{name}.html" {values} %}}'


def _page(title: str, body: str, *, wide: bool = False, **values: object) -> str:
    back = _include("back_link", 'with href="#"')
    source = (
        '{% extends "base.html" %}{% load components %}'
        f"{{% block title %}}{title}{{% endblock %}}"
        f"{{% block container_class %}}{'dr-container--wide' if wide else ''}{{% endblock %}}"
        f"{{% block before_content %}}{back}{{% endblock %}}"
        f'{{% block content %}}<h1 class="govuk-heading-l">{title}</h1>{body}{{% endblock %}}'
    )
    return engines["django"].from_string(source).render({**frame(), **values})
