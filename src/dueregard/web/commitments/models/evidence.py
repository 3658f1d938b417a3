"""Evidence: files, links and texts, in versions; requests for a named piece of it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from dueregard.web.commitments.models.commitment import Commitment
from dueregard.web.commitments.states import ScanState, Visibility
from dueregard.web.core.models import VersionedModel


class StoredFile(models.Model):
    """A file kept once, whatever number of items use it, known by its hash."""

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveBigIntegerField()
    content_type = models.CharField(max_length=100, help_text="Told by content, not by name")
    path = models.CharField(max_length=200)
    scan_state = models.CharField(
        max_length=20, choices=ScanState.choices, default=ScanState.NOT_SCANNED
    )
    stored_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.sha256[:12]


class Evidence(VersionedModel):
    """A piece of evidence, used by one or more items."""

    title = models.CharField(max_length=200)
    visibility = models.CharField(
        max_length=20, choices=Visibility.choices, default=Visibility.INTERNAL
    )
    expires_on = models.DateField(null=True, blank=True)
    commitments = models.ManyToManyField(Commitment, through="EvidenceUse", related_name="evidence")
    created_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.TextField(blank=True)

    class Meta:
        verbose_name_plural = "evidence"

    def __str__(self) -> str:
        return self.title


class EvidenceUse(models.Model):
    """One item that rests on a piece of evidence."""

    evidence = models.ForeignKey(Evidence, models.CASCADE, related_name="uses")
    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="evidence_uses")
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["evidence", "commitment"], name="commitments_evidenceuse_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.evidence_id} for {self.commitment_id}"


class EvidenceVersion(models.Model):
    """One version of a piece of evidence: exactly one of a file, a link or a text."""

    evidence = models.ForeignKey(Evidence, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="versions")
    file_name = models.CharField(max_length=200, blank=True)
    link = models.URLField(max_length=1000, blank=True)
    text = models.TextField(blank=True)
    added_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["evidence", "number"], name="commitments_evidenceversion_number"
            ),
            models.CheckConstraint(
                condition=Q(file__isnull=False, link="", text="")
                | (Q(file__isnull=True) & ~Q(link="") & Q(text=""))
                | (Q(file__isnull=True) & Q(link="") & ~Q(text="")),
                name="commitments_evidenceversion_one_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.evidence_id} version {self.number}"


class EvidenceRequest(models.Model):
    """A request for a named piece of evidence by a date; met by evidence, or withdrawn."""

    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="evidence_requests")
    what = models.TextField()
    due_on = models.DateField(null=True)
    requested_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    met_by = models.ForeignKey(Evidence, models.PROTECT, null=True, related_name="met_requests")
    met_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(met_by__isnull=True, met_at__isnull=True)
                | Q(met_by__isnull=False, met_at__isnull=False),
                name="commitments_evidencerequest_met_whole",
            ),
            models.CheckConstraint(
                condition=Q(met_at__isnull=True) | Q(withdrawn_at__isnull=True),
                name="commitments_evidencerequest_one_end",
            ),
        ]

    def __str__(self) -> str:
        return self.what[:80]
