"""A page with one form that does one thing to one item."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views import View

from dueregard.web.accounts.models import User
from dueregard.web.accounts.permissions import Permission
from dueregard.web.commitments.access import may_see, require_on
from dueregard.web.commitments.forms.drafts import initial_of
from dueregard.web.commitments.models import Commitment
from dueregard.web.commitments.pages import origin_of, trail_of
from dueregard.web.commitments.status import sentence
from dueregard.web.core import drafts
from dueregard.web.core.clock import today
from dueregard.web.core.exceptions import Conflict, NotPermitted, Refused
from dueregard.web.core.models import Draft


class ActView(View):
    """Show a form about an item, hand it to a service, say what was done, lead back.

    A subclass says what is asked (``form_class``), loads its subject, and acts.
    """

    permission: ClassVar[Permission]
    form_class: ClassVar[type[forms.Form]]
    template_name: ClassVar[str] = "commitments/act.html"
    title: ClassVar[str] = ""
    button: ClassVar[str] = "Save"
    button_kind: ClassVar[str] = ""
    lead: ClassVar[str] = ""
    stage: ClassVar[str] = ""
    #: The name under which what is written is kept as a draft; none when empty.
    draft_name: ClassVar[str] = ""

    commitment: Commitment
    user: User
    draft: Draft | None = None

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Load what the page is about and ask whether the person may do it."""
        super().setup(request, *args, **kwargs)
        assert isinstance(request.user, User)
        self.user = request.user
        self.load(kwargs["pk"])
        self.require()
        if self.draft_name:
            self.draft = drafts.recall(by=self.user, key=self.draft_key)

    def load(self, pk: int) -> None:
        """Find the item; what the person may not see is not there."""
        self.commitment = visible_or_404(self.user, pk)

    def require(self) -> None:
        """Raise unless the person may do this here."""
        try:
            require_on(self.user, self.permission, self.commitment)
        except NotPermitted as refusal:
            raise PermissionDenied(str(refusal)) from refusal

    @property
    def draft_key(self) -> str:
        """Where what the person has begun to write is kept."""
        return draft_key(self.draft_name, self.kwargs["pk"])

    def form_arguments(self) -> dict[str, Any]:
        """Return what the form needs besides what was posted."""
        return {}

    def initial(self) -> dict[str, Any]:
        """Return what the form holds at first."""
        return {}

    def act(self, form: Any) -> str:
        """Call the service; return what to tell the person."""
        raise NotImplementedError

    def context(self) -> dict[str, Any]:
        """Return what the page shows besides the form."""
        return {}

    def done_href(self) -> str:
        """Return where to go when it is done."""
        return origin_of(self.commitment).href

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Show the form, with the draft if there is one."""
        initial = self.initial() | (initial_of(self.draft.data) if self.draft else {})
        return self.show(self.form_class(initial=initial, **self.form_arguments()))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Do it, or show the form again with what is wrong."""
        form = self.form_class(request.POST, request.FILES, **self.form_arguments())
        if not form.is_valid():
            return self.show(form)
        try:
            message = self.act(form)
        except Refused as refusal:
            form.add_refusal(refusal)  # type: ignore[attr-defined]
            return self.show(form)
        except Conflict as conflict:
            return self.show(form, conflict)
        except NotPermitted as refusal:
            raise PermissionDenied(str(refusal)) from refusal
        if self.draft_name:
            drafts.discard(by=self.user, key=self.draft_key)
        messages.success(request, message)
        return redirect(self.done_href())

    def show(self, form: forms.Form, conflict: Conflict | None = None) -> HttpResponse:
        """Render the page."""
        context = {
            "form": form,
            "commitment": self.commitment,
            "origin": origin_of(self.commitment),
            "status_sentence": sentence(self.commitment, today()),
            "trail": trail_of(self.commitment, self.user, self.stage),
            "title": self.title,
            "lead": self.lead,
            "button": self.button,
            "button_kind": self.button_kind,
            "draft": self.draft,
            "multipart": form.is_multipart(),
            **self.context(),
        }
        if self.draft_name:
            context["draft_url"] = reverse(
                "commitments:draft", args=[self.draft_name, self.kwargs["pk"]]
            )
        status = 200
        if conflict is not None and hasattr(form, "conflict_rows"):
            context["conflict_rows"] = form.conflict_rows(conflict)
            form.take_version(conflict)  # type: ignore[attr-defined]
            status = 409
        return render(self.request, self.template_name, context, status=status)


def draft_key(name: str, pk: int) -> str:
    """Return the key of a draft."""
    return f"commitments:{name}:{pk}"


def visible_or_404(user: User, pk: int) -> Commitment:
    """Return an item; one the person may not see is as if it were not there."""
    related = ("unit", "owner_post__unit", "deputy_post__unit")
    commitment = get_object_or_404(Commitment.objects.select_related(*related), pk=pk)
    if not may_see(user, commitment):
        raise Http404("There is no such item.")
    return commitment
