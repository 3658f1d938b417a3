"""Counts in words, so that the register says the same as its papers."""

from __future__ import annotations

from dueregard.web.commitments.status import StatusCounts


def standing(counts: StatusCounts) -> str:
    """Return how many stand where, saying among which the overdue ones are.

    A paper counts what is overdue apart; here it is told that they are among the others.

    Examples
    --------
    >>> standing(StatusCounts(total=21, completed=8, in_progress=13, overdue=4))
    '8 of 21 completed, 13 in progress (4 of them overdue)'
    >>> standing(StatusCounts(total=3, in_progress=2, not_started=1, overdue=1))
    '0 of 3 completed, 2 in progress, 1 not started (of these 3, 1 overdue)'
    """
    late = f"; {counts.overdue} overdue"
    sentence = counts.sentence()
    if not counts.overdue or not sentence.endswith(late):
        return sentence
    sentence = sentence.removesuffix(late)
    words = [
        f"{number} {name}"
        for number, name in (
            (counts.in_progress, "in progress"),
            (counts.not_started, "not started"),
        )
        if number
    ]
    if not words:
        return sentence + late
    if len(words) == 2:
        among = f"of these {counts.open}, {counts.overdue} overdue"
    elif counts.open == 1:
        among = "overdue"
    else:
        among = f"{counts.overdue} of them overdue"
    return sentence.replace(words[-1], f"{words[-1]} ({among})", 1)
