"""The papers that came in about a source."""

from __future__ import annotations

from dueregard.web.recommendations.models import PaperImport, Source
from dueregard.web.recommendations.states import ImportState


def papers_of_source(source: Source) -> list[PaperImport]:
    """Return the imports accepted into a source, the latest paper first (one query)."""
    return list(
        PaperImport.objects.filter(source=source, state=ImportState.ACCEPTED)
        .select_related("paper", "round")
        .defer("paper__document", "paper__lines")
        .order_by("-paper__paper_date", "-pk")
    )
