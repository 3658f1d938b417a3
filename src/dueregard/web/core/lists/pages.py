"""A list on a page: rows, filters, order and pages from a queryset and an address."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar, Generic, TypeVar

from django.db.models import Model, QuerySet
from django.http import HttpResponse, QueryDict
from django.utils.functional import cached_property

from dueregard.web.core.lists.columns import Column
from dueregard.web.core.lists.export import FORMATS, export_response
from dueregard.web.core.lists.filters import Filter
from dueregard.web.core.lists.pagination import Pagination
from dueregard.web.core.lists.parts import (
    BoundFilter,
    BulkAction,
    ChosenLink,
    EmptyState,
    Heading,
    Row,
)

M = TypeVar("M", bound=Model)


class ListPage(Generic[M]):
    """A declared list, bound to rows and to the parameters of a request.

    Parameters
    ----------
    queryset
        The rows this user may see; the app's ``queries`` decide.
    params
        ``request.GET``.
    bulk_url
        Where the form of ``bulk_actions`` goes; no ticks are shown without it.
    """

    columns: ClassVar[Sequence[Column]] = ()
    filters: ClassVar[Sequence[Filter]] = ()
    default_sort: ClassVar[str] = ""
    page_size: ClassVar[int] = 50
    export_name: ClassVar[str] = "list"
    names: ClassVar[tuple[str, str]] = ("row", "rows")
    caption: ClassVar[str] = ""
    bulk_actions: ClassVar[Sequence[BulkAction]] = ()
    empty: ClassVar[EmptyState | None] = None

    def __init__(self, queryset: QuerySet[M], params: QueryDict, *, bulk_url: str = "") -> None:
        self._queryset = queryset
        self._params = params
        self.bulk_url = bulk_url

    # What was asked for

    @cached_property
    def bound_filters(self) -> list[BoundFilter]:
        """The filters with what they read."""
        return [BoundFilter(each, each.read(self._params)) for each in self.filters]

    @cached_property
    def _sort(self) -> tuple[Column | None, bool, str]:
        """The column sorted by, whether downwards, and a problem in words."""
        columns = {column.key: column for column in self.columns if column.sort is not None}
        asked = self._params.get("sort", "")
        for wanted in (asked, self.default_sort):
            column = columns.get(wanted.removeprefix("-"))
            if column is not None:
                problem = ""
                if asked and wanted != asked:
                    problem = "The list cannot be sorted that way, so it is in its usual order."
                return column, wanted.startswith("-"), problem
        return None, False, "The list cannot be sorted that way." if asked else ""

    @cached_property
    def export_format(self) -> str:
        """The format asked for (csv, xlsx, ods), or "" for the page."""
        asked = self._params.get("export", "")
        return asked if asked in FORMATS else ""

    @cached_property
    def problems(self) -> list[str]:
        """What in the address was not understood and left out, in words."""
        found = [text for bound in self.bound_filters for text in bound.reading.problems]
        found += [text for text in (self._sort[2], self._paging[1]) if text]
        if self._params.get("export") and not self.export_format:
            found.append("Lists can be downloaded as CSV, XLSX or ODS only.")
        return found

    # The rows

    @cached_property
    def queryset(self) -> QuerySet[M]:
        """All rows that the filters leave, in order; the export holds exactly these."""
        rows = self._queryset
        for bound in self.bound_filters:
            if bound.reading.value is not None:
                rows = bound.filter.narrow(rows, bound.reading.value)
        column, descending, _ = self._sort
        if column is None:
            return rows if rows.ordered else rows.order_by("pk")
        # The id last makes the order stable: no row is on two pages or on none.
        return rows.order_by(*column.ordering(descending=descending), "pk")

    @cached_property
    def total(self) -> int:
        """How many rows there are on all pages."""
        return self.queryset.count()

    @cached_property
    def _paging(self) -> tuple[Pagination, str]:
        asked = self._params.get("page", "") or "1"
        number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else 0
        whole = Pagination(1, self.page_size, self.total, self._page_address)
        right = min(max(number, 1), whole.pages_total)
        problem = ""
        if right != number:
            problem = f"There is no page “{asked[:20]}”. This is page {right}."
        return Pagination(right, self.page_size, self.total, self._page_address), problem

    @property
    def pagination(self) -> Pagination:
        """Where this page is among all."""
        return self._paging[0]

    @cached_property
    def rows(self) -> list[Row]:
        """The rows of this page."""
        if not self.total:
            return []
        start = self.pagination.first_row - 1
        return [self._row(each) for each in self.queryset[start : start + self.page_size]]

    def _row(self, record: M) -> Row:
        cells = [column.cell(record) for column in self.shown_columns]
        naming = next((cell for cell in cells if cell.column.header), cells[0])
        return Row(str(record.pk), str(naming.value or record), cells)

    # What the page says

    @cached_property
    def shown_columns(self) -> list[Column]:
        """The columns of the page."""
        return [column for column in self.columns if column.show]

    @property
    def headings(self) -> list[Heading]:
        """The headings; a click on the one sorted by turns the order round."""
        current, descending, _ = self._sort
        headings = []
        for column in self.shown_columns:
            if column.sort is None:
                headings.append(Heading(column))
                continue
            here = current is not None and column.key == current.key
            direction = ("descending" if descending else "ascending") if here else ""
            wanted = f"-{column.key}" if direction == "ascending" else column.key
            headings.append(Heading(column, self._address(sort=wanted), direction))
        return headings

    @property
    def sort_options(self) -> list[dict[str, Any]]:
        """Every order on offer, for pages too narrow for headings."""
        current, descending, _ = self._sort
        return [
            {
                "value": f"-{column.key}" if down else column.key,
                "label": f"{column.label}{', last first' if down else ''}",
                "chosen": current is not None and column.key == current.key and descending is down,
            }
            for column in self.shown_columns
            if column.sort is not None
            for down in (False, True)
        ]

    @property
    def chosen(self) -> list[ChosenLink]:
        """The filters that are on, each with the address of the list without it."""
        return [
            ChosenLink(each.text, self._without(each.parameters))
            for bound in self.bound_filters
            for each in bound.filter.chosen(bound.reading)
        ]

    @property
    def is_filtered(self) -> bool:
        """Whether any filter is on."""
        return any(bound.reading.value is not None for bound in self.bound_filters)

    @property
    def everything_href(self) -> str:
        """The address of the list without any filter."""
        kept = self._kept()
        for bound in self.bound_filters:
            for name in bound.filter.names:
                kept.pop(name, None)
        return _query(kept)

    @property
    def count_sentence(self) -> str:
        """``Showing 1 to 50 of 312 recommendations``, or less when all are on one page."""
        one, many = self.names
        noun = one if self.total == 1 else many
        if self.pagination.pages_total == 1:
            return f"{self.total} {noun}" if self.total else f"No {many}"
        first, last = self.pagination.first_row, self.pagination.last_row
        return f"Showing {first} to {last} of {self.total} {noun}"

    @property
    def hidden_parameters(self) -> list[tuple[str, str]]:
        """What the filter form must carry along because it has no box for it."""
        own = {name for bound in self.bound_filters for name in bound.filter.names} | {"sort"}
        return [
            (name, value)
            for name, values in self._kept().lists()
            if name not in own
            for value in values
        ]

    # The export

    @property
    def export_links(self) -> list[tuple[str, str]]:
        """The formats with their addresses."""
        return [(label, self._address(export=key)) for key, label in FORMATS.items()]

    def export(self) -> HttpResponse:
        """Return all rows of the list, as filtered and sorted, as a file."""
        columns = [column for column in self.columns if column.export is not False]
        return export_response(
            columns, self._records(), export_format=self.export_format, name=self.export_name
        )

    def _records(self) -> Iterable[M]:
        # In portions: a long list must not stand in memory twice.
        return self.queryset.iterator(chunk_size=2000)

    # Addresses

    def _kept(self) -> QueryDict:
        """The parameters as understood: wrong ones are gone, the rest is kept."""
        kept = self._params.copy()
        for name in ("page", "export"):
            kept.pop(name, None)
        for bound in self.bound_filters:
            for name in bound.filter.names:
                kept.pop(name, None)
            for name, values in bound.reading.written.items():
                kept.setlist(name, values)
        if self._sort[2]:
            kept.pop("sort", None)
        return kept

    def _address(self, **changes: str) -> str:
        kept = self._kept()
        for name, value in changes.items():
            kept[name] = value
        return _query(kept)

    def _page_address(self, number: int) -> str:
        return self._address(page=str(number)) if number > 1 else self._address()

    def _without(self, parameters: Iterable[tuple[str, str]]) -> str:
        kept = self._kept()
        for name, value in parameters:
            kept.setlist(name, [each for each in kept.getlist(name) if each != value])
        return _query(kept)


def _query(params: QueryDict) -> str:
    return f"?{params.urlencode()}"
