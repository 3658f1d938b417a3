"""The states of recommendations, their responses, links and imports."""

from __future__ import annotations

from django.db import models


class SourceKind(models.TextChoices):
    """What kind of document asks something of the body."""

    INQUIRY = "inquiry", "Inquiry report"
    INSPECTION = "inspection", "Inspection report"
    STRATEGY = "strategy", "Strategy or scheme"
    REVIEW = "review", "Review"
    REGULATOR = "regulator", "Regulator’s finding"
    COMMITTEE = "committee", "Committee decision"
    OTHER = "other", "Other"


class ResponseKind(models.TextChoices):
    """What a body says to a recommendation."""

    ACCEPTED = "accepted", "Accepted"
    IN_PART = "in_part", "Accepted in part"
    REJECTED = "rejected", "Rejected"


class LinkKind(models.TextChoices):
    """How one recommendation stands to another."""

    SEE = "see", "See"
    DUPLICATE = "duplicate", "Duplicate of"
    SUPERSEDES = "supersedes", "Supersedes"
    MERGED_INTO = "merged_into", "Merged into"
    ANSWERS = "answers", "Answers"
    DEPENDS_ON = "depends_on", "Depends on"


#: Links that hand the matter on to their target: following them must come to an end.
RESOLVING_LINKS = frozenset({LinkKind.SEE, LinkKind.DUPLICATE, LinkKind.MERGED_INTO})
#: Kinds of which no chain may come back to where it began.
ACYCLIC_LINKS = RESOLVING_LINKS | {LinkKind.SUPERSEDES, LinkKind.DEPENDS_ON}


class ImportState(models.TextChoices):
    """A paper is previewed, then accepted; an accepted import can be undone as a whole."""

    PREVIEW = "preview", "Waiting for review"
    ACCEPTED = "accepted", "Accepted"
    UNDONE = "undone", "Undone"
    ABANDONED = "abandoned", "Given up"


class RowMatch(models.TextChoices):
    """How a row of an import stands to the register."""

    NEW = "new", "New"
    UNCHANGED = "unchanged", "Unchanged"
    CHANGED = "changed", "Changed"
    SUGGESTED = "suggested", "Looks like one we have"


class RowDecision(models.TextChoices):
    """What the officer decided about a row."""

    UNDECIDED = "undecided", "To decide"
    ACCEPT = "accept", "Take it in"
    AS_NEW = "as_new", "Take it in as a new one"
    SKIP = "skip", "Leave it out"
