"""The addresses of commitments, each with the permission it needs."""

from django.urls import URLPattern, URLResolver, path

from dueregard.web.accounts.permissions import Permission
from dueregard.web.commitments.access import needs_or_owner as needs
from dueregard.web.commitments.views import (
    challenges,
    closures,
    evidence,
    items,
    ownership,
    reporting,
    rounds,
    statements,
)
from dueregard.web.organisation.access import needs as needs_role

app_name = "commitments"

P = Permission

_items: list[URLPattern | URLResolver] = [
    path("<int:pk>/", needs(P.VIEW)(items.commitment), name="commitment"),
    path("<int:pk>/as-at/", needs(P.VIEW)(items.as_at), name="as_at"),
    path("<int:pk>/history/", needs(P.VIEW)(items.history), name="history"),
    path(
        "<int:pk>/progress/", needs(P.REPORT)(statements.AddProgress.as_view()), name="add_progress"
    ),
    path(
        "<int:pk>/next-step/",
        needs(P.REPORT)(statements.AddNextStep.as_view()),
        name="add_next_step",
    ),
    path("<int:pk>/note/", needs(P.VIEW)(statements.AddNote.as_view()), name="add_note"),
    path(
        "entries/<int:pk>/correct/",
        needs(P.VIEW)(statements.CorrectEntry.as_view()),
        name="correct_entry",
    ),
    path("<int:pk>/assign/", needs_role(P.ASSIGN)(ownership.Assign.as_view()), name="assign"),
    path("assign/", needs_role(P.ASSIGN)(ownership.assign_many), name="assign_many"),
    path(
        "<int:pk>/due-date/",
        needs_role(P.ASSIGN)(ownership.SetDueDate.as_view()),
        name="set_due_date",
    ),
    path(
        "<int:pk>/more-time/",
        needs(P.REPORT)(ownership.RequestExtension.as_view()),
        name="request_extension",
    ),
    path(
        "more-time/<int:pk>/",
        needs_role(P.DECIDE_REQUESTS)(ownership.DecideExtension.as_view()),
        name="decide_extension",
    ),
    path(
        "<int:pk>/hand-back/", needs(P.REPORT)(ownership.HandBackView.as_view()), name="hand_back"
    ),
    path(
        "hand-backs/<int:pk>/",
        needs_role(P.DECIDE_REQUESTS)(ownership.DecideHandBack.as_view()),
        name="decide_hand_back",
    ),
    path("update/", needs(P.REPORT)(reporting.update_many), name="update_many"),
    path("update/draft/", needs(P.REPORT)(reporting.update_many_draft), name="update_many_draft"),
    path("drafts/<slug:name>/<int:pk>/", needs(P.VIEW)(statements.save_draft), name="draft"),
]

_challenges: list[URLPattern | URLResolver] = [
    path("challenges/", needs(P.VIEW)(challenges.challenge_list), name="challenge_list"),
    path("challenges/<int:pk>/", needs(P.VIEW)(challenges.challenge), name="challenge"),
    path(
        "<int:pk>/challenge/",
        needs_role(P.CHALLENGE)(statements.RaiseChallenge.as_view()),
        name="raise_challenge",
    ),
    path(
        "challenges/<int:pk>/answer/",
        needs(P.ANSWER)(challenges.AnswerChallenge.as_view()),
        name="answer_challenge",
    ),
    path(
        "challenges/<int:pk>/link/",
        needs_role(P.CHALLENGE)(challenges.LinkChallenge.as_view()),
        name="link_challenge",
    ),
]

_evidence: list[URLPattern | URLResolver] = [
    path(
        "<int:pk>/evidence/",
        needs(P.ADD_EVIDENCE)(evidence.AddEvidence.as_view()),
        name="add_evidence",
    ),
    path(
        "<int:pk>/evidence/use/",
        needs(P.ADD_EVIDENCE)(evidence.UseEvidence.as_view()),
        name="use_evidence",
    ),
    path("evidence/<int:pk>/", needs(P.VIEW)(evidence.evidence), name="evidence"),
    path(
        "evidence/<int:pk>/version/",
        needs(P.ADD_EVIDENCE)(evidence.AddEvidenceVersion.as_view()),
        name="add_evidence_version",
    ),
    path(
        "evidence/<int:pk>/withdraw/",
        needs(P.ADD_EVIDENCE)(evidence.WithdrawEvidence.as_view()),
        name="withdraw_evidence",
    ),
    path("evidence/files/<int:pk>/", needs(P.VIEW)(evidence.evidence_file), name="evidence_file"),
    path(
        "<int:pk>/evidence/ask/",
        needs_role(P.REQUEST_EVIDENCE)(evidence.RequestEvidence.as_view()),
        name="request_evidence",
    ),
    path(
        "evidence/requests/<int:pk>/",
        needs(P.ADD_EVIDENCE)(evidence.MeetEvidenceRequest.as_view()),
        name="meet_evidence_request",
    ),
    path(
        "evidence/requests/<int:pk>/withdraw/",
        needs_role(P.REQUEST_EVIDENCE)(evidence.WithdrawEvidenceRequest.as_view()),
        name="withdraw_evidence_request",
    ),
]

_closures: list[URLPattern | URLResolver] = [
    path(
        "<int:pk>/closure/",
        needs(P.PROPOSE_CLOSURE)(closures.ProposeClosure.as_view()),
        name="propose_closure",
    ),
    path(
        "closures/<int:pk>/", needs(P.VIEW)(closures.DecideClosure.as_view()), name="decide_closure"
    ),
    path(
        "closures/<int:pk>/withdraw/",
        needs(P.PROPOSE_CLOSURE)(closures.WithdrawClosure.as_view()),
        name="withdraw_closure",
    ),
    path("<int:pk>/reopen/", needs_role(P.REOPEN)(closures.Reopen.as_view()), name="reopen"),
]

_rounds: list[URLPattern | URLResolver] = [
    path("rounds/<int:pk>/", needs(P.VIEW)(rounds.round_page), name="round"),
    path("rounds/<int:pk>/remind/", needs_role(P.MANAGE_ROUNDS)(rounds.remind), name="remind"),
    path(
        "rounds/<int:pk>/close/",
        needs_role(P.MANAGE_ROUNDS)(rounds.close_round),
        name="close_round",
    ),
    path(
        "rounds/open/<slug:scope_kind>/<int:scope_id>/",
        needs_role(P.MANAGE_ROUNDS)(rounds.open_round),
        name="open_round",
    ),
]

urlpatterns: list[URLPattern | URLResolver] = [
    *_items,
    *_challenges,
    *_evidence,
    *_closures,
    *_rounds,
]
