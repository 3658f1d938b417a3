"""Where a lower page asks what a higher app knows.

A higher app registers typed providers in ``AppConfig.ready()``; a lower one asks the
registry and never imports it. The kinds of provider are listed in
``docs/explanation/architecture.md``.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from dueregard.web.accounts.models import User

P = TypeVar("P")


@dataclass(frozen=True, slots=True)
class AttentionItem:
    """One line of *what needs me today*, one click from doing it."""

    group: str
    title: str
    href: str
    sentence: str = ""
    due_on: datetime.date | None = None
    urgency: int = 50  # lower is more urgent
    commitment_id: int | None = None


@dataclass(frozen=True, slots=True)
class SearchHit:
    """One thing found, as the person who searches may see it."""

    kind: str
    object_id: int
    title: str
    href: str
    reference: str = ""
    excerpt: str = ""


@dataclass(frozen=True, slots=True)
class ThreadStep:
    """One step of the golden thread, from the legal duty to the outcome, or a gap in it."""

    stage: str
    title: str
    href: str = ""
    gap: bool = False


@dataclass(frozen=True, slots=True)
class RecordProblem:
    """Something a check of the record found, and where to mend it."""

    code: str
    sentence: str
    href: str
    severity: str = "warning"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a commitment came from: the page that shows it in full."""

    kind: str
    title: str
    href: str


@dataclass(frozen=True, slots=True)
class NotificationKind:
    """A kind of message the product sends: its name and what it is for."""

    code: str
    title: str


class Registry(Generic[P]):
    """A named, ordered list of providers of one type.

    Examples
    --------
    >>> greetings: Registry[Callable[[], str]] = Registry("greetings")
    >>> greetings.register("hello", lambda: "Good morning")
    >>> [provide() for provide in greetings]
    ['Good morning']
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._providers: dict[str, P] = {}

    def register(self, key: str, provider: P) -> None:
        """Add ``provider``; a second one under the same key is a programming error."""
        if key in self._providers and self._providers[key] is not provider:
            raise ValueError(f"{self.name}: {key!r} is registered twice")
        self._providers[key] = provider

    def get(self, key: str) -> P | None:
        """Return the provider registered as ``key``, if any."""
        return self._providers.get(key)

    def keys(self) -> list[str]:
        """Return the registered keys in order."""
        return list(self._providers)

    def __iter__(self) -> Iterator[P]:
        return iter(self._providers.values())


#: ``provider(user, today)`` → what waits for this user.
attention: Registry[Callable[[User, datetime.date], Iterable[AttentionItem]]] = Registry(
    "attention"
)
#: kind of thing → ``provider(user, ids)`` → the hits among ``ids`` this user may see.
search: Registry[Callable[[User, list[int]], Iterable[SearchHit]]] = Registry("search")
#: ``provider(kind, object_id, user)`` → the steps of the thread this app knows.
thread: Registry[Callable[[str, int, User], Iterable[ThreadStep]]] = Registry("thread")
#: ``provider()`` → problems in the record.
record_checks: Registry[Callable[[], Iterable[RecordProblem]]] = Registry("record checks")
#: kind of commitment → ``provider(ids)`` → id → the page of the commitment.
origins: Registry[Callable[[list[int]], dict[int, Origin]]] = Registry("origins")
#: code → kind of notification.
notification_kinds: Registry[NotificationKind] = Registry("notification kinds")


@dataclass(frozen=True, slots=True)
class NavigationItem:
    """One link of the service navigation; shown to those who hold the permission."""

    title: str
    url_name: str
    order: int
    permission: str | None = None
    prefixes: tuple[str, ...] = field(default=())


navigation: Registry[NavigationItem] = Registry("navigation")
