"""Time in rank: who is promoted within so many years of reaching a rank."""

from __future__ import annotations

from dueregard.measures.columns import Columns
from dueregard.measures.kinds.registry import Request, kind
from dueregard.measures.kinds.retention import TABLES, columns_of_spells, say


@kind("time_in_rank", tables=(), optional=TABLES, say=say)
def compute(request: Request) -> Columns:
    """Compare who is promoted within so many years in a rank.

    Tables as for retention, with the date the rank was reached as the start: ``events``, people
    promoted in the period; ``censored`` and ``censored.<name>``, people still in the rank on its
    last day, and people who left. Shares are of those promoted, as if nobody left before.
    """
    return columns_of_spells(request, turned=True)
