"""Outcome test: of those who were searched, in how many was something found?"""

from __future__ import annotations

from dataclasses import replace

from dueregard.measures import wording
from dueregard.measures.columns import Columns
from dueregard.measures.finding import Finding
from dueregard.measures.kinds.registry import Request, kind
from dueregard.measures.kinds.two_groups import columns_of, said

CAVEAT = (
    "A lower share of finds in one group can mean that its members were searched on less, and "
    "does not have to: the groups searched can differ in ways that move the share although all "
    "were searched on the same grounds (the problem of infra-marginality). Nor do equal shares "
    "show that the grounds were the same."
)
SHORT = (
    "A difference in finds does not by itself say that grounds differed, nor does the lack of one."
)


def say(finding: Finding) -> str:
    """Return the sentence of an outcome test; it always says what the test cannot."""
    if not finding.state.computed:
        return wording.not_computed(finding)
    told = said(finding, wording.counted(finding, 1), wording.counted(finding, 2))
    return f"{told} {SHORT}"


@kind("outcome_test", tables=("numerator", "denominator"), say=say)
def compute(request: Request) -> Columns:
    """Compare the share of searches in which something was found.

    Tables: ``numerator`` (searches with a find) and ``denominator`` (searches), both with the
    characteristic first. Becker (1957, 1993); Ayres (2002) and Simoiu, Corbett-Davies and Goel
    (2017) on what it cannot show.
    """
    columns = columns_of(request, people=True)
    return replace(columns, notes=(*columns.notes, CAVEAT))
