"""Search over everything, grouped by kind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dueregard.web.core import registry, search
from dueregard.web.core.registry import SearchHit

if TYPE_CHECKING:
    from dueregard.web.accounts.models import User

#: So many hits of each kind are shown together; one kind alone shows up to ``MOST``.
TOGETHER = 10
MOST = 200
LONGEST = 200

_NAMES = {
    "recommendation": "Recommendations",
    "source": "Sources",
    "challenge": "Challenges",
    "entry": "Progress and next steps",
    "evidence": "Evidence",
    "received_paper": "Papers received",
    "board_paper": "Board papers",
    "body": "Bodies",
    "unit": "Units",
    "post": "Posts",
    "person": "People",
}


def kind_name(kind: str) -> str:
    """Return what a kind of thing is called on the page.

    Examples
    --------
    >>> kind_name("board_paper"), kind_name("staff_association")
    ('Board papers', 'Staff association')
    """
    return _NAMES.get(kind) or kind.replace("_", " ").capitalize()


@dataclass(frozen=True)
class HitGroup:
    """The hits of one kind."""

    kind: str
    hits: Sequence[SearchHit]
    shown: Sequence[SearchHit]

    @property
    def title(self) -> str:
        """The kind in words."""
        return kind_name(self.kind)

    @property
    def is_cut(self) -> bool:
        """Whether there may be more than were looked up."""
        return len(self.hits) >= MOST

    @property
    def count(self) -> str:
        """How many there are, in words."""
        return f"{MOST} or more" if self.is_cut else str(len(self.hits))


def hit_groups(query: str, *, user: User, kind: str = "") -> list[HitGroup]:
    """Return what ``user`` may see of what ``query`` finds, what goes by it first."""
    wanted = query.replace("\x00", " ")[:LONGEST]
    known = registry.search.keys()
    only = kind if kind in known else None
    found: dict[str, list[SearchHit]] = defaultdict(list)
    for hit in search.find(wanted, user=user, kind=only, most=MOST):
        found[hit.kind].append(hit)
    return [HitGroup(name, hits, hits if only else hits[:TOGETHER]) for name, hits in found.items()]
