"""Writing audit events. Called by every service, inside its own transaction."""

from __future__ import annotations

import datetime
import json
import uuid
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.db import models, transaction

from dueregard.web.audit.models import Event, PersonalValue
from dueregard.web.core.clock import now

if TYPE_CHECKING:
    from dueregard.web.accounts.models import User


def canonical(value: Any) -> str:
    """Return ``value`` as canonical JSON: sorted keys, no spaces, plain text, times in UTC."""
    return json.dumps(
        value,
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
        allow_nan=False,
        default=_plain,
    )


def _plain(value: Any) -> Any:
    if isinstance(value, datetime.datetime) and value.tzinfo is not None:
        return value.astimezone(datetime.UTC).isoformat()
    if isinstance(value, datetime.datetime | datetime.date):
        return value.isoformat()
    if isinstance(value, models.Model):
        return value.pk
    if isinstance(value, uuid.UUID):
        return str(value)
    raise TypeError(f"{type(value).__name__} cannot be written to the audit record")


def _mention(value: Any) -> Any:
    if isinstance(value, models.Model):
        return {"kind": value._meta.label_lower, "id": value.pk}
    return value


def actor_of(by: User | None) -> str:
    """Return the reference of an actor: ``user:7``, or ``system:dueregard`` for the product."""
    return f"user:{by.pk}" if by is not None else "system:dueregard"


def snapshot(instance: models.Model, *, personal: Iterable[str] | None = None) -> dict[str, Any]:
    """Return the columns of ``instance``, personal ones replaced by a reference.

    A model names its personal columns in ``PERSONAL`` (``personal`` overrides it) and those
    that never enter the record, not even by reference, in ``UNRECORDED``: a password, hashed
    or not, is nobody's history.
    """
    hidden = set(getattr(type(instance), "PERSONAL", ()) if personal is None else personal)
    unrecorded = set(getattr(type(instance), "UNRECORDED", ()))
    values: dict[str, Any] = {}
    for field in instance._meta.concrete_fields:
        if field.attname in unrecorded:
            continue
        value = field.value_from_object(instance)
        if isinstance(value, models.fields.files.FieldFile):
            value = value.name
        values[field.attname] = _hold(instance, value) if field.attname in hidden else value
    return values


def _hold(instance: models.Model, value: Any) -> Any:
    """Return a reference to ``value``: the one there is, so that "no change" looks like one."""
    if value in (None, ""):
        return value
    subject = f"{instance._meta.label_lower}:{instance.pk}"
    held = PersonalValue.objects.filter(subject=subject, value=str(value)).first()
    if held is None:
        held = PersonalValue.objects.create(subject=subject, value=str(value))
    return {"personal": str(held.pk)}


def record(
    *,
    by: User | None,
    verb: str,
    instance: models.Model,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    at: datetime.datetime | None = None,
    batch: uuid.UUID | None = None,
    **context: Any,
) -> Event:
    """Append one event about ``instance``.

    ``after`` is the whole of the object's columns unless given; ``before`` only says what was
    different. ``context`` keeps what the columns do not say; a model in it is kept as its kind
    and id, so that the event can be read with the thing's present name. Must run in the
    transaction of the write it records.

    Raises
    ------
    RuntimeError
        If there is no transaction: an event without its write, or a write without its
        event, must be impossible.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("an audit event must be written in the transaction of its write")
    after = snapshot(instance) if after is None else after
    changed = None if before is None else {k: v for k, v in before.items() if after.get(k) != v}
    payload: dict[str, Any] = {"after": after}
    if changed is not None:
        payload["before"] = changed
    if context:
        payload["context"] = {key: _mention(value) for key, value in context.items()}
    return Event.objects.create(
        at=at or now(),
        actor=actor_of(by),
        verb=verb,
        kind=instance._meta.label_lower,
        object_id=instance.pk,
        payload=canonical(payload),
        batch=batch,
    )


@transaction.atomic
def erase_personal_values(
    *, subject: models.Model, by: User, at: datetime.datetime | None = None
) -> int:
    """Erase the personal values held about ``subject``; its events stay whole.

    Returns
    -------
    int
        The number of values erased.
    """
    at = at or now()
    key = f"{subject._meta.label_lower}:{subject.pk}"
    erased = PersonalValue.objects.filter(subject=key, erased_at=None).update(
        value=None, erased_at=at
    )
    record(by=by, verb="erase_personal_values", instance=subject, after={"erased": erased}, at=at)
    return erased
