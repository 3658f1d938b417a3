"""Comparison: the risk of an event in a group beside that in the reference group."""

from __future__ import annotations

from dueregard.measures import wording
from dueregard.measures.columns import Columns
from dueregard.measures.finding import Finding
from dueregard.measures.kinds.registry import Request, kind
from dueregard.measures.kinds.two_groups import columns_of, said


def say(finding: Finding) -> str:
    """Return the sentence of a comparison of two risks."""
    if not finding.state.computed:
        return wording.not_computed(finding)
    return said(finding, wording.counted(finding, 1), wording.counted(finding, 2))


@kind("comparison", tables=("numerator", "denominator"), optional=("denominator.*",), say=say)
def compute(request: Request) -> Columns:
    """Compare the risk of an event between groups of people.

    Tables: ``numerator`` (people with the event) and ``denominator`` (the eligible pool), both
    with the characteristic first; ``denominator.<name>`` for further denominators beside it.
    """
    return columns_of(request, people=True)
