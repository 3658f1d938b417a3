"""Closure: proposed by one, verified by another, of a stated kind."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from dueregard.web.commitments.models.commitment import Commitment
from dueregard.web.commitments.models.evidence import Evidence
from dueregard.web.commitments.models.rounds import Round
from dueregard.web.commitments.states import ClosureKind, ClosureState
from dueregard.web.organisation.models import Body


class Closure(models.Model):
    """One attempt to close a commitment. At most one is alive at a time."""

    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="closures")
    kind = models.CharField(max_length=20, choices=ClosureKind.choices)
    state = models.CharField(max_length=20, choices=ClosureState.choices)
    statement = models.TextField(help_text="What was done, or what differs, or why")
    merged_into = models.ForeignKey(Commitment, models.PROTECT, null=True, related_name="+")
    transferred_to = models.ForeignKey(Body, models.PROTECT, null=True, related_name="+")
    evidence = models.ManyToManyField(Evidence, blank=True, related_name="closures")
    round = models.ForeignKey(Round, models.PROTECT, null=True, related_name="closures")
    proposed_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    attribution = models.CharField(
        max_length=200, blank=True, help_text="The paper that reported it, as it is cited"
    )
    proposed_at = models.DateTimeField()
    effective_on = models.DateField(help_text="The day it was done, or reported done")
    verified_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision_reason = models.TextField(blank=True)
    reopened_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    reopened_at = models.DateTimeField(null=True)
    reopen_reason = models.TextField(blank=True)
    challenges_open = models.PositiveIntegerField(
        default=0, help_text="Challenges still unanswered when it was verified or reported"
    )
    batch = models.UUIDField(null=True, blank=True, db_index=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(verified_by__isnull=True)
                | Q(proposed_by__isnull=True)
                | ~Q(verified_by=F("proposed_by")),
                name="commitments_closure_second_person",
            ),
            models.CheckConstraint(
                condition=~Q(state=ClosureState.VERIFIED)
                | Q(verified_by__isnull=False, decided_at__isnull=False),
                name="commitments_closure_verified_whole",
            ),
            models.UniqueConstraint(
                fields=["commitment"],
                condition=Q(
                    state__in=[ClosureState.PROPOSED, ClosureState.REPORTED, ClosureState.VERIFIED]
                ),
                name="commitments_closure_one_alive",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.commitment_id}"

    @property
    def is_reported(self) -> bool:
        """Whether a paper, or somebody recording one, said so: nobody here proposed it."""
        return (
            self.batch is not None or bool(self.attribution) or self.state == ClosureState.REPORTED
        )
