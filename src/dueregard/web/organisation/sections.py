"""What higher apps show on the pages of units and posts, without this app knowing them.

An app registers a provider in ``AppConfig.ready()``::

    unit_sections.register("commitments", lambda unit, user: Section(...))
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dueregard.web.accounts.models import User
from dueregard.web.core.components import Link, Tile
from dueregard.web.core.registry import Registry
from dueregard.web.organisation.models import Post, Unit


@dataclass(frozen=True)
class Section:
    """One part of a page: a heading, the answer in a sentence, counts, where to go on."""

    title: str
    sentence: str = ""
    tiles: Sequence[Tile] = ()
    links: Sequence[Link] = ()


#: ``provider(unit, user)`` → a section of the unit's page, or None.
unit_sections: Registry[Callable[[Unit, User], Section | None]] = Registry("unit sections")
#: ``provider(post, user)`` → a section of the post's page, or None.
post_sections: Registry[Callable[[Post, User], Section | None]] = Registry("post sections")


def of_unit(unit: Unit, user: User) -> list[Section]:
    """Return the sections of a unit's page."""
    return [section for provide in unit_sections if (section := provide(unit, user))]


def of_post(post: Post, user: User) -> list[Section]:
    """Return the sections of a post's page."""
    return [section for provide in post_sections if (section := provide(post, user))]
