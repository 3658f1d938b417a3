"""From releasable tables to what is told of them: each measure, broken down as the plan says."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from dueregard.disclosure import Told
from dueregard.measures import Finding, Findings, Looks, State, compute, monitor
from dueregard.tables import FrequencyTable, Observations, ReleasableTable

from .plan import Family
from .questions import Question

#: Numbers of a finding that are told when it has them, in this order.
NUMBERS = (
    "value",
    "lower",
    "upper",
    "p_value",
    "p_adjusted",
    "q_value",
    "events_1",
    "total_1",
    "events_2",
    "total_2",
    "rate_1",
    "rate_2",
    "difference",
    "difference_lower",
    "difference_upper",
    "rate",
    "events",
    "total",
    "target",
    "tau_squared",
    "limit_lower_95",
    "limit_upper_95",
    "limit_lower_998",
    "limit_upper_998",
    "centre",
)
DECIMALS = 4


@dataclass(frozen=True)
class Answer:
    """A finding and the question it answers.

    Parameters
    ----------
    question : Question
        The question.
    by : tuple of str
        What this row is broken down by, of all that the question is.
    finding : Finding
        The finding, made of releasable tables.
    """

    question: Question
    by: tuple[str, ...]
    finding: Finding


def breakdowns(by: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Yield nothing, each dimension, then their combinations.

    Examples
    --------
    >>> list(breakdowns(("unit", "period")))
    [(), ('unit',), ('period',), ('unit', 'period')]
    """
    for size in range(len(by) + 1):
        yield from combinations(by, size)


def findings_of_rows(
    questions: Sequence[Question],
    tables: Mapping[str, FrequencyTable | Observations],
    family: Family,
) -> list[tuple[Question, tuple[str, ...], Findings]]:
    """Compute questions that need rows; what is found is confidential.

    Parameters
    ----------
    questions : sequence of Question
        Those that take rows.
    tables : mapping of str to FrequencyTable or Observations
        By the names the questions give them.
    family : Family
        Confidence, looks and what verdicts allow for.
    """
    asked = _each_once(
        (question, by, _computed(question, by, tables, family))
        for question in questions
        for by in breakdowns(question.by)
    )
    together = monitor(found for _, _, found in asked)
    return [(question, by, found) for (question, by, _), found in zip(asked, together, strict=True)]


def findings_of(
    questions: Sequence[Question], tables: Sequence[ReleasableTable], family: Family
) -> list[tuple[Question, tuple[str, ...], Findings]]:
    """Compute every question on releasable tables, adjusted over all of them together.

    Parameters
    ----------
    questions : sequence of Question
        What is asked.
    tables : sequence of ReleasableTable
        By the names the questions give them.
    family : Family
        Confidence, looks and what verdicts allow for.
    """
    named: Mapping[str, ReleasableTable] = {table.name: table for table in tables}
    asked = _each_once(
        (question, by, _computed(question, by, named, family))
        for question in questions
        for by in breakdowns(question.by)
    )
    together = monitor(found for _, _, found in asked)
    return [(question, by, found) for (question, by, _), found in zip(asked, together, strict=True)]


def _each_once(
    found: Iterable[tuple[Question, tuple[str, ...], Findings]],
) -> list[tuple[Question, tuple[str, ...], Findings]]:
    """Leave out what is told already: some kinds break down by their own dimension unasked."""
    kept: dict[tuple[int, frozenset[str]], tuple[Question, tuple[str, ...], Findings]] = {}
    for question, by, findings in found:
        kept.setdefault((id(question), frozenset(findings.by)), (question, by, findings))
    return list(kept.values())


def _computed(
    question: Question, by: tuple[str, ...], named: Mapping[str, object], family: Family
) -> Findings:
    return compute(
        question.measure,
        {name: named[table] for name, table in question.tables.items()},
        by=by,
        confidence=family.confidence,
        looks=Looks(family.looks, family.planned),
        multiplicity=family.multiplicity,
    )


def answers_of(found: Sequence[tuple[Question, tuple[str, ...], Findings]]) -> list[Answer]:
    """Return every finding with its question, in the order of the plan."""
    return [
        Answer(question, by, finding) for question, by, findings in found for finding in findings
    ]


def told_of(answer: Answer) -> Told:
    """Return a finding as the door takes it.

    Parameters
    ----------
    answer : Answer
        A finding made of releasable tables: one whose counts are hidden has no numbers.
    """
    finding = answer.finding
    hidden = finding.state is State.HIDDEN
    numbers = {
        **finding.numbers,
        "p_adjusted": finding.p_adjusted,
        "q_value": finding.q_value,
    }
    values = {name: math.nan if hidden else numbers[name] for name in NUMBERS if name in numbers}
    return Told(
        kind=answer.question.measure.estimate,
        statement=finding.sentence,
        values=values,
        withheld=finding.state.reason if hidden else "",
        decimals=DECIMALS,
    )
