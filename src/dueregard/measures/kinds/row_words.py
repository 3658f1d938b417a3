"""Words of findings made of rows: counts may be rounded, shares are those of the exact counts."""

from __future__ import annotations

from dueregard.measures import wording
from dueregard.measures.finding import Finding


def counted(finding: Finding, group: int) -> str:
    """Return events of a group among its people, with the share that the numbers give.

    Where counts were rounded, a share worked out from them would contradict the difference that
    is told beside it.
    """
    words, numbers = finding.measure.words, finding.numbers
    label = finding.label if group == 1 else finding.reference
    total = numbers[f"total_{group}"]
    share = wording.percentage(numbers[f"rate_{group}"], total)
    event = f" {words.event}" if group == 1 else ""
    few_of = f"{wording.count(finding, numbers[f'events_{group}'])} of "
    return f"{few_of}{wording.count(finding, total)} {label} {words.people}{event} ({share})"


def some_people(finding: Finding, count: float) -> str:
    """Return a count of people as a word, or as about so many where it was rounded."""
    return wording.count(finding, count) if finding.rounded else wording.few(count)
