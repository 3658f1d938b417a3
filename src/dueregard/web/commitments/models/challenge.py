"""Challenges: what those who scrutinise ask, open until answered."""

from __future__ import annotations

from django.db import models

from dueregard.web.commitments.models.commitment import Commitment
from dueregard.web.commitments.models.rounds import Round
from dueregard.web.organisation.models import Post


class Challenge(models.Model):
    """One challenge, on one item or on several; one answer answers it everywhere."""

    text = models.TextField()
    folded = models.TextField(editable=False)
    raised_on = models.DateField()
    round = models.ForeignKey(Round, models.PROTECT, null=True, related_name="challenges")
    author = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    author_post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    attribution = models.CharField(max_length=200, blank=True)
    commitments = models.ManyToManyField(
        Commitment, through="ChallengeItem", related_name="challenges"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    batch = models.UUIDField(null=True, blank=True, db_index=True)

    class Meta:
        ordering = ["raised_on", "id"]

    def __str__(self) -> str:
        return self.text[:80]


class ChallengeItem(models.Model):
    """One item a challenge is on."""

    challenge = models.ForeignKey(Challenge, models.CASCADE, related_name="items")
    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="challenge_items")
    position = models.PositiveIntegerField(default=0)
    batch = models.UUIDField(null=True, blank=True, db_index=True)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["challenge", "commitment"], name="commitments_challengeitem_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.challenge_id} on {self.commitment_id}"


class Answer(models.Model):
    """An answer to a challenge; it closes the challenge, a further one adds to it."""

    challenge = models.ForeignKey(Challenge, models.CASCADE, related_name="answers")
    text = models.TextField()
    round = models.ForeignKey(Round, models.PROTECT, null=True, related_name="answers")
    said_on = models.DateField()
    author = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    author_post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    attribution = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    batch = models.UUIDField(null=True, blank=True, db_index=True)

    class Meta:
        ordering = ["said_on", "id"]

    def __str__(self) -> str:
        return self.text[:80]
