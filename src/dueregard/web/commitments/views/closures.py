"""Pages of closure: proposing it, deciding on it, reopening."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.urls import reverse

from dueregard.web.accounts.permissions import Permission
from dueregard.web.commitments import queries, services
from dueregard.web.commitments.access import may_on
from dueregard.web.commitments.ending_voices import closure_voice
from dueregard.web.commitments.forms import endings as forms
from dueregard.web.commitments.forms.ownership import ReasonForm
from dueregard.web.commitments.models import Closure, Commitment, Evidence
from dueregard.web.commitments.queries.closing import closing_tasks, evidence_rows
from dueregard.web.commitments.queries.related import siblings
from dueregard.web.commitments.states import ClosureKind, ClosureState
from dueregard.web.commitments.views.acting import ActView, visible_or_404
from dueregard.web.commitments.voices import challenge_voice
from dueregard.web.organisation.models import Body


class ProposeClosure(ActView):
    permission = Permission.PROPOSE_CLOSURE
    form_class = forms.ClosureForm
    template_name = "commitments/propose_closure.html"
    title = "Propose closure"
    button = "Propose closure"
    stage = "Closure"
    draft_name = "closure"

    def form_arguments(self) -> dict[str, Any]:
        return {
            "pieces": queries.in_use(self.commitment, self.user),
            "others": siblings(self.commitment, self.user),
        }

    def initial(self) -> dict[str, Any]:
        kind = self.request.GET.get("kind", "")
        chosen = {"kind": kind} if kind in ClosureKind.values else {}
        pieces = queries.in_use(self.commitment, self.user)
        return chosen | {"evidence": [str(piece.pk) for piece in pieces]}

    def context(self) -> dict[str, Any]:
        return {
            "tasks": closing_tasks(self.commitment, self.user),
            "open_challenges": queries.open_challenges(self.user, commitment=self.commitment),
        }

    def act(self, form: Any) -> str:
        data = form.cleaned_data
        services.propose_closure(
            commitment=self.commitment,
            kind=data["kind"],
            statement=data["statement"],
            evidence=Evidence.objects.filter(pk__in=data.get("evidence", ())),
            merged_into=_item(data["merged_into"]),
            transferred_to=_body(data["transferred_to"]),
            effective_on=data["effective_on"],
            by=self.user,
        )
        return "Closure is proposed. A verifier looks at the evidence before it is closed."


class DecideClosure(ActView):
    """The closure as the verifier sees it; others may look, not decide."""

    permission = Permission.VIEW
    form_class = forms.DecideClosureForm
    template_name = "commitments/closure.html"
    title = "Closure"
    button = "Save the decision"
    stage = "Closure"

    def load(self, pk: int) -> None:
        related = ("proposed_by", "verified_by", "merged_into", "transferred_to", "round")
        self.closure = get_object_or_404(Closure.objects.select_related(*related), pk=pk)
        self.commitment = visible_or_404(self.user, self.closure.commitment_id)
        self.closure.commitment = self.commitment

    def context(self) -> dict[str, Any]:
        waits = self.closure.state in (ClosureState.PROPOSED, ClosureState.REPORTED)
        verifier = may_on(self.user, Permission.VERIFY_CLOSURE, self.commitment)
        own = self.closure.proposed_by_id == self.user.pk
        challenges = queries.open_challenges(self.user, commitment=self.commitment)
        return {
            "closure": self.closure,
            "kind_words": ClosureKind(self.closure.kind).label,
            "voice": closure_voice(self.closure, None),
            "evidence": evidence_rows(self.closure, self.user),
            "challenges": [challenge_voice(each) for each in challenges],
            "may_decide": waits and verifier and not own,
            "may_withdraw": self.closure.state == ClosureState.PROPOSED
            and may_on(self.user, Permission.PROPOSE_CLOSURE, self.commitment),
            "is_own": waits and own,
            "waits": waits,
        }

    def act(self, form: Any) -> str:
        if not may_on(self.user, Permission.VERIFY_CLOSURE, self.commitment):
            raise PermissionDenied("Only a verifier of its unit decides on a closure.")
        reason = form.cleaned_data["reason"]
        if form.cleaned_data["decision"] == "yes":
            services.verify_closure(closure=self.closure, reason=reason, by=self.user)
            return f"{self.commitment.reference} is closed and verified."
        services.refuse_closure(closure=self.closure, reason=reason, by=self.user)
        return f"Refused: {self.commitment.reference} stays open, with your reason."


class WithdrawClosure(ActView):
    permission = Permission.PROPOSE_CLOSURE
    form_class = ReasonForm
    title = "Withdraw the proposed closure"
    button = "Withdraw it"
    stage = "Closure"

    def load(self, pk: int) -> None:
        self.closure = get_object_or_404(Closure, pk=pk)
        self.commitment = visible_or_404(self.user, self.closure.commitment_id)
        self.closure.commitment = self.commitment

    def context(self) -> dict[str, Any]:
        return {"quoted": self.closure.statement}

    def act(self, form: Any) -> str:
        services.withdraw_closure(
            closure=self.closure, reason=form.cleaned_data["reason"], by=self.user
        )
        return "The proposed closure is withdrawn: the item goes on."


class Reopen(ActView):
    permission = Permission.REOPEN
    form_class = ReasonForm
    title = "Reopen it"
    button = "Reopen it"
    lead = "The closure stays on record. The item is open again from now on."
    stage = "Closure"

    def form_arguments(self) -> dict[str, Any]:
        return {"label": "Why it must be opened again"}

    def act(self, form: Any) -> str:
        services.reopen(
            commitment=self.commitment, reason=form.cleaned_data["reason"], by=self.user
        )
        return f"{self.commitment.reference} is open again."


def closure_href(closure: Closure) -> str:
    """Return the page of a closure."""
    return reverse("commitments:decide_closure", args=[closure.pk])


def _item(pk: int | None) -> Commitment | None:
    return Commitment.objects.get(pk=pk) if pk else None


def _body(pk: int | None) -> Body | None:
    return Body.objects.get(pk=pk) if pk else None
