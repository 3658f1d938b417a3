"""Recommendations as a tree, the responses to them and the links between them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from dueregard.web.commitments.models import Commitment
from dueregard.web.core.models import VersionedModel
from dueregard.web.organisation.models import Body
from dueregard.web.recommendations.models.source import Source
from dueregard.web.recommendations.states import LinkKind, ResponseKind


class Recommendation(VersionedModel):
    """What a source asks: verbatim text at its place in the tree. Status lives on the leaf.

    Shares its id with its commitment, which carries owner, dates, entries and closure.
    """

    commitment = models.OneToOneField(
        Commitment, models.CASCADE, primary_key=True, related_name="recommendation"
    )
    source = models.ForeignKey(Source, models.PROTECT, related_name="recommendations")
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )
    number = models.CharField(max_length=40, help_text="As the source numbers it: 7(d)")
    position = models.PositiveIntegerField(help_text="Order among its siblings")
    depth = models.PositiveSmallIntegerField(default=0)
    place = models.CharField(
        max_length=200,
        blank=True,
        default="",
        db_index=True,
        editable=False,
        help_text="The positions from the root on: sorts as the source does, begins what is below",
    )
    text = models.TextField(help_text="Verbatim")
    stem = models.CharField(
        max_length=200, blank=True, help_text="Words that lead to the parts: This means:"
    )
    owner_body = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="+")
    owner_printed = models.CharField(
        max_length=300, blank=True, help_text="The owner as the paper prints it"
    )
    priority = models.BooleanField(default=False)
    priority_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["source", "depth", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "number"],
                condition=~Q(number=""),
                name="recommendations_number_once",
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("commitment")),
                name="recommendations_not_its_own_parent",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Response(VersionedModel):
    """What one body says to one recommendation."""

    recommendation = models.ForeignKey(Recommendation, models.CASCADE, related_name="responses")
    body = models.ForeignKey(Body, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=ResponseKind.choices)
    reason = models.TextField(blank=True)
    responded_on = models.DateField()
    recorded_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["recommendation", "body"], name="recommendations_response_per_body"
            ),
            models.CheckConstraint(
                condition=Q(kind=ResponseKind.ACCEPTED) | ~Q(reason=""),
                name="recommendations_response_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} by {self.body_id}"


class Link(models.Model):
    """A typed link from one recommendation to another."""

    origin = models.ForeignKey(Recommendation, models.CASCADE, related_name="links")
    target = models.ForeignKey(Recommendation, models.CASCADE, related_name="linked_from")
    kind = models.CharField(max_length=20, choices=LinkKind.choices)
    note = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    batch = models.UUIDField(null=True, blank=True, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["origin", "target", "kind"], name="recommendations_link_once"
            ),
            models.CheckConstraint(
                condition=~Q(origin=F("target")), name="recommendations_link_to_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.origin_id} {self.kind} {self.target_id}"
