"""A committee paper to be written: its content, before any layout.

The register fills these dataclasses; :mod:`dueregard.rendering` lays them out. Everything is frozen
and holds plain values only, so that an issued paper can be stored and written again byte for byte.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from dueregard.papers.model import Status


@dataclass(frozen=True, slots=True)
class PaperHeader:
    """Who reports what to whom, and when.

    Parameters
    ----------
    title
        The title of the paper.
    report_number
        The number of the agenda item, such as ``6a``.
    date
        The date printed in the header block.
    by
        The office that reports, such as ``Chief Executive``.
    body
        The committee that receives the paper.
    meeting_date
        The date of the meeting, which may differ from ``date``.
    author
        The post that wrote the paper.
    contact
        How to reach the author, printed under "Contact details".
    """

    title: str
    report_number: str | None = None
    date: datetime.date | None = None
    by: str | None = None
    body: str | None = None
    meeting_date: datetime.date | None = None
    author: str | None = None
    contact: str | None = None


@dataclass(frozen=True, slots=True)
class PaperRecommendations:
    """What the paper asks the members to do: an opening phrase and, where several, items."""

    intro: str | None = None
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SupportingHeading:
    """An unnumbered subheading within the supporting information."""

    text: str


@dataclass(frozen=True, slots=True)
class SupportingParagraph:
    """A numbered paragraph of the supporting information and the bullets under it."""

    text: str
    bullets: tuple[str, ...] = ()


SupportingBlock = SupportingHeading | SupportingParagraph


@dataclass(frozen=True, slots=True)
class ProgressEntry:
    """What the owner of a recommendation reports: one dated statement.

    A paragraph that begins with ``• `` is printed as a bullet.
    """

    paragraphs: tuple[str, ...]
    date: datetime.date | None = None
    author: str | None = None
    round: str | None = None


@dataclass(frozen=True, slots=True)
class ChallengeAnswer:
    """An answer given to a challenge."""

    text: str
    date: datetime.date | None = None
    answered_by: str | None = None


@dataclass(frozen=True, slots=True)
class Challenge:
    """What those who scrutinise ask; open until it has an answer."""

    text: str
    date: datetime.date | None = None
    asked_by: str | None = None
    answers: tuple[ChallengeAnswer, ...] = ()


@dataclass(frozen=True, slots=True)
class NextStep:
    """What the owner will do next, who does it and by when."""

    text: str
    owner: str | None = None
    due: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class TrackedNode:
    """A recommendation or one of its parts, with what was said about it.

    Parameters
    ----------
    ref
        The reference in full, such as ``7`` or ``7(d)``.
    text
        The verbatim text; it may end in the stem "This means:".
    owner
        The post or office responsible.
    status
        ``completed``, ``in_progress``, ``not_started``, ``overdue``, ``rejected`` or ``pointer``;
        None for a parent, which has no status of its own.
    status_words
        The status as it is printed; without it ``status`` is put into words.
    due
        The date by which it is to be done.
    """

    ref: str
    text: str
    owner: str | None = None
    status: Status | None = None
    status_words: str | None = None
    due: datetime.date | None = None
    progress: tuple[ProgressEntry, ...] = ()
    challenges: tuple[Challenge, ...] = ()
    next_steps: tuple[NextStep, ...] = ()
    children: tuple[TrackedNode, ...] = ()

    def walk(self) -> Iterator[TrackedNode]:
        """Yield this node and everything under it, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class Implication:
    """What the paper means in one respect.

    ``kind`` is ``equality``, ``financial``, ``legal``, ``risk`` or other words.
    """

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Abbreviation:
    """A short form and what it stands for."""

    short: str
    meaning: str


@dataclass(frozen=True, slots=True)
class StatusCount:
    """How many recommendations have a status, in the words printed."""

    words: str
    number: int


@dataclass(frozen=True, slots=True)
class Change:
    """What changed on one recommendation since the last report."""

    ref: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class CommitteePaper:
    """A progress report to a committee, ready to be laid out in the house layout.

    ``previous_report`` names the report the changes are counted from; None says: this is the first.

    Examples
    --------
    >>> paper = CommitteePaper(
    ...     PaperHeader("Fair progress"), tracked=(TrackedNode("1", "Review the scheme."),)
    ... )
    >>> [node.ref for node in paper.walk()]
    ['1']
    """

    header: PaperHeader
    summary: tuple[str, ...] = ()
    recommendations: PaperRecommendations = PaperRecommendations()
    supporting: tuple[SupportingBlock, ...] = ()
    counts: tuple[StatusCount, ...] = ()
    previous_report: str | None = None
    changes: tuple[Change, ...] = ()
    tracked: tuple[TrackedNode, ...] = ()
    implications: tuple[Implication, ...] = ()
    background_papers: tuple[str, ...] = ()
    abbreviations: tuple[Abbreviation, ...] = ()
    contact: tuple[str, ...] = ()

    def walk(self) -> Iterator[TrackedNode]:
        """Yield every node of the recommendation tree, in reading order."""
        for node in self.tracked:
            yield from node.walk()

    @property
    def unanswered_challenges(self) -> tuple[tuple[tuple[str, ...], Challenge], ...]:
        """Every challenge without an answer, once, with the references it was put to.

        The same words from the same people on the same day are one challenge, whatever the
        number of recommendations they were put to.
        """
        open_ones: dict[Challenge, list[str]] = {}
        for node in self.walk():
            for challenge in node.challenges:
                if not challenge.answers:
                    refs = open_ones.setdefault(challenge, [])
                    if node.ref not in refs:
                        refs.append(node.ref)
        return tuple((tuple(refs), challenge) for challenge, refs in open_ones.items())


STATUS_WORDS: dict[Status, str] = {
    "completed": "Completed",
    "in_progress": "In progress",
    "not_started": "Not started",
    "overdue": "Overdue",
    "rejected": "Rejected",
    "pointer": "See another recommendation",
}


def status_in_words(node: TrackedNode) -> str | None:
    """Return the status of a node as printed, or None when it has none."""
    if node.status_words:
        return node.status_words
    return STATUS_WORDS[node.status] if node.status else None


def count_statuses(nodes: tuple[TrackedNode, ...]) -> tuple[StatusCount, ...]:
    """Count the leaves of a tree by status, in the usual order of statuses.

    Examples
    --------
    >>> count_statuses((TrackedNode("1", "Review the scheme.", status="completed"),))
    (StatusCount(words='Completed', number=1),)
    """
    leaves = [leaf for node in nodes for leaf in node.walk() if not leaf.children]
    counted = Counter(status_in_words(leaf) or "Not stated" for leaf in leaves)
    known = [words for words in STATUS_WORDS.values() if words in counted]
    others = sorted(set(counted) - set(known))
    return tuple(StatusCount(words, counted[words]) for words in [*known, *others])
