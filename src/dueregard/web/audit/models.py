"""Audit events: who did what to what, when; appended, never changed.

No foreign keys: the record of what happened must not depend on what is live.
"""

from __future__ import annotations

import uuid

from django.db import models


class Event(models.Model):
    """One write: actor, verb, object, before, after, time, as canonical JSON.

    The table is append-only by triggers on both databases; only the empty seal columns may
    be filled, once, by a later sealing.
    """

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(db_index=True)
    actor = models.CharField(max_length=60, help_text="user:ID or system:NAME, never a name")
    verb = models.CharField(max_length=60)
    kind = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    payload = models.TextField(help_text="Canonical JSON: before, after and context")
    batch = models.UUIDField(null=True, db_index=True)
    previous_seal = models.CharField(max_length=64, blank=True, default="")
    seal = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["kind", "object_id", "id"], name="audit_event_object")]

    def __str__(self) -> str:
        return f"{self.verb} {self.kind} {self.object_id}"


class PersonalValue(models.Model):
    """A personal value an event refers to; erasing it leaves every event as it was."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject = models.CharField(max_length=60, db_index=True)
    value = models.TextField(null=True)
    erased_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.id)
