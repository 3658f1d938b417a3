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


#: Facts that count rows.
ROWS = ("rows_read", "rows_kept", "rows_set_aside")


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

    def told(self, *, beside_hidden: bool) -> Taken:
        """Return what may be published of it.

        Parameters
        ----------
        beside_hidden : bool
            Whether a count of the analysis is hidden: then the number of rows is kept back,
            because with the counts shown it would give the hidden one away.
        """
        if not beside_hidden:
            return self
        return Taken(self.name, {k: v for k, v in self.facts.items() if k not in ROWS})


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

    @property
    def published(self) -> tuple[Taken, ...]:
        """What may be published of what was taken in."""
        hidden = any(not cell.state.shows_value for table in self.release.tables for cell in table)
        return tuple(one.told(beside_hidden=hidden) for one in self.taken)

    def rows_of(self, question: Question, by: Sequence[str] | None = None) -> list[Row]:
        """Return the findings of a question, of one breakdown or of all."""
        return [
            row
            for row in self.rows
            if row.answer.question is question and by in (None, row.answer.by)
        ]
