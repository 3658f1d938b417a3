"""Who said something, in words: name and post, or as a paper printed it."""

from __future__ import annotations

from typing import Protocol

from dueregard.web.accounts.models import User
from dueregard.web.organisation.models import Post


class Statement(Protocol):
    """What entries, challenges and answers have in common."""

    attribution: str
    author: User | None
    author_post: Post | None


def spoken_by(said: Statement) -> str:
    """Return who made a statement; what came from a paper is never put in its reader's mouth."""
    if said.attribution:
        post = f"{said.author_post.title}, " if said.author_post else ""
        return f"{post}{said.attribution}"
    return named(said.author, said.author_post)


def named(person: User | None, post: Post | None = None) -> str:
    """Return a person with the post they spoke for."""
    words = [person.name if person else "", post.title if post else ""]
    # Some accounts are named after their post: it is then said once.
    return ", ".join(dict.fromkeys(word for word in words if word)) or "Not recorded"
