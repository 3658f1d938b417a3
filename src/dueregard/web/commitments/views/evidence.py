"""Pages of evidence: adding it, its versions, the file, requests for it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from dueregard.web.accounts.models import User
from dueregard.web.accounts.permissions import Permission
from dueregard.web.commitments import queries, services
from dueregard.web.commitments.access import (
    evidence_visible_to,
    may_on,
    may_see,
    may_see_evidence,
)
from dueregard.web.commitments.files import open_file
from dueregard.web.commitments.files.kinds import BY_CONTENT_TYPE
from dueregard.web.commitments.forms import endings as forms
from dueregard.web.commitments.forms.ownership import ReasonForm
from dueregard.web.commitments.models import Evidence, EvidenceRequest, EvidenceVersion
from dueregard.web.commitments.pages import origins_of, trail_of
from dueregard.web.commitments.queries.evidence import describe_version, evidence_tag
from dueregard.web.commitments.services.evidence import require_evidence
from dueregard.web.commitments.views.acting import ActView, visible_or_404
from dueregard.web.core.exceptions import NotPermitted, Refused
from dueregard.web.core.forms import DueForm


class AddEvidence(ActView):
    permission = Permission.ADD_EVIDENCE
    form_class = forms.EvidenceForm
    template_name = "commitments/add_evidence.html"
    title = "Add evidence"
    button = "Add the evidence"
    lead = "Give a file, a link or a text: one of the three."
    stage = "Evidence"

    def context(self) -> dict[str, Any]:
        reusable = queries.reusable_for(self.commitment, self.user)
        return {"reusable": reusable.exists(), "asked": self._asked()}

    def _asked(self) -> EvidenceRequest | None:
        """Return the request this would meet, when the person came from it."""
        pk = self.request.GET.get("for", "") or self.request.POST.get("for", "")
        if not (pk.isascii() and pk.isdigit()):
            return None
        waiting = self.commitment.evidence_requests.filter(met_at=None, withdrawn_at=None)
        return waiting.filter(pk=int(pk)).first()

    def act(self, form: Any) -> str:
        data = form.cleaned_data
        evidence = services.add_evidence(commitments=[self.commitment], by=self.user, **data)
        asked = self._asked()
        if asked is not None:
            services.meet_evidence_request(request=asked, evidence=evidence, by=self.user)
            return "The evidence is added, and what was asked for is met."
        return f"“{evidence.title}” is evidence for {self.commitment.reference} now."


class UseEvidence(ActView):
    permission = Permission.ADD_EVIDENCE
    form_class = forms.ChooseEvidenceForm
    title = "Use evidence there is"
    button = "Use it"
    lead = "The same evidence may serve several items. It is kept once."
    stage = "Evidence"

    def form_arguments(self) -> dict[str, Any]:
        return {"pieces": queries.reusable_for(self.commitment, self.user)}

    def act(self, form: Any) -> str:
        evidence = Evidence.objects.get(pk=form.cleaned_data["evidence"])
        services.use_evidence(evidence=evidence, commitment=self.commitment, by=self.user)
        return f"“{evidence.title}” is evidence for {self.commitment.reference} too."


class RequestEvidence(ActView):
    permission = Permission.REQUEST_EVIDENCE
    form_class = forms.EvidenceRequestForm
    title = "Ask for evidence"
    button = "Ask for it"
    stage = "Evidence"

    def act(self, form: Any) -> str:
        services.request_evidence(commitment=self.commitment, by=self.user, **form.cleaned_data)
        return "The owner sees your request among what waits for them."


class MeetEvidenceRequest(ActView):
    permission = Permission.ADD_EVIDENCE
    form_class = forms.ChooseEvidenceForm
    template_name = "commitments/meet_evidence_request.html"
    title = "Give the evidence asked for"
    button = "This is it"
    stage = "Evidence"

    def load(self, pk: int) -> None:
        self.asked = get_object_or_404(
            EvidenceRequest.objects.select_related("requested_by", "met_by"), pk=pk
        )
        self.commitment = visible_or_404(self.user, self.asked.commitment_id)
        self.asked.commitment = self.commitment

    def form_arguments(self) -> dict[str, Any]:
        return {"pieces": queries.in_use(self.commitment, self.user)}

    def context(self) -> dict[str, Any]:
        return {
            "asked": self.asked,
            "asked_pk": str(self.asked.pk),
            "has_evidence": queries.in_use(self.commitment, self.user).exists(),
        }

    def act(self, form: Any) -> str:
        evidence = Evidence.objects.get(pk=form.cleaned_data["evidence"])
        services.meet_evidence_request(request=self.asked, evidence=evidence, by=self.user)
        return "What was asked for is met."


class WithdrawEvidenceRequest(ActView):
    permission = Permission.REQUEST_EVIDENCE
    form_class = DueForm
    title = "Withdraw the request for evidence"
    button = "Withdraw it"
    stage = "Evidence"

    def load(self, pk: int) -> None:
        self.asked = get_object_or_404(EvidenceRequest, pk=pk)
        self.commitment = visible_or_404(self.user, self.asked.commitment_id)

    def context(self) -> dict[str, Any]:
        return {"quoted": self.asked.what}

    def act(self, form: Any) -> str:
        services.withdraw_evidence_request(request=self.asked, by=self.user)
        return "The request is withdrawn."


class _EvidenceView(ActView):
    """A form about a piece of evidence, reached with its key."""

    permission = Permission.ADD_EVIDENCE
    stage = "Evidence"

    def load(self, pk: int) -> None:
        self.evidence = visible_evidence_or_404(self.user, pk)
        seen = [item for item in self.evidence.commitments.all() if may_see(self.user, item)]
        self.commitment = seen[0]

    def require(self) -> None:
        try:
            require_evidence(self.user, self.evidence)
        except NotPermitted as refusal:
            raise PermissionDenied(str(refusal)) from refusal

    def context(self) -> dict[str, Any]:
        return {"quoted": self.evidence.title}

    def done_href(self) -> str:
        return reverse("commitments:evidence", args=[self.evidence.pk])


class AddEvidenceVersion(_EvidenceView):
    form_class = forms.EvidenceVersionForm
    title = "Add a newer version"
    button = "Add the version"
    lead = "The earlier versions stay."

    def form_arguments(self) -> dict[str, Any]:
        return {"version": self.evidence.version}

    def initial(self) -> dict[str, Any]:
        return {"expires_on": self.evidence.expires_on}

    def act(self, form: Any) -> str:
        data = dict(form.cleaned_data)
        expected = data.pop("version")
        services.add_evidence_version(
            evidence=self.evidence, by=self.user, expected_version=expected, **data
        )
        return "The newer version is added."


class WithdrawEvidence(_EvidenceView):
    form_class = ReasonForm
    title = "Withdraw the evidence"
    button = "Withdraw it"
    button_kind = "warning"
    lead = "It stays on record, marked as withdrawn, with your reason."

    def form_arguments(self) -> dict[str, Any]:
        return {"label": "Why it is withdrawn"}

    def act(self, form: Any) -> str:
        services.withdraw_evidence(
            evidence=self.evidence, reason=form.cleaned_data["reason"], by=self.user
        )
        return "The evidence is withdrawn."


def visible_evidence_or_404(user: User, pk: int) -> Evidence:
    """Return a piece of evidence; one the person may not see is as if it were not there."""
    found = evidence_visible_to(user).filter(pk=pk).select_related("created_by").first()
    if found is None:
        raise Http404("There is no such evidence.")
    return found


def evidence(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show a piece of evidence, its versions and the items that use it."""
    assert isinstance(request.user, User)
    found = visible_evidence_or_404(request.user, pk)
    commitments = found.commitments.select_related("owner_post", "unit").order_by("pk")
    seen = [item for item in commitments if may_see(request.user, item)]
    origins = origins_of(seen)
    versions = found.versions.select_related("file", "added_by")
    context = {
        "evidence": found,
        "tag": evidence_tag(found),
        "versions": [(version, describe_version(version)) for version in versions],
        "items": [(origins[item.pk], item) for item in seen],
        "may_change": found.withdrawn_at is None
        and any(may_on(request.user, Permission.ADD_EVIDENCE, item) for item in seen),
        "trail": trail_of(seen[0], request.user, "Evidence"),
    }
    return render(request, "commitments/evidence.html", context)


def evidence_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Hand out the file of a version, as what its content says it is and never to be run."""
    assert isinstance(request.user, User)
    version = get_object_or_404(EvidenceVersion.objects.select_related("file", "evidence"), pk=pk)
    if version.file is None or not may_see_evidence(request.user, version.evidence):
        raise Http404("There is no such file.")
    try:
        content = open_file(version.file)
    except Refused as refusal:
        raise Http404(str(refusal)) from refusal
    kind = BY_CONTENT_TYPE.get(version.file.content_type)
    name = version.file_name or "evidence"
    if kind is not None and not name.lower().endswith(f".{kind.extension}"):
        name = f"{name}.{kind.extension}"
    response = FileResponse(
        content, as_attachment=True, filename=name, content_type=version.file.content_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    # Should a browser show it after all, nothing in it may run or be fetched.
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response
