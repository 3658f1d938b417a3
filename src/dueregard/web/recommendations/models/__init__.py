"""Sources, recommendations, responses, links and imports."""

from dueregard.web.recommendations.models.imports import (
    ImportRow,
    PaperImport,
    ReceivedPaper,
    SheetImport,
)
from dueregard.web.recommendations.models.recommendation import Link, Recommendation, Response
from dueregard.web.recommendations.models.source import Source

__all__ = [
    "ImportRow",
    "Link",
    "PaperImport",
    "ReceivedPaper",
    "Recommendation",
    "Response",
    "SheetImport",
    "Source",
]
