"""Every write to sources, recommendations, responses and links."""

from dueregard.web.recommendations.services.batches import remove_batch
from dueregard.web.recommendations.services.editing import edit_recommendation, set_priority
from dueregard.web.recommendations.services.links import link, unlink
from dueregard.web.recommendations.services.recommendations import add_recommendation
from dueregard.web.recommendations.services.responses import respond
from dueregard.web.recommendations.services.sources import add_source, edit_source
from dueregard.web.recommendations.services.tree import move_recommendation

__all__ = [
    "add_recommendation",
    "add_source",
    "edit_recommendation",
    "edit_source",
    "link",
    "move_recommendation",
    "remove_batch",
    "respond",
    "set_priority",
    "unlink",
]
