"""Kinds of measure. Importing one registers it; a kind is one module."""

from dueregard.measures.kinds import (
    comparison,
    decomposition,
    disclosure_rate,
    gap_consistency,
    outcome_test,
    pay_gap,
    pipeline,
    rate_comparison,
    representation,
    share,
    survey_item,
)
from dueregard.measures.kinds.registry import KINDS, Kind, Request, kind, kind_named

__all__ = [
    "KINDS",
    "Kind",
    "Request",
    "comparison",
    "decomposition",
    "disclosure_rate",
    "gap_consistency",
    "kind",
    "kind_named",
    "outcome_test",
    "pay_gap",
    "pipeline",
    "rate_comparison",
    "representation",
    "share",
    "survey_item",
]
