"""Kinds of measure. Importing one registers it; a kind is one module."""

from dueregard.measures.kinds import (
    adjusted_comparison,
    comparison,
    decomposition,
    disclosure_rate,
    gap_consistency,
    intersection,
    key_drivers,
    mix_effect,
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
    "adjusted_comparison",
    "comparison",
    "decomposition",
    "disclosure_rate",
    "gap_consistency",
    "intersection",
    "key_drivers",
    "kind",
    "kind_named",
    "mix_effect",
    "outcome_test",
    "pay_gap",
    "pipeline",
    "rate_comparison",
    "representation",
    "share",
    "survey_item",
]
