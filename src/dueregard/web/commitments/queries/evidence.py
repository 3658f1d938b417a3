"""Evidence a person may see: of an item, or to be used again."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.db.models import Prefetch, QuerySet

from dueregard.web.commitments.access import evidence_visible_to
from dueregard.web.commitments.models import Commitment, Evidence, EvidenceVersion
from dueregard.web.commitments.states import Visibility
from dueregard.web.core.clock import today
from dueregard.web.core.components import Tag

if TYPE_CHECKING:
    from dueregard.web.accounts.models import User


def evidence_of(commitment: Commitment, user: User) -> QuerySet[Evidence]:
    """Return the evidence of an item, with its versions, newest version first."""
    return _with_versions(
        evidence_visible_to(user).filter(pk__in=commitment.evidence_uses.values("evidence"))
    )


def in_use(commitment: Commitment, user: User) -> QuerySet[Evidence]:
    """Return the evidence of an item that has not been withdrawn."""
    return evidence_of(commitment, user).filter(withdrawn_at=None)


def reusable_for(commitment: Commitment, user: User) -> QuerySet[Evidence]:
    """Return the evidence of other items that this item may use too."""
    others = evidence_visible_to(user).filter(withdrawn_at=None)
    if commitment.restricted:
        others = others.exclude(visibility=Visibility.PUBLIC)
    return _with_versions(others.exclude(uses__commitment=commitment))


def _with_versions(evidence: QuerySet[Evidence]) -> QuerySet[Evidence]:
    versions = EvidenceVersion.objects.select_related("file", "added_by").order_by("-number")
    return (
        evidence.select_related("created_by")
        .prefetch_related(Prefetch("versions", versions))
        .order_by("title", "pk")
    )


def evidence_tag(evidence: Evidence, on: datetime.date | None = None) -> Tag:
    """Return what is to be known of a piece of evidence at a glance."""
    if evidence.withdrawn_at is not None:
        return Tag("Withdrawn", "withdrawn")
    if evidence.expires_on is not None and evidence.expires_on < (on or today()):
        return Tag("Expired", "overdue")
    kinds = {
        Visibility.PUBLIC: "open",
        Visibility.INTERNAL: "closed",
        Visibility.RESTRICTED: "restricted",
    }
    visibility = Visibility(evidence.visibility)
    return Tag(str(visibility.label), kinds[visibility])


def describe_version(version: EvidenceVersion) -> str:
    """Return what a version is, in words: kind and size of a file, a link, or a text."""
    from dueregard.web.commitments.files.kinds import BY_CONTENT_TYPE

    if version.file is not None:
        kind = BY_CONTENT_TYPE.get(version.file.content_type)
        title = kind.title if kind else version.file.content_type
        return f"{title}, {in_bytes(version.file.size)}"
    return "Link" if version.link else "Text"


def in_bytes(size: int) -> str:
    """Return a file's size as people say it.

    Examples
    --------
    >>> in_bytes(800), in_bytes(52_000), in_bytes(3_400_000)
    ('800 bytes', '50 KB', '3.2 MB')
    """
    if size < 1024:
        return f"{size} bytes"
    if size < 1024 * 1024:
        return f"{size // 1024} KB"
    return f"{size / 1024 / 1024:.1f} MB"
