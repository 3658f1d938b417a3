"""Committee papers to be written: the document model and its stored form."""

from __future__ import annotations

from dueregard.papers.assembly.canonical import from_dict, from_json_bytes, to_dict, to_json_bytes
from dueregard.papers.assembly.model import (
    STATUS_WORDS,
    Abbreviation,
    Challenge,
    ChallengeAnswer,
    Change,
    CommitteePaper,
    Implication,
    NextStep,
    PaperHeader,
    PaperRecommendations,
    ProgressEntry,
    StatusCount,
    SupportingBlock,
    SupportingHeading,
    SupportingParagraph,
    TrackedNode,
    count_statuses,
    status_in_words,
)
from dueregard.papers.assembly.passages import paragraphs_of, printable
from dueregard.papers.assembly.reading import document_of_json, is_stored_paper

__all__ = [
    "STATUS_WORDS",
    "Abbreviation",
    "Challenge",
    "ChallengeAnswer",
    "Change",
    "CommitteePaper",
    "Implication",
    "NextStep",
    "PaperHeader",
    "PaperRecommendations",
    "ProgressEntry",
    "StatusCount",
    "SupportingBlock",
    "SupportingHeading",
    "SupportingParagraph",
    "TrackedNode",
    "count_statuses",
    "document_of_json",
    "from_dict",
    "from_json_bytes",
    "is_stored_paper",
    "paragraphs_of",
    "printable",
    "status_in_words",
    "to_dict",
    "to_json_bytes",
]
