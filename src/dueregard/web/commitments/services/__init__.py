"""Every write to a commitment and what hangs on it."""

from dueregard.web.commitments.services.batches import built_on_batch, undo_batch
from dueregard.web.commitments.services.challenges import (
    answer_challenge,
    link_challenge,
    may_answer,
    raise_challenge,
)
from dueregard.web.commitments.services.closures import (
    propose_closure,
    refuse_closure,
    reopen,
    report_closure,
    verify_closure,
    withdraw_closure,
)
from dueregard.web.commitments.services.commitments import (
    assign,
    assign_many,
    create_commitment,
    describe_commitment,
    set_due_date,
)
from dueregard.web.commitments.services.entries import (
    add_next_step,
    add_note,
    add_progress,
    correct_entry,
    may_correct,
)
from dueregard.web.commitments.services.evidence import (
    add_evidence,
    add_evidence_version,
    use_evidence,
    withdraw_evidence,
)
from dueregard.web.commitments.services.evidence_requests import (
    meet_evidence_request,
    request_evidence,
    withdraw_evidence_request,
)
from dueregard.web.commitments.services.reminders import remind
from dueregard.web.commitments.services.requests import (
    decide_extension,
    decide_hand_back,
    hand_back,
    request_extension,
)
from dueregard.web.commitments.services.rounds import close_round, open_round

__all__ = [
    "add_evidence",
    "add_evidence_version",
    "add_next_step",
    "add_note",
    "add_progress",
    "answer_challenge",
    "assign",
    "assign_many",
    "built_on_batch",
    "close_round",
    "correct_entry",
    "create_commitment",
    "decide_extension",
    "decide_hand_back",
    "describe_commitment",
    "hand_back",
    "link_challenge",
    "may_answer",
    "may_correct",
    "meet_evidence_request",
    "open_round",
    "propose_closure",
    "raise_challenge",
    "refuse_closure",
    "remind",
    "reopen",
    "report_closure",
    "request_evidence",
    "request_extension",
    "set_due_date",
    "undo_batch",
    "use_evidence",
    "verify_closure",
    "withdraw_closure",
    "withdraw_evidence",
    "withdraw_evidence_request",
]
