"""The forms of sources, recommendations, responses and links."""

from dueregard.web.recommendations.forms.links import LinkForm
from dueregard.web.recommendations.forms.recommendations import (
    AddRecommendationForm,
    EditRecommendationForm,
)
from dueregard.web.recommendations.forms.responses import ResponseForm
from dueregard.web.recommendations.forms.sources import SourceForm

__all__ = [
    "AddRecommendationForm",
    "EditRecommendationForm",
    "LinkForm",
    "ResponseForm",
    "SourceForm",
]
