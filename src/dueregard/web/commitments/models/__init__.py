"""What recommendations and actions have in common."""

from dueregard.web.commitments.models.challenge import Answer, Challenge, ChallengeItem
from dueregard.web.commitments.models.closure import Closure
from dueregard.web.commitments.models.commitment import Commitment, ExtensionRequest, HandBack
from dueregard.web.commitments.models.evidence import (
    Evidence,
    EvidenceRequest,
    EvidenceUse,
    EvidenceVersion,
    StoredFile,
)
from dueregard.web.commitments.models.rounds import Entry, Round

__all__ = [
    "Answer",
    "Challenge",
    "ChallengeItem",
    "Closure",
    "Commitment",
    "Entry",
    "Evidence",
    "EvidenceRequest",
    "EvidenceUse",
    "EvidenceVersion",
    "ExtensionRequest",
    "HandBack",
    "Round",
    "StoredFile",
]
