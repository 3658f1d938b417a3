"""How the events of sources and recommendations read, and what these are called in them."""

from __future__ import annotations

from dueregard.web.audit import names, presenters
from dueregard.web.audit.presenters import Reading
from dueregard.web.recommendations.models import Link, Recommendation, Response
from dueregard.web.recommendations.services.links import WORDS
from dueregard.web.recommendations.states import LinkKind

SOURCE, RECOMMENDATION, RESPONSE, LINK = (
    "recommendations.source",
    "recommendations.recommendation",
    "recommendations.response",
    "recommendations.link",
)


def register() -> None:
    """Register sentences and names (once, when the app is ready)."""
    names.providers.register(RECOMMENDATION, _recommendations)
    names.providers.register(RESPONSE, _responses)
    names.providers.register(LINK, _links)
    presenters.register(
        SOURCE,
        sentences={
            "add_source": "{actor} added the source {thing}",
            "edit_source": "{actor} changed the source {thing}",
        },
    )
    presenters.register(
        RECOMMENDATION,
        sentences={
            "add_recommendation": "{actor} added {thing}",
            "edit_recommendation": "{actor} changed {thing}",
            "move_recommendation": "{actor} moved {thing} within its source",
            "remove_recommendation": "{actor} undid the import that had added a recommendation",
        },
        quiet=("place", "depth", "position", "source_id"),
    )
    presenters.register(RESPONSE, sentences={"respond": _responded}, quiet=("recorded_by_id",))
    presenters.register(LINK, sentences={"link": _linked, "unlink": _unlinked})


def _responded(reading: Reading) -> str:
    body, kind = reading.after("body_id"), reading.after("kind")
    return f"{reading.actor} recorded the response of {body}: {kind.lower()}"


def _linked(reading: Reading) -> str:
    origin, target = reading.after("origin_id"), reading.after("target_id")
    return f"{reading.actor} recorded that {origin} {_kind(reading, 'after')} {target}"


def _unlinked(reading: Reading) -> str:
    origin, target = reading.before("origin_id"), reading.before("target_id")
    return f"{reading.actor} took away that {origin} {_kind(reading, 'before')} {target}"


def _kind(reading: Reading, when: str) -> str:
    kind = reading.payload.get(when, {}).get("kind", "")
    return WORDS[LinkKind(kind)] if kind in LinkKind.values else "is linked to"


def _recommendations(ids: list[int]) -> dict[int, str]:
    found = Recommendation.objects.filter(pk__in=ids).select_related("commitment", "source")
    return {item.pk: f"{item.commitment.reference} of {item.source}" for item in found}


def _responses(ids: list[int]) -> dict[int, str]:
    found = Response.objects.filter(pk__in=ids).select_related("body", "recommendation__commitment")
    return {
        one.pk: f"the response of {one.body} to {one.recommendation.commitment.reference}"
        for one in found
    }


def _links(ids: list[int]) -> dict[int, str]:
    found = Link.objects.filter(pk__in=ids).select_related(
        "origin__commitment", "target__commitment"
    )
    return {
        one.pk: f"the link from {one.origin.commitment.reference} "
        f"to {one.target.commitment.reference}"
        for one in found
    }
