"""Board papers: prepared from the register, then issued and frozen."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from dueregard.web.commitments.models import Round
from dueregard.web.core.models import VersionedModel
from dueregard.web.governance.states import PaperState
from dueregard.web.organisation.models import Body, Unit
from dueregard.web.recommendations.models import Source


class BoardPaper(VersionedModel):
    """A progress report to a meeting.

    While it is a draft, ``wording`` holds what the officer wrote over what the register
    says; everything else is read from the register each time. Issuing freezes the whole.
    """

    source = models.ForeignKey(Source, models.PROTECT, related_name="board_papers")
    round = models.ForeignKey(Round, models.PROTECT, related_name="board_papers")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="board_papers")
    body = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="+")
    meeting_of = models.CharField(max_length=200, help_text="The board or committee")
    meeting_on = models.DateField()
    report_number = models.CharField(max_length=20)
    title = models.CharField(max_length=300)
    by = models.CharField(max_length=200, help_text="The office the paper is from")
    wording = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=20, choices=PaperState.choices, default=PaperState.DRAFT)
    created_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    issued_content = models.TextField(blank=True, help_text="Canonical JSON, as issued")
    checksum = models.CharField(max_length=64, blank=True)
    issued_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    issued_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-meeting_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=PaperState.DRAFT, issued_content="", checksum="")
                | Q(state=PaperState.WITHDRAWN)
                | (Q(issued_at__isnull=False) & ~Q(issued_content="") & ~Q(checksum="")),
                name="governance_boardpaper_issued_whole",
            )
        ]

    def __str__(self) -> str:
        return self.title
