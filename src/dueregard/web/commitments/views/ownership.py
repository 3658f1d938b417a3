"""Pages on who answers for an item, by when, and what owners ask for."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from dueregard.web.accounts.models import User
from dueregard.web.accounts.permissions import Permission
from dueregard.web.commitments import services
from dueregard.web.commitments.access import may_decide_on, require_other, visible_to
from dueregard.web.commitments.ending_voices import extension_voice, hand_back_voice
from dueregard.web.commitments.forms import ownership as forms
from dueregard.web.commitments.models import ExtensionRequest, HandBack
from dueregard.web.commitments.pages import origins_of
from dueregard.web.commitments.services.commitments import (
    FIRST_DATE,
    HAND_BACK,
    MORE_TIME,
    waiting_extension,
)
from dueregard.web.commitments.services.requests import ANOTHER
from dueregard.web.commitments.states import RequestState
from dueregard.web.commitments.views.acting import ActView, visible_or_404
from dueregard.web.commitments.views.statements import chosen_post
from dueregard.web.core.exceptions import NotPermitted, Refused


class _OthersView(ActView):
    """A decision on an item that whoever answers for it cannot take."""

    instead: ClassVar[str]

    def way_out(self) -> str:
        """Return what they can do instead."""
        return self.instead

    def require(self) -> None:
        super().require()
        try:
            require_other(self.user, self.commitment, self.way_out())
        except NotPermitted as refusal:
            raise PermissionDenied(str(refusal)) from refusal


class Assign(_OthersView):
    instead = HAND_BACK
    permission = Permission.ASSIGN
    form_class = forms.AssignForm
    title = "Name who answers"
    button = "Save"
    lead = "Work belongs to a post. Whoever holds the post answers; when they leave, it stays."

    def form_arguments(self) -> dict[str, Any]:
        return {"version": self.commitment.version}

    def initial(self) -> dict[str, Any]:
        return {
            "owner_post": self.commitment.owner_post_id,
            "deputy_post": self.commitment.deputy_post_id,
        }

    def act(self, form: Any) -> str:
        data = form.cleaned_data
        services.assign(
            commitment=self.commitment,
            owner_post=chosen_post(data["owner_post"]),
            deputy_post=chosen_post(data["deputy_post"]),
            reason=data["reason"],
            by=self.user,
            expected_version=form.expected_version,
        )
        owner = self.commitment.owner_post
        who = f"{owner.title} answers" if owner else "Nobody answers"
        return f"{who} for {self.commitment.reference} now."


class SetDueDate(_OthersView):
    permission = Permission.ASSIGN
    form_class = forms.DueDateForm
    template_name = "commitments/set_due_date.html"
    title = "Set the due date"

    def way_out(self) -> str:
        return MORE_TIME if self.commitment.due_on else FIRST_DATE

    def form_arguments(self) -> dict[str, Any]:
        return {"version": self.commitment.version}

    def initial(self) -> dict[str, Any]:
        return {"due_on": self.commitment.due_on}

    def context(self) -> dict[str, Any]:
        return {"asked": waiting_extension(self.commitment)}

    def act(self, form: Any) -> str:
        services.set_due_date(
            commitment=self.commitment,
            due_on=form.cleaned_data["due_on"],
            reason=form.cleaned_data["reason"],
            by=self.user,
            expected_version=form.expected_version,
        )
        return "The due date is saved. The first date ever set stays on record."


class RequestExtension(ActView):
    permission = Permission.REPORT
    form_class = forms.ExtensionForm
    title = "Ask for more time"
    button = "Ask for more time"
    lead = "Another person decides. Until then the due date stays as it is."

    def act(self, form: Any) -> str:
        services.request_extension(commitment=self.commitment, by=self.user, **form.cleaned_data)
        return "You have asked for more time. You will see the decision on this page."


class HandBackView(ActView):
    permission = Permission.REPORT
    form_class = forms.HandBackForm
    title = "Hand it back"
    button = "Hand it back"
    lead = "You answer for it until another person has decided."

    def act(self, form: Any) -> str:
        services.hand_back(commitment=self.commitment, by=self.user, **form.cleaned_data)
        return "Handed back. You answer for it until another person has decided."


class _DecisionView(_OthersView):
    """A decision on what an owner asked for."""

    permission = Permission.DECIDE_REQUESTS
    instead = ANOTHER
    template_name = "commitments/decide_request.html"
    request_made: ExtensionRequest | HandBack

    def context(self) -> dict[str, Any]:
        return {"is_decided": self.request_made.state != RequestState.WAITING}


class DecideExtension(_DecisionView):
    request_made: ExtensionRequest
    form_class = forms.DecideExtensionForm
    title = "Decide on more time"
    button = "Save the decision"

    def load(self, pk: int) -> None:
        self.request_made = get_object_or_404(ExtensionRequest, pk=pk)
        self.commitment = visible_or_404(self.user, self.request_made.commitment_id)
        self.request_made.commitment = self.commitment

    def context(self) -> dict[str, Any]:
        return super().context() | {"voice": extension_voice(self.request_made, None)}

    def act(self, form: Any) -> str:
        granted = form.cleaned_data["decision"] == "yes"
        services.decide_extension(
            request=self.request_made,
            granted=granted,
            reason=form.cleaned_data["reason"],
            by=self.user,
        )
        return "Granted: the due date has moved." if granted else "Declined: the due date stays."


class DecideHandBack(_DecisionView):
    request_made: HandBack
    form_class = forms.DecideHandBackForm
    title = "Decide on the hand-back"
    button = "Save the decision"

    def load(self, pk: int) -> None:
        self.request_made = get_object_or_404(HandBack, pk=pk)
        self.commitment = visible_or_404(self.user, self.request_made.commitment_id)
        self.request_made.commitment = self.commitment

    def context(self) -> dict[str, Any]:
        return super().context() | {"voice": hand_back_voice(self.request_made, None)}

    def act(self, form: Any) -> str:
        accepted = form.cleaned_data["decision"] == "yes"
        services.decide_hand_back(
            hand_back=self.request_made,
            accepted=accepted,
            new_owner_post=chosen_post(form.cleaned_data["new_owner_post"]),
            reason=form.cleaned_data["reason"],
            by=self.user,
        )
        return "Taken back." if accepted else "It stays where it is."


def assign_many(request: HttpRequest) -> HttpResponseBase:
    """Give many items to one post: chosen in a list, or on this page by their owner."""
    assert isinstance(request.user, User)
    params = request.POST if request.method == "POST" else request.GET
    ids = {int(text) for text in params.getlist("selected") if text.isascii() and text.isdigit()}
    found = visible_to(request.user).filter(pk__in=ids).select_related("owner_post", "unit")
    chosen = [
        item
        for item in found.order_by("pk")
        if may_decide_on(request.user, Permission.ASSIGN, item)
    ]
    if not chosen:
        raise Http404("Choose items in a list first: none that you may assign was chosen.")
    asked = request.method == "POST" and "new_owner_asked" in request.POST
    form = forms.AssignManyForm(request.POST) if asked else forms.AssignManyForm()
    # The list posts what was ticked; it is where the person came from and goes back to.
    back = _safe(request, params.get("back") or request.headers.get("Referer", ""))
    if asked and form.is_valid():
        try:
            changed = services.assign_many(
                commitments=chosen,
                owner_post=chosen_post(form.cleaned_data["owner_post"]),
                reason=form.cleaned_data["reason"],
                by=request.user,
            )
        except Refused as refusal:
            form.add_refusal(refusal)
        except NotPermitted as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _said(changed, len(chosen)))
            return redirect(back or "/")
    origins = origins_of(chosen)
    context = {
        "form": form,
        "items": [(origins[item.pk], item) for item in chosen],
        "left_out": len(ids) - len(chosen),
        "first": not any(item.owner_post_id for item in chosen),
        "back": back,
    }
    return render(request, "commitments/assign_many.html", context)


def _said(changed: int, chosen: int) -> str:
    same = f" {chosen - changed} had that owner already." if changed < chosen else ""
    return f"{changed} item{'' if changed == 1 else 's'} given to this post.{same}"


def _safe(request: HttpRequest, address: str) -> str:
    allowed = url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()})
    return address if allowed else ""
