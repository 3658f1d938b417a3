"""How the demonstration's commitments end: evidence, closures, refusals, more time."""

from __future__ import annotations

from dueregard.web.commitments import services
from dueregard.web.commitments.models import Commitment, Evidence
from dueregard.web.commitments.states import ClosureKind, Visibility
from dueregard.web.overview.demonstration.register import Item, Story
from dueregard.web.recommendations import services as recommendations

#: How many days ago closures were proposed, and verified.
PROPOSED, VERIFIED = -16, -9


def tell_endings(story: Story) -> None:
    """Add evidence, closures, rejections and requests for more time."""
    for item in story.items():
        commitment = story.made[item["number"]].commitment
        commitment.refresh_from_db()
        evidence = [_evidence(story, data, commitment) for data in item.get("evidence", [])]
        if "closure" in item:
            _close(story, item["closure"], commitment, evidence)
        if "rejected" in item:
            _reject(story, item, commitment)
        if "extension" in item:
            data = item["extension"]
            services.request_extension(
                commitment=commitment,
                to_date=story.day(data["to"]),
                reason=data["reason"],
                by=story.place.people[data["by"]],
                at=story.moment(-4),
            )


def _evidence(story: Story, data: Item, commitment: Commitment) -> Evidence:
    return services.add_evidence(
        commitments=[commitment],
        title=data["title"],
        text=data["text"],
        visibility=Visibility.INTERNAL,
        by=story.officer,
        at=story.moment(PROPOSED - 1),
    )


def _close(story: Story, data: Item, commitment: Commitment, evidence: list[Evidence]) -> None:
    if not evidence:
        evidence = [
            _evidence(story, {"title": "Owner’s statement", "text": data["statement"]}, commitment)
        ]
    closure = services.propose_closure(
        commitment=commitment,
        kind=ClosureKind(data["kind"]),
        statement=data["statement"],
        evidence=evidence,
        by=story.place.people[data["by"]],
        at=story.moment(PROPOSED),
    )
    if data["verified"]:
        services.verify_closure(
            closure=closure, by=story.place.people[data["verified"]], at=story.moment(VERIFIED)
        )


def _reject(story: Story, item: Item, commitment: Commitment) -> None:
    recommendations.respond(
        recommendation=story.made[item["number"]],
        body=story.place.force,
        kind="rejected",
        reason=item["rejected"],
        responded_on=story.day(PROPOSED),
        by=story.officer,
        at=story.moment(PROPOSED),
    )
    _close(
        story,
        {
            "kind": "rejected",
            "statement": item["rejected"],
            "by": "officer",
            "verified": "verifier",
        },
        commitment,
        [],
    )
