"""What waits for a person today, in groups, the most urgent first."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dueregard.web.accounts.permissions import Permission, Role
from dueregard.web.core import registry
from dueregard.web.core.registry import AttentionItem
from dueregard.web.organisation.access import access_of
from dueregard.web.organisation.models import PostHolding, RoleAssignment, current
from dueregard.web.recommendations.models import Source

if TYPE_CHECKING:
    from dueregard.web.accounts.models import User

#: So many lines of a group are shown at once; the rest is one click away.
SHOWN = 8


@dataclass(frozen=True)
class AttentionGroup:
    """One kind of work that waits, its lines in order of urgency."""

    title: str
    items: Sequence[AttentionItem]
    late: int

    @property
    def first(self) -> Sequence[AttentionItem]:
        """The lines shown at once."""
        return self.items[:SHOWN]

    @property
    def rest(self) -> Sequence[AttentionItem]:
        """The lines that are folded away."""
        return self.items[SHOWN:]


def attention_groups(user: User, today: datetime.date) -> list[AttentionGroup]:
    """Return what waits for ``user``; the group with the most urgent line comes first."""
    groups: dict[str, list[AttentionItem]] = defaultdict(list)
    for provide in registry.attention:
        for item in provide(user, today):
            groups[item.group].append(item)
    found = [
        AttentionGroup(
            title,
            sorted(items, key=_urgency),
            sum(1 for item in items if item.due_on is not None and item.due_on < today),
        )
        for title, items in groups.items()
    ]
    return sorted(found, key=lambda group: _urgency(group.items[0]))


def _urgency(item: AttentionItem) -> tuple[int, datetime.date, str]:
    return (item.urgency, item.due_on or datetime.date.max, item.title)


def lead(groups: Sequence[AttentionGroup]) -> str:
    """Return in a sentence how much waits.

    Examples
    --------
    >>> lead([])
    'Nothing waits for you today.'
    """
    number = sum(len(group.items) for group in groups)
    late = sum(group.late for group in groups)
    if not number:
        return "Nothing waits for you today."
    things = "1 thing waits" if number == 1 else f"{number} things wait"
    if not late:
        return f"{things} for you."
    verb = "is" if late == 1 else "are"
    return (
        f"{things} for you. {late} of them {verb} late."
        if number > 1
        else (f"{things} for you, and it is late.")
    )


@dataclass(frozen=True)
class Standing:
    """Who somebody is here: the roles and posts they hold today, in words."""

    roles: Sequence[str]
    posts: Sequence[str]

    def __bool__(self) -> bool:
        return bool(self.roles or self.posts)


def standing_of(user: User, today: datetime.date) -> Standing:
    """Return the roles and posts of ``user`` (two queries)."""
    roles = RoleAssignment.objects.filter(current(today), user=user).select_related("unit")
    posts = PostHolding.objects.filter(current(today), user=user).select_related("post__unit")
    return Standing(
        [f"{Role(held.role).label} in {held.unit.name}" for held in roles.order_by("role", "pk")],
        [f"{held.post.title}, {held.post.unit.name}" for held in posts.order_by("post__title")],
    )


@dataclass(frozen=True)
class Teaching:
    """What an empty home page teaches: what will be here, who makes it, what to do now."""

    title: str
    text: str
    who: str = ""
    url_name: str = ""
    button: str = ""


def teaching_for(user: User) -> Teaching:
    """Return what to say to somebody for whom nothing waits."""
    access = access_of(user)
    if not access.roles and not access.posts:
        return Teaching(
            "You have no role here yet",
            "Once you have a role or a post, this page lists what needs you.",
            "An administrator gives roles. Ask them to add yours.",
        )
    if not Source.objects.exists():
        return _first_steps(
            may_import=access.may(Permission.MANAGE_SOURCES),
            is_administrator=Role.ADMINISTRATOR in access.roles,
        )
    return Teaching(
        "You are up to date",
        "When something is late, asked of you or waits for your decision, it appears here, "
        "one click from doing it.",
        "",
        "recommendations:source_list",
        "See the sources",
    )


def _first_steps(*, may_import: bool, is_administrator: bool) -> Teaching:
    if may_import:
        return Teaching(
            "Start with a paper you have",
            "Drop in a committee report, a tracker or a strategy. You see what it says, line by "
            "line, before anything is taken into the register.",
            "You can do this as an equality officer. Reading a paper takes a minute.",
            "recommendations:import_upload",
            "Import a paper",
        )
    if is_administrator:
        return Teaching(
            "Set up your organisation first",
            "Name the bodies, their units and posts, then add people and give them roles. An "
            "equality officer can then bring in the first paper.",
            "Administrators do this.",
            "organisation:overview",
            "Go to the organisation",
        )
    return Teaching(
        "The register is empty",
        "It fills when the first paper is taken in. What needs you will then be listed here.",
        "An equality officer imports papers and adds sources.",
    )
