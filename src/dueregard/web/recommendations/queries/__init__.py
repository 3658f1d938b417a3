"""Every read of sources and recommendations that takes more than one line."""

from dueregard.web.recommendations.queries.changes import Changes, changes_since, changes_since_last
from dueregard.web.recommendations.queries.duplicates import Duplicate, likely_duplicates
from dueregard.web.recommendations.queries.items import (
    links_of,
    papers_that_carried,
    responses_of,
    visible_recommendation,
    visible_recommendations,
)
from dueregard.web.recommendations.queries.resolving import ends_of, resolve
from dueregard.web.recommendations.queries.tree import Node, SourceTree, source_tree

__all__ = [
    "Changes",
    "Duplicate",
    "Node",
    "SourceTree",
    "changes_since",
    "changes_since_last",
    "ends_of",
    "likely_duplicates",
    "links_of",
    "papers_that_carried",
    "resolve",
    "responses_of",
    "source_tree",
    "visible_recommendation",
    "visible_recommendations",
]
