"""Bodies, the dated tree of units, posts, who holds them, and who has which role where."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from dueregard.web.accounts.permissions import Role
from dueregard.web.core.models import VersionedModel


class Dated(models.Model):
    """Something true from a day until a day (the last day included; empty: still true)."""

    starts_on = models.DateField("from")
    ends_on = models.DateField("until", null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="%(app_label)s_%(class)s_ends_after_start",
            )
        ]

    def is_current(self, on: datetime.date) -> bool:
        """Return whether this holds on the day ``on``."""
        return self.starts_on <= on and (self.ends_on is None or on <= self.ends_on)


def current(on: datetime.date, prefix: str = "") -> Q:
    """Return the filter of what is true on the day ``on``."""
    return Q(**{f"{prefix}starts_on__lte": on}) & (
        Q(**{f"{prefix}ends_on__isnull": True}) | Q(**{f"{prefix}ends_on__gte": on})
    )


class Body(Dated, VersionedModel):
    """A body corporate: the authority, or an organisation it oversees."""

    class Kind(models.TextChoices):
        AUTHORITY = "authority", "Authority"
        FORCE = "force", "Police force"
        COUNCIL = "council", "Council"
        TRUST = "trust", "NHS trust"
        INSPECTORATE = "inspectorate", "Inspectorate or inquiry"
        OTHER = "other", "Other body"

    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=40)
    aliases = models.JSONField(default=list, blank=True, help_text="Other names papers use")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    successor = models.ForeignKey("self", models.PROTECT, null=True, blank=True)

    class Meta(Dated.Meta):
        verbose_name_plural = "bodies"
        ordering = ["name"]
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(fields=["name"], name="organisation_body_name_once"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the page of the body."""
        return reverse("organisation:body", args=[self.pk])


class Unit(Dated, VersionedModel):
    """A part of a body: business group, operational command unit, borough, committee office."""

    class Kind(models.TextChoices):
        WHOLE = "whole", "Whole body"
        GROUP = "group", "Business group"
        DIRECTORATE = "directorate", "Directorate"
        OCU = "ocu", "Operational command unit"
        BOROUGH = "borough", "Borough"
        TEAM = "team", "Team"

    body = models.ForeignKey(Body, models.PROTECT, related_name="units")
    name = models.CharField(max_length=200)
    code = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=20, choices=Kind.choices)

    class Meta(Dated.Meta):
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the page of the unit."""
        return reverse("organisation:unit", args=[self.pk])


class UnitPlacement(Dated):
    """Where a unit stood in the tree, from a day until a day."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="placements")
    parent = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="child_placements"
    )

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("unit")),
                name="organisation_unitplacement_not_itself",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} under {self.parent_id}"


class Post(Dated, VersionedModel):
    """A post: it owns work, whoever holds it."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="posts")
    title = models.CharField(max_length=200)
    successor = models.ForeignKey("self", models.PROTECT, null=True, blank=True)

    class Meta(Dated.Meta):
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the page of the post."""
        return reverse("organisation:post", args=[self.pk])


class PostHolding(Dated):
    """Who held a post, from a day until a day."""

    post = models.ForeignKey(Post, models.PROTECT, related_name="holdings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="holdings")
    acting = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.post_id} held by {self.user_id}"


class RoleAssignment(Dated):
    """Which role somebody has in a unit; it reaches all units below."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="roles")
    role = models.CharField(max_length=30, choices=Role.choices)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="roles")

    def __str__(self) -> str:
        return f"{self.role} in {self.unit_id}"
