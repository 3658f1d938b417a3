"""The present names of what events refer to, looked up in one query for each kind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.db import models

from dueregard.web.audit.models import Event, PersonalValue
from dueregard.web.core.registry import Registry

#: kind (``app.model``) → ``provider(ids)`` → id → name, where the thing's own words are not
#: enough ("Head of Northmoor" needs its unit).
providers: Registry[Callable[[list[int]], Mapping[int, str]]] = Registry("names of things")

Rows = Iterable[tuple[Event, Mapping[str, Any]]]


@dataclass(frozen=True)
class Names:
    """Names by kind and id, and personal values by reference."""

    things: Mapping[str, Mapping[int, str]]
    personal: Mapping[str, str | None]

    @classmethod
    def needed_by(cls, rows: Rows) -> Names:
        """Look up everything that ``rows`` (events and their payloads) refer to."""
        wanted: dict[str, set[int]] = defaultdict(set)
        references: set[str] = set()
        for event, payload in rows:
            wanted[event.kind].add(event.object_id)
            actor, _, key = event.actor.partition(":")
            if actor == "user":
                wanted[settings.AUTH_USER_MODEL.lower()].add(int(key))
            for kind, object_id in _mentioned(payload):
                wanted[kind].add(object_id)
            for column, value in _values(payload):
                if isinstance(value, dict) and "personal" in value:
                    references.add(value["personal"])
                elif isinstance(value, int) and (target := target_of(event.kind, column)):
                    wanted[target].add(value)
        held = PersonalValue.objects.filter(pk__in=references).values_list("pk", "value")
        return cls(
            things={kind: _look_up(kind, sorted(ids)) for kind, ids in sorted(wanted.items())},
            personal={str(pk): value for pk, value in held} if references else {},
        )

    def of(self, kind: str, object_id: int) -> str:
        """Return the name of a thing; what is no longer there says so."""
        return self.things.get(kind, {}).get(object_id) or f"{_noun(kind)} {object_id}"


def target_of(kind: str, column: str) -> str | None:
    """Return the kind of thing that a column of ``kind`` refers to, if it refers to one."""
    field = field_of(kind, column)
    if isinstance(field, models.ForeignKey):
        target: str = field.related_model._meta.label_lower
        return target
    return None


def field_of(kind: str, column: str) -> models.Field[Any, Any] | None:
    """Return the model field of a column, unless kind or column are of another time."""
    try:
        model = apps.get_model(kind)
    except LookupError:
        return None
    for field in model._meta.concrete_fields:
        if field.attname == column:
            return field
    try:
        found = model._meta.get_field(column)
    except FieldDoesNotExist:
        return None
    return found if isinstance(found, models.Field) else None


def _values(payload: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for part in ("before", "after"):
        yield from (payload.get(part) or {}).items()


def _mentioned(payload: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    """Yield the things an event's context mentions as ``{"kind": …, "id": …}``."""
    for value in (payload.get("context") or {}).values():
        if isinstance(value, dict) and {"kind", "id"} <= value.keys():
            yield value["kind"], value["id"]


def _look_up(kind: str, ids: list[int]) -> Mapping[int, str]:
    if provider := providers.get(kind):
        return provider(ids)
    try:
        model = apps.get_model(kind)
    except LookupError:
        return {}
    return {pk: str(thing) for pk, thing in model._base_manager.in_bulk(ids).items()}


def _noun(kind: str) -> str:
    try:
        return str(apps.get_model(kind)._meta.verbose_name)
    except LookupError:
        return kind.rpartition(".")[2]
