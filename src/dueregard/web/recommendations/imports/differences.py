"""What a paper says otherwise than the register, field by field, or in addition to it."""

from __future__ import annotations

import re
from typing import Any

from dueregard.papers.assembly import STATUS_WORDS
from dueregard.web.commitments.states import CLOSING_STATES, ClosureState
from dueregard.web.core.dates import write_date
from dueregard.web.core.text import fold
from dueregard.web.recommendations.imports.held import HeldItem
from dueregard.web.recommendations.imports.items import ReadItem, Statement, folded_parts

#: Fields of a row that can differ, in the order of the page, and what they are called there.
FIELDS: dict[str, str] = {
    "text": "Wording",
    "owner": "Owner as printed",
    "due": "Due date",
    "status": "Status",
    "progress": "Progress",
    "challenges": "Challenges",
    "next_steps": "Next steps",
    "notes": "Notes",
}
#: Those that replace what the register holds; the rest adds to it.
REPLACING = frozenset({"text", "owner", "due", "status"})

NOT_OPEN = frozenset({*CLOSING_STATES, ClosureState.PROPOSED})
#: Statuses that close an item, and how that is told.
CLOSING = {"completed": "Reported complete", "rejected": "Reported rejected"}

#: What our own papers print of who said what, and when: the register has it in fields.
_ATTRIBUTION = re.compile(
    r"(?:(?:reported|asked|answered)(?: by)?|step owner|step due): .+|not yet answered\.?"
)
#: How our own papers print where an item stands; the register knows it anyway.
_OUR_STATUSES = frozenset(
    fold(words)
    for words in (
        *STATUS_WORDS.values(),
        "Completed, not yet verified",
        "Merged into another",
        "Superseded",
        "Transferred to another body",
    )
)

Differences = dict[str, Any]


def differences(item: ReadItem, held: HeldItem) -> Differences:
    """Return what taking ``item`` in would change or add to ``held``; empty when nothing.

    A text is the same when it differs only in case, accents, spaces or kinds of quotation
    mark; a statement was said before when the register holds each of its paragraphs.
    """
    found: Differences = {}
    if item.text and fold(item.wording) != fold(held.wording):
        found["text"] = {
            "before": held.wording,
            "after": item.wording,
            "held": {"text": held.text, "stem": held.stem},
        }
    if item.owner and fold(item.owner) not in {fold(held.owner), *held.owner_names}:
        found["owner"] = {"before": held.owner, "after": item.owner}
    if item.due_on and item.due_on not in (held.due_on, held.original_due_on):
        found["due"] = {
            "before": write_date(held.due_on) if held.due_on else "",
            "after": write_date(item.due_on),
            "iso": item.due_on.isoformat(),
        }
    if item.status in CLOSING and held.closure_state not in NOT_OPEN:
        found["status"] = {"before": "Open", "after": CLOSING[item.status]}
    for key in ("progress", "challenges", "next_steps", "notes"):
        if added := fresh(item, held, key):
            found[key] = {"added": [{"text": one.text, "line": one.line} for one in added]}
    return found


def fresh(item: ReadItem, held: HeldItem, key: str) -> list[Statement]:
    """Return what an item says in one voice that the register does not have.

    The labels of our own papers are not statements, and a bare status word of theirs tells no
    progress: both come back with every paper that was issued here.
    """
    statements = [
        one
        for one in said(item, key)
        if not (key == "notes" and _ATTRIBUTION.fullmatch(fold(one.text)))
        and fold(one.text) not in _OUR_STATUSES
    ]
    return unsaid(tuple(statements), getattr(held, key))


def said(item: ReadItem, key: str) -> tuple[Statement, ...]:
    """Return what an item says in one voice, a printed status included where it adds something."""
    if key == "progress":
        return item.progress or _status_as_progress(item)
    if key == "notes":
        return (*item.notes, *_status_as_note(item))
    statements: tuple[Statement, ...] = getattr(item, key)
    return statements


def _status_as_progress(item: ReadItem) -> tuple[Statement, ...]:
    # Without a word of progress, the printed status is all the paper says of it.
    if item.status in ("completed", "in_progress") and item.status_printed:
        return (Statement(item.status_printed, item.line),)
    return ()


def _status_as_note(item: ReadItem) -> tuple[Statement, ...]:
    printed = fold(item.status_printed)
    if not printed or item.is_pointer or (not item.progress and _status_as_progress(item)):
        return ()
    if any(printed in fold(one.text) for one in item.progress):
        return ()
    return (Statement(item.status_printed, item.line),)


def unsaid(statements: tuple[Statement, ...], before: frozenset[str]) -> list[Statement]:
    """Return the statements that are not yet on record, each once."""
    fresh: list[Statement] = []
    known = set(before)
    for statement in statements:
        parts = folded_parts([statement.text])
        if parts - known:
            fresh.append(statement)
            known |= parts
    return fresh


def contradiction(item: ReadItem, held: HeldItem) -> str:
    """Return in words where the register is ahead of the paper; nothing is changed by that.

    A paper that still reports progress on what the register has as closed does not reopen it.
    """
    if item.status in ("in_progress", "not_started", "overdue") and (
        held.closure_state in CLOSING_STATES
    ):
        return (
            "The register has this as closed; the paper says it is still open. "
            "Taking the row in does not reopen it."
        )
    return ""
