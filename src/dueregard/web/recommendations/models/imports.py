"""Papers received and read, and their way into the register."""

from __future__ import annotations

from django.db import models

from dueregard.web.commitments.models import Round, StoredFile
from dueregard.web.commitments.states import RoundState
from dueregard.web.core.models import VersionedModel
from dueregard.web.recommendations.models.recommendation import Recommendation
from dueregard.web.recommendations.models.source import Source
from dueregard.web.recommendations.states import ImportState, RowDecision, RowMatch


class ReceivedPaper(models.Model):
    """A paper as it came in: the file, what the reader read, line by line."""

    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="papers")
    file_name = models.CharField(max_length=200)
    kind = models.CharField(max_length=30)
    title = models.CharField(max_length=500, blank=True)
    report_number = models.CharField(max_length=40, blank=True)
    body_name = models.CharField(max_length=200, blank=True)
    paper_date = models.DateField(null=True)
    document = models.JSONField(help_text="What `dueregard read` said of it")
    lines = models.JSONField(help_text="The numbered lines of its text")
    received_at = models.DateTimeField()
    received_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-paper_date", "-id"]

    def __str__(self) -> str:
        return self.title or self.file_name


class PaperImport(VersionedModel):
    """One review of one paper against one source: preview, decide, accept, undo."""

    paper = models.ForeignKey(ReceivedPaper, models.PROTECT, related_name="imports")
    source = models.ForeignKey(Source, models.PROTECT, null=True, related_name="imports")
    new_source = models.JSONField(
        null=True, help_text="The source to be made on acceptance, when it is not there yet"
    )
    round = models.ForeignKey(Round, models.PROTECT, null=True, related_name="imports")
    round_name = models.CharField(max_length=200)
    round_state = models.CharField(
        max_length=10,
        choices=RoundState.choices,
        default=RoundState.CLOSED,
        help_text="Whether a round made on acceptance is finished",
    )
    said_on = models.DateField(null=True, help_text="The day the paper speaks of as today")
    owner_bodies = models.JSONField(
        default=dict, blank=True, help_text="Owner as printed → id of the body that is meant"
    )
    outcome = models.JSONField(
        default=dict, blank=True, help_text="How much of each kind was taken in"
    )
    state = models.CharField(
        max_length=20, choices=ImportState.choices, default=ImportState.PREVIEW
    )
    batch = models.UUIDField(unique=True)
    created_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    accepted_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    accepted_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"import of {self.paper_id}"


class ImportRow(models.Model):
    """One tracked item of a paper, beside what the register has."""

    paper_import = models.ForeignKey(PaperImport, models.CASCADE, related_name="rows")
    position = models.PositiveIntegerField()
    reference = models.CharField(max_length=40, blank=True)
    parent_reference = models.CharField(max_length=40, blank=True)
    line = models.PositiveIntegerField(null=True)
    item = models.JSONField(help_text="The tracked item as it was read")
    match = models.CharField(max_length=20, choices=RowMatch.choices)
    differences = models.JSONField(default=dict, blank=True)
    recommendation = models.ForeignKey(
        Recommendation, models.SET_NULL, null=True, related_name="import_rows"
    )
    similarity = models.FloatField(null=True)
    decision = models.CharField(
        max_length=20, choices=RowDecision.choices, default=RowDecision.UNDECIDED
    )
    edits = models.JSONField(
        default=dict, blank=True, help_text="Number or wording the officer changed, if any"
    )
    left_out = models.JSONField(
        default=list, blank=True, help_text="Differences not to be taken over"
    )

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["paper_import", "position"], name="recommendations_importrow_once"
            )
        ]

    def __str__(self) -> str:
        return self.reference or f"row {self.position}"


class SheetImport(VersionedModel):
    """A list that was exported, edited by hand and brought back."""

    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="sheet_imports")
    file_name = models.CharField(max_length=200)
    state = models.CharField(
        max_length=20, choices=ImportState.choices, default=ImportState.PREVIEW
    )
    batch = models.UUIDField(unique=True)
    created_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    outcome = models.JSONField(
        default=dict, blank=True, help_text="How many rows and values were taken over"
    )

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.file_name
