"""What was said in each round of the demonstration: progress, challenges, next steps."""

from __future__ import annotations

from dueregard.web.accounts.models import User
from dueregard.web.commitments import services
from dueregard.web.commitments.models import Commitment, Round
from dueregard.web.organisation.models import Post
from dueregard.web.organisation.queries import holder_of
from dueregard.web.overview.demonstration.register import Item, Story
from dueregard.web.recommendations.models import Source


def tell_rounds(story: Story, source: Source) -> None:
    """Open each round, add what was said in it, and close it if the content says so."""
    for key, data in story.data["rounds"].items():
        round_ = services.open_round(
            scope_kind="source",
            scope_id=source.pk,
            name=data["name"],
            opens_on=story.day(data["opens"]),
            due_on=story.day(data["due"]),
            by=story.officer,
            at=story.moment(data["opens"]),
        )
        for item in story.items():
            commitment = story.made[item["number"]].commitment
            _tell_item(story, item, commitment, key, round_, data["opens"] + 10)
        if data["closed"]:
            services.close_round(round=round_, by=story.officer, at=story.moment(data["due"]))


def _tell_item(
    story: Story, item: Item, commitment: Commitment, key: str, round_: Round, said: int
) -> None:
    day, moment = story.day(said), story.moment(said)
    if text := item.get("progress", {}).get(key):
        services.add_progress(
            commitment=commitment, text=text, round=round_, said_on=day, at=moment,
            by=_speaker(story, commitment),
        )  # fmt: skip
    if step := item.get("next_steps", {}).get(key):
        services.add_next_step(
            commitment=commitment,
            text=step["text"],
            due_on=story.day(step["due"]) if "due" in step else None,
            owner_post=story.place.post(step.get("owner")),
            round=round_,
            said_on=day,
            at=moment,
            by=_speaker(story, commitment),
        )
    for challenge in item.get("challenges", []):
        if challenge["round"] == key:
            _challenge(story, challenge, commitment, round_, said + 5)


def _speaker(story: Story, commitment: Commitment) -> User:
    """Return who reports: the owner if somebody holds the post, else the officer for them."""
    post: Post | None = commitment.owner_post
    return (holder_of(post, story.today) if post else None) or story.officer


def _challenge(story: Story, data: Item, commitment: Commitment, round_: Round, said: int) -> None:
    if "same_as" in data:
        services.link_challenge(
            challenge=story.challenges[data["same_as"]],
            commitment=commitment,
            by=story.place.people["member"],
            at=story.moment(said),
        )
        return
    challenge = services.raise_challenge(
        commitments=[commitment],
        text=data["text"],
        raised_on=story.day(said),
        round=round_,
        by=story.place.people["member"],
        at=story.moment(said),
    )
    if "key" in data:
        story.challenges[data["key"]] = challenge
    if "answer" in data:
        services.answer_challenge(
            challenge=challenge,
            text=data["answer"],
            said_on=story.day(said + 8),
            by=_speaker(story, commitment),
            at=story.moment(said + 8),
        )
