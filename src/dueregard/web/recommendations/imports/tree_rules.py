"""What must be decided before a paper can be taken in, so that no tree is left half-written."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from dueregard.web.recommendations.states import RowDecision, RowMatch

#: The longest number a recommendation can have.
LONGEST_NUMBER = 40

_TAKEN = frozenset({RowDecision.ACCEPT, RowDecision.AS_NEW})


@dataclass(frozen=True, slots=True)
class RowChoice:
    """One row as it was decided.

    ``printed`` is its number in the paper, which its parts call their parent; ``number`` is
    the number it will have. ``held`` tells whether the register has the matched item.
    """

    position: int
    printed: str
    number: str
    parent: str
    text: str
    match: str
    decision: str
    held: bool = False

    @property
    def makes_new(self) -> bool:
        """Whether accepting the row adds a recommendation."""
        if self.decision == RowDecision.AS_NEW:
            return True
        return self.decision == RowDecision.ACCEPT and self.match == RowMatch.NEW

    @property
    def is_taken(self) -> bool:
        """Whether anything of the row is taken in."""
        return self.match != RowMatch.UNCHANGED and self.decision in _TAKEN

    @property
    def will_exist(self) -> bool:
        """Whether the register has the item after acceptance, as this row's own."""
        if self.makes_new or self.match in (RowMatch.UNCHANGED, RowMatch.CHANGED):
            return True
        return self.match == RowMatch.SUGGESTED and self.decision == RowDecision.ACCEPT


@dataclass(frozen=True, slots=True)
class RowProblem:
    """Why a row cannot be taken in as it stands, and what to do."""

    position: int
    message: str


def parent_of(choice: RowChoice, choices: Sequence[RowChoice]) -> RowChoice | None:
    """Return the row of an item's parent: the nearest before it with the number it names."""
    if not choice.parent:
        return None
    before = (one for one in reversed(choices) if one.position < choice.position)
    return next((one for one in before if one.printed == choice.parent), None)


def problems(choices: Sequence[RowChoice], numbers: Collection[str]) -> list[RowProblem]:
    """Return what stands in the way of acceptance, row by row; empty when nothing does.

    Parameters
    ----------
    choices : sequence of RowChoice
        Every row of the import, in the order of the paper.
    numbers : collection of str
        The numbers the register already has in the source.
    """
    found: list[RowProblem] = []
    made: dict[str, int] = {}
    for choice in choices:
        message = _undecided(choice) or _new_item(choice, numbers, made)
        message = message or _orphan(choice, choices, numbers)
        if message:
            found.append(RowProblem(choice.position, message))
        if choice.makes_new and choice.number:
            made.setdefault(choice.number, choice.position)
    return found


def _name(choice: RowChoice) -> str:
    return choice.number or f"“{choice.text[:40]}”"


def _undecided(choice: RowChoice) -> str:
    if choice.match == RowMatch.UNCHANGED or choice.decision != RowDecision.UNDECIDED:
        return ""
    return f"{_name(choice)}: choose whether to take it in or leave it out."


def _new_item(choice: RowChoice, numbers: Collection[str], made: dict[str, int]) -> str:
    if not choice.makes_new:
        return ""
    if not choice.text.strip():
        return (
            f"{_name(choice)}: no wording was read. Edit the row and type what is asked, "
            "or leave it out."
        )
    if len(choice.number) > LONGEST_NUMBER:
        return (
            f"“{choice.number[:20]}…” is too long for a number. "
            f"Edit the row; {LONGEST_NUMBER} characters are allowed."
        )
    if choice.number and choice.number in made:
        return (
            f"{choice.number} is in this paper twice. Edit the number of one of the two rows, "
            "or leave one out."
        )
    if choice.number and choice.number in numbers:
        return (
            f"The source already has a recommendation {choice.number}. "
            "Edit the number of this row, or choose that it is the one we have."
        )
    return ""


def _orphan(choice: RowChoice, choices: Sequence[RowChoice], numbers: Collection[str]) -> str:
    if not choice.makes_new:
        return ""
    parent = parent_of(choice, choices)
    if parent is None or parent.will_exist or parent.printed in numbers:
        return ""
    if parent.decision == RowDecision.UNDECIDED:
        return f"{_name(choice)} belongs to {_name(parent)}: take {_name(parent)} in as well."
    return (
        f"{_name(choice)} cannot be taken in without {_name(parent)}, which you left out. "
        f"Take {_name(parent)} in too, or leave {_name(choice)} out."
    )
