"""Owners as papers print them, and the posts they may be."""

from __future__ import annotations

import datetime
from collections import defaultdict

from dueregard.web.core.text import fold
from dueregard.web.organisation.models import Post, current
from dueregard.web.organisation.queries import post_label

#: Marks a choice of a post where others are bodies.
POST = "post-"


class OwnerPosts:
    """The posts there are on a day, found by title or by title and unit (one query)."""

    def __init__(self, on: datetime.date) -> None:
        self._by_name: dict[str, set[Post]] = defaultdict(set)
        self._by_choice: dict[str, Post] = {}
        for post in Post.objects.filter(current(on)).select_related("unit"):
            self._by_choice[f"{POST}{post.pk}"] = post
            self._by_name[fold(post.title)].add(post)
            self._by_name[fold(post_label(post))].add(post)

    def all_named(self, text: str) -> list[Post]:
        """Return every post that goes by this name."""
        return sorted(self._by_name.get(fold(text), ()), key=lambda post: post.pk)

    def chosen(self, choice: object) -> Post | None:
        """Return the post that was chosen as an owner; None when a body was, or nobody."""
        return self._by_choice.get(str(choice))

    def named(self, text: str) -> Post | None:
        """Return the post that alone goes by this name; None when none or several do."""
        found = self.all_named(text) if text else []
        return found[0] if len(found) == 1 else None
