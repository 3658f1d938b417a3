"""Models every app may stand on: versioned records, drafts, the search index."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F

from dueregard.web.core.exceptions import Conflict


class VersionedModel(models.Model):
    """A record with a version number instead of a row lock.

    ``save_version`` writes only if nobody else has saved since the record was read; both
    databases behave alike.
    """

    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True

    def expect_version(self, expected: int | None, submitted: dict[str, Any]) -> None:
        """Raise ``Conflict`` when the user opened an older version than the saved one."""
        if expected is not None and expected != self.version:
            raise Conflict(
                "Somebody else has saved this since you opened it. Both versions are shown "
                "below: choose what to keep.",
                current=self,
                submitted=submitted,
            )

    def save_version(self, *, update_fields: list[str]) -> Self:
        """Save the named fields and count the version up, or raise ``Conflict``."""
        values = {name: getattr(self, name) for name in update_fields}
        updated = (
            type(self)
            ._base_manager.filter(pk=self.pk, version=self.version)
            .update(version=F("version") + 1, **values)
        )
        if not updated:
            raise Conflict(
                "Somebody else has saved this at the same moment.",
                current=type(self)._base_manager.get(pk=self.pk),
                submitted=values,
            )
        self.version += 1
        return self


class Draft(models.Model):
    """What a user has begun to write, kept from the first word until submitted."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    key = models.CharField(max_length=200)
    data = models.JSONField(default=dict)
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="core_draft_once")]

    def __str__(self) -> str:
        return self.key


class SearchEntry(models.Model):
    """One findable thing: its words folded, so that search is accent-proof on any database."""

    kind = models.CharField(max_length=40)
    object_id = models.BigIntegerField()
    reference = models.CharField(max_length=200, blank=True)
    title = models.TextField()
    folded = models.TextField()
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "object_id"], name="core_searchentry_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"
