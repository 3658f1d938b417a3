"""What of a commitment can be found by search: statements, challenges, evidence."""

from __future__ import annotations

import datetime

from dueregard.web.commitments.models import Challenge, Entry, Evidence
from dueregard.web.core import search
from dueregard.web.core.text import excerpt

ENTRY, CHALLENGE, EVIDENCE = "entry", "challenge", "evidence"


def index_entry(entry: Entry, at: datetime.datetime) -> None:
    """Make a statement findable; what it corrects is found no more."""
    if entry.corrects_id is not None:
        search.forget(kind=ENTRY, object_id=entry.corrects_id)
    search.index(
        kind=ENTRY,
        object_id=entry.pk,
        reference=entry.commitment.reference,
        title=excerpt(entry.text),
        texts=[entry.text, entry.attribution],
        at=at,
    )


def index_challenge(challenge: Challenge, at: datetime.datetime) -> None:
    """Make a challenge findable, with its answers."""
    references = challenge.commitments.order_by("pk").values_list("reference", flat=True)
    answers = challenge.answers.order_by("pk").values_list("text", flat=True)
    search.index(
        kind=CHALLENGE,
        object_id=challenge.pk,
        reference=", ".join(references),
        title=excerpt(challenge.text),
        texts=[challenge.text, challenge.attribution, *answers],
        at=at,
    )


def index_evidence(evidence: Evidence, at: datetime.datetime) -> None:
    """Make a piece of evidence findable by its title, text and file name."""
    texts: list[str] = []
    for version in evidence.versions.order_by("-number")[:1]:
        texts = [version.text, version.file_name, version.link]
    search.index(
        kind=EVIDENCE, object_id=evidence.pk, reference="", title=evidence.title, texts=texts, at=at
    )
