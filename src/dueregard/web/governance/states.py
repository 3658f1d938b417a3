"""The states of a board paper."""

from __future__ import annotations

from django.db import models


class PaperState(models.TextChoices):
    """A paper is a draft until issued; an issued paper never changes."""

    DRAFT = "draft", "Draft"
    ISSUED = "issued", "Issued"
    WITHDRAWN = "withdrawn", "Withdrawn"


PAPER_TRANSITIONS: dict[PaperState, frozenset[PaperState]] = {
    PaperState.DRAFT: frozenset({PaperState.ISSUED, PaperState.WITHDRAWN}),
    PaperState.ISSUED: frozenset({PaperState.WITHDRAWN}),
    PaperState.WITHDRAWN: frozenset(),
}
