"""Every non-trivial read of commitments."""

from dueregard.web.commitments.queries.as_at import AsAt, commitment_as_at
from dueregard.web.commitments.queries.challenges import (
    challenges_visible_to,
    open_challenges,
    seen_commitments,
    waited,
)
from dueregard.web.commitments.queries.evidence import evidence_of, in_use, reusable_for
from dueregard.web.commitments.queries.history import challenge_history, history
from dueregard.web.commitments.queries.owned import ItemToReport, items_to_report
from dueregard.web.commitments.queries.rounds import (
    OwnerReport,
    RoundReport,
    SilentOwner,
    round_report,
    silent_owners,
)
from dueregard.web.commitments.queries.story import RoundStory, story

__all__ = [
    "AsAt",
    "ItemToReport",
    "OwnerReport",
    "RoundReport",
    "RoundStory",
    "SilentOwner",
    "challenge_history",
    "challenges_visible_to",
    "commitment_as_at",
    "evidence_of",
    "history",
    "in_use",
    "items_to_report",
    "open_challenges",
    "reusable_for",
    "round_report",
    "seen_commitments",
    "silent_owners",
    "story",
    "waited",
]
