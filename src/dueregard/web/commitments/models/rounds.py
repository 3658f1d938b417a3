"""Reporting rounds and the dated statements made in them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from dueregard.web.commitments.models.commitment import Commitment
from dueregard.web.commitments.states import EntryKind, RoundState, Voice
from dueregard.web.core.models import VersionedModel
from dueregard.web.organisation.models import Post


class Round(VersionedModel):
    """A reporting round of one source or plan: opens, is due, closes and freezes."""

    scope_kind = models.CharField(max_length=30, help_text="source, plan…")
    scope_id = models.BigIntegerField()
    name = models.CharField(max_length=200)
    position = models.PositiveIntegerField()
    opens_on = models.DateField()
    due_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=RoundState.choices, default=RoundState.OPEN)
    closed_at = models.DateTimeField(null=True, blank=True)
    batch = models.UUIDField(null=True, blank=True, db_index=True)

    class Meta:
        ordering = ["scope_kind", "scope_id", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["scope_kind", "scope_id", "position"], name="commitments_round_position"
            ),
            models.UniqueConstraint(
                fields=["scope_kind", "scope_id"],
                condition=Q(state=RoundState.OPEN),
                name="commitments_round_one_open",
            ),
            models.CheckConstraint(
                condition=Q(due_on__isnull=True) | Q(due_on__gte=F("opens_on")),
                name="commitments_round_due_after_open",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Entry(models.Model):
    """A dated statement in a round: progress, next step or note. Never overwritten.

    A mistake is mended by another entry that ``corrects`` this one.
    """

    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="entries")
    kind = models.CharField(max_length=20, choices=EntryKind.choices)
    voice = models.CharField(max_length=20, choices=Voice.choices)
    round = models.ForeignKey(Round, models.PROTECT, null=True, related_name="entries")
    text = models.TextField()
    said_on = models.DateField()
    author = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    author_post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    attribution = models.CharField(
        max_length=200, blank=True, help_text="Who said it, as a paper printed it"
    )
    owner_post = models.ForeignKey(
        Post, models.PROTECT, null=True, related_name="+", help_text="Who does the next step"
    )
    due_on = models.DateField(null=True, help_text="When the next step is due")
    points_elsewhere = models.BooleanField(
        default=False, help_text="A next step that only says ‘as challenges’ or the like"
    )
    corrects = models.OneToOneField("self", models.PROTECT, null=True, related_name="corrected_by")
    position = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    batch = models.UUIDField(null=True, blank=True, db_index=True)

    class Meta:
        verbose_name_plural = "entries"
        ordering = ["said_on", "position", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="commitments_entry_says_something")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.said_on}"
