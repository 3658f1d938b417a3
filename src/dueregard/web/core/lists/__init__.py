"""Lists that filter, sort, page and export what they show.

A list is declared as a class; ``docs/reference/components.md`` shows one. Given the queryset of an
app's ``queries`` and the parameters of a request, it never raises for a wrong parameter: it says
so on the page and goes on without it.
"""

from dueregard.web.core.lists.columns import Cell, Column
from dueregard.web.core.lists.filters import (
    BooleanFilter,
    ChoiceFilter,
    DateRangeFilter,
    Filter,
    TextFilter,
)
from dueregard.web.core.lists.pages import ListPage
from dueregard.web.core.lists.pagination import Pagination
from dueregard.web.core.lists.parts import BulkAction, EmptyState

__all__ = [
    "BooleanFilter",
    "BulkAction",
    "Cell",
    "ChoiceFilter",
    "Column",
    "DateRangeFilter",
    "EmptyState",
    "Filter",
    "ListPage",
    "Pagination",
    "TextFilter",
]
