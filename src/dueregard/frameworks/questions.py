"""Questions of a questionnaire: how they are answered, and when they are asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

#: The kinds of answer. Those with options: choice, choices, grid.
ANSWERS = ("yes_no", "choice", "choices", "text", "number", "date", "grid")
WITH_OPTIONS = ("choice", "choices", "grid")

Answers = Mapping[str, object]


@dataclass(frozen=True)
class Option:
    """One of the answers to choose from, or a row of a grid."""

    code: str
    label: str
    help: str = ""


@dataclass(frozen=True)
class Condition:
    """When a question is asked: another was answered so.

    Parameters
    ----------
    ref : str
        The other question.
    among : tuple of str
        Its answers that lead here; of a question with several, any one of them.
    """

    ref: str
    among: tuple[str, ...]

    def holds(self, answers: Answers) -> bool:
        """Say whether the answers given lead here.

        Examples
        --------
        >>> Condition("S1", ("yes",)).holds({"S1": "yes"})
        True
        >>> Condition("S2", ("race", "sex")).holds({"S2": ["age", "sex"]})
        True
        >>> Condition("S1", ("yes",)).holds({})
        False
        """
        return bool(chosen(answers.get(self.ref)) & set(self.among))


@dataclass(frozen=True)
class Question:
    """How one question is answered.

    Parameters
    ----------
    answer : str
        One of `ANSWERS`.
    options : tuple of Option
        What can be chosen; in a grid, what can stand in each cell.
    rows, columns : tuple of Option
        Of a grid.
    required : bool
        Whether it must be answered when it is asked.
    help : str
        What to think of when answering.
    ask_if : tuple of Condition
        All of them must hold; none means always.
    """

    answer: str
    options: tuple[Option, ...] = ()
    rows: tuple[Option, ...] = ()
    columns: tuple[Option, ...] = ()
    required: bool = True
    help: str = ""
    ask_if: tuple[Condition, ...] = ()

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes that may be chosen; empty for text, numbers and dates."""
        if self.answer == "yes_no":
            return ("yes", "no")
        return tuple(option.code for option in self.options)


def chosen(answer: object) -> set[str]:
    """Return the codes that an answer names: one, several, or those in a grid's cells."""
    if isinstance(answer, str):
        return {answer}
    if isinstance(answer, Mapping):
        return set().union(*(chosen(part) for part in answer.values()), set())
    if isinstance(answer, list | tuple | set | frozenset):
        return {str(part) for part in answer}
    return set()
