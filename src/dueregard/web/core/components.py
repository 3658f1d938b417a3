"""The values that the page components show.

Views and queries build these; the templates in ``core/components/`` only lay them out. A component
takes plain words: what a status is called and where a link goes is decided before it gets here.
``docs/reference/components.md`` shows each of them in use.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

Voice = Literal["deliverer", "scrutineer", "neutral"]

VOICE_LABELS: dict[str, str] = {
    "deliverer": "Delivering",
    "scrutineer": "Scrutinising",
    "neutral": "Record",
}


@dataclass(frozen=True)
class Link:
    """A link in words: where it goes and, when the words alone are ambiguous, about what.

    ``about`` is read out by screen readers only ("Change" + "owner of 7(d)").
    """

    text: str
    href: str
    about: str = ""
    current: bool = False


@dataclass(frozen=True)
class Tag:
    """A status in words. ``kind`` picks the colour and never carries meaning of its own."""

    text: str
    kind: str = ""


@dataclass(frozen=True)
class Step:
    """One place in the chain: source, recommendation, evidence, closure, paper."""

    stage: str
    text: str = ""
    href: str = ""
    current: bool = False


@dataclass(frozen=True)
class SummaryRow:
    """One row of a summary list: a key, its value and what may be done about it."""

    key: str
    value: object
    href: str = ""
    actions: Sequence[Link] = ()
    hint: str = ""
    tag: Tag | None = None


@dataclass(frozen=True)
class Tile:
    """A count with its name, linking to the list of what was counted."""

    number: int | str
    text: str
    href: str = ""
    note: str = ""
    kind: str = ""


@dataclass(frozen=True)
class TreeNode:
    """A branch or leaf of a tree of any depth.

    ``counts`` sums up what is below, in words ("3 of 7 completed"). A branch is shown open when
    ``open`` is set; ``status`` belongs to leaves only.
    """

    reference: str
    text: str
    href: str = ""
    status: Tag | None = None
    counts: str = ""
    note: str = ""
    open: bool = False
    children: Sequence[TreeNode] = ()


@dataclass(frozen=True)
class VoiceEntry:
    """A dated statement of the deliverer or of the scrutineer.

    ``kind`` is the entry in words ("Progress", "Challenge", "Next step", "Answer"); ``replies``
    are the answers to a challenge; ``state`` says what is outstanding ("Not yet answered").
    """

    voice: Voice
    kind: str
    text: str
    author: str
    date: datetime.date | None = None
    state: Tag | None = None
    anchor: str = ""
    actions: Sequence[Link] = ()
    facts: Sequence[SummaryRow] = ()
    replies: Sequence[VoiceEntry] = ()

    @property
    def voice_label(self) -> str:
        """The voice in words."""
        return VOICE_LABELS[self.voice]


@dataclass(frozen=True)
class TimelineRound:
    """The entries of one reporting round. A closed round says so and is never taken for news."""

    title: str
    entries: Sequence[VoiceEntry] = ()
    closed: bool = True
    period: str = ""
    note: str = ""
    papers: Sequence[Link] = ()


@dataclass(frozen=True)
class Task:
    """One line of a task list."""

    text: str
    href: str = ""
    hint: str = ""
    status: Tag = field(default_factory=lambda: Tag("Not yet started", "to-do"))


@dataclass(frozen=True)
class ConflictRow:
    """A field on which two people disagree: what you wrote and what was saved meanwhile."""

    label: str
    yours: str
    theirs: str
    before: str = ""
