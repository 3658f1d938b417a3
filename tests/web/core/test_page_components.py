"""Each component says what it must, to eyes and to screen readers."""

from __future__ import annotations

import datetime

import pytest
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
from dueregard.web.core.templatetags.components import (
    TAG_COLOURS,
    british_date,
    british_datetime,
    tag_class,
)

DAY = datetime.date(2026, 3, 1)


def component(name: str, values: str = "") -> str:
    return f'{{% include "core/components/{name}.html" {values} %}}'


def test_button_submits_or_leads(render, words) -> None:
    button = render(component("button", 'with text="Save" name="a" value="b"')).css_first("button")
    assert button.attributes["type"] == "submit"
    assert (button.attributes["name"], button.attributes["value"]) == ("a", "b")
    link = render(component("button", 'with text="Go" href="/x/" kind="secondary"')).css_first("a")
    assert link.attributes["href"] == "/x/"
    assert "govuk-button--secondary" in link.attributes["class"]


def test_text_of_users_is_escaped_everywhere(render) -> None:
    bad = "<script>alert(1)</script>"
    entry = VoiceEntry("deliverer", bad, bad, bad, DAY, facts=[SummaryRow(bad, bad)])
    page = render(
        component("voice", "with entry=entry")
        + component("quote", "with text=bad reference=bad source=bad")
        + component("tree", "with nodes=nodes label=bad")
        + component("summary_list", "with rows=rows")
        + component("conflict", "with rows=conflict saved_by=bad")
        + component("tag", "with text=bad kind=bad")
        + "{% details summary=bad %}{{ bad }}{% enddetails %}",
        bad=bad,
        entry=entry,
        nodes=[TreeNode(bad, bad, children=[TreeNode(bad, bad, status=Tag(bad, bad))])],
        rows=[SummaryRow(bad, bad, actions=[Link(bad, "/")])],
        conflict=[ConflictRow(bad, bad, bad)],
    )
    assert not page.css("script")


def test_trail_marks_the_place_and_links_the_others(render, words) -> None:
    steps = [
        Step("Source", "Fair treatment review", "/s/"),
        Step("Recommendation", "7(d)", current=True),
        Step("Closure"),
    ]
    page = render(component("trail"), trail=steps)
    assert page.css_first("nav").attributes["aria-label"]
    assert words(page.css_first("[aria-current=step]")) == "Recommendation 7(d)"
    assert page.css_first("a").attributes["href"] == "/s/"
    assert "None yet" in words(page.css("li")[2])


@pytest.mark.parametrize("kind", [*TAG_COLOURS, "in_progress", "anything else"])
def test_tag_speaks_in_words(render, words, kind: str) -> None:
    tag = render(component("tag", 'with text="In words" kind=kind'), kind=kind).css_first("strong")
    assert words(tag) == "In words"
    assert "govuk-tag" in tag.attributes["class"].split()


def test_underscores_of_states_are_understood() -> None:
    assert tag_class("not_started") == tag_class("not-started")
    assert "grey" in tag_class("not_started")


def test_summary_list_says_when_nothing_is_stated(render, words) -> None:
    rows = [
        SummaryRow("Owner", "Head of Training", actions=[Link("Change", "/c/")]),
        SummaryRow("Response", None),
        SummaryRow("Challenges", 0),
    ]
    page = render(component("summary_list", "with rows=rows"), rows=rows)
    values = [words(each) for each in page.css(".govuk-summary-list__value")]
    assert values == ["Head of Training", "Not stated", "0"]
    assert words(page.css_first("a")) == "Change Owner"


def test_banner_of_success_is_announced(render, words) -> None:
    page = render(component("notification_banner", 'with kind="success" text="Saved" id="one"'))
    banner = page.css_first(".govuk-notification-banner")
    assert banner.attributes["role"] == "alert"
    assert words(page.css_first(f"#{banner.attributes['aria-labelledby']}")) == "Done"


def test_tiles_link_to_what_was_counted(render, words) -> None:
    tiles = [Tile(4, "overdue", "/late/", kind="overdue", note="2 more"), Tile(0, "closed")]
    page = render(component("tiles", "with tiles=tiles"), tiles=tiles)
    assert words(page.css_first("a")) == "4 overdue"
    assert len(page.css("li")) == 2
    assert words(page.css("li")[1]) == "0 closed"


def test_tree_nests_to_any_depth(render, words) -> None:
    node = TreeNode("1(a)(i)", "Leaf", "/leaf/", Tag("Overdue", "overdue"))
    for depth in range(6):
        node = TreeNode(str(depth), "Branch", counts="0 of 1", open=True, children=[node])
    page = render(component("tree", 'with nodes=nodes label="Tree"'), nodes=[node])
    assert len(page.css("details[open] > summary")) == 6
    leaf = page.css_first(".dr-tree__leaf")
    assert words(leaf) == "1(a)(i) Leaf Overdue"
    assert not page.css("summary a"), "a link inside a summary cannot be reached by everybody"


def test_quotation_is_marked_and_leads_to_its_line(render, words) -> None:
    page = render(
        component("quote", 'with text="Their words" reference="7(d)" source="Line 9" href="/p/#l9"')
    )
    assert words(page.css_first("blockquote")) == "Their words"
    assert "Quoted exactly" in words(page.css_first("figcaption"))
    assert page.css_first("figcaption a").attributes["href"] == "/p/#l9"


def test_two_voices_differ_in_words_and_in_looks(render, words) -> None:
    answer = VoiceEntry("deliverer", "Answer", "Yes.", "Head of Training", DAY)
    entry = VoiceEntry(
        "scrutineer", "Challenge", "When?", "Lead member", DAY, anchor="e1", replies=[answer]
    )
    page = render(component("voice", "with entry=entry"), entry=entry)
    asked, answered = page.css("article")
    assert "dr-voice--scrutineer" in asked.attributes["class"]
    assert words(asked.css_first(".dr-voice__label")) == "Scrutinising"
    assert words(answered.css_first(".dr-voice__label")) == "Delivering"
    assert words(answered.css_first(".dr-voice__by")) == "Head of Training, 1 March 2026"


def test_closed_round_is_never_taken_for_news(render, words) -> None:
    rounds = [
        TimelineRound("Spring", closed=False),
        TimelineRound("Autumn", [VoiceEntry("neutral", "Note", "x", "y")]),
    ]
    page = render(component("timeline", "with rounds=rounds"), rounds=rounds)
    titles = [words(each) for each in page.css("h3")]
    assert titles == ["Spring Current round", "Autumn Closed round"]
    assert "Nothing was said" in words(page.css("li")[0])


def test_empty_state_teaches_and_offers_one_button(render, words) -> None:
    page = render(
        component(
            "empty_state", 'with title="No sources" text="Papers." who="You." href="/" button="Add"'
        )
    )
    assert words(page.css_first("h2")) == "No sources"
    assert len(page.css("a")) == 1


def test_task_list_ties_each_task_to_its_status(render, words) -> None:
    tasks = [Task("Check", "/c/", "3 differ", Tag("Completed", "completed")), Task("Accept")]
    page = render(component("task_list", "with tasks=tasks"), tasks=tasks)
    described = page.css_first("a").attributes["aria-describedby"].split()
    assert [words(page.css_first(f"#{each}")) for each in described] == ["3 differ", "Completed"]
    assert words(page.css("li")[1]) == "Accept Not yet started"


def test_conflict_shows_both_versions(render, words) -> None:
    page = render(
        component("conflict", 'with rows=rows saved_by="the owner" saved_at=at'),
        rows=[ConflictRow("Progress", "Mine", "")],
        at=timezone.now(),
    )
    text = words(page.css_first("section"))
    assert "Mine" in text
    assert "Left empty" in text
    assert "The owner saved" in text


def test_sub_navigation_marks_the_current_page(render, words) -> None:
    items = [Link("Story", "/a/", current=True), Link("Evidence", "/b/")]
    page = render(component("sub_navigation", "with items=items"), items=items)
    assert words(page.css_first("[aria-current=page]")) == "Story"


def test_remaining_components_render(render, words) -> None:
    page = render(
        component("back_link", 'with href="/b/"')
        + component("breadcrumbs", "with items=items")
        + component("inset", 'with text="Inset"')
        + component("warning", 'with text="Careful"')
        + component("details", 'with summary="More" text="Text"')
        + component("panel", 'with title="Issued" text="Checksum" strong="ab12"')
        + component("draft_status")
        + "{% summary_card title='Card' %}body{% endsummary_card %}{% inset %}deep{% endinset %}",
        items=[Link("Home", "/"), Link("Here", "")],
    )
    text = words(page.body)
    for expected in ("Back", "Here", "Inset", "Careful", "More", "Issued", "ab12", "Card", "deep"):
        assert expected in text
    assert "Nothing is sent until you submit" in text


def test_dates_are_british() -> None:
    assert british_date(DAY) == '<time datetime="2026-03-01">1 March 2026</time>'
    assert british_date(None) == ""
    summer = datetime.datetime(2026, 7, 1, 13, 5, tzinfo=datetime.UTC)
    assert "1 July 2026 at 2:05pm" in british_datetime(summer)
    midnight = datetime.datetime(2026, 7, 31, 23, 30, tzinfo=datetime.UTC)
    assert "1 August 2026" in british_date(midnight)
    assert "at 12:30am" in british_datetime(midnight)
