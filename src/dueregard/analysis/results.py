"""What an analysis found, ready to be written: every figure has been through the door."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dueregard.disclosure import Release
from dueregard.tables import ReleasableFinding, ReleasableTable

from .plan import Plan
from .questions import Question, Questions
from .telling import Answer


@dataclass(frozen=True)
class Row:
    """A finding with what was let through of it.

    Parameters
    ----------
    answer : Answer
        The finding and its question.
    shown : ReleasableFinding
        What may be shown.
    """

    answer: Answer
    shown: ReleasableFinding

    def number(self, name: str) -> float | None:
        """Return a number that may be shown; None where it may not or is not there."""
        return self.shown.values.get(name)


@dataclass(frozen=True)
class Taken:
    """What is told of a return that was taken in: no person's value is in it.

    Parameters
    ----------
    name : str
        Return or population.
    facts : mapping
        Schema, mapping, rows read, kept and set aside with the rules, coverage, checksums.
    """

    name: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Analysis:
    """An analysis that has been done.

    Parameters
    ----------
    plan : Plan
        What was asked.
    questions : Questions
        Its questions and their tables.
    release : Release
        What was let through.
    public : tuple of ReleasableTable
        Populations everybody may count.
    rows : tuple of Row
        Every finding, in the order of the plan.
    taken : tuple of Taken
        What was taken in.
    notes : tuple of str
        What the reader should know of all of it.
    """

    plan: Plan
    questions: Questions
    release: Release
    public: tuple[ReleasableTable, ...]
    rows: tuple[Row, ...]
    taken: tuple[Taken, ...]
    notes: tuple[str, ...] = ()

    def rows_of(self, question: Question, by: Sequence[str] | None = None) -> list[Row]:
        """Return the findings of a question, of one breakdown or of all."""
        return [
            row
            for row in self.rows
            if row.answer.question is question and by in (None, row.answer.by)
        ]
