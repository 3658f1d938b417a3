"""Lists: what they show, in which order, page by page; what they refuse; what they export."""

from __future__ import annotations

import csv
import datetime
import io

import pytest
from django.db import connection
from django.db.models.functions import Lower
from django.http import QueryDict
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from dueregard.web.core.components import Tag
from dueregard.web.core.lists import (
    BooleanFilter,
    BulkAction,
    ChoiceFilter,
    Column,
    DateRangeFilter,
    EmptyState,
    ListPage,
    Pagination,
    TextFilter,
)
from dueregard.web.core.models import SearchEntry

pytestmark = pytest.mark.django_db

KINDS = [("source", "Source"), ("entry", "Entry"), ("paper", "Paper")]


class EntryList(ListPage[SearchEntry]):
    columns = [
        Column("number", "Number", value="object_id", sort="object_id", kind="number"),
        Column("title", "Title", sort=Lower("title"), header=True, link=lambda e: f"/{e.pk}/"),
        Column("kind", "Kind", value=lambda e: Tag(e.kind.title(), "open"), sort="kind"),
        Column("when", "When", value="updated_at", kind="date", sort="updated_at"),
        Column("id", "Record", value="pk", show=False),
        Column("tools", "Tools", value=lambda e: "…", export=False),
    ]
    filters = [
        TextFilter("q", "Words", lookups=["folded", "reference"], fold=True),
        ChoiceFilter("kind", "Kind", choices=KINDS, multiple=True),
        ChoiceFilter("one", "One kind", choices=lambda: KINDS, lookup="kind"),
        DateRangeFilter("when", "When", lookup="updated_at__date"),
        BooleanFilter("even", "Even only", apply=lambda rows: rows.filter(object_id__in=EVEN)),
    ]
    default_sort = "number"
    page_size = 10
    export_name = "search-entries"
    names = ("entry", "entries")


EVEN = list(range(0, 100, 2))


@pytest.fixture
def entries() -> None:
    zone = timezone.get_current_timezone()
    SearchEntry.objects.bulk_create(
        SearchEntry(
            kind=KINDS[n % 3][0],
            object_id=n,
            reference=f"{n // 5 + 1}({'abcde'[n % 5]})",
            title=["Égalité plan", "=SUM(A1)", "audit of Posts"][n % 3],
            folded=["egalite plan", "=sum(a1)", "audit of posts"][n % 3],
            updated_at=datetime.datetime(2026, 1, 1, 12, tzinfo=zone) + datetime.timedelta(days=n),
        )
        for n in range(25)
    )


def listing(query: str = "", rows=None, **options) -> EntryList:
    rows = SearchEntry.objects.all() if rows is None else rows
    return EntryList(rows, QueryDict(query), **options)


def numbers(page: EntryList) -> list[int]:
    return [row.cells[0].value for row in page.rows]


def html(page: EntryList) -> HTMLParser:
    return HTMLParser(render_to_string("core/components/list.html", {"listing": page}))


def test_pages_hold_every_row_once(entries) -> None:
    pages = [numbers(listing(f"page={n}")) for n in (1, 2, 3)]
    assert [len(page) for page in pages] == [10, 10, 5]
    assert [n for page in pages for n in page] == list(range(25))
    assert listing("page=3").count_sentence == "Showing 21 to 25 of 25 entries"


@pytest.mark.parametrize("sort", ["kind", "-kind", "title", "-title"])
def test_equal_values_keep_their_order_over_pages(entries, sort: str) -> None:
    seen = [n for page in (1, 2, 3) for n in numbers(listing(f"sort={sort}&page={page}"))]
    assert sorted(seen) == list(range(25))


def test_headings_turn_the_order_round_and_say_so(entries) -> None:
    page = listing("sort=title&kind=entry&kind=paper")
    heading = next(each for each in page.headings if each.column.key == "title")
    assert heading.direction == "ascending"
    again = listing(heading.href.removeprefix("?"))
    assert numbers(again) != numbers(page)
    assert len(again.chosen) == 2, "the filters stay on"
    assert html(again).css_first("[aria-sort=descending]").text().startswith("Title")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("q=%C3%89GALIT%C3%89+plan", [n for n in range(25) if n % 3 == 0]),
        ("q=3(b)", [11]),
        ("kind=entry&kind=source", [n for n in range(25) if n % 3 != 2]),
        ("one=paper", [n for n in range(25) if n % 3 == 2]),
        ("even=yes", [n for n in range(25) if n % 2 == 0]),
        ("when_from=3/1/2026&when_to=5+January+2026", [2, 3, 4]),
        ("when_from=2026-01-24", [23, 24]),
        ("q=plan&even=yes&when_to=9/1/2026", [0, 6]),
    ],
)
def test_filters(entries, query: str, expected: list[int]) -> None:
    page = listing(query)
    page.page_size = 100
    assert numbers(page) == expected
    assert page.problems == []
    assert page.is_filtered


def test_each_filter_that_is_on_can_be_taken_off_alone(entries) -> None:
    page = listing("q=plan&kind=source&kind=entry&when_from=1/1/2026&sort=-title&page=1&other=1")
    assert [each.text for each in page.chosen] == [
        "Words: plan",
        "Kind: Source",
        "Kind: Entry",
        "When from 1 January 2026",
    ]
    for chosen in page.chosen:
        rest = listing(chosen.href.removeprefix("?"))
        assert len(rest.chosen) == 3
        assert chosen.text not in [each.text for each in rest.chosen]
        assert "sort=-title" in chosen.href
        assert "other=1" in chosen.href
    assert listing(page.everything_href.removeprefix("?")).total == 25


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        ("page=99", "There is no page “99”. This is page 3."),
        ("page=0", "There is no page “0”. This is page 1."),
        ("page=-1", "There is no page “-1”. This is page 1."),
        ("page=" + "9" * 5000, "There is no page"),
        ("page=²", "There is no page"),
        ("sort=tools", "The list cannot be sorted that way, so it is in its usual order."),
        ("sort=--title", "The list cannot be sorted that way"),
        ("kind=nothing", "“nothing” is not one of the choices of “Kind”"),
        ("even=perhaps", "can only be on (yes) or off"),
        ("when_from=31/2/2026", "“31/2/2026” is not a date"),
        ("when_from=2/1/2026&when_to=1/1/2026", "“When” ended before it began"),
        ("q=" + "x" * 9000, "“Words” was too long."),
        ("export=exe", "Lists can be downloaded as CSV, XLSX or ODS only."),
    ],
)
def test_wrong_parameters_are_ignored_with_a_message(entries, query: str, problem: str) -> None:
    page = listing(query)
    assert any(problem in each for each in page.problems), page.problems
    assert problem in html(page).text()
    assert page.export_format == ""


@hypothesis_settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["q", "kind", "one", "even", "when_from", "when_to", "sort", "page"]),
            st.text(max_size=40),
        ),
        max_size=6,
    )
)
def test_no_parameters_break_a_list(entries, pairs: list[tuple[str, str]]) -> None:
    params = QueryDict(mutable=True)
    for name, value in pairs:
        params.appendlist(name, value)
    page = EntryList(SearchEntry.objects.all(), params)
    assert html(page).css(".dr-list__count")
    for heading in filter(lambda each: each.href, page.headings):
        assert EntryList(SearchEntry.objects.all(), QueryDict(heading.href[1:])).total == page.total


def test_the_number_of_queries_does_not_grow_with_the_rows(entries) -> None:
    with CaptureQueriesContext(
        connection,
    ) as few:
        html(listing("kind=entry"))
    SearchEntry.objects.all().delete()
    assert len(few) == 2
    with CaptureQueriesContext(connection) as none:
        html(listing())
    assert len(none) == 1


def test_nothing_at_all_teaches_and_nothing_found_shows_the_way_back(entries) -> None:
    page = listing("q=nowhere")
    page.empty = EmptyState("No entries", "They come with a source.", href="/i/", button="Import")
    assert "Nothing matches" in html(page).text()
    empty = listing(rows=SearchEntry.objects.none())
    empty.empty = page.empty
    assert html(empty).css_first(".dr-empty a").attributes["href"] == "/i/"


def test_ticks_stand_before_rows_only_when_something_can_be_done_with_them(entries) -> None:
    page = listing(bulk_url="/bulk/")
    assert not html(page).css("input[name=selected]")
    page.bulk_actions = [BulkAction("remind", "Remind")]
    form = html(page).css_first("form[method=post]")
    assert form.attributes["action"] == "/bulk/"
    ticks = form.css("input[name=selected]")
    assert len(ticks) == 10
    assert ticks[0].attributes["aria-label"] == "Select Égalité plan"
    assert form.css_first("button[name=action]").attributes["value"] == "remind"


def test_table_keeps_its_meaning_when_rows_become_cards(entries) -> None:
    table = html(listing()).css_first("table")
    assert table.attributes["role"] == "table"
    for cell in table.css("tbody td, tbody th"):
        assert cell.attributes["data-label"]
        assert cell.attributes["role"] in {"cell", "rowheader"}


@pytest.mark.parametrize("kind", ["csv", "xlsx", "ods"])
def test_export_holds_what_the_list_holds(entries, kind: str) -> None:
    query = "kind=entry&kind=paper&sort=-when"
    page = listing(f"{query}&page=2&export={kind}")
    assert page.export_format == kind
    response = page.export()
    disposition = response["Content-Disposition"]
    assert disposition.startswith('attachment; filename="search-entries-')
    assert disposition.endswith(f'.{kind}"')
    rows = read(response.content, kind)
    assert [str(each) for each in rows[0]] == ["Number", "Title", "Kind", "When", "Record"]
    exported = [int(float(row[0])) for row in rows[1:]]
    shown = [n for number in (1, 2) for n in numbers(listing(f"{query}&page={number}"))]
    assert exported == shown
    assert "audit of Posts" in {str(row[1]) for row in rows[1:]}


def read(content: bytes, kind: str) -> list[list[object]]:
    if kind == "csv":
        return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return book.get_sheet_by_index(0).to_python()


@pytest.mark.parametrize(
    ("number", "pages", "expected"),
    [
        (1, 1, [1]),
        (1, 3, [1, 2, 3]),
        (1, 9, [1, 2, 0, 9]),
        (5, 9, [1, 0, 4, 5, 6, 0, 9]),
        (4, 9, [1, 2, 3, 4, 5, 0, 9]),
        (9, 9, [1, 0, 8, 9]),
    ],
)
def test_pagination_skips_only_what_is_long(number, pages, expected) -> None:
    pagination = Pagination(number, 10, pages * 10, lambda n: f"?page={n}")
    assert [item.number for item in pagination.items] == expected
