"""Loading the demonstration: everything goes through the services, as users' work does."""

from __future__ import annotations

import datetime

from django.db import transaction

from dueregard.web.accounts.models import User
from dueregard.web.core.clock import today
from dueregard.web.overview.demonstration.content_files import SOURCES, content
from dueregard.web.overview.demonstration.endings import tell_endings
from dueregard.web.overview.demonstration.people import Place, make_place
from dueregard.web.overview.demonstration.register import Story, make_tree
from dueregard.web.overview.demonstration.rounds import tell_rounds
from dueregard.web.recommendations import services


@transaction.atomic
def load(*, by: User, password: str, on: datetime.date | None = None) -> Place:
    """Load the demonstration authority; dates count from ``on`` (today).

    Parameters
    ----------
    by
        The first administrator, made by ``first_administrator``.
    password
        The password of every demonstration sign-in, made for this home folder.
    """
    place = make_place(by=by, password=password)
    stories: dict[str, Story] = {}
    for name in SOURCES:
        data = content(name)
        story = Story(data=data, place=place, today=on or today())
        stories[name] = story
        source = make_tree(story)
        tell_rounds(story, source)
        tell_endings(story)
        for origin, kind, target_story, target in data.get("links", []):
            services.link(
                origin=story.made[origin],
                target=stories[target_story].made[target],
                kind=kind,
                by=story.officer,
            )
    return place
