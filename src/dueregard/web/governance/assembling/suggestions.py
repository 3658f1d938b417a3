"""What the register suggests for each part that an officer may word.

Suggestions say what the register knows and nothing else: where it knows nothing, as of money and
law, the suggestion is empty and the officer writes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from dueregard.papers.assembly import Challenge, TrackedNode
from dueregard.web.governance.assembling.changes import Changes
from dueregard.web.governance.assembling.moments import Moment
from dueregard.web.governance.assembling.phrases import (
    counted,
    day,
    have_or_has,
    is_or_are,
    listed,
)
from dueregard.web.governance.assembling.record import Record
from dueregard.web.governance.assembling.standing import NOT_VERIFIED
from dueregard.web.governance.assembling.tree import leaves_of
from dueregard.web.governance.models import BoardPaper

#: What stands where nobody has said what the report does to equality.
NOT_STATED = "The equality implications of this report have not been stated."
#: More references than these are not named one by one in a sentence.
_MOST_NAMED = 8


@dataclass(frozen=True)
class Facts:
    """What the suggestions are made of."""

    paper: BoardPaper
    record: Record
    now: Moment
    changes: Changes
    tracked: tuple[TrackedNode, ...]
    last_report: str | None

    def leaves(self) -> list[TrackedNode]:
        """Return the leaves of the tree."""
        return list(leaves_of(self.tracked))

    def unanswered(self) -> tuple[int, list[str]]:
        """Return how many challenges have no answer, and the references they were put to."""
        open_ones: dict[Challenge, None] = {}
        refs: list[str] = []
        for node in (node for top in self.tracked for node in top.walk()):
            waiting = [challenge for challenge in node.challenges if not challenge.answers]
            open_ones.update(dict.fromkeys(waiting))
            if waiting:
                refs.append(node.ref)
        return len(open_ones), refs


def summary(facts: Facts) -> str:
    """Suggest the summary, from the counts."""
    leaves = facts.leaves()
    opening = (
        f"This report tells members how far the {counted(len(leaves), 'recommendation')} of "
        f"{facts.record.source.title} {have_or_has(len(leaves))} been carried out. It gives the "
        f"position on {day(facts.now.until)}."
    )
    if not leaves:
        return f"There are no recommendations of {facts.record.source.title} in the register."
    paragraphs = [opening, _standing_in_words(leaves)]
    new = _new_in_words(facts)
    if new:
        paragraphs.append(new)
    number, waiting = facts.unanswered()
    if number:
        paragraphs.append(
            f"{counted(number, 'challenge').capitalize()} {have_or_has(number)} not been "
            f"answered{_where(waiting)}."
        )
    return "\n\n".join(paragraphs)


def _standing_in_words(leaves: list[TrackedNode]) -> str:
    by_status = Counter(leaf.status or leaf.status_words for leaf in leaves)
    unverified = sum(1 for leaf in leaves if leaf.status_words == NOT_VERIFIED)
    completed = by_status.pop("completed", 0)
    parts = [f"{completed} of them {is_or_are(completed)} completed"]
    if unverified and unverified == completed:
        parts[0] += " (not yet verified)"
    elif unverified:
        parts[0] += f" ({unverified} of these not yet verified)"
    words = {
        "in_progress": "in progress",
        "overdue": "overdue",
        "not_started": "not started",
        "rejected": "rejected",
    }
    for status, said in words.items():
        number = by_status.pop(status, 0)
        if number:
            parts.append(f"{number} {is_or_are(number)} {said}")
    pointers = by_status.pop("pointer", 0)
    if pointers:
        verb = "points" if pointers == 1 else "point"
        parts.append(f"{pointers} {verb} to another recommendation")
    others = sum(by_status.values())
    if others:
        parts.append(f"{others} {is_or_are(others)} closed otherwise")
    return f"{listed(parts)}.".replace("0 of them are completed", "None of them is completed")


def _new_in_words(facts: Facts) -> str:
    changes = facts.changes
    since = facts.last_report
    if since is None:
        return ""
    parts = [
        f"{len(refs)} {said}"
        for refs, said in (
            (changes.completed, "completed"),
            (changes.overdue, "overdue for the first time"),
            (changes.reopened, "reopened"),
        )
        if refs
    ]
    if not parts:
        return f"Since {since}, none has been completed and none has become overdue."
    return f"New since {since}: {listed(parts)}."


def _where(refs: Sequence[str]) -> str:
    """Return references in brackets; a long list is told by its length, the tree shows it."""
    if len(refs) > _MOST_NAMED:
        return f", on {counted(len(refs), 'recommendation')}"
    return f" ({listed(refs)})"


def asks(facts: Facts) -> str:
    """Suggest what members are asked to do."""
    items = ["note the progress made on the recommendations"]
    number, waiting = facts.unanswered()
    if number:
        verb = "has" if number == 1 else "have"
        items.append(
            f"consider the {counted(number, 'challenge')} that {verb} not been "
            f"answered{_where(waiting)}"
        )
    overdue = [leaf.ref for leaf in facts.leaves() if leaf.status == "overdue"]
    if overdue:
        items.append(f"consider what is needed to complete what is overdue{_where(overdue)}")
    if len(items) == 1:
        return f"That members:\n- {items[0]}."
    ends = [";"] * (len(items) - 2) + ["; and", "."]
    written = "\n".join(f"- {item}{end}" for item, end in zip(items, ends, strict=True))
    return f"That members:\n{written}"


def background(facts: Facts) -> str:
    """Suggest the background: where the recommendations come from."""
    source = facts.record.source
    where = f"{source.title} was published"
    if source.published_by:
        where += f" by {source.published_by}"
    if source.published_on:
        where += f" on {day(source.published_on)}"
    known = source.published_by or source.published_on
    first = f"{where}." if known else f"This report follows {source.title}."
    return "\n\n".join(part for part in ("# Background", first, source.description) if part)


def news(facts: Facts) -> str:
    """Suggest what is new since the last report."""
    changes = facts.changes
    if facts.last_report is None:
        return ""
    lines = [
        f"- {said}: {listed(refs)};"
        for said, refs in (
            ("completed", changes.completed),
            ("overdue for the first time", changes.overdue),
            ("reopened", changes.reopened),
            ("newly challenged", changes.challenged),
            ("challenges answered on", changes.answered),
            ("progress reported on", changes.reported),
            ("open, with nothing reported in this round", changes.silent),
        )
        if refs
    ]
    if not lines:
        return f"# What is new in this round\n\nNothing has changed since {facts.last_report}."
    lines[-1] = f"{lines[-1][:-1]}."
    heading = f"# What is new in this round\n\nSince {facts.last_report}:"
    return "\n".join([heading, *lines])


def equality(facts: Facts) -> str:
    """Say that nobody has stated them: what a paper does to equality is for its author to say."""
    if not facts.leaves():
        return ""
    return NOT_STATED


def risk(facts: Facts) -> str:
    """Suggest the risks that the register shows: what is overdue, and what nobody owns."""
    open_ones = [
        leaf for leaf in facts.leaves() if leaf.status in ("in_progress", "overdue", "not_started")
    ]
    overdue = [leaf.ref for leaf in open_ones if leaf.status == "overdue"]
    nobody = [leaf.ref for leaf in open_ones if not leaf.owner]
    said: list[str] = []
    if overdue:
        said.append(f"Overdue: {listed(overdue)}.")
    if nobody:
        said.append(f"Without a named owner: {listed(nobody)}.")
    return "\n\n".join(said)


def contact(facts: Facts) -> str:
    """Suggest the office to ask."""
    return f"{facts.paper.by}, {facts.paper.unit.name}"
