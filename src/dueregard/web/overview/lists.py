"""The audit record as a list."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from dueregard.web.accounts.models import User as Person
from dueregard.web.audit.models import Event
from dueregard.web.core.lists import ChoiceFilter, Column, DateRangeFilter, ListPage, TextFilter
from dueregard.web.core.lists.parts import Row
from dueregard.web.overview.audit_reading import ReadEvent, hidden_from, in_portions, read_events

if TYPE_CHECKING:
    from dueregard.web.accounts.models import User


def kind_in_words(kind: str) -> str:
    """Return what a kind of thing is called: ``Board paper`` for ``governance.boardpaper``."""
    try:
        name = str(apps.get_model(kind)._meta.verbose_name)
    except LookupError:
        name = kind.rpartition(".")[2]
    return name[:1].upper() + name[1:]


def verb_in_words(verb: str) -> str:
    """Return what was done: ``Issue paper`` for ``issue_paper``."""
    return verb.replace("_", " ").capitalize()


def _kinds() -> list[tuple[str, str]]:
    kinds = Event.objects.order_by("kind").values_list("kind", flat=True).distinct()
    return sorted(((kind, kind_in_words(kind)) for kind in kinds), key=lambda pair: pair[1])


def _verbs() -> list[tuple[str, str]]:
    verbs = Event.objects.order_by("verb").values_list("verb", flat=True).distinct()
    return [(verb, verb_in_words(verb)) for verb in verbs]


def _actors() -> list[tuple[str, str]]:
    people = Person.objects.order_by("name").values_list("pk", "name")
    return [("system:dueregard", "Due Regard"), *((f"user:{pk}", name) for pk, name in people)]


def _of_object(events: QuerySet[Event], value: str) -> QuerySet[Event]:
    # Ids are numbers of at most 19 digits; anything else names nothing.
    number = value.strip()
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return events.none()
    return events.filter(object_id=int(number))


def _of_batch(events: QuerySet[Event], value: str) -> QuerySet[Event]:
    wanted = value.strip().lower().replace("-", "")
    if len(wanted) != 32 or any(sign not in "0123456789abcdef" for sign in wanted):
        return events.none()
    return events.filter(batch=wanted)


class AuditList(ListPage[Event]):
    """Events, newest first. The words of a page are looked up together, not row by row."""

    columns = [
        Column("event", "Event", value="event.pk", sort="id", nowrap=True),
        Column("at", "When", value="event.at", kind="datetime", nowrap=True),
        Column("actor", "Who"),
        Column(
            "sentence",
            "What was done",
            header=True,
            kind="long",
            link=lambda row: reverse("overview:audit_event", args=[row.event.pk]),
        ),
        Column("thing", "To what", kind="long", show=False),
        Column("kind", "Kind", value=lambda row: kind_in_words(row.event.kind)),
        Column("object_id", "Number", value="event.object_id", show=False),
        Column("verb", "Verb", value="event.verb", show=False),
        Column("batch", "Batch", value="event.batch", show=False),
        Column(
            "changes",
            "Changes",
            show=False,
            value=lambda row: [f"{c.label}: {c.before} → {c.after}" for c in row.changes],
        ),
    ]
    filters = [
        ChoiceFilter("kind", "Kind of thing", choices=_kinds),
        TextFilter("object", "Number of the thing", apply=_of_object),
        ChoiceFilter("verb", "What was done", choices=_verbs),
        ChoiceFilter("actor", "Who", choices=_actors),
        DateRangeFilter("at", "When", lookup="at__date"),
        TextFilter("batch", "Batch", apply=_of_batch),
    ]
    default_sort = "-event"
    export_name = "audit-record"
    names = ("event", "events")

    def __init__(self, queryset: QuerySet[Event], params: QueryDict, *, user: User) -> None:
        super().__init__(queryset, params)
        self._hidden = hidden_from(user)

    @cached_property
    def rows(self) -> list[Row]:
        """The rows of this page."""
        if not self.total:
            return []
        start = self.pagination.first_row - 1
        events = self.queryset[start : start + self.page_size]
        return [self._read_row(each) for each in read_events(events, self._hidden)]

    def _read_row(self, read: ReadEvent) -> Row:
        cells = [column.cell(read) for column in self.shown_columns]
        return Row(str(read.event.pk), read.sentence, cells)

    def _records(self) -> Iterable[Any]:
        return in_portions(super()._records(), self._hidden)


def moment(event: Event) -> str:
    """Return when an event was, to the second."""
    return timezone.localtime(event.at).strftime("%-d %B %Y at %H:%M:%S")
