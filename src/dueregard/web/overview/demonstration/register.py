"""The demonstration's sources: the tree of what was asked."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from dueregard.web.accounts.models import User
from dueregard.web.commitments.models import Challenge
from dueregard.web.overview.demonstration.people import Place
from dueregard.web.recommendations import services
from dueregard.web.recommendations.models import Recommendation, Source

Item = dict[str, Any]


@dataclass
class Story:
    """One source of the content files, and what has been made of it."""

    data: dict[str, Any]
    place: Place
    today: datetime.date
    made: dict[str, Recommendation] = field(default_factory=dict)
    challenges: dict[str, Challenge] = field(default_factory=dict)

    @property
    def officer(self) -> User:
        """The equality officer, who enters sources and opens rounds."""
        return self.place.people["officer"]

    def day(self, offset: int) -> datetime.date:
        """Return the day ``offset`` days from today."""
        return self.today + datetime.timedelta(days=offset)

    def moment(self, offset: int) -> datetime.datetime:
        """Return ten in the morning, ``offset`` days from today."""
        return datetime.datetime.combine(self.day(offset), datetime.time(10), tzinfo=datetime.UTC)

    def items(self) -> Iterator[Item]:
        """Yield every recommendation of the content file, parents first."""
        waiting = list(reversed(self.data["recommendations"]))
        while waiting:
            item = waiting.pop()
            yield item
            waiting.extend(reversed(item.get("parts", [])))


def make_tree(story: Story) -> Source:
    """Make the source and its recommendations, with owners and due dates."""
    source = _make_source(story)
    for item in story.data["recommendations"]:
        _make_recommendation(story, source, item, parent=None)
    for item in story.items():
        if "pointer_to" in item:
            services.link(
                origin=story.made[item["number"]],
                target=story.made[item["pointer_to"]],
                kind="see",
                by=story.officer,
            )
    return source


def _make_source(story: Story) -> Source:
    data = dict(story.data["source"])
    published = data.pop("published")
    return services.add_source(
        **data,
        published_on=story.day(published),
        unit=story.place.units["force"],
        owner_body=story.place.force,
        by=story.officer,
        at=story.moment(published + 14),
    )


def _make_recommendation(
    story: Story, source: Source, item: Item, parent: Recommendation | None
) -> None:
    owner = story.place.post(item.get("owner"))
    due = item.get("due")
    made = services.add_recommendation(
        source=source,
        parent=parent,
        number=item["number"],
        text=item["text"],
        stem=item.get("stem", ""),
        unit=owner.unit if owner else None,
        owner_body=story.place.authority if item.get("owner_body") == "authority" else None,
        priority="priority" in item,
        priority_reason=item.get("priority", ""),
        is_pointer="pointer_to" in item,
        owner_post=owner,
        due_on=None if due is None else story.day(due),
        by=story.officer,
        at=story.moment(story.data["source"]["published"] + 15),
    )
    story.made[item["number"]] = made
    for part in item.get("parts", []):
        _make_recommendation(story, source, part, parent=made)
