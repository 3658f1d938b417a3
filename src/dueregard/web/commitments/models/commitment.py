"""The commitment itself: who answers for what, by when."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from dueregard.web.commitments.states import ClosureKind, ClosureState, RequestState
from dueregard.web.core.models import VersionedModel
from dueregard.web.organisation.models import Post, Unit


class Commitment(VersionedModel):
    """What a recommendation or an action has in common with every other.

    Status is computed. The columns under *facts* repeat what entries, challenges and
    closures say, kept by the services in the same transaction so that long lists need no
    joins; a check of the record compares them.
    """

    kind = models.CharField(max_length=30, help_text="recommendation, action…")
    reference = models.CharField(max_length=80)
    title = models.TextField()
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="commitments")
    owner_post = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, related_name="owned_commitments"
    )
    deputy_post = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, related_name="deputised_commitments"
    )
    due_on = models.DateField(null=True, blank=True)
    original_due_on = models.DateField(null=True, blank=True)
    restricted = models.BooleanField(default=False)
    is_leaf = models.BooleanField(default=True)
    is_pointer = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    batch = models.UUIDField(null=True, blank=True, db_index=True)

    # facts, kept by services
    closure_state = models.CharField(
        max_length=20, choices=ClosureState.choices, blank=True, default=""
    )
    closure_kind = models.CharField(
        max_length=20, choices=ClosureKind.choices, blank=True, default=""
    )
    closed_on = models.DateField(null=True, blank=True)
    has_progress = models.BooleanField(default=False)
    last_progress_on = models.DateField(null=True, blank=True)
    open_challenges = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["kind", "due_on"], name="commitments_kind_due"),
            models.Index(fields=["owner_post", "due_on"], name="commitments_owner_due"),
        ]

    def __str__(self) -> str:
        return self.reference


class ExtensionRequest(models.Model):
    """A request for a later due date; the original and every revised date stay on record."""

    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="extension_requests")
    from_date = models.DateField(null=True)
    to_date = models.DateField()
    reason = models.TextField()
    requested_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    state = models.CharField(
        max_length=20, choices=RequestState.choices, default=RequestState.WAITING
    )
    decided_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision_reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state=RequestState.WAITING, decided_by=None, decided_at=None)
                | (~Q(state=RequestState.WAITING) & Q(decided_at__isnull=False)),
                name="commitments_extension_decided_whole",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("requested_by")),
                name="commitments_extension_second_person",
            ),
            models.UniqueConstraint(
                fields=["commitment"],
                condition=Q(state=RequestState.WAITING),
                name="commitments_extension_one_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"extension of {self.commitment_id}"


class HandBack(models.Model):
    """An owner says that the commitment is not theirs to deliver, and why."""

    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="hand_backs")
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    reason = models.TextField()
    handed_back_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    handed_back_at = models.DateTimeField()
    state = models.CharField(
        max_length=20, choices=RequestState.choices, default=RequestState.WAITING
    )
    decided_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision_reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state=RequestState.WAITING, decided_by=None, decided_at=None)
                | (~Q(state=RequestState.WAITING) & Q(decided_at__isnull=False)),
                name="commitments_handback_decided_whole",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("handed_back_by")),
                name="commitments_handback_second_person",
            ),
            models.UniqueConstraint(
                fields=["commitment"],
                condition=Q(state=RequestState.WAITING),
                name="commitments_handback_one_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"hand-back of {self.commitment_id}"
