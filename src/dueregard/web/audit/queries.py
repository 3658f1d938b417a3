"""Reading audit events: the history of a thing, and the thing as it stood on a date."""

from __future__ import annotations

import datetime
import json
from typing import Any

from django.db import models
from django.db.models import Q, QuerySet

from dueregard.web.audit.models import Event


def history(instance: models.Model) -> QuerySet[Event]:
    """Return the events of one thing, newest first."""
    return Event.objects.filter(kind=instance._meta.label_lower, object_id=instance.pk).order_by(
        "-id"
    )


def history_of(things: list[tuple[str, int]]) -> QuerySet[Event]:
    """Return the events of several things given as (kind, id), newest first."""
    wanted = Q(pk__in=[])
    for kind, object_id in things:
        wanted |= Q(kind=kind, object_id=object_id)
    return Event.objects.filter(wanted).order_by("-id")


def state_at(kind: str, object_id: int, at: datetime.datetime) -> dict[str, Any] | None:
    """Return the columns of a thing as they stood at ``at``; None if it did not exist yet."""
    events = Event.objects.filter(kind=kind, object_id=object_id, at__lte=at).order_by("id")
    state: dict[str, Any] = {}
    for event in events:
        state.update(json.loads(event.payload).get("after", {}))
    return state or None


def states_at(kind: str, object_ids: list[int], at: datetime.datetime) -> dict[int, dict[str, Any]]:
    """Return the columns of several things of one kind as they stood at ``at``."""
    states: dict[int, dict[str, Any]] = {}
    events = Event.objects.filter(kind=kind, object_id__in=object_ids, at__lte=at).order_by("id")
    for object_id, payload in events.values_list("object_id", "payload"):
        states.setdefault(object_id, {}).update(json.loads(payload).get("after", {}))
    return states
