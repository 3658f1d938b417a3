"""Sources: the reports and strategies that ask something of the body."""

from __future__ import annotations

from django.db import models

from dueregard.web.core.models import VersionedModel
from dueregard.web.organisation.models import Body, Unit
from dueregard.web.recommendations.states import SourceKind


class Source(VersionedModel):
    """A report, strategy or law that makes recommendations."""

    title = models.CharField(max_length=300)
    short_title = models.CharField(max_length=80)
    kind = models.CharField(max_length=20, choices=SourceKind.choices)
    published_by = models.CharField(max_length=200, blank=True)
    published_on = models.DateField(null=True, blank=True)
    description = models.TextField(blank=True)
    link = models.URLField(max_length=1000, blank=True)
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="sources", help_text="The unit that keeps it"
    )
    owner_body = models.ForeignKey(
        Body,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Who must carry it out, unless a recommendation says otherwise",
    )
    created_at = models.DateTimeField()
    batch = models.UUIDField(null=True, blank=True, db_index=True)

    class Meta:
        ordering = ["-published_on", "title"]
        constraints = [
            models.UniqueConstraint(fields=["title"], name="recommendations_source_title_once")
        ]

    def __str__(self) -> str:
        return self.short_title
